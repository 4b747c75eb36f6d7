import {nps} from './nps.js';
import {text} from './text.js';
import type {Strings} from '../lib/stringsFor.js';
import type {Answer, Question} from '../types.js';

export interface Asked {
  strings: Strings;
  required: boolean;
  /** The id of the heading that holds the question's text. */
  labelledBy: string;
  answer: Answer | undefined;
  onAnswer: (answer: Answer | undefined) => void;
  /** The visitor has made a choice that needs no confirmation. */
  onChosen: () => void;
}

/** Draws the control that takes the answer to a question of one kind. */
export type Control = (asked: Asked) => HTMLElement;

/** A kind that is missing here is passed over. */
const controls: Record<string, Control> = {nps, text};

export const askable = ({kind}: Question) => kind in controls;

export const drawControl = ({kind}: Question, asked: Asked) => controls[kind]!(asked);
