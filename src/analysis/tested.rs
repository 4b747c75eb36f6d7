//! Differences and their tests, as all tables show them.

use serde::{Serialize, Serializer};

use super::finding::Bounds;
use crate::statistics::difference::{Difference, difference};
use crate::statistics::exact::fisher;
use crate::statistics::tail::{critical, two_sided};
use crate::statistics::{Sample, Scale};

/// Less probable by chance than this is called significant.
pub(super) const SIGNIFICANT: f64 = 0.05;

/// By how much two scores differ, and whether that is more than chance. Null where there are too few answers to tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Tested {
    /// By how much, in the units of the score.
    pub difference: Option<f64>,
    /// The lower end of its 95 % interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// How likely scores that do not differ are to look as different as this.
    #[serde(serialize_with = "digits")]
    pub p: Option<f64>,
    /// The same, adjusted for all that the table compares.
    #[serde(serialize_with = "digits")]
    pub p_adjusted: Option<f64>,
    /// Whether `p_adjusted` is below 0.05.
    pub significant: bool,
}

impl Tested {
    pub(super) fn new(scale: Scale, difference: Option<Difference>) -> Self {
        let Some(difference) = difference else {
            return Self::default();
        };
        let Bounds { value, low, high } = bounds(scale, &difference);
        Self {
            difference: Some(value),
            low: Some(low),
            high: Some(high),
            p: Some(difference.p),
            p_adjusted: None,
            significant: false,
        }
    }

    /// What a finding tells of it.
    pub(super) fn bounds(&self) -> Option<Bounds> {
        Some(Bounds {
            value: self.difference?,
            low: self.low?,
            high: self.high?,
        })
    }
}

/// Up to so many hits the exact test costs little, and the approximation is not good enough far from 5 %.
const FEW: u64 = 1000;

/// The difference of two shares.
pub(super) fn compare_shares(
    (hits, of): (u64, u64),
    (other_hits, other_of): (u64, u64),
) -> Option<Difference> {
    let sample = |hits: u64, of: u64| {
        let mut sample = Sample::default();
        sample.add(1, hits.min(of));
        sample.add(0, of.saturating_sub(hits));
        sample
    };
    let (one, other) = (sample(hits, of), sample(other_hits, other_of));
    let found = difference(Scale::Share, one, other)?;
    let few = hits.saturating_add(other_hits) <= FEW;
    Some(Difference {
        p: match few {
            true => fisher(hits, of, other_hits, other_of),
            false => found.p,
        },
        ..found
    })
}

/// Adjusts those that were tested for one another.
pub(super) fn adjust(tested: &mut [&mut Tested], method: fn(&mut [f64])) {
    let mut p: Vec<f64> = tested.iter().filter_map(|tested| tested.p).collect();
    method(&mut p);
    let tested = tested.iter_mut().filter(|tested| tested.p.is_some());
    for (tested, p) in tested.zip(p) {
        tested.p_adjusted = Some(p);
        tested.significant = p < SIGNIFICANT;
    }
}

/// A difference as it is shown.
pub(super) fn bounds(scale: Scale, difference: &Difference) -> Bounds {
    Bounds {
        value: scale.shown(difference.value),
        low: scale.shown(difference.low),
        high: scale.shown(difference.high),
    }
}

/// The standard error that a 95 % interval of a large sample shows.
pub(super) fn error(low: f64, high: f64) -> f64 {
    (high - low) / 2.0 / critical(SIGNIFICANT, f64::INFINITY)
}

/// How likely something normal is to be so far from 0; 1 if nothing is known.
pub(super) fn chance(value: f64, error: f64) -> f64 {
    two_sided(value / error, f64::INFINITY)
}

/// A number from 0 to 100 to one decimal.
pub(super) fn percent(hits: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| Scale::Share.shown(hits as f64 / of as f64))
}

/// To three digits: more of a probability mean nothing.
pub(super) fn digits<S: Serializer>(p: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    let short = |p: f64| format!("{p:.2e}").parse().unwrap_or(p);
    p.map(short).serialize(serializer)
}
