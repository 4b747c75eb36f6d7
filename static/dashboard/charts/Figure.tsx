import type {ComponentChildren} from 'preact';
import {useId, useRef, useState} from 'preact/hooks';
import {save} from '../lib/api.js';
import {t} from '../lib/words.js';

interface Props {
  title: string;
  /** What the picture shows, in a sentence or two with its figures: the text alternative, which everybody may read. */
  summary: string;
  /** The same figures as a table. */
  table: ComponentChildren;
  /** Names the file of the picture. Pictures that are drawn without a canvas have none. */
  file?: string;
  /** What is above the picture: a legend, switches. */
  tools?: ComponentChildren;
  /** The picture. */
  children: ComponentChildren;
}

/** The canvas with the page's ground under it, which it does not have itself. */
const picture = (canvas: HTMLCanvasElement, title: string): HTMLCanvasElement => {
  const style = getComputedStyle(document.documentElement);
  const scale = canvas.width / canvas.clientWidth;
  const head = 40 * scale;
  const whole = document.createElement('canvas');
  whole.width = canvas.width;
  whole.height = canvas.height + head;
  const context = whole.getContext('2d')!;
  context.fillStyle = style.getPropertyValue('--surface');
  context.fillRect(0, 0, whole.width, whole.height);
  context.fillStyle = style.getPropertyValue('--text');
  context.font = `600 ${16 * scale}px ${getComputedStyle(document.body).fontFamily}`;
  context.fillText(title, 12 * scale, 26 * scale);
  context.drawImage(canvas, 0, head);
  return whole;
};

/** A chart with its title, its words and its table. */
export const Figure = ({title, summary, table, file, tools, children}: Props) => {
  const figure = useRef<HTMLElement>(null);
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const savePicture = () => {
    const canvas = figure.current?.querySelector('canvas');
    if (canvas) picture(canvas, title).toBlob((blob) => blob && save(blob, `${file}.png`), 'image/png');
  };
  return (
    <figure ref={figure} class="card figure" aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
      <header>
        <h3 id={`${id}-title`}>{title}</h3>
        <div class="tools">
          <button type="button" class="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t('as_table')}
          </button>
          {file && !asTable && (
            <button type="button" class="quiet" onClick={savePicture}>
              PNG
            </button>
          )}
        </div>
      </header>
      {tools}
      {asTable ? table : children}
      <figcaption id={`${id}-summary`}>{summary}</figcaption>
    </figure>
  );
};
