// What names a question or an option goes along when it gets another id.

import {getIn, isMembers, renamed, setIn, type Json, type Members, type Path} from './json.js';

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

const mapConditions = (value: Json | undefined, change: (condition: Members) => Json): Json | undefined => {
  if (Array.isArray(value)) return value.map((item) => (isMembers(item) ? change(item) : item));
  return isMembers(value) ? change(value) : value;
};

/** Applies a function to every condition of a definition. */
const inConditions = (definition: Members, change: (condition: Members) => Json): Members => {
  const changed = {...definition};
  for (const part of ['questions', 'thanks']) {
    if (!Array.isArray(changed[part])) continue;
    changed[part] = list(changed[part]).map((item) => {
      const conditions = getIn(item, ['show_if']);
      return conditions === undefined ? item : setIn(item, ['show_if'], mapConditions(conditions, change))!;
    });
  }
  return changed;
};

/** Gives a question another id. */
export const renameQuestion = (definition: Members, index: number, id: string): Members => {
  const at: Path = ['questions', index, 'id'];
  const was = getIn(definition, at);
  let changed = setIn(definition, at, id) as Members;
  if (typeof was !== 'string' || was === '') return changed;
  changed = inConditions(changed, (condition) => (condition['question'] === was ? {...condition, question: id} : condition));
  const weights = getIn(changed, ['analysis', 'weights']);
  if (isMembers(weights) && was in weights) changed = setIn(changed, ['analysis', 'weights'], renamed(weights, was, id)) as Members;
  for (const part of ['goals', 'references']) {
    const path = ['analysis', part];
    const named = list(getIn(changed, path));
    if (named.some((item) => getIn(item, ['question']) === was)) {
      const next = named.map((item) => (getIn(item, ['question']) === was ? setIn(item, ['question'], id)! : item));
      changed = setIn(changed, path, next) as Members;
    }
  }
  return changed;
};

/** Gives an option of a question another id. */
export const renameOption = (definition: Members, question: number, index: number, id: string): Members => {
  const at: Path = ['questions', question, 'options', index, 'id'];
  const was = getIn(definition, at);
  const asked = getIn(definition, ['questions', question, 'id']);
  const changed = setIn(definition, at, id) as Members;
  if (typeof was !== 'string' || was === '') return changed;
  return inConditions(changed, (condition) => (condition['question'] === asked && condition['includes'] === was ? {...condition, includes: id} : condition));
};
