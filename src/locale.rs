//! Which of the languages at hand a respondent reads best.

use crate::id::Locale;
use crate::survey::Survey;

/// Scripts written from the right: Arabic and Hebrew ones, by language.
const RIGHT_TO_LEFT: [&str; 7] = ["ar", "fa", "he", "ku", "ps", "ur", "yi"];

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

/// Whether the language is written from the right.
pub fn is_right_to_left(locale: &Locale) -> bool {
    RIGHT_TO_LEFT.contains(&locale.base())
}

/// The languages of an `Accept-Language` header, best first (RFC 9110, 12.5.4).
pub fn accepted(header: &str) -> Vec<Locale> {
    let mut accepted: Vec<(f32, Locale)> = header
        .split(',')
        .filter_map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let locale = parts.next()?.parse().ok()?;
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            Some((
                weight.map_or(Some(1.0), |weight| weight.parse().ok())?,
                locale,
            ))
        })
        .collect();
    accepted.sort_by(|(left, _), (right, _)| right.total_cmp(left));
    accepted
        .into_iter()
        .filter(|(weight, _)| *weight > 0.0)
        .map(|(_, locale)| locale)
        .collect()
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
}
