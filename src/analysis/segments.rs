//! Who is more satisfied than others, and what each segment does to the whole score.

use std::collections::BTreeSet;

use serde::Serialize;

use super::finding::Watched;
use super::study::Study;
use super::tested::{Tested, adjust, chance, digits, error, percent};
use crate::breakdown::Breakdown;
use crate::dimension::{Dimension, OTHER};
use crate::measure::Measure;
use crate::statistics::comparison::holm;
use crate::statistics::difference::difference;
use crate::statistics::interval::interval;
use crate::statistics::{Sample, Scale};

/// Segments, or the rest of respondents, with fewer answers are shown but not compared: so few could only differ
/// by what every other comparison would have to be adjusted for.
const LEAST_COMPARED: u64 = 10;
/// In each period, for how much a segment moved: that test is a normal approximation.
const LEAST_MOVED: u64 = 30;

/// A segment's score, beside all others'.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SegmentScore {
    /// Of what.
    #[serde(flatten)]
    pub watched: Watched,
    /// What segments are told apart by.
    pub dimension: Dimension,
    /// Which: `other` are those that are counted together, null those without a value.
    pub value: Option<Box<str>>,
    /// Its score; null without answers.
    pub score: Option<f64>,
    /// The lower end of the score's 95 % interval.
    pub score_low: Option<f64>,
    /// The upper end.
    pub score_high: Option<f64>,
    /// Answers.
    pub n: u64,
    /// Of all answers, in %.
    pub share: Option<f64>,
    /// The score of all others, those without a value included.
    pub rest: Option<f64>,
    /// The score less that of the rest; p is adjusted over all segments of the survey by Holm's method.
    #[serde(flatten)]
    pub tested: Tested,
    /// By how many points it holds the whole score up: its share times what it is above the whole.
    pub contribution: Option<f64>,
    /// Its score in the previous period.
    pub was: Option<f64>,
    /// Answers in the previous period.
    pub n_was: u64,
    /// How many points it moved the whole score since: those of all values add up to the change.
    pub moved: Option<f64>,
    /// What of `moved` comes from its score.
    pub moved_by_score: Option<f64>,
    /// What of `moved` comes from its share.
    pub moved_by_share: Option<f64>,
    /// How likely its score is to part as far as this from that of the rest since the previous period, adjusted over
    /// all segments of the survey; null where it is not compared.
    #[serde(serialize_with = "digits")]
    pub moved_p: Option<f64>,
    #[serde(skip)]
    pub(super) scale: Scale,
    /// What was counted: in the segment and of all, now and in the previous period.
    #[serde(skip)]
    pub(super) counted: Counted,
}

/// A segment and all, now and before.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Counted {
    pub now: Sample,
    pub all: Sample,
    pub was: Sample,
    pub all_was: Sample,
}

/// The segments of every rated question by every dimension.
pub fn segments(study: &Study) -> Vec<SegmentScore> {
    let mut rows = Vec::new();
    for question in &study.survey.questions {
        if let Some(measure) = Measure::of(question) {
            for dimension in Dimension::all(study.survey) {
                rows.extend(of_dimension(study, &measure, &dimension));
            }
        }
    }
    let mut tested: Vec<&mut Tested> = rows.iter_mut().map(|row| &mut row.tested).collect();
    adjust(&mut tested, holm);
    let mut moved: Vec<f64> = rows.iter().filter_map(|row| row.moved_p).collect();
    holm(&mut moved);
    let rows_moved = rows.iter_mut().filter_map(|row| row.moved_p.as_mut());
    for (row, p) in rows_moved.zip(moved) {
        *row = p;
    }
    rows
}

fn of_dimension(study: &Study, measure: &Measure, dimension: &Dimension) -> Vec<SegmentScore> {
    let (now, was) = (&study.now.breakdown, &study.previous.breakdown);
    let (all, all_was) = (
        measure.sample(&now.total.tally),
        measure.sample(&was.total.tally),
    );
    let mut rows = Vec::new();
    let (mut left, mut left_was) = (all, all_was);
    for value in values(now, was, dimension) {
        let counted = Counted {
            now: of_value(measure, now, dimension, &value),
            all,
            was: of_value(measure, was, dimension, &value),
            all_was,
        };
        left = left.without(counted.now);
        left_was = left_was.without(counted.was);
        if counted.now.n == 0 && counted.was.n == 0 {
            continue;
        }
        let of_declared = !(dimension == &Dimension::Page && *value == *OTHER);
        rows.push(row(measure, dimension, Some(value), of_declared, counted));
    }
    if rows.is_empty() {
        return rows;
    }
    let together = |breakdown: &Breakdown| {
        let segments = breakdown.by.get(dimension);
        segments.is_some_and(|segments| segments.other.is_some())
    };
    if together(now) || together(was) {
        // What is not named in both periods: named in one only, it cannot be followed.
        let rest = |breakdown: &Breakdown, left: Sample| {
            let mut named = Sample::default();
            if let Some(segments) = breakdown.by.get(dimension) {
                for segment in segments.values.values() {
                    named.merge(measure.sample(&segment.detail.tally));
                }
                if let Some(other) = &segments.other {
                    named.merge(measure.sample(&other.tally));
                }
            }
            left.without(measure.sample(&breakdown.total.tally).without(named))
        };
        let counted = Counted {
            now: rest(now, left),
            all,
            was: rest(was, left_was),
            all_was,
        };
        left = left.without(counted.now);
        left_was = left_was.without(counted.was);
        rows.push(row(measure, dimension, Some(OTHER.into()), false, counted));
    }
    let counted = Counted {
        now: left,
        all,
        was: left_was,
        all_was,
    };
    if left.n > 0 || left_was.n > 0 {
        rows.push(row(measure, dimension, None, false, counted));
    }
    rows
}

