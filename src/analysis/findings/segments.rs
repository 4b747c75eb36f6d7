//! Of segments, those that are worth telling.

use super::{Episode, Sifter, points, rounded, sure};
use crate::analysis::finding::{Fact, Finding};
use crate::analysis::segments::SegmentScore;
use crate::analysis::tested::{chance, error};
use crate::dimension::Dimension;
use crate::statistics::Sample;
use crate::statistics::difference::difference;

impl Sifter<'_> {
    pub fn segments(&self) -> Vec<Finding> {
        let mut rows: Vec<(&SegmentScore, f64)> = Vec::new();
        for row in &self.report.segments {
            if let Some(p) = sure(row.tested.p_adjusted) {
                rows.push((row, p));
            }
        }
        sort_segments(&mut rows, |row| row.tested.difference);
        let compare = |row: &SegmentScore, told: &[&SegmentScore]| {
            let (own, rest) = self.now(row, told);
            let found = difference(row.scale, own, rest)?;
            Some((found.value, found.p))
        };
        let kept = self.once(rows, |row| row.tested.difference, compare);
        let tell = |(row, p, impact): (&SegmentScore, f64, f64)| {
            Some(Finding {
                watched: row.watched.clone(),
                fact: Fact::Segment {
                    dimension: row.dimension.clone(),
                    value: row.value.clone()?,
                    score: row.score?,
                    rest: row.rest?,
                    difference: row.tested.bounds()?,
                    share: row.share?,
                },
                impact: rounded(impact),
                p: Some(p),
                n: row.n,
            })
        };
        let weigh = |row: &SegmentScore| {
            let share = row.share.unwrap_or_default() / 100.0;
            points(row.scale, row.tested.difference.unwrap_or_default()) * share
        };
        strongest(kept, weigh)
            .into_iter()
            .filter_map(tell)
            .collect()
    }

    /// Tested is how scores parted: what shares moved is not told.
    pub fn contributions(&self) -> Vec<Finding> {
        let mut rows: Vec<(&SegmentScore, f64)> = Vec::new();
        for row in &self.report.segments {
            if let Some(p) = sure(row.moved_p) {
                rows.push((row, p));
            }
        }
        sort_segments(&mut rows, |row| row.moved_by_score);
        let compare = |row: &SegmentScore, told: &[&SegmentScore]| {
            let (own, rest) = self.now(row, told);
            let (own_was, rest_was) = was(row, told);
            let moved = difference(row.scale, own, own_was)?;
            let of_rest = difference(row.scale, rest, rest_was)?;
            let wide = error(moved.low, moved.high).hypot(error(of_rest.low, of_rest.high));
            let away = moved.value - of_rest.value;
            Some((away, chance(away, wide)))
        };
        let parted = |row: &SegmentScore| Some(row.score? - row.was?);
        let kept = self.once(rows, parted, compare);
        let tell = |(row, p, impact): (&SegmentScore, f64, f64)| {
            Some(Finding {
                watched: row.watched.clone(),
                fact: Fact::Contribution {
                    dimension: row.dimension.clone(),
                    value: row.value.clone()?,
                    points: row.moved_by_score?,
                    was: row.was?,
                    now: row.score?,
                },
                impact: rounded(impact),
                p: Some(p),
                n: row.n,
            })
        };
        let weigh = |row: &SegmentScore| points(row.scale, row.moved_by_score.unwrap_or_default());
        strongest(kept, weigh)
            .into_iter()
            .filter_map(tell)
            .collect()
    }

    /// A segment and the rest of it, without what is told already: other segments, and days out of the ordinary.
    fn now(&self, row: &SegmentScore, told: &[&SegmentScore]) -> (Sample, Sample) {
        let counted = row.counted;
        let mut rest = counted.all.without(counted.now);
        for told in told {
            rest = rest.without(told.counted.now);
        }
        let Some(measure) = self.measure(&row.watched) else {
            return (counted.now, rest);
        };
        if row.dimension != Dimension::Touchpoint {
            return (counted.now, rest);
        }
        let at = |touchpoint: Option<&str>| {
            let own = |episode: &&Episode| {
                episode.touchpoint.is_some() && episode.touchpoint.as_deref() == touchpoint
            };
            let episodes: Vec<&Episode> = self.episodes.iter().filter(own).collect();
            self.within(measure, &episodes)
        };
        let own = counted.now.without(at(row.value.as_deref()));
        let others = self.report.segments.iter().filter(|other| {
            let same = other.watched == row.watched && other.dimension == row.dimension;
            let known = told.iter().any(|told| told.value == other.value);
            same && other.value != row.value && !known
        });
        for other in others.filter(|other| other.value.is_some()) {
            rest = rest.without(at(other.value.as_deref()));
        }
        (own, rest)
    }

    /// Rows of the same question and dimension, the surest first, are told as long as they still differ from the rest
    /// without those that are told: what others lack, all the rest seems to have.
    fn once<'r>(
        &self,
        rows: Vec<(&'r SegmentScore, f64)>,
        shown: impl Fn(&SegmentScore) -> Option<f64>,
        compare: impl Fn(&SegmentScore, &[&SegmentScore]) -> Option<(f64, f64)>,
    ) -> Vec<(&'r SegmentScore, f64)> {
        let tests = self.report.segments.iter();
        let tests = tests.filter(|row| row.tested.p.is_some()).count() as f64;
        let mut kept: Vec<(&SegmentScore, f64)> = Vec::new();
        for (row, p) in rows {
            let same = kept
                .iter()
                .map(|(kept, _)| *kept)
                .filter(|kept| kept.watched == row.watched && kept.dimension == row.dimension);
            let told: Vec<&SegmentScore> = same.collect();
            let Some((away, alone)) = compare(row, &told) else {
                continue;
            };
            let as_shown = shown(row).is_some_and(|shown| shown * away > 0.0);
            if let Some(again) = sure(Some(alone * tests)).filter(|_| as_shown) {
                kept.push((row, p.max(again)));
            }
        }
        kept
    }
}

