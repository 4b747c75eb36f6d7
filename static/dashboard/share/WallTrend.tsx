import {useEffect, useState} from 'preact/hooks';
import {Plot, seconds, type Palette} from '../charts/Plot.js';
import {shown} from '../lib/metrics.js';
import type {Bucket, Score} from '../lib/types.js';
import {day, t} from '../lib/words.js';

/** The size of the window, of which a chart takes its share. */
const useWindow = () => {
  const [size, setSize] = useState({width: innerWidth, height: innerHeight});
  useEffect(() => {
    const resized = () => setSize({width: innerWidth, height: innerHeight});
    addEventListener('resize', resized);
    return () => removeEventListener('resize', resized);
  }, []);
  return size;
};

const options = (metric: string, fontSize: number) => (color: Palette) => {
  const font = `${fontSize}px ${getComputedStyle(document.body).fontFamily}`;
  const points = {show: false};
  return {
    cursor: {show: false},
    padding: [fontSize, fontSize * 2.5, 0, 0] as [number, number, number, number],
    scales: {x: {time: true}},
    series: [{}, {stroke: color('accent'), width: fontSize / 5, points}, {stroke: 'transparent', points}, {stroke: 'transparent', points}],
    bands: [{series: [3, 2] as [number, number], fill: color('band')}],
    axes: [
      {
        font,
        size: fontSize * 2.5,
        space: fontSize * 7,
        values: (_: unknown, stamps: number[]) => stamps.map((stamp) => day(new Date(stamp * 1000).toISOString().slice(0, 10), {day: 'numeric', month: 'short'})),
      },
      {font, size: fontSize * 4, space: fontSize * 3, values: (_: unknown, values: number[]) => values.map((value) => shown(metric, value))},
    ],
  };
};

/** How the score went, lower where comments are to fit below: seven days together, or each period by itself where the edge has none together. */
export const WallTrend = ({trend, score, low}: {trend: Bucket[]; score: Score; low: boolean}) => {
  const {width, height} = useWindow();
  const points = trend.map((bucket) => ({from: bucket.from, score: (bucket.moving ?? bucket).scores.find(({question}) => question === score.question)}));
  const known = points.flatMap((point) => (point.score?.value != null ? [{from: point.from, value: point.score.value}] : []));
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || first === last) return null;
  const column = (name: 'value' | 'low' | 'high') => points.map((point) => point.score?.[name] ?? null);
  const fontSize = Math.round(Math.max(12, Math.min(width, height) / 50));
  const summary = {from: day(first.from), was: shown(score.metric, first.value), to: day(last.from), now: shown(score.metric, last.value)};
  return (
    <figure class="wall-trend">
      <Plot key={fontSize} options={options(score.metric, fontSize)} data={[points.map(({from}) => seconds(from)), column('value'), column('low'), column('high')]} height={Math.round(height * (low ? 0.15 : width > height ? 0.29 : 0.22))} />
      <figcaption>{t(trend[0]?.moving ? 'wall_trend' : 'wall_trend_weeks', summary)}</figcaption>
    </figure>
  );
};
