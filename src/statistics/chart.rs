//! Control charts: which days are unlike the days before them by more than chance.
//!
//! Laney's p′ and u′ charts (D. B. Laney, "Improved Control Charts for Attributes", Quality Engineering 14 (2002)
//! 531–537): each point is standardised with the spread that respondents alone would make, and the limits are
//! widened by σ_z, how much more than that the points of a baseline differ from one to the next. Here they are
//! of any score, not of shares only, and differ from the classic ones in that
//!
//! - σ_z is never below 1, and moving ranges beyond 3.27 times their mean are left out of it, so that an incident
//!   does not hide itself (L. S. Nelson, "Control Charts for Individual Measurements", Journal of Quality
//!   Technology 14 (1982) 172–173);
//! - limits are not at 3 σ but so wide that steady charts raise a false alarm in less than 5 % of the families of
//!   points that are looked at together, by Šidák's inequality (Z. Šidák, "Rectangular Confidence Regions for the
//!   Means of Multivariate Normal Distributions", JASA 62 (1967) 626–633), half of it for either rule;
//! - what the baseline leaves unknown is counted in: the error of its centre, and that of σ_z by a t distribution;
//! - counts and shares near their ends are skewed: tails are those of a Pearson type III distribution of the same
//!   skewness, by the cube root of E. B. Wilson and M. M. Hilferty, "The Distribution of Chi-Square", PNAS 17
//!   (1931) 684–688, with a continuity correction.
//!
//! Points are taken for independent. A series that drifts is not: see [`step`](super::step).

use std::ops::Range;

use serde::Serialize;

use super::tail::{critical, two_sided};
use super::{Sample, Scale};

/// False alarms that a family of steady charts may raise.
const ALPHA: f64 = 0.05;
/// The rules share it.
const RULES: f64 = 2.0;
/// The mean range of two normal observations, in standard deviations.
const D2: f64 = 1.128;
/// The upper limit of a range of two, in mean ranges.
const D4: f64 = 3.267;
/// Fewer points than this are no baseline.
const LEAST_BASELINE: usize = 8;

/// What the points of a chart were expected to be, and which were not.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// How much more the points of the baseline vary than respondents alone explain, 1 or more.
    pub sigma_z: f64,
    /// Of each point; none where a score has no respondents.
    pub limits: Vec<Option<Limits>>,
    /// What is out of the ordinary, by index.
    pub flags: Vec<Flag>,
}

/// Between which values a point raises no alarm, in plain units of the scale, or responses.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Limits {
    /// The centre.
    pub expected: f64,
    /// The least ordinary value.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

/// How points can be out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// A single point is.
    BeyondLimits,
    /// All points of a stretch are on the same side of what is expected, and those of them that are within their
    /// own limits are out of the ordinary taken together.
    Run,
}

/// Points that are out of the ordinary.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Flag {
    /// The point, or the first of the run.
    pub index: usize,
    /// How many it spans: 1, or all from the first of the run to the last.
    pub points: usize,
    /// In what way.
    pub rule: Rule,
    /// What the point was expected to be, or the points of the run together.
    pub expected: f64,
    /// The least ordinary value.
    pub low: f64,
    /// The greatest.
    pub high: f64,
    /// What it was.
    pub seen: f64,
    /// How likely a family of steady charts is to raise an alarm as strong as this; below 0.05.
    pub p: f64,
}

/// How many responses a day brought, and how many it was expected to bring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Volume {
    /// Responses; 0 is a point, too.
    pub seen: u64,
    /// How many there should have been.
    pub expected: f64,
    /// Which days are alike and share what is expected of them: the day of the week, say.
    pub kind: u8,
    /// Of how many such days of the baseline `expected` is the mean, which tells how exact it is.
    pub days: u32,
}

