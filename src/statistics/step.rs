//! Since when a score is another one.

use super::chart::sigma_z;
use super::difference::{Difference, difference};
use super::tail::two_sided;
use super::{Sample, Scale};

/// A score has to have been another one on so many days at least: an incident of a day is no step.
const LEAST_POINTS: usize = 3;

/// Where a series of scores changed its level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The first point of the new level.
    pub index: usize,
    /// All points before it.
    pub before: Sample,
    /// It and all after it.
    pub after: Sample,
    /// After less before; interval and p are widened by overdispersion, and are those of a change at a point that
    /// was known beforehand.
    pub difference: Difference,
    /// How likely a series without a change is to have, anywhere in it, one that looks as large.
    pub p: f64,
}

impl Step {
    /// Whether there is a step at all, at 5 %. Of several series, adjust `p` first.
    pub fn significant(&self) -> bool {
        self.p < 0.05
    }
}

/// The one change of level that a series of days or weeks, in order, shows best, significant or not. None where
/// fewer than 8 points have respondents.
///
/// The point that leaves least variance within the two parts (A. J. Scott and M. Knott, "A Cluster Analysis Method
/// for Grouping Means in the Analysis of Variance", Biometrics 30 (1974) 507–512), as in the first step of binary
/// segmentation. Its t test is Bonferroni-corrected for the number of points at which the series could have been
/// split, and its standard error widened by σ_z, by how much more the points differ from one to the next than
/// their respondents alone explain (see [`chart`](super::chart)); with σ_z estimated, so are its degrees of freedom.
/// A slow drift also makes a step.
pub fn step(scale: Scale, points: &[Sample]) -> Option<Step> {
    let mut whole = Sample::default();
    let mut filled = 0;
    for point in points {
        whole.merge(*point);
        filled += usize::from(point.n > 0);
    }
    let mut before = Sample::default();
    let mut seen = 0;
    let mut candidates = 0;
    let mut best: Option<(f64, usize, Sample, Sample)> = None;
    for (index, point) in points.iter().enumerate() {
        let after = whole.without(before);
        if point.n > 0 && seen >= LEAST_POINTS && filled - seen >= LEAST_POINTS {
            candidates += 1;
            let explained = between(before, after);
            if best.is_none_or(|(most, ..)| explained > most) {
                best = Some((explained, index, before, after));
            }
        }
        before.merge(*point);
        seen += usize::from(point.n > 0);
    }
    let (explained, index, before, after) = best?;
    let n = whole.n as f64;
    let within = (whole.spread() * (n - 1.0) - explained).max(0.0) / (n - 2.0).max(1.0);
    let variance = within.max(1.0 / (n + 1.0));
    let residuals: Vec<f64> = points
        .iter()
        .enumerate()
        .filter_map(|(at, point)| {
            let level = if at < index { before } else { after }.mean()?;
            Some((point.mean()? - level) * (point.n as f64 / variance).sqrt())
        })
        .collect();
    let (sigma_z, freedom) = sigma_z(&residuals)?;
    let known = difference(scale, after, before)?;
    let alone = two_sided((explained / variance).sqrt() / sigma_z, freedom);
    let (min, max) = scale.bounds();
    Some(Step {
        index,
        before,
        after,
        difference: Difference {
            low: (known.value - (known.value - known.low) * sigma_z).max(min - max),
            high: (known.value + (known.high - known.value) * sigma_z).min(max - min),
            p: alone,
            ..known
        },
        p: (alone * f64::from(candidates)).min(1.0),
    })
}

/// How much of the sum of squares two levels explain that one does not.
fn between(before: Sample, after: Sample) -> f64 {
    let apart = before.mean().zip(after.mean());
    let apart = apart.map_or(0.0, |(before, after)| after - before);
    apart * apart / (1.0 / before.n as f64 + 1.0 / after.n as f64)
}
