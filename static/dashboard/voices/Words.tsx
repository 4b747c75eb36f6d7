import {found, pieces, standing} from './marks.js';

interface Props {
  text: string;
  /** What is searched for: it is marked. */
  query: string | null;
  /** Words that made a topic: they are underlined. */
  matched: string[];
}

/** What somebody wrote. It is text, whatever it looks like. */
export const Words = ({text, query, matched}: Props) => (
  <>
    {pieces(text, query ? found(text, query) : [], standing(text, matched)).map((piece, index) => {
      const inner = piece.matched ? <u class="matched">{piece.text}</u> : piece.text;
      return piece.found ? <mark key={index}>{inner}</mark> : <span key={index}>{inner}</span>;
    })}
  </>
);
