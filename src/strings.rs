//! The service's own words, in every language it speaks.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::id::Locale;
use crate::survey::{ASPECT_SCALE, QuestionKind};

/// A line a language: its tag, a tab, and the words as JSON.
const ALL: &str = include_str!("../static/dist/strings.ndjson");
/// The names of those that the widget uses.
const WIDGET: &str = include_str!("../static/dist/widget-strings.json");

/// Those of one language.
#[derive(Deserialize)]
#[expect(missing_docs, reason = "the English ones say what they are")]
pub struct Strings {
    pub send: String,
    pub next: String,
    pub back: String,
    pub optional: String,
    pub choose_many: String,
    pub point: String,
    pub nps_low: String,
    pub nps_high: String,
    pub csat_low: String,
    pub csat_high: String,
    pub ces_low: String,
    pub ces_high: String,
    pub emoji_1: String,
    pub emoji_2: String,
    pub emoji_3: String,
    pub emoji_4: String,
    pub emoji_5: String,
    pub thumbs_0: String,
    pub thumbs_1: String,
    pub drivers_low: String,
    pub drivers_high: String,
    pub other: String,
    pub other_label: String,
    pub progress: String,
    pub phone_hint: String,
    pub phone_next: String,
    pub opens_new: String,
    pub satisfied: String,
    pub responses: String,
    pub thanks_title: String,
    pub thanks_text: String,
    pub error_title: String,
    pub error_required: String,
    pub error_choice: String,
    pub error_too_long: String,
    pub error_too_soon: String,
    pub missing_title: String,
    pub missing_text: String,
    pub paused_title: String,
    pub paused_text: String,
    pub closed_title: String,
    pub closed_text: String,
    pub expired_title: String,
    pub expired_text: String,
    pub link_expired_title: String,
    pub link_expired_text: String,
    pub too_many_title: String,
    pub too_many_text: String,
    pub failed_title: String,
    pub failed_text: String,
}

/// The line of a language, exactly or by its base.
fn line(locale: &Locale) -> Option<&'static str> {
    let find = |tag: &str| {
        ALL.lines().find_map(|line| {
            let (lang, words) = line.split_once('\t')?;
            lang.eq_ignore_ascii_case(tag).then_some(words)
        })
    };
    // Norwegian is mostly asked for by the tag that leaves open which of the two it is.
    let base = if locale.base() == "no" {
        "nb"
    } else {
        locale.base()
    };
    find(locale.as_str()).or_else(|| find(base))
}

impl Strings {
    /// In that language, exactly or by its base.
    pub fn find(locale: &Locale) -> Option<Self> {
        // A test reads every line, so it is well-formed.
        serde_json::from_slice(line(locale)?.as_bytes()).ok()
    }

    /// Whether there are any in that language.
    pub fn speaks(locale: &Locale) -> bool {
        line(locale).is_some()
    }

    /// In that language, else in English.
    pub fn of(locale: &Locale) -> Self {
        let english = || Self::find(&"en".parse().ok()?);
        Self::find(locale)
            .or_else(english)
            .expect("English is there")
    }

    /// Those that the widget uses, in a language that it does not bring along.
    pub fn of_widget(locale: &Locale) -> Option<Value> {
        let line = line(locale).filter(|_| locale.base() != "en")?;
        let all: Map<String, Value> = serde_json::from_slice(line.as_bytes()).ok()?;
        let names: Vec<String> = serde_json::from_slice(WIDGET.as_bytes()).ok()?;
        let mut picked = Map::new();
        for (name, words) in all {
            if names.contains(&name) {
                picked.insert(name, words);
            }
        }
        Some(Value::Object(picked))
    }

    /// A share as it is written in this language: before or after its sign, with or without a space.
    pub fn percent(&self, number: &str) -> String {
        match self.satisfied.split_once("{value}") {
            Some((before, _)) if before.ends_with('%') => format!("%{number}"),
            Some((_, after)) => {
                let space = after.split('%').next().unwrap_or_default();
                format!("{number}{space}%")
            }
            None => format!("{number}%"),
        }
    }

