//! What other software makes of the same numbers (see scripts/fixtures/statistics.py), and what a property is
//! tested with.

use proptest::prelude::*;
use serde_json::Value;

use super::{Sample, Scale};

/// A list of the fixtures.
pub fn fixtures(name: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("fixtures.json")).unwrap();
    all[name].as_array().unwrap().clone()
}

/// `net`, `share` or `mean` from 1 to 5.
pub fn scale(name: &Value) -> Scale {
    match name.as_str().unwrap() {
        "net" => Scale::Net,
        "share" => Scale::Share,
        _ => Scale::Mean { min: 1.0, max: 5.0 },
    }
}

/// `[n, sum, squares]`.
pub fn sample(numbers: &Value) -> Sample {
    Sample {
        n: numbers[0].as_u64().unwrap(),
        sum: numbers[1].as_i64().unwrap(),
        squares: numbers[2].as_u64().unwrap(),
    }
}

#[track_caller]
pub fn close(found: f64, expected: &Value, tolerance: f64) {
    let expected = expected.as_f64().unwrap();
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} is not {expected}"
    );
}

/// Any three numbers, whether or not respondents could have made them.
pub fn anything() -> impl Strategy<Value = Sample> {
    prop_oneof![
        (any::<u64>(), any::<i64>(), any::<u64>()),
        (0..5_u64, -5..5_i64, 0..25_u64)
    ]
    .prop_map(|(n, sum, squares)| Sample { n, sum, squares })
}

pub fn any_scale() -> impl Strategy<Value = Scale> {
    prop_oneof![
        Just(Scale::Net),
        Just(Scale::Share),
        Just(Scale::Mean { min: 1.0, max: 5.0 }),
        any::<(f64, f64)>().prop_map(|(min, max)| Scale::Mean { min, max }),
    ]
}

/// What respondents could have made: so many ones, noughts and minus ones, or ratings.
pub fn possible() -> impl Strategy<Value = (Scale, Sample)> {
    (0..3_usize, prop::collection::vec(0..2000_u64, 5)).prop_map(|(kind, counts)| {
        let (scale, values): (Scale, &[i64]) = match kind {
            0 => (Scale::Net, &[-1, 0, 1]),
            1 => (Scale::Share, &[0, 1]),
            _ => (Scale::Mean { min: 1.0, max: 5.0 }, &[1, 2, 3, 4, 5]),
        };
        let mut sample = Sample::default();
        for (value, count) in values.iter().zip(counts) {
            sample.add(*value, count);
        }
        (scale, sample)
    })
}
