/** Whether a language is written from right to left, unless its tag names another script. */
export const isRtl = (locale: string) => /^(ar|fa|he|ur)\b(?!-latn)/i.test(locale);
