import {difference, pointsSaid, shown} from '../lib/metrics.js';
import {t} from '../lib/words.js';

interface Props {
  metric: string;
  /** Null where there is nothing to compare with. */
  moved: {difference: number | null; low: number | null; high: number | null; significant: boolean; was: number | null} | undefined;
  /** With what it is compared. */
  against: string;
  /** It is compared with another survey, not with other days. */
  beside?: boolean;
  /** Only the figure, with its words for screen readers. */
  short?: boolean;
}

/** By how much a score differs, and whether by more than chance. */
export const Moved = ({metric, moved, against, beside, short}: Props) => {
  if (!moved || moved.difference === null || moved.low === null || moved.high === null) {
    return short ? null : <p class="moved muted">{t('scores_nothing_compared', {against})}</p>;
  }
  const {significant, was} = moved;
  const way = moved.difference > 0 ? 'up' : moved.difference < 0 ? 'down' : 'same';
  const tone = !significant || way === 'same' ? 'neutral' : way === 'up' ? 'good' : 'bad';
  // An interval is of one score, the verdict of all that are compared at once.
  const apart = moved.low > 0 || moved.high < 0;
  const chance = t(significant ? 'scores_sure' : apart ? 'scores_perhaps' : 'scores_chance');
  const figure = (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{{up: '▲', down: '▼', same: '='}[way]}</span>
      {difference(metric, moved.difference)}
    </span>
  );
  if (short) {
    return (
      <span class="moved" title={chance}>
        {figure}
        <span class="unseen">{chance}</span>
      </span>
    );
  }
  const by = t(`scores_${beside ? 'beside' : 'moved'}_${way}`, {points: pointsSaid(metric, moved.difference), against, was: shown(metric, was)});
  return (
    <div class="moved">
      <p>
        {figure} {by}
      </p>
      <p class="muted">
        <strong class={significant ? `${tone}-text` : ''}>{chance}</strong>{' '}
        {t('interval_long', {low: difference(metric, moved.low), high: difference(metric, moved.high)})}
      </p>
    </div>
  );
};
