//! Medians, and measurements in turns.

use std::time::Duration;

/// The median; of an even number, the lower of the two in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[(values.len() - 1) / 2]
}

/// What two sides came to in the same rounds.
#[derive(Default)]
pub struct Turns {
    ours: Vec<f64>,
    theirs: Vec<f64>,
}

impl Turns {
    /// One more round.
    pub fn add(&mut self, ours: f64, theirs: f64) {
        self.ours.push(ours);
        self.theirs.push(theirs);
    }

    /// The median of ours.
    pub fn ours(&self) -> f64 {
        median(self.ours.clone())
    }

    /// The median of theirs.
    pub fn theirs(&self) -> f64 {
        median(self.theirs.clone())
    }

    /// The median of the rounds' ratios: what slows a whole round leaves it alone.
    pub fn ratio(&self) -> f64 {
        let rounds = self.ours.iter().zip(&self.theirs);
        median(rounds.map(|(ours, theirs)| ours / theirs).collect())
    }
}

/// In milliseconds.
pub fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
