//! Names and identifiers, parsed once at the edge.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::time::{Hour, Millis};

/// The text is not of the form its type asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Malformed {}

/// A text type that holds only what its rule allows.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $says:literal, $holds:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                let holds: fn(&str) -> bool = $holds;
                if holds(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(Malformed($says))
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = Malformed;

            fn try_from(text: String) -> Result<Self, Malformed> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0.into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

/// The length of the names that keys and paths are made of.
const MAX_NAME: usize = 64;
/// The length of what a client may call a place or a group.
const MAX_LABEL: usize = 64;
/// The longest language tag in use is 35 characters (RFC 5646, 4.4.1).
const MAX_LOCALE: usize = 35;

fn is_name(text: &str, extra: &[u8]) -> bool {
    (1..=MAX_NAME).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || extra.contains(&b))
}

text_type!(
    /// The name of a survey in paths and keys.
    SurveyId,
    "1 to 64 of a-z, 0-9 and -",
    |text| is_name(text, b"-")
);

text_type!(
    /// The name of a question or of an option, stable over versions of a survey.
    QuestionId,
    "1 to 64 of a-z, 0-9, - and _",
    |text| is_name(text, b"-_")
);

text_type!(
    /// A touchpoint, channel or attribute value: a short line of text.
    Label,
    "1 to 64 characters, none of them a control character",
    |text| {
        (1..=MAX_LABEL).contains(&text.chars().count())
            && !text.chars().any(char::is_control)
            && text.trim() == text
    }
);

text_type!(
    /// A language tag such as `sl` or `pt-BR`.
    Locale,
    "a language tag such as sl or pt-BR",
    |text| {
        text.len() <= MAX_LOCALE
            && text.split('-').enumerate().all(|(at, part)| {
                let length = if at == 0 { 2..=8 } else { 1..=8 };
                length.contains(&part.len())
                    && part
                        .bytes()
                        .all(|b| b.is_ascii_alphabetic() || (at > 0 && b.is_ascii_digit()))
            })
    }
);

impl Locale {
    /// The language without region or script: `pt` of `pt-BR`.
    pub fn base(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }
}

/// The identity of one respondent's response: a UUIDv7 made by the client. What is read of the store may also be that of
/// the response's corrections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResponseId(u128);

/// The UUID versions of a response and of its corrections, and the bit where RFC 9562 has them.
const RESPONSE: u128 = 7;
const CORRECTIONS: u128 = 8;
const STORED: [u128; 2] = [RESPONSE, CORRECTIONS];
const VERSION_AT: u32 = 76;

impl ResponseId {
    /// A new one. `random` is the caller's, so that the domain draws none.
    pub fn new(now: Millis, random: &[u8; 10]) -> Self {
        Self(
            uuid::Builder::from_unix_timestamp_millis(now.0, random)
                .into_uuid()
                .as_u128(),
        )
    }

    /// When its maker's clock says it was made.
    pub fn made_at(self) -> Millis {
        // RFC 9562: the first 48 bits are the Unix time in milliseconds.
        Millis((self.0 >> 80) as u64)
    }

    /// The hour it belongs to, however late it arrives.
    pub fn hour(self) -> Hour {
        Hour::of(self.made_at())
    }

    /// The identity of what is corrected of this response: the same as a UUIDv8, which no client may send. It has the
    /// same time, so that both are always found together.
    pub fn corrections(self) -> Self {
        self.with_version(CORRECTIONS)
    }

    /// The response that such corrections are of.
    pub fn corrected(self) -> Self {
        self.with_version(RESPONSE)
    }

    /// Whether it is the identity of corrections.
    pub fn is_of_corrections(self) -> bool {
        self == self.corrections()
    }

    fn with_version(self, version: u128) -> Self {
        Self(self.0 & !(0xF << VERSION_AT) | version << VERSION_AT)
    }

    fn parse(text: &str, versions: &[u128]) -> Option<Self> {
        let id = uuid::Uuid::try_parse(text).ok()?;
        let version = id.get_version_num() as u128;
        let known = versions.contains(&version) && id.get_variant() == uuid::Variant::RFC4122;
        known.then(|| Self(id.as_u128()))
    }

