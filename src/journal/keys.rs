//! The spelling of every key. Nothing outside this file knows it.
//!
//! | key | what |
//! |---|---|
//! | `survey/{survey}` | the definition in force |
//! | `version/{survey}/{millis}-{unique}` | every definition there was |
//! | `in/{survey}/{hour}/{id}.{revision}.{digest}` | one revision of a response, or of its corrections |
//! | `run/{survey}/{span}/{created}.{horizon}.{bytes}.{unique}` | entries merged by compaction |
//! | `sum/{survey}/head`, `sum/{survey}/{month}` | tallies: a cache |
//! | `sum/{survey}/detail/{span}`, `sum/{survey}/detail/{month}/{day}`, `sum/{survey}/rollup/{month}` | breakdowns: a cache |
//!
//! An entry's key ends in a digest of its content. Without it a client that sends other answers
//! under the same id and revision would overwrite what a score already counted; with it both are
//! kept and the union picks the same one everywhere.

use std::fmt;
use std::str::FromStr;

use crate::id::{Malformed, ResponseId, SurveyId};
use crate::response::{Record, Version};
use crate::time::{Day, Hour, Millis, Month};

/// A key of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// The definition in force.
    Survey(SurveyId),
    /// A definition as it was put.
    Version(SurveyId, VersionName),
    /// One revision of a response.
    Entry(SurveyId, EntryName),
    /// Merged entries.
    Run(SurveyId, RunName),
    /// The totals of a survey.
    Head(SurveyId),
    /// The tallies of a month.
    Month(SurveyId, Month),
    /// The breakdown of a day.
    Detail(SurveyId, Span),
    /// The breakdown of one day of a month that is one group.
    Part(SurveyId, Month, Day, Piece),
    /// The breakdown of a month; of the newest but for its last day.
    Rollup(SurveyId, Month, Piece),
}

/// Which part of what is too large for one value. The first has no number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Piece(pub u8);

impl fmt::Display for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => Ok(()),
            piece => write!(f, ".{piece}"),
        }
    }
}

impl Piece {
    fn split(text: &str) -> Result<(&str, Self), Malformed> {
        let malformed = |_| Malformed("the number of a piece");
        match text.split_once('.') {
            None => Ok((text, Self::default())),
            Some((text, piece)) => Ok((text, Self(piece.parse().map_err(malformed)?))),
        }
    }
}

/// The part of a version's key that names it within its survey. Versions are ordered by when they were put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionName {
    /// When it was put.
    pub put: Millis,
    /// Tells apart versions put at once.
    pub unique: u64,
}

/// The part of an entry's key that names it within its survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryName {
    /// Whose response. It decides the hour.
    pub id: ResponseId,
    /// Which of its revisions.
    pub version: Version,
}

/// The part of a run's key that names it within its survey. Runs are ordered by when they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunName {
    /// When it was made.
    pub created: Millis,
    /// Tells apart runs made at once.
    pub unique: u64,
    /// Where all its responses belong.
    pub span: Span,
    /// All its ids are older than this, so a newer id is in no such run.
    pub horizon: Millis,
    /// How large it is.
    pub bytes: u32,
}

/// A stretch of time that responses are grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// While it is recent,
    Hour(Hour),
    /// later,
    Day(Day),
    /// and where there is little in it.
    Month(Month),
}

impl Span {
    /// Its month.
    pub fn month(self) -> Month {
        match self {
            Self::Hour(hour) => hour.day().month(),
            Self::Day(day) => day.month(),
            Self::Month(month) => month,
        }
    }

    /// The first moment after it.
    pub fn end(self) -> Millis {
        match self {
            Self::Hour(hour) => Hour(hour.0.saturating_add(1)).start(),
            Self::Day(day) => day.next().first_hour().start(),
            Self::Month(month) => month.next().first_day().first_hour().start(),
        }
    }

    /// Whether an hour is in it.
    pub fn contains(self, hour: Hour) -> bool {
        match self {
            Self::Hour(own) => own == hour,
            Self::Day(day) => day == hour.day(),
            Self::Month(month) => month == hour.day().month(),
        }
    }

