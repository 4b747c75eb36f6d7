import {matchLocale} from './matchLocale.js';
import type {Survey} from '../types.js';

/** The language to ask in: one that is told, the page's, the visitor's. No survey is hidden for want of a translation. */
export const pickLocale = (survey: Survey, told: string) => {
  const available = survey.questions.flatMap(({text}) => Object.keys(text));
  for (const wanted of [told, document.documentElement.lang, ...navigator.languages]) {
    const locale = matchLocale(wanted, available);
    if (locale) return locale;
  }
  return survey.default_locale;
};
