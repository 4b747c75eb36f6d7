import type {Question} from '../lib/types.js';
import {t} from '../lib/words.js';
import {rated, ratingText, type Answer} from './voice.js';

/** What somebody rated the question that the page looks at. */
export const Rating = ({question, answer}: {question: Question; answer: Answer | undefined}) => {
  if (typeof answer !== 'number') return <p class="rating none">{t('voices_no_rating')}</p>;
  const {best, group, tone} = rated(question, answer);
  if (question.kind === 'thumbs') return <p class={`rating ${tone} words`}>{group}</p>;
  return (
    <p class={`rating ${tone}`} title={group}>
      <span class="unseen">{`${ratingText(question, answer)}, ${group}`}</span>
      <b aria-hidden="true">{answer}</b>
      <span aria-hidden="true">/{best}</span>
    </p>
  );
};
