import type {ComponentChildren} from 'preact';
import {useState} from 'preact/hooks';
import {t} from '../../lib/words.js';
import {faults, membersAt, put, remove} from '../draft.js';
import {faultsAt} from '../faults.js';
import {pointerOf, renamed, type Json, type Path} from '../json.js';
import {Faults} from '../fields/Faults.js';
import {idOf} from '../fields/Field.js';

interface Props {
  path: Path;
  /** What a new one is called, before it has a name of its own. */
  usual: string;
  add: string;
  empty: Json;
  children: (path: Path, name: string) => ComponentChildren;
}

/** Members with names that the owner gives. */
export const Entries = ({path, usual, add, empty, children}: Props) => {
  const members = membersAt(path);
  const names = Object.keys(members);
  const [typed, setTyped] = useState<{was: string; name: string} | null>(null);
  const rename = () => {
    const name = typed?.name.trim();
    if (typed && name && !names.includes(name)) put(path, renamed(members, typed.was, name));
    setTyped(null);
  };
  const more = () => {
    let name = usual;
    for (let number = 2; names.includes(name); number++) name = `${usual}_${number}`;
    put([...path, name], empty);
    requestAnimationFrame(() => document.getElementById(`${idOf([...path, name])}-name`)?.focus());
  };
  return (
    <div class="entries" id={idOf(path)} tabIndex={-1}>
      <Faults id={`${idOf(path)}-faults`} found={faultsAt(faults.value, pointerOf(path))} />
      <ul class="cards">
        {names.map((name, index) => {
          const own = [...path, name];
          const id = `${idOf(own)}-name`;
          return (
            <li key={index} class="entry">
              <div class="entry-head">
                <div class="field">
                  <label for={id}>{t('editor_entry_name')}</label>
                  <input
                    id={id}
                    type="text"
                    class="code"
                    spellcheck={false}
                    autocapitalize="none"
                    value={typed?.was === name ? typed.name : name}
                    onInput={({currentTarget}) => setTyped({was: name, name: currentTarget.value})}
                    onBlur={rename}
                  />
                </div>
                <button
                  type="button"
                  class="quiet icon"
                  aria-label={t('editor_remove', {name})}
                  onClick={() => {
                    remove(own, t('editor_removed', {name}));
                    requestAnimationFrame(() => document.getElementById('undo-removed')?.focus());
                  }}
                >
                  ×
                </button>
              </div>
              {children(own, name)}
            </li>
          );
        })}
      </ul>
      <button type="button" onClick={more}>
        {add}
      </button>
    </div>
  );
};
