import {useState} from 'preact/hooks';
import {moment, t} from '../lib/words.js';
import {Notice} from '../ui/Notice.js';
import {Changes} from './Changes.js';
import {compare} from './compare.js';
import {definition, rebase, replace, type Saved} from './draft.js';

/** Somebody else has saved the survey while it was edited here. */
export const Conflict = ({theirs, settled}: {theirs: Saved; settled: () => void}) => {
  const [comparing, setComparing] = useState(false);
  const take = () => {
    rebase(theirs);
    replace(theirs.definition);
    settled();
  };
  const keep = () => {
    rebase(theirs);
    settled();
  };
  return (
    <Notice
      kind="error"
      title={t('editor_conflict', {when: moment(theirs.updated_at)})}
      actions={
        <>
          <button type="button" aria-expanded={comparing} onClick={() => setComparing(!comparing)}>
            {t('editor_version_compare')}
          </button>
          <button type="button" onClick={take}>
            {t('editor_conflict_theirs')}
          </button>
          <button type="button" onClick={keep}>
            {t('editor_conflict_mine')}
          </button>
        </>
      }
    >
      <p>{t('editor_conflict_text')}</p>
      {comparing && <Changes changes={compare(theirs.definition, definition.value)} before={t('editor_theirs')} after={t('editor_mine')} />}
    </Notice>
  );
};
