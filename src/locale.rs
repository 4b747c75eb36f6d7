//! Which of the languages at hand a respondent reads best.

use std::collections::BTreeMap;

use crate::id::Locale;
use crate::survey::{Survey, Texts};

/// Scripts written from the right: Arabic and Hebrew ones, by language.
const RIGHT_TO_LEFT: [&str; 7] = ["ar", "fa", "he", "ku", "ps", "ur", "yi"];
/// Languages that part decimals by a point (CLDR); of those spoken here all others have a comma.
const DECIMAL_POINT: [&str; 8] = ["ar", "en", "ga", "he", "ja", "ko", "mt", "zh"];

/// The first of `wanted` that the survey has a text in, exactly or by its base, else its default.
pub fn choose(survey: &Survey, wanted: &[Locale]) -> Locale {
    let at_hand = || {
        survey
            .questions
            .iter()
            .flat_map(|question| question.text.keys())
    };
    // Case carries no meaning in language tags (RFC 5646, 2.1.1), and some browsers send `pt-br`.
    let spelled = |tag: &str| at_hand().find(|locale| locale.as_str().eq_ignore_ascii_case(tag));
    let exact = |wanted: &Locale| spelled(wanted.as_str());
    let base = |wanted: &Locale| spelled(wanted.base());
    let chosen = wanted
        .iter()
        .find_map(|wanted| exact(wanted).or_else(|| base(wanted)));
    chosen.unwrap_or(&survey.default_locale).clone()
}

/// A text in that language, exactly or by its base, else in `default`, which every text has.
pub fn in_language<'a>(texts: &'a Texts, locale: &Locale, default: &Locale) -> &'a str {
    let text = texts.get(locale).or_else(|| texts.get(locale.base()));
    text.or_else(|| texts.get(default))
        .map_or("", String::as_str)
}

/// `rtl` where the language is written from the right, else `ltr`.
pub fn dir(locale: &Locale) -> &'static str {
    if RIGHT_TO_LEFT.contains(&locale.base()) {
        "rtl"
    } else {
        "ltr"
    }
}

/// A number as it is written in that language.
pub fn number(value: f64, decimals: usize, locale: &Locale) -> String {
    // No number is rounded to −0.
    let shift = 10f64.powi(decimals as i32);
    let rounded = (value * shift).round() / shift + 0.0;
    let written = format!("{rounded:.decimals$}").replace('-', "−");
    if DECIMAL_POINT.contains(&locale.base()) {
        written
    } else {
        written.replace('.', ",")
    }
}

/// The languages of an `Accept-Language` header, best first (RFC 9110, 12.5.4).
pub fn accepted(header: &str) -> Vec<Locale> {
    let mut by_weight: BTreeMap<(u16, usize), Locale> = BTreeMap::new();
    for (place, item) in header.split(',').enumerate() {
        let mut parts = item.split(';').map(str::trim);
        let Some(Ok(locale)) = parts.next().map(str::parse) else {
            continue;
        };
        let weight = parts.find_map(|part| part.strip_prefix("q="));
        let weight: f32 = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
        // A weight has three decimals.
        let behind_first = 1000 - (weight.clamp(0.0, 1.0) * 1000.0) as u16;
        if behind_first < 1000 {
            by_weight.insert((behind_first, place), locale);
        }
    }
    by_weight.into_values().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_best_language_at_hand_is_chosen() {
        let survey = Survey::parse(&json!({"name": "S", "default_locale": "en", "questions": [
            {"id": "q", "kind": "nps", "text": {"en": "?", "sl": "?", "pt": "?", "pt-BR": "?"}}
        ]}))
        .unwrap();
        for (header, chosen) in [
            ("sl", "sl"),
            ("sl-SI,en;q=0.5", "sl"),
            ("pt-BR", "pt-BR"),
            ("pt-PT", "pt"),
            ("pt-br", "pt-BR"),
            ("SL", "sl"),
            ("de, en;q=0.8, sl;q=0.9", "sl"),
            ("de", "en"),
            ("", "en"),
            ("sl;q=0, en", "en"),
            ("*, ;;;, q=1, \u{0}", "en"),
        ] {
            assert_eq!(
                choose(&survey, &accepted(header)).as_str(),
                chosen,
                "{header:?}"
            );
        }
    }
    #[test]
    fn numbers_are_written_as_each_language_has_them() {
        for (value, decimals, lang, written) in [
            (4.67, 1, "en", "4.7"),
            (4.67, 1, "sl-SI", "4,7"),
            (4.0, 1, "de", "4,0"),
            (-33.3, 0, "en", "−33"),
            (-0.4, 0, "en", "0"),
            (100.0, 0, "ar", "100"),
        ] {
            let locale = lang.parse().unwrap();
            assert_eq!(number(value, decimals, &locale), written, "{value} {lang}");
        }
    }
}
