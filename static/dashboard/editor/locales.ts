import {isMembers, type Json, type Members} from './json.js';

/** Members that hold texts by language. */
const TEXTS = ['text', 'title'];

const isTexts = (name: string, value: Json): value is Members => TEXTS.includes(name) && isMembers(value);

/** Applies a function to every text of a part of a definition. Notes of the analysis are lines, and no texts. */
const mapTexts = (value: Json, change: (texts: Members) => Members): Json => {
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isMembers(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, isTexts(name, each) ? change(each) : mapTexts(each, change)]));
};

/** The languages of a definition: its default, then all that any text has. */
export const localesOf = (definition: Members): string[] => {
  const found = new Set([String(definition['default_locale'] ?? '')]);
  for (const part of ['questions', 'thanks']) {
    mapTexts(definition[part] ?? [], (texts) => {
      for (const locale of Object.keys(texts)) found.add(locale);
      return texts;
    });
  }
  found.delete('');
  return [...found];
};

const keepLocales = (definition: Members, keep: (locale: string) => boolean): Members => {
  const changed = {...definition};
  for (const part of ['questions', 'thanks']) {
    const value = changed[part];
    if (value !== undefined) changed[part] = mapTexts(value, (texts) => Object.fromEntries(Object.entries(texts).filter(([locale]) => keep(locale))));
  }
  return changed;
};

/** A definition without the texts of one language. */
export const withoutLocale = (definition: Members, locale: string): Members => keepLocales(definition, (each) => each !== locale);

/** A definition in some languages only; the first is its default. */
export const onlyLocales = (definition: Members, locales: string[]): Members => ({
  ...keepLocales(definition, (each) => locales.includes(each)),
  default_locale: locales[0]!,
});

/** The languages that the service has its own words in. */
export const SPOKEN = [
  'ar', 'be', 'bg', 'bs', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fi', 'fr', 'ga', 'he', 'hr', 'hu', 'it', 'ja', 'ko', 'lt', 'lv', 'mk', 'mt',
  'nb', 'nl', 'pl', 'pt', 'ro', 'ru', 'sk', 'sl', 'sq', 'sr', 'sv', 'tr', 'uk', 'zh',
];
