import type {Survey, Texts} from '../types.js';

/** A text in the language asked in, else in the survey's own, else in any that it has. */
export const textIn = (texts: Texts, locale: string, survey: Survey) =>
  texts[locale] ?? texts[survey.default_locale] ?? Object.values(texts)[0] ?? '';
