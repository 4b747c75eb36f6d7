import type {Found} from './found.js';
import {fullName, lacking, shown} from '../lib/metrics.js';
import type {Change, Question, Scores, Survey} from '../lib/types.js';
import {percent, t, textIn} from '../lib/words.js';
import {Moved} from './Moved.js';

interface Props {
  survey: Survey;
  question: Question;
  scores: Scores;
  /** With what it is compared, and how it did there; or why it is not compared. */
  against: string;
  refused: string | null;
  beside: Found['beside'];
}

/** How a question's score or the index moved. */
export const changeOf = (scores: Scores, question: string | undefined): Change | undefined =>
  scores.changes?.[0]?.scores.find((change) => change.question === question && change.aspect === undefined);

const besideOf = (beside: Found['beside'], question: string | undefined) => {
  const found = beside?.scores.find((each) => each.question === question && each.aspect === undefined);
  return found && {...found, was: found.there};
};

const Doubt = ({of}: {of: Parameters<typeof lacking>[0]}) =>
  of.enough ? null : (
    <p class="doubt">
      <span class="badge warn">{t('too_few')}</span> {of.n > 0 && t('scores_lacking', {n: lacking(of)})}
    </p>
  );

/** The score that stands for the survey, as large as a score should be, and how sure it is. */
export const Headline = ({survey, question, scores, against, refused, beside}: Props) => {
  const score = scores.scores.find((each) => each.question === question.id);
  if (!score) return null;
  const {metric, value, low, high, n, agree} = score;
  const {index} = scores;
  const moved = (id: string | undefined) => (beside ? besideOf(beside, id) : changeOf(scores, id));
  return (
    <section class="card headline" aria-labelledby="headline">
      <div class="headline-score">
        <p class="metric">{fullName(metric)}</p>
        <h2 id="headline">{textIn(question.text, survey.default_locale)}</h2>
        <p class="figure-large">
          <data value={value ?? ''}>{shown(metric, value)}</data>
        </p>
        {value !== null && <p>{t('scores_likely', {low: shown(metric, low), high: shown(metric, high)})}</p>}
        {agree && agree.value !== null && <p>{t('scores_agree', {share: percent(agree.value), low: percent(agree.low!), high: percent(agree.high!)})}</p>}
        <p class="muted">{t('n_answers', {n})}</p>
        <Doubt of={score} />
        {refused === null ? <Moved metric={metric} moved={moved(question.id)} against={against} beside={beside != null} /> : <p class="muted">{refused}</p>}
      </div>
      {index && (
        <div class="headline-index">
          <p class="metric">{t('metric_index')}</p>
          <p class="figure-middle">
            <data value={index.value ?? ''}>{shown('index', index.value)}</data>{' '}
            <small>{t('scores_of', {most: 100})}</small>
          </p>
          {index.value !== null && <p class="muted">{t('interval_long', {low: shown('index', index.low), high: shown('index', index.high)})}</p>}
          <Doubt of={{...index, metric: 'index'}} />
          {refused === null && moved(undefined) && <Moved metric="index" moved={moved(undefined)} against={against} beside={beside != null} />}
          <p class="muted">{t('scores_index_text')}</p>
        </div>
      )}
    </section>
  );
};
