//! Which words mean what: patterns, sorted so that one binary search finds all that fit a word.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::token::{Tokens, folded, is_apostrophe};
use crate::id::Malformed;

/// What rules can tell about whatever the trade. A survey may add its own.
pub const TOPICS: [&str; 14] = [
    "price",
    "quality",
    "delivery",
    "service",
    "ease",
    "speed",
    "product",
    "website",
    "payment",
    "returns",
    "packaging",
    "stock",
    "communication",
    "trust",
];

/// The languages that comments are coded in. Where as much speaks for two of them, it is the first.
pub static LANGUAGES: [Language; 4] = [
    Language::new("en", include_str!("rules/en.json")),
    Language::new("sl", include_str!("rules/sl.json")),
    Language::new("bg", include_str!("rules/bg.json")),
    Language::new("be", include_str!("rules/be.json")),
];

/// A language and its rules, read when they are first needed.
pub struct Language {
    /// Its tag, without region.
    pub tag: &'static str,
    rules: &'static str,
    lexicon: OnceLock<Lexicon>,
}

impl Language {
    const fn new(tag: &'static str, rules: &'static str) -> Self {
        Self {
            tag,
            rules,
            lexicon: OnceLock::new(),
        }
    }

    /// Its words. A test reads every rule file, so that none is empty for a fault in it.
    pub fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| {
            let rules = serde_json::from_slice::<Rules>(self.rules.as_bytes());
            rules.map_or_else(|_| Lexicon::default(), |rules| rules.lexicon())
        })
    }
}

/// What parts the words of a pattern, as it does those of a text.
const PARTS: [char; 2] = [' ', '-'];
/// The longest phrase that a pattern may be.
const MAX_WORDS: usize = 6;
/// The longest pattern, in bytes: room for such a phrase in Cyrillic.
const MAX_PATTERN: usize = 128;
/// What stands before a `*`: fewer letters would fit half of the words of a language.
const MIN_STEM: usize = 2;

/// Words to look for: *late*, *deliver\** with any ending, *arriv\* late* one after the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(Box<str>);

impl FromStr for Pattern {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let is_word = |word: &str| {
            let stem = word.strip_suffix('*');
            let letters = stem.unwrap_or(word);
            letters
                .chars()
                .all(|c| c.is_alphanumeric() || is_apostrophe(c))
                && letters.chars().filter(|c| c.is_alphanumeric()).count()
                    >= if stem.is_some() { MIN_STEM } else { 1 }
        };
        let words = || text.split(PARTS);
        if text.len() <= MAX_PATTERN && words().count() <= MAX_WORDS && words().all(is_word) {
            Ok(Self(text.into()))
        } else {
            Err(Malformed(
                "1 to 6 words, one blank between them, each of letters and digits, and * only after two letters at a word's end",
            ))
        }
    }
}

impl TryFrom<String> for Pattern {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> String {
        pattern.0.into()
    }
}

impl Pattern {
    /// The pattern itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A rule file. A test holds its patterns to the form of [`Pattern`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules<'a> {
    #[cfg_attr(not(test), expect(dead_code, reason = "for those who read the file"))]
    language: &'a str,
    /// By the ids of [`TOPICS`].
    #[serde(borrow)]
    topics: BTreeMap<&'a str, Vec<&'a str>>,
    /// From 1 for *fine* over 2 for *good* to 3 for *excellent*; `negative` likewise.
    positive: BTreeMap<&'a str, i8>,
    negative: BTreeMap<&'a str, i8>,
    /// Phrases whose words mean something else than they do alone: *would be nice*.
    #[serde(default)]
    neutral: Vec<&'a str>,
    /// Also what tells that something is not so: *could be* better.
    negations: Vec<&'a str>,
    /// By how much they add; all that is beyond 1 counts for 1.
    intensifiers: BTreeMap<&'a str, i8>,
    diminishers: BTreeMap<&'a str, i8>,
    but: Vec<&'a str>,
    /// Words without content.
    stop: Vec<&'a str>,
    /// Endings that make no other word of a noun, for counting phrases.
    #[serde(default)]
    endings: Vec<&'a str>,
}

impl Rules<'_> {
    fn lexicon(&self) -> Lexicon {
        let mut builder = Builder::default();
        for (topic, patterns) in &self.topics {
            let Some(index) = TOPICS.iter().position(|known| known == topic) else {
                continue;
            };
            for pattern in patterns {
                builder.add(pattern, Meaning::Topic(index as u16));
            }
        }
        for (pattern, weight) in &self.positive {
            builder.add(pattern, Meaning::Feeling(*weight));
        }
        for (pattern, weight) in &self.negative {
            builder.add(pattern, Meaning::Feeling(-weight));
        }
        for (pattern, degree) in &self.intensifiers {
            builder.add(pattern, Meaning::Degree(*degree));
        }
        for (pattern, degree) in &self.diminishers {
            builder.add(pattern, Meaning::Degree(-degree));
        }
        for (patterns, meaning) in [
            (&self.neutral, Meaning::Feeling(0)),
            (&self.negations, Meaning::Negation),
            (&self.but, Meaning::But),
            (&self.stop, Meaning::Stop),
        ] {
            for pattern in patterns {
                builder.add(pattern, meaning);
            }
        }
        let mut lexicon = builder.lexicon();
        lexicon.endings = self.endings.iter().map(|ending| folded(ending)).collect();
        lexicon
    }
}

