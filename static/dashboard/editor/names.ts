// How the settings are called where they are edited, compared and complained about.

import type {Fault} from '../lib/api.js';
import {language, languageName, t, tOr} from '../lib/words.js';
import {isMembers, pathOf, type Json, type Path} from './json.js';

export const fieldName = (name: string | number): string => tOr(`editor_f_${name}`, String(name));
export const fieldHint = (name: string | number): string => tOr(`editor_h_${name}`, '');

/** Where something is, in words. */
export const pathName = (path: Path): string =>
  path
    .map((token, index) => {
      const parent = path[index - 1];
      if (typeof token === 'number') return String(token + 1);
      // Ids are the owner's own, and so are the names of attributes and topics.
      if (['questions', 'options', 'aspects', 'attributes', 'weights'].includes(String(parent))) return token;
      if (parent === 'text' || parent === 'title' || path[index - 2] === 'topics') return languageName(token);
      return parent === 'topics' ? token : fieldName(token);
    })
    .join(' › ');

/** What is wrong, in the reader's words as far as there are any; what exactly, the edge says in English. */
export const faultText = (fault: Fault): {text: string; detail: string} => {
  const parent = pathOf(fault.pointer).at(-2);
  if (fault.code === 'missing' && (parent === 'text' || parent === 'title')) return {text: t('editor_fault_main_language'), detail: ''};
  if (language.value === 'en') return {text: fault.detail, detail: ''};
  return {text: tOr(`editor_fault_${fault.code}`, t('editor_fault')), detail: fault.detail};
};

export const placeOf = (fault: Fault): string => pathName(pathOf(fault.pointer)) || t('editor_definition');

/** A value as it can be read, in a line or a few. */
export const shortly = (value: Json | undefined): string => {
  if (value === undefined) return '–';
  if (value === true) return t('editor_yes');
  if (value === false) return t('editor_no');
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(shortly).join(value.some(isMembers) ? '\n' : ', ') || '–';
  if (isMembers(value)) return Object.entries(value).map(([name, each]) => `${fieldName(name)}: ${shortly(each)}`).join('\n');
  return String(value);
};
