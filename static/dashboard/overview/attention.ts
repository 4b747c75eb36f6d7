// Which surveys somebody should look at, and why.

import {plusDays} from '../lib/filters.js';
import type {Bucket, Change, Listed, Score, Scores} from '../lib/types.js';

/** What is read of a survey's insights. */
export interface Noticed {
  surprises: unknown[];
  goals: {target: number; by: string; high: number | null}[];
  unsaid: {silent: unknown[]};
}

/** What is known of a survey by now. */
export interface Standing {
  scores?: Scores;
  /** Day by day. */
  trend?: Bucket[];
  noticed?: Noticed;
}

export type Reason = {kind: 'surprises' | 'silent'; n: number} | {kind: 'quiet'; days: number} | {kind: 'fall' | 'goal' | 'paused'};

/** A fall of the score outweighs a goal that is far off and a pause; what nobody expected outweighs both. */
const WEIGHTS: Record<Reason['kind'], number> = {fall: 16, surprises: 8, quiet: 6, silent: 4, goal: 2, paused: 1};

/** Days without an answer until that is worth saying: a week has a weekend. */
const QUIET_DAYS = 8;

/** The score that stands for the survey: that of the first question that has one number. */
export const headlineScore = ({scores}: Scores): Score | undefined => scores.find(({metric}) => metric !== 'counts' && metric !== 'drivers');

/** Its change against the previous period. */
export const headlineChange = (scores: Scores): Change | undefined => {
  const question = headlineScore(scores)?.question;
  const previous = scores.changes?.find(({against}) => against === 'previous');
  return previous?.scores.find((change) => change.question === question && change.aspect === undefined);
};

/** How many days there has been no answer, as far as the trend goes; `null` where that is not known. */
export const quietDays = (trend: Bucket[]): number | null => {
  if (!trend.length) return null;
  const last = trend.map(({responses}) => responses > 0).lastIndexOf(true);
  return trend.length - 1 - last;
};

/** Why a survey needs attention, the weightiest first. */
export const reasons = ({available, updated_at}: Listed, {scores, trend, noticed}: Standing): Reason[] => {
  if (available === 'closed') return [];
  if (available === 'paused') return [{kind: 'paused'}];
  const found: Reason[] = [];
  const change = scores && headlineChange(scores);
  if (change?.significant && change.difference < 0) found.push({kind: 'fall'});
  if (noticed?.surprises.length) found.push({kind: 'surprises', n: noticed.surprises.length});
  const days = trend ? quietDays(trend) : null;
  // Of a survey that was made or mended just now nobody can tell yet.
  const settled = trend?.length && updated_at.slice(0, 10) < plusDays(trend.at(-1)!.from, 1 - QUIET_DAYS);
  if (days !== null && days >= QUIET_DAYS && settled) found.push({kind: 'quiet', days});
  if (noticed?.unsaid.silent.length) found.push({kind: 'silent', n: noticed.unsaid.silent.length});
  // The whole interval is below: it is more than chance that the goal is not reached.
  if (noticed?.goals.some(({target, high}) => high !== null && high < target)) found.push({kind: 'goal'});
  return found.sort((a, b) => WEIGHTS[b.kind] - WEIGHTS[a.kind]);
};

/** Surveys in the order in which to look at them: what needs it most first, what is closed last. */
export const ordered = (surveys: Listed[], standings: Record<string, Standing>): Listed[] => {
  const weight = (listed: Listed) => reasons(listed, standings[listed.survey] ?? {}).reduce((sum, {kind}) => sum + WEIGHTS[kind], 0);
  const weighed = surveys.map((listed) => ({listed, closed: listed.available === 'closed', weight: weight(listed)}));
  weighed.sort((a, b) => Number(a.closed) - Number(b.closed) || b.weight - a.weight || a.listed.name.localeCompare(b.listed.name));
  return weighed.map(({listed}) => listed);
};
