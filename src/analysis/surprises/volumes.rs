//! Numbers of responses.

use std::ops::Range;

use super::stretches::{Stretch, stretches};
use super::{Calendar, Family, Surprise, SurpriseKind, told_once};
use crate::analysis::finding::Watched;
use crate::analysis::tested::{SIGNIFICANT, chance};
use crate::analysis::unsaid::silent;
use crate::statistics::chart::{Volume, volume_chart};
use crate::statistics::expected::expectations;

/// Surprises of the number of responses.
pub(super) fn volumes(
    calendar: &Calendar,
    counts: &[(Option<&str>, Vec<u64>)],
    family: &Family,
) -> Vec<Surprise> {
    let mut told = Vec::new();
    let mut expected = Vec::new();
    for (touchpoint, counts) in counts {
        let looked = look_at_volume(calendar, counts, family);
        for stretch in &looked.stretches {
            let seen = counts.get(stretch.days.clone()).unwrap_or_default();
            let seen: u64 = seen.iter().sum();
            // Numbers that are ordinary: rounded the other way, one that surprises might seem to be one of them.
            let (low, high) = (stretch.low.ceil(), stretch.high.floor());
            told.push(Surprise {
                watched: Watched::default().at(*touchpoint),
                kind: SurpriseKind::Volume,
                from: calendar.day(stretch.days.start),
                to: calendar.day(stretch.days.end),
                expected: stretch.expected.round().max(low).min(high),
                low,
                high,
                seen: seen as f64,
                n: seen,
                p: Some(stretch.p),
                measured: None,
            });
        }
        expected.push((*touchpoint, looked));
    }
    let of = |touchpoint: Option<&str>, days: Range<u32>| {
        let looked = expected.iter().find(|(place, _)| *place == touchpoint);
        let index = |day: u32| day.saturating_sub(calendar.first.0) as usize;
        let all = looked.map_or(&[][..], |(_, looked)| &looked.expected);
        let days = all.get(index(days.start)..index(days.end));
        let sigma_z = looked.map_or(1.0, |(_, looked)| looked.sigma_z);
        (together(days.unwrap_or_default()), sigma_z)
    };
    // Where nobody speaks any more is told as that.
    let silent = silent(calendar.study);
    told_once(told, |surprise, parts| {
        let (whole, sigma_z) = of(None, surprise.days());
        let mut away = whole.seen as f64 - whole.expected;
        let silent = silent
            .iter()
            .filter(|silent| silent.last < Some(surprise.to));
        let silent = silent.map(|silent| &*silent.touchpoint);
        let silent = silent.filter(|silent| !parts.contains(silent));
        for part in silent.chain(parts.iter().copied()) {
            let (part, _) = of(Some(part), surprise.days());
            away -= part.seen as f64 - part.expected;
        }
        let unknown = 1.0 + 1.0 / f64::from(whole.days.max(1));
        let error = (whole.expected * unknown).sqrt() * sigma_z;
        (away > 0.0) != surprise.upwards() || chance(away, error) >= SIGNIFICANT
    })
}

/// What was found in a series of numbers of responses.
#[derive(Default)]
struct LookedAtVolume {
    stretches: Vec<Stretch>,
    expected: Vec<Volume>,
    sigma_z: f64,
}

fn look_at_volume(calendar: &Calendar, counts: &[u64], family: &Family) -> LookedAtVolume {
    // What begins later had no days before that.
    let Some(begin) = counts.iter().position(|count| *count > 0) else {
        return LookedAtVolume::default();
    };
    let own = counts.get(begin..).unwrap_or_default();
    let weekday = |index: usize| ((calendar.first.0 as usize + begin + index) % 7) as u8;
    let now = calendar.now().saturating_sub(begin);
    let chart = |expected: &[Volume], out: &[bool], judged: &[Volume]| {
        let kept = expected.iter().zip(out).filter(|(_, out)| !**out);
        let mut all: Vec<Volume> = kept.map(|(expected, _)| *expected).collect();
        let known = all.len();
        all.extend(judged);
        let chart = volume_chart(&all, 0..known, family.counts)?;
        Some((chart, known, all))
    };
    let found = |expected: &[Volume], out: &[bool], judged: Range<usize>| {
        let days = expected.get(judged.clone()).unwrap_or_default();
        let (chart, known, all) = chart(expected, out, days)?;
        let value = |index: usize| all.get(index).map(|volume| volume.seen as f64);
        Some((stretches(&chart, known, judged.start, value), chart.sigma_z))
    };
    let nothing = LookedAtVolume::default;
    let mut out = vec![false; own.len()];
    let Some(expected) = expectations(own, weekday, &out) else {
        return nothing();
    };
    let Some((first, _)) = found(&expected, &out, 0..own.len()) else {
        return nothing();
    };
    for stretch in first {
        let days = out.get_mut(stretch.days).unwrap_or_default();
        days.fill(true);
    }
    let Some(expected) = expectations(own, weekday, &out) else {
        return nothing();
    };
    let judged = now.min(own.len())..own.len();
    let Some((mut stretches, sigma_z)) = found(&expected, &out, judged) else {
        return nothing();
    };
    for stretch in &mut stretches {
        let days = expected.get(stretch.days.clone()).unwrap_or_default();
        let together = chart(&expected, &out, &[together(days)]);
        stretch.judge(together.map(|(chart, ..)| chart));
        stretch.days = stretch.days.start + begin..stretch.days.end + begin;
    }
    let mut all = vec![
        Volume {
            seen: 0,
            expected: 0.0,
            days: 0
        };
        begin
    ];
    all.extend(expected);
    LookedAtVolume {
        stretches,
        expected: all,
        sigma_z,
    }
}

/// Days as one. They are expected from the same others: the errors of that add up.
fn together(days: &[Volume]) -> Volume {
    let expected: f64 = days.iter().map(|day| day.expected).sum();
    let error = |day: &Volume| (day.expected / f64::from(day.days.max(1))).sqrt();
    let unknown: f64 = days.iter().map(error).sum();
    Volume {
        seen: days.iter().map(|day| day.seen).sum(),
        expected,
        days: (expected / unknown.powi(2)).max(1.0) as u32,
    }
}
