//! What comments speak of, and how: topics, sentiment and its strength, by rules that can be read and explained.
//!
//! - [`Coder`] is made once for a survey, with the topics that it adds ([`OwnTopics`] of [`Pattern`]s), and codes
//!   comment after comment. The rule files under `rules/` are read once an instance.
//! - [`Coded`] is what was found: it serialises as exports want it, and [`Coded::words`] explains it.
//! - [`phrases::changes`] counts the phrases that rise or fall between two sets of comments.
//!
//! How it works: a text is split into clauses at punctuation and at words such as *but*. A word or phrase of the
//! rules says how good or bad something is (1 to 3), one more if an intensifier stands before it and one less if a
//! diminisher does. A negation up to four words before turns it: praise into criticism of at most 2, criticism into
//! faint praise of 1. A negation alone (*they don't sell screws*) is mild criticism if no rating is given. A topic has
//! the sentiment of the clauses it is in, and that of the whole comment if those show none. The respondent's own
//! rating counts for up to 2 where the text says nothing or little, and the best or the worst decides what is mixed.
//!
//! Which language: that of the locale, if it has rules and knows a quarter of the words. Otherwise the one that knows
//! most words, if those are half of them, and more than one where they speak against the locale; no word is Cyrillic
//! and Latin, so scripts need no rule. Else the locale's, and without one that has rules the comment stays uncoded.

#[cfg(test)]
mod accuracy;
mod lexicon;
pub mod phrases;
mod reading;
pub(crate) mod token;
mod verdict;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use lexicon::{Pattern, TOPICS};

use crate::correction::Correction;
use crate::id::{Locale, Malformed, QuestionId};
use lexicon::{Builder, LANGUAGES, Language, Lexicon, Meaning};
use reading::{Feeling, Named, Reading};
use token::Tokens;
use verdict::{Balance, Verdict};

/// The topics that a survey adds, by their ids, with their patterns in each language. The id of one of [`TOPICS`]
/// adds patterns to that.
pub type OwnTopics = BTreeMap<QuestionId, BTreeMap<Locale, Vec<Pattern>>>;

/// Which way something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sentiment {
    /// Criticism.
    Negative,
    /// Neither.
    Neutral,
    /// Praise.
    Positive,
    /// Both, and neither outweighs the other.
    Mixed,
}

impl FromStr for Sentiment {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text {
            "negative" => Ok(Self::Negative),
            "neutral" => Ok(Self::Neutral),
            "positive" => Ok(Self::Positive),
            "mixed" => Ok(Self::Mixed),
            _ => Err(Malformed("negative, neutral, positive or mixed")),
        }
    }
}

/// A comment, coded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coded {
    /// Of the whole comment.
    pub sentiment: Sentiment,
    /// 1 very negative, 2 negative, 3 neutral or mixed, 4 positive, 5 very positive.
    pub strength: u8,
    /// The text clearly says the opposite of the respondent's own rating. The sentiment is the text's.
    pub disagrees: bool,
    /// What it speaks of: the topics of all surveys in the order of [`TOPICS`], then the survey's own.
    pub topics: Vec<TopicMention>,
    /// Every word that counted, in the order of the text. Empty where no rule knows any of it: the sentiment is the
    /// rating's then.
    #[serde(skip)]
    pub words: Vec<Match>,
    /// Whose rules were used.
    #[serde(skip)]
    pub language: Option<&'static str>,
}

/// A topic that a comment speaks of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TopicMention {
    /// Its id.
    pub topic: Box<str>,
    /// How the comment speaks of it.
    pub sentiment: Sentiment,
    /// The words that name it and those that judge it, as they are written.
    pub words: Vec<String>,
}

/// A word or phrase that counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
    /// What it says.
    pub says: Says,
}