/// What a word or a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// What is spoken of, by its place in the list of topics.
    Topic(u16),
    /// How good (1…3) or bad (−1…−3) it is; 0 where the words of a phrase have lost their feeling.
    Feeling(i8),
    /// Turns the feeling that follows.
    Negation,
    /// Makes the feeling that follows stronger or weaker.
    Degree(i8),
    /// What follows speaks against what was said.
    But,
    /// Says nothing alone.
    Stop,
    /// The first word of the phrase of that index.
    Phrase(u32),
}

/// Patterns with what they mean.
#[derive(Debug, Default)]
pub struct Lexicon {
    stems: Vec<Stem>,
    meanings: Vec<Meaning>,
    phrases: Vec<Phrase>,
    endings: Vec<String>,
}

/// What words are or begin with, in order.
#[derive(Debug)]
struct Stem {
    text: Box<str>,
    /// The longest other stem that this one begins with.
    parent: Option<u32>,
    /// Its meanings begin here: first those of the very word, from `open` on those with any ending.
    whole: u32,
    open: u32,
    end: u32,
}

#[derive(Debug)]
struct Phrase {
    /// The words after the first, and whether they may have any ending.
    rest: Box<[(Box<str>, bool)]>,
    meaning: Meaning,
}

impl Lexicon {
    /// The endings that inflect its nouns.
    pub fn endings(&self) -> &[String] {
        &self.endings
    }

    /// Calls back with all that the word or phrase at `index` means and the number of its words. Of one length the
    /// most specific come first.
    pub fn look_up(&self, tokens: &Tokens, index: usize, mut found: impl FnMut(Meaning, usize)) {
        let word = tokens.word(index);
        if word.is_empty() {
            return;
        }
        // All between a beginning of the word and the word itself in this order begin so, too:
        // the last one before it has every other beginning above it.
        let place = self.stems.partition_point(|stem| *stem.text <= *word);
        let mut next = place.checked_sub(1);
        while let Some(stem) = next.and_then(|next| self.stems.get(next)) {
            if word.starts_with(&*stem.text) {
                let from = match word.len() == stem.text.len() {
                    true => stem.whole,
                    false => stem.open,
                };
                let meanings = self.meanings.get(from as usize..stem.end as usize);
                for meaning in meanings.unwrap_or_default() {
                    let Meaning::Phrase(at) = meaning else {
                        found(*meaning, 1);
                        continue;
                    };
                    if let Some(phrase) = self.phrases.get(*at as usize)
                        && phrase.follows(tokens, index)
                    {
                        found(phrase.meaning, 1 + phrase.rest.len());
                    }
                }
            }
            next = stem.parent.map(|parent| parent as usize);
        }
    }
}

impl Phrase {
    fn follows(&self, tokens: &Tokens, first: usize) -> bool {
        let clause = |index: usize| tokens.list.get(index).map(|token| token.clause);
        (first + 1..).zip(&self.rest).all(|(index, (stem, open))| {
            let word = tokens.word(index);
            let fits = if *open {
                word.starts_with(&**stem)
            } else {
                *word == **stem
            };
            fits && clause(index) == clause(first)
        })
    }
}

/// Gathers patterns.
#[derive(Default)]
pub struct Builder {
    heads: Vec<(String, bool, Meaning)>,
    phrases: Vec<Phrase>,
}

impl Builder {
    /// Adds one.
    pub fn add(&mut self, pattern: &str, meaning: Meaning) {
        let mut words = pattern.split(PARTS).map(|word| {
            let stem = word.strip_suffix('*');
            (folded(stem.unwrap_or(word)), stem.is_some())
        });
        let Some((head, open)) = words.next() else {
            return;
        };
        let rest: Box<[_]> = words.map(|(word, open)| (word.into(), open)).collect();
        if rest.is_empty() {
            self.heads.push((head, open, meaning));
        } else {
            let phrase = Meaning::Phrase(self.phrases.len() as u32);
            self.phrases.push(Phrase { rest, meaning });
            self.heads.push((head, open, phrase));
        }
    }

