import {useEffect, useState} from 'preact/hooks';
import {guards, visit} from '../lib/address.js';
import {t} from '../lib/words.js';
import {Dialog} from '../ui/Dialog.js';
import {discard, isDirty} from './draft.js';

/** Keeps one who leaves from losing what was not saved. */
export const Leaving = ({id, save}: {id: string; save: () => Promise<boolean>}) => {
  const [wanted, setWanted] = useState<string | null>(null);
  useEffect(() => {
    const guard = (address: string) => {
      const next = new URLSearchParams(address.split('?')[1] ?? '');
      const stays = next.get('survey') === id && next.get('view') === 'edit';
      if (stays || !isDirty.peek()) return true;
      setWanted(address);
      return false;
    };
    const unload = (event: BeforeUnloadEvent) => isDirty.peek() && event.preventDefault();
    guards.add(guard);
    addEventListener('beforeunload', unload);
    return () => {
      guards.delete(guard);
      removeEventListener('beforeunload', unload);
    };
  }, [id]);
  if (wanted === null) return null;
  const leave = () => {
    setWanted(null);
    visit(wanted);
  };
  return (
    <Dialog title={t('editor_leave_title')} close={() => setWanted(null)}>
      <p>{t('editor_leave_text')}</p>
      <p class="actions">
        <button type="button" class="primary" onClick={async () => ((await save()) ? leave() : setWanted(null))}>
          {t('editor_leave_save')}
        </button>
        <button
          type="button"
          class="danger"
          onClick={() => {
            discard();
            leave();
          }}
        >
          {t('editor_leave_discard')}
        </button>
        <button type="button" onClick={() => setWanted(null)}>
          {t('editor_leave_stay')}
        </button>
      </p>
    </Dialog>
  );
};
