import type {ComponentType} from 'preact';
import {useEffect} from 'preact/hooks';
import {Overview} from './overview/Overview.js';
import {query} from './lib/address.js';
import {useLater} from './lib/later.js';
import {useListed} from './lib/listed.js';
import {token} from './lib/session.js';
import {language, t} from './lib/words.js';
import {Failed} from './ui/Loaded.js';
import {Problem} from './lib/api.js';
import {SignIn} from './SignIn.js';
import {TopBar} from './TopBar.js';

/** What is not in the first view, and when it is needed. */
const VIEWS: Record<'survey' | 'wall' | 'new', () => Promise<ComponentType<{id: string}>>> = {
  survey: async () => (await import('./survey/SurveyView.js')).SurveyView,
  wall: async () => (await import('./share/Wall.js')).Wall,
  new: async () => (await import('./editor/NewSurvey.js')).NewSurvey,
};

const Later = ({view, id}: {view: keyof typeof VIEWS; id: string}) => {
  const {Component, failed, again} = useLater(view, VIEWS[view]);
  if (failed) return <Failed problem={new Problem(0, 'offline', '')} again={again} />;
  return Component ? <Component id={id} /> : <div class="skeleton" role="status" aria-label={t('loading')} />;
};

export const App = () => {
  const survey = query.value.get('survey') ?? '';
  // Words are looked up while rendering.
  const key = language.value;
  const listed = useListed();
  useEffect(() => {
    const name = listed.data?.surveys.find((each) => each.survey === survey)?.name;
    document.title = [name ?? (survey || t('surveys')), 'Glas'].join(' – ');
  }, [survey, listed.data, key]);
  // The scores on a wall may be public.
  if (query.value.has('wall') && survey) return <Later view="wall" id={survey} key={key} />;
  if (!token.value) return <SignIn key={key} />;
  const making = query.value.get('view') === 'new';
  return (
    <div class="page" key={key}>
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <TopBar listed={listed.data} survey={survey} />
      <main id="main" tabIndex={-1}>
        {making ? <Later view="new" id="" /> : survey ? <Later view="survey" id={survey} key={survey} /> : <Overview listed={listed} />}
      </main>
    </div>
  );
};
