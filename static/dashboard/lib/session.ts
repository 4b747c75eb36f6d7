// Who reads: the token that was typed, for this tab and as long as it is open. It is never in an address.

import {computed, signal} from '@preact/signals';

const KEY = 'glas-token';

export type Role = 'reader' | 'admin';

// Where storage is denied, a reload asks again.
const stored = () => {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
};

export const token = signal<string | null>(stored());
/** What the token allows, once the edge has said so. */
export const role = signal<Role | null>(null);
export const isAdmin = computed(() => role.value === 'admin');
/** Why one who was signed in is not any more. */
export const ended = signal(false);

export const signIn = (value: string, as: Role) => {
  try {
    sessionStorage.setItem(KEY, value);
  } catch {
    // Then it is kept until the next reload.
  }
  token.value = value;
  role.value = as;
  ended.value = false;
};

export const signOut = (because: 'asked' | 'refused' = 'asked') => {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
  token.value = null;
  role.value = null;
  ended.value = because === 'refused';
};
