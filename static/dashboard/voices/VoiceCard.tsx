import {go, href, query} from '../lib/address.js';
import type {Question, Survey} from '../lib/types.js';
import {ago, moment, t} from '../lib/words.js';
import {wanted} from './asked.js';
import {latest} from './coding.js';
import {Comment} from './Comment.js';
import {Copy} from './Copy.js';
import {Rating} from './Rating.js';
import {inWords, questionText, ratingText, where, written, type Voice} from './voice.js';

interface Props {
  survey: Survey;
  /** The rated question that the page looks at. */
  question: Question | undefined;
  voice: Voice;
}

/** What one respondent wrote, with what is known of it. */
export const VoiceCard = ({survey, question, voice: listed}: Props) => {
  const voice = latest(listed);
  const comments = written(survey, voice).filter((id) => !wanted.value.text || wanted.value.text === id);
  const answer = question && voice.answers[question.id];
  const label = [...(question && typeof answer === 'number' ? [ratingText(question, answer)] : []), moment(voice.time)].join(', ');
  const text = () => comments.map((id) => voice.answers[id]).join('\n\n');
  const whole = href({response: voice.id});
  return (
    <article class="card voice" id={`voice-${voice.id}`} tabIndex={-1} aria-label={label}>
      {question && <Rating question={question} answer={answer} />}
      <div class="voice-said">
        {comments.map((id) => (
          <div key={id}>
            {comments.length > 1 && <h3 class="muted">{questionText(survey, id)}</h3>}
            <Comment survey={survey} voice={voice} question={id} />
          </div>
        ))}
      </div>
      <div class="voice-foot">
        <dl class="voice-about">
          <div>
            <dt class="unseen">{t('voices_when')}</dt>
            <dd>
              <time dateTime={voice.time}>
                {moment(voice.time)} ({ago(Date.now() - Date.parse(voice.time))})
              </time>
            </dd>
          </div>
          {where(voice).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
        </dl>
        <p class="actions voice-tools">
          <Copy text={text} label={t('copy')} />
          <Copy text={() => inWords(survey, question, voice, text(), new URL(whole, location.href).href)} label={t('voices_copy_context')} />
          <a
            id={`open-${voice.id}`}
            class="quiet"
            href={whole}
            aria-current={query.value.get('response') === voice.id ? 'true' : undefined}
            onClick={(event) => {
              if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
              event.preventDefault();
              go({response: voice.id});
            }}
          >
            {t('voices_whole')}
          </a>
        </p>
      </div>
    </article>
  );
};
