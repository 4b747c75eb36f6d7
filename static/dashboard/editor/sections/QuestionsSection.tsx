import {useState} from 'preact/hooks';
import type {Kind} from '../../lib/types.js';
import {t} from '../../lib/words.js';
import {faults, listAt, opened, put, savedIds, textAt} from '../draft.js';
import {faultsAt} from '../faults.js';
import {getIn, type Members} from '../json.js';
import {freeId} from '../slug.js';
import {Faults} from '../fields/Faults.js';
import {idOf} from '../fields/Field.js';
import {KINDS, USUAL_ID} from './kinds.js';
import {QuestionCard} from './QuestionCard.js';

const newQuestion = (kind: Kind, taken: string[]): Members => ({
  id: freeId(USUAL_ID[kind], taken),
  kind,
  text: {},
  ...(kind === 'choice' && {options: [{id: 'options-1', text: {}}]}),
  ...(kind === 'drivers' && {aspects: [{id: 'aspects-1', text: {}}]}),
});

export const QuestionsSection = () => {
  const [kind, setKind] = useState<Kind>('text');
  const questions = listAt(['questions']);
  const add = () => {
    // One that was removed keeps its id: the answers to it would count for another.
    const taken = [...questions.map((question) => String(getIn(question, ['id']))), ...savedIds(['questions'])];
    put(['questions', questions.length], newQuestion(kind, taken));
    opened.value = questions.length;
    requestAnimationFrame(() => document.getElementById(idOf(['questions', questions.length, 'text', textAt(['default_locale'])]))?.focus());
  };
  return (
    <div class="section" id={idOf(['questions'])} tabIndex={-1}>
      <Faults id="at-/questions-faults" found={faultsAt(faults.value, '/questions')} />
      <ol class="questions">
        {questions.map((_, index) => (
          <QuestionCard key={index} index={index} />
        ))}
      </ol>
      {questions.length < 50 && (
        <div class="add-question">
          <label for="new-kind">{t('editor_question_kind_new')}</label>
          <select id="new-kind" value={kind} onChange={({currentTarget}) => setKind(currentTarget.value as Kind)}>
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {t(`editor_kind_${each}`)}
              </option>
            ))}
          </select>
          <button type="button" onClick={add}>
            {t('editor_question_add')}
          </button>
        </div>
      )}
    </div>
  );
};
