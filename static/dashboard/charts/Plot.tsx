import {useEffect, useRef} from 'preact/hooks';
// The smallest library that draws time series with bands on a canvas: 21 kB, and only with the first chart.
import uPlot from 'uplot';
import {language} from '../lib/words.js';
import {look} from '../lib/look.js';

/** A colour of the style sheet by its name, as it is now: `color('good')`. */
export type Palette = (name: 'text' | 'muted' | 'line' | 'surface' | 'accent' | 'band' | 'good' | 'bad' | 'warn') => string;

interface Props {
  /** All but the size. It is asked for anew when the look of the page changes; a chart has no legend of its own. */
  options: (color: Palette) => Omit<uPlot.Options, 'width' | 'height'>;
  data: uPlot.AlignedData;
  height?: number;
}

/** Days as they are in the data: seconds of UTC midnights. */
export const seconds = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1000;

/** A chart that fills its place. It is a picture: the figure around it says and lists the same. */
export const Plot = ({options, data, height = 280}: Props) => {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const scheme = look.value;
  const locale = language.value;
  // What options say is theirs alone to change with their data.
  const key = JSON.stringify(data);
  useEffect(() => {
    const parent = place.current!;
    const style = getComputedStyle(document.documentElement);
    const made = options((name) => style.getPropertyValue(`--${name}`).trim());
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const axes = (made.axes ?? [{}, {}]).map((axis) => ({
      font,
      stroke: style.getPropertyValue('--muted'),
      grid: {stroke: style.getPropertyValue('--line'), width: 1},
      ticks: {show: false},
      ...axis,
    }));
    const size = () => ({width: Math.max(120, parent.clientWidth), height});
    plot.current = new uPlot({tzDate: (stamp) => uPlot.tzDate(new Date(stamp * 1000), 'Etc/UTC'), legend: {show: false}, ...made, axes, ...size()}, data, parent);
    const watcher = new ResizeObserver(() => plot.current?.setSize(size()));
    watcher.observe(parent);
    return () => {
      watcher.disconnect();
      plot.current?.destroy();
    };
  }, [key, scheme, locale, height]);
  return <div ref={place} class="plot" aria-hidden="true" />;
};
