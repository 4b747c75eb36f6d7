import {isMembers, same, type Json, type Path} from './json.js';

export interface Change {
  /** Items that have ids are named by them. */
  path: Path;
  kind: 'added' | 'removed' | 'changed' | 'moved';
  before?: Json;
  after?: Json;
}

const idOf = (item: Json) => (isMembers(item) && typeof item['id'] === 'string' ? item['id'] : undefined);

/** By their ids, if all have one and no two the same. */
const byId = (items: Json[]) => {
  const ids = items.map(idOf);
  if (ids.some((id) => id === undefined) || new Set(ids).size !== ids.length) return undefined;
  return new Map(items.map((item, index) => [ids[index]!, item]));
};

const compareLists = (before: Json[], after: Json[], path: Path): Change[] => {
  const [was, is] = [byId(before), byId(after)];
  if (was && is) {
    const changes: Change[] = [];
    for (const [id, item] of was) if (!is.has(id)) changes.push({path: [...path, id], kind: 'removed', before: item});
    for (const [id, item] of is) changes.push(...(was.has(id) ? compare(was.get(id)!, item, [...path, id]) : [{path: [...path, id], kind: 'added' as const, after: item}]));
    const order = (items: Map<string, Json>, others: Map<string, Json>) => [...items.keys()].filter((id) => others.has(id));
    const [orderWas, orderIs] = [order(was, is), order(is, was)];
    if (!same(orderWas, orderIs)) changes.push({path, kind: 'moved', before: orderWas, after: orderIs});
    return changes;
  }
  // Lists of lines read best as a whole; those of objects item by item.
  if (![...before, ...after].every(isMembers)) return same(before, after) ? [] : [{path, kind: 'changed', before, after}];
  return Array.from({length: Math.max(before.length, after.length)}, (_, index) => compare(before[index], after[index], [...path, index])).flat();
};

/** What one document says otherwise than another. */
export const compare = (before: Json | undefined, after: Json | undefined, path: Path = []): Change[] => {
  if (same(before, after)) return [];
  if (before === undefined) return [{path, kind: 'added', after: after!}];
  if (after === undefined) return [{path, kind: 'removed', before}];
  if (Array.isArray(before) && Array.isArray(after)) return compareLists(before, after, path);
  if (isMembers(before) && isMembers(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => compare(before[name], after[name], [...path, name]));
  }
  return [{path, kind: 'changed', before, after}];
};
