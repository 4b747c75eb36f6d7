// What is put on pages and sent to people.

import type {Survey} from '../lib/types.js';

/** What goes with every answer that comes this way. */
export interface Origin {
  touchpoint: string;
  /** Empty for the visitor's own. */
  lang: string;
}

export const PLACEMENTS = ['popover', 'inline', 'tab', 'none'] as const;
export type Placement = (typeof PLACEMENTS)[number];

const ESCAPES: Record<string, string> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'};
const escape = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character]!);

/** A tag as it is written; attributes without a value are left out. */
const tag = (name: string, attributes: Record<string, string>, content = '') => {
  const written = Object.entries(attributes).flatMap(([key, value]) => (value ? [` ${key}="${escape(value)}"`] : []));
  return `<${name}${written.join('')}>${escape(content)}</${name}>`;
};

const script = (src: string, attributes: Record<string, string> = {}, flag = '') => tag('script', {src, ...attributes}).replace('<script', '<script async').replace('></', `${flag}></`);

/** What a page needs for the survey to appear there. */
export const embedded = (edge: string, survey: string, placement: Placement, {touchpoint, lang}: Origin, button: string): string => {
  const line = script(`${edge}s/${survey}.js`, {
    'data-placement': placement === 'popover' ? '' : placement,
    'data-touchpoint': touchpoint,
    'data-lang': lang,
  });
  if (placement === 'inline') return `${tag('glas-survey', {survey})}\n${line}`;
  if (placement === 'none') return `${tag('button', {onclick: `glas('open', '${survey}')`}, button)}\n${line}`;
  return line;
};

/** The score as text that keeps itself up to date. */
export const liveScore = (edge: string, survey: string) => script(`${edge}s/${survey}.js`, {}, ' data-glas-score');

export const badge = (edge: string, survey: string, alt: string) => `<img src="${escape(`${edge}s/${survey}/badge.svg`)}" alt="${escape(alt)}">`;

/** The survey on a page of its own. */
export const hosted = (edge: string, survey: string, parameters: Record<string, string>): string => {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  return `${edge}s/${survey}${query.size ? `?${query}` : ''}`;
};

export const qrCode = (survey: string, {touchpoint, lang}: Origin): string => hosted('', `${survey}/qr.svg`, {touchpoint, lang});

/** The languages that the survey is written in, its own first. */
export const languagesOf = ({default_locale, questions}: Survey): string[] => [...new Set([default_locale, ...questions.flatMap(({text}) => Object.keys(text))])];
