import {t} from '../lib/words.js';
import {steps, SURENESS} from './figures.js';

/** How sure it is that something is not chance: as many of three dots, and in words. */
export const Sure = ({p}: {p: number}) => {
  const step = steps(p);
  return (
    <span class="sure">
      <svg width="30" height="10" aria-hidden="true">
        {[0, 1, 2].map((dot) => (
          <circle key={dot} cx={5 + dot * 10} cy="5" r="3.5" class={dot < step ? 'full' : ''} />
        ))}
      </svg>
      <span class="words">{t(`insights_sure_${SURENESS[step]}`)}</span>
    </span>
  );
};
