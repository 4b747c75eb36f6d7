//! How many responses a day should have brought: the level around it, times what its weekday is of the week.

use std::ops::Range;

use super::chart::Volume;

/// Shorter series have no weekdays to learn.
const LEAST_DAYS: usize = 21;
/// How far a level reaches to either side: over four weeks a season is nearly a straight line.
const REACH: usize = 28;
/// Days next to the one in question that do not count for its level, so that days out of the ordinary, up to as many
/// in a row, are judged by others alone.
const HOLE: usize = 4;
/// On one side alone, fewer days than this say nothing of a level.
const LEAST_SIDE: usize = 10;
/// What is known of a level before any of it is seen: from day to day it moves by a hundredth, give or take. A season of
/// half as many again moves so fast at its fastest.
const SLOPE: f64 = 0.01;
/// The median of the distances of normal values from their own, in standard deviations, is 1 of this.
const NORMAL_MAD: f64 = 1.4826;
/// So many standard deviations from the median a day is left out to begin with.
const FAR: f64 = 3.5;
/// A weekday that brings next to nothing tells nothing of the level.
const LEAST_PART: f64 = 0.05;
/// Weekdays and levels are estimated in turns; after a few nothing moves any more.
const TURNS: usize = 4;

/// A local line's height, and the sum of the squares of the weights it is made with, each times its weekday's part.
#[derive(Debug, Clone, Copy)]
struct Level {
    height: f64,
    squares: f64,
}

/// What is expected of each day by the others that are not `out`: local lines (W. S. Cleveland, "Robust Locally Weighted
/// Regression and Smoothing Scatterplots", JASA 74 (1979) 829–836) through the days before, those after and both. Of the
/// three the one counts that comes nearest to what was seen: where a level changes for good, the days on both sides of
/// the change are as they are on their own side. The last days have only those before them. None for a series
/// that is too short.
pub fn expectations(
    counts: &[u64],
    weekday: impl Fn(usize) -> u8,
    out: &[bool],
) -> Option<Vec<Volume>> {
    let kept = |index: usize| out.get(index) == Some(&false);
    let kind = |index: usize| usize::from(weekday(index) % 7);
    let mut series = Series {
        counts,
        kinds: (0..counts.len()).map(kind).collect(),
        kept: (0..counts.len()).map(kept).collect(),
    };
    let far = series.outlying(&series.parts());
    for (kept, far) in series.kept.iter_mut().zip(far) {
        *kept &= !far;
    }
    if series.days(&(0..counts.len())) < LEAST_DAYS {
        return None;
    }
    let parts = series.parts();
    let mut like = [0u32; 7];
    for (kind, _) in series
        .kinds
        .iter()
        .zip(&series.kept)
        .filter(|(_, kept)| **kept)
    {
        if let Some(like) = like.get_mut(*kind) {
            *like += 1;
        }
    }
    let mut expectations = Vec::new();
    for (index, count) in counts.iter().enumerate() {
        let part = parts.get(kind(index)).copied().unwrap_or(1.0);
        let like = like.get(kind(index)).copied().unwrap_or(1).max(1);
        let level = series.nearest(&parts, index, *count as f64, part)?;
        // The variances of the level and of the weekday's part, each of a Poisson count.
        let unknown = part * level.squares + 1.0 / f64::from(like);
        expectations.push(Volume {
            seen: *count,
            expected: level.height * part,
            days: (1.0 / unknown).max(1.0) as u32,
        });
    }
    Some(expectations)
}

struct Series<'a> {
    counts: &'a [u64],
    kinds: Vec<usize>,
    kept: Vec<bool>,
}

