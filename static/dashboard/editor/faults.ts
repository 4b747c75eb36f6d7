import type {Fault} from '../lib/api.js';
import {pathOf} from './json.js';

/** The parts that the settings are in. */
export const SECTIONS = ['questions', 'thanks', 'display', 'look', 'general', 'answers', 'analysis', 'publish', 'versions', 'json'] as const;
export type Section = (typeof SECTIONS)[number];

const PARTS: Record<string, Section> = {
  name: 'general',
  default_locale: 'general',
  questions: 'questions',
  thanks: 'thanks',
  display: 'display',
  theme: 'look',
  attributes: 'answers',
  origins: 'answers',
  require_token: 'answers',
  analysis: 'analysis',
  status: 'publish',
  publish_scores: 'publish',
  opens_at: 'publish',
  closes_at: 'publish',
  max_responses: 'publish',
};

/** Where the setting is that a pointer leads to. What has no place in the form can be mended as JSON. */
export const sectionOf = (pointer: string): Section => PARTS[String(pathOf(pointer)[0] ?? '')] ?? 'json';

/** Where the question, or the way to say thanks, is that a pointer leads into. */
export const itemOf = (pointer: string): number | undefined => {
  const [part, index] = pathOf(pointer);
  return (part === 'questions' || part === 'thanks') && typeof index === 'number' ? index : undefined;
};

/** The faults at a pointer; with `deep`, also those of what is in it. */
export const faultsAt = (faults: readonly Fault[], pointer: string, deep = false): Fault[] =>
  faults.filter((fault) => fault.pointer === pointer || (deep && fault.pointer.startsWith(`${pointer}/`)));

/** A pointer and all that it is in, from the inside. */
export const outwards = (pointer: string): string[] => {
  const found = [];
  for (let at = pointer; at; at = at.slice(0, at.lastIndexOf('/'))) found.push(at);
  return found;
};

