import {contrast, type Rgb} from '../../widget/lib/contrast.js';
import {standOut} from '../../widget/lib/standOut.js';

/** What the widget asks of shapes that mean something: see its theme. */
const SHAPE = 3.1;
const SURFACES = {light: '#ffffff', dark: '#1c1e24'} as const;

const rgbOf = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
const hexOf = (color: Rgb) => `#${color.map((part) => Math.round(part * 255).toString(16).padStart(2, '0')).join('')}`;

export interface Seen {
  scheme: keyof typeof SURFACES;
  /** From 1 to 21. */
  ratio: number;
  /** What the widget makes of the colour, where it could not be told from what is behind it. */
  becomes: string | null;
}

/** How well a colour can be seen on the widget's surfaces. */
export const seen = (accent: string): Seen[] =>
  /^#[0-9a-f]{6}$/i.test(accent)
    ? (['light', 'dark'] as const).map((scheme) => {
        const surface = rgbOf(SURFACES[scheme]);
        const color = rgbOf(accent);
        const ratio = contrast(color, surface);
        return {scheme, ratio, becomes: ratio < SHAPE ? hexOf(standOut(color, surface, SHAPE)) : null};
      })
    : [];
