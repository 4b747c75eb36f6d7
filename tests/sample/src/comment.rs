//! What respondents write, put together of phrases that suit their ratings.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::chance::Chance;
use crate::planted::ASPECTS;

const LANGUAGES: [(&str, &str); 4] = [
    ("en", include_str!("../comments/en.json")),
    ("sl", include_str!("../comments/sl.json")),
    ("bg", include_str!("../comments/bg.json")),
    ("be", include_str!("../comments/be.json")),
];

const GENERAL: &str = "general";
pub const PAYMENT: &str = "payment";

/// Of each language.
pub struct Phrases(BTreeMap<&'static str, Language>);

#[derive(Deserialize)]
struct Language {
    but: String,
    openings: Moods,
    closings: Moods,
    topics: BTreeMap<String, Moods>,
}

#[derive(Deserialize)]
struct Moods {
    good: Vec<String>,
    bad: Vec<String>,
}

/// What a comment is about.
pub struct Occasion<'a> {
    /// The likelihood to recommend.
    pub outcome: u32,
    /// Of each aspect.
    pub ratings: &'a [u32; ASPECTS.len()],
    /// Whether the payment failed.
    pub payment_failed: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Good,
    Bad,
}

impl Moods {
    fn of(&self, mood: Mood) -> &[String] {
        match mood {
            Mood::Good => &self.good,
            Mood::Bad => &self.bad,
        }
    }
}

impl Phrases {
    pub fn new() -> Self {
        let read = |text| serde_json::from_str(text).expect("phrases");
        let languages = LANGUAGES.map(|(language, text)| (language, read(text)));
        Self(BTreeMap::from(languages))
    }

    pub fn comment(&self, language: &str, occasion: &Occasion, chance: &mut Chance) -> String {
        let language = &self.0[language];
        let worst = || occasion.among(Mood::Bad);
        let best = || occasion.among(Mood::Good);
        let mut clauses: Vec<(Mood, &str)> = Vec::new();
        if occasion.payment_failed {
            clauses.push((Mood::Bad, PAYMENT));
            if chance.happens(0.3) {
                clauses.push((Mood::Bad, GENERAL));
            }
        } else if occasion.outcome >= 9 {
            clauses.push((Mood::Good, *chance.of(&best())));
            if chance.happens(0.3) {
                clauses.push((Mood::Good, GENERAL));
            } else if occasion.ratings.iter().any(|rating| *rating <= 2) && chance.happens(0.4) {
                clauses.push((Mood::Bad, *chance.of(&worst())));
            }
        } else if occasion.outcome >= 7 {
            if chance.happens(0.7) {
                clauses.push((Mood::Good, *chance.of(&best())));
            }
            if clauses.is_empty() || chance.happens(0.7) {
                clauses.push((Mood::Bad, *chance.of(&worst())));
            }
        } else {
            if chance.happens(0.12) {
                clauses.push((Mood::Good, *chance.of(&best())));
            }
            // Now and then a payment fails anyway.
            let topic = match chance.happens(0.03) {
                true => PAYMENT,
                false => *chance.of(&worst()),
            };
            clauses.push((Mood::Bad, topic));
            if topic != GENERAL && chance.happens(0.3) {
                clauses.push((Mood::Bad, GENERAL));
            }
        }
        language.write(&clauses, chance)
    }
}

impl Occasion<'_> {
    /// The aspects that are rated best, or worst; none in particular if that is not much.
    fn among(&self, mood: Mood) -> Vec<&'static str> {
        let ratings = self.ratings.iter();
        let extreme = match mood {
            Mood::Good => ratings.max().filter(|best| **best >= 4),
            Mood::Bad => ratings.min().filter(|worst| **worst <= 3),
        };
        let rated = ASPECTS.iter().zip(self.ratings);
        let mut found: Vec<&str> = rated
            .filter(|(_, rating)| Some(*rating) == extreme)
            .map(|(aspect, _)| aspect.id)
            .collect();
        if found.is_empty() {
            found.push(GENERAL);
        }
        found
    }
}

impl Language {
    /// A sentence each, but what is good and then bad in one.
    fn write(&self, clauses: &[(Mood, &str)], chance: &mut Chance) -> String {
        let mut text = String::new();
        let overall = clauses.first().map_or(Mood::Good, |(mood, _)| *mood);
        let mixed = clauses.iter().any(|(mood, _)| *mood != overall);
        if !mixed && chance.happens(0.15) {
            text.push_str(chance.of::<String>(self.openings.of(overall)));
        }
        let mut before = None;
        for (mood, topic) in clauses {
            let clause = chance.of(self.topics[*topic].of(*mood));
            let number = 5 + chance.below(5);
            let clause = clause.replace("{n}", &number.to_string());
            if before == Some(Mood::Good) && *mood == Mood::Bad {
                text.pop();
                text.push_str(&self.but);
                text.push_str(&clause);
            } else {
                if !text.is_empty() {
                    text.push(' ');
                }
                let mut letters = clause.chars();
                text.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                text.push_str(letters.as_str());
            }
            text.push('.');
            before = Some(*mood);
        }
        if !mixed && chance.happens(0.12) {
            text.push(' ');
            text.push_str(chance.of::<String>(self.closings.of(overall)));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_phrase_for_whatever_is_to_be_said() {
        for (name, language) in Phrases::new().0 {
            let mut topics: Vec<&str> = ASPECTS.iter().map(|aspect| aspect.id).collect();
            topics.extend([GENERAL, PAYMENT]);
            topics.sort_unstable();
            let known: Vec<&str> = language.topics.keys().map(String::as_str).collect();
            assert_eq!(known, topics, "{name}");
            for (topic, moods) in &language.topics {
                assert!(moods.bad.len() > 3, "{name} {topic}");
                assert!(moods.good.len() > 3 || topic == PAYMENT, "{name} {topic}");
            }
        }
    }

    #[test]
    fn a_comment_suits_its_ratings() {
        let phrases = Phrases::new();
        let mut chance = Chance::new(1);
        let mut write = |outcome, ratings, payment_failed| {
            let occasion = Occasion {
                outcome,
                ratings: &ratings,
                payment_failed,
            };
            phrases.comment("en", &occasion, &mut chance)
        };
        let mentions = |text: &str, topic: &str, mood| {
            let phrases = phrases.0["en"].topics[topic].of(mood).iter();
            let lower = text.to_lowercase();
            phrases
                .map(|phrase| phrase.to_lowercase())
                .any(|phrase| phrase.split("{n}").all(|part| lower.contains(part)))
        };
        for _ in 0..50 {
            let text = write(10, [5, 3, 3, 3, 3, 3], false);
            assert!(mentions(&text, "price", Mood::Good), "{text}");
            let text = write(0, [1, 3, 3, 3, 3, 3], true);
            assert!(mentions(&text, PAYMENT, Mood::Bad), "{text}");
            let text = write(4, [3, 3, 1, 3, 3, 3], false);
            let late = mentions(&text, "delivery", Mood::Bad);
            assert!(late || mentions(&text, PAYMENT, Mood::Bad), "{text}");
        }
    }
}
