//! Whether two scores differ, and by how much.

use super::interval::{Interval, adjusted, wilson};
use super::tail::{critical, two_sided};
use super::{Sample, Scale};

/// By how much one score is above another, in the plain units of their scale: a hundredth of it is a point of an
/// NPS or of a percentage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// What was observed.
    pub value: f64,
    /// The lower end of its 95 % confidence interval, never above `value`.
    pub low: f64,
    /// The upper end, never below `value`.
    pub high: f64,
    /// How likely scores that do not differ are to look as different as this, or more.
    pub p: f64,
}

impl Difference {
    /// Whether it is more than chance, at 5 %. Of several differences that are read together, first adjust `p`:
    /// see [`comparison`](super::comparison).
    pub fn significant(&self) -> bool {
        self.p < 0.05
    }
}

/// Of two samples that have no respondent in common; positive where `now` is the higher. None where there are
/// fewer than two respondents on either side.
///
/// - Net: the adjusted Wald estimates of both sides (see [`adjusted_wald`](super::interval::adjusted_wald)),
///   whose variances add up; the test is by the same normal approximation, so that it is significant just when
///   the interval leaves 0 out.
/// - Share: the hybrid score interval, method 10 of R. G. Newcombe, "Interval estimation for the difference
///   between independent proportions: comparison of eleven methods", Statistics in Medicine 17 (1998) 873–890;
///   the "N − 1" χ² test of I. Campbell, "Chi-squared and Fisher–Irwin tests of two-by-two tables with small
///   sample recommendations", Statistics in Medicine 26 (2007) 3661–3675. On the verge, one may be
///   significant and the other not.
/// - Mean: B. L. Welch, "The generalization of 'Student's' problem when several different population variances
///   are involved", Biometrika 34 (1947) 28–35. Samples of equal ratings are given the variance that one
///   respondent more would have made, who rated one point otherwise.
pub fn difference(scale: Scale, now: Sample, was: Sample) -> Option<Difference> {
    if now.n < 2 || was.n < 2 {
        return None;
    }
    let value = now.mean()? - was.mean()?;
    let (interval, p) = match scale {
        Scale::Net => net(now, was),
        Scale::Share => share(now, was),
        Scale::Mean { .. } => welch(now, was),
    };
    let (min, max) = scale.bounds();
    let widest = max - min;
    Some(Difference {
        value,
        low: interval.low.max(-widest).min(value),
        high: interval.high.min(widest).max(value),
        p,
    })
}

fn net(now: Sample, was: Sample) -> (Interval, f64) {
    let of = |sample: Sample| {
        let (promoters, detractors) = sample.promoters_and_detractors();
        adjusted(promoters, detractors, sample.n)
    };
    let ((now, now_variance), (was, was_variance)) = (of(now), of(was));
    around(now - was, now_variance + was_variance, f64::INFINITY)
}

fn share(now: Sample, was: Sample) -> (Interval, f64) {
    let n = |sample: Sample| sample.n as f64;
    let of = |sample: Sample| sample.hits() as f64 / n(sample);
    let value = of(now) - of(was);
    let (of_now, of_was) = (wilson(now.hits(), now.n), wilson(was.hits(), was.n));
    let interval = Interval {
        low: value - (of(now) - of_now.low).hypot(of_was.high - of(was)),
        high: value + (of_now.high - of(now)).hypot(of(was) - of_was.low),
    };
    let both = n(now) + n(was);
    let pooled = (now.hits() as f64 + was.hits() as f64) / both;
    let variance = pooled * (1.0 - pooled) * (1.0 / n(now) + 1.0 / n(was));
    let statistic = value / (variance * both / (both - 1.0)).sqrt();
    (interval, two_sided(statistic, f64::INFINITY))
}

fn welch(now: Sample, was: Sample) -> (Interval, f64) {
    let of = |sample: Sample| sample.spread() / sample.n as f64;
    let freedom = |sample: Sample| of(sample).powi(2) / (sample.n as f64 - 1.0);
    let value = now.sum as f64 / now.n as f64 - was.sum as f64 / was.n as f64;
    let variance = of(now) + of(was);
    around(
        value,
        variance,
        variance.powi(2) / (freedom(now) + freedom(was)),
    )
}

