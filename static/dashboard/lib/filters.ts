// What all panels of a survey look at: which days, which answers, which question. All of it is in the address.

import {computed} from '@preact/signals';
import {query} from './address.js';
import type {Survey} from './types.js';

/** Names of periods, and how many days they have; `all` has all. */
export const PERIODS = {'7d': 7, '28d': 28, '91d': 91, '364d': 364, all: null, custom: null} as const;
export type Period = keyof typeof PERIODS;
export const USUAL_PERIOD: Period = '28d';

/** The parameters of the address that are not dimensions. */
const OWN = ['survey', 'view', 'lang', 'wall', 'period', 'from', 'to', 'compare', 'question', 'topic', 'by', 'q', 'sentiment', 'score', 'order', 'response', 'template', 'version'];

export interface Filters {
  period: Period;
  /** Of a period of one's own: the first day, and the last. */
  from: string | null;
  to: string | null;
  /** `previous`, `year`, or another survey as `survey:name`. */
  compare: string;
  question: string | null;
  topic: string | null;
  /** By dimension: `touchpoint`, `channel`, `locale`, `page`, or `attribute.plan`. */
  dimensions: Record<string, string>;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export const filters = computed<Filters>(() => {
  const get = (name: string) => query.value.get(name);
  const period = get('period');
  const dimensions: Record<string, string> = {};
  for (const [name, value] of query.value) if (!OWN.includes(name)) dimensions[name] = value;
  const date = (name: string) => (DAY.test(get(name) ?? '') ? get(name) : null);
  return {
    period: period !== null && period in PERIODS ? (period as Period) : USUAL_PERIOD,
    from: date('from'),
    to: date('to'),
    compare: get('compare') ?? 'previous',
    question: get('question'),
    topic: get('topic'),
    dimensions,
  };
});

/** Today where the survey counts its days. */
export const today = (survey?: Pick<Survey, 'analysis'>, now = Date.now()): string => {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(survey?.analysis?.utc_offset ?? '') ?? ['', '+', '0', '0'];
  const ahead = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
  return new Date(now + ahead * 60_000).toISOString().slice(0, 10);
};

export const plusDays = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The days looked at, half open as the edge wants them. Of all days nothing is said. */
export const range = ({period, from, to}: Filters, now: string): {from: string | null; to: string | null} => {
  if (period === 'custom') return {from, to: to && plusDays(to, 1)};
  const length = PERIODS[period];
  return length === null ? {from: null, to: null} : {from: plusDays(now, 1 - length), to: plusDays(now, 1)};
};

/** What `/v1/surveys/{survey}/…` is asked with for these days and answers, and with `extra`. */
export const asked = (filters: Filters, now: string, extra: Record<string, string | null | undefined> = {}): string => {
  const all = {...range(filters, now), ...filters.dimensions, ...extra};
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) if (value !== null && value !== undefined && value !== '') parameters.set(name, value);
  const text = parameters.toString();
  return text && `?${text}`;
};

/** Insights take at most one dimension, and at most 364 days: what they are asked with, or why they cannot be. */
export const askedOfInsights = (
  filters: Filters,
  now: string,
  extra: Record<string, string | null | undefined> = {},
): {query: string} | {refused: 'dimensions' | 'days'} => {
  if (Object.keys(filters.dimensions).length > 1) return {refused: 'dimensions'};
  const {from, to} = range(filters, now);
  const end = to ?? plusDays(now, 1);
  if (from !== null && (Date.parse(end) - Date.parse(from)) / 86_400_000 > 364) return {refused: 'days'};
  // Of all days those of a year are told.
  return {query: asked(filters, now, {from: from ?? plusDays(end, -364), to: end, ...extra})};
};
