/** A line of figures small enough for a table cell. What it shows stands beside it in figures. */
export const Spark = ({values, width = 120, height = 32}: {values: (number | null)[]; width?: number; height?: number}) => {
  const known = values.flatMap((value, index) => (value === null ? [] : [[index, value] as const]));
  if (known.length < 2) return <svg class="spark" width={width} height={height} aria-hidden="true" />;
  const all = known.map(([, value]) => value);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const x = (index: number) => 2 + (index / (values.length - 1)) * (width - 4);
  const y = (value: number) => height - 3 - ((value - low) / (high - low || 1)) * (height - 6);
  const [lastIndex, last] = known.at(-1)!;
  return (
    <svg class="spark" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <polyline points={known.map(([index, value]) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ')} />
      <circle cx={x(lastIndex)} cy={y(last)} r="2.5" />
    </svg>
  );
};
