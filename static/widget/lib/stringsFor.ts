import english from '../../strings/en.json';
import type {Survey} from '../types.js';

/** The system strings by name; some names are made of a question's kind. */
export type Strings = typeof english & {[name: string]: string | undefined};

/** The system strings in the language asked in, or in English. */
export const stringsFor = (survey: Survey, locale: string): Strings => ({...english, ...survey.strings?.[locale]});
