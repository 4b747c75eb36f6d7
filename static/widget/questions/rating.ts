import {el} from '../lib/el.js';
import type {Control} from './index.js';
import {drawEnds, drawScale} from './scale.js';

export const rating: Control = (asked) =>
  el('div', {}, drawScale({...asked, value: asked.answer, onValue: asked.onAnswer}), drawEnds(asked));
