import {el} from '../lib/el.js';
import type {Control} from './index.js';

/** The longest text that the service takes, in characters. */
const MAX_LENGTH = 5000;

export const text: Control = ({question: {required}, labelledBy, answer = '', onAnswer}) => {
  const area = el('textarea', {
    class: 'field',
    rows: 3,
    maxLength: MAX_LENGTH,
    dir: 'auto',
    'aria-labelledby': labelledBy,
    'aria-required': !!required,
    value: answer,
    oninput: () => onAnswer(area.value.trim() || undefined, true),
  });
  return area;
};
