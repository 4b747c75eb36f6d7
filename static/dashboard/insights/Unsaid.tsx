import {Figure} from '../charts/Figure.js';
import type {Survey} from '../lib/types.js';
import {day, number, percent, signed, t} from '../lib/words.js';
import {Table} from '../ui/Table.js';
import {Chance} from './Chance.js';
import {exact, exactRange, probability, shareOf} from './figures.js';
import {questionText} from './names.js';
import {Sure} from './Sure.js';
import type {Document, LeftAt, ResponseRate, Silent, Skipped} from './types.js';

const Rate = ({rate}: {rate: ResponseRate | null}) => (
  <div class="card">
    <h3>{t('insights_rate_title')}</h3>
    {rate === null ? (
      <p class="muted">{t('insights_rate_unknown')}</p>
    ) : (
      <>
        <p>
          <strong class="big">{percent(rate.now, 1)}</strong> {rate.was !== null && t('insights_rate_then', {was: percent(rate.was, 1)})}
        </p>
        <p class="why-facts">
          {rate.difference !== null && <span>{t('insights_points', {points: signed(rate.difference)})}</span>}
          <Chance tested={rate} />
          <span class="muted">{t('insights_rate_shown', {n: rate.n})}</span>
        </p>
      </>
    )}
  </div>
);

const Silence = ({silent}: {silent: Silent[]}) => (
  <div class="card">
    <h3>{t('insights_silent_title')}</h3>
    {silent.length === 0 && <p>{t('insights_silent_none')}</p>}
    <ul class="plain">
      {silent.map(({touchpoint, last, expected, p}) => (
        <li key={touchpoint}>
          <p>
            <strong>{touchpoint}</strong>{' '}
            {last === null ? t('insights_silent_never') : t('insights_silent_since', {day: day(last), expected: number(expected, {maximumFractionDigits: 0})})}
          </p>
          {p !== null && (
            <p class="why-facts">
              <Sure p={p} />
            </p>
          )}
        </li>
      ))}
    </ul>
  </div>
);

const Left = ({survey, rows}: {survey: Survey; rows: LeftAt[]}) => {
  const title = t('insights_left_title');
  const name = ({question}: LeftAt) => questionText(survey, question);
  if (rows.length === 0) {
    return (
      <div class="card">
        <h3>{title}</h3>
        <p>{t('insights_left_none')}</p>
      </div>
    );
  }
  const most = [...rows].sort((one, other) => other.n - one.n)[0]!;
  const table = (
    <Table
      caption={title}
      hideCaption
      rows={rows}
      rowKey={({question}) => question}
      columns={[
        {key: 'question', title: t('insights_question'), cell: name},
        {key: 'n', title: t('insights_left_n'), cell: ({n}) => exact(n), order: ({n}) => n, numeric: true},
        {key: 'share', title: t('insights_left_share'), cell: ({share}) => exact(share), order: ({share}) => share, numeric: true},
        {key: 'started', title: t('insights_left_of_started'), cell: (row) => exact(row.of_started), order: (row) => row.of_started, numeric: true},
        {key: 'reached', title: t('insights_left_of_reached'), cell: (row) => exact(row.of_reached), order: (row) => row.of_reached, numeric: true},
        {key: 'difference', title: t('insights_left_difference'), cell: ({difference}) => exact(difference), order: ({difference}) => difference, numeric: true},
        {key: 'interval', title: t('insights_interval'), cell: ({low, high}) => exactRange(low, high), numeric: true},
        {key: 'p', title: t('insights_p'), cell: ({p}) => probability(p), order: ({p}) => p, numeric: true},
        {key: 'p_adjusted', title: t('insights_p_adjusted'), cell: ({p_adjusted}) => probability(p_adjusted), order: ({p_adjusted}) => p_adjusted, numeric: true},
      ]}
    />
  );
  const summary = t('insights_left_summary', {question: name(most), share: shareOf(most.share), started: shareOf(most.of_started, 1)});
  return (
    <Figure title={title} summary={summary} table={table}>
      <ul class="why-rows left">
        {rows.map((row) => (
          <li key={row.question}>
            <span class="name">
              {name(row)} {row.significant && (row.difference ?? 0) > 0 && <span class="badge bad">{t('insights_left_more')}</span>}
            </span>
            <span class="meter" aria-hidden="true">
              <span style={{inlineSize: `${row.share ?? 0}%`}} />
            </span>
            <span class="figures">{shareOf(row.share)}</span>
          </li>
        ))}
      </ul>
    </Figure>
  );
};

const SkippedOnes = ({survey, rows}: {survey: Survey; rows: Skipped[]}) => {
  const title = t('insights_skipped_title');
  const name = ({question}: Skipped) => questionText(survey, question);
  if (rows.length === 0) {
    return (
      <div class="card">
        <h3>{title}</h3>
        <p>{t('insights_skipped_none')}</p>
      </div>
    );
  }
  const changed = rows.filter(({significant}) => significant);
  const table = (
    <Table
      caption={title}
      hideCaption
      rows={rows}
      rowKey={({question}) => question}
      columns={[
        {key: 'question', title: t('insights_question'), cell: name},
        {key: 'share', title: t('insights_skipped_share'), cell: ({share}) => exact(share), order: ({share}) => share, numeric: true},
        {key: 'n', title: t('insights_n'), cell: ({n}) => exact(n), order: ({n}) => n, numeric: true},
        {key: 'was', title: t('insights_then'), cell: ({was}) => exact(was), order: ({was}) => was, numeric: true},
        {key: 'n_was', title: t('insights_n_then'), cell: (row) => exact(row.n_was), order: (row) => row.n_was, numeric: true},
        {key: 'difference', title: t('insights_difference'), cell: ({difference}) => exact(difference), order: ({difference}) => difference, numeric: true},
        {key: 'interval', title: t('insights_interval'), cell: ({low, high}) => exactRange(low, high), numeric: true},
        {key: 'p', title: t('insights_p'), cell: ({p}) => probability(p), order: ({p}) => p, numeric: true},
        {key: 'p_adjusted', title: t('insights_p_adjusted'), cell: ({p_adjusted}) => probability(p_adjusted), order: ({p_adjusted}) => p_adjusted, numeric: true},
      ]}
    />
  );
  return (
    <Figure title={title} summary={changed.length ? t('insights_skipped_changed', {n: changed.length}) : t('insights_skipped_unchanged')} table={table}>
      <ul class="why-rows left">
        {rows.map((row) => (
          <li key={row.question}>
            <span class="name">
              {name(row)} {row.significant && <Chance tested={row} better={false} />}
            </span>
            <span class="meter" aria-hidden="true">
              <span style={{inlineSize: `${row.share ?? 0}%`}} />
            </span>
            <span class="figures">{shareOf(row.share)}</span>
          </li>
        ))}
      </ul>
    </Figure>
  );
};

/** What customers do not say, and where. */
export const Unsaid = ({survey, document: {unsaid}}: {survey: Survey; document: Document}) => (
  <>
    <div class="grid">
      <Left survey={survey} rows={unsaid.left_at} />
      <SkippedOnes survey={survey} rows={unsaid.skipped} />
    </div>
    <div class="grid">
      <Silence silent={unsaid.silent} />
      <Rate rate={unsaid.response_rate} />
    </div>
  </>
);
