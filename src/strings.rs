//! The service's own words, in every language it speaks.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::id::Locale;
use crate::survey::QuestionKind;

const ALL: &str = include_str!("../static/strings.json");

/// Those of one language.
#[derive(Deserialize)]
#[expect(missing_docs, reason = "the English ones say what they are")]
pub struct Strings {
    pub send: String,
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
    pub thanks_title: String,
    pub thanks_text: String,
    pub error_title: String,
    pub error_required: String,
    pub error_choice: String,
    pub error_too_long: String,
    pub missing_title: String,
    pub missing_text: String,
    pub paused_title: String,
    pub paused_text: String,
    pub closed_title: String,
    pub closed_text: String,
    pub expired_title: String,
    pub expired_text: String,
    pub too_many_title: String,
    pub too_many_text: String,
    pub failed_title: String,
    pub failed_text: String,
}

fn all() -> &'static BTreeMap<String, Strings> {
    static READ: OnceLock<BTreeMap<String, Strings>> = OnceLock::new();
    // A test reads the same file, so it is well-formed.
    READ.get_or_init(|| serde_json::from_slice(ALL.as_bytes()).unwrap_or_default())
}

impl Strings {
    /// In that language, exactly or by its base.
    pub fn find(locale: &Locale) -> Option<&'static Self> {
        let find = |tag: &str| all().get(tag);
        find(locale.as_str()).or_else(|| find(locale.base()))
    }

    /// In that language, else in English.
    pub fn of(locale: &Locale) -> &'static Self {
        Self::find(locale)
            .or_else(|| all().get("en"))
            .expect("English is there")
    }

    /// What stands at the ends of a scale; empty where its points say it themselves.
    pub fn ends(&self, kind: QuestionKind) -> (&str, &str) {
        match kind {
            QuestionKind::Nps => (&self.nps_low, &self.nps_high),
            QuestionKind::Csat => (&self.csat_low, &self.csat_high),
            QuestionKind::Ces => (&self.ces_low, &self.ces_high),
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
        let (first, last) = kind.scale().map_or((0, 0), RangeInclusive::into_inner);
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
        let all: BTreeMap<String, Strings> = serde_json::from_str(ALL).unwrap();
        assert!(all.contains_key("en"));
        for lang in all.keys() {
            assert!(lang.parse::<Locale>().is_ok(), "{lang}");
        }
    }
}
