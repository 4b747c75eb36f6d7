// What the owner noted of some days, beside what was found in them.

import type {Annotation} from '../lib/types.js';

const DAY_MS = 86_400_000;
/** A campaign or a release may take so many days to be felt. */
const FELT = 7;

export interface Note extends Annotation {
  /** How many days before the first day it was; negative if after. */
  before: number;
}

/** What was noted of days from one on and before another, or of the week that led to them. */
export const notesNear = (annotations: Annotation[], from: string, to: string, felt = FELT): Note[] =>
  annotations
    .map((note) => ({...note, before: Math.round((Date.parse(from) - Date.parse(note.day)) / DAY_MS)}))
    .filter(({before, day}) => before <= felt && day < to);
