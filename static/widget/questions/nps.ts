import {el} from '../lib/el.js';
import {fill} from '../lib/fill.js';
import type {Control} from './index.js';

export const nps: Control = ({strings, required, labelledBy, answer, onAnswer, onChosen}) => {
  const points = Array.from({length: 11}, (_, value) => {
    const end = value === 0 ? strings.nps_low : value === 10 ? strings.nps_high : '';
    const name = fill(strings.point, {value, max: 10}) + (end && `: ${end}`);
    const input = el('input', {type: 'radio', name: 'nps', value, 'aria-label': name});
    input.checked = answer === value;
    input.addEventListener('change', () => onAnswer(value));
    // Arrow keys select on their way through the scale, so only a pointer's click moves on by itself.
    // A click that comes from the keyboard has no `detail`.
    input.addEventListener('click', ({detail}) => detail && onChosen());
    return el('label', {class: 'point'}, input, el('span', {}, `${value}`));
  });
  return el(
    'div',
    {class: 'nps'},
    el('div', {class: 'points', role: 'radiogroup', 'aria-labelledby': labelledBy, 'aria-required': `${required}`}, ...points),
    el('div', {class: 'ends', 'aria-hidden': 'true'}, el('span', {}, strings.nps_low), el('span', {}, strings.nps_high)),
  );
};
