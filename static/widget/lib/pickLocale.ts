import {matchLocale} from './matchLocale.js';
import type {Survey} from '../types.js';

/** The language to ask in. No survey is hidden for want of a translation. */
export const pickLocale = (survey: Survey, asked: string) => {
  const available = survey.questions.flatMap(({text}) => Object.keys(text));
  const wanted = [asked, document.documentElement.lang, ...navigator.languages, survey.default_locale];
  for (const tag of wanted) {
    const locale = tag && matchLocale(tag, available);
    if (locale) return locale;
  }
  return available[0] ?? survey.default_locale;
};
