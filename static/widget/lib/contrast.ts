/** Red, green and blue in sRGB, from 0 to 1. A fourth number, if any, counts for nothing. */
export type Rgb = number[];

// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
const luminance = (color: Rgb) =>
  [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const c = color[i]!;
    return sum + weight * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  }, 0.05);

/** How well two colours can be told apart, from 1 to 21. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export const contrast = (a: Rgb, b: Rgb) => {
  const ratio = luminance(a) / luminance(b);
  return Math.max(ratio, 1 / ratio);
};