/// The segment and the rest of it in the previous period, without segments that are told already.
fn was(row: &SegmentScore, told: &[&SegmentScore]) -> (Sample, Sample) {
    let counted = row.counted;
    let mut rest = counted.all_was.without(counted.was);
    for told in told {
        rest = rest.without(told.counted.was);
    }
    (counted.was, rest)
}

/// The surest first; of two that are as sure, which are one another's rest, the lower one.
fn sort_segments(rows: &mut [(&SegmentScore, f64)], by: impl Fn(&SegmentScore) -> Option<f64>) {
    rows.sort_unstable_by(|(one, p), (other, other_p)| {
        let value = |row: &SegmentScore| by(row).unwrap_or_default();
        let names = (&one.dimension, &one.value).cmp(&(&other.dimension, &other.value));
        p.total_cmp(other_p)
            .then(value(one).total_cmp(&value(other)))
            .then(names)
    });
}

/// Of the same segment under several questions the one that moves most. A page may be called what its touchpoint is.
fn strongest(
    rows: Vec<(&SegmentScore, f64)>,
    weigh: impl Fn(&SegmentScore) -> f64,
) -> Vec<(&SegmentScore, f64, f64)> {
    let mut kept: Vec<(&SegmentScore, f64, f64)> = Vec::new();
    let place =
        |row: &SegmentScore| matches!(row.dimension, Dimension::Touchpoint | Dimension::Page);
    for (row, p) in rows {
        let impact = weigh(row);
        let same = |(other, ..): &&mut (&SegmentScore, f64, f64)| {
            other.value == row.value
                && (other.dimension == row.dimension || place(other) && place(row))
        };
        match kept.iter_mut().find(same) {
            Some(stronger) if stronger.2 >= impact => {}
            Some(weaker) => *weaker = (row, p, impact),
            None => kept.push((row, p, impact)),
        }
    }
    kept
}