/// The values that are counted on their own in both periods.
fn values(now: &Breakdown, was: &Breakdown, dimension: &Dimension) -> BTreeSet<Box<str>> {
    let mut values = BTreeSet::new();
    for breakdown in [now, was] {
        if let Some(segments) = breakdown.by.get(dimension) {
            for value in segments.values.keys() {
                let named = |breakdown: &Breakdown| {
                    breakdown.by.get(dimension).is_none_or(|segments| {
                        segments.other.is_none() || segments.values.contains_key(value)
                    })
                };
                if named(now) && named(was) {
                    values.insert(value.clone());
                }
            }
        }
    }
    values
}

fn of_value(
    measure: &Measure,
    breakdown: &Breakdown,
    dimension: &Dimension,
    value: &str,
) -> Sample {
    let segments = breakdown.by.get(dimension);
    let segment = segments.and_then(|segments| segments.values.get(value));
    segment.map_or(Sample::default(), |segment| {
        measure.sample(&segment.detail.tally)
    })
}

fn row(
    measure: &Measure,
    dimension: &Dimension,
    value: Option<Box<str>>,
    compared: bool,
    counted: Counted,
) -> SegmentScore {
    let Counted { now, all, was, .. } = counted;
    let scale = measure.scale;
    let rest = all.without(now);
    let interval = interval(scale, now);
    let shown = |sample: Sample| sample.mean().map(|mean| scale.shown(mean));
    let share = now.n as f64 / all.n.max(1) as f64;
    let above = now.mean().zip(all.mean()).map(|(own, all)| own - all);
    let compared = |one: Sample, other: Sample, least: u64| {
        (compared && one.n.min(other.n) >= least)
            .then(|| difference(scale, one, other))
            .flatten()
    };
    let points = |plain: f64| finer(scale, plain);
    let moved = moved(counted);
    let rest_was = counted.all_was.without(was);
    let parted = compared(now, was, LEAST_MOVED)
        .zip(compared(rest, rest_was, LEAST_MOVED))
        .map(|(own, rest)| {
            let error = error(own.low, own.high).hypot(error(rest.low, rest.high));
            chance(own.value - rest.value, error)
        });
    SegmentScore {
        watched: Watched::of(measure),
        dimension: dimension.clone(),
        value,
        score: shown(now),
        score_low: interval.map(|interval| scale.shown(interval.low)),
        score_high: interval.map(|interval| scale.shown(interval.high)),
        n: now.n,
        share: percent(now.n, all.n),
        rest: shown(rest),
        tested: Tested::new(scale, compared(now, rest, LEAST_COMPARED)),
        contribution: above.map(|above| points(share * above)),
        was: shown(was),
        n_was: was.n,
        moved: moved.map(|moved| points(moved.by_score + moved.by_share)),
        moved_by_score: moved.map(|moved| points(moved.by_score)),
        moved_by_share: moved.map(|moved| points(moved.by_share)),
        moved_p: parted,
        scale,
        counted,
    }
}

/// Parts of a sum need a decimal more.
fn finer(scale: Scale, plain: f64) -> f64 {
    let shift = 10f64.powi(scale.decimals() + 1);
    (plain * scale.factor() * shift).round() / shift + 0.0
}

/// What a segment moved the whole score by, in plain units.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Moved {
    by_score: f64,
    by_share: f64,
}

/// The two effects of E. M. Kitagawa, "Components of a Difference Between Two Rates", JASA 50 (1955) 1168–1194: that
/// of the segment's score at the mean of its two shares, and that of its share at the mean of its two scores, which
/// are taken from the mean of the two whole scores, so that a segment that grows moves the whole by how it differs from
/// it. Over all segments they add up to the change. Of a segment without answers in one period only the share moved.
fn moved(counted: Counted) -> Option<Moved> {
    let Counted {
        now,
        all,
        was,
        all_was,
    } = counted;
    let centre = (all.mean()? + all_was.mean()?) / 2.0;
    let score = now.mean().or(was.mean())?;
    let score_was = was.mean().unwrap_or(score);
    let share = now.n as f64 / all.n as f64;
    let share_was = was.n as f64 / all_was.n as f64;
    Some(Moved {
        by_score: (share + share_was) / 2.0 * (score - score_was),
        by_share: (share - share_was) * ((score + score_was) / 2.0 - centre),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample() -> impl Strategy<Value = Sample> {
        (0u64..200, 0u64..200, 0u64..200).prop_map(|(up, no, down)| {
            let mut sample = Sample::default();
            sample.add(1, up);
            sample.add(0, no);
            sample.add(-1, down);
            sample
        })
    }

    proptest! {
        #[test]
        fn what_segments_move_adds_up_to_the_change(
            parts in proptest::collection::vec((sample(), sample(), 0u8..4), 1..8),
        ) {
            let (mut all, mut all_was) = (Sample::default(), Sample::default());
            let mut counted = Vec::new();
            for (now, was, missing) in parts {
                let now = if missing == 1 { Sample::default() } else { now };
                let was = if missing == 2 { Sample::default() } else { was };
                all.merge(now);
                all_was.merge(was);
                counted.push((now, was));
            }
            prop_assume!(all.n > 0 && all_was.n > 0);
            let total: f64 = counted
                .iter()
                .filter_map(|(now, was)| moved(Counted { now: *now, all, was: *was, all_was }))
                .map(|moved| moved.by_score + moved.by_share)
                .sum();
            let change = all.mean().unwrap() - all_was.mean().unwrap();
            prop_assert!((total - change).abs() < 1e-9, "{total} {change}");
        }
    }
}
