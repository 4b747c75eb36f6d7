import {settings} from '../settings.js';

/** What is kept, for as long as the page lives where the visitor blocks site data: then merely reading `localStorage` throws. */
let kept: Record<string, string> = {};
try {
  if (!settings.preview) kept = localStorage;
} catch {}

export const storage = {
  get: (key: string): string | undefined => kept[key],

  /** Reads JSON; what is none is as if it were absent. */
  read<T>(key: string): T | undefined {
    try {
      return JSON.parse(kept[key]!);
    } catch {}
  },

  set(key: string, value: string) {
    try {
      kept[key] = value;
    } catch {
      // The quota is used up.
      kept = {...kept, [key]: value};
    }
  },

  remove: (key: string) => delete kept[key],

  keys: () => Object.keys(kept),
};
