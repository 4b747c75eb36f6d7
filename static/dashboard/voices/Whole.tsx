import {usePolled} from '../lib/polled.js';
import type {Survey} from '../lib/types.js';
import {moment, t} from '../lib/words.js';
import {Dialog} from '../ui/Dialog.js';
import {Loaded} from '../ui/Loaded.js';
import {Answers} from './Answers.js';
import {Copy} from './Copy.js';
import {questionText, where, type Voice} from './voice.js';

const About = ({survey, voice}: {survey: Survey; voice: Voice}) => {
  const {time, complete, at, revision, respondent, id} = voice;
  const ended = complete ? t('voices_complete') : at ? t('voices_left_at', {question: questionText(survey, at)}) : t('voices_incomplete');
  const facts: [string, string][] = [
    [t('voices_when'), moment(time)],
    ...where(voice),
    [t('voices_state'), ended],
    [t('voices_revision'), revision ? t('voices_revised', {n: revision}) : t('voices_never_revised')],
    ...(respondent ? [[t('voices_respondent'), respondent] as [string, string]] : []),
    [t('voices_id'), id],
  ];
  return (
    <dl class="whole-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd dir="auto">{value}</dd>
        </div>
      ))}
    </dl>
  );
};

/** One response with all its answers, beside the list. Its address can be sent. */
export const Whole = ({survey, id, close}: {survey: Survey; id: string; close: () => void}) => {
  const found = usePolled<Voice>(`v1/surveys/${encodeURIComponent(survey.survey)}/responses/${encodeURIComponent(id)}`, 60_000);
  return (
    <Dialog side title={t('voices_response')} close={close}>
      <Loaded from={found}>
        {(voice) => (
          <>
            <p class="actions">
              <Copy text={() => location.href} label={t('voices_copy_link')} />
            </p>
            <Answers survey={survey} voice={voice} />
            <h3>{t('voices_about')}</h3>
            <About survey={survey} voice={voice} />
          </>
        )}
      </Loaded>
    </Dialog>
  );
};
