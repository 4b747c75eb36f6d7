import type {ComponentType} from 'preact';
import {go, href, query} from '../lib/address.js';
import {Problem} from '../lib/api.js';
import {askDefinition} from '../lib/definition.js';
import {filters, filtersSaid, today, unknown} from '../lib/filters.js';
import {surveys} from '../lib/listed.js';
import {useLater} from '../lib/later.js';
import {usePolled} from '../lib/polled.js';
import {isAdmin, role} from '../lib/session.js';
import type {Survey} from '../lib/types.js';
import {t} from '../lib/words.js';
import {About} from '../charts/Figure.js';
import {Link} from '../ui/Link.js';
import {Failed, Loaded} from '../ui/Loaded.js';
import {Notice} from '../ui/Notice.js';
import {FilterBar} from './FilterBar.js';

export interface ViewProps {
  survey: Survey;
  /** Asks for the definition anew, after it was changed. */
  changed: () => void;
}

interface View {
  load: () => Promise<ComponentType<ViewProps>>;
  /** Shows what the filter bar says. */
  filtered: boolean;
  adminOnly?: boolean;
}

const VIEWS: Record<string, View> = {
  scores: {load: async () => (await import('../scores/Scores.js')).Scores, filtered: true},
  insights: {load: async () => (await import('../insights/Insights.js')).Insights, filtered: true},
  voices: {load: async () => (await import('../voices/Voices.js')).Voices, filtered: true},
  share: {load: async () => (await import('../share/Share.js')).Share, filtered: false},
  edit: {load: async () => (await import('../editor/Editor.js')).Editor, filtered: false, adminOnly: true},
};

/** One survey, from one side or another. */
export const SurveyView = ({id}: {id: string}) => {
  const defined = usePolled(`v1/surveys/${encodeURIComponent(id)}`, 60_000, askDefinition);
  const wanted = query.value.get('view') ?? 'scores';
  const name = wanted in VIEWS ? wanted : 'scores';
  const view = VIEWS[name]!;
  const {Component, failed, again} = useLater(name, view.load);
  const body = (survey: Survey) => {
    const waiting = <div class="skeleton" role="status" aria-label={t('loading')} />;
    if (view.adminOnly && role.value === null) return waiting;
    if (view.adminOnly && !isAdmin.value) return <Failed problem={new Problem(403, 'forbidden', '')} />;
    const wrong = view.filtered ? Object.entries(unknown(filters.value, survey, surveys.value)) : [];
    if (wrong.length > 0) {
      const remove = () => go(Object.fromEntries(wrong.map(([name]) => [name, null])));
      return (
        <Notice kind="error" title={t('filters_wrong')} actions={<button type="button" onClick={remove}>{t('filters_wrong_remove')}</button>}>
          <p>{wrong.map(([name, value]) => `${name}: ${value}`).join(', ')}</p>
        </Notice>
      );
    }
    if (failed) return <Failed problem={new Problem(0, 'offline', '')} again={again} />;
    if (!Component) return waiting;
    const about = view.filtered ? `${survey.name} · ${filtersSaid(filters.value, survey, surveys.value, today(survey))}` : survey.name;
    return (
      <About.Provider value={about}>
        <Component survey={survey} changed={defined.again} />
      </About.Provider>
    );
  };
  return (
    <Loaded from={defined}>
      {(survey) => (
        <>
          <div class="headed">
            <h1>{survey.name}</h1>
            {survey.status !== 'live' && <span class={`badge ${survey.status}`}>{t(`status_${survey.status}`)}</span>}
          </div>
          <nav class="tabs" aria-label={t('views')}>
            {Object.entries(VIEWS).map(([each, {adminOnly}]) =>
              adminOnly && !isAdmin.value ? null : (
                <Link key={each} to={href({view: each === 'scores' ? null : each, response: null})} {...(each === name ? {'aria-current': 'page' as const} : {})}>
                  {t(`view_${each}`)}
                </Link>
              ),
            )}
          </nav>
          {view.filtered && <FilterBar survey={survey} view={name} />}
          {body(survey)}
        </>
      )}
    </Loaded>
  );
};
