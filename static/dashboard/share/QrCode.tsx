import {useId, useLayoutEffect, useState} from 'preact/hooks';
import {at, Problem, save, send} from '../lib/api.js';
import {t} from '../lib/words.js';
import {Failed} from '../ui/Loaded.js';
import {drawQrCode} from './picture.js';
import {qrCode, type Origin} from './snippets.js';

/** What to print. */
export const QrCode = ({survey, origin}: {survey: string; origin: Origin}) => {
  const [problem, setProblem] = useState<Problem>();
  const id = useId();
  const path = qrCode(survey, origin);
  // Before the picture can fail.
  useLayoutEffect(() => setProblem(undefined), [path]);
  const file = ['qr', survey, origin.touchpoint].filter(Boolean).join('-');
  const take = async (as: 'svg' | 'png') => {
    try {
      const svg = await (await send(path)).text();
      save(as === 'svg' ? new Blob([svg], {type: 'image/svg+xml'}) : await drawQrCode(svg), `${file}.${as}`);
      setProblem(undefined);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
    }
  };
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{t('share_qr')}</h2>
      <p>{t('share_qr_text')}</p>
      <img class="qr" src={at(path)} width="200" height="200" alt={t('share_qr_alt')} onError={() => setProblem(new Problem(422, 'refused', t('share_qr_failed')))} />
      <p class="actions">
        <button type="button" aria-label={t('share_download', {what: 'SVG'})} onClick={() => take('svg')}>
          SVG
        </button>
        <button type="button" aria-label={t('share_download', {what: 'PNG'})} onClick={() => take('png')}>
          PNG
        </button>
      </p>
      {problem && <Failed problem={problem} />}
    </section>
  );
};