    /// Sorts them.
    pub fn lexicon(mut self) -> Lexicon {
        self.heads.sort_unstable();
        let mut stems: Vec<Stem> = Vec::new();
        let mut meanings = Vec::with_capacity(self.heads.len());
        for (text, open, meaning) in self.heads {
            let at = meanings.len() as u32;
            meanings.push(meaning);
            if stems.last().is_none_or(|last| *last.text != *text) {
                let mut parent = stems.len().checked_sub(1);
                while let Some(place) = parent
                    && !stems
                        .get(place)
                        .is_some_and(|stem| text.starts_with(&*stem.text))
                {
                    let above = stems.get(place).and_then(|stem| stem.parent);
                    parent = above.map(|above| above as usize);
                }
                stems.push(Stem {
                    text: text.into(),
                    parent: parent.map(|parent| parent as u32),
                    whole: at,
                    open: at,
                    end: at,
                });
            }
            if let Some(last) = stems.last_mut() {
                last.end = at + 1;
                if !open {
                    last.open = at + 1;
                }
            }
        }
        Lexicon {
            stems,
            meanings,
            phrases: self.phrases,
            endings: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(lexicon: &Lexicon, text: &str) -> Vec<(Meaning, usize)> {
        let mut all = Vec::new();
        lexicon.look_up(&Tokens::of(text), 0, |meaning, words| {
            all.push((meaning, words))
        });
        all
    }

    #[test]
    fn a_pattern_has_words_and_stars_at_their_ends() {
        for (text, good) in [
            ("late", true),
            ("arriv* late", true),
            ("n't", true),
            ("wi-fi", true),
            ("pošiljk*", true),
            ("аб'ём*", true),
            ("24 7", true),
            ("", false),
            ("*", false),
            ("a*", false),
            ("de*iver", false),
            ("two  blanks", false),
            (" late", false),
            ("a.b", false),
            ("(late|slow)", false),
            ("one two three four five six seven", false),
        ] {
            assert_eq!(text.parse::<Pattern>().is_ok(), good, "{text:?}");
        }
        assert!("я".repeat(65).parse::<Pattern>().is_err());
    }

    #[test]
    fn a_word_finds_every_pattern_that_fits_it() {
        let mut builder = Builder::default();
        for (at, pattern) in [
            "de*",
            "deliver*",
            "deliver",
            "deli",
            "delay*",
            "deliver* late",
            "dž*",
            "late",
        ]
        .iter()
        .enumerate()
        {
            builder.add(pattern, Meaning::Topic(at as u16));
        }
        let lexicon = builder.lexicon();
        let topics = |text: &str| -> Vec<u16> {
            let mut topics: Vec<u16> = found(&lexicon, text)
                .into_iter()
                .filter_map(|(meaning, _)| match meaning {
                    Meaning::Topic(topic) => Some(topic),
                    _ => None,
                })
                .collect();
            topics.sort_unstable();
            topics
        };
        for (text, want) in [
            ("delivery", vec![0, 1]),
            ("DELIVER", vec![0, 1, 2]),
            ("delivered late", vec![0, 1, 5]),
            ("delivered, late", vec![0, 1]),
            ("deli", vec![0, 3]),
            ("delish", vec![0]),
            ("delays", vec![0, 4]),
            ("d", vec![]),
            ("dž", vec![6]),
            ("zebra", vec![]),
        ] {
            assert_eq!(topics(text), want, "{text}");
        }
    }

    #[test]
    fn the_most_specific_comes_first() {
        let mut builder = Builder::default();
        for (pattern, weight) in [("cheap*", -1), ("cheaper", 2), ("cheape*", 1)] {
            builder.add(pattern, Meaning::Feeling(weight));
        }
        let first = found(&builder.lexicon(), "cheaper").first().copied();
        assert_eq!(first, Some((Meaning::Feeling(2), 1)));
    }

    #[test]
    fn every_rule_file_reads_and_keeps_to_its_form() {
        for language in &LANGUAGES {
            let tag = language.tag;
            let rules: Rules = serde_json::from_str(language.rules).unwrap();
            assert_eq!(rules.language, tag);
            assert!(
                rules.topics.keys().all(|topic| TOPICS.contains(topic)),
                "{tag}"
            );
            for topic in TOPICS {
                assert!(
                    rules
                        .topics
                        .get(topic)
                        .is_some_and(|patterns| patterns.len() >= 5),
                    "{tag}: {topic}"
                );
            }
            let graded = [
                &rules.positive,
                &rules.negative,
                &rules.intensifiers,
                &rules.diminishers,
            ];
            for (pattern, weight) in graded.into_iter().flatten() {
                assert!((1..=3).contains(weight), "{tag}: {pattern}");
            }
            let both = |pattern: &&&str| {
                let pattern = **pattern;
                let sides = [
                    rules.positive.contains_key(pattern),
                    rules.negative.contains_key(pattern),
                    rules.neutral.contains(&pattern),
                ];
                sides.into_iter().filter(|side| *side).count() > 1
            };
            let mut judged = rules.positive.keys().chain(rules.negative.keys());
            assert_eq!(judged.find(both), None, "{tag}");
            assert!(rules.stop.len() >= 50, "{tag}");
            let listed = rules.topics.values().chain([
                &rules.neutral,
                &rules.negations,
                &rules.but,
                &rules.stop,
            ]);
            let weighed = graded.into_iter().flat_map(BTreeMap::keys);
            for pattern in listed.flatten().chain(weighed) {
                let lower = pattern.to_lowercase() == **pattern;
                assert!(
                    lower && pattern.parse::<Pattern>().is_ok(),
                    "{tag}: {pattern}"
                );
            }
            assert!(!language.lexicon().stems.is_empty());
        }
    }
}
