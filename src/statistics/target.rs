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
