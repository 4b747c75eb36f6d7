// The answers of the edge, as far as the page reads them. `openapi.json` describes them whole.

import type {Role} from './session.js';

export type Texts = Record<string, string>;
export type Kind = 'nps' | 'csat' | 'ces' | 'stars' | 'emoji' | 'thumbs' | 'choice' | 'drivers' | 'text';

export interface Item {
  id: string;
  text: Texts;
}

export interface Question {
  id: string;
  kind: Kind;
  required?: boolean;
  text: Texts;
  multiple?: boolean;
  other?: boolean;
  options?: Item[];
  aspects?: Item[];
  show_if?: unknown;
}

export interface Annotation {
  day: string;
  kind: 'campaign' | 'release' | 'action';
  text: string;
}

export interface GoalSet {
  question?: string;
  target: number;
  by: string;
  baseline?: number;
}

/** A definition, with what describes it. */
export interface Survey {
  survey: string;
  version: string;
  updated_at: string;
  name: string;
  status: string;
  default_locale: string;
  questions: Question[];
  attributes?: Record<string, string[]>;
  publish_scores?: boolean;
  origins?: string[];
  analysis?: {
    touchpoints?: string[];
    pages?: {name: string; path: string}[];
    utc_offset?: string;
    topics?: {id: string; text?: Texts}[] | Record<string, unknown>;
    goals?: GoalSet[];
    annotations?: Annotation[];
  };
}

export interface Listed {
  survey: string;
  name: string;
  status: string;
  available: 'live' | 'paused' | 'closed';
  version: string;
  updated_at: string;
  default_locale: string;
  publish_scores: boolean;
}

export interface Surveys {
  surveys: Listed[];
  role: Role;
}

export interface Estimate {
  value: number | null;
  low: number | null;
  high: number | null;
}

export interface Score extends Estimate {
  question: string;
  metric: string;
  n: number;
  enough: boolean;
  agree?: Estimate;
  shares?: Record<string, Estimate>;
  counts?: Record<string, number>;
  aspects?: Record<string, Estimate & {n: number; counts: Record<string, number>}>;
}

export interface Change {
  question?: string;
  aspect?: string;
  metric: string;
  against: 'previous' | 'year_ago';
  was: number;
  n_was: number;
  now: number;
  n: number;
  difference: number;
  low: number;
  high: number;
  p: number;
  p_adjusted: number;
  significant: boolean;
}

export interface Funnel {
  shown: number;
  started: number;
  completed: number;
  start_rate: Estimate;
  completion_rate: Estimate;
  response_rate: Estimate;
  left_at: Record<string, number>;
}

export interface Bucket {
  from: string;
  to: string;
  responses: number;
  scores: Score[];
  index?: Estimate & {n: number};
  /** This point and those before it together. */
  moving?: {from: string; responses: number; scores: Score[]};
}

export interface Scores {
  survey: string;
  as_of: string;
  from: string | null;
  to: string | null;
  responses: number;
  completed: number;
  scores: Score[];
  index: (Estimate & {n: number; enough: boolean}) | null;
  funnel: Funnel | null;
  changes?: {against: 'previous' | 'year_ago'; from: string; to: string; responses: number; scores: Change[]}[];
  trend?: Bucket[];
  /** The days that were left for another request. */
  more?: {from: string | null; to: string};
}
