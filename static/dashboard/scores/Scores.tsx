import {useEffect, useRef, useState} from 'preact/hooks';
import {go, href} from '../lib/address.js';
import {
  asked,
  askedOfInsights,
  compareName,
  comparedRange,
  type Filters,
  filters,
  plusDays,
  range,
  today,
} from '../lib/filters.js';
import {surveys} from '../lib/listed.js';
import {headline} from '../lib/metrics.js';
import {usePolled} from '../lib/polled.js';
import type {Scores as ScoresData, Survey} from '../lib/types.js';
import {days, language, t} from '../lib/words.js';
import type {ViewProps} from '../survey/SurveyView.js';
import {Age} from '../ui/Age.js';
import {Link} from '../ui/Link.js';
import {Loaded, told} from '../ui/Loaded.js';
import {Notice} from '../ui/Notice.js';
import {Aspects} from './Aspects.js';
import {Distribution} from './Distribution.js';
import {Findings} from './Findings.js';
import type {Found} from './found.js';
import {Funnel} from './Funnel.js';
import {Goals} from './Goals.js';
import {Headline} from './Headline.js';
import {Questions} from './Questions.js';
import {Shares} from './Shares.js';
import {Trend} from './Trend.js';
import {type By, TrendTools} from './TrendTools.js';

const SCORES_MS = 5_000;
const OTHERS_MS = 60_000;

/** What a point of the trend is, unless somebody says so: neither too many nor too few of them. */
const usualBy = (all: Filters, now: string): By => {
  const {from, to} = range(all, now);
  if (from === null) return 'month';
  const length = (Date.parse(to ?? plusDays(now, 1)) - Date.parse(from)) / 86_400_000;
  return length <= 92 ? 'day' : length <= 400 ? 'week' : 'month';
};

/** How many responses came in since the last look at the same days and answers. */
const useNew = (path: string, data: ScoresData | undefined, pending: boolean) => {
  const last = useRef<{path: string; responses: number} | null>(null);
  const [more, setMore] = useState(0);
  useEffect(() => {
    if (!data || pending) return;
    const since = last.current?.path === path ? data.responses - last.current.responses : 0;
    last.current = {path, responses: data.responses};
    if (since !== 0) setMore(Math.max(0, since));
  }, [path, data, pending]);
  return more;
};

/** What there is to say while there is no answer. */
const Nothing = ({survey}: {survey: Survey}) => {
  const all = filters.value;
  const ever = usePolled<ScoresData>(`v1/surveys/${encodeURIComponent(survey.survey)}/scores`, SCORES_MS);
  if (ever.data?.responses === 0) {
    return (
      <Notice
        kind="empty"
        title={t('nothing_yet')}
        actions={
          <Link class="button" to={href({view: 'share'})}>
            {t('view_share')}
          </Link>
        }
      >
        <p>{t('nothing_yet_text')}</p>
      </Notice>
    );
  }
  const set = [...Object.keys(all.dimensions), ...(all.period === 'all' ? [] : ['period', 'from', 'to'])];
  return (
    <Notice
      kind="empty"
      title={t('nothing_filtered')}
      actions={
        <>
          <button type="button" onClick={() => go({...Object.fromEntries(set.map((name) => [name, null])), period: 'all'})}>
            {t('scores_see_all')}
          </button>
        </>
      }
    >
      <p>{t('nothing_filtered_text')}</p>
    </Notice>
  );
};

