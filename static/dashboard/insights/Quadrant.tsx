import {useEffect, useRef, useState} from 'preact/hooks';
import {number, percent, t} from '../lib/words.js';
import {places} from './labels.js';
import type {Driver, Quadrant as Which} from './types.js';

const FONT = 13;
const RADIUS = 6;
const LEFT = 58;
const RIGHT = 14;
const BOTTOM = 44;
const TOP = 8;
/** Room for the names of the quadrants, above and below all points. */
const ROOM = 26;

/** How wide a text is in the font of the page. */
const measured = (() => {
  const context = document.createElement('canvas').getContext('2d');
  return (text: string) => {
    if (!context) return text.length * FONT * 0.6;
    context.font = `550 ${FONT}px ${getComputedStyle(document.body).fontFamily}`;
    return context.measureText(text).width;
  };
})();

const LONGEST = 26;
const short = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** The ends of an axis: round numbers with room around what is on it. */
const axis = (values: number[], step: number, least: number, most: number): [number, number] => {
  const low = Math.max(least, Math.floor((Math.min(...values) - step / 4) / step) * step);
  const high = Math.min(most, Math.ceil((Math.max(...values) + step / 4) / step) * step);
  return [low, high];
};

const ticks = ([low, high]: [number, number], step: number) => Array.from({length: Math.round((high - low) / step) + 1}, (_, index) => low + index * step);

/** Drivers by how they do and how much hangs on them. What it shows is listed beside it. */
export const Quadrant = ({drivers, name}: {drivers: Driver[]; name: (driver: Driver) => string}) => {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const watcher = new ResizeObserver(([entry]) => entry && setWidth(Math.round(entry.contentRect.width)));
    watcher.observe(place.current!);
    return () => watcher.disconnect();
  }, []);
  const height = Math.max(300, Math.min(420, width * 0.7));
  const mean = (of: (driver: Driver) => number) => drivers.reduce((sum, driver) => sum + of(driver), 0) / drivers.length;
  const split = {
    importance: mean(({importance}) => importance),
    // What is below the middle of the scale does not do well, however the others do.
    performance: Math.max(3, mean(({performance}) => performance)),
  };
  const across = axis([...drivers.map(({performance}) => performance), split.performance], 0.5, 1, 5);
  const up = axis([0, ...drivers.map(({importance}) => importance * 100)], 10, 0, 100);
  const area = {width: Math.max(0, width - LEFT - RIGHT), height: height - BOTTOM - TOP};
  const x = (performance: number) => ((performance - across[0]) / (across[1] - across[0])) * area.width;
  const y = (importance: number) => area.height - ROOM - ((importance * 100 - up[0]) / (up[1] - up[0])) * (area.height - 2 * ROOM);
  const middle = {x: x(split.performance), y: y(split.importance)};
  // The most important are placed first: they are first in the list.
  const points = drivers.map((driver) => ({x: x(driver.performance), y: y(driver.importance), width: measured(short(name(driver))) + 4, height: FONT * 1.3}));
  const corners: [Which, number, number, 'start' | 'end'][] = [
    ['fix_first', 8, 18, 'start'],
    ['keep_up', area.width - 8, 18, 'end'],
    ['low_priority', 8, area.height - 10, 'start'],
    ['overdone', area.width - 8, area.height - 10, 'end'],
  ];
  // The names of the quadrants are in the way as points are.
  const titles = corners.map(([which, left, top, anchor]) => {
    const long = measured(t(`insights_quadrant_${which}`)) + 8;
    return {x: anchor === 'start' ? left - 4 : left - long + 4, y: top - 16, width: long, height: 22};
  });
  const labels = places(points, area, RADIUS + 1, titles);
  return (
    <div ref={place} class="quadrant">
      {width > 0 && (
        <svg class="chart" width={width} height={height} aria-hidden="true" font-size={FONT}>
          <g transform={`translate(${LEFT} ${TOP})`}>
            <rect class="fix_first" x={0} y={0} width={middle.x} height={middle.y} />
            <rect class="frame" x={0} y={0} width={area.width} height={area.height} />
            {ticks(across, 0.5).map((tick) => (
              <text key={tick} class="tick" x={x(tick)} y={area.height + 16} text-anchor="middle">
                {number(tick)}
              </text>
            ))}
            {ticks(up, 10).map((tick) => (
              <text key={tick} class="tick" x={-6} y={y(tick / 100) + 4} text-anchor="end">
                {percent(tick)}
              </text>
            ))}
            <line class="split" x1={middle.x} x2={middle.x} y1={0} y2={area.height} />
            <line class="split" x1={0} x2={area.width} y1={middle.y} y2={middle.y} />
            {corners.map(([which, left, top, anchor]) => (
              <text key={which} class="corner" x={left} y={top} text-anchor={anchor}>
                {t(`insights_quadrant_${which}`)}
              </text>
            ))}
            <text class="tick" x={area.width / 2} y={area.height + 36} text-anchor="middle">
              {t('insights_axis_performance')}
            </text>
            <text class="tick" transform={`translate(${14 - LEFT} ${area.height / 2}) rotate(-90)`} text-anchor="middle">
              {t('insights_axis_importance')}
            </text>
            {drivers.map((driver, index) => {
              const {x: left, y: top} = points[index]!;
              const label = labels[index]!;
              return (
                <g key={driver.aspect} class={`point ${driver.quadrant}`}>
                  {label.far && <line x1={left} y1={top} x2={label.x + points[index]!.width / 2} y2={label.y + points[index]!.height / 2} />}
                  <circle cx={left} cy={top} r={RADIUS} />
                  <text x={label.x + 2} y={label.y + FONT}>
                    {short(name(driver))}
                  </text>
                </g>
              );
            })}
          </g>
        </svg>
      )}
    </div>
  );
};
