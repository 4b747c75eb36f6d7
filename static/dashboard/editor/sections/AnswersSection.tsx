import {t} from '../../lib/words.js';
import {at, put} from '../draft.js';
import {same} from '../json.js';
import {idOf} from '../fields/Field.js';
import {LinesField} from '../fields/LinesField.js';
import {Switch} from '../fields/Switch.js';
import {Entries} from './Entries.js';

/** Who may answer, and what comes along with an answer. */
export const AnswersSection = () => {
  const path = ['origins'];
  const origins = at(path);
  const anywhere = origins === undefined || same(origins, ['*']);
  return (
    <div class="section">
      <fieldset class="radios" id={anywhere ? idOf(path) : undefined} tabIndex={-1}>
        <legend>{t('editor_f_origins')}</legend>
        <label class={anywhere ? 'chosen' : ''}>
          <input type="radio" name="origins" checked={anywhere} onChange={() => put(path, ['*'])} />
          <span>
            {t('editor_origins_any')}
            <small>{t('editor_origins_any_text')}</small>
          </span>
        </label>
        <label class={anywhere ? '' : 'chosen'}>
          <input type="radio" name="origins" checked={!anywhere} onChange={() => put(path, [])} />
          <span>
            {t('editor_origins_only')}
            <small>{t('editor_origins_only_text')}</small>
          </span>
        </label>
      </fieldset>
      {!anywhere && <LinesField path={path} label={t('editor_origins_list')} keepEmpty />}
      <Switch path={['require_token']} />
      <h3>{t('editor_f_attributes')}</h3>
      <p class="muted">{t('editor_h_attributes')}</p>
      <Entries path={['attributes']} usual="plan" add={t('editor_attribute_add')} empty={[]}>
        {(own) => <LinesField path={own} label={t('editor_attribute_values')} hint={t('editor_attribute_values_text')} keepEmpty />}
      </Entries>
    </div>
  );
};
