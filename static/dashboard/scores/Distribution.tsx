import {Bars} from '../charts/Bars.js';
import {Figure} from '../charts/Figure.js';
import {groups, ratings} from '../lib/metrics.js';
import type {Question, Score} from '../lib/types.js';
import {number, percent, t} from '../lib/words.js';
import {Table} from '../ui/Table.js';

/** What people answered: the groups of the metric, and rating by rating. */
export const Distribution = ({question, score}: {question: Question; score: Score}) => {
  const counts = score.counts ?? {};
  const share = (count: number) => (score.n > 0 ? (count / score.n) * 100 : 0);
  const parts = groups(score.metric, question.kind).map((group) => {
    let count = 0;
    for (let rating = group.from; rating <= group.to; rating++) count += counts[rating] ?? 0;
    return {...group, count};
  });
  const tone = (rating: number) => parts.find(({from, to}) => rating >= from && rating <= to)?.tone ?? 'neutral';
  const named = (rating: number) => (score.metric === 'thumbs' ? t(rating === 1 ? 'thumbs_up' : 'thumbs_down') : number(rating));
  const rows = ratings(question.kind)
    .reverse()
    .map((rating) => ({rating, count: counts[rating] ?? 0}));
  const most = Math.max(1, ...rows.map(({count}) => count));
  const range = ({from, to}: {from: number; to: number}) => (from === to ? number(from) : `${number(from)}–${number(to)}`);
  const table = (
    <Table
      caption={t('scores_distribution')}
      hideCaption
      columns={[
        {key: 'rating', title: t('scores_rating'), cell: ({rating}) => named(rating), order: ({rating}) => rating},
        {key: 'count', title: t('scores_answers'), cell: ({count}) => number(count), order: ({count}) => count, numeric: true},
        {key: 'share', title: t('scores_share'), cell: ({count}) => percent(share(count), 1), order: ({count}) => count, numeric: true},
      ]}
      rows={rows}
      rowKey={({rating}) => String(rating)}
    />
  );
  return (
    <Figure
      title={t('scores_distribution')}
      summary={t('scores_distribution_text', {what: parts.map(({name, count}) => `${name} ${percent(share(count))}`).join(', '), answers: t('n_answers', {n: score.n})})}
      table={table}
    >
      <div class="stack" aria-hidden="true">
        {parts.map(({name, tone, count}) => (
          <span key={name} class={tone} style={{flexGrow: count}} />
        ))}
      </div>
      <dl class="groups">
        {parts.map((part) => (
          <div key={part.name} class={part.tone}>
            <dt>
              <span class="group-swatch" aria-hidden="true" />
              {part.name} {score.metric !== 'thumbs' && <small>{range(part)}</small>}
            </dt>
            <dd>
              <strong>{percent(share(part.count))}</strong> <small>{number(part.count)}</small>
            </dd>
          </div>
        ))}
      </dl>
      {score.metric !== 'thumbs' && (
        <Bars
          label={t('scores_distribution')}
          scale={[0, most]}
          bars={rows.map(({rating, count}) => ({
            key: String(rating),
            name: named(rating),
            value: count,
            tone: tone(rating),
            text: (
              <>
                {percent(share(count))} <small>{number(count)}</small>
              </>
            ),
          }))}
        />
      )}
    </Figure>
  );
};
