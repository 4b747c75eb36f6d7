//! Days that were not what they should have been, by touchpoint and over all, and levels that changed for good.
//!
//! Charts look at the score of every measure and at the number of responses, of all and of each touchpoint, from the
//! first day of [`Study::days`] on. All points within the period of all charts of scores are one family, and so are those
//! of all charts of numbers: see [`chart`](crate::statistics::chart). Only what is within the period is told.

mod scores;
mod stretches;
mod volumes;

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::finding::{Bounds, Watched};
use super::study::Study;
use super::tested::digits;
use crate::breakdown::Detail;
use crate::measure::Measure;
use crate::statistics::Sample;
use crate::time::Day;
use scores::{is_ordinary, look};
use volumes::volumes;

/// Steps of several series that are no farther apart than this are one.
const SAME_STEP: u32 = 7;

/// What a surprise is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SurpriseKind {
    /// The score of some days.
    Score,
    /// The number of responses of some days.
    Volume,
    /// The score, from a day on.
    Step,
}

/// Days that were not what they should have been.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Surprise {
    /// Of what, and where; the number of responses if there is no question.
    #[serde(flatten)]
    pub watched: Watched,
    /// What it is of.
    pub kind: SurpriseKind,
    /// The first of the days.
    pub from: Day,
    /// The day after the last.
    pub to: Day,
    /// What was to be expected; the level before a step.
    pub expected: f64,
    /// The lower limit of what is ordinary; of a step, the lower end of the 95 % interval of the new level beside
    /// the old one.
    pub low: f64,
    /// The upper one.
    pub high: f64,
    /// What was seen.
    pub seen: f64,
    /// Answers in these days, or responses.
    pub n: u64,
    /// How likely charts of nothing but chance are to show anything like it.
    #[serde(serialize_with = "digits")]
    pub p: Option<f64>,
    #[serde(skip)]
    pub(super) measured: Option<Measured>,
}

/// What was measured in the days of a surprise of a score, and how it was before a step.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    pub measure: Measure,
    pub sample: Sample,
    pub was: Sample,
    pub difference: Bounds,
}

impl Surprise {
    /// Whether it is for the better, or for more.
    pub(super) fn upwards(&self) -> bool {
        self.seen > self.expected
    }

    fn days(&self) -> Range<u32> {
        self.from.0..self.to.0
    }
}

/// The days that charts look at.
struct Calendar<'a> {
    study: &'a Study<'a>,
    first: Day,
    /// The day after the last, today included.
    end: Day,
    /// The day after the last that is over.
    over: Day,
    touchpoints: BTreeSet<&'a str>,
}

impl<'a> Calendar<'a> {
    fn new(study: &'a Study<'a>) -> Option<Self> {
        let heard = |detail: &Detail| detail.tally.responses > 0;
        let mut days = study.days.iter();
        let (first, _) = days.find(|(_, counts)| heard(&counts.total))?;
        Some(Self {
            study,
            first: *first,
            end: study.now.to.min(study.today.next()).max(*first),
            over: study.now.to.min(study.today).max(*first),
            touchpoints: study.touchpoints(),
        })
    }

    /// All, then each touchpoint.
    fn places(&self) -> impl Iterator<Item = Option<&'a str>> {
        let touchpoints = self.touchpoints.iter().copied().map(Some);
        std::iter::once(None).chain(touchpoints)
    }

    fn detail(&self, day: u32, touchpoint: Option<&str>) -> Option<&Detail> {
        let counts = self.study.days.get(&Day(day))?;
        match touchpoint {
            None => Some(&counts.total),
            Some(touchpoint) => counts.touchpoints.get(touchpoint),
        }
    }

    fn scores(&self, measure: &Measure, touchpoint: Option<&str>) -> Vec<Sample> {
        let sample = |day| {
            let detail = self.detail(day, touchpoint);
            detail.map_or(Sample::default(), |detail| measure.sample(&detail.tally))
        };
        (self.first.0..self.end.0).map(sample).collect()
    }

    fn counts(&self, touchpoint: Option<&str>) -> Vec<u64> {
        let count = |day| {
            let detail = self.detail(day, touchpoint);
            detail.map_or(0, |detail| detail.tally.responses)
        };
        (self.first.0..self.over.0).map(count).collect()
    }

    /// Where the period begins, among the days.
    fn now(&self) -> usize {
        self.study.now.from.0.saturating_sub(self.first.0) as usize
    }

    fn day(&self, index: usize) -> Day {
        Day(self.first.0.saturating_add(index as u32))
    }
}

