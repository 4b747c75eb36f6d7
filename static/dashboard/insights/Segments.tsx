import {Figure} from '../charts/Figure.js';
import {go, query} from '../lib/address.js';
import {dimensionName, filters, valueName} from '../lib/filters.js';
import {difference, headline, shown} from '../lib/metrics.js';
import type {Survey} from '../lib/types.js';
import {signed, t} from '../lib/words.js';
import {Link} from '../ui/Link.js';
import {Table, type Column} from '../ui/Table.js';
import {Chance} from './Chance.js';
import {exact, exactRange, probability, shareOf} from './figures.js';
import {isFilter, toAll, toSegment} from './links.js';
import {measureName, segmentName} from './names.js';
import {Range} from './Range.js';
import type {Document, Segment} from './types.js';

const key = ({value}: Segment) => value ?? '';

const title = ({dimension, value}: Segment) => segmentName(dimension, value);

/** What differs from the rest by more than chance first, then what holds the whole score down most. */
const ranked = (rows: Segment[]) =>
  [...rows].sort((one, other) => Number(other.significant) - Number(one.significant) || (one.contribution ?? 0) - (other.contribution ?? 0));

const columnsOfExperts = (): Column<Segment>[] => {
  const numeric = (name: string, label: string, of: (row: Segment) => number | null): Column<Segment> => ({
    key: name,
    title: label,
    cell: (row) => exact(of(row)),
    order: of,
    numeric: true,
  });
  return [
    {key: 'value', title: t('insights_segment'), cell: title, order: title},
    numeric('score', t('insights_score'), ({score}) => score),
    {key: 'score_interval', title: t('insights_interval'), cell: ({score_low, score_high}) => exactRange(score_low, score_high), numeric: true},
    numeric('n', t('insights_n'), ({n}) => n),
    numeric('share', t('insights_share'), ({share}) => share),
    numeric('rest', t('insights_rest'), ({rest}) => rest),
    numeric('difference', t('insights_difference'), (row) => row.difference),
    {key: 'interval', title: t('insights_interval'), cell: ({low, high}) => exactRange(low, high), numeric: true},
    {key: 'p', title: t('insights_p'), cell: ({p}) => probability(p), order: ({p}) => p, numeric: true},
    {key: 'p_adjusted', title: t('insights_p_adjusted'), cell: ({p_adjusted}) => probability(p_adjusted), order: ({p_adjusted}) => p_adjusted, numeric: true},
    numeric('contribution', t('insights_contribution'), ({contribution}) => contribution),
    numeric('was', t('insights_then'), ({was}) => was),
    numeric('n_was', t('insights_n_then'), ({n_was}) => n_was),
    numeric('moved', t('insights_moved'), ({moved}) => moved),
    numeric('by_score', t('insights_moved_by_score'), ({moved_by_score}) => moved_by_score),
    numeric('by_share', t('insights_moved_by_share'), ({moved_by_share}) => moved_by_share),
    {key: 'moved_p', title: t('insights_moved_p'), cell: ({moved_p}) => probability(moved_p), order: ({moved_p}) => moved_p, numeric: true},
  ];
};

/** Points of a part of a sum: as fine as the edge gives them. */
const points = (value: number | null) => (value === null ? '–' : signed(value, 3));

