import {useId, useState} from 'preact/hooks';
import {at} from '../lib/api.js';
import type {Survey} from '../lib/types.js';
import {t} from '../lib/words.js';
import {Copyable} from '../ui/Copyable.js';
import {Sketch} from './Sketch.js';
import {embedded, PLACEMENTS, type Origin, type Placement} from './snippets.js';

/** What to put on a page of one's own. */
export const OnPage = ({survey, origin}: {survey: Survey; origin: Origin}) => {
  const [placement, setPlacement] = useState<Placement>('popover');
  const id = useId();
  const edge = at('');
  const only = survey.origins?.includes('*') ? undefined : survey.origins;
  return (
    <section class="card wide" aria-labelledby={id}>
      <h2 id={id}>{t('share_page')}</h2>
      <p>{t('share_page_text')}</p>
      <fieldset class="placements">
        <legend class="unseen">{t('share_placement')}</legend>
        {PLACEMENTS.map((each) => (
          <label key={each}>
            <input type="radio" name={id} checked={each === placement} onChange={() => setPlacement(each)} />
            <Sketch placement={each} />
            <span>{t(`share_placement_${each}`)}</span>
          </label>
        ))}
      </fieldset>
      <Copyable label={t('share_page')} text={embedded(edge, survey.survey, placement, origin, t('share_feedback'))} />
      {placement === 'inline' && <p class="muted">{t('share_inline_text')}</p>}
      {only && <p class="muted">{only.length ? t('share_origins', {origins: only.join(', ')}) : t('share_origins_none')}</p>}
      <p class="muted">{t('share_csp', {edge: new URL(edge).origin})}</p>
    </section>
  );
};
