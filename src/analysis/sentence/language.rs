//! How a language writes: its words, numbers, plurals and days. From CLDR 46, but for the words.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::id::Locale;
use crate::locale::number;
use crate::time::{Day, Month};

/// The words of each language; the first is spoken where none of them is understood.
const FILES: [&str; 4] = [
    include_str!("en.json"),
    include_str!("sl.json"),
    include_str!("bg.json"),
    include_str!("be.json"),
];

static ALL: LazyLock<[Language; 4]> = LazyLock::new(|| {
    // A test reads every file, so they are well-formed.
    FILES.map(|file| serde_json::from_slice(file.as_bytes()).expect("a file of words"))
});

/// A language that findings can be told in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    language: Locale,
    /// Between groups of three digits.
    thousands: String,
    /// The fewest digits that are grouped.
    grouped_from: usize,
    percent: String,
    /// As they stand after a day.
    pub(super) months: Vec<String>,
    /// What is measured, always as the subject of a sentence.
    pub(super) names: BTreeMap<String, Name>,
    /// Nouns after a number, by plural category, in the case that follows "higher by".
    pub(super) counts: BTreeMap<String, BTreeMap<String, String>>,
    /// Where the words around it decide, a place lists its masculine, feminine and neuter.
    pub(super) texts: BTreeMap<String, String>,
}

/// The name of something that is measured.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Name {
    pub name: String,
    pub gender: Gender,
    /// As it stands after "a driver of".
    #[serde(default)]
    pub of: String,
}

/// Of a noun; languages without any have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Gender {
    #[serde(rename = "m")]
    Masculine,
    #[serde(rename = "f")]
    Feminine,
    #[serde(rename = "n")]
    Neuter,
}

impl Language {
    /// All there are.
    pub fn all() -> &'static [Self] {
        &*ALL
    }

    /// The first of those wanted that there is, by its base, else English.
    pub fn choose<'a>(wanted: impl IntoIterator<Item = &'a Locale>) -> &'static Self {
        let [english, ..] = &*ALL;
        let find = |wanted: &Locale| {
            ALL.iter().find(|language| {
                let base = language.language.as_str();
                base.eq_ignore_ascii_case(wanted.base())
            })
        };
        wanted.into_iter().find_map(find).unwrap_or(english)
    }

    /// Its tag.
    pub fn locale(&self) -> &Locale {
        &self.language
    }

    pub(super) fn text(&self, key: &str) -> &str {
        debug_assert!(self.texts.contains_key(key), "{key}");
        self.texts.get(key).map_or("", String::as_str)
    }

    /// The text of that key with its places filled.
    pub(super) fn say(&self, key: &str, gender: Gender, values: &[(&str, &str)]) -> String {
        self.fill(self.text(key), gender, values)
    }

    /// What is filled in is not looked through for places again: it may be a customer's.
    pub(super) fn fill(&self, text: &str, gender: Gender, values: &[(&str, &str)]) -> String {
        let mut parts = text.split('{');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (place, after) = part.split_once('}').unwrap_or((part, ""));
            let known = values.iter().find(|(name, _)| *name == place);
            let value = match known {
                Some((_, value)) => value,
                None => {
                    debug_assert!(place.contains('/'), "{place} in {text}");
                    place.split('/').nth(gender as usize).unwrap_or_default()
                }
            };
            if self.language.as_str() == "bg" && filled.ends_with(" с ") && begins_with_s(value) {
                filled.truncate(filled.len() - " ".len());
                filled.push_str("ъс ");
            }
            filled.push_str(value);
            filled.push_str(after);
        }
        filled
    }

    /// A number with as many decimals.
    pub(super) fn number(&self, value: f64, decimals: usize) -> String {
        let written = number(value, decimals, &self.language);
        let digits = written.chars().take_while(|c| !matches!(c, '.' | ','));
        let digits = digits.filter(char::is_ascii_digit).count();
        if digits < self.grouped_from {
            return written;
        }
        let mut grouped = String::new();
        let mut left = digits;
        for c in written.chars() {
            grouped.push(c);
            if c.is_ascii_digit() && left > 0 {
                left -= 1;
                if left > 0 && left % 3 == 0 {
                    grouped.push_str(&self.thousands);
                }
            }
        }
        grouped
    }

    /// A share that is given in %.
    pub(super) fn percent(&self, value: f64, decimals: usize) -> String {
        self.percent.replace("{n}", &self.number(value, decimals))
    }

    /// A number with the noun it counts.
    pub(super) fn count(&self, noun: &str, value: f64, decimals: usize) -> String {
        let forms = self.counts.get(noun);
        let form = forms.and_then(|forms| {
            let category = self.category(value, decimals);
            forms.get(category).or_else(|| forms.get("other"))
        });
        debug_assert!(form.is_some(), "{noun}");
        form.map_or("", String::as_str)
            .replace("{n}", &self.number(value, decimals))
    }

    /// The plural category of a number as it is written (CLDR 46, plural rules of cardinals).
    fn category(&self, value: f64, decimals: usize) -> &'static str {
        let shift = 10f64.powi(decimals as i32);
        let shown = (value.abs() * shift).round() / shift;
        let whole = shown.fract() == 0.0;
        let n = shown as u64;
        match (self.language.as_str(), n % 10, n % 100) {
            ("sl", ..) if decimals > 0 => "few",
            ("sl", _, 1) => "one",
            ("sl", _, 2) => "two",
            ("sl", _, 3 | 4) => "few",
            ("be", ..) if !whole => "other",
            ("be", _, 11..=14) => "many",
            ("be", 1, _) => "one",
            ("be", 2..=4, _) => "few",
            ("be", ..) => "many",
            ("en", ..) if decimals > 0 => "other",
            ("en" | "bg", ..) if whole && n == 1 => "one",
            _ => "other",
        }
    }

    /// A day; its year is said if it is not the one of `present`.
    pub(super) fn day(&self, day: Day, present: Day) -> String {
        self.date(day, year(day) != year(present))
    }

    /// The days from the first to the one before `to`.
    pub(super) fn days(&self, from: Day, to: Day, present: Day) -> String {
        let last = Day(to.0.saturating_sub(1)).max(from);
        let say = |key, first: &str, last: &str| {
            self.say(key, Gender::Neuter, &[("first", first), ("last", last)])
        };
        if from == last {
            return say("days.one", &self.day(from, present), "");
        }
        let first = if from.month() == last.month() {
            let day = of_month(from).to_string();
            self.say("date.day", Gender::Neuter, &[("day", &day)])
        } else {
            let same_year = year(from) == year(last);
            self.date(from, !same_year && year(from) != year(present))
        };
        say("days.range", &first, &self.day(last, present))
    }

    fn date(&self, day: Day, with_year: bool) -> String {
        let Month(months) = day.month();
        let month = self.months.get((months % 12) as usize);
        let values = [
            ("day", &*of_month(day).to_string()),
            ("month", month.map_or("", String::as_str)),
            ("year", &year(day).to_string()),
        ];
        let key = if with_year { "date.year" } else { "date" };
        self.say(key, Gender::Neuter, &values)
    }
}

