// What all panels of a survey look at: which days, which answers, which question. All of it is in the address.

import {computed} from '@preact/signals';
import {query} from './address.js';
import {isRated} from './metrics.js';
import type {Survey} from './types.js';
import {days, languageName, t, textIn, tOr} from './words.js';

/** Names of periods, and how many days they have; `all` has all. */
export const PERIODS = {'7d': 7, '28d': 28, '91d': 91, '364d': 364, all: null, custom: null} as const;
export type Period = keyof typeof PERIODS;
export const USUAL_PERIOD: Period = '28d';
export const USUAL_COMPARE = 'previous';

/** What answers are told apart by, besides `attribute.…`. */
export const DIMENSIONS = ['touchpoint', 'channel', 'locale', 'page'] as const;
const isDimension = (name: string) => name.startsWith('attribute.') || DIMENSIONS.some((dimension) => dimension === name);

export interface Filters {
  period: Period;
  /** Of a period of one's own: the first day, and the last. */
  from: string | null;
  to: string | null;
  /** `previous`, `year`, or another survey as `survey:name`. */
  compare: string;
  question: string | null;
  topic: string | null;
  /** What a point of a trend is, and over how many of them it is taken. */
  by: 'day' | 'week' | 'month' | null;
  moving: string | null;
  /** By dimension: `touchpoint`, `channel`, `locale`, `page`, or `attribute.plan`. */
  dimensions: Record<string, string>;
  /** What the address says of these and nobody understands, by parameter. */
  faults: Record<string, string>;
}

/** Whether a text is a day that there is. */
export const isDay = (text: string) => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

/** What an address asks for. */
export const parse = (parameters: URLSearchParams): Filters => {
  const faults: Record<string, string> = {};
  const read = (name: string, fits: (value: string) => boolean) => {
    const value = parameters.get(name);
    if (!value) return null;
    if (fits(value)) return value;
    faults[name] = value;
    return null;
  };
  const period = (read('period', (value) => Object.hasOwn(PERIODS, value)) ?? USUAL_PERIOD) as Period;
  const own = period === 'custom';
  const from = own ? read('from', isDay) : null;
  const to = own ? read('to', (value) => isDay(value) && (from === null || from <= value)) : null;
  const dimensions: Record<string, string> = {};
  for (const [name, value] of parameters) if (isDimension(name) && value) dimensions[name] = value;
  return {
    period,
    from,
    to,
    compare: read('compare', (value) => /^(previous|year|survey:[a-z0-9-]{1,64})$/.test(value)) ?? USUAL_COMPARE,
    question: parameters.get('question'),
    topic: parameters.get('topic'),
    by: read('by', (value) => ['day', 'week', 'month'].includes(value)) as Filters['by'],
    moving: read('moving', (value) => /^([2-9]|[1-5]\d|60)$/.test(value)),
    dimensions,
    faults,
  };
};

export const filters = computed<Filters>(() => parse(query.value));

/** What the address asks for and this survey does not have, by parameter. */
export const unknown = ({faults, compare, question, dimensions}: Filters, survey: Survey, surveys: {survey: string}[]): Record<string, string> => {
  const found = {...faults};
  // While they are not listed, any may be there.
  if (compare.startsWith('survey:') && surveys.length > 0 && !surveys.some((each) => `survey:${each.survey}` === compare)) found['compare'] = compare;
  if (question !== null && !survey.questions.some((each) => each.id === question && isRated(each))) found['question'] = question;
  const attributes = Object.keys(survey.attributes ?? {}).map((name) => `attribute.${name}`);
  for (const [name, value] of Object.entries(dimensions)) {
    if (name.startsWith('attribute.') && !attributes.includes(name)) found[name] = value;
  }
  return found;
};

/** What a dimension is called. */
export const dimensionName = (dimension: string): string =>
  dimension.startsWith('attribute.') ? dimension.slice('attribute.'.length) : tOr(`dimension_${dimension}`, dimension);

/** What a value of a dimension is called; those that are not counted on their own have none. */
export const valueName = (dimension: string, value: string | null | undefined): string => {
  if (value === null || value === undefined) return t('other_values');
  if (dimension === 'locale') return languageName(value);
  if (dimension === 'channel') return tOr(`filters_channel_${value}`, value);
  return dimension === 'page' && value === 'other' ? t('other_values') : value;
};

/** What a topic is called: one that the survey adds, by its own name. */
export const topicName = (topic: string): string => tOr(`topic_${topic}`, topic);

/** What is compared with. */
export const compareName = (compare: string, surveys: {survey: string; name: string}[]): string => {
  if (!compare.startsWith('survey:')) return t(`filters_compare_${compare}`);
  const id = compare.slice('survey:'.length);
  return surveys.find(({survey}) => survey === id)?.name ?? id;
};

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

/** The days that are compared with: as many right before, or the same 52 weeks before. */
export const comparedRange = (filters: Filters, now: string): {from: string; to: string} | null => {
  const {from, to} = range(filters, now);
  if (from === null || filters.compare.startsWith('survey:')) return null;
  const end = to ?? plusDays(now, 1);
  const length = Math.round((Date.parse(end) - Date.parse(from)) / 86_400_000);
  const back = filters.compare === 'year' ? -364 : -length;
  return length > 0 ? {from: plusDays(from, back), to: plusDays(end, back)} : null;
};

/** What `/v1/surveys/{survey}/…` is asked with for these days and answers, and with `extra`. */
export const asked = (filters: Filters, now: string, extra: Record<string, string | null | undefined> = {}): string => {
  const all = {...range(filters, now), ...filters.dimensions, ...extra};
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) if (value !== null && value !== undefined && value !== '') parameters.set(name, value);
  const text = parameters.toString();
  return text && `?${text}`;
};

/** Insights take at most 364 days: what they are asked with, or why they cannot be. */
export const askedOfInsights = (
  filters: Filters,
  now: string,
  extra: Record<string, string | null | undefined> = {},
): {query: string} | {refused: 'days'} => {
  const {from, to} = range(filters, now);
  const end = to ?? plusDays(now, 1);
  if (from !== null && (Date.parse(end) - Date.parse(from)) / 86_400_000 > 364) return {refused: 'days'};
  // Of all days those of a year are told.
  return {query: asked(filters, now, {from: from ?? plusDays(end, -364), to: from !== null && from >= end ? plusDays(from, 1) : end, ...extra})};
};

/** The days looked at, as they are said. */
export const daysSaid = (filters: Filters, now: string): string => {
  const {from, to} = range(filters, now);
  if (from && to) return days(from, to);
  if (from) return t('filters_since', {day: days(from, plusDays(from, 1))});
  return to ? t('filters_until', {day: days(plusDays(to, -1), to)}) : t('filters_period_all');
};

/** All that is looked at in one line. */
export const filtersSaid = (filters: Filters, survey: Survey, surveys: {survey: string; name: string}[], now: string): string => {
  const question = survey.questions.find(({id}) => id === filters.question);
  return [
    daysSaid(filters, now),
    ...(filters.period === 'all' ? [] : [t('filters_compared', {what: compareName(filters.compare, surveys)})]),
    ...Object.entries(filters.dimensions).map(([dimension, value]) => `${dimensionName(dimension)}: ${valueName(dimension, value)}`),
    ...(question ? [textIn(question.text, survey.default_locale)] : []),
    ...(filters.topic ? [`${t('filters_topic')}: ${topicName(filters.topic)}`] : []),
  ].join(' · ');
};
