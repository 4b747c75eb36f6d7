import {query, script, survey} from './page.js';
import type {Display, Theme} from './types.js';

export interface Settings extends Required<Display>, Required<Theme> {
  touchpoint: string;
  channel: string;
  lang: string;
  respondent: string;
  attributes: Record<string, unknown>;
  /** Shows the survey whatever the gates; sends and keeps nothing. */
  preview: boolean;
  /** Shows the score of a question instead. */
  glas_score: boolean;
  question: string;
}

/** What the page may set, until it does. */
export const settings: Settings = {
  placement: 'popover',
  position: 'bottom-end',
  urls: [],
  delay: 0,
  scroll: 0,
  exit_intent: false,
  event: '',
  sample: 1,
  after_shown: 1,
  after_dismissed: 30,
  after_completed: Infinity,
  max_shows: 3,
  quiet: 1,
  impression_weight: 10,
  accent: '',
  radius: 16,
  font: '',
  scheme: 'auto',
  touchpoint: '',
  channel: 'web',
  lang: survey.lang ?? '',
  respondent: '',
  attributes: {},
  preview: false,
  glas_score: false,
  question: '',
};

const CHOICES: Record<string, string> = {
  placement: 'popover inline tab none',
  position: 'bottom-end bottom-start top-end top-start',
  scheme: 'auto light dark',
};

/** What a text means in the place of a value of the same type; undefined if it cannot be understood. */
const readAs = (type: string, text: string, choices?: string) => {
  if (type === 'number') return text && +text >= 0 ? +text : undefined;
  if (type === 'boolean') return /^(true|false|)$/.test(text) ? text !== 'false' : undefined;
  if (!text || (choices && !choices.split(' ').includes(text))) return undefined;
  return type === 'string' ? text : text.split(/\s+/);
};

// The tag counts for more than the URL (tag managers strip attributes), and that for more than the definition.
const own = Object.assign(settings as {[key: string]: any}, survey.display, survey.theme);
const tag = Array.from(script.attributes, ({name, value}) => [name.replace('data-', ''), value] as const);
for (const [name, text] of [...query, ...tag]) {
  const key = name.replace(/-/g, '_');
  if (name.startsWith('attr-')) settings.attributes[name.slice(5)] = text;
  else own[key] = readAs(typeof own[key], text.trim(), CHOICES[key]) ?? own[key];
}
