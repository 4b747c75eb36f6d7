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
