//! Words and phrases that come up in more or in fewer comments than before. A pure count: whether a change is more
//! than chance is for the caller to test.

use xxhash_rust::xxh3::xxh3_64;

use super::language_of;
use super::lexicon::{Language, Meaning};
use super::token::Tokens;

/// In fewer comments of both periods a phrase is no candidate.
const MIN_COMMENTS: u64 = 5;
/// Of each period: 5 MB, and the phrases of some ten thousand comments. Comments after them are not counted.
const MAX_OCCURRENCES: usize = 200_000;
/// Endings are trimmed to no fewer letters.
const MIN_STEM: usize = 4;

/// What somebody wrote.
#[derive(Debug, Clone, Copy)]
pub struct Comment<'a> {
    /// As they wrote it.
    pub text: &'a str,
    /// The locale they saw the survey in.
    pub locale: Option<&'a str>,
}

/// A word, or two that follow one another, and in how many comments it occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhraseChange {
    /// In lower case, in the form in which it is most often written if one prevails.
    pub phrase: String,
    /// The language of the comments.
    pub language: &'static str,
    /// Comments now that hold it.
    pub now: u64,
    /// Comments now in that language.
    pub now_of: u64,
    /// Comments before that held it.
    pub was: u64,
    /// Comments before in that language.
    pub was_of: u64,
}

impl PhraseChange {
    /// How far its share of the comments moved.
    fn moved(&self) -> f64 {
        let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
        (share(self.now, self.now_of) - share(self.was, self.was_of)).abs()
    }
}

/// Every phrase that at least five comments of a period hold, the most changed first. Comments in no language with
/// rules are left out.
pub fn changes(now: &[Comment], was: &[Comment]) -> Vec<PhraseChange> {
    let mut counted = Counted::default();
    for (comments, current) in [(now, true), (was, false)] {
        counted.add(comments, current);
    }
    let mut found = Vec::new();
    counted
        .occurrences
        .sort_unstable_by_key(|one| (one.phrase, one.comment, one.start));
    for group in counted
        .occurrences
        .chunk_by(|one, next| one.phrase == next.phrase)
    {
        found.extend(counted.change(group));
    }
    found.sort_unstable_by(|a, b| {
        let by_move = b.moved().total_cmp(&a.moved());
        by_move.then_with(|| (&a.phrase, a.language).cmp(&(&b.phrase, b.language)))
    });
    found
}

/// A phrase in a comment.
struct Occurrence {
    /// The hash of its language and its stems.
    phrase: u64,
    /// By its place in [`Counted::comments`].
    comment: u32,
    start: u32,
    end: u32,
}

#[derive(Default)]
struct Counted<'a> {
    /// Those of both periods: whether it is of the current one, its text and its language.
    comments: Vec<(bool, &'a str, &'static Language)>,
    occurrences: Vec<Occurrence>,
}

