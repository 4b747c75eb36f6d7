// How each metric is written, named and judged.

import {number, percent, signed, t} from './words.js';
import type {Kind, Question, Survey} from './types.js';

/** A score as it is written: an NPS without digits, shares as %, means out of their best. */
export const shown = (metric: string, value: number | null | undefined): string => {
  if (value === null || value === undefined) return '–';
  switch (metric) {
    case 'nps':
    case 'index':
      return number(value, {maximumFractionDigits: 0});
    case 'csat':
    case 'thumbs':
      return percent(value);
    default:
      return number(value, {minimumFractionDigits: 1, maximumFractionDigits: 2});
  }
};

const digits = (metric: string) => (metric === 'ces' || metric === 'stars' || metric === 'aspect' ? 2 : 1);

/** A difference of two scores, with its sign: points, also of shares. */
export const difference = (metric: string, value: number): string => signed(value, digits(metric));

/** The ends of a scale of a metric. */
export const scale = (metric: string): [number, number] => {
  const scales: Record<string, [number, number]> = {nps: [-100, 100], ces: [1, 7], stars: [1, 5], aspect: [1, 5], drivers: [1, 5]};
  return scales[metric] ?? [0, 100];
};

/** The name of a metric: NPS, CSAT, … */
export const metricName = (metric: string): string => t(`metric_${metric}`);

/** The groups that a metric tells apart, from the best: which ratings are in them. */
export const groups = (metric: string, kind?: Kind): {name: string; tone: 'good' | 'neutral' | 'bad'; from: number; to: number}[] => {
  switch (metric) {
    case 'nps':
      return [
        {name: t('promoters'), tone: 'good', from: 9, to: 10},
        {name: t('passives'), tone: 'neutral', from: 7, to: 8},
        {name: t('detractors'), tone: 'bad', from: 0, to: 6},
      ];
    case 'thumbs':
      return [
        {name: t('thumbs_up'), tone: 'good', from: 1, to: 1},
        {name: t('thumbs_down'), tone: 'bad', from: 0, to: 0},
      ];
    case 'ces':
      return [
        {name: t('easy'), tone: 'good', from: 5, to: 7},
        {name: t('in_between'), tone: 'neutral', from: 4, to: 4},
        {name: t('difficult'), tone: 'bad', from: 1, to: 3},
      ];
    default:
      return [
        {name: t(kind === 'stars' ? 'stars_good' : 'satisfied'), tone: 'good', from: 4, to: 5},
        {name: t('in_between'), tone: 'neutral', from: 3, to: 3},
        {name: t(kind === 'stars' ? 'stars_bad' : 'dissatisfied'), tone: 'bad', from: 1, to: 2},
      ];
  }
};

/** All ratings of a kind of question, from the worst. */
export const ratings = (kind: Kind): number[] => {
  const ends: Partial<Record<Kind, [number, number]>> = {nps: [0, 10], ces: [1, 7], thumbs: [0, 1]};
  const [low, high] = ends[kind] ?? [1, 5];
  return Array.from({length: high - low + 1}, (_, index) => low + index);
};

/** Whether a question is scored by one number. */
export const isRated = ({kind}: Question) => !['choice', 'drivers', 'text'].includes(kind);

/** The question whose score stands at the top: the one asked for, else the first that is rated. */
export const headline = (survey: Survey, wanted: string | null): Question | undefined =>
  survey.questions.find((question) => question.id === wanted && isRated(question)) ?? survey.questions.find(isRated);

/** The name of a metric written out: Net Promoter Score. */
export const fullName = (metric: string): string => t(`scores_full_${metric}`);

/** With its unit, for a sentence: points of an NPS, percentage points of a share. */
export const pointsSaid = (metric: string, value: number): string => {
  const size = Math.abs(value);
  const unit = metric === 'csat' || metric === 'thumbs' ? 'scores_points_percent' : 'scores_points';
  return t(unit, {n: size, value: number(size, {maximumFractionDigits: digits(metric)})});
};

/** How narrow the interval of a score has to be to be enough, and how many answers it takes at least: as the edge has it. */
const ENOUGH: Record<string, number> = {nps: 20, csat: 10, thumbs: 10, ces: 0.5, stars: 0.5, index: 10};
const FEWEST = 10;

/** About how many more answers make a score sure enough: an interval is twice as narrow with four times as many. */
export const lacking = ({metric, n, low, high, enough}: {metric: string; n: number; low: number | null; high: number | null; enough: boolean}): number => {
  const wanted = ENOUGH[metric];
  if (enough || wanted === undefined) return 0;
  const needed = low === null || high === null ? FEWEST : Math.max(FEWEST, n * ((high - low) / wanted) ** 2);
  const more = Math.max(1, needed - n);
  // It is no more than an estimate.
  const step = more > 100 ? 50 : more > 20 ? 10 : more > 10 ? 5 : 1;
  return Math.ceil(more / step) * step;
};
