import {contrast, type Rgb} from './contrast.js';
import {mix} from './mix.js';

export const WHITE = [1, 1, 1];
const BLACK = [0, 0, 0];

/** White if it can be read on a colour, else black, which then can. */
export const inkOn = (color: Rgb) => (contrast(WHITE, color) < 4.5 ? BLACK : WHITE);

/** A colour, darkened or lightened only so far that it stands out from the one behind it. */
export const standOut = (color: Rgb, behind: Rgb, ratio: number) => {
  let share = 0;
  let changed = color;
  while (share < 1 && contrast(changed, behind) < ratio) changed = mix(color, inkOn(behind), (share += 0.05));
  return changed;
};
