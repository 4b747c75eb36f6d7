// What the page looks at is in its address, so that it can be sent, kept and gone back to.

import {signal} from '@preact/signals';

export const query = signal(new URLSearchParams(location.search));

/** Asked before the page goes to an address of its own. While one answers false, it stays. */
export const guards = new Set<(address: string) => boolean>();

const mayGo = (address: string) => [...guards].every((guard) => guard(address));

addEventListener('popstate', () => {
  const wanted = location.search || location.pathname;
  if (mayGo(wanted)) query.value = new URLSearchParams(location.search);
  // The browser has gone there already.
  else history.pushState(null, '', written(query.value));
});

type Changes = Record<string, string | null | undefined>;

const changed = (changes: Changes, keep: boolean) => {
  const next = new URLSearchParams(keep ? query.value : undefined);
  if (!keep) for (const kept of ['lang']) if (query.value.has(kept)) next.set(kept, query.value.get(kept)!);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined) next.delete(name);
    else next.set(name, value);
  }
  return next;
};

const written = (next: URLSearchParams) => {
  // Flags such as `wall` stand without a value.
  const text = next.toString().replace(/=(?=&|$)/g, '');
  return text ? `?${text}` : location.pathname;
};

/** The address with these parameters changed, all others as they are. */
export const href = (changes: Changes) => written(changed(changes, true));

/** The address with these parameters and no other but the language. */
export const hrefOnly = (parameters: Changes) => written(changed(parameters, false));

/** Goes to an address of this page; false if something wants to be asked about first. */
export const visit = (address: string, {replace = false} = {}): boolean => {
  if (!mayGo(address)) return false;
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  query.value = new URLSearchParams(location.search);
  return true;
};

/** Changes parameters, all others as they are. */
export const go = (changes: Changes, options?: {replace?: boolean}) => visit(href(changes), options);
