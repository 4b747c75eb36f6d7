import {at, faults, put} from '../draft.js';
import {faultsAt} from '../faults.js';
import {pointerOf, type Path} from '../json.js';
import {fieldHint, fieldName} from '../names.js';
import {idOf} from './Field.js';
import {Faults} from './Faults.js';

interface Props {
  path: Path;
  /** What is put when it is off: nothing, unless the setting is always there. */
  off?: false;
}

export const Switch = ({path, off}: Props) => {
  const last = path.at(-1) ?? '';
  const id = idOf(path);
  const hint = fieldHint(last);
  const found = faultsAt(faults.value, pointerOf(path));
  return (
    <div class="field switch">
      <label>
        <input
          id={id}
          type="checkbox"
          checked={at(path) === true}
          aria-describedby={[hint && `${id}-hint`, found.length > 0 && `${id}-faults`].filter(Boolean).join(' ') || undefined}
          aria-invalid={found.length > 0}
          onChange={({currentTarget}) => put(path, currentTarget.checked || off)}
        />
        {fieldName(last)}
      </label>
      {hint && <small id={`${id}-hint`}>{hint}</small>}
      <Faults id={`${id}-faults`} found={found} />
    </div>
  );
};
