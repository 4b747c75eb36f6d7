import type {Survey, Texts} from '../types.js';

/** A text in the language asked in, else in the survey's own, which each has. */
export const textIn = (texts: Texts, locale: string, survey: Survey) => texts[locale] ?? texts[survey.default_locale]!;