const columns = (rows: Segment[]): Column<Segment>[] => {
  const ends = rows.flatMap(({score_low, score_high, rest}) => [score_low, score_high, rest]).filter((end) => end !== null);
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  return [
    {
      key: 'value',
      title: t('insights_segment'),
      cell: (row) => (isFilter(row.dimension, row.value) ? <Link to={toSegment(row.dimension, row.value)}>{title(row)}</Link> : title(row)),
      order: title,
    },
    {key: 'score', title: t('insights_score'), cell: ({metric, score}) => <strong>{shown(metric, score)}</strong>, order: ({score}) => score, numeric: true},
    {
      key: 'range',
      title: t('insights_score_and_rest'),
      cell: ({score, score_low, score_high, rest, significant, difference: by}) => (
        <Range ends={[from, to]} value={score} low={score_low} high={score_high} mark={rest} tone={!significant ? 'neutral' : (by ?? 0) > 0 ? 'good' : 'bad'} />
      ),
    },
    {
      key: 'difference',
      title: t('insights_against_rest'),
      cell: (row) => (
        <>
          {row.difference !== null && <span class="points">{difference(row.metric, row.difference)}</span>}
          <Chance tested={row} />
        </>
      ),
      order: (row) => row.difference,
      numeric: true,
    },
    {key: 'n', title: t('insights_n'), cell: ({n, share}) => t('insights_n_and_share', {n, share: shareOf(share)}), order: ({n}) => n, numeric: true},
    {key: 'contribution', title: t('insights_contribution'), cell: ({contribution}) => points(contribution), order: ({contribution}) => contribution, numeric: true},
    {
      key: 'moved',
      title: t('insights_moved'),
      cell: ({moved, moved_by_score, moved_by_share, moved_p}) => (
        <>
          {points(moved)}
          {moved !== null && moved !== 0 && (
            <>
              <small class="parts">{t('insights_moved_part_score', {points: points(moved_by_score)})}</small>
              <small class="parts">{t('insights_moved_part_share', {points: points(moved_by_share)})}</small>
            </>
          )}
          {moved_p !== null && moved_p < 0.05 && <small class="parts">{t('insights_more_than_chance')}</small>}
        </>
      ),
      order: ({moved}) => moved,
      numeric: true,
    },
  ];
};

/** How segments differ, and what each does to the whole score. */
export const Segments = ({survey, document}: {survey: Survey; document: Document}) => {
  const filtered = Object.entries(document.filter ?? {});
  if (filtered.length > 0) {
    const only = filtered.map(([dimension, value]) => `${dimensionName(dimension)}: ${valueName(dimension, value)}`);
    return (
      <div class="card">
        <p>{t('insights_segments_filtered', {filter: only.join(', ')})}</p>
        <p class="actions">
          <Link class="button" to={toAll()} stay>
            {t('insights_compare_all')}
          </Link>
        </p>
      </div>
    );
  }
  const wanted = headline(survey, filters.value.question)?.id;
  const question = document.segments.some((segment) => segment.question === wanted) ? wanted : document.segments[0]?.question;
  const all = document.segments.filter((segment) => segment.question === question);
  const first = all[0];
  if (!first) return <p class="card">{t('insights_segments_none')}</p>;
  const dimensions = new Map<string, Segment[]>();
  for (const segment of all) dimensions.set(segment.dimension, [...(dimensions.get(segment.dimension) ?? []), segment]);
  const standing = (rows: Segment[] = []) => rows.filter(({significant}) => significant).length;
  const ordered = [...dimensions.keys()].sort((one, other) => standing(dimensions.get(other)) - standing(dimensions.get(one)));
  const chosen = query.value.get('dimension');
  const dimension = ordered.find((each) => each === chosen) ?? ordered[0]!;
  const rows = ranked(dimensions.get(dimension)!);
  const what = measureName(survey, first);
  const caption = t('insights_segments_title', {what, dimension: dimensionName(dimension)});
  const standOut = ranked(all).filter(({significant}) => significant);
  const described = standOut.map((row) => `${dimensionName(row.dimension)}: ${title(row)} (${difference(row.metric, row.difference ?? 0)})`);
  const compared = all.filter(({p}) => p !== null).length;
  const alike = compared ? t('insights_segments_alike', {n: compared}) : t('insights_segments_too_few');
  const summary = described.length ? t('insights_segments_some', {what: described.join(', ')}) : alike;
  const tools = (
    <p class="choose">
      <label for="insights-dimension">{t('insights_by')}</label>
      <select id="insights-dimension" value={dimension} onChange={({currentTarget}) => go({dimension: currentTarget.value}, {replace: true})}>
        {ordered.map((each) => {
          const n = standing(dimensions.get(each));
          return (
            <option key={each} value={each}>
              {n ? t('insights_stand_out', {dimension: dimensionName(each), n}) : dimensionName(each)}
            </option>
          );
        })}
      </select>
    </p>
  );
  return (
    <Figure
      title={caption}
      summary={summary}
      tools={tools}
      table={<Table caption={caption} hideCaption columns={columnsOfExperts()} rows={rows} rowKey={key} />}
    >
      <div class="compared">
        <Table key={`${question} ${dimension}`} caption={caption} hideCaption columns={columns(rows)} rows={rows} rowKey={key} />
      </div>
    </Figure>
  );
};
