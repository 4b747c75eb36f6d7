//! How many answer on which day, at which touchpoint, and when in the day.

use std::f64::consts::TAU;

use time::{Date, Duration, Month, PrimitiveDateTime, Weekday};

use crate::chance::Chance;
use crate::planted::{Facts, SILENT};
use crate::{DAYS, Sample};

/// Where answers come from, with their shares.
pub const TOUCHPOINTS: [(&str, f64); 6] = [
    ("checkout", 0.30),
    ("delivery", 0.24),
    ("support", 0.15),
    ("product", 0.13),
    ("returns", 0.08),
    ("newsletter", 0.10),
];

/// As `survey.json` has it.
pub const UTC_OFFSET: Duration = Duration::hours(1);

/// What a year adds to the number of answers.
const GROWTH: f64 = 0.35;
/// By how much the high season is above the mean, and when it is: before Christmas.
const SEASON: f64 = 0.2;
const HIGH_SEASON: f64 = 345.0;
/// The standard deviation of what else makes a day better or worse.
const OVERDISPERSION: f64 = 0.05;

/// Answers at each hour of the day: some before work, more at noon, most in the evening.
const HOURS: [f64; 24] = [
    0.8, 0.4, 0.2, 0.1, 0.1, 0.3, 1.0, 2.4, 3.8, 4.6, 5.2, 5.6, 6.2, 5.6, 5.0, 4.8, 5.0, 5.6, 6.4,
    7.6, 8.6, 8.0, 5.4, 2.4,
];

/// Reads a day such as `2026-11-21`.
pub fn parse_day(text: &str) -> Result<Date, String> {
    let parse = || {
        let mut parts = text.splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month: u8 = parts.next()?.parse().ok()?;
        let day = parts.next()?.parse().ok()?;
        Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()
    };
    parse().ok_or_else(|| format!("{text:?} is no day such as 2026-11-21"))
}

/// How many to expect on a day, but for a factor.
fn level(day: Date, end: Date) -> f64 {
    let weekday = match day.weekday() {
        Weekday::Monday => 1.12,
        Weekday::Tuesday => 1.08,
        Weekday::Wednesday => 1.02,
        Weekday::Thursday => 1.0,
        Weekday::Friday => 1.05,
        Weekday::Saturday => 0.82,
        Weekday::Sunday => 0.91,
    };
    let phase = (f64::from(day.ordinal()) - HIGH_SEASON) / 365.25;
    let season = 1.0 + SEASON * (TAU * phase).cos();
    let years = (day - end).whole_days() as f64 / 365.25;
    weekday * season * (1.0 + GROWTH).powf(years)
}

/// How many answer on each day.
pub struct Calendar(Vec<Day>);

/// How many answer on a day, by touchpoint.
pub struct Day {
    date: Date,
    counts: [usize; TOUCHPOINTS.len()],
}

/// When and where somebody answers.
pub struct Moment {
    /// The day, in the survey's own time.
    pub day: Date,
    /// The moment in UTC, as RFC 3339 has it.
    pub time: String,
    /// The touchpoint.
    pub touchpoint: &'static str,
}

impl Calendar {
    /// Each answer falls on a day and a touchpoint by chance: the numbers are Poisson's, given their sum.
    pub fn new(sample: &Sample, chance: &mut Chance) -> Self {
        let last_of_silent = sample.facts().silent.last;
        let mut days = Vec::new();
        let mut totals = Vec::new();
        let mut total = 0.0;
        for back in (0..DAYS).rev() {
            let date = sample.end - Duration::days(back);
            let level = level(date, sample.end) * (OVERDISPERSION * chance.normal()).exp();
            for (touchpoint, share) in TOUCHPOINTS {
                if touchpoint != SILENT || date <= last_of_silent {
                    total += level * share;
                }
                totals.push(total);
            }
            let counts = Default::default();
            days.push(Day { date, counts });
        }
        for _ in 0..sample.responses {
            let place = chance.place(&totals);
            days[place / TOUCHPOINTS.len()].counts[place % TOUCHPOINTS.len()] += 1;
        }
        Self(days)
    }

    pub fn into_days(self) -> impl Iterator<Item = Day> {
        self.0.into_iter()
    }
}

impl Day {
    /// In order.
    pub fn moments(&self, chance: &mut Chance) -> Vec<Moment> {
        let hours: Vec<(usize, f64)> = HOURS.into_iter().enumerate().collect();
        let mut moments = Vec::new();
        for ((touchpoint, _), count) in TOUCHPOINTS.into_iter().zip(self.counts) {
            for _ in 0..count {
                let second = chance.weighted(&hours) * 3600 + chance.below(3600);
                moments.push((second, touchpoint));
            }
        }
        moments.sort_unstable();
        let moment = |(second, touchpoint): (usize, &'static str)| Moment {
            day: self.date,
            time: in_utc(self.date.midnight() + Duration::seconds(second as i64)),
            touchpoint,
        };
        moments.into_iter().map(moment).collect()
    }
}

fn in_utc(local: PrimitiveDateTime) -> String {
    let utc = local - UTC_OFFSET;
    let (hour, minute, second) = utc.as_hms();
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", utc.date())
}

/// Whether a day is one of the incident's.
pub fn in_incident(day: Date, facts: &Facts) -> bool {
    facts.incident.from <= day && day < facts.incident.to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_follow_the_week_the_season_and_the_growth() {
        let sample = Sample {
            end: parse_day("2026-11-21").unwrap(),
            responses: 200_000,
            seed: 3,
        };
        let days = Calendar::new(&sample, &mut Chance::new(3)).0;
        let all = |of: &dyn Fn(&Day) -> bool| {
            let days = days.iter().filter(|day| of(day));
            let (counts, levels): (Vec<_>, Vec<_>) = days
                .map(|day| {
                    // The share that has gone silent is not to be expected.
                    let count = day.counts[..TOUCHPOINTS.len() - 1].iter().sum::<usize>();
                    (count as f64, level(day.date, sample.end))
                })
                .unzip();
            (counts.iter().sum::<f64>(), levels.iter().sum::<f64>())
        };
        let (count, expected) = all(&|_| true);
        let scale = count / expected;
        for month in 1..=12 {
            let (count, level) = all(&|day| u8::from(day.date.month()) == month);
            let ratio = count / (level * scale);
            // 30 days that each miss their level by 5 % or so.
            assert!((ratio - 1.0).abs() < 0.04, "month {month}: {ratio}");
        }
        let (sundays, _) = all(&|day| day.date.weekday() == Weekday::Sunday);
        let (mondays, _) = all(&|day| day.date.weekday() == Weekday::Monday);
        assert!((0.75..0.88).contains(&(sundays / mondays)));
        // Of the same season.
        let (first, _) = all(&|day| (sample.end - day.date).whole_days() >= 335);
        let (last, _) = all(&|day| (sample.end - day.date).whole_days() < 30);
        assert!((1.15..1.4).contains(&(last / first)), "{}", last / first);
        assert_eq!(days.len(), 365);
    }

    #[test]
    fn a_day_that_is_none_is_refused() {
        assert_eq!(parse_day("2026-11-21").unwrap().to_string(), "2026-11-21");
        for text in ["", "2026", "2026-13-01", "2026-02-30", "2026-11-21-1"] {
            assert!(parse_day(text).is_err(), "{text}");
        }
    }
}