/// What a word says.
#[derive(Debug, Clone, PartialEq)]
pub enum Says {
    /// It names this topic.
    Topic(Box<str>),
    /// It judges.
    Feeling {
        /// How well, all considered: below 0 badly.
        score: i32,
        /// A negation turned it.
        negated: bool,
        /// A word before it made it stronger (1) or weaker (−1).
        degree: i32,
    },
}

/// Codes the comments of a survey.
pub struct Coder {
    /// [`TOPICS`], then the survey's own.
    topics: Vec<Box<str>>,
    /// The survey's patterns, by language.
    own: BTreeMap<Box<str>, Lexicon>,
}

impl Coder {
    /// With the topics that the survey adds.
    pub fn new(own: &OwnTopics) -> Self {
        let mut topics: Vec<Box<str>> = TOPICS.iter().map(|topic| (*topic).into()).collect();
        let mut builders: BTreeMap<Box<str>, Builder> = BTreeMap::new();
        for (topic, languages) in own {
            let known = topics.iter().position(|known| **known == *topic.as_str());
            let index = known.unwrap_or(topics.len());
            if known.is_none() {
                topics.push(topic.as_str().into());
            }
            for (locale, patterns) in languages {
                let builder = builders.entry(base(locale.as_str())).or_default();
                for pattern in patterns {
                    builder.add(pattern.as_str(), Meaning::Topic(index as u16));
                }
            }
        }
        let mut own = BTreeMap::new();
        for (language, builder) in builders {
            own.insert(language, builder.lexicon());
        }
        Self { topics, own }
    }

    /// What a comment says. `rating` is the respondent's own, from −1 for the worst to 1 for the best. None where no
    /// rules are at hand for the language, or nothing is written.
    pub fn code(&self, text: &str, locale: Option<&str>, rating: Option<f64>) -> Option<Coded> {
        let tokens = Tokens::of(text);
        if tokens.list.is_empty() {
            return None;
        }
        let language = language_of(&tokens, locale);
        let signs = tokens.list.iter().any(|token| token.sign != 0);
        if language.is_none() && !signs {
            return None;
        }
        let mut reading = Reading::new(&tokens);
        if let Some(language) = language {
            reading.look_up(language.lexicon());
            if let Some(own) = self.own.get(language.tag) {
                reading.look_up(own);
            }
        }
        reading.part_at_but();
        let mut feelings = reading.feelings();
        if feelings.is_empty() && rating.is_none() {
            feelings.extend(reading.refusal());
        }
        Some(self.judge(text, &reading, &feelings, rating, language))
    }

    /// A comment as somebody coded it who read it. `rules` is what they say of it, which explains what it can.
    pub fn correct(
        &self,
        rules: Option<&Coded>,
        correction: &Correction,
        rating: Option<f64>,
    ) -> Coded {
        let Correction {
            sentiment, topics, ..
        } = correction;
        let verdict = Verdict::said(*sentiment, rating);
        let mut coded = Coded {
            sentiment: *sentiment,
            strength: verdict.strength(false),
            disagrees: verdict.disagrees,
            topics: Vec::with_capacity(topics.len()),
            words: rules.map_or(Vec::new(), |rules| rules.words.clone()),
            language: rules.and_then(|rules| rules.language),
        };
        if let Some(rules) = rules.filter(|rules| rules.sentiment == *sentiment) {
            (coded.strength, coded.disagrees) = (rules.strength, rules.disagrees);
        }
        // A topic that the survey no longer has is none.
        for topic in &self.topics {
            if let Some(sentiment) = topics.get(topic) {
                let found =
                    rules.and_then(|rules| rules.topics.iter().find(|found| found.topic == *topic));
                coded.topics.push(TopicMention {
                    topic: topic.clone(),
                    sentiment: *sentiment,
                    words: found.map_or(Vec::new(), |found| found.words.clone()),
                });
            }
        }
        coded
    }

