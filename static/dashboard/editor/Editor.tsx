import {useEffect, useState} from 'preact/hooks';
import {href} from '../lib/address.js';
import {ask, Problem} from '../lib/api.js';
import {askDefinition} from '../lib/definition.js';
import {relist} from '../lib/listed.js';
import type {Survey} from '../lib/types.js';
import {t} from '../lib/words.js';
import type {ViewProps} from '../survey/SurveyView.js';
import {Link} from '../ui/Link.js';
import {Failed} from '../ui/Loaded.js';
import {Notice} from '../ui/Notice.js';
import {useChecked} from './check.js';
import {Conflict} from './Conflict.js';
import {definition, done, faults, isDirty, load, made, saved, savedOf, settle, undo, type Saved} from './draft.js';
import {FaultSummary} from './FaultSummary.js';
import {Leaving} from './Leaving.js';
import {localesOf} from './locales.js';
import {Preview} from './Preview.js';
import {SaveBar} from './SaveBar.js';
import {Sections} from './Sections.js';

const Editing = ({survey, changed}: ViewProps) => {
  const id = survey.survey;
  const path = `v1/surveys/${id}`;
  const [saving, setSaving] = useState(false);
  const [justSaved, setJustSaved] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [found, setFound] = useState<Saved | null>(null);
  const checked = useChecked(id, definition.value);
  const dirty = isDirty.value;
  const version = saved.value!.version;

  useEffect(() => {
    faults.value = checked.faults;
  }, [checked.faults]);
  useEffect(() => {
    if (dirty) setJustSaved(false);
  }, [dirty]);

  // Versions sort by time.
  const theirs = [found, savedOf(survey)].find((other) => other !== null && other.survey === id && other.version > version) ?? null;
  useEffect(() => {
    if (theirs && !isDirty.peek()) load(theirs);
  }, [theirs?.version]);

  const save = async () => {
    if (theirs) {
      document.getElementById('editor-conflict')?.focus();
      return false;
    }
    setSaving(true);
    setProblem(null);
    const sent = definition.peek();
    try {
      const latest = savedOf(await askDefinition(path));
      if (latest.version > version) {
        setFound(latest);
        return false;
      }
      settle(savedOf(await ask<Survey>(path, {method: 'PUT', body: sent})), sent);
      setJustSaved(true);
      changed();
      relist();
      return true;
    } catch (refused) {
      if (!(refused instanceof Problem)) throw refused;
      if (refused.errors.length) {
        faults.value = refused.errors;
        requestAnimationFrame(() => document.getElementById('fault-summary')?.focus());
      } else setProblem(refused);
      return false;
    } finally {
      setSaving(false);
    }
  };

  return (
    <div class="editor">
      <Leaving id={id} save={save} />
      {made.value === id && (
        <Notice kind="good" title={t('editor_made')} actions={<Link to={href({view: 'share'})}>{t('editor_to_share')}</Link>}>
          <p>{t('editor_made_text')}</p>
        </Notice>
      )}
      {theirs && dirty && (
        <div id="editor-conflict" tabIndex={-1}>
          <Conflict theirs={theirs} settled={() => setFound(null)} />
        </div>
      )}
      {problem && <Failed problem={problem} again={save} />}
      <FaultSummary />
      <div class="editor-columns">
        <div class="editor-form">
          <Sections />
          <div class="done" role="status">
            {done.value && (
              <p>
                {done.value.text}{' '}
                {done.value.undo && (
                  <button type="button" id="undo-removed" onClick={undo}>
                    {t('editor_undo')}
                  </button>
                )}
              </p>
            )}
          </div>
        </div>
        <div class="editor-preview">
          {checked.embedded ? (
            <>
              {checked.problem && <Failed problem={checked.problem} />}
              {checked.behind && <p class="muted">{t('editor_preview_behind')}</p>}
              <Preview key={id} draft={checked.embedded} locales={localesOf(definition.value)} />
            </>
          ) : checked.problem ? (
            <Failed problem={checked.problem} />
          ) : checked.faults.length ? (
            <Notice kind="empty" title={t('editor_preview_none')} />
          ) : (
            <div class="skeleton" role="status" aria-label={t('loading')} />
          )}
        </div>
      </div>
      <SaveBar saving={saving} justSaved={justSaved} save={save} />
    </div>
  );
};

/** All settings of a survey. */
export const Editor = (props: ViewProps) => {
  const id = props.survey.survey;
  const loaded = saved.value?.survey === id;
  useEffect(() => {
    if (!loaded) load(savedOf(props.survey));
  }, [id, loaded]);
  return loaded ? <Editing key={id} {...props} /> : <div class="skeleton" role="status" aria-label={t('loading')} />;
};
