import type {Rgb} from './lib/contrast.js';
import {mix} from './lib/mix.js';
import {inkOn, standOut} from './lib/standOut.js';
import type {Theme} from './types.js';

const ACCENT = '#3b5bdb';
const STAR = '#f59f00';

/** What WCAG asks of text, and of shapes that mean something, with a little more for rounding. */
const TEXT = 4.6;
const SHAPE = 3.1;

export const prefersDark = matchMedia('(prefers-color-scheme: dark)');

/**
 * Sets the colours, radius and font of an element in the document: the page's `--glas-…` come before the survey's
 * theme, and of either colours as they are only so far as everything can be told apart.
 */
export const applyTheme = (element: HTMLElement, {accent, radius, font, scheme}: Required<Theme>) => {
  const {style} = element;
  const page = getComputedStyle(element);
  const ofPage = (name: string) => page.getPropertyValue(`--glas-${name}`);

  /** The last of some colours that is one. The browser knows every notation, and ignores what it does not understand. */
  const rgb = (...colors: string[]): Rgb => {
    for (const color of colors) style.color = `color-mix(in srgb, ${color}, ${color})`;
    return page.color.match(/-?[\d.]+(e-\d+)?/g)!.map(Number);
  };

  const asksDark = scheme === 'dark' || (scheme === 'auto' && prefersDark.matches);
  const surface = rgb(asksDark ? '#1c1e24' : '#fff', ofPage('surface'));
  const dark = inkOn(surface)[0];
  const text = standOut(rgb(dark ? '#f1f2f6' : '#16181d', ofPage('text')), surface, 7);
  const fill = standOut(rgb(ACCENT, accent, ofPage('accent')), surface, SHAPE);
  const colors: Record<string, Rgb> = {
    surface,
    text,
    muted: standOut(mix(text, surface, 0.35), surface, TEXT),
    field: standOut(mix(text, surface, 0.5), surface, SHAPE),
    line: mix(text, surface, 0.82),
    accent: fill,
    on: inkOn(fill),
    star: standOut(rgb(STAR), surface, SHAPE),
  };
  for (const name in colors) style.setProperty(`--${name}`, `rgb(${colors[name]!.map((c) => c * 255)})`);
  style.setProperty('--radius', ofPage('radius') || `${radius}px`);
  style.color = '';
  style.colorScheme = dark ? 'dark' : 'light';
  style.fontFamily = ofPage('font') || (font === 'inherit' ? getComputedStyle(document.body).fontFamily : font);
};
