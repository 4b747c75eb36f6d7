import {useState} from 'preact/hooks';
import {Figure} from '../charts/Figure.js';
import {topicName, valueName} from '../lib/filters.js';
import {number, percent, signed, t} from '../lib/words.js';
import {Link} from '../ui/Link.js';
import {Notice} from '../ui/Notice.js';
import {Table} from '../ui/Table.js';
import {Chance} from './Chance.js';
import {exact, exactRange, probability, shareOf} from './figures.js';
import {toPhrase, toVoices} from './links.js';
import type {Document, Phrase, Topic} from './types.js';

const SENTIMENTS = ['negative', 'mixed', 'neutral', 'positive'] as const;
/** In which colours they are drawn. */
const TONES = {negative: 'bad', mixed: 'warn', neutral: 'muted', positive: 'good'} as const;
/** So many topics are shown at first, and those that changed. */
const FIRST = 8;

const neutral = ({negative, mixed, positive}: Topic): number | null =>
  negative === null || mixed === null || positive === null ? null : Math.max(0, Math.round((100 - negative - mixed - positive) * 10) / 10);

const part = (topic: Topic, sentiment: (typeof SENTIMENTS)[number]) => (sentiment === 'neutral' ? neutral(topic) : topic[sentiment]);

const Row = ({topic}: {topic: Topic}) => {
  const name = topicName(topic.topic);
  const said = (sentiment: 'negative' | 'positive') => {
    const share = topic[sentiment];
    if (!share) return <span class={`figures ${sentiment}`}>{shareOf(share)}</span>;
    return (
      <Link class={`figures ${sentiment}`} to={toVoices(topic.topic, sentiment)} aria-label={t(`insights_topic_${sentiment}`, {topic: name, share: percent(share)})}>
        {percent(share)}
      </Link>
    );
  };
  return (
    <li>
      <span class="name">
        <Link to={toVoices(topic.topic)}>{name}</Link>
        <small>{t('insights_mentions', {mentions: topic.mentions, share: shareOf(topic.share)})}</small>
      </span>
      {said('negative')}
      <span class="sentiments" aria-hidden="true">
        {SENTIMENTS.filter((sentiment) => part(topic, sentiment)).map((sentiment) => (
          <span key={sentiment} class={sentiment} style={{inlineSize: `${part(topic, sentiment)}%`}} />
        ))}
      </span>
      {said('positive')}
      <span class="change">
        {topic.difference === null ? '' : t('insights_points', {points: signed(topic.difference)})}{' '}
        {topic.significant ? <span class="badge warn">{t('insights_more_than_chance')}</span> : <Chance tested={topic} />}
      </span>
    </li>
  );
};

const Phrases = ({phrases, rising}: {phrases: Phrase[]; rising: boolean}) => {
  const found = phrases.filter((phrase) => phrase.rising === rising);
  if (found.length === 0) return null;
  return (
    <>
      <h4>{t(rising ? 'insights_phrases_up' : 'insights_phrases_down')}</h4>
      <ul class="phrases">
        {found.map(({phrase, language, share, was}) => (
          <li key={`${language} ${phrase}`}>
            <Link class="chip" to={toPhrase(phrase)}>
              “{phrase}”
            </Link>{' '}
            <small>
              {t('insights_phrase_facts', {share: shareOf(share, 1), was: shareOf(was, 1), language: valueName('locale', language)})}
            </small>
          </li>
        ))}
      </ul>
    </>
  );
};

/** What comments speak of, how, and what has changed in that. */
export const Topics = ({document: {comments, filter}}: {document: Document}) => {
  const [all, setAll] = useState(false);
  const {topics, phrases} = comments;
  if (comments.n === 0) return <Notice kind="empty" title={t('insights_no_comments')} />;
  const title = t('insights_topics_title');
  const changed = topics.filter(({significant}) => significant);
  const first = topics.filter(({significant}, index) => index < FIRST || significant);
  const most = topics[0];
  const summary = [
    comments.coded === 0
      ? t('insights_comments_unread', {n: comments.n})
      : t('insights_comments_read', {
          n: comments.n,
          coded: shareOf(comments.coded_share),
          negative: shareOf(comments.negative),
          positive: shareOf(comments.positive),
        }),
    most ? t('insights_topics_most', {topic: topicName(most.topic), mentions: number(most.mentions)}) : '',
    changed.length
      ? t('insights_topics_changed', {what: changed.map(({topic, difference}) => `${topicName(topic)} (${t('insights_points', {points: signed(difference ?? 0)})})`).join(', ')})
      : topics.some(({p}) => p !== null) ? t('insights_topics_unchanged') : t('insights_topics_too_few'),
    comments.disagree ? t('insights_disagree', {n: comments.disagree}) : '',
  ];
  const table = (
    <Table
      caption={title}
      hideCaption
      rows={topics}
      rowKey={({topic}) => topic}
      columns={[
        {key: 'topic', title: t('insights_topic'), cell: ({topic}) => topicName(topic), order: ({topic}) => topicName(topic)},
        {key: 'mentions', title: t('insights_mentions_title'), cell: ({mentions}) => exact(mentions), order: ({mentions}) => mentions, numeric: true},
        {key: 'share', title: t('insights_share'), cell: ({share}) => exact(share), order: ({share}) => share, numeric: true},
        ...SENTIMENTS.map((sentiment) => ({
          key: sentiment,
          title: t('insights_share_of', {what: t(`sentiment_${sentiment}`)}),
          cell: (topic: Topic) => exact(part(topic, sentiment)),
          order: (topic: Topic) => part(topic, sentiment),
          numeric: true,
        })),
        {key: 'mentions_was', title: t('insights_n_then'), cell: ({mentions_was}) => exact(mentions_was), order: ({mentions_was}) => mentions_was, numeric: true},
        {key: 'was', title: t('insights_then'), cell: ({was}) => exact(was), order: ({was}) => was, numeric: true},
        {key: 'difference', title: t('insights_difference'), cell: (topic) => exact(topic.difference), order: (topic) => topic.difference, numeric: true},
        {key: 'interval', title: t('insights_interval'), cell: ({low, high}) => exactRange(low, high), numeric: true},
        {key: 'p', title: t('insights_p'), cell: ({p}) => probability(p), order: ({p}) => p, numeric: true},
        {key: 'p_adjusted', title: t('insights_p_adjusted'), cell: ({p_adjusted}) => probability(p_adjusted), order: ({p_adjusted}) => p_adjusted, numeric: true},
      ]}
    />
  );
  const legend = SENTIMENTS.map((sentiment) => ({name: t(`sentiment_${sentiment}`), tone: TONES[sentiment], shape: 'area' as const}));
  return (
    <>
      <Figure title={title} summary={summary.filter(Boolean).join(' ')} table={table} legend={topics.length > 0 ? legend : []}>
        {topics.length === 0 && <p>{t('insights_topics_none')}</p>}
        <ul class="why-rows topics">
          {(all ? topics : first).map((topic) => (
            <Row key={topic.topic} topic={topic} />
          ))}
        </ul>
        {topics.length > first.length && (
          <p class="actions">
            <button type="button" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? t('insights_fewer_topics') : t('insights_all_topics', {n: topics.length})}
            </button>
          </p>
        )}
      </Figure>
      <div class="card">
        <h3>{t('insights_phrases')}</h3>
        {phrases.length === 0 && <p>{t(filter ? 'insights_phrases_filtered' : 'insights_phrases_none')}</p>}
        <Phrases phrases={phrases} rising />
        <Phrases phrases={phrases} rising={false} />
      </div>
    </>
  );
};
