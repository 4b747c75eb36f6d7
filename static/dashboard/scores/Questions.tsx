import {href} from '../lib/address.js';
import {isRated, metricName, shown} from '../lib/metrics.js';
import type {Scores, Survey} from '../lib/types.js';
import {t, textIn} from '../lib/words.js';
import {Link} from '../ui/Link.js';
import {changeOf} from './Headline.js';
import {Moved} from './Moved.js';

interface Props {
  survey: Survey;
  scores: Scores;
  /** The one at the top. */
  current: string;
  against: string;
}

/** The other scores of the survey, each a way to put it at the top. */
export const Questions = ({survey, scores, current, against}: Props) => {
  const rated = survey.questions.filter(isRated);
  if (rated.length < 2) return null;
  return (
    <ul class="score-cards" aria-label={t('scores_questions')}>
      {rated.map((question) => {
        const score = scores.scores.find((each) => each.question === question.id);
        if (!score) return null;
        const to = href({question: question.id === rated[0]!.id ? null : question.id});
        return (
          <li key={question.id}>
            <Link class="card" to={to} stay {...(question.id === current ? {'aria-current': 'true' as const} : {})}>
              <span class="metric">{metricName(score.metric)}</span>
              <span class="score-card-text">{textIn(question.text, survey.default_locale)}</span>
              <span class="score-card-score">
                <span class="figure-small">{shown(score.metric, score.value)}</span>
                <Moved metric={score.metric} moved={changeOf(scores, question.id)} against={against} short />
              </span>
              <small>
                {t('n_answers', {n: score.n})}
                {!score.enough && ` · ${t('too_few')}`}
              </small>
            </Link>
          </li>
        );
      })}
    </ul>
  );
};
