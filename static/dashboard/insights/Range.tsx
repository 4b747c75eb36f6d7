interface Props {
  /** What the two ends of the picture stand for. */
  ends: [number, number];
  value: number | null;
  low: number | null;
  high: number | null;
  /** What the value is compared with. */
  mark?: number | null;
  /** What would have been ordinary. */
  band?: [number, number] | undefined;
  tone?: 'good' | 'bad' | 'neutral';
}

/** A number with its interval on a line. What it shows stands beside it in figures. */
export const Range = ({ends: [from, to], value, low, high, mark, band, tone = 'neutral'}: Props) => {
  const at = (number: number) => 2 + 96 * Math.min(1, Math.max(0, (number - from) / (to - from || 1)));
  const x = (number: number) => `${at(number).toFixed(2)}%`;
  return (
    <svg class={`range ${tone}`} aria-hidden="true">
      <line class="axis" x1="2%" x2="98%" y1="50%" y2="50%" />
      {band && <rect class="band" x={x(band[0])} width={`${(at(band[1]) - at(band[0])).toFixed(2)}%`} y="20%" height="60%" rx="3" />}
      {mark !== null && mark !== undefined && <line class="against" x1={x(mark)} x2={x(mark)} y1="8%" y2="92%" />}
      {low !== null && high !== null && <line class="interval" x1={x(low)} x2={x(high)} y1="50%" y2="50%" />}
      {value !== null && <circle cx={x(value)} cy="50%" r="5" />}
    </svg>
  );
};
