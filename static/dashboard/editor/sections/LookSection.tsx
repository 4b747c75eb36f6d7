import {number, t} from '../../lib/words.js';
import {put, textAt} from '../draft.js';
import {seen} from '../contrast.js';
import {Field, idOf} from '../fields/Field.js';
import {NumberField} from '../fields/NumberField.js';
import {RadioField} from '../fields/RadioField.js';
import {TextField} from '../fields/TextField.js';

const ACCENT = '#3b5bdb';

export const LookSection = () => {
  const path = ['theme', 'accent'];
  const accent = textAt(path);
  const scheme = textAt(['theme', 'scheme']) || 'auto';
  const surfaces = seen(accent || ACCENT).filter((surface) => scheme === 'auto' || scheme === surface.scheme);
  return (
    <div class="section" id={idOf(['theme'])} tabIndex={-1}>
      <div class="fields">
        <Field path={path}>
          {(bound) => (
            <span class="colour">
              <input type="color" aria-label={t('editor_colour_pick')} value={/^#[0-9a-f]{6}$/i.test(accent) ? accent : ACCENT} onInput={({currentTarget}) => put(path, currentTarget.value)} />
              <input {...bound} type="text" class="code" spellcheck={false} placeholder={ACCENT} value={accent} onInput={({currentTarget}) => put(path, currentTarget.value || undefined)} />
            </span>
          )}
        </Field>
        <NumberField path={['theme', 'radius']} min={0} max={32} usual={16} />
        <TextField path={['theme', 'font']} placeholder="Inter, sans-serif" />
      </div>
      <ul class="contrasts">
        {surfaces.map(({scheme: each, ratio, becomes}) => (
          <li key={each}>
            <span class="swatch" style={{background: becomes ?? (accent || ACCENT)}} aria-hidden="true" />
            {t(each === 'light' ? 'editor_contrast_light' : 'editor_contrast_dark', {ratio: number(ratio, {maximumFractionDigits: 1})})}{' '}
            {becomes ? t('editor_contrast_becomes', {colour: becomes}) : t('editor_contrast_enough')}
          </li>
        ))}
      </ul>
      <RadioField
        path={['theme', 'scheme']}
        usual="auto"
        choices={(['auto', 'light', 'dark'] as const).map((value) => ({value, label: t(`editor_scheme_${value}`), text: t(`editor_scheme_${value}_text`)}))}
      />
    </div>
  );
};