    /// What stands at the ends of a scale; empty where its points say it themselves.
    pub fn ends(&self, kind: QuestionKind) -> (&str, &str) {
        match kind {
            QuestionKind::Nps => (&self.nps_low, &self.nps_high),
            QuestionKind::Csat => (&self.csat_low, &self.csat_high),
            QuestionKind::Ces => (&self.ces_low, &self.ces_high),
            QuestionKind::Drivers => (&self.drivers_low, &self.drivers_high),
            _ => ("", ""),
        }
    }

    /// A point of a scale, for who hears the points one by one: at the ends with what they mean.
    pub fn point(&self, kind: QuestionKind, point: u32) -> String {
        let plain = match (kind, point) {
            (QuestionKind::Emoji, 1) => &self.emoji_1,
            (QuestionKind::Emoji, 2) => &self.emoji_2,
            (QuestionKind::Emoji, 3) => &self.emoji_3,
            (QuestionKind::Emoji, 4) => &self.emoji_4,
            (QuestionKind::Emoji, _) => &self.emoji_5,
            (QuestionKind::Thumbs, 0) => &self.thumbs_0,
            (QuestionKind::Thumbs, _) => &self.thumbs_1,
            _ => &self.point,
        };
        let scale = kind.scale().unwrap_or(ASPECT_SCALE);
        let (first, last) = scale.into_inner();
        let plain = plain
            .replace("{value}", &point.to_string())
            .replace("{max}", &last.to_string());
        match self.ends(kind) {
            (low, _) if point == first && !low.is_empty() => format!("{plain}: {low}"),
            (_, high) if point == last && !high.is_empty() => format!("{plain}: {high}"),
            _ => plain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_string() {
        let mut langs = 0;
        for line in ALL.lines() {
            let (lang, words) = line.split_once('\t').unwrap();
            assert!(lang.parse::<Locale>().is_ok(), "{lang}");
            let words: Result<Strings, _> = serde_json::from_str(words);
            assert!(words.is_ok(), "{lang}: {:?}", words.err());
            langs += 1;
        }
        assert!(langs >= 30);
    }

    #[test]
    fn a_translation_has_the_places_of_the_original() {
        let places = |words: &str| {
            let mut places: Vec<String> = words
                .split('{')
                .skip(1)
                .filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()))
                .collect();
            places.sort();
            places
        };
        let read = |locale: &str| -> Map<String, Value> {
            serde_json::from_str(line(&locale.parse().unwrap()).unwrap()).unwrap()
        };
        let english = read("en");
        for lang in ALL.lines().map(|line| line.split_once('\t').unwrap().0) {
            for (name, words) in read(lang) {
                let words = words.as_str().unwrap();
                assert!(!words.trim().is_empty(), "{lang} {name}");
                assert_eq!(
                    places(words),
                    places(english[&name].as_str().unwrap()),
                    "{lang} {name}"
                );
            }
        }
    }

    #[test]
    fn a_language_is_found_exactly_then_by_its_base_else_english_is_spoken() {
        for (asked, title) in [
            ("sl", "Hvala"),
            ("sl-SI", "Hvala"),
            ("no", "Takk"),
            ("nb-NO", "Takk"),
            ("SL", "Hvala"),
            ("eo", "Thank you"),
        ] {
            let strings = Strings::of(&asked.parse().unwrap());
            assert!(
                strings.thanks_title.starts_with(title),
                "{asked}: {}",
                strings.thanks_title
            );
        }
        assert!(Strings::of_widget(&"en-GB".parse().unwrap()).is_none());
        assert!(
            Strings::of_widget(&"sl".parse().unwrap())
                .unwrap()
                .get("failed_text")
                .is_none()
        );
    }
    #[test]
    fn a_share_is_written_as_each_language_has_it() {
        for (lang, written) in [("en", "82%"), ("de", "82 %"), ("tr", "%82"), ("ar", "82%")] {
            let strings = Strings::of(&lang.parse().unwrap());
            let percent = strings.percent("82").replace(['\u{a0}', '\u{202f}'], " ");
            assert_eq!(percent, written, "{lang}");
        }
        for lang in ALL.lines().map(|line| line.split_once('\t').unwrap().0) {
            let percent = Strings::of(&lang.parse().unwrap()).percent("82");
            assert!(percent.chars().count() <= 4, "{lang}: {percent}");
        }
    }
}
