import {useState} from 'preact/hooks';
import {t} from '../../lib/words.js';
import {textAt} from '../draft.js';
import {QUESTION_ID} from '../slug.js';
import {Field, type FieldProps} from './Field.js';

interface Props extends FieldProps {
  /** It is on the edge under this id, and answers are counted by it. */
  frozen: boolean;
  change: (id: string) => void;
}

/** An id. It counts once one has left the field, so that it is no other's while it is typed. */
export const IdField = ({frozen, change, ...rest}: Props) => {
  const value = textAt(rest.path);
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && !QUESTION_ID.test(typed);
  const commit = () => {
    if (typed !== null && !wrong && typed !== value) change(typed);
    setTyped(null);
  };
  return (
    <Field {...rest} hint={frozen ? t('editor_id_frozen') : wrong ? t('editor_id_form') : t('editor_id_new')}>
      {(bound) => (
        <input
          {...bound}
          type="text"
          class="code"
          spellcheck={false}
          autocapitalize="none"
          readOnly={frozen}
          value={typed ?? value}
          aria-invalid={bound['aria-invalid'] || wrong}
          onInput={({currentTarget}) => setTyped(currentTarget.value)}
          onBlur={commit}
          onKeyDown={({key}) => key === 'Enter' && commit()}
        />
      )}
    </Field>
  );
};
