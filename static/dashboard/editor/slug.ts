/** What a name of a survey or of a question may be made of. */
export const SURVEY_ID = /^[a-z0-9-]{1,64}$/;
export const QUESTION_ID = /^[a-z0-9_-]{1,64}$/;

// What is left of the Cyrillic of Bulgarian and Belarusian in Latin letters: enough to be recognised.
const LATIN: Record<string, string> = {
  а: 'a', б: 'b', в: 'v', г: 'g', ґ: 'g', д: 'd', е: 'e', ё: 'io', ж: 'zh', з: 'z', и: 'i', і: 'i', й: 'i', к: 'k', л: 'l', м: 'm', н: 'n',
  о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ў: 'u', ф: 'f', х: 'h', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'sht', ъ: 'a', ы: 'y', ь: '', э: 'e',
  ю: 'iu', я: 'ia', '’': '', "'": '', ß: 'ss', đ: 'd', ł: 'l', ø: 'o', æ: 'ae', œ: 'oe',
};

/** A text as an id: letters, digits and hyphens. It may be empty. */
export const slugOf = (text: string): string =>
  [...text.toLowerCase()]
    .map((letter) => LATIN[letter] ?? letter)
    .join('')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');

/** An id like the one wanted that nothing else has. */
export const freeId = (wanted: string, taken: readonly string[]): string => {
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number++) {
    const id = `${wanted.slice(0, 60)}-${number}`;
    if (!taken.includes(id)) return id;
  }
};
