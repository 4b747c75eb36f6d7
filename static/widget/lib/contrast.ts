/** Red, green and blue in sRGB, from 0 to 1. */
export type Rgb = number[];

const LUMINANCE = [0.2126, 0.7152, 0.0722];

// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
const luminance = (color: Rgb) =>
  color.reduce((sum, c, i) => sum + LUMINANCE[i]! * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4), 0);

/** How well two colours can be told apart, from 1 to 21. https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export const contrast = (a: Rgb, b: Rgb) => {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};
