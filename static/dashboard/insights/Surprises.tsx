import {Figure} from '../charts/Figure.js';
import {shown} from '../lib/metrics.js';
import type {Survey} from '../lib/types.js';
import {day, days, number, t} from '../lib/words.js';
import {Link} from '../ui/Link.js';
import {Notice} from '../ui/Notice.js';
import {Table} from '../ui/Table.js';
import {ends} from './ends.js';
import {exact, exactRange, probability} from './figures.js';
import {toDays} from './links.js';
import {measureName} from './names.js';
import {Notes} from './Notes.js';
import {notesNear} from './near.js';
import {Range} from './Range.js';
import {Sure} from './Sure.js';
import type {Document, Surprise} from './types.js';

const identity = ({kind, question, aspect, touchpoint, from}: Surprise) => [kind, question, aspect, touchpoint, from].join(' ');

const written = ({metric, kind}: Surprise, value: number) => (kind === 'volume' ? number(value, {maximumFractionDigits: 0}) : shown(metric ?? '', value));

const Card = ({survey, surprise, document: {to: end}}: {survey: Survey; surprise: Surprise; document: Document}) => {
  const {kind, from, to, expected, low, high, seen, n, p} = surprise;
  const name = measureName(survey, surprise);
  const write = (value: number) => written(surprise, value);
  const step = kind === 'step';
  const period = step ? {...surprise, to: end} : surprise;
  const worse = seen < expected;
  return (
    <li class="surprise">
      <h4>
        {name}
        <span class={`badge ${worse ? 'bad' : 'good'}`}>{t(`insights_surprise_${kind}_${worse ? 'down' : 'up'}`)}</span>
      </h4>
      <p class="muted">{step ? t('insights_since', {day: day(from)}) : days(from, to)}</p>
      <p>
        {step
          ? t('insights_step_facts', {was: write(expected), now: write(seen), low: write(low), high: write(high)})
          : t('insights_surprise_facts', {seen: write(seen), expected: write(expected), low: write(low), high: write(high)})}
      </p>
      <Range
        ends={ends([expected, low, high, seen])}
        value={seen}
        low={step ? low : null}
        high={step ? high : null}
        band={step ? undefined : [low, high]}
        mark={expected}
        tone={worse ? 'bad' : 'good'}
      />
      <p class="why-facts">
        {p !== null && <Sure p={p} />}
        <span>{t(kind === 'volume' ? 'n_responses' : 'n_answers', {n})}</span>
      </p>
      <Notes notes={notesNear(survey.analysis?.annotations ?? [], from, to)} />
      <p class="why-facts">
        <Link to={toDays('scores', period)} aria-label={t('insights_look_at', {what: name})}>
          {t(step ? 'insights_since_then' : 'insights_these_days')}
        </Link>
        {n > 0 && (
          <Link to={toDays('voices', period)} aria-label={t('insights_said_of', {what: name})}>
            {t('insights_said_then')}
          </Link>
        )}
      </p>
    </li>
  );
};

/** Days that were not what they should have been, and what was expected of them. */
export const Surprises = ({survey, document}: {survey: Survey; document: Document}) => {
  const rows = document.surprises;
  const title = t('insights_surprises_title');
  if (rows.length === 0) {
    return (
      <Notice kind="good" title={t('insights_no_surprises')}>
        <p>{t('insights_no_surprises_text')}</p>
      </Notice>
    );
  }
  const name = (surprise: Surprise) => measureName(survey, surprise);
  const table = (
    <Table
      caption={title}
      hideCaption
      rows={rows}
      rowKey={identity}
      columns={[
        {key: 'what', title: t('insights_score'), cell: name, order: name},
        {key: 'kind', title: t('insights_kind'), cell: ({kind}) => t(`insights_surprise_${kind}`), order: ({kind}) => kind},
        {key: 'days', title: t('insights_days'), cell: ({from, to}) => days(from, to), order: ({from}) => from},
        {key: 'seen', title: t('insights_seen'), cell: ({seen}) => exact(seen), order: ({seen}) => seen, numeric: true},
        {key: 'expected', title: t('insights_expected'), cell: ({expected}) => exact(expected), order: ({expected}) => expected, numeric: true},
        {key: 'limits', title: t('insights_limits'), cell: ({low, high}) => exactRange(low, high), numeric: true},
        {key: 'n', title: t('insights_n'), cell: ({n}) => exact(n), order: ({n}) => n, numeric: true},
        {key: 'p', title: t('insights_p'), cell: ({p}) => probability(p), order: ({p}) => p, numeric: true},
      ]}
    />
  );
  const summary = t('insights_surprises_summary', {n: rows.length, what: [...new Set(rows.map(name))].join(', ')});
  return (
    <Figure title={title} summary={summary} table={table}>
      <ul class="surprises">
        {rows.map((surprise) => (
          <Card key={identity(surprise)} survey={survey} surprise={surprise} document={document} />
        ))}
      </ul>
    </Figure>
  );
};
