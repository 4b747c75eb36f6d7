//! How sure one can be of a score, of a change and of a cause. Numbers in, numbers out: nothing here knows a survey.

pub mod chart;
pub mod comparison;
pub mod difference;
pub mod exact;
pub mod expected;
#[cfg(test)]
mod fixtures;
pub mod importance;
pub mod interval;
pub mod step;
pub(crate) mod tail;
pub mod target;

use serde::{Deserialize, Serialize};

/// What respondents contribute to a score, summed exactly: −1, 0 or 1 each to an NPS, 0 or 1 to a share, and
/// the rating to a mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Respondents.
    pub n: u64,
    /// Of their contributions.
    pub sum: i64,
    /// Of the squares of their contributions.
    pub squares: u64,
}

/// What a score measures, which decides its interval and its tests.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scale {
    /// Promoters less detractors, of all.
    Net,
    /// Those who are satisfied, of all.
    Share,
    /// The mean rating, from `min` to `max`.
    Mean {
        /// The lowest rating.
        min: f64,
        /// The highest.
        max: f64,
    },
}

impl Scale {
    /// The lowest and the highest score there can be.
    pub fn bounds(self) -> (f64, f64) {
        match self {
            Self::Net => (-1.0, 1.0),
            Self::Share => (0.0, 1.0),
            Self::Mean { min, max } => (min.min(max), max.max(min)),
        }
    }
}

impl Sample {
    /// Counts so many respondents in who contribute this much each.
    pub fn add(&mut self, contribution: i64, respondents: u64) {
        let of_each = i64::try_from(respondents).unwrap_or(i64::MAX);
        let square = contribution.unsigned_abs().saturating_pow(2);
        self.merge(Self {
            n: respondents,
            sum: contribution.saturating_mul(of_each),
            squares: square.saturating_mul(respondents),
        });
    }

    /// Counts in what another counted.
    pub fn merge(&mut self, other: Self) {
        self.n = self.n.saturating_add(other.n);
        self.sum = self.sum.saturating_add(other.sum);
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// All but a part of it.
    pub fn without(self, part: Self) -> Self {
        Self {
            n: self.n.saturating_sub(part.n),
            sum: self.sum.saturating_sub(part.sum),
            squares: self.squares.saturating_sub(part.squares),
        }
    }

    /// The score as a plain number: −1…1, 0…1, or on the scale of the ratings.
    pub fn mean(self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64)
    }

    /// The unbiased variance of the contributions.
    pub fn variance(self) -> Option<f64> {
        let of_squares = u128::from(self.n) * u128::from(self.squares);
        let of_sum = u128::from(self.sum.unsigned_abs()).pow(2);
        let n = self.n as f64;
        (self.n > 1).then(|| of_squares.saturating_sub(of_sum) as f64 / n / (n - 1.0))
    }

    /// The variance to test with: that of the contributions, and where they hardly differ that of one respondent
    /// more who contributed one point otherwise than all of `n`. A few equal answers are no proof that there are
    /// no others.
    pub(crate) fn spread(self) -> f64 {
        let one_otherwise = 1.0 / (self.n as f64 + 1.0);
        self.variance().unwrap_or(1.0).max(one_otherwise)
    }

    fn hits(self) -> u64 {
        u64::try_from(self.sum).unwrap_or(0).min(self.n)
    }

    /// Of contributions of −1, 0 and 1, how many are 1 and how many −1.
    fn promoters_and_detractors(self) -> (u64, u64) {
        let (squares, sum) = (i128::from(self.squares), i128::from(self.sum));
        let half = |twice: i128| u64::try_from(twice / 2).unwrap_or(0).min(self.n);
        let promoters = half(squares + sum);
        (promoters, half(squares - sum).min(self.n - promoters))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::fixtures::anything;
    use super::*;

    #[test]
    fn the_variance_of_ratings_is_exact_however_many() {
        let mut sample = Sample::default();
        sample.add(5, 3_000_000_000);
        sample.add(4, 1_000_000_000);
        assert!((sample.variance().unwrap() - 0.1875).abs() < 1e-9);
    }

    #[test]
    fn a_few_equal_answers_are_given_the_variance_of_one_that_is_otherwise() {
        let mut equal = Sample::default();
        equal.add(5, 9);
        let mut one_more = equal;
        one_more.add(4, 1);
        assert!((equal.spread() - one_more.variance().unwrap()).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn samples_add_up_and_come_apart(one in anything(), other in anything(), value: i64, times: u64) {
            let mut both = one;
            both.merge(other);
            both.add(value, times);
            let _ = (both.without(one), both.mean(), both.variance(), both.spread());
        }
    }
}
