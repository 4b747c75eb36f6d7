import {el} from '../lib/el.js';
import type {Control} from './index.js';
import {drawEnds, drawScale} from './scale.js';

export const drivers: Control = ({question, strings, textIn, labelledBy, answer, onAnswer}) => {
  const rated = {...(answer as Record<string, number> | undefined)};
  const aspects = question.aspects!.map(({id, text}, i) => {
    const onValue = (value: number) => {
      rated[id] = value;
      onAnswer({...rated});
    };
    const label = `aspect${i}`;
    return el(
      'div',
      {class: 'aspect'},
      el('span', {id: label}, textIn(text)),
      drawScale({question, strings, labelledBy: label, value: rated[id], onValue}),
    );
  });
  return el('div', {role: 'group', 'aria-labelledby': labelledBy}, ...aspects, drawEnds({question, strings}));
};
