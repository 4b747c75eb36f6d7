import type {ComponentChildren} from 'preact';
import {t} from '../lib/words.js';

interface Props {
  /** What links lead to. */
  id: string;
  title: string;
  /** How its figures are to be read, a paragraph each. */
  how: string[];
  children: ComponentChildren;
}

/** One thing that a reader asks, with all that answers it. */
export const Part = ({id, title, how, children}: Props) => (
  <section id={id} class="part" tabIndex={-1} aria-labelledby={`${id}-title`}>
    <h2 id={`${id}-title`}>{title}</h2>
    {children}
    <details class="how">
      <summary>{t('insights_how')}</summary>
      {how.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </details>
  </section>
);
