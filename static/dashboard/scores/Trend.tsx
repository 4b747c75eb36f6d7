import type {ComponentChildren} from 'preact';
import uPlot from 'uplot';
import {Figure} from '../charts/Figure.js';
import type {Mark} from '../charts/picture.js';
import {Plot, seconds, type Palette} from '../charts/Plot.js';
import {metricName, scale, shown} from '../lib/metrics.js';
import type {Annotation, Bucket, GoalSet, Question} from '../lib/types.js';
import {day, days, number, t} from '../lib/words.js';
import {Table} from '../ui/Table.js';
import {drawnScale, type Point, points, shifted, within} from './points.js';

interface Props {
  question: Question;
  metric: string;
  buckets: Bucket[];
  /** Over how many points each is taken: one if of none. */
  moving: string | null;
  /** Other days, how many days earlier they are, and what they are called. */
  compared: {buckets: Bucket[]; earlier: number; name: string} | null;
  goals: GoalSet[];
  annotations: Annotation[];
  /** Today. Its point is not whole yet. */
  now: string;
  /** Names the file of the picture. */
  file: string;
  tools?: ComponentChildren;
}

const TONES = {campaign: 'accent', release: 'warn', action: 'good'} as const;
const LABEL_WIDTH = 84;
/** More than these stand too close to be drawn one by one. */
const MANY = 45;

