import {el} from '../lib/el.js';
import type {Control} from './index.js';
import {drawEnds, drawScale} from './scale.js';

export const drivers: Control = ({question, strings, textIn, labelledBy, answer, onAnswer}) => {
  const rated = {...(answer as Record<string, number> | undefined)};
  const row = (...cells: HTMLElement[]) => el('div', {class: 'aspect'}, ...cells);
  const rows = question.aspects!.map(({id, text}, i) => {
    const label = `aspect${i}`;
    const onValue = (value: number) => {
      rated[id] = value;
      onAnswer({...rated});
    };
    return row(el('span', {id: label}, textIn(text)), drawScale({question, strings, labelledBy: label, value: rated[id], onValue}));
  });
  return el('div', {role: 'group', 'aria-labelledby': labelledBy}, ...rows, row(el('span'), drawEnds({question, strings})));
};
