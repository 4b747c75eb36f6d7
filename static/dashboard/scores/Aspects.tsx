import {Bars} from '../charts/Bars.js';
import {Figure} from '../charts/Figure.js';
import {difference, scale, shown} from '../lib/metrics.js';
import type {Question, Score, Scores, Survey} from '../lib/types.js';
import {number, t, textIn} from '../lib/words.js';
import {Table} from '../ui/Table.js';

/** How each aspect is rated, the weakest first. */
export const Aspects = ({survey, question, score, scores}: {survey: Survey; question: Question; score: Score; scores: Scores}) => {
  const title = textIn(question.text, survey.default_locale);
  const moved = (id: string) => scores.changes?.[0]?.scores.find((change) => change.question === question.id && change.aspect === id);
  const rows = Object.entries(score.aspects ?? {})
    .map(([id, aspect]) => ({id, name: textIn(question.aspects?.find((each) => each.id === id)?.text ?? {en: id}, survey.default_locale), moved: moved(id), ...aspect}))
    .sort((a, b) => (a.value ?? Infinity) - (b.value ?? Infinity));
  const weakest = rows[0];
  const said = (value: number | null) => shown('aspect', value);
  const table = (
    <Table
      caption={title}
      hideCaption
      columns={[
        {key: 'aspect', title: t('scores_aspect'), cell: ({name}) => name, order: ({name}) => name},
        {key: 'mean', title: t('scores_mean'), cell: ({value}) => said(value), order: ({value}) => value, numeric: true},
        {key: 'interval', title: t('scores_interval'), cell: ({low, high}) => t('interval', {low: said(low), high: said(high)}), numeric: true},
        {
          key: 'moved',
          title: t('scores_change'),
          cell: ({moved}) => (moved?.difference === null || !moved ? '–' : difference('aspect', moved.difference)),
          order: ({moved}) => moved?.difference ?? null,
          numeric: true,
        },
        {key: 'n', title: t('scores_answers'), cell: ({n}) => number(n), order: ({n}) => n, numeric: true},
      ]}
      rows={rows}
      rowKey={({id}) => id}
    />
  );
  return (
    <Figure
      title={title}
      summary={weakest?.value != null ? t('scores_aspects_text', {weakest: weakest.name, mean: said(weakest.value), answers: t('n_answers', {n: score.n})}) : t('n_answers', {n: score.n})}
      table={table}
    >
      <Bars
        label={title}
        scale={scale('aspect')}
        bars={rows.map(({id, name, value, low, high}) => ({
          key: id,
          name,
          value,
          low,
          high,
          text: <span title={t('interval_long', {low: said(low), high: said(high)})}>{said(value)}</span>,
        }))}
      />
    </Figure>
  );
};
