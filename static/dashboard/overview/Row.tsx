import type {ComponentChildren} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {Spark} from '../charts/Spark.js';
import {hrefOnly} from '../lib/address.js';
import type {Problem} from '../lib/api.js';
import {asked, parse, PERIODS, today} from '../lib/filters.js';
import {difference, metricName, shown} from '../lib/metrics.js';
import {usePolled} from '../lib/polled.js';
import type {Change, Listed, Score, Scores, Survey} from '../lib/types.js';
import {number, percent, t} from '../lib/words.js';
import {Link} from '../ui/Link.js';
import {headlineChange, headlineScore, reasons, type Noticed, type Reason, type Standing} from './attention.js';
import {useOnScreen} from './useOnScreen.js';

const LIVE_MS = 5000;
const OFF_SCREEN_MS = 120_000;
const SLOW_MS = 300_000;
/** Seven days together have every weekday once. */
const MOVING_DAYS = 7;

/** What an address asks for that says nothing. */
const USUAL = parse(new URLSearchParams());

const Fact = ({label, value, tone = '', children}: {label: string; value: string; tone?: string; children?: ComponentChildren}) => (
  <div class="overview-fact">
    <dt>{label}</dt>
    <dd>
      <span class={`overview-value ${tone}`}>{value}</span>
      <small>{children}</small>
    </dd>
  </div>
);

const ScoreFact = ({score}: {score: Score}) => (
  <Fact label={metricName(score.metric)} value={shown(score.metric, score.value)}>
    {score.n === 0
      ? t('nothing_yet')
      : t(score.enough ? 'interval' : 'overview_interval_wide', {low: shown(score.metric, score.low), high: shown(score.metric, score.high)})}
  </Fact>
);

const ChangeFact = ({change}: {change: Change}) => {
  const up = change.difference > 0;
  const tone = !change.significant ? '' : up ? 'good-text' : 'bad-text';
  return (
    <Fact label={t('overview_change')} value={`${change.significant ? (up ? '↑ ' : '↓ ') : ''}${difference(change.metric, change.difference)}`} tone={tone}>
      {t(change.significant ? 'overview_significant' : 'overview_insignificant')}
    </Fact>
  );
};

const ResponsesFact = ({scores}: {scores: Scores}) => {
  const counted = scores.from && scores.to ? (Date.parse(scores.to) - Date.parse(scores.from)) / 86_400_000 : PERIODS['28d'];
  const rate = scores.responses / counted;
  const answered = scores.funnel?.response_rate.value ?? null;
  return (
    <Fact label={t('overview_responses')} value={number(scores.responses)}>
      {t('overview_a_day', {rate: number(rate, {maximumFractionDigits: rate < 10 ? 1 : 0})})}
      {answered !== null && ` · ${t('overview_response_rate', {rate: percent(answered)})}`}
    </Fact>
  );
};

const TONES: Record<Reason['kind'], string> = {fall: 'bad', surprises: 'warn', quiet: 'warn', silent: 'warn', goal: '', paused: 'paused'};

/** Why the survey is where it is, each with the way to where more is said of it. */
const Why = ({survey, reason}: {survey: string; reason: Reason}) => {
  const text = t(`overview_reason_${reason.kind}`, {n: 'n' in reason ? reason.n : 'days' in reason ? reason.days : 0});
  return (
    <li>
      <Link class={`badge ${TONES[reason.kind]}`} to={hrefOnly({survey, view: reason.kind === 'paused' ? 'share' : reason.kind === 'quiet' ? null : 'insights'})}>
        {text}
      </Link>
    </li>
  );
};

interface Props {
  listed: Listed;
  standing: Standing;
  /** Insights are asked for of one survey after another. */
  mayLookCloser: boolean;
  looked: () => void;
  told: (standing: Standing, onScreen: boolean, problem: Problem | undefined) => void;
}

/** A survey in the list. It asks for its own figures, often while it is on the screen. */
export const Row = ({listed, standing, mayLookCloser, looked, told}: Props) => {
  const place = useRef<HTMLLIElement>(null);
  const onScreen = useOnScreen(place);
  const path = `v1/surveys/${listed.survey}`;
  const closed = listed.available === 'closed';
  // It says in which time zone the days of the survey are.
  const definition = usePolled<Survey>(onScreen === undefined ? null : path, SLOW_MS);
  const days = definition.data && today(definition.data);
  const live = usePolled<Scores>(days ? `${path}/scores${asked(USUAL, days, {compare: 'previous'})}` : null, onScreen && !closed ? LIVE_MS : OFF_SCREEN_MS);
  const daily = usePolled<Scores>(days ? `${path}/scores${asked(USUAL, days, {by: 'day', moving: String(MOVING_DAYS)})}` : null, SLOW_MS);
  const closer = usePolled<Noticed>(mayLookCloser ? `${path}/insights` : null, SLOW_MS);
  const problem = live.problem ?? definition.problem;
  useEffect(() => {
    if (closer.data || closer.problem) looked();
  }, [closer.data, closer.problem]);
  useEffect(() => {
    const known: Standing = {};
    if (live.data) known.scores = live.data;
    if (daily.data?.trend) known.trend = daily.data.trend;
    if (closer.data) known.noticed = closer.data;
    told(known, Boolean(onScreen), problem);
  }, [live.data, daily.data, closer.data, onScreen, problem]);

  const {scores, trend} = standing;
  const score = scores && headlineScore(scores);
  const change = scores && headlineChange(scores);
  const moving = trend?.map(({moving}) => moving?.scores.find(({question}) => question === score?.question)?.value ?? null) ?? [];
  const why = reasons(listed, standing);
  return (
    <li ref={place} class={`card overview-row ${listed.available}`} data-survey={listed.survey}>
      <div class="overview-name">
        <h2>
          <Link to={hrefOnly({survey: listed.survey})}>{listed.name}</Link>
        </h2>
        <small class="overview-state">{t(`status_${listed.available}`)}</small>
        {why.length > 0 && (
          <ul class="overview-why" aria-label={t('overview_why')}>
            {why.map((reason) => (
              <Why key={reason.kind} survey={listed.survey} reason={reason} />
            ))}
          </ul>
        )}
      </div>
      {scores?.responses === 0 ? (
        <p class="muted">{t('overview_nothing')}</p>
      ) : scores ? (
        <dl class="overview-facts">
          {score ? <ScoreFact score={score} /> : <div class="overview-fact" />}
          {change ? <ChangeFact change={change} /> : <div class="overview-fact" />}
          <ResponsesFact scores={scores} />
          <div class="overview-fact" aria-hidden="true">
            {moving.filter((value) => value !== null).length > 1 && (
              <>
                <dt>{t('overview_trend')}</dt>
                <dd>
                  <Spark values={moving} width={140} height={40} />
                </dd>
              </>
            )}
          </div>
        </dl>
      ) : problem ? (
        <p class="muted">{t('overview_unavailable')}</p>
      ) : (
        <div class="skeleton overview-facts" role="status" aria-label={t('loading')} />
      )}
    </li>
  );
};
