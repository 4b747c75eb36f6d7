import {useEffect} from 'preact/hooks';
import {go} from '../lib/address.js';
import {askedOfInsights, filters, today, topicName} from '../lib/filters.js';
import {usePolled} from '../lib/polled.js';
import type {Survey} from '../lib/types.js';
import {number, percent, t} from '../lib/words.js';
import {Loaded} from '../ui/Loaded.js';
import {corrections} from './coding.js';
import {SENTIMENTS, type Sentiment} from './voice.js';

/** In %; of topics the neutral ones are left out. */
type Shares = Partial<Record<Sentiment, number | null>>;

interface Counted {
  comments: Shares & {
    n: number;
    disagree: number;
    topics: (Shares & {topic: string; mentions: number})[];
  };
}

/** By then the edge counts a correction. */
const COUNTED_MS = 3000;

const Bar = ({shares: {positive, negative, mixed}}: {shares: Shares}) => {
  const [good, bad, both] = [positive ?? 0, negative ?? 0, mixed ?? 0];
  const widths = {positive: good, negative: bad, mixed: both, neutral: Math.max(0, 100 - good - bad - both)};
  return (
    <span class="shares" aria-hidden="true">
      {SENTIMENTS.filter((each) => widths[each] >= 1).map((each) => (
        <span key={each} class={each} style={{flexGrow: widths[each]}} />
      ))}
    </span>
  );
};

const Counts = ({comments}: Counted) => {
  const {topic} = filters.value;
  if (!comments.n) return <p class="muted">{t('voices_none_counted')}</p>;
  return (
    <>
      <Bar shares={comments} />
      <ul class="voices-legend">
        {SENTIMENTS.map((each) => (
          <li key={each}>
            <span class={`dot ${each}`} aria-hidden="true" />
            {t(`sentiment_${each}`)} <b>{percent(comments[each] ?? 0)}</b>
          </li>
        ))}
        <li class="muted">{t('voices_n_disagree', {n: comments.disagree})}</li>
      </ul>
      <ul class="chips" aria-label={t('voices_topics')}>
        {comments.topics.map((each) => (
          <li key={each.topic}>
            <button type="button" class="chip" aria-pressed={topic === each.topic} onClick={() => go({topic: topic === each.topic ? null : each.topic})}>
              {topicName(each.topic)} <b>{number(each.mentions)}</b>
              <Bar shares={each} />
              <span class="unseen">{t('voices_topic_shares', {negative: percent(each.negative ?? 0), positive: percent(each.positive ?? 0)})}</span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
};

/** What all comments of the days come to. Searching changes nothing of it. */
export const Summary = ({survey}: {survey: Survey}) => {
  const asked = askedOfInsights(filters.value, today(survey));
  const counted = usePolled<Counted>('query' in asked ? `v1/surveys/${encodeURIComponent(survey.survey)}/insights${asked.query}` : null, 60_000);
  const done = corrections.value;
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(counted.again, COUNTED_MS);
    return () => clearTimeout(timer);
  }, [done]);
  const n = counted.data?.comments.n;
  return (
    <section class="card voices-summary" aria-label={t('voices_all')}>
      <h2>{'refused' in asked || n === undefined ? t('voices_all') : t('n_comments', {n})}</h2>
      {'refused' in asked ? (
        <p class="muted">{t(`voices_refused_${asked.refused}`)}</p>
      ) : (
        <Loaded from={counted} waiting={<div class="skeleton low" role="status" aria-label={t('loading')} />}>
          {({comments}) => <Counts comments={comments} />}
        </Loaded>
      )}
    </section>
  );
};
