//! Days that were not what they should have been, by touchpoint and over all, and levels that changed for good.
//!
//! Charts look at the score of every measure and at the number of responses, of all and of each touchpoint, from the
//! first day of [`Study::days`] on. All points within the period of all charts of scores are one family, and so are those
//! of all charts of numbers: see [`chart`](crate::statistics::chart). Only what is within the period is told.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::Serialize;

use super::finding::{Bounds, Watched};
use super::study::Study;
use super::tested::{SIGNIFICANT, bounds, chance, digits};
use super::volume::expectations;
use crate::breakdown::Detail;
use crate::measure::Measure;
use crate::statistics::chart::{Chart, Volume, score_chart, volume_chart};
use crate::statistics::difference::difference;
use crate::statistics::step::{Step, step};
use crate::statistics::{Sample, Scale};
use crate::time::Day;

/// A new level has to have lasted so many days, and the old one before it: less is an incident, if anything. Charts
/// of either side need as many.
const LEAST_LEVEL: usize = 8;
/// A day next to a surprise belongs to it if it is farther than this on the way to its limit.
const HALFWAY: f64 = 0.5;
/// Days at the ends of a run do not belong to it if they are nearer than this: about one standard deviation.
const ORDINARY: f64 = 0.2;
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
        let mut touchpoints = BTreeSet::new();
        for counts in study.days.values() {
            touchpoints.extend(counts.touchpoints.keys().map(|touchpoint| &**touchpoint));
        }
        Some(Self {
            study,
            first: *first,
            end: study.now.to.min(study.today.next()).max(*first),
            over: study.now.to.min(study.today).max(*first),
            touchpoints,
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

/// What was found in a series of scores.
struct Looked {
    step: Option<Step>,
    stretches: Vec<Stretch>,
    points: Vec<Sample>,
    scale: Scale,
}

/// Days in a row that are out of the ordinary, by index.
#[derive(Debug, Clone, PartialEq)]
struct Stretch {
    days: Range<usize>,
    expected: f64,
    low: f64,
    high: f64,
    p: f64,
}

/// Looks at a series of scores. `level` is where the whole, of which this is a part, changed its level.
fn look(
    scale: Scale,
    points: &[Sample],
    now: usize,
    family: &Family,
    level: Option<usize>,
) -> Looked {
    let mut step = new_level(scale, points, family);
    if step.is_none() {
        // An incident in the same series may hide it.
        let whole = 0..points.len();
        let flagged = flagged(scale, points, &whole, &whole, &[], family);
        if flagged.iter().any(|stretch| !stretch.days.is_empty()) {
            step = new_level(scale, &without(points, &flagged), family);
        }
    }
    let whole = 0..points.len();
    let answered = |part: &Range<usize>| {
        let part = points.get(part.clone()).unwrap_or_default();
        part.iter().filter(|point| point.n > 0).count()
    };
    let split = step.map(|step| step.index).or(level);
    let split = split.map(|at| [0..at, at..points.len()]);
    let split = split.filter(|parts| parts.iter().all(|part| answered(part) >= LEAST_LEVEL));
    let parts = match &split {
        Some(parts) => parts.as_slice(),
        None => std::slice::from_ref(&whole),
    };
    let mut stretches = Vec::new();
    for part in parts {
        // Twice, so that what is out of the ordinary does not count for what is ordinary.
        let first = flagged(scale, points, part, part, &[], family);
        let judged = part.start.max(now)..part.end.max(now);
        stretches.extend(flagged(scale, points, part, &judged, &first, family));
    }
    Looked {
        step,
        stretches,
        points: points.to_vec(),
        scale,
    }
}

/// Since when a series is at another level, if it is and stays there.
fn new_level(scale: Scale, points: &[Sample], family: &Family) -> Option<Step> {
    let found = step(scale, points)?;
    let answered = |part: &[Sample]| part.iter().filter(|point| point.n > 0).count();
    let (before, after) = points.split_at_checked(found.index)?;
    let lasts = answered(before) >= LEAST_LEVEL && answered(after) >= LEAST_LEVEL;
    let p = (found.p * family.series as f64).min(1.0);
    let found = Step { p, ..found };
    (p < SIGNIFICANT && lasts && !ends(points, &found)).then_some(found)
}

/// Whether a stretch after which all is as before explains a series clearly better than a new level does: the
/// circular binary segmentation of A. B. Olshen et al., "Circular binary segmentation for the analysis of array-based
/// DNA copy number data", Biostatistics 5 (2004) 557–572. Its second end has to be worth, as a parameter more in G. Schwarz,
/// "Estimating the Dimension of a Model", Annals of Statistics 6 (1978) 461–464, the logarithm of the number of points.
fn ends(points: &[Sample], step: &Step) -> bool {
    let mut sums = vec![Sample::default()];
    let mut whole = Sample::default();
    for point in points {
        whole.merge(*point);
        sums.push(whole);
    }
    let explained = |part: Sample| {
        let rest = whole.without(part);
        let apart = part.mean().zip(rest.mean());
        apart.map_or(0.0, |(part_mean, rest_mean)| {
            let weight = 1.0 / (1.0 / part.n as f64 + 1.0 / rest.n as f64);
            (part_mean - rest_mean).powi(2) * weight
        })
    };
    let mut most = 0.0_f64;
    for (start, before) in sums.iter().enumerate() {
        for until in sums.iter().take(points.len()).skip(start + 1) {
            most = most.max(explained(until.without(*before)));
        }
    }
    let variance = whole.variance().unwrap_or_default().max(f64::MIN_POSITIVE);
    (most - explained(step.after)) / variance > 2.0 * (points.len() as f64).ln()
}

/// Points with those of some stretches blanked.
fn without(points: &[Sample], stretches: &[Stretch]) -> Vec<Sample> {
    let out = |index: usize| {
        stretches
            .iter()
            .any(|stretch| stretch.days.contains(&index))
    };
    let kept = |(index, point): (usize, &Sample)| match out(index) {
        true => Sample::default(),
        false => *point,
    };
    points.iter().enumerate().map(kept).collect()
}

/// What is out of the ordinary among the points of `judged`, by those of `part` that are not in `left_out`.
fn flagged(
    scale: Scale,
    points: &[Sample],
    part: &Range<usize>,
    judged: &Range<usize>,
    left_out: &[Stretch],
    family: &Family,
) -> Vec<Stretch> {
    let clean = without(points, left_out);
    let known = clean.get(part.clone()).unwrap_or_default();
    let asked = points.get(judged.clone()).unwrap_or_default();
    let mut all = known.to_vec();
    all.extend(asked);
    let chart = |all: &[Sample]| score_chart(scale, all, 0..known.len(), family.scores);
    let Some(found) = chart(&all) else {
        return Vec::new();
    };
    let value = |index: usize| all.get(index)?.mean();
    let mut stretches = stretches(&found, known.len(), judged.start, value);
    for stretch in &mut stretches {
        let mut together = Sample::default();
        let days = points.get(stretch.days.clone()).unwrap_or_default();
        days.iter().for_each(|day| together.merge(*day));
        all.truncate(known.len());
        all.push(together);
        stretch.judge(chart(&all));
    }
    stretches
}

/// The flags of a chart as days in a row in one direction. Judged are the points from `known` on, the first of
/// which is the day `first`.
fn stretches(
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
    fn judge(&mut self, together: Option<Chart>) {
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

impl Looked {
    /// What of it is within the period.
    fn told(
        &self,
        calendar: &Calendar,
        measure: &Measure,
        touchpoint: Option<&str>,
    ) -> Vec<Surprise> {
        let watched = || Watched::of(measure).at(touchpoint);
        let scale = self.scale;
        let mut told = Vec::new();
        let step = self.step.filter(|step| step.index > calendar.now());
        if let Some(step) = step
            && let Some((before, after)) = step.before.mean().zip(step.after.mean())
        {
            let difference = bounds(scale, &step.difference);
            told.push(Surprise {
                watched: watched(),
                kind: SurpriseKind::Step,
                from: calendar.day(step.index),
                to: calendar.end,
                expected: scale.shown(before),
                low: scale.shown(before + step.difference.low),
                high: scale.shown(before + step.difference.high),
                seen: scale.shown(after),
                n: step.after.n,
                p: Some(step.p),
                measured: Some(Measured {
                    measure: measure.clone(),
                    sample: step.after,
                    was: step.before,
                    difference,
                }),
            });
        }
        for stretch in &self.stretches {
            let mut sample = Sample::default();
            let days = self.points.get(stretch.days.clone()).unwrap_or_default();
            days.iter().for_each(|day| sample.merge(*day));
            let Some(mean) = sample.mean() else { continue };
            let limits = [stretch.expected, stretch.low, stretch.high];
            let [value, low, high] = limits.map(|plain| scale.shown(plain));
            told.push(Surprise {
                watched: watched(),
                kind: SurpriseKind::Score,
                from: calendar.day(stretch.days.start),
                to: calendar.day(stretch.days.end),
                expected: value,
                low,
                high,
                seen: scale.shown(mean),
                n: sample.n,
                p: Some(stretch.p),
                measured: Some(Measured {
                    measure: measure.clone(),
                    sample,
                    was: Sample::default(),
                    difference: Bounds { value, low, high },
                }),
            });
        }
        told
    }
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
        let explained = parts.iter().any(|part| explains(&surprise, &[part]))
            || parts.len() == 2 && explains(&surprise, &parts);
        if !explained {
            // What began before and goes on is another story.
            let within = |part: &Surprise| {
                let common = part.to.min(surprise.to).0 - part.from.max(surprise.from).0;
                part.kind == SurpriseKind::Step || 2 * common >= part.to.0 - part.from.0
            };
            at_touchpoints.retain(|part| !(same(&surprise, part) && within(part)));
            kept.push(surprise);
        }
    }
    kept.extend(at_touchpoints);
    kept
}

/// Whether the rest was on the days of a surprise as on all others; before and after, of a step.
fn is_ordinary(scale: Scale, calendar: &Calendar, surprise: &Surprise, rest: &[Sample]) -> bool {
    let (mut within, mut without) = (Sample::default(), Sample::default());
    for (index, rest) in rest.iter().enumerate() {
        match surprise.days().contains(&calendar.day(index).0) {
            true => within.merge(*rest),
            false => without.merge(*rest),
        }
    }
    difference(scale, within, without).is_none_or(|difference| {
        let against = (difference.value > 0.0) != surprise.upwards();
        against || !difference.significant()
    })
}

/// Surprises of the number of responses.
fn volumes(
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
            let whole = |number: f64| number.round();
            told.push(Surprise {
                watched: Watched::default().at(*touchpoint),
                kind: SurpriseKind::Volume,
                from: calendar.day(stretch.days.start),
                to: calendar.day(stretch.days.end),
                expected: whole(stretch.expected),
                low: whole(stretch.low),
                high: whole(stretch.high),
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
    told_once(told, |surprise, parts| {
        let (whole, sigma_z) = of(None, surprise.days());
        let mut away = whole.seen as f64 - whole.expected;
        for part in parts {
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
            kind: 0,
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
        kind: 0,
        days: (expected / unknown.powi(2)).max(1.0) as u32,
    }
}
