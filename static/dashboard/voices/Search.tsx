import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {go, query} from '../lib/address.js';
import {filters, topicName} from '../lib/filters.js';
import type {Question, Survey} from '../lib/types.js';
import {t, textIn} from '../lib/words.js';
import {isNarrowed, NOT_NARROWED, wanted} from './asked.js';
import {askedGroups, SENTIMENTS} from './voice.js';

const PAUSE_MS = 350;
/** The edge's own bound. */
const LONGEST = 100;

const Choose = ({label, value, options, choose}: {label: string; value: string | null; options: {value: string; name: string}[]; choose: (value: string | null) => void}) => (
  <label>
    <span>{label}</span>
    <select value={value ?? ''} onChange={({currentTarget}) => choose(currentTarget.value || null)}>
      <option value="">{t('voices_any')}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.name}
        </option>
      ))}
    </select>
  </label>
);

/** Says which comments are looked for, beyond the filters of all panels. */
export const Search = ({survey, question}: {survey: Survey; question: Question | undefined}) => {
  const inAddress = query.value.get('q') ?? '';
  const [typed, setTyped] = useState(inAddress);
  const timer = useRef(0);
  const {q, sentiment, score, text, order} = wanted.value;
  const {topic} = filters.value;
  const texts = survey.questions.filter(({kind}) => kind === 'text');

  // Somebody went back, or removed it. Later, it would take back what is typed meanwhile.
  useLayoutEffect(() => {
    setTyped((now) => (now.trim() === inAddress ? now : inAddress));
  }, [inAddress]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (value: string) => {
    clearTimeout(timer.current);
    go({q: value.trim() || null}, {replace: true});
  };

  return (
    <form
      class="card voices-search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search(typed);
      }}
    >
      <label class="voices-words">
        <span>{t('voices_search')}</span>
        <input
          type="search"
          value={typed}
          maxLength={LONGEST}
          placeholder={t('voices_search_hint')}
          autocomplete="off"
          aria-describedby="voices-no-word"
          onInput={({currentTarget}) => {
            const {value} = currentTarget;
            setTyped(value);
            clearTimeout(timer.current);
            timer.current = setTimeout(() => search(value), PAUSE_MS);
          }}
        />
      </label>
      <Choose
        label={topic ? t('voices_sentiment_of', {topic: topicName(topic)}) : t('voices_sentiment')}
        value={sentiment}
        options={SENTIMENTS.map((value) => ({value, name: t(`sentiment_${value}`)}))}
        choose={(value) => go({sentiment: value})}
      />
      {question && <Choose label={t('voices_score')} value={score} options={askedGroups(question)} choose={(value) => go({score: value})} />}
      {texts.length > 1 && (
        <Choose
          label={t('voices_question')}
          value={text}
          options={texts.map((each) => ({value: each.id, name: textIn(each.text, survey.default_locale)}))}
          choose={(value) => go({text: value})}
        />
      )}
      <label class="voices-order">
        <span>{t('voices_order')}</span>
        <select value={order ?? ''} onChange={({currentTarget}) => go({order: currentTarget.value || null})}>
          <option value="">{t('voices_newest')}</option>
          <option value="relevance">{t('voices_telling')}</option>
        </select>
      </label>
      {isNarrowed(wanted.value) && (
        <button type="button" class="quiet" onClick={() => go(NOT_NARROWED)}>
          {t('voices_remove_search')}
        </button>
      )}
      <p id="voices-no-word" class="muted" role="status">
        {typed.trim() && inAddress === typed.trim() && !q && t('voices_no_word')}
      </p>
    </form>
  );
};