/// A chart of a score. `points` are days or weeks, in order; those without respondents are left out. `baseline`
/// are the indices of the points by which the others are judged, at least 8 with respondents; it may be
/// all of them. `family` is how many points are looked at together, in this chart and its sisters.
pub fn score_chart(
    scale: Scale,
    points: &[Sample],
    baseline: Range<usize>,
    family: usize,
) -> Option<Chart> {
    let known = points.get(within(&baseline, points.len()))?;
    let mut whole = Sample::default();
    for point in known {
        whole.merge(*point);
    }
    let centre = whole.mean()?;
    let deviation = whole.spread().sqrt();
    let z = |point: &Sample| Some((point.mean()? - centre) / deviation * (point.n as f64).sqrt());
    let series: Vec<f64> = known.iter().filter_map(z).collect();
    let (sigma_z, freedom) = sigma_z(&series)?;
    let judge = Judge {
        sigma_z,
        freedom,
        points: points.len(),
        family,
    };
    let (min, max) = scale.bounds();
    let skew = skew(scale, centre, deviation);
    let measure = |range: Range<usize>, left_out: &[bool]| {
        let mut pooled = Sample::default();
        for index in range {
            if left_out.get(index) != Some(&true) {
                pooled.merge(points.get(index).copied().unwrap_or_default());
            }
        }
        let n = pooled.n as f64;
        (pooled.n > 0).then(|| Measured {
            expected: centre,
            seen: pooled.sum as f64 / n,
            error: deviation * (1.0 / n + 1.0 / whole.n as f64).sqrt(),
            half_step: 0.5 / n,
            skew: skew / n.sqrt(),
            min,
            max,
        })
    };
    Some(judge.chart(measure))
}

/// A chart of the number of responses, where every day is a point. `expected` is the caller's; the baseline tells
/// how much more than by chance the days differ from it, as a Poisson count would: overdispersion. See
/// [`score_chart`] for `baseline` and `family`, and [`expect`] for expectations by the day of the week.
pub fn volume_chart(points: &[Volume], baseline: Range<usize>, family: usize) -> Option<Chart> {
    let baseline = within(&baseline, points.len());
    let known = points.get(baseline.clone())?;
    let z = |point: &Volume| {
        let (expected, known_from) = (point.expected(), f64::from(point.days));
        // The day is itself in the mean.
        let left = if point.days > 1 {
            1.0 - 1.0 / known_from
        } else {
            1.0
        };
        (point.seen as f64 - expected) / (expected * left).sqrt()
    };
    let series: Vec<f64> = known.iter().map(z).collect();
    let (sigma_z, freedom) = sigma_z(&series)?;
    let judge = Judge {
        sigma_z,
        freedom,
        points: points.len(),
        family,
    };
    let measure = |range: Range<usize>, left_out: &[bool]| {
        let (mut expected, mut seen, mut counted) = (0.0, 0.0, 0);
        // The days of a kind share one error.
        let mut errors = [0.0_f64; 256];
        for index in range {
            if left_out.get(index) == Some(&true) {
                continue;
            }
            let Some(point) = points.get(index) else {
                continue;
            };
            counted += 1;
            seen += point.seen as f64;
            expected += point.expected();
            if !baseline.contains(&index) && point.days > 0 {
                let error = (point.expected() / f64::from(point.days)).sqrt();
                errors[usize::from(point.kind)] += error;
            }
        }
        let unknown: f64 = errors.iter().map(|error| error * error).sum();
        (counted > 0).then(|| Measured {
            expected,
            seen,
            error: (expected + unknown).sqrt(),
            half_step: 0.5,
            skew: 1.0 / expected.sqrt(),
            min: 0.0,
            max: f64::INFINITY,
        })
    };
    Some(judge.chart(measure))
}

impl Volume {
    /// Where like days brought nothing: as if the next of them had brought one response.
    fn expected(&self) -> f64 {
        let least = 1.0 / (f64::from(self.days.max(1)) + 1.0);
        self.expected.max(least).min(u64::MAX as f64)
    }
}

/// What is expected of each of a series of days, or hours: the mean of those of the baseline that are a multiple
/// of `period` apart, at most 256; 7 for the days of the week.
pub fn expect(counts: &[u64], baseline: Range<usize>, period: u8) -> Vec<Volume> {
    let period = period.max(1);
    let kind = |index: usize| (index % usize::from(period)) as u8;
    let mut totals = [(0.0, 0_u32); 256];
    for index in within(&baseline, counts.len()) {
        let total = &mut totals[usize::from(kind(index))];
        total.0 += counts.get(index).copied().unwrap_or(0) as f64;
        total.1 = total.1.saturating_add(1);
    }
    let volume = |(index, seen): (usize, &u64)| {
        let (total, days) = totals[usize::from(kind(index))];
        Volume {
            seen: *seen,
            expected: total / f64::from(days.max(1)),
            kind: kind(index),
            days,
        }
    };
    counts.iter().enumerate().map(volume).collect()
}

