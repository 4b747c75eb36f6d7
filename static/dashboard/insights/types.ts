// The answer of `GET v1/surveys/{survey}/insights`, as far as the page reads it.

import type {Annotation, Score} from '../lib/types.js';

/** What a number is of: without a question, of the survey as a whole or its satisfaction index. */
export interface Watched {
  question?: string;
  aspect?: string;
  metric?: string;
  touchpoint?: string;
}

/** A difference with its interval, and how it stands up to chance. */
export interface Tested {
  difference: number | null;
  low: number | null;
  high: number | null;
  p: number | null;
  p_adjusted: number | null;
  significant: boolean;
}

export interface Change extends Watched, Tested {
  metric: string;
  against: 'previous' | 'year_ago';
  was: number | null;
  n_was: number;
  now: number | null;
  n: number;
}

export interface Segment extends Watched, Tested {
  metric: string;
  dimension: string;
  value: string | null;
  score: number | null;
  score_low: number | null;
  score_high: number | null;
  n: number;
  share: number | null;
  rest: number | null;
  contribution: number | null;
  was: number | null;
  n_was: number;
  moved: number | null;
  moved_by_score: number | null;
  moved_by_share: number | null;
  moved_p: number | null;
}

export type Quadrant = 'fix_first' | 'keep_up' | 'low_priority' | 'overdone';

export interface Driver extends Watched {
  aspect: string;
  importance: number;
  shapley: number | null;
  performance: number;
  low: number;
  high: number;
  n: number;
  slope: number;
  slope_low: number;
  slope_high: number;
  correlation: number;
  p_adjusted: number | null;
  quadrant: Quadrant;
  strongest: boolean;
  weakest: boolean;
}

export interface Drivers {
  question?: string;
  outcome: string;
  n: number;
  r_squared: number | null;
  adjusted_r_squared: number | null;
  p: number | null;
  refused: {reason: 'too_few' | 'no_variance' | 'collinear'; needed?: number | null; aspect?: string | null} | null;
  drivers: Driver[];
}

export interface Topic extends Tested {
  topic: string;
  mentions: number;
  share: number | null;
  negative: number | null;
  positive: number | null;
  mixed: number | null;
  mentions_was: number;
  was: number | null;
}

export interface Phrase {
  phrase: string;
  language: string;
  rising: boolean;
  mentions: number;
  share: number | null;
  mentions_was: number;
  was: number | null;
  p: number | null;
  p_adjusted: number | null;
}

export interface Comments {
  n: number;
  coded: number;
  coded_share: number | null;
  negative: number | null;
  neutral: number | null;
  positive: number | null;
  mixed: number | null;
  disagree: number;
  topics: Topic[];
  phrases: Phrase[];
}

export interface Surprise extends Watched {
  kind: 'score' | 'volume' | 'step';
  from: string;
  to: string;
  expected: number;
  low: number;
  high: number;
  seen: number;
  n: number;
  p: number | null;
}

export interface LeftAt extends Tested {
  question: string;
  n: number;
  share: number | null;
  of_started: number | null;
  of_reached: number | null;
}

export interface Skipped extends Tested {
  question: string;
  n: number;
  share: number | null;
  n_was: number;
  was: number | null;
}

export interface Silent {
  touchpoint: string;
  last: string | null;
  expected: number;
  p: number | null;
}

export interface ResponseRate extends Tested {
  now: number;
  n: number;
  was: number | null;
  n_was: number;
}

export interface Unsaid {
  response_rate: ResponseRate | null;
  left_at: LeftAt[];
  skipped: Skipped[];
  silent: Silent[];
}

export interface Goal extends Watched {
  metric: string;
  target: number;
  by: string;
  baseline: number | null;
  now: number | null;
  low: number | null;
  high: number | null;
  n: number;
  probability: number | null;
  progress: number | null;
  weeks_left: number;
  pace: number | null;
}

export interface Reference extends Watched {
  metric: string;
  reference: number;
  source: string;
  now: number | null;
  low: number | null;
  high: number | null;
  n: number;
  probability: number | null;
  difference: number | null;
}

export interface Beside extends Watched, Tested {
  metric: string;
  other_question: string | null;
  here: number | null;
  n: number;
  there: number | null;
  n_there: number;
}

export type Kind =
  | 'change'
  | 'step'
  | 'segment'
  | 'contribution'
  | 'driver'
  | 'topic'
  | 'phrase'
  | 'score_surprise'
  | 'volume_surprise'
  | 'response_rate'
  | 'left_at'
  | 'skipped'
  | 'silent'
  | 'goal'
  | 'reference'
  | 'unknown';

/** Something worth telling. What it says besides depends on its kind. */
export interface Insight extends Watched {
  kind: Kind;
  n: number;
  /** One less the probability of seeing as much by chance; null where nothing was tested. */
  sureness: number | null;
  sentence: string;
  difference?: {value: number};
  points?: number;
  dimension?: string;
  value?: string;
  topic?: string;
  phrase?: string;
  quadrant?: Quadrant;
  from?: string;
  to?: string;
  since?: string;
  seen?: number;
  expected?: {value: number} | number;
  now?: number;
  target?: number;
  reference?: number;
}

/** The days from one on and before another. */
interface Days {
  from: string;
  to: string;
}

export interface Document extends Days {
  as_of: string;
  previous: Days;
  year_ago: Days;
  /** By dimension, if anything was asked for. */
  filter?: Record<string, string>;
  responses: number;
  scores: Score[];
  changes: Change[];
  segments: Segment[];
  drivers: Drivers[];
  comments: Comments;
  surprises: Surprise[];
  unsaid: Unsaid;
  goals: Goal[];
  references: Reference[];
  /** Refused where that survey has too much to read. */
  beside?: {survey: string; refused?: string; responses: number | null; scores: Beside[]};
  insights: Insight[];
  /** Those of the days looked at. */
  annotations: Annotation[];
}
