//! A text as words, signs of feeling and clauses. Linear in its length, whatever it holds.

use std::ops::Range;

/// How much a smile or an angry face counts for: as much as a plain word such as *good*.
const SIGN: i32 = 2;
const GLAD: &str = "👍👌👏💪🙌🙏😀😃😄😁😊🙂😍🥰😘🤩🤗😋😇☺❤♥💕💖💗💙💚💛💜🧡💯⭐🌟🎉✨✅";
const SAD: &str = "👎😡😠🤬😤😢😭😞😔😟🙁☹😒🙄😖😣😩😫😕💔💩🤮🤢❌";

/// A text taken apart.
#[derive(Debug, Default)]
pub struct Tokens {
    folded: String,
    /// In the order of the text.
    pub list: Vec<Token>,
    /// The clauses that end in an exclamation mark, ascending.
    pub exclaimed: Vec<u32>,
}

/// A word or a sign.
#[derive(Debug)]
pub struct Token {
    /// Where it stands, in bytes.
    pub at: Range<usize>,
    word: Range<usize>,
    /// The clause it is in, counted by punctuation.
    pub clause: u32,
    /// What feeling it shows if it is a smile, a heart, a thumb; 0 of a word.
    pub sign: i32,
    /// Written in capitals throughout.
    pub shouted: bool,
}

impl Tokens {
    /// Takes a text apart.
    pub fn of(text: &str) -> Self {
        let mut tokens = Self::default();
        let mut clause = 0;
        let mut chars = text.char_indices().peekable();
        let mut spaced = true;
        while let Some((start, c)) = chars.next() {
            if c.is_alphanumeric() && !is_apostrophe(c) {
                let begin = tokens.folded.len();
                let mut end = start + c.len_utf8();
                let mut case = Case::default();
                case.note(c);
                fold(c, &mut tokens.folded);
                while let Some(&(at, c)) = chars.peek() {
                    if is_apostrophe(c) {
                        let follows = text.get(at + c.len_utf8()..).unwrap_or_default();
                        if !follows.starts_with(char::is_alphanumeric) {
                            break;
                        }
                    } else if c.is_alphanumeric() {
                        case.note(c);
                        fold(c, &mut tokens.folded);
                    } else if !is_invisible(c) {
                        break;
                    }
                    end = at + c.len_utf8();
                    chars.next();
                }
                settle_script(&mut tokens.folded, begin);
                tokens.list.push(Token {
                    at: start..end,
                    word: begin..tokens.folded.len(),
                    clause,
                    sign: 0,
                    shouted: case.shouted(),
                });
                spaced = false;
                continue;
            }
            let rest = text.get(start..).unwrap_or_default();
            let (sign, length) = sign(c, rest);
            if sign != 0 {
                tokens.list.push(Token {
                    at: start..start + length,
                    word: 0..0,
                    clause,
                    sign,
                    shouted: false,
                });
                while chars.next_if(|(at, _)| *at < start + length).is_some() {}
            } else if ends_clause(c, rest, spaced) {
                let last = tokens.list.last().map(|token| token.clause);
                if let Some(last) =
                    last.filter(|last| c == '!' && tokens.exclaimed.last() != Some(last))
                {
                    tokens.exclaimed.push(last);
                }
                clause += u32::from(last == Some(clause));
            }
            spaced = c.is_whitespace();
        }
        tokens
    }

    /// A word as it is compared: lower case, without diacritics or apostrophes. Nothing of a sign.
    pub fn word(&self, index: usize) -> &str {
        let range = self.list.get(index).map(|token| token.word.clone());
        let word = range.and_then(|range| self.folded.get(range));
        word.unwrap_or_default()
    }
}

/// Folds a word of a pattern as the words of texts are.
pub fn folded(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars().filter(|c| !is_apostrophe(*c)) {
        fold(c, &mut folded);
    }
    settle_script(&mut folded, 0);
    folded
}

/// The apostrophes that keyboards and editors put into words.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

#[derive(Default)]
struct Case {
    letters: usize,
    lower: bool,
}

impl Case {
    fn note(&mut self, c: char) {
        self.letters += 1;
        self.lower |= !c.is_uppercase();
    }

    /// Shorter ones are abbreviations and the English *I*.
    fn shouted(&self) -> bool {
        self.letters > 2 && !self.lower
    }
}

/// Lower case, and as those type who leave diacritics out. Letters whose decomposed form has a mark (й, ў, ё)
/// lose it like others, so that both forms are one.
fn fold(c: char, folded: &mut String) {
    // Most letters, without a look into the tables of Unicode.
    if c.is_ascii() {
        return folded.push(c.to_ascii_lowercase());
    }
    if matches!(c, 'а'..='и' | 'к'..='я' | 'і') {
        return folded.push(c);
    }
    for c in c.to_lowercase().filter(|c| !is_invisible(*c)) {
        let plain = match c {
            'č' | 'ć' | 'ç' => 'c',
            'š' | 'ś' => 's',
            'ž' | 'ź' | 'ż' => 'z',
            'đ' => 'd',
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ñ' => 'n',
            'ё' | 'ѐ' => 'е',
            'й' | 'ѝ' => 'и',
            'ў' => 'у',
            'ї' => 'і',
            'ς' => 'σ',
            // In capitals it is SS.
            'ß' => {
                folded.push_str("ss");
                continue;
            }
            other => other,
        };
        folded.push(plain);
    }
}

