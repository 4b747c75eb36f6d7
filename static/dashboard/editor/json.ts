// A definition is edited as the document that it is: what the form does not know stays as it was.

export type Json = null | boolean | number | string | Json[] | Members;
export interface Members {
  [name: string]: Json;
}
/** Where something is in a document. */
export type Path = readonly (string | number)[];

export const isMembers = (value: Json | undefined): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is at a path, if there is anything. */
export const getIn = (document: Json | undefined, path: Path): Json | undefined =>
  path.reduce<Json | undefined>((value, token) => {
    if (Array.isArray(value)) return value[Number(token)];
    return isMembers(value) && Object.hasOwn(value, token) ? value[token] : undefined;
  }, document);

/** The document with a value at a path, or without what was there. An object that has nothing left in it goes, too. */
export const setIn = (document: Json | undefined, [token, ...rest]: Path, value: Json | undefined): Json | undefined => {
  if (token === undefined) return value;
  if (typeof token === 'number') {
    const items = Array.isArray(document) ? [...document] : [];
    const next = setIn(items[token], rest, value);
    if (next !== undefined) items[token] = next;
    // An item goes only if it is what was to go.
    else if (rest.length) items[token] = {};
    else items.splice(token, 1);
    return items;
  }
  const members = isMembers(document) ? document : {};
  const next = setIn(members[token], rest, value);
  if (next !== undefined) return {...members, [token]: next};
  const {[token]: _, ...others} = members;
  return Object.keys(others).length ? others : undefined;
};

/** An object with another name for one of its members, at the same place. */
export const renamed = (members: Members, was: string, name: string): Members =>
  Object.fromEntries(Object.entries(members).map(([each, value]) => [each === was ? name : each, value]));

/** Whether two documents say the same, in whichever order. */
export const same = (a: Json | undefined, b: Json | undefined): boolean => {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (!isMembers(a) || !isMembers(b)) return a === b;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name]));
};

/** A JSON Pointer (RFC 6901). */
export const pointerOf = (path: Path): string => path.map((token) => `/${String(token).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');

/** Where a JSON Pointer leads. What looks like a number is one. */
export const pathOf = (pointer: string): Path =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'))
    .map((token) => (/^(0|[1-9]\d*)$/.test(token) ? Number(token) : token));
