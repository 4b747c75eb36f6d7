import {go} from '../lib/address.js';
import {dimensionName, filters, valueName} from '../lib/filters.js';
import {t} from '../lib/words.js';
import {Notice} from '../ui/Notice.js';

/** Says why nothing can be said of what is looked at, and how to look at what can. */
export const Refused = ({because}: {because: 'dimensions' | 'days'}) => {
  const dimensions = Object.entries(filters.value.dimensions);
  const change = (changes: Record<string, string | null>) => {
    // The button goes with what it removes.
    document.getElementById('main')?.focus();
    go(changes);
  };
  const keep = (kept: string) => change(Object.fromEntries(dimensions.filter(([name]) => name !== kept).map(([name]) => [name, null])));
  const period = (wanted: '28d' | '364d') => change({period: wanted, from: null, to: null});
  return because === 'dimensions' ? (
    <Notice
      title={t('insights_refused_dimensions')}
      actions={dimensions.map(([name, value]) => (
        <button key={name} type="button" onClick={() => keep(name)}>
          {t('insights_keep_only', {what: `${dimensionName(name)}: ${valueName(name, value)}`})}
        </button>
      ))}
    >
      <p>{t('insights_refused_dimensions_text')}</p>
    </Notice>
  ) : (
    <Notice
      title={t('insights_refused_days')}
      actions={
        <>
          <button type="button" onClick={() => period('364d')}>
            {t('insights_last_days', {n: 364})}
          </button>
          <button type="button" onClick={() => period('28d')}>
            {t('insights_last_days', {n: 28})}
          </button>
        </>
      }
    >
      <p>{t('insights_refused_days_text')}</p>
    </Notice>
  );
};
