// What is being edited. It is kept beside the components, so that a change of the page's language does not lose it.

import {computed, signal} from '@preact/signals';
import type {Fault} from '../lib/api.js';
import type {Survey} from '../lib/types.js';
import type {Section} from './faults.js';
import {getIn, isMembers, pointerOf, same, setIn, type Json, type Members, type Path} from './json.js';

/** A definition as it is on the edge. */
export interface Saved {
  survey: string;
  version: string;
  updated_at: string;
  definition: Members;
}

interface Draft {
  saved: Saved;
  definition: Members;
  past: Members[];
  future: Members[];
}

/** What describes a definition, and is none of it. */
const DESCRIBING = ['survey', 'version', 'updated_at'];
/** Changes of one field within so many milliseconds are undone together. */
const TOGETHER_MS = 1500;
const MOST_STEPS = 200;

const draft = signal<Draft | null>(null);
let last = {pointer: '', at: 0};

export const savedOf = (answer: Survey): Saved => ({
  survey: answer.survey,
  version: answer.version,
  updated_at: answer.updated_at,
  definition: Object.fromEntries(Object.entries(answer).filter(([name]) => !DESCRIBING.includes(name))) as Members,
});

/** What is wrong with it, as far as the edge has said. */
export const faults = signal<Fault[]>([]);
/** Which part of the settings is looked at, and which question or way to say thanks in it. */
export const section = signal<Section>('questions');
export const opened = signal<number | null>(0);
/** Languages that were added and that no text has yet. */
export const added = signal<string[]>([]);
/** What was just done, for those who do not see it, and how it can be undone. */
export const done = signal<{text: string; undo: boolean} | null>(null);
/** The survey that was made just now. */
export const made = signal<string | null>(null);

export const saved = computed(() => draft.value?.saved);
export const definition = computed<Members>(() => draft.value?.definition ?? {});
/** What is typed as JSON and is none yet. */
export const unread = signal<string | null>(null);
export const isDirty = computed(() => unread.value !== null || (draft.value !== null && !same(draft.value.saved.definition, draft.value.definition)));
export const canUndo = computed(() => Boolean(draft.value?.past.length));
export const canRedo = computed(() => Boolean(draft.value?.future.length));

/** Begins with what is on the edge. */
export const load = (next: Saved) => {
  if (next.survey !== draft.peek()?.saved.survey) {
    section.value = 'questions';
    opened.value = 0;
    done.value = null;
  }
  draft.value = {saved: next, definition: next.definition, past: [], future: []};
  added.value = [];
  faults.value = [];
  unread.value = null;
  last = {pointer: '', at: 0};
};

/** The edge has this now; what is edited stays. */
export const rebase = (next: Saved) => {
  if (draft.value) draft.value = {...draft.value, saved: next};
};

/** What was sent is saved. The edge may write the same in another way. */
export const settle = (next: Saved, sent: Members) => {
  const was = draft.value;
  if (was) draft.value = {...was, saved: next, definition: was.definition === sent ? next.definition : was.definition};
};

/** Replaces the whole definition. */
export const replace = (next: Members, pointer = '') => {
  const was = draft.value;
  if (!was || same(was.definition, next)) return;
  const now = Date.now();
  const together = pointer !== '' && pointer === last.pointer && now - last.at < TOGETHER_MS && was.past.length > 0;
  last = {pointer, at: now};
  done.value = null;
  unread.value = null;
  draft.value = {...was, definition: next, past: together ? was.past : [...was.past, was.definition].slice(-MOST_STEPS), future: []};
};

export const undo = () => {
  const was = draft.value;
  const before = was?.past.at(-1);
  if (!was || !before) return;
  last = {pointer: '', at: 0};
  done.value = null;
  draft.value = {...was, definition: before, past: was.past.slice(0, -1), future: [was.definition, ...was.future]};
};

export const redo = () => {
  const was = draft.value;
  const after = was?.future[0];
  if (!was || !after) return;
  last = {pointer: '', at: 0};
  draft.value = {...was, definition: after, past: [...was.past, was.definition], future: was.future.slice(1)};
};

/** Goes back to what is saved; this, too, can be undone. */
export const discard = () => {
  unread.value = null;
  if (draft.value) replace(draft.value.saved.definition);
};

export const at = (path: Path): Json | undefined => getIn(definition.value, path);
export const listAt = (path: Path): Json[] => {
  const value = at(path);
  return Array.isArray(value) ? value : [];
};
export const membersAt = (path: Path): Members => {
  const value = at(path);
  return isMembers(value) ? value : {};
};
export const textAt = (path: Path): string => {
  const value = at(path);
  return typeof value === 'string' ? value : '';
};

/** Sets what is at a path; nothing removes it. */
export const put = (path: Path, value: Json | undefined) => replace((setIn(definition.value, path, value) ?? {}) as Members, pointerOf(path));

export const remove = (path: Path, text: string) => {
  put(path, undefined);
  done.value = {text, undo: true};
};

/** Moves an item of a list by one place. */
export const move = (path: Path, index: number, by: -1 | 1, text: string) => {
  const items = [...listAt(path)];
  items.splice(index + by, 0, ...items.splice(index, 1));
  replace(setIn(definition.value, path, items) as Members);
  done.value = {text, undo: false};
};

/** The ids in a list as it is on the edge: they stay as they are. */
export const savedIds = (path: Path): string[] => {
  const items = getIn(draft.value?.saved.definition, path);
  return (Array.isArray(items) ? items : []).map((item) => getIn(item, ['id'])).filter((id): id is string => typeof id === 'string');
};