/// A Latin i in a Cyrillic word is the letter і of a keyboard that has none.
fn settle_script(folded: &mut String, begin: usize) {
    let word = folded.get(begin..).unwrap_or_default();
    let cyrillic = word.contains(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    if cyrillic && word.contains('i') {
        let settled = word.replace('i', "і");
        folded.truncate(begin);
        folded.push_str(&settled);
    }
}

/// Marks that combine with the letter before, and what has no width.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn sign(c: char, rest: &str) -> (i32, usize) {
    if matches!(c, ':' | ';' | '=') {
        let mouth = rest.get(1..).unwrap_or_default();
        let nosed = mouth.strip_prefix('-');
        let length = if nosed.is_some() { 3 } else { 2 };
        return match nosed.unwrap_or(mouth).as_bytes().first() {
            Some(b')') => (SIGN, length),
            Some(b'(') => (-SIGN, length),
            _ => (0, 0),
        };
    }
    // Below are only letters and punctuation.
    if c < '\u{2190}' {
        return (0, 0);
    }
    let way = if GLAD.contains(c) {
        SIGN
    } else if SAD.contains(c) {
        -SIGN
    } else {
        0
    };
    (way, c.len_utf8())
}

/// `rest` begins with the mark; `spaced` says whether it stands after a blank.
fn ends_clause(c: char, rest: &str, spaced: bool) -> bool {
    let next = rest.chars().nth(1);
    match c {
        // 3.5 and 3,5; but those who leave the blank out after a full stop are many.
        '.' | ',' => !next.is_some_and(|c| c.is_ascii_digit()),
        '-' => spaced || next.is_none_or(char::is_whitespace),
        ';' | ':' | '!' | '?' | '…' | '\n' | '(' | ')' | '–' | '—' | '|' => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(text: &str) -> Vec<String> {
        let tokens = Tokens::of(text);
        (0..tokens.list.len())
            .map(|index| tokens.word(index).to_owned())
            .collect()
    }

    #[test]
    fn words_are_compared_without_case_marks_and_apostrophes() {
        for (text, want) in [
            ("Couldn’t be HAPPIER", vec!["couldnt", "be", "happier"]),
            ("'quoted' shops'", vec!["quoted", "shops"]),
            (
                "počasna c\u{30c}aka ŽIVIJO",
                vec!["pocasna", "caka", "zivijo"],
            ),
            ("аб'ява абʼява Ўсё", vec!["абява", "абява", "усе"]),
            ("дзiўна", vec!["дзіуна"]),
            ("wi-fi 10/10", vec!["wi", "fi", "10", "10"]),
            ("a\u{200b}b\u{feff} ... !!! \u{202e}", vec!["ab"]),
            ("", vec![]),
        ] {
            assert_eq!(words(text), want, "{text:?}");
        }
        assert_eq!(folded("Аб’ЯЎКА"), "абяука");
    }

    #[test]
    fn clauses_end_at_punctuation_but_not_in_numbers() {
        for (text, want) in [
            ("nice, but late. 3,5 days", vec![0, 1, 1, 2, 2, 2]),
            ("good!! bad?! ugly", vec![0, 1, 2]),
            ("good - bad well-made", vec![0, 1, 1, 1]),
            ("one.two\nthree", vec![0, 1, 2]),
        ] {
            let clauses: Vec<u32> = Tokens::of(text)
                .list
                .iter()
                .map(|token| token.clause)
                .collect();
            assert_eq!(clauses, want, "{text:?}");
        }
    }

    #[test]
    fn signs_show_feeling() {
        for (text, want) in [
            ("👍🏽 ❤️", vec![2, 2]),
            ("😡😡", vec![-2, -2]),
            ("so :-) and :(", vec![0, 2, 0, -2]),
            ("at 10:30 (see: this)", vec![0; 5]),
            ("🚚", vec![]),
        ] {
            let signs: Vec<i32> = Tokens::of(text)
                .list
                .iter()
                .map(|token| token.sign)
                .collect();
            assert_eq!(signs, want, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_is_taken_apart_in_order(text in "\\PC{0,200}") {
            let tokens = Tokens::of(&text);
            let mut end = 0;
            for token in &tokens.list {
                prop_assert!(token.at.start >= end && text.get(token.at.clone()).is_some());
                end = token.at.end;
            }
            prop_assert!(tokens.list.is_sorted_by_key(|token| token.clause));
        }
    }
}
