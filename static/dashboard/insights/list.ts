import {language} from '../lib/words.js';

/** Things one after another, as the language lists them. */
export const list = (items: string[]): string => new Intl.ListFormat(language.value, {type: 'conjunction'}).format(items);
