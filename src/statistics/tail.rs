//! Tails of the normal and the t distribution, for any number whatever. (The quantile of the t distribution in
//! statrs 0.19 loses its digits far out, and does not return at all for some degrees of freedom.)

use statrs::distribution::{Continuous, ContinuousCDF, Normal, StudentsT};
use statrs::function::beta::checked_beta_reg;

/// From so many degrees of freedom the t distribution is the normal one to within 10⁻⁵ of any tail of interest.
const NORMAL: f64 = 1e6;
/// A Newton step doubles a quantile at most, where there is one degree of freedom.
const STEPS: usize = 200;

/// How likely a t-distributed statistic is to be so far from 0 on either side. `freedom` may be infinite, for
/// the normal distribution. What is not a number proves nothing: 1.
pub(crate) fn two_sided(statistic: f64, freedom: f64) -> f64 {
    let p = 2.0 * below(-statistic.abs(), freedom);
    if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) }
}

/// How likely a t-distributed statistic is to be at most this.
pub(crate) fn below(statistic: f64, freedom: f64) -> f64 {
    if !(freedom > 0.0 && freedom < NORMAL) {
        return Normal::standard().cdf(statistic);
    }
    let part = freedom / (freedom + statistic * statistic);
    let tail = checked_beta_reg(freedom / 2.0, 0.5, part).map_or(f64::NAN, |both| both / 2.0);
    if statistic > 0.0 { 1.0 - tail } else { tail }
}

/// What a t-distributed statistic exceeds, on either side, with probability `alpha`: from the normal quantile, which
/// is below it, by Newton's method, which stays below it as the tail is convex.
pub(crate) fn critical(alpha: f64, freedom: f64) -> f64 {
    let one_side = (alpha / 2.0).clamp(1e-300, 0.5);
    let mut quantile = -Normal::standard().inverse_cdf(one_side);
    let t = match StudentsT::new(0.0, 1.0, freedom) {
        Ok(t) if freedom < NORMAL => t,
        _ => return quantile,
    };
    for _ in 0..STEPS {
        let step = (below(-quantile, freedom) - one_side) / t.pdf(quantile);
        if !(step.is_finite() && step > quantile * 1e-14) {
            break;
        }
        quantile += step;
    }
    quantile
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixtures::fixtures;
    use super::*;

    #[test]
    fn the_t_distribution_is_that_of_scipy_far_into_its_tails() {
        for fixture in fixtures("t") {
            let [freedom, p, statistic] = [0, 1, 2].map(|place| fixture[place].as_f64().unwrap());
            let relative = critical(p, freedom) / statistic - 1.0;
            assert!(relative.abs() < 1e-6, "{fixture}: {relative}");
            let relative = two_sided(statistic, freedom) / p - 1.0;
            assert!(relative.abs() < 1e-6, "{fixture}: {relative}");
        }
    }

    proptest! {
        #[test]
        fn any_number_has_a_p(
            statistic: f64, freedom in prop_oneof![any::<f64>(), 1.0..2e6], alpha in 0.0..=1.0
        ) {
            prop_assert!((0.0..=1.0).contains(&two_sided(statistic, freedom)));
            prop_assert!(critical(alpha, freedom) >= 0.0);
        }
    }
}
