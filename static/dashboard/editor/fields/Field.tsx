import type {ComponentChildren} from 'preact';
import {faults} from '../draft.js';
import {faultsAt} from '../faults.js';
import {pointerOf, type Path} from '../json.js';
import {fieldHint, fieldName} from '../names.js';
import {Faults} from './Faults.js';

/** What a control has to have, so that what is said about it belongs to it. */
export interface Bound {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean;
}

export interface FieldProps {
  path: Path;
  label?: string | undefined;
  hint?: ComponentChildren;
  class?: string;
}

interface Props extends FieldProps {
  /** Faults in what it holds are said here, too. */
  deep?: boolean;
  children: (bound: Bound) => ComponentChildren;
}

export const idOf = (path: Path) => `at-${pointerOf(path)}`;

/** A label, a control, what it is for, and what is wrong with it. */
export const Field = ({path, label, hint, deep = false, class: name = '', children}: Props) => {
  const last = path.at(-1) ?? '';
  const id = idOf(path);
  const found = faultsAt(faults.value, pointerOf(path), deep);
  const help = hint ?? fieldHint(last);
  const described = [help && `${id}-hint`, found.length > 0 && `${id}-faults`].filter(Boolean).join(' ');
  return (
    <div class={`field ${name}`}>
      <label for={id}>{label ?? fieldName(last)}</label>
      {children({id, 'aria-describedby': described || undefined, 'aria-invalid': found.length > 0})}
      <Faults id={`${id}-faults`} found={found} quote={deep} />
      {help && <small id={`${id}-hint`}>{help}</small>}
    </div>
  );
};
