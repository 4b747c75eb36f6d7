// Numbers as experts read them, and chance in words.

import {number, percent, t} from '../lib/words.js';
import {scale} from '../lib/metrics.js';

/** As the edge gave it. */
export const exact = (value: number | null): string => (value === null ? '–' : number(value, {maximumFractionDigits: 3}));

export const exactRange = (low: number | null, high: number | null): string =>
  low === null || high === null ? '–' : t('interval', {low: exact(low), high: exact(high)});

/** A share that is given in %, if it is known. */
export const shareOf = (share: number | null, digits?: number): string => (share === null ? '–' : percent(share, digits));

/** A probability for experts. */
export const probability = (p: number | null): string => {
  if (p === null) return '–';
  return p < 0.0001 ? `< ${number(0.0001, {maximumFractionDigits: 4})}` : number(p, {maximumSignificantDigits: 3});
};

/** A probability for everybody: never quite 0 or quite 1. */
export const chances = (p: number): string => {
  const share = (value: number) => number(value, {style: 'percent'});
  if (p < 0.01) return t('insights_below', {n: share(0.01)});
  if (p > 0.99) return t('insights_above', {n: share(0.99)});
  return share(p);
};

export const SURENESS = ['chance', 'likely', 'very_likely', 'almost_certain'] as const;

/** How sure it is that something is not chance, in the steps of the sentences: 0 to 3. */
export const steps = (p: number): number => (p < 0.001 ? 3 : p < 0.01 ? 2 : p < 0.05 ? 1 : 0);

/** A difference of a metric in hundredths of its scale, so that those of several can stand on one axis. */
export const ofScale = (metric: string, difference: number): number => {
  const [low, high] = scale(metric);
  return (difference / (high - low)) * 100;
};
