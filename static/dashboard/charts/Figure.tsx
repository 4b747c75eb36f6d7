import {type ComponentChildren, createContext} from 'preact';
import {useContext, useId, useRef, useState} from 'preact/hooks';
import {save} from '../lib/api.js';
import {t} from '../lib/words.js';

/** What the charts of a page are of, for their pictures: the survey's name, the days. */
export const About = createContext('');

export interface Mark {
  name: string;
  tone: 'accent' | 'band' | 'good' | 'bad' | 'warn' | 'muted';
  shape: 'line' | 'dashes' | 'area';
}

interface Props {
  title: string;
  /** What the picture shows, in a sentence or two with its figures: the text alternative, which everybody may read. */
  summary: string;
  /** The same figures as a table. */
  table: ComponentChildren;
  /** Names the file of the picture. Pictures that are drawn without a canvas have none. */
  file?: string;
  /** What is above the picture: switches. */
  tools?: ComponentChildren;
  /** What the marks in the picture mean. */
  legend?: Mark[];
  /** What is below the picture, also when it is a table. */
  notes?: ComponentChildren;
  /** What they say, for the picture. */
  footnotes?: string[];
  /** The picture. */
  children: ComponentChildren;
}

const EDGE = 16;

/** Breaks a text into lines that fit. */
const wrap = (context: CanvasRenderingContext2D, text: string, width: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && context.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
};

/** The canvas with its words around it, and the page's ground under it, which it does not have itself. */
const picture = (canvas: HTMLCanvasElement, {title, about, below, legend}: {title: string; about: string; below: string[]; legend: Mark[]}) => {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const family = getComputedStyle(document.body).fontFamily;
  const scale = canvas.width / canvas.clientWidth || 1;
  const width = Math.max(canvas.width / scale, 320) + 2 * EDGE;
  const whole = document.createElement('canvas');
  const context = whole.getContext('2d')!;

  const texts = [
    {text: title, font: `600 17px ${family}`, tone: 'text', height: 24},
    {text: about, font: `13px ${family}`, tone: 'muted', height: 19},
  ].filter(({text}) => text);
  const broken = (text: string, font: string) => {
    context.font = font;
    return wrap(context, text, width - 2 * EDGE);
  };
  const heads = texts.map((part) => ({...part, lines: broken(part.text, part.font)}));
  const small = `13px ${family}`;
  const foot = {font: small, tone: 'muted', height: 19, lines: below.flatMap((text) => broken(text, small))};
  const size = (part: {lines: string[]; height: number}) => part.lines.length * part.height;
  const legendHeight = legend.length > 0 ? 26 : 0;
  const top = EDGE + heads.reduce((sum, part) => sum + size(part), 0) + legendHeight + 6;
  const height = top + canvas.height / scale + 8 + size(foot) + EDGE;

  // A canvas forgets what it was told when its size is set.
  whole.width = Math.round(width * scale);
  whole.height = Math.round(height * scale);
  context.scale(scale, scale);
  context.fillStyle = color('surface');
  context.fillRect(0, 0, width, height);
  const write = (part: {lines: string[]; font: string; tone: string; height: number}, from: number) => {
    context.font = part.font;
    context.fillStyle = color(part.tone);
    part.lines.forEach((line, index) => context.fillText(line, EDGE, from + (index + 0.75) * part.height));
    return from + size(part);
  };
  const y = heads.reduce((from, part) => write(part, from), EDGE) + 14;
  let x = EDGE;
  context.font = small;
  for (const {name, tone, shape} of legend) {
    context.fillStyle = context.strokeStyle = color(tone);
    if (shape === 'area') context.fillRect(x, y - 6, 18, 12);
    else {
      context.lineWidth = 2;
      context.setLineDash(shape === 'dashes' ? [5, 4] : []);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + 18, y);
      context.stroke();
    }
    context.fillStyle = color('text');
    context.fillText(name, x + 24, y + 4);
    x += 24 + context.measureText(name).width + 18;
  }
  context.drawImage(canvas, EDGE, top, canvas.width / scale, canvas.height / scale);
  write(foot, top + canvas.height / scale + 8);
  return whole;
};

/** A chart with its title, its words and its table. */
export const Figure = ({title, summary, table, file, tools, legend = [], notes, footnotes = [], children}: Props) => {
  const figure = useRef<HTMLElement>(null);
  const about = useContext(About);
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const savePicture = () => {
    const canvas = figure.current?.querySelector('canvas');
    if (canvas) picture(canvas, {title, about, below: [...footnotes, summary], legend}).toBlob((blob) => blob && save(blob, `${file}.png`), 'image/png');
  };
  return (
    <figure ref={figure} class="card figure" aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
      <header>
        <h3 id={`${id}-title`}>{title}</h3>
        <div class="tools">
          <button type="button" class="quiet" aria-pressed={asTable} aria-describedby={`${id}-title`} onClick={() => setAsTable(!asTable)}>
            {t('as_table')}
          </button>
          {file && !asTable && (
            <button type="button" class="quiet" aria-describedby={`${id}-title`} onClick={savePicture}>
              PNG
            </button>
          )}
        </div>
      </header>
      {tools}
      {legend.length > 0 && !asTable && (
        <ul class="legend">
          {legend.map(({name, tone, shape}) => (
            <li key={name}>
              <span class={`mark ${shape} ${tone}`} aria-hidden="true" />
              {name}
            </li>
          ))}
        </ul>
      )}
      {asTable ? table : children}
      {notes}
      <figcaption id={`${id}-summary`}>{summary}</figcaption>
    </figure>
  );
};
