/** The words of a language: see build.mjs. */
declare module 'words:*' {
  const words: Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>;
  export default words;
}
declare module '*.css';
