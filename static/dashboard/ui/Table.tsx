import type {ComponentChildren} from 'preact';
import {useState} from 'preact/hooks';

export interface Column<Row> {
  key: string;
  title: string;
  /** What a cell shows. */
  cell: (row: Row) => ComponentChildren;
  /** What rows are ordered by; a column without it cannot be sorted by. */
  order?: (row: Row) => number | string | null;
  numeric?: boolean;
}

interface Props<Row> {
  caption: string;
  /** The caption is for screen readers only: it is on the page otherwise. */
  hideCaption?: boolean;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** The column whose cells name their rows; the first otherwise. */
  head?: string;
}

/** What is empty comes last, either way. */
const compare = (a: number | string | null, b: number | string | null, way: 1 | -1) => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return way * (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b)));
};

/** A table, sortable by its heads. It scrolls sideways in itself where it is too wide. */
export const Table = <Row,>({caption, hideCaption, columns, rows, rowKey, head}: Props<Row>) => {
  const [sorted, setSorted] = useState<{key: string; down: boolean} | null>(null);
  const by = columns.find(({key}) => key === sorted?.key);
  const ordered = by?.order ? [...rows].sort((a, b) => compare(by.order!(a), by.order!(b), sorted!.down ? -1 : 1)) : rows;
  const heading = head ?? columns[0]?.key;
  return (
    <div class="scrolls" tabIndex={0} role="group" aria-label={caption}>
      <table>
        <caption class={hideCaption ? 'unseen' : ''}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({key, title, order, numeric}) => (
              <th
                key={key}
                scope="col"
                class={numeric ? 'numeric' : ''}
                {...(sorted?.key === key ? {'aria-sort': sorted.down ? ('descending' as const) : ('ascending' as const)} : {})}
              >
                {order ? (
                  <button type="button" class="sorter" onClick={() => setSorted({key, down: sorted?.key === key ? !sorted.down : Boolean(numeric)})}>
                    {title}
                    <span aria-hidden="true">{sorted?.key === key ? (sorted.down ? ' ↓' : ' ↑') : ''}</span>
                  </button>
                ) : (
                  title
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({key, cell, numeric}) =>
                key === heading ? (
                  <th key={key} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={key} class={numeric ? 'numeric' : ''}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