impl<'a> Counted<'a> {
    fn add(&mut self, comments: &[Comment<'a>], current: bool) {
        let most = self.occurrences.len() + MAX_OCCURRENCES;
        for comment in comments {
            let tokens = Tokens::of(comment.text);
            let Some(language) = language_of(&tokens, comment.locale) else {
                continue;
            };
            let index = self.comments.len() as u32;
            self.comments.push((current, comment.text, language));
            let mut before: Option<(usize, String)> = None;
            for (at, token) in tokens.list.iter().enumerate() {
                let kind = Kind::of(language, &tokens, at);
                let stem = stem(language, tokens.word(at));
                let mut note = |phrase: &str, start: usize| {
                    self.occurrences.push(Occurrence {
                        phrase: xxh3_64(format!("{} {phrase}", language.tag).as_bytes()),
                        comment: index,
                        start: start as u32,
                        end: token.at.end as u32,
                    });
                };
                if kind == Kind::Content {
                    note(&stem, token.at.start);
                    let first = before
                        .and_then(|(first, stem)| Some((tokens.list.get(first)?, stem)))
                        .filter(|(first, _)| first.clause == token.clause);
                    if let Some((first, before)) = first {
                        note(&format!("{before} {stem}"), first.at.start);
                    }
                }
                before = (kind != Kind::Empty).then_some((at, stem));
            }
            if self.occurrences.len() >= most {
                return;
            }
        }
    }

    /// Of the occurrences of one phrase.
    fn change(&self, group: &[Occurrence]) -> Option<PhraseChange> {
        let of = |one: &Occurrence| self.comments.get(one.comment as usize);
        let (mut now, mut was) = (0, 0);
        for one in group.chunk_by(|one, next| one.comment == next.comment) {
            let current = one.first().and_then(of)?.0;
            now += u64::from(current);
            was += u64::from(!current);
        }
        if now.max(was) < MIN_COMMENTS {
            return None;
        }
        // The majority of forms, if there is one (Boyer and Moore 1981), else one of them.
        let mut form = String::new();
        let mut lead = 0u32;
        for one in group {
            let text = of(one)?.1.get(one.start as usize..one.end as usize)?;
            let written = text.to_lowercase();
            if lead == 0 {
                form = written;
                lead = 1;
            } else if form == written {
                lead += 1;
            } else {
                lead -= 1;
            }
        }
        let language = group.first().and_then(of)?.2;
        let all = |current: bool| {
            let same = |comment: &&(bool, &str, &Language)| {
                comment.0 == current && comment.2.tag == language.tag
            };
            self.comments.iter().filter(same).count() as u64
        };
        Some(PhraseChange {
            phrase: form,
            language: language.tag,
            now,
            now_of: all(true),
            was,
            was_of: all(false),
        })
    }
}

/// What a word is in a phrase.
#[derive(PartialEq)]
enum Kind {
    /// Says something alone.
    Content,
    /// Says something with the next: *not working*.
    Negation,
    /// Says nothing.
    Empty,
}

impl Kind {
    fn of(language: &Language, tokens: &Tokens, at: usize) -> Self {
        let word = tokens.word(at);
        if word.chars().count() < 2 || word.chars().all(char::is_numeric) {
            return Self::Empty;
        }
        let mut kind = Self::Content;
        language
            .lexicon()
            .look_up(tokens, at, |meaning, words| match meaning {
                Meaning::Negation if words == 1 => kind = Self::Negation,
                Meaning::Stop | Meaning::But | Meaning::Degree(_)
                    if words == 1 && kind == Self::Content =>
                {
                    kind = Self::Empty;
                }
                _ => {}
            });
        kind
    }
}

/// A word without the ending that its rules say inflects it.
fn stem(language: &Language, word: &str) -> String {
    let trimmed = language.lexicon().endings().iter().filter_map(|ending| {
        let stem = word.strip_suffix(&**ending)?;
        // What ends in the same letter twice (*glass*) has no ending.
        let whole = stem.chars().count() >= MIN_STEM && !stem.ends_with(ending.chars().next()?);
        whole.then_some(stem)
    });
    trimmed
        .min_by_key(|stem| stem.len())
        .unwrap_or(word)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn comments<'a>(texts: &[&'a str], locale: &'static str) -> Vec<Comment<'a>> {
        let comment = |text: &&'a str| Comment {
            text,
            locale: Some(locale),
        };
        texts.iter().map(comment).collect()
    }

    fn counted(now: &[Comment], was: &[Comment]) -> Vec<(String, [u64; 4])> {
        changes(now, was)
            .into_iter()
            .map(|change| {
                let counts = [change.now, change.now_of, change.was, change.was_of];
                (change.phrase, counts)
            })
            .collect()
    }

    #[test]
    fn phrases_are_counted_once_a_comment_and_the_most_changed_come_first() {
        let mut now = vec!["Gift cards! gift card, gift cards."; 6];
        now.extend(["The website is not working"; 2]);
        let mut was = vec!["nice gift"; 2];
        was.extend(["it was not working for me"; 6]);
        assert_eq!(
            counted(&comments(&now, "en"), &comments(&was, "en")),
            [
                ("cards".into(), [6, 8, 0, 8]),
                ("gift cards".into(), [6, 8, 0, 8]),
                ("gift".into(), [6, 8, 2, 8]),
                ("not working".into(), [2, 8, 6, 8]),
                ("working".into(), [2, 8, 6, 8]),
            ]
        );
    }

    #[test]
    fn inflected_forms_are_one_word() {
        for (locale, forms, phrase) in [
            (
                "sl",
                ["dostava", "dostave", "dostavo", "Dostavi", "dostavo"],
                "dostavo",
            ),
            (
                "bg",
                [
                    "доставка",
                    "Доставката",
                    "доставки",
                    "доставките",
                    "доставките",
                ],
                "доставките",
            ),
            (
                "be",
                ["дастаўка", "дастаўкі", "дастаўку", "дастаўку", "Дастаўкай"],
                "дастаўку",
            ),
        ] {
            let found = counted(&comments(&forms, locale), &[]);
            assert_eq!(found, [(phrase.into(), [5, 5, 0, 0])]);
        }
        assert_eq!(
            counted(
                &comments(&["glass"; 4], "en"),
                &comments(&["glas"; 4], "en")
            ),
            []
        );
    }

    #[test]
    fn what_says_nothing_is_no_phrase() {
        let texts = ["it was very 10, but. And 👍"; 9];
        assert_eq!(counted(&comments(&texts, "en"), &[]), []);
        assert_eq!(counted(&comments(&["Lieferung zu lang"; 9], "de"), &[]), []);
    }

    proptest! {
        #[test]
        fn swapping_the_periods_swaps_the_counts(now in texts(), was in texts()) {
            let (now, was) = (comments(&now, "en"), comments(&was, "en"));
            let swapped = counted(&was, &now)
                .into_iter()
                .map(|(phrase, [now, now_of, was, was_of])| (phrase, [was, was_of, now, now_of]));
            prop_assert_eq!(counted(&now, &was), swapped.collect::<Vec<_>>());
        }

        #[test]
        fn no_phrase_is_in_more_comments_than_there_are(now in texts(), was in texts()) {
            for (phrase, [now, now_of, was, was_of]) in counted(&comments(&now, "en"), &comments(&was, "en")) {
                prop_assert!(now <= now_of && was <= was_of && now.max(was) >= 5, "{phrase}");
            }
        }
    }

    fn texts() -> impl Strategy<Value = Vec<&'static str>> {
        let text = prop::sample::select(vec![
            "late parcel",
            "late parcel, late",
            "the parcel was not late",
            "not",
            "",
            "parcel late",
            "queue",
            "late queue",
        ]);
        prop::collection::vec(text, 0..40)
    }
}
