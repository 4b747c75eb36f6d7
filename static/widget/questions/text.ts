import {el} from '../lib/el.js';
import type {Control} from './index.js';

/** The longest text that the service takes, in characters. */
const MAX_LENGTH = 5000;

export const text: Control = ({required, labelledBy, answer, onAnswer}) => {
  const area = el('textarea', {rows: 3, maxlength: MAX_LENGTH, dir: 'auto', 'aria-labelledby': labelledBy, 'aria-required': `${required}`});
  area.value = `${answer ?? ''}`;
  area.addEventListener('input', () => onAnswer(area.value.trim() || undefined));
  return area;
};
