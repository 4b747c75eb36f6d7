import {t} from '../../lib/words.js';
import {textAt} from '../draft.js';
import {idOf} from '../fields/Field.js';
import {LinesField} from '../fields/LinesField.js';
import {NumberField} from '../fields/NumberField.js';
import {RadioField} from '../fields/RadioField.js';
import {SelectField} from '../fields/SelectField.js';
import {Switch} from '../fields/Switch.js';
import {TextField} from '../fields/TextField.js';

const DAYS = 3650;

/** Where, when and how often the script shows the survey. */
export const DisplaySection = () => {
  const at = (name: string) => ['display', name];
  const placement = textAt(at('placement')) || 'popover';
  const corners = ['bottom-end', 'bottom-start', 'top-end', 'top-start'] as const;
  return (
    <div class="section" id={idOf(['display'])} tabIndex={-1}>
      <RadioField
        path={at('placement')}
        usual="popover"
        choices={(['popover', 'inline', 'tab', 'none'] as const).map((value) => ({value, label: t(`editor_placement_${value}`), text: t(`editor_placement_${value}_text`)}))}
      />
      {placement !== 'inline' && <SelectField path={at('position')} usual="bottom-end" choices={corners.map((corner) => [corner, t(`editor_position_${corner.replace('-', '_')}`)])} />}
      <h3>{t('editor_display_pages')}</h3>
      <LinesField path={at('urls')} />
      {placement === 'popover' && (
        <>
          <h3>{t('editor_display_moment')}</h3>
          <div class="fields">
            <NumberField path={at('delay')} min={0} max={3600} usual={0} />
            <NumberField path={at('scroll')} min={0} max={100} />
            <TextField path={at('event')} />
          </div>
          <Switch path={at('exit_intent')} />
        </>
      )}
      <h3>{t('editor_display_often')}</h3>
      <div class="fields">
        <NumberField path={at('sample')} min={0} max={100} step="any" factor={100} usual={100} />
        <NumberField path={at('after_shown')} min={0} max={DAYS} usual={1} />
        <NumberField path={at('after_dismissed')} min={0} max={DAYS} usual={30} />
        <NumberField path={at('after_completed')} min={0} max={DAYS} />
        <NumberField path={at('max_shows')} min={1} max={DAYS} usual={3} />
        <NumberField path={at('quiet')} min={0} max={DAYS} usual={1} />
        <NumberField path={at('impression_weight')} min={1} max={1000} usual={10} />
      </div>
    </div>
  );
};
