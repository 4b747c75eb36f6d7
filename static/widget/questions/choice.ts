import {el} from '../lib/el.js';
import type {Choice} from '../types.js';
import type {Control} from './index.js';

/** The longest words for "other" that the service takes, in characters. */
const MAX_LENGTH = 500;

export const choice: Control = ({question, strings, textIn, labelledBy, answer, onAnswer, onChosen}) => {
  const {options = [], multiple, other, required} = question;
  const given = (answer ?? []) as Choice[];
  const said = given.find((choice) => typeof choice === 'object');

  const draw = (value: string, onPicked: () => void) =>
    el('input', {
      type: multiple ? 'checkbox' : 'radio',
      name: labelledBy,
      value,
      checked: given.includes(value),
      onchange: () => update(),
      // As on a scale, only a pointer's click moves on by itself.
      onclick: ({detail}: MouseEvent) => detail && onPicked(),
    });
  const label = (input: HTMLElement, text: string) => el('label', {class: 'option'}, input, text);

  const inputs = options.map(({id}) => draw(id, () => multiple || onChosen()));
  const labels = options.map(({text}, i) => label(inputs[i]!, textIn(text)));

  const words = el('input', {
    class: 'field',
    maxLength: MAX_LENGTH,
    'aria-label': strings.other_label,
    placeholder: strings.other_label,
    value: said?.other ?? '',
    oninput: () => update(true),
  });
  const own = draw('other', () => {
    // The click comes before the change.
    update();
    words.focus();
  });
  own.checked ||= !!said;
  words.hidden = !own.checked;
  if (other) labels.push(label(own, strings.other));

  const update = (typing?: boolean) => {
    const taken: Choice[] = inputs.filter(({checked}) => checked).map(({value}) => value);
    const text = words.value.trim();
    if (own.checked) taken.push(text ? {other: text} : own.value);
    words.hidden = !own.checked;
    onAnswer(taken.length ? taken : undefined, typing);
  };

  const role = multiple ? {role: 'group'} : {role: 'radiogroup', 'aria-required': !!required};
  return el('div', {class: 'options', ...role, 'aria-labelledby': labelledBy}, ...labels, words);
};
