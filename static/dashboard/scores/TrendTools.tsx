import {go} from '../lib/address.js';
import {t} from '../lib/words.js';
import {Choice} from '../survey/Choice.js';

const BY = ['day', 'week', 'month'] as const;
export type By = (typeof BY)[number];

const WINDOWS: Record<By, number[]> = {day: [3, 7, 14, 28], week: [2, 4, 13], month: [2, 3, 12]};

/** What a point of the trend is. */
export const TrendTools = ({by, usual, moving}: {by: By; usual: By; moving: string | null}) => (
  <div class="trend-tools">
    <div class="one-of" role="group" aria-label={t('scores_by')}>
      {BY.map((each) => (
        <button key={each} type="button" aria-pressed={each === by} onClick={() => go({by: each === usual ? null : each, moving: null})}>
          {t(`scores_by_${each}`)}
        </button>
      ))}
    </div>
    <Choice
      label={t('scores_moving')}
      value={moving ?? ''}
      options={[{value: '', name: t('scores_moving_none')}, ...WINDOWS[by].map((n) => ({value: String(n), name: t(`scores_moving_${by}`, {n})}))]}
      choose={(chosen) => go({moving: chosen || null})}
    />
  </div>
);
