import {put, textAt} from '../draft.js';
import {Field, type FieldProps} from './Field.js';

export const DayField = (props: FieldProps) => (
  <Field {...props}>{(bound) => <input {...bound} type="date" value={textAt(props.path)} onChange={({currentTarget}) => put(props.path, currentTarget.value || undefined)} />}</Field>
);