impl Series<'_> {
    /// What each weekday is of the level.
    fn parts(&self) -> [f64; 7] {
        let mut parts = [1.0; 7];
        for _ in 0..TURNS {
            let (mut seen, mut levels) = ([0.0; 7], [0.0; 7]);
            for (index, count) in self.counts.iter().enumerate() {
                let kind = self.kinds.get(index).copied().unwrap_or(0);
                if self.kept.get(index) == Some(&true)
                    && let Some(level) = self.level(&parts, index, &self.around(index, 0))
                    && let (Some(seen), Some(levels)) = (seen.get_mut(kind), levels.get_mut(kind))
                {
                    *seen += *count as f64;
                    *levels += level.height;
                }
            }
            for (part, (seen, level)) in parts.iter_mut().zip(seen.into_iter().zip(levels)) {
                if level > 0.0 {
                    *part = seen / level;
                }
            }
        }
        parts
    }

    /// The days around one, without so many next to it.
    fn around(&self, index: usize, hole: usize) -> Vec<Range<usize>> {
        let before = index.saturating_sub(REACH)..(index + 1).saturating_sub(hole);
        let after = (index + hole.max(1)).min(self.counts.len());
        vec![before, after..(index + REACH + 1).min(self.counts.len())]
    }

    fn days(&self, range: &Range<usize>) -> usize {
        let kept = self.kept.get(range.clone()).unwrap_or_default();
        kept.iter().filter(|kept| **kept).count()
    }

    fn nearest(&self, parts: &[f64; 7], index: usize, seen: f64, part: f64) -> Option<Level> {
        let both = self.around(index, HOLE + 1);
        let mut choices: Vec<Vec<Range<usize>>> = both
            .iter()
            .filter(|side| self.days(side) >= LEAST_SIDE)
            .map(|side| vec![side.clone()])
            .collect();
        if choices.len() != 1 {
            choices.push(both);
        }
        let levels = choices
            .iter()
            .filter_map(|choice| self.level(parts, index, choice));
        levels.min_by(|one, other| {
            let away = |level: &Level| (level.height * part - seen).abs();
            away(one).total_cmp(&away(other))
        })
    }

    /// The local line through the days of some ranges, at one day.
    fn level(&self, parts: &[f64; 7], index: usize, ranges: &[Range<usize>]) -> Option<Level> {
        let reach = REACH as f64 + 1.0;
        let days = || {
            let kept = |day: &usize| self.kept.get(*day) == Some(&true);
            ranges.iter().cloned().flatten().filter(kept)
        };
        let weighted = |day: usize| {
            let away = day as f64 - index as f64;
            let near = (1.0 - (away.abs() / reach).powi(3)).max(0.0).powi(3);
            let kind = self.kinds.get(day).copied().unwrap_or(0);
            let part = parts.get(kind).copied().unwrap_or(1.0);
            let count = self.counts.get(day).copied().unwrap_or(0) as f64;
            (away, near, part, count)
        };
        let (mut s0, mut s1, mut s2, mut all) = (0.0, 0.0, 0.0, 0.0);
        for (away, near, part, count) in days().map(weighted) {
            s0 += near * part;
            s1 += near * part * away;
            s2 += near * part * away * away;
            all += near * count;
        }
        let mean = all / s0;
        // As if the slope had been seen to be 0, give or take `SLOPE`.
        let prior = 1.0 / (mean * SLOPE * SLOPE);
        let sloped = s0 * (s2 + prior) - s1 * s1;
        let (mut line, mut flat) = (Level::NONE, Level::NONE);
        for (away, near, part, count) in days().map(weighted) {
            line.add(near * (s2 + prior - s1 * away) / sloped, part, count);
            flat.add(near / s0, part, count);
        }
        let lean = s1 * prior / sloped;
        line.squares += mean * (SLOPE * lean).powi(2);
        // A line may fall below nothing.
        let known = |level: &Level| level.height.is_finite() && level.squares.is_finite();
        let line = Some(line).filter(|line| line.height > 0.0 && known(line));
        line.or(Some(flat).filter(known))
    }

    /// Days that are far from the median of the days around them.
    fn outlying(&self, parts: &[f64; 7]) -> Vec<bool> {
        let part = |index: usize| {
            let kind = self.kinds.get(index).copied().unwrap_or(0);
            parts.get(kind).copied().unwrap_or(1.0).max(LEAST_PART)
        };
        let mut away = Vec::new();
        for (index, count) in self.counts.iter().enumerate() {
            let days = self.around(index, 0).into_iter().flatten();
            let levels = days.filter_map(|day| Some(*self.counts.get(day)? as f64 / part(day)));
            let expected = median(levels.collect()) * part(index);
            away.push((*count as f64 - expected).abs() / expected.max(1.0).sqrt());
        }
        let usual = (NORMAL_MAD * median(away.clone())).max(1.0);
        away.iter().map(|away| *away > FAR * usual).collect()
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    let middle = values.len() / 2;
    values.sort_unstable_by(f64::total_cmp);
    values.get(middle).copied().unwrap_or_default()
}

impl Level {
    const NONE: Self = Self {
        height: 0.0,
        squares: 0.0,
    };

    fn add(&mut self, weight: f64, part: f64, count: f64) {
        self.height += weight * count;
        self.squares += weight * weight * part;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week(index: usize) -> u8 {
        (index % 7) as u8
    }

    /// So many a day, twice as many on one day of the week, and a season.
    fn counts(days: usize, level: f64) -> Vec<u64> {
        let count = |day: usize| {
            let season = 1.0 + 0.3 * (day as f64 / 58.0).sin();
            let of_week = if day % 7 == 3 { 2.0 } else { 1.0 };
            (level * season * of_week).round() as u64
        };
        (0..days).map(count).collect()
    }

    #[test]
    fn weekdays_and_seasons_are_expected() {
        let counts = counts(84, 400.0);
        let expected = expectations(&counts, week, &[false; 84]).unwrap();
        for (index, day) in expected.iter().enumerate() {
            let off = (day.expected / day.seen as f64 - 1.0).abs();
            assert!(off < 0.03, "{index}: {day:?}");
        }
    }

    #[test]
    fn days_that_nobody_answers_on_do_not_lower_what_is_expected_of_them() {
        let mut counts = counts(84, 40.0);
        let usual = counts.clone();
        counts[70..75].fill(0);
        let expected = expectations(&counts, week, &[false; 84]).unwrap();
        for index in 70..75 {
            let off = expected[index].expected / usual[index] as f64;
            assert!((0.8..1.2).contains(&off), "{index}: {off}");
        }
    }

    #[test]
    fn a_level_that_changes_for_good_is_expected_on_both_sides() {
        let mut counts = vec![100; 100];
        counts[50..].fill(30);
        let expected = expectations(&counts, week, &[false; 100]).unwrap();
        for day in expected {
            assert!(
                (day.expected / day.seen as f64 - 1.0).abs() < 0.1,
                "{day:?}"
            );
        }
    }

    #[test]
    fn three_weeks_are_needed() {
        assert_eq!(expectations(&[5; 20], week, &[false; 20]), None);
        assert!(
            expectations(&[0; 30], week, &[false; 30])
                .is_none_or(|days| { days.iter().all(|day| !day.expected.is_nan()) })
        );
    }
}
