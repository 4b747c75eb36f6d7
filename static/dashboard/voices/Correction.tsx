import {useLayoutEffect, useRef, useState} from 'preact/hooks';
import type {Problem} from '../lib/api.js';
import {topicName} from '../lib/filters.js';
import type {Survey} from '../lib/types.js';
import {t} from '../lib/words.js';
import {Failed} from '../ui/Loaded.js';
import {topicsOf, type Choice} from './coding.js';
import {SENTIMENTS, type Coded, type Coding, type Sentiment} from './voice.js';

interface Props {
  survey: Survey;
  coding: Coding | undefined;
  /** What was chosen before, if it could not be kept. */
  start: Partial<Choice>;
  problem: Problem | undefined;
  save: (choice: Choice) => void;
  /** Leaves it to the rules. */
  withdraw: () => void;
  cancel: () => void;
}

const Sentiments = () => (
  <>
    {SENTIMENTS.map((each) => (
      <option key={each} value={each}>
        {t(`sentiment_${each}`)}
      </option>
    ))}
  </>
);

/** How a comment is coded, in words. */
const told = ({sentiment, topics}: Coded) =>
  [t(`sentiment_${sentiment}`), ...topics.map((each) => `${topicName(each.topic)} (${t(`sentiment_${each.sentiment}`).toLocaleLowerCase()})`)].join(' · ');

/** Asks what a comment says. */
export const Correction = ({survey, coding, start, problem, save, withdraw, cancel}: Props) => {
  const [sentiment, setSentiment] = useState(start.sentiment);
  const [topics, setTopics] = useState(start.topics ?? {});
  const [adding, setAdding] = useState('');
  const first = useRef<HTMLSelectElement>(null);
  const more = useRef<HTMLSelectElement>(null);
  // Before anybody can press the next key.
  useLayoutEffect(() => first.current?.focus(), []);
  const others = topicsOf(survey).filter((topic) => !(topic in topics));
  const remove = (topic: string) => {
    const {[topic]: _, ...left} = topics;
    setTopics(left);
    more.current?.focus();
  };
  const add = () => {
    if (!adding) return;
    setTopics({...topics, [adding]: sentiment ?? 'neutral'});
    setAdding('');
    more.current?.focus();
  };
  return (
    <form
      class="correction"
      aria-label={t('voices_correct')}
      onSubmit={(event) => {
        event.preventDefault();
        if (sentiment) save({sentiment, topics});
      }}
    >
      {problem && <Failed problem={problem} />}
      <label>
        <span>{t('voices_correct_sentiment')}</span>
        <select ref={first} required value={sentiment ?? ''} onChange={({currentTarget}) => setSentiment(currentTarget.value as Sentiment)}>
          {!sentiment && <option value="">{t('voices_choose')}</option>}
          <Sentiments />
        </select>
      </label>
      <ul>
        {Object.entries(topics).map(([topic, each]) => (
          <li key={topic}>
            <label>
              <span>{topicName(topic)}</span>
              <select value={each} onChange={({currentTarget}) => setTopics({...topics, [topic]: currentTarget.value as Sentiment})}>
                <Sentiments />
              </select>
            </label>
            <button type="button" class="quiet icon" aria-label={t('voices_remove_topic', {topic: topicName(topic)})} onClick={() => remove(topic)}>
              ×
            </button>
          </li>
        ))}
        <li>
          <label>
            <span>{t('voices_add_topic')}</span>
            <select ref={more} value={adding} onChange={({currentTarget}) => setAdding(currentTarget.value)}>
              <option value="">{t('voices_choose')}</option>
              {others.map((topic) => (
                <option key={topic} value={topic}>
                  {topicName(topic)}
                </option>
              ))}
            </select>
          </label>
          <button type="button" class="quiet" aria-disabled={!adding} onClick={add}>
            {t('voices_add')}
          </button>
        </li>
      </ul>
      {coding?.corrected && coding.rules && <p class="muted">{t('voices_rules_say', {coding: told(coding.rules)})}</p>}
      <p class="muted">{t('voices_correct_text')}</p>
      <p class="actions">
        <button class="primary">{t('voices_save')}</button>
        <button type="button" onClick={cancel}>
          {t('cancel')}
        </button>
        {coding?.corrected && (
          <button type="button" onClick={withdraw}>
            {t('voices_withdraw')}
          </button>
        )}
      </p>
    </form>
  );
};
