import {useState} from 'preact/hooks';
import {ask, Problem} from '../../lib/api.js';
import {usePolled} from '../../lib/polled.js';
import type {Survey} from '../../lib/types.js';
import {moment, t} from '../../lib/words.js';
import {Failed, Loaded} from '../../ui/Loaded.js';
import {Changes} from '../Changes.js';
import {compare} from '../compare.js';
import {definition, done, replace, saved, savedOf, type Saved} from '../draft.js';

interface Version {
  version: string;
  updated_at: string;
  /** Nothing, if what is stored of it is damaged. */
  name: string | null;
  in_force: boolean;
}

interface Versions {
  versions: Version[];
  next: string | null;
}

/** What the survey was, and how to go back there. */
export const VersionsSection = () => {
  const id = saved.value?.survey ?? '';
  const path = `v1/surveys/${id}/versions`;
  const first = usePolled<Versions>(path, 60_000);
  const [more, setMore] = useState<{after: string; pages: Version[]; next: string | null} | null>(null);
  const [looked, setLooked] = useState<Saved | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fetched = async <T,>(asked: string, use: (answer: T) => void) => {
    setProblem(null);
    try {
      use(await ask<T>(asked));
    } catch (refused) {
      if (!(refused instanceof Problem)) throw refused;
      setProblem(refused);
    }
  };
  const look = (version: string) => fetched<Survey>(`${path}/${version}`, (answer) => setLooked(savedOf(answer)));
  const restore = () => {
    if (!looked) return;
    replace(looked.definition);
    done.value = {text: t('editor_restored', {when: moment(looked.updated_at)}), undo: true};
    setLooked(null);
  };
  return (
    <div class="section">
      <p class="muted">{t('editor_versions_text')}</p>
      {problem && <Failed problem={problem} />}
      <Loaded from={first}>
        {({versions, next}) => {
          const earlier = more?.after === next ? more : null;
          const all = [...versions, ...(earlier?.pages ?? [])];
          const following = earlier ? earlier.next : next;
          return (
            <>
              <ol class="versions">
                {all.map((version) => (
                  <li key={version.version} class={looked?.version === version.version ? 'chosen' : ''}>
                    <span>
                      <time dateTime={version.updated_at}>{moment(version.updated_at)}</time> {version.name ?? '–'}
                    </span>
                    {version.in_force && <span class="badge good">{t('editor_version_in_force')}</span>}
                    {version.name !== null && (
                      <button type="button" class="quiet" aria-label={t('editor_version_compare_with', {when: moment(version.updated_at)})} onClick={() => look(version.version)}>
                        {t('editor_version_compare')}
                      </button>
                    )}
                  </li>
                ))}
              </ol>
              {following && (
                <button
                  type="button"
                  onClick={() =>
                    fetched<Versions>(`${path}?cursor=${encodeURIComponent(following)}`, (answer) =>
                      setMore({after: next!, pages: [...(earlier?.pages ?? []), ...answer.versions], next: answer.next}),
                    )
                  }
                >
                  {t('editor_versions_more')}
                </button>
              )}
            </>
          );
        }}
      </Loaded>
      {looked && (
        <section class="looked" aria-live="polite">
          <h3>{t('editor_version_of', {when: moment(looked.updated_at)})}</h3>
          <Changes changes={compare(looked.definition, definition.value)} before={t('editor_then')} after={t('editor_now')} />
          <p class="actions">
            <button type="button" onClick={restore}>
              {t('editor_version_restore')}
            </button>
            <button type="button" class="quiet" onClick={() => setLooked(null)}>
              {t('close')}
            </button>
          </p>
        </section>
      )}
    </div>
  );
};
