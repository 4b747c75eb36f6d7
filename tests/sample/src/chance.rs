//! Whatever is left to chance.

use std::f64::consts::TAU;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// The same draws for the same seed.
pub struct Chance(StdRng);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.0.random_bool(probability)
    }

    /// A number of the standard normal distribution, by Box and Muller (1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.0.random::<f64>()).ln()).sqrt();
        radius * (TAU * self.0.random::<f64>()).cos()
    }

    /// A whole number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        self.0.random_range(0..end)
    }

    /// One of these.
    pub fn of<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }

    /// One of these, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, among: &[(T, f64)]) -> T {
        let total: f64 = among.iter().map(|(_, weight)| weight).sum();
        let mut left = self.0.random::<f64>() * total;
        for (one, weight) in among {
            left -= weight;
            if left < 0.0 {
                return *one;
            }
        }
        among[among.len() - 1].0
    }

    /// The place of one of these running totals, each as often as it grows there.
    pub fn place(&mut self, totals: &[f64]) -> usize {
        let drawn = self.0.random::<f64>() * totals[totals.len() - 1];
        totals.partition_point(|total| *total <= drawn)
    }
}