fn around(value: f64, variance: f64, freedom: f64) -> (Interval, f64) {
    let error = variance.sqrt();
    let half = critical(0.05, freedom) * error;
    let interval = Interval {
        low: value - half,
        high: value + half,
    };
    (interval, two_sided(value / error, freedom))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixtures::{any_scale, anything, close, fixtures, possible, sample, scale};
    use super::*;

    fn hits(hits: i64, n: u64) -> Sample {
        Sample {
            n,
            sum: hits,
            squares: hits.unsigned_abs(),
        }
    }

    /// Newcombe (1998), table II, method 10, examples (a) to (h).
    #[test]
    fn a_difference_of_shares_has_the_intervals_that_newcombe_published() {
        for (now, was, low, high) in [
            (hits(56, 70), hits(48, 80), 0.0524, 0.3339),
            (hits(9, 10), hits(3, 10), 0.1705, 0.8090),
            (hits(6, 7), hits(2, 7), 0.0582, 0.8062),
            (hits(5, 56), hits(0, 29), -0.0381, 0.1926),
            (hits(0, 10), hits(0, 20), -0.1611, 0.2775),
            (hits(0, 10), hits(0, 10), -0.2775, 0.2775),
            (hits(10, 10), hits(0, 20), 0.6791, 1.0),
            (hits(10, 10), hits(0, 10), 0.6075, 1.0),
        ] {
            let found = difference(Scale::Share, now, was).unwrap();
            assert!((found.low - low).abs() < 0.00005, "{now:?}: {found:?}");
            assert!((found.high - high).abs() < 0.00005, "{now:?}: {found:?}");
        }
    }

    /// NIST/SEMATECH e-Handbook of Statistical Methods, §1.3.5.3 (data AUTO83B): 249 cars of a mean of 20.14458
    /// and a deviation of 6.41470, and 79 of 30.48101 and 6.10771 miles per gallon; with unequal variances
    /// T = −12.94627 of 136.8750 degrees of freedom.
    #[test]
    fn welch_has_the_statistic_that_nist_published() {
        let american = Sample {
            n: 249,
            sum: 5016,
            squares: 111_250,
        };
        let japanese = Sample {
            n: 79,
            sum: 2408,
            squares: 76_308,
        };
        let scale = Scale::Mean {
            min: 0.0,
            max: 100.0,
        };
        let found = difference(scale, american, japanese).unwrap();
        let half = critical(0.05, 136.8750) * found.value / -12.94627;
        assert!((found.value - (20.14458 - 30.48101)).abs() < 1e-5);
        assert!((found.high - found.value - half).abs() < 1e-5);
        assert!((found.value - found.low - half).abs() < 1e-5);
        assert!((found.p / two_sided(-12.94627, 136.8750) - 1.0).abs() < 1e-4);
    }

    /// Wald's of the weighted statistics of statsmodels for NPS; Newcombe's of statsmodels and the χ² of scipy, times
    /// (N − 1)/N, for shares; Welch's of both for means.
    #[test]
    fn differences_are_those_of_other_software() {
        for fixture in fixtures("differences") {
            let (now, was) = (sample(&fixture[1]), sample(&fixture[2]));
            let found = difference(scale(&fixture[0]), now, was).unwrap();
            let (low, high) = (fixture[3].as_f64().unwrap(), fixture[4].as_f64().unwrap());
            assert!(
                (found.low - low.min(found.value)).abs() < 1e-8,
                "{fixture}: {found:?}"
            );
            assert!(
                (found.high - high.max(found.value)).abs() < 1e-8,
                "{fixture}: {found:?}"
            );
            close(found.p, &fixture[5], 1e-8);
        }
    }

    #[test]
    fn five_equal_ratings_differ_from_five_others_and_two_from_two_do_not() {
        let equal = |rating: i64, n| {
            let mut sample = Sample::default();
            sample.add(rating, n);
            sample
        };
        let scale = Scale::Mean { min: 1.0, max: 5.0 };
        let of = |n| difference(scale, equal(5, n), equal(4, n)).unwrap();
        assert!(of(5).significant());
        assert!(!of(2).significant());
        assert_eq!(difference(scale, equal(5, 1), equal(4, 9)), None);
    }

    proptest! {
        #[test]
        fn a_difference_of_anything_is_around_its_value(
            scale in any_scale(), now in anything(), was in anything()
        ) {
            if let Some(found) = difference(scale, now, was) {
                prop_assert!(found.low <= found.value && found.value <= found.high);
                prop_assert!((0.0..=1.0).contains(&found.p));
            }
        }

        #[test]
        fn the_other_way_round_it_is_the_other_way_round(
            (scale, now) in possible(), (other_scale, was) in possible()
        ) {
            prop_assume!(scale == other_scale && now.n > 1 && was.n > 1);
            let one = difference(scale, now, was).unwrap();
            let other = difference(scale, was, now).unwrap();
            prop_assert!((one.value + other.value).abs() < 1e-9);
            prop_assert!((one.low + other.high).abs() < 1e-9);
            prop_assert!((one.p - other.p).abs() < 1e-9);
        }

        #[test]
        fn a_score_does_not_differ_from_itself((scale, sample) in possible()) {
            prop_assume!(sample.n > 1);
            let same = difference(scale, sample, sample).unwrap();
            prop_assert!(same.value == 0.0 && same.p > 0.999 && !same.significant());
            prop_assert!(same.low <= 0.0 && same.high >= 0.0);
        }
    }
}
