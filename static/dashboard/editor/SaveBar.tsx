import {t} from '../lib/words.js';
import {canRedo, canUndo, discard, faults, isDirty, redo, undo, unread} from './draft.js';

interface Props {
  saving: boolean;
  justSaved: boolean;
  save: () => void;
}

export const SaveBar = ({saving, justSaved, save}: Props) => {
  const dirty = isDirty.value;
  const wrong = faults.value.length;
  const state = saving ? t('editor_saving') : !dirty ? t(justSaved ? 'editor_saved' : 'editor_unchanged') : wrong ? t('editor_n_faults', {n: wrong}) : t('editor_unsaved');
  return (
    <div class="save-bar">
      <span role="status" class={dirty && wrong ? 'bad-text' : ''}>
        {dirty && wrong && !saving ? (
          <button type="button" class="link bad-text" onClick={() => document.getElementById('fault-summary')?.focus()}>
            {state}
          </button>
        ) : (
          state
        )}
      </span>
      <span class="space" />
      <button type="button" class="quiet icon" disabled={!canUndo.value} aria-label={t('editor_undo')} title={t('editor_undo')} onClick={undo}>
        ↶
      </button>
      <button type="button" class="quiet icon" disabled={!canRedo.value} aria-label={t('editor_redo')} title={t('editor_redo')} onClick={redo}>
        ↷
      </button>
      {dirty && (
        <button type="button" onClick={() => discard()}>
          {t('editor_discard')}
        </button>
      )}
      <button type="button" class="primary" disabled={saving || !dirty || unread.value !== null} onClick={save}>
        {t('editor_save')}
      </button>
    </div>
  );
};
