import {t} from '../../lib/words.js';
import {at, faults, listAt, put} from '../draft.js';
import {faultsAt} from '../faults.js';
import {pointerOf} from '../json.js';
import {Faults} from '../fields/Faults.js';
import {idOf} from '../fields/Field.js';
import {TextField} from '../fields/TextField.js';
import {TextsField} from '../fields/TextsField.js';
import {Tools} from '../fields/Tools.js';
import {Conditions} from './Conditions.js';

/** What is said at the end, to whom. */
export const ThanksSection = () => {
  const path = ['thanks'];
  const all = listAt(path);
  const questions = listAt(['questions']).length;
  return (
    <div class="section" id={idOf(path)} tabIndex={-1}>
      <p class="muted">{t('editor_thanks_text')}</p>
      <Faults id="at-/thanks-faults" found={faultsAt(faults.value, '/thanks')} />
      <ol class="cards">
        {all.map((_, index) => {
          const own = [...path, index];
          const name = t('editor_thanks_n', {n: index + 1});
          return (
            <li key={index} class="entry" id={idOf(own)} tabIndex={-1}>
              <div class="entry-head">
                <h3>{name}</h3>
                <Tools path={path} index={index} name={name} />
              </div>
              <Faults id={`${idOf(own)}-faults`} found={faultsAt(faults.value, pointerOf(own))} />
              <TextsField path={[...own, 'title']} short />
              <TextsField path={[...own, 'text']} label={t('editor_thanks_says')} />
              {at([...own, 'link']) === undefined ? (
                <button type="button" onClick={() => put([...own, 'link'], {url: 'https://', text: {}})}>
                  {t('editor_link_add')}
                </button>
              ) : (
                <fieldset class="link">
                  <legend>{t('editor_f_link')}</legend>
                  <TextField path={[...own, 'link', 'url']} />
                  <TextsField path={[...own, 'link', 'text']} label={t('editor_link_says')} short />
                  <button type="button" class="quiet" onClick={() => put([...own, 'link'], undefined)}>
                    {t('editor_link_remove')}
                  </button>
                </fieldset>
              )}
              <Conditions path={[...own, 'show_if']} before={questions} title={t('editor_thanks_to')} />
            </li>
          );
        })}
      </ol>
      {all.length < 10 && (
        <button type="button" onClick={() => put([...path, all.length], {text: {}})}>
          {t('editor_thanks_add')}
        </button>
      )}
    </div>
  );
};
