// Where what was found is to be seen.

import {href} from '../lib/address.js';
import {filters, plusDays} from '../lib/filters.js';
import type {Watched} from './types.js';

type Changes = Record<string, string | null>;

/** No dimension is filtered by but these: insights take one at most. */
const only = (dimensions: Changes): Changes => ({
  ...Object.fromEntries(Object.keys(filters.value.dimensions).map((name) => [name, null])),
  ...dimensions,
});

/** Whether a value can be filtered by. Those without one cannot, nor can what is counted together but for pages. */
export const isFilter = (dimension: string, value: string | null): value is string => value !== null && (value !== 'other' || dimension === 'page');

/** This view, of one segment. */
export const toSegment = (dimension: string, value: string): string => href(only({[dimension]: value}));

/** This view, of all segments. */
export const toAll = (): string => href(only({}));

/** What is said of a topic, with these filters. */
export const toVoices = (topic: string, sentiment?: string): string => href({view: 'voices', topic, sentiment: sentiment ?? null, q: null});

/** The comments that hold some words. */
export const toPhrase = (phrase: string): string => href({view: 'voices', q: `"${phrase}"`, topic: null, sentiment: null});

/** Some days of a touchpoint, or of what is looked at now, from the first to the one before `to`. */
export const toDays = (view: 'scores' | 'voices', {from, to, question, aspect, touchpoint}: Watched & {from: string; to: string}): string =>
  href({
    view: view === 'scores' ? null : view,
    period: 'custom',
    from,
    to: plusDays(to, -1),
    topic: null,
    // An aspect has no score of its own to look at.
    ...(question && !aspect ? {question} : {}),
    ...(touchpoint ? only({touchpoint}) : {}),
  });
