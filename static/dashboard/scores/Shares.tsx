import {Bars} from '../charts/Bars.js';
import {Figure} from '../charts/Figure.js';
import type {Question, Score, Survey} from '../lib/types.js';
import {number, percent, t, textIn} from '../lib/words.js';
import {Table} from '../ui/Table.js';

/** How many took each option of a question. */
export const Shares = ({survey, question, score}: {survey: Survey; question: Question; score: Score}) => {
  const title = textIn(question.text, survey.default_locale);
  const named = (id: string) => {
    const option = question.options?.find((each) => each.id === id);
    if (option) return textIn(option.text, survey.default_locale);
    return id === 'other' ? t('scores_own_words') : id;
  };
  const rows = Object.entries(score.shares ?? {})
    .map(([id, share]) => ({id, name: named(id), count: score.counts?.[id] ?? 0, ...share}))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const first = rows[0];
  const said = (value: number | null) => (value === null ? '–' : percent(value));
  const interval = ({low, high}: {low: number | null; high: number | null}) => t('interval', {low: said(low), high: said(high)});
  const table = (
    <Table
      caption={title}
      hideCaption
      columns={[
        {key: 'option', title: t('scores_option'), cell: ({name}) => name, order: ({name}) => name},
        {key: 'share', title: t('scores_share'), cell: ({value}) => (value === null ? '–' : percent(value, 1)), order: ({value}) => value, numeric: true},
        {key: 'interval', title: t('scores_interval'), cell: interval, numeric: true},
        {key: 'count', title: t('scores_answers'), cell: ({count}) => number(count), order: ({count}) => count, numeric: true},
      ]}
      rows={rows}
      rowKey={({id}) => id}
    />
  );
  const answers = t('n_answers', {n: score.n});
  return (
    <Figure
      title={title}
      summary={first && score.n > 0 ? t(question.multiple ? 'scores_shares_many' : 'scores_shares_one', {first: first.name, share: said(first.value), answers}) : answers}
      table={table}
    >
      <Bars
        label={title}
        scale={[0, 100]}
        bars={rows.map(({id, name, value, low, high, count}) => ({
          key: id,
          name,
          value,
          low,
          high,
          text: (
            <>
              {said(value)} <small title={t('interval_long', {low: said(low), high: said(high)})}>{number(count)}</small>
            </>
          ),
        }))}
      />
    </Figure>
  );
};
