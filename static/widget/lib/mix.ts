import type {Rgb} from './contrast.js';

/** A colour between two, by the share of the second. */
export const mix = (a: Rgb, b: Rgb, share: number): Rgb => [0, 1, 2].map((i) => a[i]! + (b[i]! - a[i]!) * share);