    /// Whether some hour is in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.contains(other.first_hour()) || other.contains(self.first_hour())
    }

    /// Its first hour.
    pub fn first_hour(self) -> Hour {
        match self {
            Self::Hour(hour) => hour,
            Self::Day(day) => day.first_hour(),
            Self::Month(month) => month.first_day().first_hour(),
        }
    }

    /// The day it is in, unless it is a month.
    pub fn day(self) -> Option<Day> {
        match self {
            Self::Hour(hour) => Some(hour.day()),
            Self::Day(day) => Some(day),
            Self::Month(_) => None,
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hour(hour) => hour.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Month(month) => month.fmt(f),
        }
    }
}

impl FromStr for Span {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text.len() {
            13 => text.parse().map(Self::Hour),
            10 => text.parse().map(Self::Day),
            _ => text.parse().map(Self::Month),
        }
    }
}

impl EntryName {
    /// Of a record.
    pub fn of(record: &Record) -> Self {
        Self {
            id: record.id,
            version: record.version,
        }
    }
}

/// `{put}-{unique}`
impl fmt::Display for VersionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}-{:016x}", self.put.0, self.unique)
    }
}

impl FromStr for VersionName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parse = || {
            let (put, unique) = text.split_once('-')?;
            Some(Self {
                put: Millis(put.parse().ok()?),
                unique: hex(unique)?,
            })
        };
        // One spelling each.
        parse()
            .filter(|name: &Self| name.to_string() == text)
            .ok_or(Malformed("a version's name"))
    }
}

/// `{id}.{revision}.{digest}`
impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}.{}.{:016x}",
            self.id.simple(),
            self.version.revision,
            self.version.digest
        )
    }
}

impl FromStr for EntryName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parse = || {
            let mut parts = text.split('.');
            let id = ResponseId::from_simple(parts.next()?)?;
            let revision = parts.next()?.parse().ok()?;
            let digest = hex(parts.next()?)?;
            parts.next().is_none().then_some(Self {
                id,
                version: Version { revision, digest },
            })
        };
        parse().ok_or(Malformed("an entry's name"))
    }
}

/// `{span}/{created}.{horizon}.{bytes}.{unique}`
impl fmt::Display for RunName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            created,
            unique,
            span,
            horizon,
            bytes,
        } = self;
        write!(
            f,
            "{span}/{:013}.{:013}.{bytes}.{unique:016x}",
            created.0, horizon.0
        )
    }
}

impl FromStr for RunName {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parse = || {
            let (span, name) = text.split_once('/')?;
            let span = span.parse().ok()?;
            let mut parts = name.split('.');
            let created = Millis(parts.next()?.parse().ok()?);
            let horizon = Millis(parts.next()?.parse().ok()?);
            let bytes = parts.next()?.parse().ok()?;
            let unique = hex(parts.next()?)?;
            parts.next().is_none().then_some(Self {
                created,
                unique,
                span,
                horizon,
                bytes,
            })
        };
        parse().ok_or(Malformed("a run's name"))
    }
}

