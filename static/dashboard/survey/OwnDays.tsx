import {useEffect, useId, useState} from 'preact/hooks';
import {go} from '../lib/address.js';
import {filters, isDay} from '../lib/filters.js';
import {t} from '../lib/words.js';

const EARLIEST = '2000-01-01';

/** Two days, of which either may be left open. They count once both can be. */
export const OwnDays = () => {
  const {from, to} = filters.value;
  const [typed, setTyped] = useState({from: from ?? '', to: to ?? ''});
  const id = useId();
  useEffect(() => setTyped({from: from ?? '', to: to ?? ''}), [from, to]);
  const turned = typed.from !== '' && typed.to !== '' && typed.from > typed.to;
  const type = (next: {from: string; to: string}) => {
    setTyped(next);
    const fits = [next.from, next.to].every((day) => day === '' || (isDay(day) && day >= EARLIEST));
    if (fits && !(next.from && next.to && next.from > next.to)) go({from: next.from || null, to: next.to || null}, {replace: true});
  };
  const wrong = turned ? ({'aria-invalid': true, 'aria-describedby': `${id}-fault`} as const) : {};
  return (
    <fieldset class="own-days">
      <legend class="unseen">{t('filters_period_custom')}</legend>
      <div class="choice">
        <label for={`${id}-from`}>{t('filters_from')}</label>
        <input id={`${id}-from`} type="date" min={EARLIEST} value={typed.from} {...wrong} onChange={({currentTarget}) => type({...typed, from: currentTarget.value})} />
      </div>
      <div class="choice">
        <label for={`${id}-to`}>{t('filters_to')}</label>
        <input id={`${id}-to`} type="date" min={EARLIEST} value={typed.to} {...wrong} onChange={({currentTarget}) => type({...typed, to: currentTarget.value})} />
      </div>
      {turned && (
        <p class="fault" id={`${id}-fault`} role="alert">
          {t('filters_days_turned')}
        </p>
      )}
    </fieldset>
  );
};
