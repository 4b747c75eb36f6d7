//! An exact test, for counts so small that no approximation holds.

use statrs::function::factorial::ln_binomial;

/// How likely two shares of equal populations are to be as different as `hits` of `of` and `other_hits` of
/// `other_of`, or more: the two-sided test of R. A. Fisher, "The Logic of Inductive Inference", Journal of the Royal
/// Statistical Society 98 (1935) 39–82, which takes together all tables that are no more probable than this one.
pub fn fisher(hits: u64, of: u64, other_hits: u64, other_of: u64) -> f64 {
    let (hits, other_hits) = (hits.min(of), other_hits.min(other_of));
    let all_hits = hits + other_hits;
    let probability = |hits: u64| {
        let ways = ln_binomial(of, hits) + ln_binomial(other_of, all_hits - hits);
        (ways - ln_binomial(of + other_of, all_hits)).exp()
    };
    // What is as probable must not be left out by a rounding error.
    let most = probability(hits) * (1.0 + 1e-7);
    let possible = all_hits.saturating_sub(other_of)..=all_hits.min(of);
    let p: f64 = possible.map(probability).filter(|p| *p <= most).sum();
    p.min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lady tasting tea, and the twins of convicts in Fisher's paper of 1935 (one-sided 0.000465; R's
    /// `fisher.test(matrix(c(10, 3, 2, 15), 2))` prints 0.0005367 for both sides).
    #[test]
    fn of_published_tables() {
        assert!((fisher(3, 4, 1, 4) - 0.4857).abs() < 5e-5);
        assert!((fisher(10, 13, 2, 17) - 0.000_536_7).abs() < 5e-8);
        assert_eq!(fisher(0, 10, 0, 12), 1.0);
        assert_eq!(fisher(0, 0, 0, 0), 1.0);
    }
}