fn within(range: &Range<usize>, length: usize) -> Range<usize> {
    let end = range.end.min(length);
    range.start.min(end)..end
}

/// How much more a series of standardised values varies from one to the next than standard normal ones would,
/// at least 1, and how well that is known, in degrees of freedom.
pub(super) fn sigma_z(z: &[f64]) -> Option<(f64, f64)> {
    if z.len() < LEAST_BASELINE {
        return None;
    }
    let ranges: Vec<f64> = z
        .iter()
        .zip(z.iter().skip(1))
        .map(|(one, next)| (next - one).abs())
        .collect();
    let mean = mean_range(&ranges, f64::INFINITY);
    let trimmed = mean_range(&ranges, D4 * mean);
    Some(((trimmed / D2).max(1.0), freedom(z.len())))
}

/// Of those ranges that are not beyond a limit.
fn mean_range(ranges: &[f64], limit: f64) -> f64 {
    let kept = || ranges.iter().filter(|range| **range <= limit);
    kept().sum::<f64>() / kept().count().max(1) as f64
}

/// Of the mean moving range of so many points, from its variance in J. D. Cryer and T. P. Ryan, "The Estimation
/// of Sigma for an X Chart: MR̄/d₂ or S/c₄?", Journal of Quality Technology 22 (1990) 187–192: as good as
/// the standard deviation of three fifths of them.
fn freedom(points: usize) -> f64 {
    let points = points as f64;
    ((points - 1.0).powi(2) / (2.0 * (0.8264 * points - 1.082))).max(1.0)
}

/// Of a contribution to a score, as of the beta distribution with the same mean and deviation on the same scale;
/// for a share that is exact.
fn skew(scale: Scale, centre: f64, deviation: f64) -> f64 {
    let (min, max) = scale.bounds();
    let width = (max - min).max(f64::MIN_POSITIVE);
    // Off the ends, where no deviation is possible.
    let mean = ((centre - min) / width).clamp(1e-6, 1.0 - 1e-6);
    let possible = mean * (1.0 - mean);
    let size = (possible / (deviation / width).powi(2) - 1.0).max(0.0);
    2.0 * (1.0 - 2.0 * mean) * (size + 1.0).sqrt() / ((size + 2.0) * possible.sqrt())
}

/// A point, or several together, against what is expected.
struct Measured {
    expected: f64,
    seen: f64,
    /// The standard deviation of `seen` from `expected` by respondents alone.
    error: f64,
    /// Half the distance between two values that can be seen.
    half_step: f64,
    /// Without overdispersion.
    skew: f64,
    min: f64,
    max: f64,
}

struct Judge {
    sigma_z: f64,
    freedom: f64,
    points: usize,
    family: usize,
}

impl Judge {
    /// `measure` takes points together, without those that are marked to be left out.
    fn chart(&self, measure: impl Fn(Range<usize>, &[bool]) -> Option<Measured>) -> Chart {
        let singles: Vec<Option<Measured>> = (0..self.points)
            .map(|index| measure(index..index + 1, &[]))
            .collect();
        let critical = self.critical(self.singles());
        let mut limits = Vec::new();
        let mut flags = Vec::new();
        let mut flagged = vec![false; self.points];
        for (index, (single, flagged)) in singles.iter().zip(&mut flagged).enumerate() {
            limits.push(single.as_ref().map(|single| self.limits(single, critical)));
            if let Some(single) = single {
                let flag = self.flag(index..index + 1, Rule::BeyondLimits, single);
                *flagged = flag.is_some();
                flags.extend(flag);
            }
        }
        for run in runs(&singles) {
            let marks = flagged.get(run.clone()).unwrap_or_default();
            let within_limits = marks.iter().filter(|flagged| !**flagged).count();
            if within_limits > 1
                && let Some(together) = measure(run.clone(), &flagged)
            {
                flags.extend(self.flag(run, Rule::Run, &together));
            }
        }
        flags.sort_unstable_by_key(|flag| (flag.index, flag.points));
        Chart {
            sigma_z: self.sigma_z,
            limits,
            flags,
        }
    }

