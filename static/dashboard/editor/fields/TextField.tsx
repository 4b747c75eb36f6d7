import {put, textAt} from '../draft.js';
import {Field, type FieldProps} from './Field.js';

interface Props extends FieldProps {
  placeholder?: string;
}

/** A line of text. Without any the setting is not set. */
export const TextField = ({placeholder = '', ...rest}: Props) => (
  <Field {...rest}>
    {(bound) => <input {...bound} type="text" value={textAt(rest.path)} placeholder={placeholder} onInput={({currentTarget}) => put(rest.path, currentTarget.value || undefined)} />}
  </Field>
);