/// Summaries hold names as keys spell them.
macro_rules! serde_as_text {
    ($($name:ty),*) => {$(
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

serde_as_text!(Span, EntryName, RunName);

fn hex(text: &str) -> Option<u64> {
    (text.len() == 16)
        .then(|| u64::from_str_radix(text, 16).ok())
        .flatten()
}

impl Key {
    /// Where a record is written.
    pub fn entry(survey: &SurveyId, record: &Record) -> Self {
        Self::Entry(survey.clone(), EntryName::of(record))
    }

    /// Whose it is.
    pub fn survey(&self) -> &SurveyId {
        match self {
            Self::Survey(survey)
            | Self::Version(survey, ..)
            | Self::Entry(survey, _)
            | Self::Run(survey, _)
            | Self::Head(survey)
            | Self::Month(survey, _)
            | Self::Detail(survey, _)
            | Self::Part(survey, ..)
            | Self::Rollup(survey, ..) => survey,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Survey(survey) => write!(f, "survey/{survey}"),
            Self::Version(survey, name) => write!(f, "version/{survey}/{name}"),
            Self::Entry(survey, name) => write!(f, "in/{survey}/{}/{name}", name.id.hour()),
            Self::Run(survey, name) => write!(f, "run/{survey}/{name}"),
            Self::Head(survey) => write!(f, "sum/{survey}/head"),
            Self::Month(survey, month) => write!(f, "sum/{survey}/{month}"),
            Self::Detail(survey, span) => write!(f, "sum/{survey}/detail/{span}"),
            Self::Part(survey, month, day, piece) => {
                write!(f, "sum/{survey}/detail/{month}/{day}{piece}")
            }
            Self::Rollup(survey, month, piece) => write!(f, "sum/{survey}/rollup/{month}{piece}"),
        }
    }
}

/// Reads a key that this service wrote; anything else in the store is not its own.
impl FromStr for Key {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let foreign = Malformed("a key of this service");
        let (kind, rest) = text.split_once('/').ok_or(foreign)?;
        let (survey, rest) = rest.split_once('/').unwrap_or((rest, ""));
        let survey: SurveyId = survey.parse()?;
        let key = match (kind, rest) {
            ("survey", "") => Self::Survey(survey),
            ("version", rest) => Self::Version(survey, rest.parse()?),
            ("in", rest) => {
                let (_, name) = rest.split_once('/').ok_or(foreign)?;
                Self::Entry(survey, name.parse()?)
            }
            ("run", rest) => Self::Run(survey, rest.parse()?),
            ("sum", "head") => Self::Head(survey),
            ("sum", rest) => match rest.split_once('/') {
                None => Self::Month(survey, rest.parse()?),
                Some(("detail", rest)) => match rest.split_once('/') {
                    Some((month, rest)) => {
                        let (day, piece) = Piece::split(rest)?;
                        Self::Part(survey, month.parse()?, day.parse()?, piece)
                    }
                    None => Self::Detail(survey, rest.parse()?),
                },
                Some(("rollup", rest)) => {
                    let (month, piece) = Piece::split(rest)?;
                    Self::Rollup(survey, month.parse()?, piece)
                }
                Some(_) => return Err(foreign),
            },
            _ => return Err(foreign),
        };
        // One spelling each: an entry under a foreign hour, say, would never be found again.
        if key.to_string() == text {
            Ok(key)
        } else {
            Err(foreign)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn foreign_keys_are_not_read() {
        for text in [
            "",
            "survey",
            "survey/Bad Name",
            "survey/demo/x",
            "other/demo",
            "in/demo/2026-11-21T19/x.0.0",
            "in/demo/2026-11-21T19/019aa7c25f1e7c3a9d523f4b8e21a7c0.0.0123456789abcdef",
            "run/demo/2026-11-21T25/1.1.1.0123456789abcdef",
            "run/demo/2026-11/+1.1.1.0123456789abcdef",
            "sum/demo/total",
            "version/demo/+763754002000-0123456789abcdef",
            "version/demo/1763754002000-0123456789ABCDEF",
        ] {
            assert!(text.parse::<Key>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn keys_round_trip(
            at in 0u64..3_000_000_000_000,
            span in 0u8..3,
            unique: u64,
            revision: u32,
            bytes: u32,
            random: [u8; 10],
        ) {
            let survey: SurveyId = "demo-1".parse().unwrap();
            let id = ResponseId::new(Millis(at), &random);
            let span = match span {
                0 => Span::Hour(id.hour()),
                1 => Span::Day(id.hour().day()),
                _ => Span::Month(id.hour().day().month()),
            };
            let run = RunName { created: Millis(at), unique, span, horizon: Millis(at / 2), bytes };
            for key in [
                Key::Survey(survey.clone()),
                Key::Version(survey.clone(), VersionName { put: Millis(at), unique }),
                Key::Entry(survey.clone(), EntryName { id, version: Version { revision, digest: unique } }),
                Key::Entry(survey.clone(), EntryName { id: id.corrections(), version: Version { revision, digest: unique } }),
                Key::Run(survey.clone(), run),
                Key::Head(survey.clone()),
                Key::Month(survey.clone(), id.hour().day().month()),
                Key::Detail(survey.clone(), Span::Hour(id.hour())),
                Key::Detail(survey.clone(), Span::Day(id.hour().day())),
                Key::Part(survey.clone(), id.hour().day().month(), id.hour().day(), Piece(revision as u8)),
                Key::Rollup(survey.clone(), id.hour().day().month(), Piece(bytes as u8)),
            ] {
                prop_assert_eq!(key.to_string().parse(), Ok(key.clone()), "{}", key);
            }
        }
    }
}
