import {useState} from 'preact/hooks';
import {hrefOnly, visit} from '../lib/address.js';
import {ask, Problem, send} from '../lib/api.js';
import {relist} from '../lib/listed.js';
import type {Scores} from '../lib/types.js';
import {t} from '../lib/words.js';
import {Dialog} from '../ui/Dialog.js';
import {Failed} from '../ui/Loaded.js';
import {discard, saved} from './draft.js';

/** Deletes a survey with all its answers, once its id has been typed. */
export const DeleteSurvey = () => {
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [responses, setResponses] = useState<number | null>(null);
  const id = saved.value?.survey ?? '';
  const open = () => {
    setTyped('');
    setWrong(false);
    setProblem(null);
    setAsking(true);
    ask<Scores>(`v1/surveys/${id}/scores`).then(
      (scores) => setResponses(scores.responses),
      () => setResponses(null),
    );
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (typed.trim() !== id) {
      setWrong(true);
      document.getElementById('delete-id')?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await send(`v1/surveys/${id}`, {method: 'DELETE'});
    } catch (refused) {
      if (!(refused instanceof Problem)) throw refused;
      setProblem(refused);
      return setBusy(false);
    }
    discard();
    relist();
    visit(hrefOnly({}));
  };
  return (
    <section class="danger-zone">
      <h3>{t('editor_delete')}</h3>
      <p>{t('editor_delete_text')}</p>
      <button type="button" class="danger" onClick={open}>
        {t('editor_delete')}
      </button>
      {asking && (
        <Dialog title={t('editor_delete_title', {id})} close={() => setAsking(false)}>
          <form class="delete" onSubmit={submit}>
            <p>
              {responses === null ? t('editor_delete_lost') : t('editor_delete_lost_n', {n: responses})} {t('editor_delete_final')}
            </p>
            <label for="delete-id">{t('editor_delete_type', {id})}</label>
            <input
              id="delete-id"
              type="text"
              class="code"
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              value={typed}
              aria-invalid={wrong}
              aria-describedby="delete-wrong"
              onInput={({currentTarget}) => {
                setTyped(currentTarget.value);
                setWrong(false);
              }}
            />
            <div id="delete-wrong" role="alert">
              {wrong && <p class="fault">{t('editor_delete_wrong')}</p>}
            </div>
            {problem && <Failed problem={problem} />}
            <p class="actions">
              <button type="submit" class="danger" disabled={busy}>
                {t('editor_delete_confirm')}
              </button>
              <button type="button" onClick={() => setAsking(false)}>
                {t('cancel')}
              </button>
            </p>
          </form>
        </Dialog>
      )}
    </section>
  );
};
