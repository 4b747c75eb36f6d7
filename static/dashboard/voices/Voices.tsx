import {useEffect, useRef, useState} from 'preact/hooks';
import {go, href, query} from '../lib/address.js';
import type {Problem} from '../lib/api.js';
import {filters} from '../lib/filters.js';
import {headline} from '../lib/metrics.js';
import {isAdmin} from '../lib/session.js';
import {day, t} from '../lib/words.js';
import type {ViewProps} from '../survey/SurveyView.js';
import {Age} from '../ui/Age.js';
import {Link} from '../ui/Link.js';
import {Failed, told} from '../ui/Loaded.js';
import {Notice} from '../ui/Notice.js';
import {askedLately, askedNow, isNarrowed, NOT_NARROWED, PAGE, wanted} from './asked.js';
import {Search} from './Search.js';
import {Summary} from './Summary.js';
import {useVoices, type Voices as Loaded} from './useVoices.js';
import {begun, type Voice} from './voice.js';
import {VoiceCard} from './VoiceCard.js';
import {Whole} from './Whole.js';

/** How many there are, as far as it is known. */
const counted = ({listed}: Loaded): string => {
  const {voices, next, limit} = listed!;
  const n = voices.length;
  const {q, order} = wanted.value;
  if (order && n === limit) return t('voices_n_telling', {n});
  if (!next) return t(q ? 'voices_n_found' : 'n_comments', {n});
  if (q || isNarrowed(wanted.value)) return t('voices_n_so_far', {n, day: day(begun(next).slice(0, 10))});
  return t('voices_n_newest', {n});
};

const RemoveFilters = () => {
  const dimensions = Object.keys(filters.value.dimensions).map((name) => [name, null]);
  return (
    <button type="button" onClick={() => go({...NOT_NARROWED, topic: null, ...Object.fromEntries(dimensions)})}>
      {t('remove_filters')}
    </button>
  );
};

const Nothing = () => {
  const {topic, dimensions} = filters.value;
  if (!isNarrowed(wanted.value) && topic === null && !Object.keys(dimensions).length) {
    return (
      <Notice kind="empty" title={t('voices_none')}>
        <p>{t('voices_none_text')}</p>
      </Notice>
    );
  }
  return (
    <Notice kind="empty" title={t('voices_none_found')} actions={<RemoveFilters />}>
      <p>{t('voices_none_found_text')}</p>
    </Notice>
  );
};

/** An address may ask for what there is not, such as a topic that the survey had once. */
const Refused = ({problem, again}: {problem: Problem; again: () => void}) => {
  if (problem.status !== 400) return <Failed problem={problem} again={again} />;
  const {title, text} = told(problem);
  return (
    <Notice kind="error" title={title} actions={<RemoveFilters />}>
      <p>{text}</p>
    </Notice>
  );
};

const focus = (id: string) => requestAnimationFrame(() => document.getElementById(id)?.focus());

/** What people said. */
export const Voices = ({survey}: ViewProps) => {
  const {order} = wanted.value;
  const voices = useVoices(askedNow(survey), askedLately(survey), order !== null);
  const [said, setSaid] = useState('');
  const question = headline(survey, filters.value.question);
  const opened = query.value.get('response');
  const openedBefore = useRef<string | null>(null);
  const {listed, pending, problem, again, hasMore, loading, more, arrived, take, at} = voices;

  // Whoever goes back in the browser closes the response, too.
  useEffect(() => {
    if (!opened && openedBefore.current && document.activeElement === document.body) focus(`open-${openedBefore.current}`);
    openedBefore.current = opened;
  }, [opened]);

  const showMore = async () => {
    const first = await more();
    if (first === undefined) return;
    setSaid(t(first ? 'voices_loaded' : 'voices_looked'));
    if (first) focus(`voice-${first}`);
  };
  const showArrived = () => {
    const newest = arrived[0]?.id;
    take();
    // What is asked for anew is not there yet.
    if (newest) focus(order || arrived.length >= PAGE ? 'voices-list' : `voice-${newest}`);
  };
  const card = (voice: Voice) => (
    <li key={voice.id}>
      <VoiceCard survey={survey} question={question} voice={voice} />
    </li>
  );

  if (!survey.questions.some(({kind}) => kind === 'text') && listed && !listed.voices.length && !pending) {
    return (
      <Notice kind="empty" title={t('voices_no_question')} actions={isAdmin.value && <Link class="button" to={href({view: 'edit'})}>{t('voices_add_question')}</Link>}>
        <p>{t('voices_no_question_text')}</p>
      </Notice>
    );
  }
  return (
    <>
      <Summary survey={survey} />
      <Search survey={survey} question={question} />
      <section class="voices" aria-label={t('view_voices')} aria-busy={pending}>
        <div class={`voices-state ${arrived.length ? 'has-new' : ''}`}>
          <h2 id="voices-list" tabIndex={-1}>
            {listed && !pending ? counted(voices) : t('view_voices')}
          </h2>
          <span role="status">
            {arrived.length > 0 && (
              <button type="button" class="primary" onClick={showArrived}>
                {t(arrived.length < PAGE ? 'voices_n_new' : 'voices_many_new', {n: arrived.length})}
              </button>
            )}
          </span>
          {at > 0 && <Age asOf={new Date(at).toISOString()} />}
        </div>
        {problem && pending && <Refused problem={problem} again={again} />}
        {!listed && !problem && <div class="skeleton" role="status" aria-label={t('loading')} />}
        {listed && !pending && !listed.voices.length && !hasMore && <Nothing />}
        {listed && !(problem && pending) && <ol class={pending ? 'old' : ''}>{listed.voices.map(card)}</ol>}
        {problem && !pending && <Failed problem={problem} />}
        {hasMore && !pending && (
          <p class="voices-more">
            {!listed!.full && <span class="muted">{t('voices_goes_on', {day: day(begun(listed!.next!).slice(0, 10))})}</span>}
            <button type="button" aria-disabled={loading} onClick={() => loading || showMore()}>
              {t(listed!.full ? 'voices_more' : 'voices_further')}
            </button>
          </p>
        )}
        <p class="unseen" role="status">
          {said} {listed && !pending && counted(voices)}
        </p>
      </section>
      {opened && <Whole key={opened} survey={survey} id={opened} close={() => go({response: null})} />}
    </>
  );
};
