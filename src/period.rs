//! The days a score is asked for, and how its trend is cut.

use std::collections::BTreeMap;

use crate::tally::Tally;
use crate::time::{Day, Month};

/// Three years of days; a longer trend is asked for by week or month.
pub const MAX_PERIODS: usize = 1100;

/// 52 weeks.
const YEAR: u32 = 364;

/// Days from `from` up to but not including `to`; open where none is given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    /// The first day.
    pub from: Option<Day>,
    /// The day after the last.
    pub to: Option<Day>,
}

impl Range {
    /// Whether a day is in it.
    pub fn contains(&self, day: Day) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day < to)
    }
}

impl Range {
    /// Its first day and the day after its last, if it has both.
    pub fn ends(self) -> Option<(Day, Day)> {
        Some((self.from?, self.to?))
    }

    /// The same number of days right before it, if it has a first and a last.
    pub fn previous(self) -> Option<Self> {
        let (from, to) = self.ends()?;
        let days = to.0.saturating_sub(from.0);
        Some(Self {
            from: Some(Day(from.0.saturating_sub(days))),
            to: Some(from),
        })
    }

    /// The same days a year before, likewise: 52 weeks, so that weekdays are compared with their own.
    pub fn year_ago(self) -> Option<Self> {
        let back = |day: Day| Some(Day(day.0.saturating_sub(YEAR)));
        Some(Self {
            from: back(self.from?),
            to: back(self.to?),
        })
    }
}

/// How a trend is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// UTC days.
    Day,
    /// ISO 8601 weeks, from Monday.
    Week,
    /// Calendar months.
    Month,
}

impl By {
    /// The first day of the period that a day is in.
    pub fn start(self, day: Day) -> Day {
        match self {
            Self::Day => day,
            Self::Week => day.monday(),
            Self::Month => day.month().first_day(),
        }
    }

    /// So many periods before.
    pub fn back(self, start: Day, periods: u32) -> Day {
        match self {
            Self::Day => Day(start.0.saturating_sub(periods)),
            Self::Week => Day(start.0.saturating_sub(periods.saturating_mul(7))),
            Self::Month => Month(start.month().0.saturating_sub(periods)).first_day(),
        }
    }

    fn next(self, start: Day) -> Day {
        match self {
            Self::Day => start.next(),
            Self::Week => Day(start.0.saturating_add(7)),
            Self::Month => start.month().next().first_day(),
        }
    }
}

/// One point of a trend.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    /// Its days.
    pub from: Day,
    /// The day after.
    pub to: Day,
    /// What was answered in them.
    pub tally: Tally,
}

/// There would be more points than [`MAX_PERIODS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// The tallies of days cut into periods without gaps, from the first day with responses (or of the
/// range) to the last. Periods at the ends are cut to the range.
pub fn trend(days: &BTreeMap<Day, Tally>, range: Range, by: By) -> Result<Vec<Period>, TooLong> {
    let (Some((first, _)), Some((last, _))) = (days.first_key_value(), days.last_key_value())
    else {
        return Ok(Vec::new());
    };
    let first = range.from.unwrap_or(*first);
    let end = range.to.unwrap_or(last.next());
    let mut periods = Vec::new();
    let mut start = by.start(first);
    while start < end {
        if periods.len() == MAX_PERIODS {
            return Err(TooLong);
        }
        let (from, to) = (start.max(first), by.next(start).min(end));
        let mut tally = Tally::default();
        days.range(from..to).for_each(|(_, day)| tally.merge(day));
        periods.push(Period { from, to, tally });
        start = by.next(start);
    }
    Ok(periods)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn days(entries: &[(&str, u64)]) -> BTreeMap<Day, Tally> {
        let tally = |responses| Tally {
            responses,
            ..Tally::default()
        };
        entries
            .iter()
            .map(|(text, responses)| (day(text), tally(*responses)))
            .collect()
    }

    fn cut(range: Range, by: By) -> Vec<(String, String, u64)> {
        let days = days(&[("2026-10-30", 1), ("2026-11-01", 2), ("2026-11-16", 4)]);
        let periods = trend(&days, range, by).unwrap();
        let row = |period: Period| {
            (
                period.from.to_string(),
                period.to.to_string(),
                period.tally.responses,
            )
        };
        periods.into_iter().map(row).collect()
    }

    fn row(from: &str, to: &str, responses: u64) -> (String, String, u64) {
        (from.into(), to.into(), responses)
    }

    #[test]
    fn months_and_weeks_are_whole_within_the_range() {
        let all = Range::default();
        assert_eq!(
            cut(all, By::Month),
            [
                row("2026-10-30", "2026-11-01", 1),
                row("2026-11-01", "2026-11-17", 6)
            ]
        );
        assert_eq!(
            cut(all, By::Week),
            [
                row("2026-10-30", "2026-11-02", 3),
                row("2026-11-02", "2026-11-09", 0),
                row("2026-11-09", "2026-11-16", 0),
                row("2026-11-16", "2026-11-17", 4),
            ]
        );
        let half_open = Range {
            from: Some(day("2026-11-01")),
            to: Some(day("2026-11-03")),
        };
        assert_eq!(
            cut(half_open, By::Day),
            [
                row("2026-11-01", "2026-11-02", 2),
                row("2026-11-02", "2026-11-03", 0)
            ]
        );
    }

    #[test]
    fn a_trend_is_bounded() {
        let days = days(&[("1990-01-01", 1), ("2026-01-01", 1)]);
        assert_eq!(trend(&days, Range::default(), By::Day), Err(TooLong));
        assert_eq!(
            trend(&days, Range::default(), By::Month).unwrap().len(),
            433
        );
        assert_eq!(
            trend(&BTreeMap::new(), Range::default(), By::Day),
            Ok(Vec::new())
        );
    }
}
