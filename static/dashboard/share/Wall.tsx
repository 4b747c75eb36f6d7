import {query} from '../lib/address.js';
import {asked, filters, plusDays, range, today, PERIODS} from '../lib/filters.js';
import {difference, groups, headline, metricName, shown} from '../lib/metrics.js';
import {usePolled} from '../lib/polled.js';
import {token} from '../lib/session.js';
import type {Change, Question, Score, Scores, Survey} from '../lib/types.js';
import {days, number, percent, t, textIn} from '../lib/words.js';
import {SignIn} from '../SignIn.js';
import {Age} from '../ui/Age.js';
import {Failed, told} from '../ui/Loaded.js';
import {useWakeLock} from './useWakeLock.js';
import {WallTrend} from './WallTrend.js';

const LIVE_MS = 5000;
const TREND_MS = 60_000;
const COMMENTS_MS = 15_000;
const COMMENTS_SHOWN = 4;

interface Said {
  responses: {id: string; locale?: string; answers: Record<string, unknown>}[];
}

const Groups = ({score, question}: {score: Score; question: Question}) => {
  const parts = groups(score.metric, question.kind).map((group) => {
    const n = Object.entries(score.counts ?? {}).reduce((sum, [rating, count]) => (Number(rating) >= group.from && Number(rating) <= group.to ? sum + count : sum), 0);
    return {...group, share: (100 * n) / score.n};
  });
  return (
    <dl class="wall-groups">
      {parts.map(({name, tone, share}) => (
        <div key={name} class={tone}>
          <dt>{name}</dt>
          <dd>
            <span class="bar" style={{inlineSize: `${share}%`}} />
            <span>{percent(share)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
};

const Moved = ({change}: {change: Change}) => {
  const up = change.difference > 0;
  return (
    <p class="wall-change">
      <strong class={!change.significant ? '' : up ? 'good-text' : 'bad-text'}>
        {change.significant && (up ? '↑ ' : '↓ ')}
        {difference(change.metric, change.difference)}
      </strong>{' '}
      {t(change.significant ? 'wall_significant' : 'wall_insignificant')}
    </p>
  );
};

const Comments = ({survey, path}: {survey: Survey; path: string}) => {
  const {data} = usePolled<Said>(path, COMMENTS_MS);
  const texts = survey.questions.filter(({kind}) => kind === 'text').map(({id}) => id);
  const said = (data?.responses ?? []).flatMap(({id, locale, answers}) => {
    const text = texts.map((question) => answers[question]).find((answer) => typeof answer === 'string' && answer);
    return text ? [{id, locale, text: String(text)}] : [];
  });
  if (!said.length) return null;
  return (
    <section class="wall-comments" aria-label={t('wall_comments')}>
      {said.slice(0, COMMENTS_SHOWN).map(({id, locale, text}) => (
        <blockquote key={id} dir="auto" lang={locale}>
          {text}
        </blockquote>
      ))}
    </section>
  );
};

/** The scores of a survey, for a screen that nobody touches. */
export const Wall = ({id}: {id: string}) => {
  useWakeLock();
  const chosen = filters.value;
  const path = `v1/surveys/${encodeURIComponent(id)}`;
  const defined = usePolled<Survey>(path, TREND_MS);
  const survey = defined.data;
  const now = survey && today(survey);
  const {from} = range(chosen, now ?? '2000-01-01');
  // The edge compares only what begins somewhere.
  const compare = from && 'previous';
  const daily = chosen.period === '7d' || chosen.period === '28d';
  const live = usePolled<Scores>(now ? `${path}/scores${asked(chosen, now, {compare})}` : null, LIVE_MS);
  // The rest is asked for once it is known that the scores may be read.
  const open = live.data && now;
  const withComments = query.value.has('comments') && token.value !== null;
  const ofToday = usePolled<Scores>(open ? `${path}/scores${asked({...chosen, period: 'custom', from: now, to: now}, now)}` : null, LIVE_MS);
  const trend = usePolled<Scores>(open ? `${path}/scores${asked(chosen, now, daily ? {by: 'day', moving: '7'} : {by: 'week'})}` : null, TREND_MS);

  const problem = live.problem ?? defined.problem;
  if (problem?.status === 401 && !token.value) return <SignIn text={t('wall_private')} />;
  if (!survey || !now || !live.data) {
    if (problem) return <Failed problem={problem} again={survey ? live.again : defined.again} />;
    return <div class="skeleton wall" role="status" aria-label={t('loading')} />;
  }
  const scores = live.data;
  const question = headline(survey, chosen.question);
  const score = scores.scores.find((each) => each.question === question?.id);
  const change = scores.changes?.[0]?.scores.find((each) => each.question === question?.id && each.aspect === undefined);
  const length = PERIODS[chosen.period];
  const period = length && !scores.more ? t('wall_days', {n: length}) : scores.from ? days(scores.from, scores.to ?? plusDays(now, 1)) : t('wall_all');
  return (
    <main class="wall" id="main">
      <header>
        <h1>{survey.name}</h1>
        <p>{[...(survey.status === 'live' ? [] : [t(`status_${survey.status}`)]), period, ...Object.values(chosen.dimensions)].join(' · ')}</p>
      </header>
      {score && question && (
        <section class="wall-score" aria-label={metricName(score.metric)}>
          <p class="wall-question">
            <strong>{metricName(score.metric)}</strong> {textIn(question.text, survey.default_locale)}
          </p>
          <p class="wall-value">{shown(score.metric, score.value)}</p>
          {score.n > 0 ? (
            <>
              <p>{t('interval_long', {low: shown(score.metric, score.low), high: shown(score.metric, score.high)})}</p>
              {!score.enough && <p>{t('too_few')}</p>}
            </>
          ) : (
            <p>{t('nothing_yet')}</p>
          )}
          {change && <Moved change={change} />}
        </section>
      )}
      <section class="wall-side">
        {score && question && score.n > 0 && <Groups score={score} question={question} />}
        <dl class="wall-counts">
          <div>
            <dt>{t('wall_today')}</dt>
            <dd>{ofToday.data ? number(ofToday.data.responses) : '–'}</dd>
          </div>
          <div>
            <dt>{t('overview_responses')}</dt>
            <dd>{number(scores.responses)}</dd>
          </div>
        </dl>
      </section>
      {score && trend.data?.trend && <WallTrend trend={trend.data.trend} score={score} low={withComments} />}
      {withComments && <Comments survey={survey} path={`${path}/responses${asked(chosen, now, {format: 'json', order: 'newest', limit: '50'})}`} />}
      <footer>
        <span role="status">{problem && told(problem).title}</span>
        <Age asOf={scores.as_of} />
      </footer>
    </main>
  );
};
