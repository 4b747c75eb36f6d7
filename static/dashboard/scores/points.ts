// The points of a trend, as a chart wants them.

import {plusDays} from '../lib/filters.js';
import {scale} from '../lib/metrics.js';
import type {Annotation, Bucket} from '../lib/types.js';

export interface Point {
  from: string;
  to: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
}

/** How a question did, bucket by bucket: each alone, or with those before it. */
export const points = (buckets: Bucket[], question: string, moving: boolean): Point[] =>
  buckets.map(({from, to, scores, moving: together}) => {
    const score = (moving ? together?.scores : scores)?.find((each) => each.question === question);
    return {from, to, value: score?.value ?? null, low: score?.low ?? null, high: score?.high ?? null, n: score?.n ?? 0};
  });

/** Points of other days, as many days later: on top of those that they are compared with. */
export const shifted = (earlier: Point[], days: number): (Point & {was: string})[] =>
  earlier.map((point) => ({...point, was: point.from, from: plusDays(point.from, days), to: plusDays(point.to, days)}));

/** The ends of the scale that is drawn: what is in the data and a little more, within what the metric can be. */
export const drawnScale = (metric: string, values: (number | null)[]): [number, number] => {
  const [least, most] = scale(metric);
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return [least, most];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const step = (most - least) / 20;
  return [Math.max(least, Math.floor((low - step / 4) / step) * step), Math.min(most, Math.ceil((high + step / 4) / step) * step)];
};

/** What happened on these days, the earliest first. */
export const within = (annotations: Annotation[], from: string, to: string): Annotation[] =>
  annotations.filter(({day}) => day >= from && day < to).sort((a, b) => a.day.localeCompare(b.day));
