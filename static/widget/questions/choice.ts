import {el} from '../lib/el.js';
import type {Choice} from '../types.js';
import type {Control} from './index.js';

/** The longest words for "other" that the service takes, in characters. */
const MAX_LENGTH = 500;

export const choice: Control = ({question, strings, textIn, labelledBy, answer, onAnswer, onChosen}) => {
  const {options = [], multiple, other, required} = question;
  const given = (answer ?? []) as Choice[];
  const said = given.find((choice) => typeof choice === 'object');
  const words = el('input', {class: 'field', maxlength: MAX_LENGTH, dir: 'auto', 'aria-label': strings.other_label, placeholder: strings.other_label});
  words.value = said?.other ?? '';

  const inputs: HTMLInputElement[] = [];
  const draw = (value: string, text: string, onPicked?: () => void) => {
    const input = el('input', {type: multiple ? 'checkbox' : 'radio', name: labelledBy, value});
    input.checked = given.includes(value);
    input.onchange = () => update();
    // As on a scale, only a pointer's click moves on by itself.
    input.onclick = ({detail}) => detail && onPicked?.();
    inputs.push(input);
    return el('label', {class: 'option'}, input, text);
  };
  const labels = options.map(({id, text}) => draw(id, textIn(text), multiple ? undefined : onChosen));
  if (other) labels.push(draw('other', strings.other, () => words.focus()));
  const last = inputs[inputs.length - 1]!;
  last.checked ||= !!said;

  const update = (typing?: boolean) => {
    const other_ = words.value.trim();
    const taken = inputs.filter(({checked}) => checked).map((input) => (other && input === last && other_ ? {other: other_} : input.value));
    words.hidden = !other || !last.checked;
    onAnswer(taken.length ? taken : undefined, typing);
  };
  words.oninput = () => update(true);
  words.hidden = !other || !last.checked;

  const role = multiple ? {role: 'group'} : {role: 'radiogroup', 'aria-required': `${!!required}`};
  return el('div', {class: 'options', ...role, 'aria-labelledby': labelledBy}, ...labels, words);
};
