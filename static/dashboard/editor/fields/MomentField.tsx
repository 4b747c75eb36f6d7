import {put, textAt} from '../draft.js';
import {Field, type FieldProps} from './Field.js';

/** A moment as the browser's field has it: in the reader's own time. */
const localOf = (iso: string) => {
  const moment = new Date(iso);
  if (!iso || Number.isNaN(moment.getTime())) return '';
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
};

const utcOf = (local: string) => new Date(local).toISOString().replace('.000Z', 'Z');

export const MomentField = (props: FieldProps) => (
  <Field {...props}>
    {(bound) => (
      <input
        {...bound}
        type="datetime-local"
        value={localOf(textAt(props.path))}
        onChange={({currentTarget}) => put(props.path, currentTarget.value ? utcOf(currentTarget.value) : undefined)}
      />
    )}
  </Field>
);
