import {put, textAt} from '../draft.js';
import {Field, type FieldProps} from './Field.js';

interface Props extends FieldProps {
  choices: readonly (readonly [value: string, label: string])[];
  /** What is chosen where nothing is set. */
  usual?: string;
}

export const SelectField = ({choices, usual, ...rest}: Props) => {
  const value = textAt(rest.path) || (usual ?? '');
  return (
    <Field {...rest}>
      {(bound) => (
        <select {...bound} value={value} onChange={({currentTarget}) => put(rest.path, currentTarget.value || undefined)}>
          {choices.every(([each]) => each !== value) && <option value={value}>{value}</option>}
          {choices.map(([each, label]) => (
            <option key={each} value={each}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
};
