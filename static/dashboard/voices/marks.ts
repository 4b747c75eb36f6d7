// Where in a text the words stand that are looked for. Words are compared as the edge compares them: see src/coding/token.rs.

export type Range = readonly [start: number, end: number];

const INVISIBLE = '\\u00ad\\u0300-\\u036f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufe00-\\ufe0f\\ufeff';
const APOSTROPHE = "'’‘ʼ`´";
const LETTER = '\\p{Alphabetic}\\p{N}';
/** Those that show a feeling: others are no words. */
const SIGNS = '👍👌👏💪🙌🙏😀😃😄😁😊🙂😍🥰😘🤩🤗😋😇☺❤♥💕💖💗💙💚💛💜🧡💯⭐🌟🎉✨✅👎😡😠🤬😤😢😭😞😔😟🙁☹😒🙄😖😣😩😫😕💔💩🤮🤢❌';
const TOKEN = new RegExp(`(?!ʼ)[${LETTER}](?:[${APOSTROPHE}](?=[${LETTER}])|(?!ʼ)[${LETTER}${INVISIBLE}])*|[:;=]-?[()]|[${SIGNS}]`, 'gu');
const DROPPED = new RegExp(`[${INVISIBLE}${APOSTROPHE}]`, 'g');
const IS_LETTER = new RegExp(`^[${LETTER}]$`, 'u');
const QUOTES = /["“”„‟«»″＂]/;
const SPELLED: Record<string, string> = {đ: 'd', ß: 'ss', ς: 'σ'};
/** Thai, Lao, Tibetan, Burmese, Khmer, Chinese and Japanese are written without blanks between words. */
const UNSPACED = /^[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}]/u;

interface Word {
  /** Lower case, without diacritics and apostrophes. */
  folded: string;
  /** Of each of its characters: where that stands in the text. */
  at: Range[];
}

const fold = (word: string, start: number): Word => {
  let folded = '';
  const at: Range[] = [];
  let offset = start;
  for (const character of word) {
    const low = character.toLowerCase();
    const plain = SPELLED[low] ?? low.normalize('NFD').replace(DROPPED, '').normalize('NFC');
    for (const unit of plain.split('')) {
      folded += unit;
      at.push([offset, offset + character.length]);
    }
    offset += character.length;
  }
  // A Latin i in a Cyrillic word is the letter і of a keyboard that has none.
  return {folded: /[\u0400-\u04ff]/.test(folded) ? folded.replaceAll('i', 'і') : folded, at};
};

const wordsOf = (text: string): Word[] => [...text.matchAll(TOKEN)].map((found) => fold(found[0], found.index)).filter(({folded}) => folded);

interface Term {
  /** One after the other. */
  words: string[];
  /** In quotation marks: a word that only begins so is another. */
  whole: boolean;
}

const termsOf = (query: string): Term[] =>
  query.split(QUOTES).flatMap((part, index): Term[] => {
    const words = wordsOf(part).map(({folded}) => folded);
    if (!words.length) return [];
    return index % 2 ? [{words, whole: true}] : words.map((word) => ({words: [word], whole: false}));
  });

/** Whether there is a word in it to look for. */
export const isSearchable = (query: string) => termsOf(query).length > 0;

const isUnspaced = (text: string | undefined) => text !== undefined && UNSPACED.test(text);

/** Where in a word another begins that is looked for. */
const beginning = (word: string, wanted: string, whole: boolean): number => {
  for (let at = word.indexOf(wanted); at >= 0; at = word.indexOf(wanted, at + 1)) {
    const begins = at === 0 || isUnspaced(word[at]) || isUnspaced(word[at - 1]);
    const after = word[at + wanted.length];
    if (begins && (!whole || after === undefined || isUnspaced(after) || isUnspaced(wanted.at(-1)))) return at;
  }
  return -1;
};

/** What a query finds in a text. */
export const found = (text: string, query: string): Range[] => {
  const words = wordsOf(text);
  const ranges: Range[] = [];
  for (const {words: wanted, whole} of termsOf(query)) {
    for (let first = 0; first + wanted.length <= words.length; first += 1) {
      const starts = wanted.map((each, index) => beginning(words[first + index]!.folded, each, whole));
      if (starts.includes(-1)) continue;
      const last = words[first + wanted.length - 1]!;
      ranges.push([words[first]!.at[starts[0]!]![0], last.at[starts.at(-1)! + wanted.at(-1)!.length - 1]![1]]);
    }
  }
  return ranges;
};

/** Where words stand that are written just so: as words of their own, if they do so anywhere. */
export const standing = (text: string, words: string[]): Range[] =>
  words.flatMap((word) => {
    const all: Range[] = [];
    for (let at = text.indexOf(word); word && at >= 0; at = text.indexOf(word, at + word.length)) all.push([at, at + word.length]);
    const own = all.filter(([start, end]) => !IS_LETTER.test(text.charAt(start - 1)) && !IS_LETTER.test(text.charAt(end)));
    return own.length ? own : all.slice(0, 1);
  });

export interface Piece {
  text: string;
  found: boolean;
  matched: boolean;
}

/** A text cut where what is found in it or what matched begins or ends. */
export const pieces = (text: string, finds: Range[], matches: Range[]): Piece[] => {
  const cuts = [...new Set([0, text.length, ...finds.flat(), ...matches.flat()])].sort((a, b) => a - b);
  const within = (ranges: Range[], at: number) => ranges.some(([start, end]) => start <= at && at < end);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index]!;
    return {text: text.slice(start, end), found: within(finds, start), matched: within(matches, start)};
  });
};
