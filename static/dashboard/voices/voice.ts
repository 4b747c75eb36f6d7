// What somebody said, and how it is told.

import {dimensionName, valueName} from '../lib/filters.js';
import {groups, ratings} from '../lib/metrics.js';
import {moment, t, textIn} from '../lib/words.js';
import type {Kind, Question, Survey} from '../lib/types.js';

export const SENTIMENTS = ['positive', 'negative', 'mixed', 'neutral'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

export interface Mention {
  topic: string;
  sentiment: Sentiment;
  /** As they stand in the text. */
  words: string[];
}

export interface Coded {
  sentiment: Sentiment;
  strength: number;
  /** The text says the opposite of the rating. */
  disagrees: boolean;
  topics: Mention[];
}

export interface Coding extends Coded {
  corrected?: true;
  /** Of one that is corrected: what the rules say. */
  rules?: Coded | null;
}

export type Answer = number | string | (string | {other: string})[] | Record<string, number>;

/** A response, as pages of them have it. */
export interface Voice {
  id: string;
  time: string;
  revision: number;
  complete: boolean;
  answers: Record<string, Answer>;
  /** By question; of languages that have no rules there is nothing. */
  comments?: Record<string, Coding>;
  touchpoint?: string;
  channel?: string;
  locale?: string;
  attributes?: Record<string, string>;
  page?: string;
  respondent?: string;
  /** The question that somebody left at. */
  at?: string;
}

export interface Page {
  responses: Voice[];
  next: string | null;
}

/** When a response was begun: its id says it, and is the greater the later that was. */
export const begun = (id: string) => new Date(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toISOString();

/** The questions of a response that were answered in words, in the order of the survey; then those that it no longer has. */
export const written = (survey: Survey, voice: Voice): string[] => {
  const order = survey.questions.map(({id}) => id);
  const place = (id: string) => (order.includes(id) ? order.indexOf(id) : order.length);
  const texts = Object.keys(voice.answers).filter((id) => typeof voice.answers[id] === 'string');
  return texts.sort((a, b) => place(a) - place(b));
};

export const questionText = (survey: Survey, id: string) => textIn(survey.questions.find((question) => question.id === id)?.text, survey.default_locale) || id;

const METRICS: Partial<Record<Kind, string>> = {emoji: 'csat'};

/** What a rating is on its scale, and which group it is in. */
export const rated = ({kind}: Pick<Question, 'kind'>, rating: number) => {
  const group = groups(METRICS[kind] ?? kind, kind).find(({from, to}) => from <= rating && rating <= to);
  return {rating, best: ratings(kind).at(-1)!, group: group?.name ?? '', tone: group?.tone ?? 'neutral'};
};

/** The groups of a question that comments can be asked for by, as the edge calls them. */
export const askedGroups = ({kind}: Question) => {
  const names = {good: 'high', neutral: 'middle', bad: 'low'};
  return groups(METRICS[kind] ?? kind, kind).map(({name, tone}) => ({value: names[tone], name}));
};

export const ratingText = (question: Pick<Question, 'kind'>, rating: number): string => {
  const {best, group} = rated(question, rating);
  return question.kind === 'thumbs' ? group : t('voices_of', {rating, best});
};

/** Where somebody said it, and who: what is known, by its name. */
export const where = (voice: Voice): [string, string][] => {
  const dimensions = ['touchpoint', 'channel', 'page', 'locale'] as const;
  const known = dimensions.flatMap((name) => (voice[name] ? [[dimensionName(name), name === 'page' ? voice[name] : valueName(name, voice[name])] as [string, string]] : []));
  return [...known, ...Object.entries(voice.attributes ?? {})];
};

/** A comment as it is pasted into a mail: plain text. */
export const inWords = (survey: Survey, question: Question | undefined, voice: Voice, text: string, address: string): string => {
  const rating = question && voice.answers[question.id];
  const score = question && typeof rating === 'number' ? [ratingText(question, rating)] : [];
  const facts = [...score, moment(voice.time), ...where(voice).map(([name, value]) => `${name}: ${value}`)];
  return [`“${text}”`, `${survey.name} · ${facts.join(' · ')}`, address].join('\n');
};
