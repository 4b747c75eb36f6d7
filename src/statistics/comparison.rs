//! p-values of several tests that are read together, adjusted in place: each may then be compared with 0.05 as
//! if it were alone. What is not a number counts as 1.

/// So that, of all the tests, more than none is wrongly significant in at most 5 % of the families: the step-down
/// procedure of S. Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of
/// Statistics 6 (1979) 65–70. For a handful of comparisons each of which is to be believed, as of segments.
pub fn holm(p: &mut [f64]) {
    let order = ascending(p);
    let mut least = 0.0_f64;
    for (rank, index) in order.into_iter().enumerate() {
        let remaining = p.len() - rank;
        if let Some(p) = p.get_mut(index) {
            least = least.max((*p * remaining as f64).min(1.0));
            *p = least;
        }
    }
}

/// So that of what is significant at most 5 % are wrongly so, on average: Y. Benjamini and Y. Hochberg,
/// "Controlling the False Discovery Rate: A Practical and Powerful Approach to Multiple Testing", Journal of the
/// Royal Statistical Society B 57 (1995) 289–300. For hundreds of candidates that are listed, as of phrases.
pub fn benjamini_hochberg(p: &mut [f64]) {
    let order = ascending(p);
    let tests = p.len() as f64;
    let mut most = 1.0_f64;
    for (rank, index) in order.into_iter().enumerate().rev() {
        if let Some(p) = p.get_mut(index) {
            most = most.min((*p * tests / (rank as f64 + 1.0)).max(*p));
            *p = most;
        }
    }
}

/// Clears what is not a probability away and tells which is least, which is next, and so on.
fn ascending(p: &mut [f64]) -> Vec<usize> {
    for p in p.iter_mut() {
        *p = if p.is_nan() { 1.0 } else { p.clamp(0.0, 1.0) };
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_unstable_by(|one, other| {
        let p = |index: &usize| p.get(*index).copied().unwrap_or(1.0);
        p(one).total_cmp(&p(other))
    });
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixtures::{close, fixtures};
    use super::*;

    fn numbers(values: &serde_json::Value) -> Vec<f64> {
        serde_json::from_value(values.clone()).unwrap()
    }

    #[test]
    fn adjusted_ps_are_those_of_statsmodels() {
        for fixture in fixtures("adjusted") {
            for (place, adjust) in [(1, holm as fn(&mut [f64])), (2, benjamini_hochberg)] {
                let mut p = numbers(&fixture[0]);
                adjust(&mut p);
                for (index, p) in p.iter().enumerate() {
                    close(*p, &fixture[place][index], 1e-12);
                }
            }
        }
    }

    /// Benjamini and Hochberg (1995), §4.1: of fifteen p-values their procedure rejects four hypotheses at 0.05,
    /// procedures that control the family-wise error three.
    #[test]
    fn benjamini_hochberg_finds_four_of_their_fifteen_and_holm_three() {
        let published = numbers(&fixtures("adjusted")[0][0]);
        let significant = |adjust: fn(&mut [f64])| {
            let mut p = published.clone();
            adjust(&mut p);
            p.iter().filter(|p| **p < 0.05).count()
        };
        assert_eq!(significant(benjamini_hochberg), 4);
        assert_eq!(significant(holm), 3);
    }

    #[test]
    fn what_is_no_number_proves_nothing() {
        let mut p = [f64::NAN, 0.01, f64::INFINITY, -1.0];
        holm(&mut p);
        assert_eq!(p, [1.0, 0.03, 1.0, 0.0]);
        benjamini_hochberg(&mut []);
    }

    proptest! {
        #[test]
        fn adjusting_makes_no_p_smaller_and_keeps_their_order(
            mut p in prop::collection::vec(0.0..=1.0, 0..50)
        ) {
            let before = p.clone();
            for adjust in [holm as fn(&mut [f64]), benjamini_hochberg] {
                p.clone_from(&before);
                adjust(&mut p);
                for (one, adjusted) in before.iter().zip(&p) {
                    prop_assert!(one <= adjusted && *adjusted <= 1.0);
                    for (other, adjusted_other) in before.iter().zip(&p) {
                        prop_assert!(one > other || adjusted <= adjusted_other);
                    }
                }
            }
        }
    }
}
