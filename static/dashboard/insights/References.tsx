import {Figure} from '../charts/Figure.js';
import {difference, shown} from '../lib/metrics.js';
import type {Survey} from '../lib/types.js';
import {number, t} from '../lib/words.js';
import {Table} from '../ui/Table.js';
import {ends} from './ends.js';
import {chances, exact, exactRange, probability} from './figures.js';
import {measureName} from './names.js';
import {Range} from './Range.js';
import type {Reference} from './types.js';

const Row = ({survey, reference}: {survey: Survey; reference: Reference}) => {
  const {metric, reference: theirs, source, now, low, high, n, probability: sure, difference: by} = reference;
  return (
    <li>
      <h4>{measureName(survey, reference)}</h4>
      <p>{t('insights_reference_facts', {now: shown(metric, now), reference: shown(metric, theirs), source, difference: by === null ? '–' : difference(metric, by)})}</p>
      <Range ends={ends([now, low, high, theirs])} value={now} low={low} high={high} mark={theirs} tone={by === null || by === 0 ? 'neutral' : by > 0 ? 'good' : 'bad'} />
      <p class="why-facts">
        {sure !== null && <span>{t('insights_reference_probability', {probability: chances(sure)})}</span>}
        <span>{t('n_answers', {n})}</span>
      </p>
    </li>
  );
};

/** How scores compare with those of others. */
export const References = ({survey, references}: {survey: Survey; references: Reference[]}) => {
  const title = t('insights_references_title');
  const name = (reference: Reference) => measureName(survey, reference);
  const table = (
    <Table
      caption={title}
      hideCaption
      rows={references}
      rowKey={({question, source, reference}) => `${question} ${source} ${reference}`}
      columns={[
        {key: 'what', title: t('insights_score'), cell: name, order: name},
        {key: 'source', title: t('insights_source'), cell: ({source}) => source, order: ({source}) => source},
        {key: 'now', title: t('insights_now'), cell: ({now}) => exact(now), order: ({now}) => now, numeric: true},
        {key: 'interval', title: t('insights_interval'), cell: ({low, high}) => exactRange(low, high), numeric: true},
        {key: 'n', title: t('insights_n'), cell: ({n}) => exact(n), order: ({n}) => n, numeric: true},
        {key: 'reference', title: t('insights_theirs'), cell: ({reference}) => exact(reference), order: ({reference}) => reference, numeric: true},
        {key: 'difference', title: t('insights_difference'), cell: (row) => exact(row.difference), order: (row) => row.difference, numeric: true},
        {key: 'probability', title: t('insights_probability'), cell: (row) => probability(row.probability), order: (row) => row.probability, numeric: true},
      ]}
    />
  );
  const below = references.filter(({difference: by}) => by !== null && by < 0).length;
  return (
    <Figure title={title} summary={t('insights_references_summary', {below: number(below), n: references.length})} table={table}>
      <ul class="why-goals">
        {references.map((reference) => (
          <Row key={`${reference.question} ${reference.source} ${reference.reference}`} survey={survey} reference={reference} />
        ))}
      </ul>
    </Figure>
  );
};
