//! How many responses a day should have brought: the level around it, times what its weekday is of the week.

use std::ops::Range;

use crate::statistics::chart::Volume;

/// Shorter series have no weekdays to learn.
const LEAST_DAYS: usize = 21;
/// How far a level reaches to either side: over four weeks a season is nearly a straight line.
const REACH: usize = 28;
/// Days next to the one in question that do not count for its level, so that days out of the ordinary, up to as many
/// in a row, are judged by others alone.
const HOLE: usize = 4;
/// On one side alone, fewer days than this say nothing of a level.
const LEAST_SIDE: usize = 10;
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
pub(super) fn expectations(
    counts: &[u64],
    weekday: impl Fn(usize) -> u8,
    out: &[bool],
) -> Option<Vec<Volume>> {
    let kept = |index: usize| out.get(index) == Some(&false);
    if (0..counts.len()).filter(|index| kept(*index)).count() < LEAST_DAYS {
        return None;
    }
    let kind = |index: usize| usize::from(weekday(index) % 7);
    let series = Series {
        counts,
        kinds: (0..counts.len()).map(kind).collect(),
        kept: (0..counts.len()).map(kept).collect(),
    };
    let mut parts = [1.0; 7];
    for _ in 0..TURNS {
        let mut seen = [0.0; 7];
        let mut levels = [0.0; 7];
        for (index, count) in counts.iter().enumerate() {
            if kept(index)
                && let Some(level) = series.level(&parts, index, &series.around(index, 0))
                && let (Some(seen), Some(levels)) =
                    (seen.get_mut(kind(index)), levels.get_mut(kind(index)))
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
    let mut like = [0u32; 7];
    for index in (0..counts.len()).filter(|index| kept(*index)) {
        if let Some(like) = like.get_mut(kind(index)) {
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
            kind: 0,
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
        let (mut s0, mut s1, mut s2) = (0.0, 0.0, 0.0);
        for (away, near, part, _) in days().map(weighted) {
            s0 += near * part;
            s1 += near * part * away;
            s2 += near * part * away * away;
        }
        let sloped = s0 * s2 - s1 * s1;
        let (mut line, mut mean) = (Level::NONE, Level::NONE);
        for (away, near, part, count) in days().map(weighted) {
            line.add(near * (s2 - s1 * away) / sloped, part, count);
            mean.add(near / s0, part, count);
        }
        // A line may fall below nothing.
        let fits = |level: &Level| level.height.is_finite() && level.height > 0.0;
        let known = |level: &Level| level.height.is_finite() && level.squares.is_finite();
        let line = Some(line).filter(|line| fits(line) && known(line));
        line.or(Some(mean).filter(known))
    }
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
