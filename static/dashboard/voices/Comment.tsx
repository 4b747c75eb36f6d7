import {useId, useRef, useState} from 'preact/hooks';
import {go} from '../lib/address.js';
import {Problem} from '../lib/api.js';
import {filters, topicName} from '../lib/filters.js';
import {isAdmin} from '../lib/session.js';
import type {Survey} from '../lib/types.js';
import {t} from '../lib/words.js';
import {Failed} from '../ui/Loaded.js';
import {Notice} from '../ui/Notice.js';
import {wanted} from './asked.js';
import {changed, chosen, codings, correct, type Choice} from './coding.js';
import {Correction} from './Correction.js';
import type {Coding, Mention, Voice} from './voice.js';
import {Words} from './Words.js';

interface Props {
  survey: Survey;
  voice: Voice;
  question: string;
}

interface Correcting {
  open: boolean;
  /** What was chosen, if it could not be kept. */
  choice?: Choice;
  problem?: Problem;
  /** What it was before. */
  undo?: Record<string, Coding>;
}

const MatchedWords = ({mention: {topic, sentiment, words}}: {mention: Mention}) => {
  const values = {topic: topicName(topic), sentiment: t(`sentiment_${sentiment}`).toLocaleLowerCase()};
  if (!words.length) return <>{t('voices_matched_none', values)}</>;
  return (
    <>
      {t('voices_matched', values)}{' '}
      {words.map((word, index) => (
        <q key={index} dir="auto">
          {word}
        </q>
      ))}
    </>
  );
};

/** What somebody wrote in answer to one question, and how it counts. */
export const Comment = ({survey, voice, question}: Props) => {
  const [pointed, setPointed] = useState<string | null>(null);
  const [pressed, setPressed] = useState<string | null>(null);
  const [correcting, setCorrecting] = useState<Correcting>({open: false});
  const opener = useRef<HTMLButtonElement>(null);
  const id = useId();
  const text = String(voice.answers[question]);
  const all = codings(voice);
  const coding = all[question];
  const shown = coding?.topics.find(({topic}) => topic === (pointed ?? pressed));
  const opened = coding?.topics.find(({topic}) => topic === pressed);

  const attempt = async (next: Record<string, Coding>, kept: Correcting, failed: Correcting) => {
    setCorrecting({open: false});
    opener.current?.focus();
    try {
      await correct(survey, voice, question, next);
      // Who corrects it once more has opened it already.
      setCorrecting(({open}) => ({...kept, open}));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      setCorrecting({...(problem.code === 'changed' ? {open: false} : failed), problem});
    }
  };
  const save = (choice: Choice) => attempt(changed(all, question, choice), {open: false, undo: all}, {open: true, choice});
  const withdraw = () => attempt(changed(all, question, null), {open: false, undo: all}, {open: true});
  const undo = (before: Record<string, Coding>) => attempt(before, {open: false}, {open: false, undo: before});
  const turn = (open: boolean) => setCorrecting(({undo: before}) => ({open, ...(before ? {undo: before} : {})}));
  const start = correcting.choice ?? (coding ? chosen(coding) : {});
  const isChanged = correcting.problem?.code === 'changed';
  const isFiltered = opened && filters.value.topic === opened.topic;

  return (
    <div class="comment">
      <blockquote class="comment-text" dir="auto" lang={voice.locale}>
        <Words text={text} query={wanted.value.q} matched={shown?.words ?? []} />
      </blockquote>
      <div class="comment-coding">
        {coding ? (
          <>
            <span class={`sentiment ${coding.sentiment}`}>{t(`sentiment_${coding.sentiment}`)}</span>
            {coding.corrected && <span class="badge">{t('voices_corrected')}</span>}
            {coding.disagrees && <span class="badge warn">{t('voices_disagrees')}</span>}
            <ul class="chips" aria-label={t('voices_topics')}>
              {coding.topics.map(({topic, sentiment}) => (
                <li key={topic}>
                  <button
                    type="button"
                    class={`chip ${sentiment}`}
                    aria-expanded={topic === pressed}
                    aria-controls={topic === pressed ? `${id}-words` : undefined}
                    onMouseEnter={() => setPointed(topic)}
                    onMouseLeave={() => setPointed(null)}
                    onFocus={() => setPointed(topic)}
                    onBlur={() => setPointed(null)}
                    onClick={() => setPressed(topic === pressed ? null : topic)}
                  >
                    {topicName(topic)}
                    <span class="unseen">{t(`sentiment_${sentiment}`)}</span>
                  </button>
                </li>
              ))}
            </ul>
          </>
        ) : (
          <span class="muted">{t('voices_not_coded')}</span>
        )}
        {isAdmin.value && (
          <button ref={opener} type="button" class="quiet" aria-expanded={correcting.open} onClick={() => turn(!correcting.open)}>
            {t('voices_correct')}
          </button>
        )}
      </div>
      {opened && (
        <p class="matched-words" id={`${id}-words`}>
          <MatchedWords mention={opened} />
          <button type="button" class="quiet" onClick={() => go({topic: isFiltered ? null : opened.topic})}>
            {t(isFiltered ? 'voices_all_topics' : 'voices_only_topic', {topic: topicName(opened.topic)})}
          </button>
        </p>
      )}
      {correcting.open && (
        <Correction
          key={String(correcting.problem)}
          survey={survey}
          coding={coding}
          start={start}
          problem={correcting.problem}
          save={save}
          withdraw={withdraw}
          cancel={() => {
            turn(false);
            opener.current?.focus();
          }}
        />
      )}
      <p class="kept" role="status">
        {correcting.undo && (
          <>
            {t('voices_kept')}{' '}
            <button type="button" class="quiet" onClick={() => undo(correcting.undo!)}>
              {t('voices_undo')}
            </button>
          </>
        )}
      </p>
      {correcting.problem && !correcting.open && (isChanged ? <Notice kind="error" title={t('voices_changed')} /> : <Failed problem={correcting.problem} />)}
    </div>
  );
};
