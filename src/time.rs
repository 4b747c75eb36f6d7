//! Moments, and the UTC hours, days and months that responses are counted in.

use std::fmt;
use std::ops::Sub;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::{Date, OffsetDateTime};

use crate::id::Malformed;

/// Milliseconds since the Unix epoch.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Millis(pub u64);

impl Millis {
    /// `duration` before, or the epoch.
    pub fn back(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration.as_millis() as u64))
    }

    /// `duration` after.
    pub fn ahead(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.as_millis() as u64))
    }

    /// Its UTC day.
    pub fn day(self) -> Day {
        Hour::of(self).day()
    }

    /// Its day where clocks are so many minutes ahead of UTC.
    pub fn local_day(self, minutes_ahead: i64) -> Day {
        Self(self.0.saturating_add_signed(minutes_ahead * 60_000)).day()
    }
}

impl Sub for Millis {
    type Output = Duration;

    /// The time since `earlier`; none if that is later.
    fn sub(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }
}

/// RFC 3339 in UTC, to the second.
impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let second = self.0 / 1000 % 86_400;
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}Z", self.day())
    }
}

impl FromStr for Millis {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let time = OffsetDateTime::parse(text, &Rfc3339)
            .map_err(|_| Malformed("a time such as 2026-11-21T19:40:02Z"))?;
        let seconds = u64::try_from(time.unix_timestamp()).unwrap_or_default();
        Ok(Self(seconds * 1000 + u64::from(time.millisecond())))
    }
}

/// A UTC hour: hours since the epoch. Shown as `2026-11-21T19`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hour(pub u32);

impl Hour {
    /// The hour of a moment.
    pub fn of(moment: Millis) -> Self {
        Self((moment.0 / 3_600_000) as u32)
    }

    /// The day it is in.
    pub fn day(self) -> Day {
        Day(self.0 / 24)
    }

    /// Its first moment.
    pub fn start(self) -> Millis {
        Millis(u64::from(self.0) * 3_600_000)
    }
}

impl fmt::Display for Hour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}", self.day(), self.0 % 24)
    }
}

impl FromStr for Hour {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed("an hour such as 2026-11-21T19");
        let (day, hour) = text.split_once('T').ok_or(malformed)?;
        let day: Day = day.parse().map_err(|_| malformed)?;
        match hour.parse::<u32>() {
            Ok(of_day) if hour.len() == 2 && of_day < 24 => Ok(Self(day.0 * 24 + of_day)),
            _ => Err(malformed),
        }
    }
}

/// A UTC day: days since the epoch. Shown as `2026-11-21`.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct Day(pub u32);

/// The Julian day of 1970-01-01.
const EPOCH: i32 = 2_440_588;

impl Day {
    fn date(self) -> Date {
        let julian = i32::try_from(self.0)
            .ok()
            .and_then(|days| EPOCH.checked_add(days));
        // Past the year 9999: no clock says so, but an identifier could.
        julian
            .and_then(|julian| Date::from_julian_day(julian).ok())
            .unwrap_or(Date::MAX)
    }

    fn from_date(date: Date) -> Option<Self> {
        u32::try_from(date.to_julian_day() - EPOCH).ok().map(Self)
    }

    /// The month it is in.
    pub fn month(self) -> Month {
        let date = self.date();
        Month(
            (date.year() as u32).saturating_sub(1970) * 12 + u32::from(u8::from(date.month())) - 1,
        )
    }

    /// The next day.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Its first hour.
    pub fn first_hour(self) -> Hour {
        Hour(self.0.saturating_mul(24))
    }

    /// The Monday of its ISO 8601 week.
    pub fn monday(self) -> Self {
        Self(
            self.0
                .saturating_sub(u32::from(self.date().weekday().number_days_from_monday())),
        )
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(
            f,
            "{:04}-{:02}-{:02}",
            date.year(),
            u8::from(date.month()),
            date.day()
        )
    }
}

impl FromStr for Day {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parse = || {
            let (year, rest) = text.split_once('-')?;
            let (month, day) = rest.split_once('-')?;
            let month = month.parse::<u8>().ok()?.try_into().ok()?;
            let date = Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?);
            Self::from_date(date.ok()?)
        };
        // Only the one spelling: it is part of keys.
        parse()
            .filter(|day| day.to_string() == text)
            .ok_or(Malformed("a day such as 2026-11-21"))
    }
}

impl TryFrom<String> for Day {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

/// A UTC month: months since January 1970. Shown as `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(pub u32);

impl Month {
    /// Its first day.
    pub fn first_day(self) -> Day {
        let month = u8::try_from(self.0 % 12 + 1)
            .ok()
            .and_then(|month| month.try_into().ok());
        let year = i32::try_from(1970 + self.0 / 12).ok();
        let first = year
            .zip(month)
            .and_then(|(year, month)| Date::from_calendar_date(year, month, 1).ok());
        first.and_then(Day::from_date).unwrap_or(Day(0))
    }

    /// The month after.
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", 1970 + self.0 / 12, self.0 % 12 + 1)
    }
}

impl FromStr for Month {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed("a month such as 2026-11");
        if text.len() != 7 {
            return Err(malformed);
        }
        let first: Day = format!("{text}-01").parse().map_err(|_| malformed)?;
        Ok(first.month())
    }
}

impl TryFrom<String> for Month {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> String {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn moments_are_rfc_3339() {
        assert_eq!(
            Millis(1_763_754_002_999).to_string(),
            "2025-11-21T19:40:02Z"
        );
        assert_eq!(
            "2025-11-21T20:40:02+01:00".parse(),
            Ok(Millis(1_763_754_002_000))
        );
        assert_eq!(Millis(u64::MAX).to_string(), "9999-12-31T14:25:51Z");
    }

    #[test]
    fn weeks_begin_on_monday() {
        let saturday: Day = "2026-11-21".parse().unwrap();
        assert_eq!(saturday.monday().to_string(), "2026-11-16");
        assert_eq!(saturday.monday().monday(), saturday.monday());
    }

    #[test]
    fn only_one_spelling_is_parsed() {
        for text in [
            "2026-1-2",
            "2026-13-01",
            "2026-02-30",
            "+002026-01-01",
            "",
            "1969-12-31",
        ] {
            assert!(text.parse::<Day>().is_err(), "{text:?}");
        }
        for text in [
            "2026-11-21T24",
            "2026-11-21T1",
            "2026-11-21",
            "2026-11-21T-1",
        ] {
            assert!(text.parse::<Hour>().is_err(), "{text:?}");
        }
        for text in ["2026-13", "2026-1", "2026-11-21"] {
            assert!(text.parse::<Month>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn hours_days_and_months_round_trip(hour in 0u32..1_000_000) {
            let hour = Hour(hour);
            prop_assert_eq!(hour.to_string().parse(), Ok(hour));
            prop_assert_eq!(hour.day().to_string().parse(), Ok(hour.day()));
            let month = hour.day().month();
            prop_assert_eq!(month.to_string().parse(), Ok(month));
            prop_assert!(month.first_day() <= hour.day() && hour.day() < month.next().first_day());
            prop_assert_eq!(Hour::of(hour.start()), hour);
        }
    }
}
