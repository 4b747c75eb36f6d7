import {href} from '../lib/address.js';
import {topicName} from '../lib/filters.js';
import type {Survey} from '../lib/types.js';
import {t} from '../lib/words.js';
import {Link} from '../ui/Link.js';
import {KindIcon} from './KindIcon.js';
import {isFilter, toDays, toPhrase, toSegment, toVoices} from './links.js';
import {aspectText, isTopic, segmentName} from './names.js';
import {Sure} from './Sure.js';
import type {Document, Insight, Kind} from './types.js';

type Tone = 'good' | 'bad' | 'neutral';

const sign = (number: number | undefined): Tone => (!number ? 'neutral' : number > 0 ? 'good' : 'bad');

/** Whether it is good news. */
const tone = (insight: Insight): Tone => {
  const {kind, difference, seen, expected, now, quadrant} = insight;
  switch (kind) {
    case 'change':
    case 'step':
    case 'segment':
    case 'response_rate':
      return sign(difference?.value);
    case 'contribution':
      return sign(insight.points);
    case 'score_surprise':
      return typeof expected === 'object' && seen !== undefined ? sign(seen - expected.value) : 'neutral';
    case 'driver':
      return quadrant === 'fix_first' ? 'bad' : quadrant === 'keep_up' ? 'good' : 'neutral';
    case 'goal':
      return now !== undefined && insight.target !== undefined && now >= insight.target ? 'good' : 'neutral';
    case 'reference':
      return now !== undefined && insight.reference !== undefined ? sign(now - insight.reference) : 'neutral';
    case 'left_at':
    case 'silent':
      return 'bad';
    default:
      return 'neutral';
  }
};

/** The part of the view that shows it, by the kind of what was found. */
const PARTS: Record<Kind, string> = {
  change: 'changes',
  step: 'surprises',
  segment: 'segments',
  contribution: 'segments',
  driver: 'drivers',
  topic: 'topics',
  phrase: 'topics',
  score_surprise: 'surprises',
  volume_surprise: 'surprises',
  response_rate: 'unsaid',
  left_at: 'unsaid',
  skipped: 'unsaid',
  silent: 'unsaid',
  goal: 'goals',
  reference: 'goals',
  unknown: 'drivers',
};

/** Where one goes from it, beyond the part that shows it. */
const next = (survey: Survey, insight: Insight, to: string): {to: string; text: string} | undefined => {
  const {kind, dimension, value, topic, phrase, aspect, from, since} = insight;
  switch (kind) {
    case 'segment':
    case 'contribution':
      return dimension && isFilter(dimension, value ?? null) ? {to: toSegment(dimension, value!), text: t('insights_only', {what: segmentName(dimension, value!)})} : undefined;
    case 'driver':
      return aspect && isTopic(survey, aspect) ? {to: toVoices(aspect), text: t('insights_voices_on', {topic: aspectText(survey, insight)})} : undefined;
    case 'topic':
      return topic ? {to: toVoices(topic), text: t('insights_voices_on', {topic: topicName(topic)})} : undefined;
    case 'phrase':
      return phrase ? {to: toPhrase(phrase), text: t('insights_voices_with', {phrase})} : undefined;
    case 'score_surprise':
    case 'volume_surprise':
      return from && insight.to ? {to: toDays('scores', {...insight, from, to: insight.to}), text: t('insights_these_days')} : undefined;
    case 'step':
      return since ? {to: toDays('scores', {...insight, from: since, to}), text: t('insights_since_then')} : undefined;
    case 'change':
      return {to: href({view: null, ...(insight.question && !aspect ? {question: insight.question} : {})}), text: t('insights_over_time')};
    default:
      return undefined;
  }
};

/** What it rests on; a silence rests on nothing that was said. */
const counted = ({kind, n}: Insight): string => {
  if (kind === 'silent') return '';
  if (kind === 'topic' || kind === 'phrase') return t('n_comments', {n});
  return t(kind === 'volume_surprise' || kind === 'left_at' ? 'n_responses' : 'n_answers', {n});
};

/** What was found, what matters most first, in sentences. */
export const InShort = ({survey, document: {insights, to}}: {survey: Survey; document: Document}) => (
  <section class="card in-short" aria-labelledby="in-short-title">
    <h2 id="in-short-title">{t('insights_in_short')}</h2>
    {insights.length === 0 && <p>{t('insights_nothing_found')}</p>}
    <ol>
      {insights.map((insight, index) => {
        const more = next(survey, insight, to);
        return (
          <li key={index} class={tone(insight)}>
            <KindIcon part={PARTS[insight.kind]} />
            <div>
              <p>{insight.sentence}</p>
              <p class="why-facts">
                <span class="kind">{t(`insights_kind_${insight.kind}`)}</span>
                {insight.sureness !== null && <Sure p={1 - insight.sureness} />}
                {counted(insight) && <span>{counted(insight)}</span>}
                <a href={`#${PARTS[insight.kind]}`}>{t('insights_show')}</a>
                {more && <Link to={more.to}>{more.text}</Link>}
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  </section>
);
