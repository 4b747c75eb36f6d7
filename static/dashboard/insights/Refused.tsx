import {go} from '../lib/address.js';
import {dimensionName, filters, PERIODS, plusDays, range, today, valueName} from '../lib/filters.js';
import {t} from '../lib/words.js';
import {Notice} from '../ui/Notice.js';

/** Says why nothing can be said of what is looked at, and how to look at what can. */
export const Refused = ({because}: {because: 'many' | 'days'}) => {
  const dimensions = Object.entries(filters.value.dimensions);
  const change = (changes: Record<string, string | null>) => {
    // The button goes with what it removes.
    document.getElementById('main')?.focus();
    go(changes);
  };
  const keep = (kept: string) => change(Object.fromEntries(dimensions.filter(([name]) => name !== kept).map(([name]) => [name, null])));
  const last = (period: '7d' | '28d' | '364d') => (
    <button type="button" onClick={() => change({period, from: null, to: null})}>
      {t('insights_last_days', {n: PERIODS[period]})}
    </button>
  );
  if (because === 'days') {
    return (
      <Notice
        title={t('insights_refused_days')}
        actions={
          <>
            {last('364d')}
            {last('28d')}
          </>
        }
      >
        <p>{t('insights_refused_days_text')}</p>
      </Notice>
    );
  }
  const {from, to} = range(filters.value, today());
  const isWeek = from !== null && to !== null && to <= plusDays(from, 7);
  return (
    <Notice
      title={t('problem_too_many')}
      actions={
        <>
          {dimensions.length > 1 &&
            dimensions.map(([name, value]) => (
              <button key={name} type="button" onClick={() => keep(name)}>
                {t('insights_keep_only', {what: `${dimensionName(name)}: ${valueName(name, value)}`})}
              </button>
            ))}
          {!isWeek && last('7d')}
        </>
      }
    >
      <p>{t('problem_too_many_text')}</p>
    </Notice>
  );
};
