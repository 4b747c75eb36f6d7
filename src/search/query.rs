//! Words to look for in what people wrote.

use std::collections::BTreeSet;

use crate::coding::token::Tokens;

/// The longest query, in characters: a sentence.
pub const MAX_QUERY: usize = 100;

/// What keyboards and editors in all languages put around a phrase.
const QUOTES: [char; 9] = ['"', '“', '”', '„', '‟', '«', '»', '″', '＂'];

/// Words and phrases, all of which must occur. Nothing in it is a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query(Vec<Term>);

/// What must occur together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    /// One after the other; at least one.
    words: Vec<String>,
    /// In quotation marks: a word that only begins so is another.
    whole: bool,
}

/// Why a text is no query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsearchable {
    /// It has more than [`MAX_QUERY`] characters.
    TooLong,
    /// There is no word in it.
    NoWord,
}

impl Query {
    /// Reads a query: words, each of which may be the beginning of one, and "phrases in quotation marks", whose words
    /// are whole and follow one another. A mark that is not closed is closed at the end.
    pub fn parse(text: &str) -> Result<Self, Unsearchable> {
        if text.chars().count() > MAX_QUERY {
            return Err(Unsearchable::TooLong);
        }
        let mut terms: Vec<Term> = Vec::new();
        for (index, part) in text.split(QUOTES).enumerate() {
            let whole = index % 2 == 1;
            let tokens = Tokens::of(part);
            let words = words(part, &tokens);
            let together = if whole { words.len().max(1) } else { 1 };
            for words in words.chunks(together) {
                let words = words.iter().map(|word| (*word).to_owned()).collect();
                let term = Term { words, whole };
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
        }
        if terms.is_empty() {
            return Err(Unsearchable::NoWord);
        }
        Ok(Self(terms))
    }

    /// How many different words of a text are among those looked for; 0 if not all that is looked for occurs.
    pub fn matched(&self, text: &str) -> usize {
        let tokens = Tokens::of(text);
        let words = words(text, &tokens);
        let mut matched: BTreeSet<&str> = BTreeSet::new();
        for term in &self.0 {
            let mut occurs = false;
            for found in words.windows(term.words.len()) {
                if term.fits(found) {
                    occurs = true;
                    matched.extend(found);
                }
            }
            if !occurs {
                return 0;
            }
        }
        matched.len()
    }
}

impl Term {
    fn fits(&self, found: &[&str]) -> bool {
        let mut pairs = found.iter().zip(&self.words);
        pairs.all(|(word, wanted)| holds(word, wanted, self.whole))
    }
}

/// The words of a text as they are compared, and its smiles and hearts as they are written.
fn words<'a>(text: &'a str, tokens: &'a Tokens) -> Vec<&'a str> {
    let mut words = Vec::with_capacity(tokens.list.len());
    for (index, token) in tokens.list.iter().enumerate() {
        let word = match token.sign {
            0 => tokens.word(index),
            _ => text.get(token.at.clone()).unwrap_or_default(),
        };
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

/// Whether `wanted` begins a word, or is one. Where blanks do not part words, one may begin and end at any letter.
fn holds(word: &str, wanted: &str, whole: bool) -> bool {
    if word.len() < wanted.len() {
        return false;
    }
    let mut before = None;
    for (at, c) in word.char_indices() {
        let begins = before.is_none_or(is_unspaced) || is_unspaced(c);
        let rest = word.get(at..).unwrap_or_default();
        if begins && let Some(after) = rest.strip_prefix(wanted) {
            let last = wanted.chars().next_back();
            let next = after.chars().next();
            if !whole || next.is_none_or(is_unspaced) || last.is_some_and(is_unspaced) {
                return true;
            }
        }
        if word.is_ascii() {
            break;
        }
        before = Some(c);
    }
    false
}

/// Thai, Lao, Tibetan, Burmese, Khmer, Chinese and Japanese are written without blanks between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn matched(query: &str, text: &str) -> usize {
        Query::parse(query).unwrap().matched(text)
    }

    #[test]
    fn all_words_must_occur_as_beginnings_of_words() {
        for (query, text, want) in [
            ("deliv", "Delivery was late; I hate late DELIVERIES", 2),
            ("late deliv", "Delivery was late", 2),
            ("late cheap", "Delivery was late", 0),
            ("ivery", "Delivery was late", 0),
            ("late late", "late", 1),
            ("pocasna", "Počasna dostava", 1),
            ("POČASNA", "pocasna dostava", 1),
            ("čaka", "c\u{30c}akam", 1),
            ("зуй", "Зуи", 1),
            ("усе", "Ўсё добра", 1),
            ("абява", "аб'ява", 1),
            ("couldnt", "Couldn’t be happier", 1),
            ("wi-fi", "the wi fi", 2),
            ("wi-fi", "the wife", 0),
            ("10", "10/10", 1),
            ("👍", "great 👍🏽", 1),
            ("👎", "great 👍🏽", 0),
            (".*", "anything", usize::MAX),
            ("a.c", "abc", 0),
            ("(late|cheap)", "late", 0),
            ("<script>alert(1)</script>", "script alert 1", 3),
            ("%", "100 %", usize::MAX),
        ] {
            let query = Query::parse(query);
            let found = query.map_or(usize::MAX, |query| query.matched(text));
            assert_eq!(found, want, "{text:?}");
        }
    }

    #[test]
    fn a_phrase_is_of_whole_words_that_follow_one_another() {
        for (query, text, want) in [
            ("\"late delivery\"", "A late delivery. Late!", 2),
            ("\"late delivery\"", "delivery late", 0),
            ("\"late delivery\"", "late my delivery", 0),
            ("\"late deliver\"", "late delivery", 0),
            ("\"late delivery", "late, delivery", 2),
            ("„Late Delivery“ chea", "cheap but late delivery", 3),
            ("«prepozna dostava»", "Prepozna dostava", 2),
            ("\"art\"", "article", 0),
            ("\"art\"", "an art", 1),
            ("\"\" art", "article", 1),
            ("\"late\" delivery", "delivery too late", 2),
        ] {
            assert_eq!(matched(query, text), want, "{query} {text}");
        }
    }

    #[test]
    fn words_that_no_blank_parts_are_found_within() {
        for (query, text, want) in [
            ("遅い", "配送が遅いです", 1),
            ("\"遅い\"", "配送が遅いです", 1),
            ("早い", "配送が遅いです", 0),
            ("iphone", "古いiPhoneが", 1),
            ("hone", "古いiPhoneが", 0),
            ("จัดส่ง", "การจัดส่งช้า", 2),
            ("доставка", "Бърза доставка", 1),
            ("توصيل", "توصيل سريع", 1),
            ("배송", "배송이 늦었어요", 1),
            ("अच्छा", "बहुत अच्छा", 2),
        ] {
            assert_eq!(matched(query, text), want, "{query} {text}");
        }
    }

    #[test]
    fn what_holds_no_word_or_too_many_is_no_query() {
        for text in ["", "  ", "\"\"", ".*?+", "<>&'", "\u{301}\u{345}", "🚚"] {
            assert_eq!(Query::parse(text), Err(Unsearchable::NoWord), "{text:?}");
        }
        assert!(Query::parse(&"č".repeat(MAX_QUERY)).is_ok());
        let long = "č".repeat(MAX_QUERY + 1);
        assert_eq!(Query::parse(&long), Err(Unsearchable::TooLong));
    }

    /// Letters whose folding is more than lower case, in scripts with and without blanks, and quotation marks.
    fn letters() -> impl Strategy<Value = String> {
        "[a-bA-B '’,čŽßіiйЎё\"遅いข]{0,24}"
    }

    /// Those, smiles, and whatever else there is.
    fn text() -> impl Strategy<Value = String> {
        "([a-bA-B '’čŽßіiйЎё\"İ遅い]|:\\)|\\PC){0,24}"
    }

    proptest! {
        #[test]
        fn a_comment_matches_each_word_of_its_own_and_all_of_it(text in text()) {
            let tokens = Tokens::of(&text);
            let words = words(&text, &tokens);
            for word in &words {
                prop_assert!(matched(word, &text) > 0, "{word}");
                prop_assert!(matched(&format!("\"{word}\""), &text) > 0, "\"{word}\"");
            }
            if !words.is_empty() {
                let all = words.join(" ");
                prop_assert!(matched(&all, &text) > 0, "{all}");
                prop_assert!(matched(&format!("\"{all}\""), &text) > 0, "\"{all}\"");
            }
        }

        #[test]
        fn every_beginning_of_a_word_is_found(text in text()) {
            let tokens = Tokens::of(&text);
            for index in 0..tokens.list.len() {
                let word = tokens.word(index);
                for (end, c) in word.char_indices() {
                    let start = &word[..end + c.len_utf8()];
                    prop_assert!(matched(start, &text) > 0, "{start}");
                }
            }
        }

        #[test]
        fn case_and_folding_change_nothing(query in letters(), text in letters()) {
            let folded = |text: &str| {
                let tokens = Tokens::of(text);
                let (mut folded, mut end) = (String::new(), 0);
                for (index, token) in tokens.list.iter().enumerate() {
                    folded += &text[end..token.at.start];
                    folded += tokens.word(index);
                    end = token.at.end;
                }
                folded + &text[end..]
            };
            if let Ok(parsed) = Query::parse(&query) {
                let found = parsed.matched(&text);
                prop_assert_eq!(parsed.matched(&folded(&text)), found);
                prop_assert_eq!(parsed.matched(&text.to_uppercase()), found);
                prop_assert_eq!(Query::parse(&query.to_uppercase()), Ok(parsed.clone()));
                prop_assert_eq!(Query::parse(&folded(&query)), Ok(parsed));
            }
        }

        #[test]
        fn more_words_never_find_more(first in text(), second in text(), text in text()) {
            let both = format!("{first} \" \" {second}");
            if let (Ok(both), Ok(first)) = (Query::parse(&both), Query::parse(&first)) {
                prop_assert!(both.matched(&text) == 0 || first.matched(&text) > 0);
            }
        }
    }
}
