import {Figure} from '../charts/Figure.js';
import {compareName} from '../lib/filters.js';
import {surveys} from '../lib/listed.js';
import {difference, shown} from '../lib/metrics.js';
import type {Survey} from '../lib/types.js';
import {t} from '../lib/words.js';
import {Table} from '../ui/Table.js';
import {Chance} from './Chance.js';
import {exact, exactRange, ofScale, probability} from './figures.js';
import {measureName} from './names.js';
import {Range} from './Range.js';
import type {Beside as Row, Document} from './types.js';

const key = ({question, aspect}: Row) => `${question} ${aspect}`;

/** Scores beside those of another survey, in the same days. */
export const Beside = ({survey, beside}: {survey: Survey; beside: NonNullable<Document['beside']>}) => {
  const rows = beside.scores;
  const name = (row: Row) => measureName(survey, row);
  const other = compareName(`survey:${beside.survey}`, surveys.value);
  const title = t('insights_beside_title', {survey: other});
  if (beside.refused) return <p class="card">{t('problem_too_many_text')}</p>;
  if (!rows.some(({there}) => there !== null)) {
    return <p class="card">{beside.responses === 0 ? t('insights_beside_nothing', {survey: other}) : t('insights_beside_unlike', {survey: other})}</p>;
  }
  const differ = rows.filter(({significant}) => significant);
  const differing = differ.map((row) => `${name(row)} ${difference(row.metric, row.difference ?? 0)}`).join(', ');
  const farthest = Math.max(1, ...rows.flatMap(({metric, low, high}) => [low, high].map((end) => Math.abs(ofScale(metric, end ?? 0)))));
  const table = (
    <Table
      caption={title}
      hideCaption
      rows={rows}
      rowKey={key}
      columns={[
        {key: 'name', title: t('insights_score'), cell: name, order: name},
        {key: 'here', title: t('insights_here'), cell: ({here}) => exact(here), order: ({here}) => here, numeric: true},
        {key: 'n', title: t('insights_n'), cell: ({n}) => exact(n), order: ({n}) => n, numeric: true},
        {key: 'there', title: t('insights_there'), cell: ({there}) => exact(there), order: ({there}) => there, numeric: true},
        {key: 'n_there', title: t('insights_n_there'), cell: (row) => exact(row.n_there), order: (row) => row.n_there, numeric: true},
        {key: 'difference', title: t('insights_difference'), cell: (row) => exact(row.difference), order: (row) => row.difference, numeric: true},
        {key: 'interval', title: t('insights_interval'), cell: ({low, high}) => exactRange(low, high), numeric: true},
        {key: 'p', title: t('insights_p'), cell: ({p}) => probability(p), order: ({p}) => p, numeric: true},
        {key: 'p_adjusted', title: t('insights_p_adjusted'), cell: ({p_adjusted}) => probability(p_adjusted), order: ({p_adjusted}) => p_adjusted, numeric: true},
      ]}
    />
  );
  return (
    <Figure
      title={title}
      summary={differ.length ? t('insights_beside_differ', {what: differing}) : t('insights_beside_alike')}
      table={table}
    >
      <ul class="why-rows changes">
        {rows.map((row) => {
          const on = (end: number | null) => (end === null ? null : ofScale(row.metric, end));
          const tone = !row.significant ? 'neutral' : (row.difference ?? 0) > 0 ? 'good' : 'bad';
          return (
            <li key={key(row)} class={row.aspect ? 'part-of' : ''}>
              <span class="name">{name(row)}</span>
              <span class="figures">{t('insights_here_and_there', {here: shown(row.metric, row.here), there: shown(row.metric, row.there)})}</span>
              <span class="figures">{row.difference === null ? '–' : difference(row.metric, row.difference)}</span>
              <Range ends={[-farthest, farthest]} value={on(row.difference)} low={on(row.low)} high={on(row.high)} mark={0} tone={tone} />
              <Chance tested={row} />
            </li>
          );
        })}
      </ul>
    </Figure>
  );
};