    fn judge(
        &self,
        text: &str,
        reading: &Reading,
        feelings: &[Feeling],
        rating: Option<f64>,
        language: Option<&Language>,
    ) -> Coded {
        let mut whole = Balance::default();
        let mut by_clause: BTreeMap<u32, Balance> = BTreeMap::new();
        for feeling in feelings {
            whole.add(feeling.score);
            by_clause
                .entry(feeling.clause)
                .or_default()
                .add(feeling.score);
        }
        let verdict = Verdict::of(&whole, rating);
        let loud = feelings.iter().any(|feeling| feeling.loud);
        let inherited = match verdict.sentiment {
            Sentiment::Mixed => Sentiment::Neutral,
            clear => clear,
        };
        let written = |at: &Range<usize>| text.get(at.clone()).unwrap_or_default().to_owned();

        let mut named: BTreeMap<u16, Vec<&Named>> = BTreeMap::new();
        for name in &reading.named {
            named.entry(name.topic).or_default().push(name);
        }
        let mut topics = Vec::with_capacity(named.len());
        let mut words = Vec::new();
        for (topic, names) in named {
            let id = self.topics.get(topic as usize).cloned().unwrap_or_default();
            let mut clauses: Vec<u32> = Vec::new();
            let mut spans: Vec<&Range<usize>> = Vec::new();
            for name in names {
                clauses.push(reading.clause(name.first));
                spans.push(&name.at);
                words.push(Match {
                    at: name.at.clone(),
                    says: Says::Topic(id.clone()),
                });
            }
            clauses.sort_unstable();
            clauses.dedup();
            let mut balance = Balance::default();
            for said in clauses.iter().filter_map(|clause| by_clause.get(clause)) {
                balance.merge(said);
            }
            let judging = feelings
                .iter()
                .filter(|feeling| clauses.binary_search(&feeling.clause).is_ok());
            spans.extend(judging.map(|feeling| &feeling.at));
            // Of words that are within a phrase only the phrase.
            spans.sort_unstable_by_key(|at| (at.start, Reverse(at.end)));
            let mut end = 0;
            spans.retain(|at| {
                let further = at.end > end;
                end = end.max(at.end);
                further
            });
            topics.push(TopicMention {
                topic: id,
                sentiment: balance.sentiment().unwrap_or(inherited),
                words: spans.into_iter().map(written).collect(),
            });
        }
        words.extend(feelings.iter().map(|feeling| Match {
            at: feeling.at.clone(),
            says: Says::Feeling {
                score: feeling.score,
                negated: feeling.negated,
                degree: feeling.degree,
            },
        }));
        words.sort_unstable_by_key(|word| (word.at.start, word.at.end));
        Coded {
            sentiment: verdict.sentiment,
            strength: verdict.strength(loud),
            disagrees: verdict.disagrees,
            topics,
            words,
            language: language.map(|language| language.tag),
        }
    }
}

/// The language of a tag, in lower case: `pt` of `pt-BR`.
fn base(locale: &str) -> Box<str> {
    let base = locale.split(['-', '_']).next().unwrap_or_default();
    base.to_ascii_lowercase().into()
}

