// Which comments are looked at: all of it is in the address.

import {computed} from '@preact/signals';
import {query} from '../lib/address.js';
import {asked, filters, plusDays, range, today, type Filters} from '../lib/filters.js';
import {headline} from '../lib/metrics.js';
import type {Survey} from '../lib/types.js';
import {isSearchable} from './marks.js';
import {SENTIMENTS} from './voice.js';

/** Comments that are asked for at once. */
export const PAGE = 50;
const SCORES = ['high', 'middle', 'low'];
const ORDERS = ['relevance'];

export interface Wanted {
  q: string | null;
  sentiment: string | null;
  /** The group that the rating is in. */
  score: string | null;
  /** The question that is answered in words. */
  text: string | null;
  /** The newest first, unless it says otherwise. */
  order: string | null;
}

export const wanted = computed<Wanted>(() => {
  const get = (name: string) => query.value.get(name)?.trim() || null;
  const oneOf = (values: readonly string[], name: string) => (values.includes(get(name) ?? '') ? get(name) : null);
  const q = get('q');
  return {
    q: q && isSearchable(q) ? q : null,
    sentiment: oneOf(SENTIMENTS, 'sentiment'),
    score: oneOf(SCORES, 'score'),
    text: get('text'),
    order: oneOf(ORDERS, 'order'),
  };
});

/** Whether anything but the filter bar says which comments are looked at. */
export const isNarrowed = ({q, sentiment, score, text}: Wanted) => Boolean(q || sentiment || score || text);

export const NOT_NARROWED = {q: null, sentiment: null, score: null, text: null};

/** What responses are asked with, so that they are those whose comments are looked at. */
export const searched = (survey: Survey): Record<string, string | null | undefined> => {
  const {q, sentiment, score, text} = wanted.value;
  const measure = score && headline(survey, filters.value.question)?.id;
  return {comments: '1', q, sentiment, score: measure && score, measure, question: text};
};

const path = (survey: Survey, all: Filters, extra: Record<string, string | null>) => {
  const parameters = {format: 'json', topic: all.topic, ...searched(survey), ...extra};
  return `v1/surveys/${encodeURIComponent(survey.survey)}/responses${asked(all, today(survey), parameters)}`;
};

/** The path of the comments that are looked at, but for how many and where to go on. */
export const askedNow = (survey: Survey) => path(survey, filters.value, {order: wanted.value.order ?? 'newest'});

/** The path of those of today and yesterday, where new ones appear: what was kept for longer on a device without connection is not waited for. None if those days are not looked at. */
export const askedLately = (survey: Survey): string | null => {
  const all = filters.value;
  const {from, to} = range(all, today(survey));
  const yesterday = plusDays(today(survey), -1);
  if (to !== null && to <= yesterday) return null;
  return path(survey, all, {order: 'newest', limit: String(PAGE), from: from !== null && from > yesterday ? from : yesterday});
};
