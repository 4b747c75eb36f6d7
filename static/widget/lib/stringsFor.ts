import english from '../../strings/en.json';
import type {Survey} from '../types.js';

export type Strings = typeof english;

/** The system strings in the language asked in, or in English. */
export const stringsFor = (survey: Survey, locale: string): Strings => ({...english, ...survey.strings?.[locale]});
