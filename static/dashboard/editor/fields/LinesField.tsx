import {useState} from 'preact/hooks';
import {listAt, put} from '../draft.js';
import {Field, type FieldProps} from './Field.js';

interface Props extends FieldProps {
  rows?: number;
  /** An empty list means something else than none. */
  keepEmpty?: boolean;
  lang?: string;
}

const linesOf = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** A list of lines. */
export const LinesField = ({rows = 3, keepEmpty, lang, ...rest}: Props) => {
  const value = listAt(rest.path).map(String);
  // Blank lines and blanks are typed before what comes after them.
  const [typed, setTyped] = useState(value.join('\n'));
  const text = linesOf(typed).join('\n') === value.join('\n') ? typed : value.join('\n');
  return (
    <Field {...rest} deep>
      {(bound) => (
        <textarea
          {...bound}
          rows={rows}
          lang={lang}
          value={text}
          onInput={({currentTarget}) => {
            setTyped(currentTarget.value);
            const lines = linesOf(currentTarget.value);
            put(rest.path, lines.length || keepEmpty ? lines : undefined);
          }}
        />
      )}
    </Field>
  );
};
