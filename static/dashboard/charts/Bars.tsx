import type {ComponentChildren} from 'preact';

export interface Bar {
  key: string;
  name: ComponentChildren;
  /** Null where nobody answered: no bar then. */
  value: number | null;
  /** The ends of its interval, if it has one. */
  low?: number | null;
  high?: number | null;
  /** The figures beside the bar. */
  text: ComponentChildren;
  tone?: 'good' | 'neutral' | 'bad' | 'accent';
}

interface Props {
  /** What the list is of. */
  label: string;
  bars: Bar[];
  /** Where bars begin and end. */
  scale: [number, number];
}

/** A list whose figures are drawn as bars, too. */
export const Bars = ({label, bars, scale: [from, to]}: Props) => {
  const place = (value: number) => `${Math.max(0, Math.min(100, ((value - from) / (to - from || 1)) * 100)).toFixed(2)}%`;
  const span = (low: number, high: number) => `${Math.max(0, ((Math.min(high, to) - Math.max(low, from)) / (to - from || 1)) * 100).toFixed(2)}%`;
  return (
    <ul class="bars" aria-label={label}>
      {bars.map(({key, name, value, low, high, text, tone = 'accent'}) => (
        <li key={key}>
          <span class="bar-name">{name}</span>
          <span class="bar-track" aria-hidden="true">
            {value !== null && <span class={`bar ${tone}`} style={{inlineSize: place(value)}} />}
            {value !== null && typeof low === 'number' && typeof high === 'number' && (
              <span class="bar-interval" style={{insetInlineStart: place(low), inlineSize: span(low, high)}} />
            )}
          </span>
          <span class="bar-text">{text}</span>
        </li>
      ))}
    </ul>
  );
};
