//! Scores: levels that changed for good, and days that were not what they should have been.

use std::ops::Range;

use super::stretches::{Stretch, stretches};
use super::{Calendar, Family, Measured, Surprise, SurpriseKind};
use crate::analysis::finding::{Bounds, Watched};
use crate::analysis::tested::{SIGNIFICANT, bounds};
use crate::measure::Measure;
use crate::statistics::chart::score_chart;
use crate::statistics::difference::difference;
use crate::statistics::step::{Step, step};
use crate::statistics::{Sample, Scale};

/// A new level has to have lasted so many days, and the old one before it: less is an incident, if anything. Charts
/// of either side need as many.
const LEAST_LEVEL: usize = 8;

/// What was found in a series of scores.
pub(super) struct Looked {
    pub step: Option<Step>,
    stretches: Vec<Stretch>,
    points: Vec<Sample>,
    scale: Scale,
}

/// Looks at a series of scores. `level` is where the whole, of which this is a part, changed its level.
pub(super) fn look(
    scale: Scale,
    points: &[Sample],
    now: usize,
    family: &Family,
    level: Option<usize>,
) -> Looked {
    let mut step = new_level(scale, points, family);
    if step.is_none() {
        // An incident in the same series may hide it.
        let whole = 0..points.len();
        let flagged = flagged(scale, points, &whole, &whole, &[], family);
        if flagged.iter().any(|stretch| !stretch.days.is_empty()) {
            step = new_level(scale, &without(points, &flagged), family);
        }
    }
    let whole = 0..points.len();
    let answered = |part: &Range<usize>| {
        let part = points.get(part.clone()).unwrap_or_default();
        part.iter().filter(|point| point.n > 0).count()
    };
    let split = step.map(|step| step.index).or(level);
    let split = split.map(|at| [0..at, at..points.len()]);
    let split = split.filter(|parts| parts.iter().all(|part| answered(part) >= LEAST_LEVEL));
    let parts = match &split {
        Some(parts) => parts.as_slice(),
        None => std::slice::from_ref(&whole),
    };
    let mut stretches = Vec::new();
    for part in parts {
        // Twice, so that what is out of the ordinary does not count for what is ordinary.
        let first = flagged(scale, points, part, part, &[], family);
        let judged = part.start.max(now)..part.end.max(now);
        stretches.extend(flagged(scale, points, part, &judged, &first, family));
    }
    Looked {
        step,
        stretches,
        points: points.to_vec(),
        scale,
    }
}

/// Since when a series is at another level, if it is and stays there.
fn new_level(scale: Scale, points: &[Sample], family: &Family) -> Option<Step> {
    let found = step(scale, points)?;
    let answered = |part: &[Sample]| part.iter().filter(|point| point.n > 0).count();
    let (before, after) = points.split_at_checked(found.index)?;
    let lasts = answered(before) >= LEAST_LEVEL && answered(after) >= LEAST_LEVEL;
    let p = (found.p * family.series as f64).min(1.0);
    let found = Step { p, ..found };
    (p < SIGNIFICANT && lasts && !ends(points, &found)).then_some(found)
}

/// Whether a stretch after which all is as before explains a series clearly better than a new level does: the
/// circular binary segmentation of A. B. Olshen et al., "Circular binary segmentation for the analysis of array-based
/// DNA copy number data", Biostatistics 5 (2004) 557–572. Its second end has to be worth, as a parameter more in G. Schwarz,
/// "Estimating the Dimension of a Model", Annals of Statistics 6 (1978) 461–464, the logarithm of the number of points.
fn ends(points: &[Sample], step: &Step) -> bool {
    let mut sums = vec![Sample::default()];
    let mut whole = Sample::default();
    for point in points {
        whole.merge(*point);
        sums.push(whole);
    }
    let explained = |part: Sample| {
        let rest = whole.without(part);
        let apart = part.mean().zip(rest.mean());
        apart.map_or(0.0, |(part_mean, rest_mean)| {
            let weight = 1.0 / (1.0 / part.n as f64 + 1.0 / rest.n as f64);
            (part_mean - rest_mean).powi(2) * weight
        })
    };
    let mut most = 0.0_f64;
    for (start, before) in sums.iter().enumerate() {
        for until in sums.iter().take(points.len()).skip(start + 1) {
            most = most.max(explained(until.without(*before)));
        }
    }
    let variance = whole.variance().unwrap_or_default().max(f64::MIN_POSITIVE);
    (most - explained(step.after)) / variance > 2.0 * (points.len() as f64).ln()
}