/// Whose rules are read, as the module's docs say.
fn language_of(tokens: &Tokens, locale: Option<&str>) -> Option<&'static Language> {
    let words = tokens.list.iter().filter(|token| token.sign == 0).count();
    let known = |language: &'static Language| {
        let knows = |index: &usize| {
            let mut knows = false;
            let lexicon = language.lexicon();
            lexicon.look_up(tokens, *index, |_, _| knows = true);
            knows
        };
        (0..tokens.list.len()).filter(knows)
    };
    let base = locale.map(base);
    let said = LANGUAGES
        .iter()
        .find(|language| base.as_deref() == Some(language.tag));
    if let Some(said) = said
        && known(said).take(words.div_ceil(4)).count() * 4 >= words
    {
        return Some(said);
    }
    let few = usize::from(said.is_some());
    let mut best = None;
    for language in &LANGUAGES {
        let known = known(language).count();
        if known * 2 >= words && known > best.map_or(few, |(most, _)| most) {
            best = Some((known, language));
        }
    }
    best.map(|(_, language)| language).or(said)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::Sentiment::{Mixed, Negative, Neutral, Positive};
    use super::*;

    fn code(text: &str, rating: Option<f64>) -> Coded {
        code_in("en", text, rating)
    }

    fn code_in(locale: &str, text: &str, rating: Option<f64>) -> Coded {
        let coder = Coder::new(&BTreeMap::new());
        coder.code(text, Some(locale), rating).unwrap()
    }

    fn topics(coded: &Coded) -> Vec<(&str, Sentiment)> {
        let mentions = coded.topics.iter();
        mentions
            .map(|mention| (&*mention.topic, mention.sentiment))
            .collect()
    }

    #[test]
    fn negations_degrees_and_volume_change_what_words_say() {
        for (text, sentiment, strength) in [
            ("a good idea", Positive, 4),
            ("a very good idea", Positive, 5),
            ("a fairly good idea", Positive, 4),
            ("really really good", Positive, 5),
            ("good!", Positive, 5),
            ("GOOD", Positive, 5),
            ("not good", Negative, 2),
            ("not a very good idea", Negative, 2),
            ("It isn’t good", Negative, 2),
            ("it isnt good", Negative, 2),
            ("is it art? no, just bad", Negative, 2),
            ("terrible", Negative, 1),
            ("bad!!!", Negative, 1),
            ("by no means terrible", Positive, 4),
            ("it does not work well", Negative, 1),
            ("no worries and it works well", Positive, 5),
            ("not clean or friendly", Negative, 1),
            ("no queue fast delivery", Positive, 4),
            ("good, not cheap", Mixed, 3),
            ("the colour of grass", Neutral, 3),
            ("it would be nice to sit", Neutral, 3),
            ("couldn't be happier", Positive, 5),
            ("They don't sell screws", Negative, 2),
            ("nothing", Neutral, 3),
            ("don't know", Neutral, 3),
            ("😍", Positive, 4),
            ("👎👎", Negative, 1),
        ] {
            let coded = code(text, None);
            assert_eq!(
                (coded.sentiment, coded.strength),
                (sentiment, strength),
                "{text}"
            );
        }
    }

    #[test]
    fn a_topic_has_the_sentiment_of_its_clauses() {
        for (text, rating, want) in [
            (
                "Friendly staff but horrible prices.",
                None,
                vec![("price", Negative), ("service", Positive)],
            ),
            (
                "Tasty soup, the waiter was rude",
                None,
                vec![("service", Negative), ("product", Positive)],
            ),
            (
                "About the invoice: awful",
                None,
                vec![("payment", Negative)],
            ),
            ("About the invoice", None, vec![("payment", Neutral)]),
            ("About the invoice", Some(-1.0), vec![("payment", Negative)]),
            (
                "Nice website. I hate the website.",
                None,
                vec![("website", Mixed)],
            ),
        ] {
            assert_eq!(topics(&code(text, rating)), want, "{text}");
        }
    }

    #[test]
    fn a_rating_tips_what_says_little_and_is_contradicted_by_what_says_much() {
        for (text, rating, sentiment, disagrees) in [
            ("Monday", None, Neutral, false),
            ("not Monday", Some(0.0), Neutral, false),
            ("Monday", Some(1.0), Positive, false),
            ("Monday", Some(-0.4), Negative, false),
            ("Monday", Some(0.2), Neutral, false),
            ("fine", Some(-1.0), Negative, false),
            ("fine", Some(-0.5), Neutral, false),
            ("fine", None, Positive, false),
            ("wonderful", Some(-1.0), Positive, true),
            ("wonderful", Some(0.0), Positive, false),
            ("awful", Some(0.5), Negative, true),
            ("good food, bad waiters", Some(0.5), Mixed, false),
            ("good food, bad waiters", Some(1.0), Positive, false),
            ("good food", Some(f64::NAN), Positive, false),
        ] {
            let coded = code(text, rating);
            assert_eq!(
                (coded.sentiment, coded.disagrees),
                (sentiment, disagrees),
                "{text} {rating:?}"
            );
        }
    }

    #[test]
    fn what_somebody_says_stands_in_place_of_the_rules() {
        let own = serde_json::from_value(json!({"loyalty": {"en": ["stamp*"]}})).unwrap();
        let coder = Coder::new(&own);
        let (text, rating) = ("The parcel came with stamps, awfully good", Some(1.0));
        let rules = coder.code(text, Some("en"), rating);
        let topic = |id: &str, sentiment| (id.into(), sentiment);
        let topics = [
            topic("price", Negative),
            topic("loyalty", Mixed),
            topic("gone", Positive),
            topic("delivery", Neutral),
        ];
        let correction = Correction::new(text, Negative, topics.into());
        let coded = coder.correct(rules.as_ref(), &correction, rating);
        assert_eq!(
            json!(coded),
            json!({
                "sentiment": "negative", "strength": 2, "disagrees": true,
                "topics": [
                    {"topic": "price", "sentiment": "negative", "words": []},
                    {"topic": "delivery", "sentiment": "neutral", "words": ["parcel"]},
                    {"topic": "loyalty", "sentiment": "mixed", "words": ["stamps"]},
                ],
            })
        );
        // Of the same sentiment the rules know how strong it is.
        let rules = rules.unwrap();
        let same = Correction::new(text, rules.sentiment, BTreeMap::new());
        let coded = coder.correct(Some(&rules), &same, rating);
        assert_eq!((coded.strength, coded.topics), (rules.strength, vec![]));
        for (sentiment, strength, disagrees) in [
            (Positive, 4, false),
            (Neutral, 3, false),
            (Mixed, 3, false),
            (Negative, 2, true),
        ] {
            let correction = Correction::new(text, sentiment, BTreeMap::new());
            let coded = coder.correct(None, &correction, rating);
            let said = (coded.sentiment, coded.strength, coded.disagrees);
            assert_eq!(said, (sentiment, strength, disagrees));
        }
    }

    #[test]
    fn what_matched_is_explained() {
        let text = "Über-parcel: Not very GOOD";
        let coded = code(text, None);
        let said: Vec<(&str, &Says)> = coded
            .words
            .iter()
            .map(|word| (&text[word.at.clone()], &word.says))
            .collect();
        let judged = Says::Feeling {
            score: -2,
            negated: true,
            degree: 1,
        };
        assert_eq!(
            said,
            [
                ("parcel", &Says::Topic("delivery".into())),
                ("GOOD", &judged)
            ]
        );
        assert_eq!(
            json!(code("The parcel was late", Some(-0.4))),
            json!({
                "sentiment": "negative", "strength": 2, "disagrees": false,
                "topics": [{"topic": "delivery", "sentiment": "negative", "words": ["parcel", "late"]}],
            })
        );
    }

    #[test]
    fn the_topics_of_a_survey_match_in_addition() {
        let own: OwnTopics = serde_json::from_value(json!({
            "loyalty": {"en": ["points", "Loyalty stamp*"], "sl": ["zvestob*"]},
            "delivery": {"en-GB": ["drone*"]},
        }))
        .unwrap();
        let coder = Coder::new(&own);
        let coded = coder
            .code("The drones lost my loyalty stamps", Some("en-US"), None)
            .unwrap();
        assert_eq!(
            topics(&coded),
            [("delivery", Negative), ("loyalty", Negative)]
        );
        assert_eq!(coded.topics[1].words, ["lost my", "loyalty stamps"]);
        let error = serde_json::from_value::<OwnTopics>(json!({"x": {"en": ["*"]}})).unwrap_err();
        assert!(
            error.to_string().contains("each of letters and digits"),
            "{error}"
        );
    }

    #[test]
    fn the_language_is_the_one_that_knows_the_words() {
        let coder = Coder::new(&BTreeMap::new());
        let language = |text: &str, locale: Option<&str>| {
            let coded = coder.code(text, locale, None);
            coded.map(|coded| coded.language)
        };
        let [en, sl, bg, be] = ["en", "sl", "bg", "be"].map(|tag| Some(Some(tag)));
        for (text, locale, want) in [
            ("the delivery was late", None, en),
            ("the delivery was late", Some("sl"), en),
            ("the delivery was late", Some("de-AT"), en),
            ("dostava je bila pozna", None, sl),
            ("dostava je bila pozna", Some("en"), sl),
            ("xyzzy plugh", Some("sl-SI"), sl),
            ("xyzzy plugh", Some("SL"), sl),
            ("xyzzy plugh", None, None),
            ("Die Lieferung kam viel zu spät an", Some("de"), None),
            ("Доставката закъсня", Some("en"), bg),
            ("Дастаўка спазнілася", None, be),
            ("Дастаўка спазнілася", Some("bg"), be),
            ("παράδοση", Some("el"), None),
            ("👍", None, Some(None)),
            (" … ", Some("en"), None),
            ("", Some("en"), None),
        ] {
            assert_eq!(language(text, locale), want, "{text} {locale:?}");
        }
    }

    fn comment() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "good",
            "bad",
            "not",
            "very",
            "delivery",
            "late",
            "but",
            "price",
            "slightly",
            "couldn't",
            "be",
            "happier",
            "xyzzy",
            "ni",
            "dobro",
            "počasna",
            "Čas",
            "добре",
            "ўсё",
            ",",
            ".",
            "!",
            "👍",
            ":(",
            "10",
        ]);
        prop::collection::vec(word, 1..30).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn case_changes_nothing_but_the_strength(text in comment(), rating in prop::option::of(-1.0..=1.0)) {
            let coder = Coder::new(&BTreeMap::new());
            let coded = |text: &str| coder.code(text, Some("en"), rating).map(|coded| {
                let topics: Vec<_> = coded.topics.into_iter().map(|topic| (topic.topic, topic.sentiment)).collect();
                (coded.sentiment, coded.disagrees, topics)
            });
            prop_assert_eq!(coded(&text.to_uppercase()), coded(&text.to_lowercase()));
        }

        #[test]
        fn an_unknown_word_at_the_end_says_nothing(text in comment(), rating in -1.0..=1.0) {
            let coder = Coder::new(&BTreeMap::new());
            let coded = |text: &str| coder.code(text, Some("en"), Some(rating));
            let (before, after) = (coded(&text), coded(&format!("{text} qwxz")));
            // It may be the one that makes another language likelier.
            let language = |coded: &Option<Coded>| coded.as_ref().map(|coded| coded.language);
            if language(&before) == language(&after) {
                prop_assert_eq!(before, after);
            }
        }

        #[test]
        fn better_rated_is_never_worse(text in comment(), lower in -1.0..=1.0, higher in -1.0..=1.0) {
            let coder = Coder::new(&BTreeMap::new());
            let strength = |rating: f64| coder.code(&text, Some("en"), Some(rating)).map(|coded| coded.strength);
            if lower <= higher {
                prop_assert!(strength(lower) <= strength(higher));
            }
        }

        #[test]
        fn no_text_breaks_it(text in "(?s).{0,300}", locale in prop::option::of("\\PC{0,8}"), rating in any::<Option<f64>>()) {
            if let Some(coded) = Coder::new(&BTreeMap::new()).code(&text, locale.as_deref(), rating) {
                prop_assert!((1..=5).contains(&coded.strength));
                for word in &coded.words {
                    prop_assert!(text.get(word.at.clone()).is_some_and(|word| !word.is_empty()));
                }
            }
        }
    }
}
