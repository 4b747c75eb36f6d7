import all from '../../strings.json';
import {matchLocale} from './matchLocale.js';

export type Strings = (typeof all)['en'];

/** The system strings in a language, or in English. */
export const stringsFor = (locale: string): Strings =>
  (all as Record<string, Strings>)[matchLocale(locale, Object.keys(all)) ?? 'en']!;