/** A value that stands for all points: a line across. */
const across = (plot: uPlot, value: number, color: string, label: string) => {
  const {ctx, bbox} = plot;
  const y = plot.valToPos(value, 'y', true);
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  ctx.setLineDash([6 * uPlot.pxRatio, 4 * uPlot.pxRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `600 ${12 * uPlot.pxRatio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = 'right';
  const above = y - bbox.top > 20 * uPlot.pxRatio;
  ctx.fillText(label, bbox.left + bbox.width - 4 * uPlot.pxRatio, y + (above ? -5 : 15) * uPlot.pxRatio);
  ctx.restore();
};

/** A day on which something happened: a line up, with the number that it has in the list. */
const upward = (plot: uPlot, at: number, label: string, color: string, ground: string) => {
  const {ctx, bbox} = plot;
  const x = plot.valToPos(at, 'x', true);
  const radius = 9 * uPlot.pxRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.lineWidth = 1.5 * uPlot.pxRatio;
  ctx.setLineDash([2 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top + radius);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(x, bbox.top + radius, radius, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = ground;
  ctx.font = `600 ${11 * uPlot.pxRatio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(label, x, bbox.top + radius);
  ctx.restore();
};

/** How sure a point is that has no neighbours: a band has no width there. */
const lonely = (plot: uPlot, at: number, low: number, high: number, color: string) => {
  const {ctx} = plot;
  const x = plot.valToPos(at, 'x', true);
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = 6 * uPlot.pxRatio;
  ctx.beginPath();
  ctx.moveTo(x, plot.valToPos(low, 'y', true));
  ctx.lineTo(x, plot.valToPos(high, 'y', true));
  ctx.stroke();
  ctx.restore();
};

const annotated = (annotation: Annotation) => t('scores_annotation', {kind: t(`scores_annotation_${annotation.kind}`), text: annotation.text});

/** How a score went, with how sure each point is, what was aimed at, and what happened. */
export const Trend = ({question, metric, buckets, moving, compared, goals, annotations, now, file, tools}: Props) => {
  const all = points(buckets, question.id, moving !== null);
  const before = compared ? shifted(points(compared.buckets, question.id, moving !== null), compared.earlier) : [];
  const first = all[0];
  const last = all.at(-1);
  const said = (value: number | null) => shown(metric, value);
  const title = t('scores_trend', {metric: metricName(metric)});
  if (!first || !last) return null;

  const happened = within(annotations, first.from, last.to);
  const aims = goals.filter(({question: of, by}) => of === question.id && by >= first.from);
  const stamps = [...new Set([...all, ...before].map(({from}) => from))].filter((from) => from >= first.from && from < last.to).sort();
  const at = new Map(all.map((point) => [point.from, point]));
  const was = new Map(before.map((point) => [point.from, point]));
  const column = (read: (point: Point) => number | null, from: Map<string, Point> = at) =>
    stamps.map((stamp) => {
      const point = from.get(stamp);
      // Of other days nothing is known: that is no gap.
      return point ? read(point) : undefined;
    });
  const data: uPlot.AlignedData = [
    stamps.map(seconds),
    column(({high}) => high),
    column(({low}) => low),
    column(({value}) => value),
    ...(compared ? [column(({value}) => value, was)] : []),
  ];
  const [bottom, top] = drawnScale(metric, [
    ...all.flatMap(({value, low, high}) => [value, low, high]),
    ...before.filter(({from}) => stamps.includes(from)).map(({value}) => value),
    ...aims.map(({target}) => target),
  ]);

  const lines = moving !== null ? t('scores_moving_name', {metric: metricName(metric), n: Number(moving)}) : metricName(metric);
  const legend: Mark[] = [
    {name: lines, tone: 'accent', shape: 'line'},
    {name: t('scores_band'), tone: 'band', shape: 'area'},
    ...(compared ? [{name: compared.name, tone: 'muted', shape: 'dashes'} as const] : []),
    ...(aims.length > 0 ? [{name: t('scores_goal_line'), tone: 'good', shape: 'dashes'} as const] : []),
  ];

  const options = (color: Palette): Omit<uPlot.Options, 'width' | 'height'> => {
    const dots = all.length <= MANY;
    return {
      padding: [12, 26, 0, 0],
      scales: {
        x: {range: (_, from, to) => (from === to ? [from - 43_200, to + 43_200] : [from, Math.max(to, ...happened.map((each) => seconds(each.day)))])},
        y: {range: () => [bottom, top]},
      },
      axes: [
        {
          size: 32,
          splits: (plot) => {
            const stride = Math.ceil(all.length / Math.max(2, Math.floor(plot.width / LABEL_WIDTH)));
            return all.filter((_, index) => index % stride === 0).map(({from}) => seconds(from));
          },
          values: (_, splits) => splits.map((split) => day(new Date(split * 1000).toISOString().slice(0, 10), {day: 'numeric', month: 'short'})),
        },
        {size: 56, values: (_, splits) => splits.map(said)},
      ],
      series: [
        {},
        {stroke: 'transparent', points: {show: false}},
        {stroke: 'transparent', points: {show: false}},
        {
          stroke: color('accent'),
          width: 2,
          points: {size: 5, fill: color('accent'), ...(dots ? {show: true} : {})},
        },
        ...(compared ? [{stroke: color('muted'), width: 1.5, dash: [5, 4], points: {show: false}}] : []),
      ],
      bands: [{series: [1, 2], fill: color('band')}],
      cursor: {points: {show: false}},
      hooks: {
        draw: [
          (plot) => {
            all.forEach(({from, value, low, high}, index) => {
              const alone = value !== null && (all[index - 1]?.value ?? null) === null && (all[index + 1]?.value ?? null) === null;
              if (alone && low !== null && high !== null) lonely(plot, seconds(from), low, high, color('band'));
            });
            for (const {target} of aims) across(plot, target, color('good'), t('scores_goal_label', {target: said(target)}));
            happened.forEach((each, index) => upward(plot, seconds(each.day), String(index + 1), color(TONES[each.kind] ?? 'accent'), color('surface')));
          },
        ],
      },
    };
  };

  const spanOf = (point: Point) => (now >= point.from && now < point.to ? t('scores_so_far', {days: days(point.from, point.to)}) : days(point.from, point.to));
  const tell = (index: number): string[] => {
    const stamp = stamps[index]!;
    const point = at.get(stamp);
    const earlier = was.get(stamp);
    const figures = (of: Point) => (of.value === null ? t('scores_nobody') : `${said(of.value)} (${t('interval', {low: said(of.low), high: said(of.high)})}), ${t('n_answers', {n: of.n})}`);
    return [
      point ? spanOf(point) : day(stamp),
      ...(point ? [figures(point)] : []),
      ...(earlier && compared ? [`${compared.name}, ${day(earlier.was)}: ${earlier.value === null ? t('scores_nobody') : said(earlier.value)}`] : []),
      ...(point ? within(annotations, point.from, point.to).map(annotated) : []),
    ];
  };

  const known = all.filter((point) => point.value !== null);
  const byValue = [...known].sort((a, b) => a.value! - b.value!);
  const [least, most] = [byValue[0], byValue.at(-1)];
  const newest = known.at(-1);
  const gaps = all.length - known.length;
  const summary = [
    least && most && newest
      ? t('scores_trend_text', {
          metric: lines,
          low: said(least.value),
          low_days: spanOf(least),
          high: said(most.value),
          high_days: spanOf(most),
          last: said(newest.value),
          last_days: spanOf(newest),
        })
      : '',
    gaps > 0 ? t('scores_trend_gaps', {n: gaps}) : '',
    t('scores_trend_scale', {bottom: said(bottom), top: said(top), least: said(scale(metric)[0]), most: said(scale(metric)[1])}),
  ]
    .filter(Boolean)
    .join(' ');

  const rows = all.map((point) => ({...point, earlier: was.get(point.from)}));
  const table = (
    <Table
      caption={title}
      hideCaption
      columns={[
        {key: 'days', title: t('scores_days'), cell: spanOf, order: ({from}) => from},
        {key: 'value', title: lines, cell: ({value}) => said(value), order: ({value}) => value, numeric: true},
        {key: 'interval', title: t('scores_interval'), cell: ({value, low, high}) => (value === null ? '–' : t('interval', {low: said(low), high: said(high)})), numeric: true},
        {key: 'n', title: t('scores_answers'), cell: ({n}) => number(n), order: ({n}) => n, numeric: true},
        ...(compared ? [{key: 'was', title: compared.name, cell: ({earlier}: (typeof rows)[number]) => said(earlier?.value ?? null), numeric: true}] : []),
        ...(happened.length > 0
          ? [{key: 'happened', title: t('scores_annotations'), cell: ({from, to}: Point) => within(annotations, from, to).map(annotated).join('; ')}]
          : []),
      ]}
      rows={rows}
      rowKey={({from}) => from}
    />
  );
  const notes = happened.length > 0 && (
    <ol class="annotations" aria-label={t('scores_annotations')}>
      {happened.map((each) => (
        <li key={`${each.day} ${each.kind} ${each.text}`}>
          <span class={`annotation ${each.kind}`} aria-hidden="true" />
          <time dateTime={each.day}>{day(each.day)}</time> {annotated(each)}
        </li>
      ))}
    </ol>
  );
  return (
    <Figure title={title} summary={summary} table={table} file={file} legend={legend} tools={tools} notes={notes} footnotes={happened.map((each, index) => `${index + 1}. ${day(each.day)} ${annotated(each)}`)}>
      <Plot
        options={options}
        data={data}
        drawn={JSON.stringify([metric, bottom, top, aims, happened, compared?.name])}
        tell={tell}
        name={title}
      />
    </Figure>
  );
};