    fn flag(&self, range: Range<usize>, rule: Rule, measured: &Measured) -> Option<Flag> {
        let tests = match rule {
            Rule::BeyondLimits => self.singles(),
            Rule::Run => self.stretches(),
        };
        let alone = two_sided(self.normal(measured), self.freedom);
        let p = (RULES * -(tests * (-alone).ln_1p()).exp_m1()).min(1.0);
        let Limits {
            expected,
            low,
            high,
        } = self.limits(measured, self.critical(tests));
        (p < ALPHA).then_some(Flag {
            index: range.start,
            points: range.len(),
            rule,
            expected,
            low,
            high,
            seen: measured.seen,
            p,
        })
    }

    /// How many single points the family has.
    fn singles(&self) -> f64 {
        self.family.max(self.points) as f64
    }

    /// How many stretches of points could be a run: each point of the family begins or ends as many as half its
    /// chart has points.
    fn stretches(&self) -> f64 {
        self.singles() * (self.points as f64 + 1.0) / 2.0
    }

    fn critical(&self, tests: f64) -> f64 {
        let alone = -((-ALPHA / RULES).ln_1p() / tests).exp_m1();
        critical(alone, self.freedom)
    }

    fn limits(&self, measured: &Measured, critical: f64) -> Limits {
        let end = |side: f64| {
            let z = from_normal(side * critical, self.skew(measured, side));
            let beyond = z * self.sigma_z * measured.error + side * measured.half_step;
            (measured.expected + beyond)
                .min(measured.max)
                .max(measured.min)
        };
        Limits {
            expected: measured.expected,
            low: end(-1.0),
            high: end(1.0),
        }
    }

    fn normal(&self, measured: &Measured) -> f64 {
        let away = measured.seen - measured.expected;
        let side = away.signum();
        let z = (away.abs() - measured.half_step).max(0.0) / (measured.error * self.sigma_z);
        // Within half a step nothing is unusual, whatever the skewness.
        if z > 0.0 {
            to_normal(side * z, self.skew(measured, side))
        } else {
            0.0
        }
    }

    /// With overdispersion φ = σ_z². On the side of the longer tail as of a negative binomial count of the same mean
    /// and variance, which is what rates that differ from day to day make; on the other side as if what
    /// is added to the respondents' variance were symmetric. Either is the more cautious one there.
    fn skew(&self, measured: &Measured, side: f64) -> f64 {
        let phi = self.sigma_z * self.sigma_z;
        if side * measured.skew >= 0.0 {
            measured.skew * (2.0 * phi - 1.0) / phi.sqrt()
        } else {
            measured.skew / phi.powf(1.5)
        }
    }
}

/// Stretches as long as can be of points on one side of what is expected of them. Those without a value do not end
/// one.
fn runs(points: &[Option<Measured>]) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut current = 0.0;
    for (index, point) in points.iter().enumerate() {
        let Some(point) = point else { continue };
        let side = match point.seen - point.expected {
            away if away > 0.0 => 1.0,
            away if away < 0.0 => -1.0,
            _ => 0.0,
        };
        match runs.last_mut() {
            Some(run) if side == current && side != 0.0 => run.end = index + 1,
            _ if side != 0.0 => runs.push(index..index + 1),
            _ => {}
        }
        current = side;
    }
    runs
}

/// Below this a distribution is as good as symmetric, and the cube root would lose its digits.
const SYMMETRIC: f64 = 1e-4;

/// The standard normal value that is exceeded as rarely as a standardised Pearson III value.
fn to_normal(z: f64, skew: f64) -> f64 {
    if skew.abs() < SYMMETRIC {
        return z;
    }
    6.0 / skew * ((1.0 + skew * z / 2.0).cbrt() - 1.0) + skew / 6.0
}

/// The inverse of [`to_normal`].
fn from_normal(normal: f64, skew: f64) -> f64 {
    if skew.abs() < SYMMETRIC {
        return normal;
    }
    2.0 / skew * ((1.0 + skew * normal / 6.0 - skew * skew / 36.0).powi(3) - 1.0)
}