/// Points with those of some stretches blanked.
fn without(points: &[Sample], stretches: &[Stretch]) -> Vec<Sample> {
    let out = |index: usize| {
        stretches
            .iter()
            .any(|stretch| stretch.days.contains(&index))
    };
    let kept = |(index, point): (usize, &Sample)| match out(index) {
        true => Sample::default(),
        false => *point,
    };
    points.iter().enumerate().map(kept).collect()
}

/// What is out of the ordinary among the points of `judged`, by those of `part` that are not in `left_out`.
fn flagged(
    scale: Scale,
    points: &[Sample],
    part: &Range<usize>,
    judged: &Range<usize>,
    left_out: &[Stretch],
    family: &Family,
) -> Vec<Stretch> {
    let clean = without(points, left_out);
    let known = clean.get(part.clone()).unwrap_or_default();
    let asked = points.get(judged.clone()).unwrap_or_default();
    let mut all = known.to_vec();
    all.extend(asked);
    let chart = |all: &[Sample]| score_chart(scale, all, 0..known.len(), family.scores);
    let Some(found) = chart(&all) else {
        return Vec::new();
    };
    let value = |index: usize| all.get(index)?.mean();
    let mut stretches = stretches(&found, known.len(), judged.start, value);
    for stretch in &mut stretches {
        let mut together = Sample::default();
        let days = points.get(stretch.days.clone()).unwrap_or_default();
        days.iter().for_each(|day| together.merge(*day));
        all.truncate(known.len());
        all.push(together);
        stretch.judge(chart(&all));
    }
    stretches
}

impl Looked {
    /// What of it is within the period.
    pub fn told(
        &self,
        calendar: &Calendar,
        measure: &Measure,
        touchpoint: Option<&str>,
    ) -> Vec<Surprise> {
        let watched = || Watched::of(measure).at(touchpoint);
        let scale = self.scale;
        let mut told = Vec::new();
        let step = self.step.filter(|step| step.index > calendar.now());
        if let Some(step) = step
            && let Some((before, after)) = step.before.mean().zip(step.after.mean())
        {
            let difference = bounds(scale, &step.difference);
            told.push(Surprise {
                watched: watched(),
                kind: SurpriseKind::Step,
                from: calendar.day(step.index),
                to: calendar.end,
                expected: scale.shown(before),
                low: scale.shown(before + step.difference.low),
                high: scale.shown(before + step.difference.high),
                seen: scale.shown(after),
                n: step.after.n,
                p: Some(step.p),
                measured: Some(Measured {
                    measure: measure.clone(),
                    sample: step.after,
                    was: step.before,
                    difference,
                }),
            });
        }
        for stretch in &self.stretches {
            let mut sample = Sample::default();
            let days = self.points.get(stretch.days.clone()).unwrap_or_default();
            days.iter().for_each(|day| sample.merge(*day));
            let Some(mean) = sample.mean() else { continue };
            let limits = [stretch.expected, stretch.low, stretch.high];
            let [value, low, high] = limits.map(|plain| scale.shown(plain));
            told.push(Surprise {
                watched: watched(),
                kind: SurpriseKind::Score,
                from: calendar.day(stretch.days.start),
                to: calendar.day(stretch.days.end),
                expected: value,
                low,
                high,
                seen: scale.shown(mean),
                n: sample.n,
                p: Some(stretch.p),
                measured: Some(Measured {
                    measure: measure.clone(),
                    sample,
                    was: Sample::default(),
                    difference: Bounds { value, low, high },
                }),
            });
        }
        told
    }
}

/// Whether the rest was on the days of a surprise as on all others; before and after, of a step.
pub(super) fn is_ordinary(
    scale: Scale,
    calendar: &Calendar,
    surprise: &Surprise,
    rest: &[Sample],
) -> bool {
    let (mut within, mut without) = (Sample::default(), Sample::default());
    for (index, rest) in rest.iter().enumerate() {
        match surprise.days().contains(&calendar.day(index).0) {
            true => within.merge(*rest),
            false => without.merge(*rest),
        }
    }
    difference(scale, within, without).is_none_or(|difference| {
        let against = (difference.value > 0.0) != surprise.upwards();
        against || !difference.significant()
    })
}
