//! Whether a score is what it should be.

use super::interval::adjusted;
use super::tail::below;
use super::{Sample, Scale};

/// How sure it is that the true score is at or above `target`, in the plain units of the scale: the confidence
/// level at which the lower end of the one-sided interval of the same kind as [`interval`](super::interval::interval)
/// gives would be the target (M. Xie and K. Singh, "Confidence Distribution, the Frequentist Distribution
/// Estimator of a Parameter: A Review", International Statistical Review 81 (2013) 3–39). It is 0.975 where the
/// lower end of the 95 % interval is the target. None without respondents, and of a mean with fewer than two.
pub fn at_least(scale: Scale, sample: Sample, target: f64) -> Option<f64> {
    let mean = sample.mean()?;
    let (min, max) = scale.bounds();
    if target.is_nan() || matches!(scale, Scale::Mean { .. }) && sample.n < 2 {
        return None;
    }
    if target <= min {
        return Some(1.0);
    }
    if target > max {
        return Some(0.0);
    }
    let n = sample.n as f64;
    let (estimate, variance, freedom) = match scale {
        Scale::Net => {
            let (promoters, detractors) = sample.promoters_and_detractors();
            let (net, variance) = adjusted(promoters, detractors, sample.n);
            (net, variance, f64::INFINITY)
        }
        Scale::Share => (mean, target * (1.0 - target) / n, f64::INFINITY),
        Scale::Mean { .. } => (mean, sample.spread() / n, n - 1.0),
    };
    let statistic = (estimate - target) / variance.sqrt();
    Some(match statistic.is_nan() {
        true => 0.5,
        false => below(statistic, freedom).clamp(0.0, 1.0),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixtures::{any_scale, anything, close, fixtures, possible, sample, scale};
    use super::super::interval::interval;
    use super::*;

    #[test]
    fn it_is_as_sure_as_the_one_sided_tests_of_scipy_and_statsmodels() {
        for fixture in fixtures("at_least") {
            let target = fixture[2].as_f64().unwrap();
            let sure = at_least(scale(&fixture[0]), sample(&fixture[1]), target);
            close(sure.unwrap(), &fixture[3], 1e-9);
        }
    }

    #[test]
    fn what_is_always_so_is_sure_and_what_never_is_so_is_not() {
        let some = Sample {
            n: 9,
            sum: 3,
            squares: 5,
        };
        assert_eq!(at_least(Scale::Net, some, -1.0), Some(1.0));
        assert_eq!(at_least(Scale::Net, some, 1.1), Some(0.0));
        assert_eq!(at_least(Scale::Net, Sample::default(), 0.0), None);
        assert_eq!(at_least(Scale::Share, some, f64::NAN), None);
    }

    proptest! {
        #[test]
        fn it_is_97_5_percent_at_the_lower_end_of_the_interval((scale, sample) in possible()) {
            prop_assume!(sample.n > 1 && sample.variance() == Some(sample.spread()));
            let low = interval(scale, sample).unwrap().low;
            prop_assume!(low > scale.bounds().0);
            prop_assert!((at_least(scale, sample, low).unwrap() - 0.975).abs() < 1e-6);
        }

        #[test]
        fn of_anything_it_is_a_probability(scale in any_scale(), sample in anything(), target: f64) {
            let sure = at_least(scale, sample, target);
            prop_assert!(sure.is_none_or(|sure| (0.0..=1.0).contains(&sure)));
        }
    }
}
