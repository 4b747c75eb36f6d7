// What the page says, and how it writes numbers and days, in the reader's language.

import {signal} from '@preact/signals';
import english from 'words:en/first';
import {query} from './address.js';

export const LANGUAGES = {en: 'English', sl: 'Slovenščina', bg: 'Български', be: 'Беларуская'} as const;
export type Language = keyof typeof LANGUAGES;

/** The words of the first view, and those of all others. */
const WORDS = {
  en: [async () => ({default: english}), () => import('words:en/views')],
  sl: [() => import('words:sl/first'), () => import('words:sl/views')],
  bg: [() => import('words:bg/first'), () => import('words:bg/views')],
  be: [() => import('words:be/first'), () => import('words:be/views')],
} as const;

export const language = signal<Language>('en');
let words = english;
/** The other views are wanted, too. */
let ofViews = false;

/** The one in the address, else the first that the browser prefers and we speak. */
export const wantedLanguage = (): Language => {
  const wanted = [query.value.get('lang'), ...navigator.languages].map((tag) => tag?.split('-')[0]);
  return wanted.find((tag): tag is Language => tag !== undefined && tag in LANGUAGES) ?? 'en';
};

/** Speaks a language from now on. If its words cannot be loaded, what was spoken stays. */
export const speak = async (wanted: Language) => {
  const [first, views] = WORDS[wanted];
  const loaded = await Promise.all(ofViews ? [first(), views()] : [first()]);
  words = Object.assign({}, ...loaded.map((part) => part.default));
  language.value = wanted;
  document.documentElement.lang = wanted;
};

/** Learns what is said in other views than the first. */
export const speakOfViews = async () => {
  if (ofViews) return;
  const spoken = language.value;
  const views = await WORDS[spoken][1]();
  ofViews = true;
  // Who changed the language meanwhile did without them.
  if (spoken !== language.value) return speak(language.value);
  words = {...words, ...views.default};
};

type Value = string | number;

/** A text with its places filled. The number `n` decides between its plural forms; numbers are written as the language does. */
export const t = (key: string, values: Record<string, Value> = {}): string => {
  const locale = language.value;
  const text = words[key] ?? key;
  const form = typeof text === 'string' ? text : (text[new Intl.PluralRules(locale).select(Number(values['n'] ?? 0))] ?? text.other ?? key);
  return form.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? number(value) : value;
  });
};

/** The text of a key that may not be there, as for a topic that a survey adds. */
export const tOr = (key: string, otherwise: string): string => (key in words ? t(key) : otherwise);

/** What follows `prefix` in the keys that begin with it: as the names of topics. */
export const keysOf = (prefix: string): string[] => Object.keys(words).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));

interface Formats {
  supportedLocalesOf: (locale: string) => string[];
}

/** Whether the browser knows how the reader's language writes something: Chromium leaves out Belarusian, and would write English. */
const knows = (formats: Formats) => formats.supportedLocalesOf(language.value).length > 0;

/** What to write as otherwise: figures and days in figures look the same in it. */
const locale = (formats: Formats) => (knows(formats) ? language.value : 'ru');

export const number = (value: number, options?: Intl.NumberFormatOptions): string => new Intl.NumberFormat(locale(Intl.NumberFormat), options).format(value);

/** With its sign: +3.1, −2, 0. */
export const signed = (value: number, digits = 1): string => number(value, {signDisplay: 'exceptZero', maximumFractionDigits: digits});

/** Of a share that is given in %. */
export const percent = (value: number, digits = 0): string => number(value / 100, {style: 'percent', maximumFractionDigits: digits});

const dates = (options: Intl.DateTimeFormatOptions) =>
  // Names of months are not the same.
  new Intl.DateTimeFormat(locale(Intl.DateTimeFormat), options.month && !knows(Intl.DateTimeFormat) ? {...options, month: '2-digit'} : options);

/** A day as `2026-10-31`. It is a day wherever it is read. */
export const day = (iso: string, options: Intl.DateTimeFormatOptions = {day: 'numeric', month: 'short', year: 'numeric'}): string =>
  dates({...options, timeZone: 'UTC'}).format(new Date(`${iso}T00:00:00Z`));

/** The days from one on and before another. */
export const days = (from: string, to: string): string => {
  const ends = [new Date(`${from}T00:00:00Z`), new Date(Date.parse(`${to}T00:00:00Z`) - 86_400_000)] as const;
  return dates({day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC'}).formatRange(...ends);
};

/** A moment, in the reader's own time. */
export const moment = (iso: string): string =>
  dates({dateStyle: knows(Intl.DateTimeFormat) ? 'medium' : 'short', timeStyle: 'short'}).format(new Date(iso));

/** How long ago, in the largest unit that fits. */
export const ago = (milliseconds: number): string => {
  const since = (count: number, unit: 'second' | 'minute' | 'hour' | 'day') =>
    knows(Intl.RelativeTimeFormat) ? new Intl.RelativeTimeFormat(language.value, {numeric: 'auto'}).format(-count, unit) : t(`ago_${unit}`, {n: count});
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return since(seconds, 'second');
  if (seconds < 3600) return since(Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return since(Math.round(seconds / 3600), 'hour');
  return since(Math.round(seconds / 86_400), 'day');
};

/** What a language is called: in the reader's, or in itself where the browser does not know that. */
export const languageName = (tag: string): string => {
  try {
    if (!knows(Intl.DisplayNames) && tag in LANGUAGES) return LANGUAGES[tag as Language];
    return new Intl.DisplayNames(knows(Intl.DisplayNames) ? language.value : tag, {type: 'language'}).of(tag) ?? tag;
  } catch {
    return tag;
  }
};

/** A text of a survey: in the reader's language, else in the survey's own, else in any. */
export const textIn = (texts: Record<string, string> | undefined, fallback = 'en'): string =>
  texts?.[language.value] ?? texts?.[fallback] ?? Object.values(texts ?? {})[0] ?? '';
