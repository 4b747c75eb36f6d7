import type {Kind} from '../../lib/types.js';
import {t, textIn} from '../../lib/words.js';
import {at, definition, faults, listAt, membersAt, opened, replace, savedIds, textAt} from '../draft.js';
import {faultsAt} from '../faults.js';
import {pointerOf, setIn, type Members} from '../json.js';
import {renameQuestion} from '../rename.js';
import {Faults} from '../fields/Faults.js';
import {Field, idOf} from '../fields/Field.js';
import {IdField} from '../fields/IdField.js';
import {Switch} from '../fields/Switch.js';
import {TextsField} from '../fields/TextsField.js';
import {Tools} from '../fields/Tools.js';
import {Conditions} from './Conditions.js';
import {Items} from './Items.js';
import {KINDS} from './kinds.js';

/** One question, with all that can be set of it once it is opened. */
export const QuestionCard = ({index}: {index: number}) => {
  const path = ['questions', index];
  const id = textAt([...path, 'id']);
  const kind = textAt([...path, 'kind']) as Kind;
  const text = textIn(membersAt([...path, 'text']) as Record<string, string>, textAt(['default_locale'])) || id;
  const open = opened.value === index;
  const body = `${idOf(path)}-body`;
  const found = faultsAt(faults.value, pointerOf(path), true);
  const twice = listAt(['questions']).filter((question) => (question as Members)?.['id'] === id).length > 1;
  const frozen = savedIds(['questions']).includes(id) && !twice;
  const setKind = (next: string) => {
    const {options: _options, aspects: _aspects, multiple: _multiple, other: _other, ...kept} = membersAt(path);
    const items = [{id: 'options-1', text: {}}];
    const needed: Members = next === 'choice' ? {options: items} : next === 'drivers' ? {aspects: [{id: 'aspects-1', text: {}}]} : {};
    replace(setIn(definition.value, path, {...kept, kind: next, ...needed}) as Members);
  };
  return (
    <li class={`question ${open ? 'open' : ''}`}>
      <div class="question-head">
        <h3>
          <button type="button" class="question-toggle" id={idOf(path)} aria-expanded={open} aria-controls={open ? body : undefined} onClick={() => (opened.value = open ? null : index)}>
            <span class="number" aria-hidden="true">
              {index + 1}
            </span>
            <span class="question-text">{text}</span>
            {found.length > 0 && <span class="badge bad">{t('editor_n_faults', {n: found.length})}</span>}
          </button>
        </h3>
        <span class="muted question-kind">
          {t(`editor_kind_${kind}`)}
          {at([...path, 'show_if']) !== undefined && ` · ${t('editor_conditional')}`}
          {at([...path, 'required']) === true && ` · ${t('editor_f_required')}`}
        </span>
        <Tools
          path={['questions']}
          index={index}
          name={t('editor_question_n', {n: index + 1})}
          onMoved={(to) => {
            if (open) opened.value = to;
            else if (opened.value === to) opened.value = index;
          }}
          onRemoved={() => (opened.value = null)}
        />
      </div>
      {open && (
        <div class="question-body" id={body}>
          <Faults id={`${idOf(path)}-faults`} found={faultsAt(faults.value, pointerOf(path))} />
          <TextsField path={[...path, 'text']} label={t('editor_question_text')} />
          <div class="fields">
            <Field path={[...path, 'kind']} hint={frozen ? t('editor_kind_frozen') : t(`editor_kind_${kind}_text`)}>
              {(bound) => (
                <select {...bound} value={kind} disabled={frozen} onChange={({currentTarget}) => setKind(currentTarget.value)}>
                  {!KINDS.includes(kind) && <option value={kind}>{kind}</option>}
                  {KINDS.map((each) => (
                    <option key={each} value={each}>
                      {t(`editor_kind_${each}`)}
                    </option>
                  ))}
                </select>
              )}
            </Field>
            <IdField path={[...path, 'id']} frozen={frozen} change={(next) => replace(renameQuestion(definition.value, index, next))} />
          </div>
          <Switch path={[...path, 'required']} />
          {kind === 'choice' && (
            <>
              <Items question={index} part="options" />
              <Switch path={[...path, 'multiple']} />
              <Switch path={[...path, 'other']} />
            </>
          )}
          {kind === 'drivers' && <Items question={index} part="aspects" />}
          <Conditions path={[...path, 'show_if']} before={index} title={t('editor_f_show_if')} />
        </div>
      )}
    </li>
  );
};
