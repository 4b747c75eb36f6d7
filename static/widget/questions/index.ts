import type {Strings} from '../lib/stringsFor.js';
import type {Answer, Question, Texts} from '../types.js';
import {choice} from './choice.js';
import {drivers} from './drivers.js';
import {rating} from './rating.js';
import {SCALES} from './scale.js';
import {text} from './text.js';

export interface Asked {
  question: Question;
  strings: Strings;
  textIn: (texts: Texts) => string;
  /** The id of what asks the question. */
  labelledBy: string;
  answer: Answer | undefined;
  /** What is being typed is not an answer before the visitor moves on. */
  onAnswer: (answer: Answer | undefined, typing?: boolean) => void;
  /** The visitor has made a choice that needs no confirmation. */
  onChosen: () => void;
}

/** Draws the control that takes the answer to a question of one kind. */
export type Control = (asked: Asked) => HTMLElement;

const controls: Record<string, Control> = {choice, drivers, text};

/** A kind that is missing here is passed over. */
export const askable = ({kind}: Question) => kind in controls || kind in SCALES;

/** Whether a click on one of the answers is enough. */
export const goesOn = ({kind, multiple, aspects}: Question) => kind !== 'text' && !multiple && !aspects;

export const drawControl = (asked: Asked) => (controls[asked.question.kind] ?? rating)(asked);
