// What the scores show of the insights.

import type {Estimate} from '../lib/types.js';

export interface Goal extends Omit<Estimate, 'value'> {
  question?: string;
  aspect?: string;
  metric: string;
  touchpoint?: string;
  target: number;
  by: string;
  baseline: number | null;
  now: number | null;
  n: number;
  /** That the true score is at least the target: 0 to 1. */
  probability: number | null;
  progress: number | null;
  weeks_left: number;
  pace: number | null;
}

export interface Beside {
  question?: string;
  aspect?: string;
  metric: string;
  other_question: string | null;
  here: number | null;
  n: number;
  there: number | null;
  n_there: number;
  difference: number | null;
  low: number | null;
  high: number | null;
  significant: boolean;
}

export interface Found {
  goals?: Goal[];
  beside?: {survey: string; refused?: string; responses: number | null; scores: Beside[]} | null;
  insights?: {kind: string; sentence: string}[];
}
