import type {Rgb} from './contrast.js';

/** A colour between two, by the share of the second. */
export const mix = (a: Rgb, b: Rgb, share: number): Rgb => a.map((c, i) => c + (b[i]! - c) * share);
