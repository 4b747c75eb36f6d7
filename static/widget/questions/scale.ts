import {el} from '../lib/el.js';
import {fill} from '../lib/fill.js';
import {svg} from '../lib/svg.js';
import {icons} from './icons.js';
import type {Asked} from './index.js';

/** The lowest and the highest point by kind. */
export const SCALES: Record<string, [number, number]> = {
  nps: [0, 10],
  csat: [1, 5],
  ces: [1, 7],
  stars: [1, 5],
  emoji: [1, 5],
  thumbs: [0, 1],
  drivers: [1, 5],
};

interface Scale extends Pick<Asked, 'question' | 'strings' | 'labelledBy'> {
  value: unknown;
  onValue: (value: number) => void;
  onChosen?: () => void;
}

/** One row of points. The first and the last are named as their ends are, if those have names. */
export const drawScale = ({question: {kind, required}, strings, labelledBy, value, onValue, onChosen}: Scale) => {
  const [min, max] = SCALES[kind]!;
  const nameOf = (point: number) => {
    const end = {[min]: strings[`${kind}_low`], [max]: strings[`${kind}_high`]}[point];
    return strings[`${kind}_${point}`] ?? fill(strings.point, {value: point, max}) + (end ? `: ${end}` : '');
  };
  const points = Array.from({length: max - min + 1}, (_, i) => {
    const point = min + i;
    const input = el('input', {
      type: 'radio',
      name: labelledBy,
      value: point,
      checked: point === value,
      'aria-label': nameOf(point),
      onchange: () => onValue(point),
      // Arrow keys select on their way through the scale, so only a pointer's click moves on by itself.
      // A click that comes from the keyboard has no `detail`.
      onclick: ({detail}: MouseEvent) => detail && onChosen?.(),
    });
    return el('label', {}, input, el('span', {}, icons[kind] ? svg(icons[kind](point)) : `${point}`));
  });
  return el(
    'div',
    {
      class: `points ${kind}`,
      style: `--row: ${points.length}`,
      role: 'radiogroup',
      'aria-labelledby': labelledBy,
      'aria-required': !!required,
    },
    ...points,
  );
};

/** What the ends of a scale mean, for the eye: its points have it in their names. */
export const drawEnds = ({question: {kind}, strings}: Pick<Asked, 'question' | 'strings'>) => {
  const low = strings[`${kind}_low`];
  const high = strings[`${kind}_high`];
  return el('div', {class: 'ends', 'aria-hidden': 'true'}, ...(low && high ? [el('span', {}, low), el('span', {}, high)] : []));
};
