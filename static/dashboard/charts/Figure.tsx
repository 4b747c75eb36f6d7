import {type ComponentChildren, createContext} from 'preact';
import {useContext, useId, useRef, useState} from 'preact/hooks';
import {save} from '../lib/api.js';
import {t} from '../lib/words.js';
import {drawingIn, picture, type Mark} from './picture.js';

/** What the charts of a page are of, for their pictures: the survey's name, the days. */
export const About = createContext('');

interface Props {
  title: string;
  /** What the picture shows, in a sentence or two with its figures: the text alternative, which everybody may read. */
  summary: string;
  /** The same figures as a table. */
  table: ComponentChildren;
  /** Names the file of the picture. What is drawn as a list or a table has none. */
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

/** A chart with its title, its words and its table. */
export const Figure = ({title, summary, table, file, tools, legend = [], notes, footnotes = [], children}: Props) => {
  const figure = useRef<HTMLElement>(null);
  const about = useContext(About);
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const savePicture = async () => {
    const drawing = await drawingIn(figure.current!);
    if (drawing) picture(drawing, {title, about, below: [...footnotes, summary], legend}).toBlob((blob) => blob && save(blob, `${file}.png`), 'image/png');
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