fn year(day: Day) -> u32 {
    1970 + day.month().0 / 12
}

fn of_month(day: Day) -> u32 {
    day.0.saturating_sub(day.month().first_day().0) + 1
}

/// Whether a number's Bulgarian word begins with с, as седем and сто do: the preposition с is със before it.
fn begins_with_s(number: &str) -> bool {
    let separated = |c: char| !c.is_ascii_digit();
    let whole = number.split([',', ' ']).next().unwrap_or_default();
    let first = whole.split(separated).next().unwrap_or_default();
    matches!(
        first.parse(),
        Ok(7u32 | 17 | 70..=79 | 100..=199 | 700..=799)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn language(tag: &str) -> &'static Language {
        Language::choose(&[tag.parse().unwrap()])
    }

    #[test]
    fn the_first_language_that_is_spoken_is_chosen() {
        for (wanted, chosen) in [
            ("sl-SI", "sl"),
            ("de,BG;q=0.5", "bg"),
            ("be", "be"),
            ("de", "en"),
            ("", "en"),
        ] {
            let wanted = crate::locale::accepted(wanted);
            assert_eq!(Language::choose(&wanted).locale().as_str(), chosen);
        }
    }

    #[test]
    fn nouns_follow_numbers_as_cldr_has_it() {
        for (tag, numbers) in [
            ("en", "one 1; other 0 2 11 21 1.5 1.0"),
            (
                "sl",
                "one 1 101; two 2 102; few 3 4 103 1.5 1.0; other 0 5 11 12 14 21 111",
            ),
            ("bg", "one 1; other 0 2 11 21 1.5"),
            (
                "be",
                "one 1 21 101; few 2 3 4 22 103; many 0 5 11 12 14 25 111; other 1.5 0.7",
            ),
        ] {
            for group in numbers.split("; ") {
                let (category, numbers) = group.split_once(' ').unwrap();
                for number in numbers.split(' ') {
                    let decimals = number.split_once('.').map_or(0, |(_, part)| part.len());
                    let value = number.parse().unwrap();
                    let found = language(tag).category(value, decimals);
                    assert_eq!(found, category, "{tag} {number}");
                }
            }
        }
    }

    #[test]
    fn numbers_are_grouped_as_cldr_has_it() {
        for (tag, written) in [
            ("en", ["1,234", "−12,345.6", "1,234,567", "41%"]),
            ("sl", ["1234", "−12.345,6", "1.234.567", "41\u{a0}%"]),
            (
                "bg",
                ["1234", "−12\u{a0}345,6", "1\u{a0}234\u{a0}567", "41%"],
            ),
            (
                "be",
                ["1234", "−12\u{a0}345,6", "1\u{a0}234\u{a0}567", "41\u{a0}%"],
            ),
        ] {
            let language = language(tag);
            let found = [
                language.number(1234.0, 0),
                language.number(-12345.6, 1),
                language.number(1234567.0, 0),
                language.percent(41.2, 0),
            ];
            assert_eq!(found, written);
        }
    }

    #[test]
    fn days_are_written_as_each_language_has_them() {
        for (tag, one, near, far, old) in [
            (
                "en",
                "on 3 August",
                "from 3 to 6 August",
                "from 30 July to 2 August",
                "from 30 December 2025 to 2 January",
            ),
            (
                "sl",
                "3. avgusta",
                "od 3. do 6. avgusta",
                "od 30. julija do 2. avgusta",
                "od 30. decembra 2025 do 2. januarja",
            ),
            (
                "bg",
                "на 3 август",
                "от 3 до 6 август",
                "от 30 юли до 2 август",
                "от 30 декември 2025 г. до 2 януари",
            ),
            (
                "be",
                "3 жніўня",
                "з 3 да 6 жніўня",
                "з 30 ліпеня да 2 жніўня",
                "з 30 снежня 2025 г. да 2 студзеня",
            ),
        ] {
            let day = |text: &str| text.parse::<Day>().unwrap();
            let days = |from, to| language(tag).days(day(from), day(to), day("2026-11-22"));
            assert_eq!(days("2026-08-03", "2026-08-04"), one);
            assert_eq!(days("2026-08-03", "2026-08-07"), near);
            assert_eq!(days("2026-07-30", "2026-08-03"), far);
            assert_eq!(days("2025-12-30", "2026-01-03"), old);
        }
    }

    #[test]
    fn a_bulgarian_preposition_heeds_the_word_after_it() {
        let by = |n: f64| {
            let bulgarian = language("bg");
            let by = bulgarian.count("points", n, 0);
            bulgarian.fill("с {by}: е с {by}", Gender::Neuter, &[("by", &by)])
        };
        assert!(by(6.0).ends_with("е с 6 пункта"));
        assert!(by(7.0).ends_with("е със 7 пункта"));
        assert!(by(17.0).ends_with("е със 17 пункта"));
        assert!(by(60.0).ends_with("е с 60 пункта"));
        assert!(by(112.0).ends_with("е със 112 пункта"));
    }

    #[test]
    fn every_language_has_the_same_words_with_the_same_places() {
        let places = |text: &str| {
            let parts = text.split('{').skip(1);
            let places = parts.filter_map(|part| Some(part.split_once('}')?.0));
            // Genders are each language's own affair.
            let mut places: Vec<_> = places.filter(|place| !place.contains('/')).collect();
            places.sort_unstable();
            places
                .iter()
                .map(|place| place.to_string())
                .collect::<Vec<_>>()
        };
        let [english, others @ ..] = Language::all() else {
            panic!("no language");
        };
        for other in others {
            let tag = other.locale();
            assert!(other.texts.keys().eq(english.texts.keys()), "{tag}");
            assert!(other.names.keys().eq(english.names.keys()), "{tag}");
            assert!(other.counts.keys().eq(english.counts.keys()), "{tag}");
            assert_eq!(other.months.len(), 12, "{tag}");
            for (key, text) in &other.texts {
                assert_eq!(places(text), places(&english.texts[key]), "{tag} {key}");
            }
            for (key, name) in &other.names {
                let original = &english.names[key];
                assert_eq!(places(&name.name), places(&original.name), "{tag} {key}");
                assert_eq!(name.of.is_empty(), original.of.is_empty(), "{tag} {key}");
            }
        }
        for language in Language::all() {
            let categories: &[&str] = match language.locale().as_str() {
                "sl" => &["few", "one", "other", "two"],
                "be" => &["few", "many", "one", "other"],
                _ => &["one", "other"],
            };
            for forms in language.counts.values() {
                assert!(forms.keys().eq(categories), "{}", language.locale());
                assert!(forms.values().all(|form| form.contains("{n}")));
            }
            for (key, text) in &language.texts {
                let genders = text.split(['{', '}']).filter(|part| part.contains('/'));
                for genders in genders {
                    assert_eq!(genders.split('/').count(), 3, "{key}");
                }
            }
        }
    }
}
