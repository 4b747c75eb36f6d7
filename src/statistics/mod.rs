//! How sure one can be of a score, of a change and of a cause. Numbers in, numbers out: nothing here knows a survey.

pub mod interval;

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

impl Sample {
    /// Counts so many respondents in who contribute this much each.
    pub fn add(&mut self, contribution: i64, respondents: u64) {
        self.n += respondents;
        self.sum += contribution * respondents as i64;
        self.squares += contribution.unsigned_abs().pow(2) * respondents;
    }

    /// Counts in what another counted.
    pub fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// All but a part of it.
    pub fn without(self, part: Self) -> Self {
        Self {
            n: self.n.saturating_sub(part.n),
            sum: self.sum - part.sum,
            squares: self.squares.saturating_sub(part.squares),
        }
    }

    /// The score as a plain number: −1…1, 0…1, or on the scale of the ratings.
    pub fn mean(self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64)
    }

    /// The unbiased variance of the contributions.
    pub fn variance(self) -> Option<f64> {
        let (n, sum) = (self.n as f64, self.sum as f64);
        let spread = self.squares as f64 - sum * sum / n;
        (self.n > 1).then(|| (spread / (n - 1.0)).max(0.0))
    }
}
