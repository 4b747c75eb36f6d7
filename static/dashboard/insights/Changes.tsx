import {Figure} from '../charts/Figure.js';
import {filters} from '../lib/filters.js';
import {difference, shown} from '../lib/metrics.js';
import type {Survey} from '../lib/types.js';
import {days, t} from '../lib/words.js';
import {Table} from '../ui/Table.js';
import {Chance} from './Chance.js';
import {exact, exactRange, ofScale, probability} from './figures.js';
import {measureName} from './names.js';
import {Range} from './Range.js';
import type {Change, Document} from './types.js';

/** Each score beside what it was. */
export const Changes = ({survey, document}: {survey: Survey; document: Document}) => {
  const against = filters.value.compare === 'year' ? 'year_ago' : 'previous';
  const rows = document.changes.filter((change) => change.against === against);
  const then = document[against];
  const period = days(then.from, then.to);
  const name = (change: Change) => measureName(survey, change);
  const title = t(`insights_changes_${against}`, {days: period});
  if (!rows.some(({was}) => was !== null)) {
    return (
      <div class="card">
        <h3>{title}</h3>
        <p>{t('insights_changes_nothing_then')}</p>
      </div>
    );
  }
  const moved = rows.filter(({significant}) => significant);
  const summary = moved.length
    ? t('insights_changes_some', {what: moved.map((change) => `${name(change)} ${difference(change.metric, change.difference ?? 0)}`).join(', ')})
    : t('insights_changes_none', {n: rows.length});
  const farthest = Math.max(1, ...rows.flatMap(({metric, low, high}) => [low, high].map((end) => Math.abs(ofScale(metric, end ?? 0)))));
  const table = (
    <Table
      caption={title}
      hideCaption
      rows={rows}
      rowKey={({question, aspect}) => `${question} ${aspect}`}
      columns={[
        {key: 'name', title: t('insights_score'), cell: name, order: name},
        {key: 'was', title: t('insights_then'), cell: ({was}) => exact(was), order: ({was}) => was, numeric: true},
        {key: 'n_was', title: t('insights_n_then'), cell: ({n_was}) => exact(n_was), order: ({n_was}) => n_was, numeric: true},
        {key: 'now', title: t('insights_now'), cell: ({now}) => exact(now), order: ({now}) => now, numeric: true},
        {key: 'n', title: t('insights_n'), cell: ({n}) => exact(n), order: ({n}) => n, numeric: true},
        {key: 'difference', title: t('insights_difference'), cell: (row) => exact(row.difference), order: (row) => row.difference, numeric: true},
        {key: 'interval', title: t('insights_interval'), cell: ({low, high}) => exactRange(low, high), numeric: true},
        {key: 'p', title: t('insights_p'), cell: ({p}) => probability(p), order: ({p}) => p, numeric: true},
        {key: 'p_adjusted', title: t('insights_p_adjusted'), cell: ({p_adjusted}) => probability(p_adjusted), order: ({p_adjusted}) => p_adjusted, numeric: true},
      ]}
    />
  );
  return (
    <Figure title={title} summary={summary} table={table}>
      <ul class="why-rows changes">
        {rows.map((change) => {
          const {metric, low, high, question, aspect} = change;
          const on = (end: number | null) => (end === null ? null : ofScale(metric, end));
          const tone = !change.significant ? 'neutral' : (change.difference ?? 0) > 0 ? 'good' : 'bad';
          return (
            <li key={`${question} ${aspect}`} class={aspect ? 'part-of' : ''}>
              <span class="name">{name(change)}</span>
              <span class="figures">
                {shown(metric, change.was)} → <strong>{shown(metric, change.now)}</strong>
              </span>
              <span class="figures">{change.difference === null ? '–' : difference(metric, change.difference)}</span>
              <Range ends={[-farthest, farthest]} value={on(change.difference)} low={on(low)} high={on(high)} mark={0} tone={tone} />
              <Chance tested={change} />
            </li>
          );
        })}
      </ul>
    </Figure>
  );
};
