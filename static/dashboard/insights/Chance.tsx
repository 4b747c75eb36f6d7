import {t} from '../lib/words.js';
import type {Tested} from './types.js';

/** Whether a difference is more than chance, in words. */
export const Chance = ({tested: {significant, difference, p}, better = true}: {tested: Pick<Tested, 'significant' | 'difference' | 'p'>; better?: boolean}) => {
  if (difference === null || p === null) return <span class="chance muted">{t('insights_not_compared')}</span>;
  if (!significant) return <span class="chance muted">{t(p < 0.05 ? 'insights_chance_among_many' : 'insights_could_be_chance')}</span>;
  return <span class={`badge ${difference > 0 === better ? 'good' : 'bad'}`}>{t('insights_more_than_chance')}</span>;
};
