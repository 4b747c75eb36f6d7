import type {ComponentChildren} from 'preact';
import {faults, put, textAt} from '../draft.js';
import {faultsAt} from '../faults.js';
import {pointerOf, type Path} from '../json.js';
import {fieldName} from '../names.js';
import {Faults} from './Faults.js';
import {idOf} from './Field.js';

interface Props {
  path: Path;
  choices: readonly {value: string; label: string; text: ComponentChildren}[];
  usual: string;
}

/** A choice whose options need a word of explanation each. */
export const RadioField = ({path, choices, usual}: Props) => {
  const id = idOf(path);
  const value = textAt(path) || usual;
  const found = faultsAt(faults.value, pointerOf(path));
  return (
    <fieldset class="radios" id={id} tabIndex={-1} aria-describedby={found.length ? `${id}-faults` : undefined}>
      <legend>{fieldName(path.at(-1) ?? '')}</legend>
      {choices.map(({value: each, label, text}) => (
        <label key={each} class={each === value ? 'chosen' : ''}>
          <input type="radio" name={id} checked={each === value} onChange={() => put(path, each)} />
          <span>
            {label}
            <small>{text}</small>
          </span>
        </label>
      ))}
      <Faults id={`${id}-faults`} found={found} />
    </fieldset>
  );
};
