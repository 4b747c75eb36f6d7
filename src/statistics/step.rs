//! Since when a score is another one.

use super::chart::{sigma_z, skew};
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
    let per_point = n / residuals.len() as f64;
    let (sigma_z, freedom) = sigma_z(&residuals, skew(scale, whole) / per_point.sqrt())?;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixtures::{any_scale, anything, close, fixtures, sample};
    use super::*;

    const STARS: Scale = Scale::Mean { min: 1.0, max: 5.0 };

    fn days(fixture: &serde_json::Value) -> Vec<Sample> {
        fixture[0].as_array().unwrap().iter().map(sample).collect()
    }

    /// By scipy's pooled t test of all respondents before and after each day.
    #[test]
    fn the_step_is_at_the_best_of_all_t_tests() {
        for fixture in fixtures("steps") {
            let found = step(STARS, &days(&fixture)).unwrap();
            assert_eq!(found.index as u64, fixture[1].as_u64().unwrap());
            close(found.p, &fixture[2], 1e-9);
        }
    }

    #[test]
    fn a_higher_level_is_found_and_chance_is_not() {
        let found = |place: usize| step(STARS, &days(&fixtures("steps")[place])).unwrap();
        assert!(!found(0).significant());
        assert!(found(1).significant() && found(1).difference.low > 0.0);
    }

    #[test]
    fn days_that_differ_anyway_make_a_step_less_sure() {
        let of = |spread: i64| {
            let day = |index: i64| {
                let mut day = Sample::default();
                let level = if index < 20 { 0 } else { 15 };
                let good = 50 + level + if index % 2 == 0 { spread } else { -spread };
                day.add(1, good as u64);
                day.add(0, 100 - good as u64);
                day
            };
            step(Scale::Share, &(0..40).map(day).collect::<Vec<_>>()).unwrap()
        };
        let (steady, unsteady) = (of(2), of(20));
        assert_eq!((steady.index, unsteady.index), (20, 20));
        assert!(steady.significant() && !unsteady.significant());
        assert!(unsteady.difference.low < steady.difference.low);
    }

    #[test]
    fn a_week_is_too_short_for_a_step() {
        let mut day = Sample::default();
        day.add(4, 20);
        assert_eq!(step(STARS, &[day; 7]), None);
        assert!(!step(STARS, &[day; 8]).unwrap().significant());
    }

    proptest! {
        #[test]
        fn any_points_have_a_step_or_none(scale in any_scale(), points in prop::collection::vec(anything(), 0..30)) {
            if let Some(found) = step(scale, &points) {
                prop_assert!((0.0..=1.0).contains(&found.p) && found.index < points.len());
                prop_assert!(found.difference.p <= found.p);
            }
        }
    }
}
