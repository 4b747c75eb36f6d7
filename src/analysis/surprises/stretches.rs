//! Flags of charts as days in a row.

use std::ops::Range;

use crate::statistics::chart::Chart;

/// A day next to a surprise belongs to it if it is farther than this on the way to its limit.
const HALFWAY: f64 = 0.5;
/// Days at the ends of a run do not belong to it if they are nearer than this: about one standard deviation.
const ORDINARY: f64 = 0.2;

/// Days in a row that are out of the ordinary, by index.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    pub days: Range<usize>,
    pub expected: f64,
    pub low: f64,
    pub high: f64,
    pub p: f64,
}

/// The flags of a chart as days in a row in one direction. Judged are the points from `known` on, the first of
/// which is the day `first`.
pub(super) fn stretches(
    chart: &Chart,
    known: usize,
    first: usize,
    value: impl Fn(usize) -> Option<f64>,
) -> Vec<Stretch> {
    // How far each point is on the way to its limit, with its sign; none without a value.
    let way = |index: usize| {
        let limits = (*chart.limits.get(index)?)?;
        let seen = value(index)?;
        let limit = match seen >= limits.expected {
            true => limits.high - limits.expected,
            false => limits.expected - limits.low,
        };
        Some((seen - limits.expected) / limit.max(f64::MIN_POSITIVE))
    };
    let mut found: Vec<(Stretch, bool)> = Vec::new();
    for flag in &chart.flags {
        // Where no day is judged, the chart judges the days it knows the level from.
        if flag.index + flag.points <= known {
            continue;
        }
        let up = flag.seen > flag.expected;
        let mut days = flag.index.max(known)..flag.index + flag.points;
        let belongs = |index: usize| way(index).map(|way| if up { way } else { -way });
        // Days at the ends of a run that are on the same side by chance.
        while days.len() > 1 && belongs(days.start) <= Some(ORDINARY) {
            days.start += 1;
        }
        while days.len() > 1 && belongs(days.end - 1) <= Some(ORDINARY) {
            days.end -= 1;
        }
        // The day next to it, or the next with a value.
        while let Some(next) = (days.end..chart.limits.len()).find(|next| way(*next).is_some()) {
            if belongs(next) <= Some(HALFWAY) {
                break;
            }
            days.end = next + 1;
        }
        while let Some(next) = (known..days.start).rfind(|next| way(*next).is_some()) {
            if belongs(next) <= Some(HALFWAY) {
                break;
            }
            days.start = next;
        }
        let (start, end) = (days.start, days.end);
        let touching = |(stretch, upwards): &&mut (Stretch, bool)| {
            // One day between them that is not against it is no end.
            let between = stretch.days.end..start.max(stretch.days.end);
            *upwards == up
                && start <= stretch.days.end + 1
                && between
                    .clone()
                    .all(|index| belongs(index).is_none_or(|way| way > 0.0))
        };
        match found.last_mut().filter(|last| touching(last)) {
            Some((stretch, _)) => {
                stretch.days.end = stretch.days.end.max(end);
                stretch.p = stretch.p.min(flag.p);
            }
            None => {
                let stretch = Stretch {
                    days,
                    expected: flag.expected,
                    low: flag.low,
                    high: flag.high,
                    p: flag.p,
                };
                found.push((stretch, up));
            }
        }
    }
    let moved = |index: usize| (index + first).saturating_sub(known);
    let stretch = |(stretch, _): (Stretch, bool)| Stretch {
        days: moved(stretch.days.start)..moved(stretch.days.end),
        ..stretch
    };
    found.into_iter().map(stretch).collect()
}

impl Stretch {
    /// By a chart whose last point is all of its days together. There are as many stretches as four times the points:
    /// see [`chart`](crate::statistics::chart), and two tests.
    pub fn judge(&mut self, together: Option<Chart>) {
        let Some(chart) = together else { return };
        if let Some(limits) = chart.limits.last().copied().flatten() {
            self.expected = limits.expected;
            self.low = limits.low;
            self.high = limits.high;
        }
        let last = chart.limits.len().saturating_sub(1);
        if let Some(flag) = chart.flags.iter().find(|flag| flag.index == last) {
            self.p = self.p.min(8.0 * flag.p);
        }
    }
}