    /// Without hyphens, as keys spell it.
    pub fn simple(self) -> String {
        format!("{:032x}", self.0)
    }

    /// Reverses [`Self::simple`].
    pub fn from_simple(text: &str) -> Option<Self> {
        (text.len() == 32)
            .then(|| Self::parse(text, &STORED))
            .flatten()
    }
}

/// As a client sends it.
impl FromStr for ResponseId {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(text, &[RESPONSE]).ok_or(Malformed("a UUIDv7 (RFC 9562)"))
    }
}

/// As it is stored.
impl TryFrom<String> for ResponseId {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        Self::parse(&text, &STORED).ok_or(Malformed("a UUIDv7 or UUIDv8 (RFC 9562)"))
    }
}

impl From<ResponseId> for String {
    fn from(id: ResponseId) -> String {
        id.to_string()
    }
}

impl fmt::Display for ResponseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        uuid::Uuid::from_u128(self.0).hyphenated().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_only_what_their_rule_allows() {
        let long = "a".repeat(65);
        for (text, survey, question, label, locale) in [
            ("demo", true, true, true, true),
            ("a_b", false, true, true, false),
            ("Checkout", false, false, true, true),
            ("pt-BR", false, false, true, true),
            ("", false, false, false, false),
            ("a b", false, false, true, false),
            (" a", false, false, false, false),
            ("a\0", false, false, false, false),
            ("../x", false, false, true, false),
            (long.as_str(), false, false, false, false),
        ] {
            assert_eq!(text.parse::<SurveyId>().is_ok(), survey, "survey {text:?}");
            assert_eq!(
                text.parse::<QuestionId>().is_ok(),
                question,
                "question {text:?}"
            );
            assert_eq!(text.parse::<Label>().is_ok(), label, "label {text:?}");
            assert_eq!(text.parse::<Locale>().is_ok(), locale, "locale {text:?}");
        }
    }

    #[test]
    fn a_response_id_carries_its_time() {
        let id: ResponseId = "019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0".parse().unwrap();
        assert_eq!(id.made_at(), Millis(0x019a_a7c2_5f1e));
        assert_eq!(id.to_string(), "019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0");
        assert_eq!(ResponseId::from_simple(&id.simple()), Some(id));
        let made = ResponseId::new(Millis(1_763_754_002_000), &[7; 10]);
        assert_eq!(made.made_at(), Millis(1_763_754_002_000));
        assert_eq!(made.to_string().parse(), Ok(made));
    }

    #[test]
    fn a_response_and_its_corrections_name_each_other() {
        let id: ResponseId = "019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0".parse().unwrap();
        let corrections = id.corrections();
        assert_eq!(
            corrections.to_string(),
            "019aa7c2-5f1e-8c3a-9d52-3f4b8e21a7c0"
        );
        assert_eq!(corrections.made_at(), id.made_at());
        assert_eq!(
            (corrections.corrected(), corrections.corrections()),
            (id, corrections)
        );
        assert!(corrections.is_of_corrections() && !id.is_of_corrections());
        // No client may send it, and whatever is stored under it is read.
        assert!(corrections.to_string().parse::<ResponseId>().is_err());
        assert_eq!(
            ResponseId::from_simple(&corrections.simple()),
            Some(corrections)
        );
        let stored = serde_json::to_string(&corrections).unwrap();
        assert_eq!(
            serde_json::from_str::<ResponseId>(&stored).unwrap(),
            corrections
        );
    }

    #[test]
    fn only_version_7_is_a_response_id() {
        for text in [
            "2d1f0c1e-8f6e-4f0e-9b5a-3a0c1b2d3e4f",
            "019aa7c2-5f1e-7c3a-1d52-3f4b8e21a7c0",
            "019aa7c2",
            "",
            "../../etc",
        ] {
            assert!(text.parse::<ResponseId>().is_err(), "{text:?}");
        }
    }
}
