import {t} from '../../lib/words.js';
import {definition, faults, listAt, put, replace, savedIds, textAt} from '../draft.js';
import {faultsAt} from '../faults.js';
import {getIn, pointerOf, setIn, type Members} from '../json.js';
import {fieldName} from '../names.js';
import {renameOption} from '../rename.js';
import {freeId, slugOf} from '../slug.js';
import {Faults} from '../fields/Faults.js';
import {idOf} from '../fields/Field.js';
import {IdField} from '../fields/IdField.js';
import {TextsField} from '../fields/TextsField.js';
import {Tools} from '../fields/Tools.js';

interface Props {
  question: number;
  part: 'options' | 'aspects';
}

const MADE_UP = /^(options|aspects)-\d+$/;

/** The options of a choice, or the aspects that are rated. */
export const Items = ({question, part}: Props) => {
  const path = ['questions', question, part];
  const items = listAt(path);
  const ids = items.map((item) => String(getIn(item, ['id']) ?? ''));
  const asked = textAt(['questions', question, 'id']);
  const index = savedIds(['questions']).indexOf(asked);
  const frozen = index < 0 ? [] : savedIds(['questions', index, part]);
  const rename = (at: number, id: string) =>
    replace(part === 'options' ? renameOption(definition.value, question, at, id) : (setIn(definition.value, [...path, at, 'id'], id) as Members));
  const add = () => {
    put([...path, items.length], {id: freeId(`${part}-${items.length + 1}`, [...ids, ...frozen]), text: {}});
    requestAnimationFrame(() => document.getElementById(idOf([...path, items.length, 'text', textAt(['default_locale'])]))?.focus());
  };
  return (
    <fieldset class="items" id={idOf(path)} tabIndex={-1}>
      <legend>{fieldName(part)}</legend>
      <Faults id={`${idOf(path)}-faults`} found={faultsAt(faults.value, pointerOf(path))} />
      <ol>
        {items.map((_, at) => {
          const own = [...path, at];
          const name = t(part === 'options' ? 'editor_option_n' : 'editor_aspect_n', {n: at + 1});
          const isFrozen = frozen.includes(ids[at]!) && ids.filter((id) => id === ids[at]).length === 1;
          return (
            <li key={at} class="item">
              <TextsField
                path={[...own, 'text']}
                label={name}
                short
                onWritten={(text) => {
                  const others = [...ids.filter((_, each) => each !== at), ...frozen];
                  if (MADE_UP.test(ids[at]!) && !isFrozen && slugOf(text)) rename(at, freeId(slugOf(text), others));
                }}
              />
              <div class="item-row">
                <IdField path={[...own, 'id']} frozen={isFrozen} change={(id) => rename(at, id)} />
                <Tools path={path} index={at} name={name} />
              </div>
            </li>
          );
        })}
      </ol>
      <button type="button" onClick={add}>
        {t(part === 'options' ? 'editor_option_add' : 'editor_aspect_add')}
      </button>
    </fieldset>
  );
};
