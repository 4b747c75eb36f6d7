import {contrast, type Rgb} from './contrast.js';
import {mix} from './mix.js';

/** White if it can be read on a colour, else black, which then can. */
export const inkOn = (color: Rgb): Rgb => {
  const white = [1, 1, 1];
  return contrast(white, color) < 4.5 ? [0, 0, 0] : white;
};

/** A colour, darkened or lightened only so far that it stands out from the one behind it. */
export const standOut = (color: Rgb, behind: Rgb, ratio: number) => {
  let changed = color;
  for (let share = 0; share < 1 && contrast(changed, behind) < ratio; ) changed = mix(color, inkOn(behind), (share += 0.05));
  return changed;
};
