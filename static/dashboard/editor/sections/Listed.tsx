import type {ComponentChildren} from 'preact';
import {t} from '../../lib/words.js';
import {faults, listAt, put} from '../draft.js';
import {faultsAt} from '../faults.js';
import {pointerOf, type Json, type Path} from '../json.js';
import {fieldHint, fieldName} from '../names.js';
import {Faults} from '../fields/Faults.js';
import {idOf} from '../fields/Field.js';
import {Tools} from '../fields/Tools.js';

interface Props {
  path: Path;
  add: string;
  empty: Json;
  most: number;
  children: (path: Path) => ComponentChildren;
}

/** A list of things with several fields each. */
export const Listed = ({path, add, empty, most, children}: Props) => {
  const items = listAt(path);
  const title = fieldName(path.at(-1) ?? '');
  return (
    <section class="listed" id={idOf(path)} tabIndex={-1}>
      <h3>{title}</h3>
      <p class="muted">{fieldHint(path.at(-1) ?? '')}</p>
      <Faults id={`${idOf(path)}-faults`} found={faultsAt(faults.value, pointerOf(path))} />
      <ol class="cards">
        {items.map((_, index) => {
          const own = [...path, index];
          const name = `${title} ${index + 1}`;
          return (
            <li key={index} class="entry row" id={idOf(own)} tabIndex={-1}>
              <Faults id={`${idOf(own)}-faults`} found={faultsAt(faults.value, pointerOf(own))} />
              <div class="fields">{children(own)}</div>
              <Tools path={path} index={index} name={name} />
            </li>
          );
        })}
      </ol>
      {items.length < most && (
        <button type="button" onClick={() => put([...path, items.length], empty)} aria-label={t('editor_add_to', {add, title})}>
          {add}
        </button>
      )}
    </section>
  );
};
