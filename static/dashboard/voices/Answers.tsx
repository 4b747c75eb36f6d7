import type {Question, Survey} from '../lib/types.js';
import {t, textIn} from '../lib/words.js';
import {latest} from './coding.js';
import {Comment} from './Comment.js';
import {questionText, ratingText, type Answer, type Voice} from './voice.js';

const named = (items: Question['options'], id: string, fallback: string) => textIn(items?.find((item) => item.id === id)?.text, fallback) || id;

const Given = ({survey, voice, id, answer}: {survey: Survey; voice: Voice; id: string; answer: Answer}) => {
  const question = survey.questions.find((each) => each.id === id);
  if (typeof answer === 'string') return <Comment survey={survey} voice={voice} question={id} />;
  if (typeof answer === 'number') return <p>{question ? ratingText(question, answer) : answer}</p>;
  if (Array.isArray(answer)) {
    return (
      <ul>
        {answer.map((choice, index) =>
          typeof choice === 'string' ? (
            <li key={index}>{named(question?.options, choice, survey.default_locale)}</li>
          ) : (
            <li key={index}>
              {t('voices_other')} <q dir="auto" lang={voice.locale}>{choice.other}</q>
            </li>
          ),
        )}
      </ul>
    );
  }
  return (
    <ul>
      {Object.entries(answer).map(([aspect, rating]) => (
        <li key={aspect}>
          {named(question?.aspects, aspect, survey.default_locale)}: {t('voices_of', {rating, best: 5})}
        </li>
      ))}
    </ul>
  );
};

/** All that somebody answered, in the order of the survey; then what it does not ask any more. */
export const Answers = ({survey, voice: found}: {survey: Survey; voice: Voice}) => {
  const voice = latest(found);
  const asked = survey.questions.map(({id}) => id);
  const ids = [...asked.filter((id) => id in voice.answers), ...Object.keys(voice.answers).filter((id) => !asked.includes(id))];
  return (
    <div class="answers">
      {ids.map((id) => (
        <section key={id}>
          <h3>{questionText(survey, id)}</h3>
          <Given survey={survey} voice={voice} id={id} answer={voice.answers[id]!} />
        </section>
      ))}
    </div>
  );
};