/** How a survey does: its score, how it came about and how it went. */
export const Scores = ({survey}: ViewProps) => {
  const all = filters.value;
  const now = today(survey);
  const base = `v1/surveys/${encodeURIComponent(survey.survey)}`;
  const other = all.compare.startsWith('survey:') ? all.compare.slice('survey:'.length) : null;
  // One that is not there would be refused.
  const listed = other === null || surveys.value.some((each) => each.survey === other);
  const usual = usualBy(all, now);
  const by = all.by ?? usual;
  const earlier = comparedRange(all, now);
  const compare = earlier && all.compare;
  const path = `${base}/scores${asked(all, now, {by, moving: all.moving, compare})}`;
  const scores = usePolled<ScoresData>(path, SCORES_MS);
  const was = usePolled<ScoresData>(compare && earlier ? `${base}/scores${asked(all, now, {...earlier, by, moving: all.moving})}` : null, OTHERS_MS);
  const insights = askedOfInsights(all, now, {lang: language.value, beside: other});
  const found = usePolled<Found>(listed && 'query' in insights ? `${base}/insights${insights.query}` : null, OTHERS_MS);
  const more = useNew(path, scores.data, scores.pending);

  const question = headline(survey, all.question);
  const against = earlier ? t('scores_against', {name: compareName(all.compare, surveys.value), days: days(earlier.from, earlier.to)}) : compareName(all.compare, surveys.value);
  const beside = other && found.data?.beside?.survey === other ? found.data.beside : null;
  const refused = () => {
    if (other && 'refused' in insights) return t(`filters_refused_${insights.refused}`);
    if (beside?.refused) return t('problem_too_many_text');
    if (other && found.problem && !found.pending) return told(found.problem).title;
    if (other) return beside ? null : t('loading');
    if (!earlier) return t('scores_compare_days');
    // A part is not compared.
    return scores.data && !scores.data.changes && !scores.pending ? t('scores_compare_part') : null;
  };
  const goals = 'query' in insights && !found.pending ? (found.data?.goals ?? []) : [];

  const body = (data: ScoresData) => {
    const score = data.scores.find((each) => each.question === question?.id);
    const from = earlier && range(all, now).from;
    const back = earlier && from ? (Date.parse(from) - Date.parse(earlier.from)) / 86_400_000 : 0;
    return (
      <div class="scores">
        <div class="scores-live">
          <p>
            <strong key={data.responses} class={more > 0 ? 'flash' : ''}>
              {t('n_responses', {n: data.responses})}
            </strong>
            {data.responses > 0 && ` · ${t('scores_n_completed', {n: data.completed})}`}
          </p>
          <p class="unseen" role="status">
            {more > 0 && t('scores_new', {n: more, all: data.responses})}
          </p>
          <Age asOf={data.as_of} />
        </div>
        {data.more && (
          <Notice
            title={t('scores_part', {days: data.from && data.to ? days(data.from, data.to) : (data.from ?? '')})}
            actions={
              <button type="button" onClick={() => go({period: 'custom', from: data.more!.from, to: plusDays(data.more!.to, -1)})}>
                {t('scores_read_earlier')}
              </button>
            }
          >
            <p>{t('scores_part_text')}</p>
          </Notice>
        )}
        {data.responses === 0 && !scores.pending ? (
          <Nothing survey={survey} />
        ) : (
          <>
            <div class="scores-top">
              {question && <Headline survey={survey} question={question} scores={data} against={against} refused={refused()} beside={beside} />}
              <Findings found={found} refused={'refused' in insights ? insights.refused : null} />
            </div>
            {question && <Questions survey={survey} scores={data} current={question.id} against={against} />}
            {question && score && data.trend && (
              <Trend
                question={question}
                metric={score.metric}
                buckets={data.trend}
                moving={all.moving}
                compared={compare && was.data?.trend && was.data.responses > 0 && !was.data.more && !was.pending ? {buckets: was.data.trend, earlier: back, name: compareName(all.compare, surveys.value)} : null}
                goals={survey.analysis?.goals ?? []}
                annotations={survey.analysis?.annotations ?? []}
                now={now}
                file={`${survey.survey}-${question.id}`}
                tools={<TrendTools by={by} usual={usual} moving={all.moving} />}
              />
            )}
            {goals.length > 0 && <Goals survey={survey} goals={goals} />}
            <div class="grid">
              {question && score && <Distribution question={question} score={score} />}
              {data.funnel && <Funnel survey={survey} funnel={data.funnel} />}
              {survey.questions.map((each) => {
                const own = data.scores.find((candidate) => candidate.question === each.id);
                if (own?.aspects) return <Aspects key={each.id} survey={survey} question={each} score={own} scores={data} />;
                return own?.shares ? <Shares key={each.id} survey={survey} question={each} score={own} /> : null;
              })}
            </div>
          </>
        )}
      </div>
    );
  };
  return <Loaded from={scores}>{body}</Loaded>;
};