/// All surprises of the period.
pub fn surprises(study: &Study) -> Vec<Surprise> {
    let Some(calendar) = Calendar::new(study) else {
        return Vec::new();
    };
    let mut series = Vec::new();
    for measure in Measure::all(study.survey) {
        for touchpoint in calendar.places() {
            let points = calendar.scores(&measure, touchpoint);
            if points.iter().any(|point| point.n > 0) {
                series.push((measure.clone(), touchpoint, points));
            }
        }
    }
    let counts: Vec<_> = calendar
        .places()
        .map(|touchpoint| (touchpoint, calendar.counts(touchpoint)))
        .collect();
    let now = calendar.now();
    let of_scores = series
        .iter()
        .flat_map(|(.., points)| points.iter().skip(now));
    let of_counts = counts
        .iter()
        .flat_map(|(_, counts)| counts.iter().skip(now));
    let family = Family {
        scores: of_scores.filter(|point| point.n > 0).count(),
        counts: of_counts.count(),
        series: series.len(),
    };

    let mut found = Vec::new();
    let mut of_measure: Vec<Surprise> = Vec::new();
    let mut level = None;
    for (index, (measure, touchpoint, points)) in series.iter().enumerate() {
        if touchpoint.is_none() {
            level = None;
        }
        let looked = look(measure.scale, points, now, &family, level);
        if touchpoint.is_none() {
            level = looked.step.map(|step| step.index);
        }
        of_measure.extend(looked.told(&calendar, measure, *touchpoint));
        let last = series
            .get(index + 1)
            .is_none_or(|(next, ..)| next != measure);
        if last {
            let whole = calendar.scores(measure, None);
            let told = std::mem::take(&mut of_measure);
            found.extend(told_once(told, |surprise, parts| {
                let mut rest = whole.clone();
                for part in parts {
                    let part = calendar.scores(measure, Some(part));
                    for (rest, part) in rest.iter_mut().zip(part) {
                        *rest = rest.without(part);
                    }
                }
                is_ordinary(measure.scale, &calendar, surprise, &rest)
            }));
        }
    }
    found.extend(volumes(&calendar, &counts, &family));
    found.sort_unstable_by(|one, other| {
        let p = |surprise: &Surprise| surprise.p.unwrap_or(1.0);
        (one.from, one.to)
            .cmp(&(other.from, other.to))
            .then(p(one).total_cmp(&p(other)))
    });
    found
}

/// How much is looked at.
struct Family {
    /// Points of the period in all charts of scores.
    scores: usize,
    /// In all charts of numbers of responses.
    counts: usize,
    /// Series that may have changed their level.
    series: usize,
}

/// Tells once what is seen both over all and at touchpoints: at the touchpoints if one, or two together, explain it, over
/// all if not. `explains` tells whether without some touchpoints nothing is left of a surprise over all.
fn told_once(told: Vec<Surprise>, explains: impl Fn(&Surprise, &[&str]) -> bool) -> Vec<Surprise> {
    let (over_all, mut at_touchpoints): (Vec<_>, Vec<_>) = told
        .into_iter()
        .partition(|surprise| surprise.watched.touchpoint.is_none());
    let same = |one: &Surprise, part: &Surprise| {
        let near = match one.kind {
            SurpriseKind::Step => one.from.0.abs_diff(part.from.0) <= SAME_STEP,
            _ => one.from < part.to && part.from < one.to,
        };
        one.kind == part.kind && one.upwards() == part.upwards() && near
    };
    let mut kept = Vec::new();
    for surprise in over_all {
        let parts = at_touchpoints.iter().filter(|part| same(&surprise, part));
        let parts: Vec<&str> = parts
            .filter_map(|part| part.watched.touchpoint.as_deref())
            .collect();
        let explained = explains(&surprise, &[])
            || parts.iter().any(|part| explains(&surprise, &[part]))
            || parts.len() == 2 && explains(&surprise, &parts);
        if !explained {
            // What began before and goes on is another story.
            let within = |part: &Surprise| {
                let (from, to) = (part.from.max(surprise.from), part.to.min(surprise.to));
                let common = to.0.saturating_sub(from.0);
                let all = part.to.0.saturating_sub(part.from.0);
                part.kind == SurpriseKind::Step || common >= all - common
            };
            at_touchpoints.retain(|part| !(same(&surprise, part) && within(part)));
            kept.push(surprise);
        }
    }
    kept.extend(at_touchpoints);
    kept
}
