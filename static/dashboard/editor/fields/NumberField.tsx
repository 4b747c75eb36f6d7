import {number, t} from '../../lib/words.js';
import {at, put} from '../draft.js';
import {fieldHint} from '../names.js';
import {Field, type FieldProps} from './Field.js';

interface Props extends FieldProps {
  min: number;
  max: number;
  step?: number | 'any';
  /** What holds where nothing is set. */
  usual?: number;
  /** What the number is written in: 100 shows shares as %. */
  factor?: number;
}

/** A number. Without one the setting is not set. */
export const NumberField = ({min, max, step = 1, usual, factor = 1, ...rest}: Props) => {
  const value = at(rest.path);
  const hint = rest.hint ?? fieldHint(rest.path.at(-1) ?? '');
  return (
    <Field {...rest} hint={usual === undefined ? hint : `${String(hint)} ${t('editor_usual', {value: number(usual)})}`}>
      {(bound) => (
        <input
          {...bound}
          type="number"
          min={min}
          max={max}
          step={step}
          value={typeof value === 'number' ? Math.round(value * factor * 1e6) / 1e6 : ''}
          placeholder={usual === undefined ? '' : String(usual)}
          onInput={({currentTarget}) => put(rest.path, currentTarget.value === '' ? undefined : Number(currentTarget.value) / factor)}
        />
      )}
    </Field>
  );
};
