import {useLayoutEffect, useRef, useState} from 'preact/hooks';
// The smallest library that draws time series with bands on a canvas: 21 kB, and only with the first chart.
import uPlot from 'uplot';
import {language, t} from '../lib/words.js';
import {look} from '../lib/look.js';

/** A colour of the style sheet by its name, as it is now: `color('good')`. */
export type Tone = 'text' | 'muted' | 'line' | 'surface' | 'accent' | 'band' | 'good' | 'bad' | 'warn';
export type Palette = (name: Tone) => string;

interface Props {
  /** All but the size. It is asked for anew when the look of the page changes; a chart has no legend of its own. */
  options: (color: Palette) => Omit<uPlot.Options, 'width' | 'height'>;
  data: uPlot.AlignedData;
  height?: number;
  /** What is drawn besides the data: it is drawn anew when this is another. */
  drawn?: string;
  /** What stands at an index of the data: its head, then its figures. With it the figures can be pointed at and walked through by keys. */
  tell?: (index: number) => string[];
  /** What a screen reader calls that. */
  name?: string;
}

/** Days as they are in the data: seconds of UTC midnights. */
export const seconds = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000;

/** A chart that fills its place. It is a picture: the figure around it says and lists the same. */
export const Plot = ({options, data, height = 280, drawn = '', tell, name}: Props) => {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const scheme = look.value;
  const locale = language.value;
  const last = (data[0]?.length ?? 0) - 1;
  const at = pointed === null || !tell ? null : Math.min(pointed, last);
  // What options say is theirs alone to change with their data.
  const key = JSON.stringify(data);

  const point = (index: number | null) => {
    const stamp = index === null ? undefined : data[0]?.[index];
    const left = stamp === undefined || !plot.current ? -10 : plot.current.valToPos(stamp, 'x');
    plot.current?.setCursor({left, top: left < 0 ? -10 : 10}, false);
    setPointed(index);
  };

  // Before the next picture of the page, that of a printer too.
  useLayoutEffect(() => {
    const parent = place.current!;
    const style = getComputedStyle(document.documentElement);
    const made = options((tone) => style.getPropertyValue(`--${tone}`).trim());
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axes = (made.axes ?? [{}, {}]).map((axis) => ({
      font,
      stroke: style.getPropertyValue('--muted'),
      grid: {stroke: style.getPropertyValue('--line'), width: 1},
      ticks: {show: false},
      ...axis,
    }));
    const size = () => ({width: Math.max(120, parent.clientWidth), height});
    // It points at what it tells.
    const move: uPlot.Cursor.MousePosRefiner = (now, left, top) => (left < 0 ? [left, top] : [now.valToPos(data[0]![now.posToIdx(left)]!, 'x'), top]);
    const cursor: uPlot.Cursor = {y: false, drag: {x: false, y: false}, ...(tell ? {move} : {}), ...made.cursor};
    const follow = (now: uPlot) => setPointed(now.cursor.idx ?? null);
    const hooks = {...made.hooks, ...(tell ? {setCursor: [...(made.hooks?.setCursor ?? []), follow]} : {})};
    plot.current = new uPlot(
      {tzDate: (stamp) => uPlot.tzDate(new Date(stamp * 1000), 'Etc/UTC'), legend: {show: false}, ...made, cursor, hooks, axes, ...size()},
      data,
      parent,
    );
    const watcher = new ResizeObserver(() => {
      if (look.peek() !== 'print' && parent.clientWidth !== plot.current?.width) plot.current?.setSize(size());
    });
    watcher.observe(parent);
    // Not before its scales are known: it sets them once all that is said of it has been said.
    if (at !== null) queueMicrotask(() => point(at));
    return () => {
      watcher.disconnect();
      plot.current?.destroy();
    };
  }, [key, scheme, locale, height, drawn, tell !== undefined]);

  if (!tell) return <div ref={place} class="plot" aria-hidden="true" />;

  const said = at === null ? [] : tell(at);
  const keys: Record<string, number> = {
    ArrowRight: (at ?? -1) + 1,
    ArrowLeft: (at ?? last + 1) - 1,
    Home: 0,
    End: last,
    PageDown: (at ?? 0) - 7,
    PageUp: (at ?? 0) + 7,
  };
  const walk = (event: KeyboardEvent) => {
    const to = keys[event.key];
    if (event.key === 'Escape') point(null);
    if (to === undefined) return;
    event.preventDefault();
    point(Math.max(0, Math.min(last, to)));
  };
  const share = at === null || !plot.current ? 0 : plot.current.valToPos(data[0]![at]!, 'x') / (plot.current.over.clientWidth || 1);
  return (
    <div class="pointed">
      <div
        ref={place}
        class="plot"
        role="slider"
        tabIndex={0}
        aria-label={name ?? t('charts_walk')}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, last)}
        aria-valuenow={at ?? last}
        aria-valuetext={said.length > 0 ? said.join(', ') : t('charts_walk')}
        onKeyDown={walk}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && at === null && point(last)}
        onBlur={() => point(null)}
      />
      {said.length > 0 && (
        <div class={`plot-tip ${share > 0.5 ? 'before' : 'after'}`} aria-hidden="true">
          {said.map((line, index) => (index === 0 ? <strong key={index}>{line}</strong> : <span key={index}>{line}</span>))}
        </div>
      )}
    </div>
  );
};
