import {useRef, useState} from 'preact/hooks';
import {hrefOnly} from '../lib/address.js';
import type {Problem} from '../lib/api.js';
import type {Polled} from '../lib/polled.js';
import {isAdmin} from '../lib/session.js';
import type {Listed, Surveys} from '../lib/types.js';
import {t} from '../lib/words.js';
import {Age} from '../ui/Age.js';
import {Link} from '../ui/Link.js';
import {Failed, Loaded} from '../ui/Loaded.js';
import {Notice} from '../ui/Notice.js';
import {ordered, reasons, type Standing} from './attention.js';
import {Row} from './Row.js';

interface Told {
  standing: Standing;
  onScreen: boolean;
  problem: Problem | undefined;
}

const NewSurvey = () => (
  <Link class="button primary" to={hrefOnly({view: 'new'})}>
    {t('overview_new')}
  </Link>
);

/** Says that there is nothing yet, and who can change that. */
const Empty = () =>
  isAdmin.value ? (
    <Notice kind="empty" title={t('overview_empty')} actions={<NewSurvey />}>
      <p>{t('overview_empty_admin')}</p>
    </Notice>
  ) : (
    <Notice kind="empty" title={t('overview_empty')}>
      <p>{t('overview_empty_reader')}</p>
    </Notice>
  );

const List = ({surveys, failing}: {surveys: Listed[]; failing: boolean}) => {
  const list = useRef<HTMLUListElement>(null);
  const [told, setTold] = useState<Record<string, Told>>({});
  const [looked, setLooked] = useState(0);
  const order = useRef<string[]>([]);
  const standings = Object.fromEntries(Object.entries(told).map(([survey, {standing}]) => [survey, standing]));

  const wanted = ordered(surveys, standings).map(({survey}) => survey);
  // Nothing moves from under a pointer or a finger.
  const held = list.current?.matches(':hover, :focus-within') && surveys.length === order.current.length && surveys.every(({survey}) => order.current.includes(survey));
  if (!held) order.current = wanted;
  // Where nobody is asked, nothing surprising happens.
  const live = surveys.filter(({available}) => available === 'live').map(({survey}) => survey);
  const byName = Object.fromEntries(surveys.map((listed) => [listed.survey, listed]));

  const seen = surveys.flatMap(({survey}) => told[survey] ?? []).filter(({onScreen}) => onScreen);
  const oldest = seen.flatMap(({standing}) => standing.scores?.as_of ?? []).sort()[0];
  const problem = seen.find((each) => each.problem)?.problem;
  const open = surveys.filter((listed) => reasons(listed, standings[listed.survey] ?? {}).length).length;
  return (
    <>
      <p class="overview-period">
        {t('overview_period')} <strong>{open > 0 && t('overview_attention', {n: open})}</strong>
      </p>
      {oldest && (
        <p class="overview-age">
          <Age asOf={oldest} />
        </p>
      )}
      {problem && !failing && <Failed problem={problem} />}
      <ul class="overview-rows" ref={list}>
        {order.current.map((survey) => {
          const turn = live.indexOf(survey);
          return (
            <Row
              key={survey}
              listed={byName[survey]!}
              standing={standings[survey] ?? {}}
              mayLookCloser={turn >= 0 && turn <= looked}
              looked={() => setLooked((was) => Math.max(was, turn + 1))}
              told={(standing, onScreen, problem) => setTold((was) => ({...was, [survey]: {standing, onScreen, problem}}))}
            />
          );
        })}
      </ul>
    </>
  );
};

/** All surveys, the ones that need attention first. */
export const Overview = ({listed}: {listed: Polled<Surveys>}) => (
  <>
    <div class="headed overview-head">
      <h1>{t('surveys')}</h1>
      {isAdmin.value && Boolean(listed.data?.surveys.length) && <NewSurvey />}
    </div>
    <Loaded from={listed}>{({surveys}) => (surveys.length ? <List surveys={surveys} failing={Boolean(listed.problem)} /> : <Empty />)}</Loaded>
  </>
);
