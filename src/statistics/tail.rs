//! Tails of the normal and the t distribution, for any number whatever.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// From so many degrees of freedom the t distribution is the normal one to within 10⁻⁵ of any tail of interest.
const NORMAL: f64 = 1e6;

/// How likely a t-distributed statistic is to be so far from 0 on either side. `freedom` may be infinite, for
/// the normal distribution. What is not a number proves nothing: 1.
pub(crate) fn two_sided(statistic: f64, freedom: f64) -> f64 {
    let p = 2.0 * below(-statistic.abs(), freedom);
    if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) }
}

/// How likely a t-distributed statistic is to be at most this.
pub(crate) fn below(statistic: f64, freedom: f64) -> f64 {
    match StudentsT::new(0.0, 1.0, freedom) {
        Ok(t) if freedom < NORMAL => t.cdf(statistic),
        _ => Normal::standard().cdf(statistic),
    }
}

/// What a t-distributed statistic exceeds, on either side, with probability `alpha`.
pub(crate) fn critical(alpha: f64, freedom: f64) -> f64 {
    let one_side = (alpha / 2.0).clamp(f64::MIN_POSITIVE, 0.5);
    -match StudentsT::new(0.0, 1.0, freedom) {
        Ok(t) if freedom < NORMAL => t.inverse_cdf(one_side),
        _ => Normal::standard().inverse_cdf(one_side),
    }
}
