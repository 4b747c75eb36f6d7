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
    /// Of how many such days of the baseline `expected` is the mean, which tells how exact it is.
    pub days: u32,
}

/// A chart of a score. `points` are days or weeks, in order; those without respondents are left out. `baseline`
/// are the indices of the points by which the others are judged, at least 8 with respondents; where it is
/// all of them, they are judged by one another. `family` is how many points are judged together, in this chart
/// and its sisters.
///
/// The longer the baseline, the better σ_z is known: limits by four weeks of days are a tenth wider than by eight.
pub fn score_chart(
    scale: Scale,
    points: &[Sample],
    baseline: Range<usize>,
    family: usize,
) -> Option<Chart> {
    let baseline = within(&baseline, points.len());
    let known = points.get(baseline.clone())?;
    let mut whole = Sample::default();
    for point in known {
        whole.merge(*point);
    }
    let centre = whole.mean()?;
    let deviation = whole.spread().sqrt();
    let z = |point: &Sample| Some((point.mean()? - centre) / deviation * (point.n as f64).sqrt());
    let series: Vec<f64> = known.iter().filter_map(z).collect();
    let skew = skew(scale, whole);
    let per_point = whole.n as f64 / series.len() as f64;
    let sigma_z = sigma_z(&series, skew / per_point.sqrt())?;
    let judge = Judge::new(sigma_z, points.len(), baseline, family);
    let (min, max) = scale.bounds();
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
/// [`score_chart`] for `baseline` and `family`, and [`expectations`](super::expected::expectations) for what to expect.
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
    let per_point = known.iter().map(Volume::expected).sum::<f64>() / known.len() as f64;
    let sigma_z = sigma_z(&series, 1.0 / per_point.sqrt())?;
    let judge = Judge::new(sigma_z, points.len(), baseline.clone(), family);
    let measure = |range: Range<usize>, left_out: &[bool]| {
        let (mut expected, mut seen, mut counted) = (0.0, 0.0, 0);
        // What is expected of them all rests on the same days, so they share one error.
        let mut unknown = 0.0;
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
                unknown += (point.expected() / f64::from(point.days)).sqrt();
            }
        }
        (counted > 0).then(|| Measured {
            expected,
            seen,
            error: (expected + unknown * unknown).sqrt(),
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

fn within(range: &Range<usize>, length: usize) -> Range<usize> {
    let end = range.end.min(length);
    range.start.min(end)..end
}

/// How much more a series of standardised values varies from one to the next than standard normal ones would,
/// at least 1, and how well that is known, in degrees of freedom. `skew` is what the values have without
/// overdispersion: ranges of skewed values are more often very large and yet on average smaller. By
/// Gini's mean difference of gamma distributions they are so by 0.0284 of the squared skewness (up to 2, exponential).
pub(super) fn sigma_z(z: &[f64], skew: f64) -> Option<(f64, f64)> {
    if z.len() < LEAST_BASELINE {
        return None;
    }
    let ranges: Vec<f64> = z
        .iter()
        .zip(z.iter().skip(1))
        .map(|(one, next)| (next - one).abs())
        .collect();
    let mean = mean_range(&ranges, f64::INFINITY);
    let skewed = overdispersed(skew.abs(), (mean / D2).max(1.0))
        .min(2.0)
        .powi(2);
    let trimmed = mean_range(&ranges, D4 * (1.0 + skewed / 8.0) * mean);
    let sigma_z = trimmed / (D2 * (1.0 - 0.0284 * skewed));
    Some((sigma_z.max(1.0), freedom(z.len())))
}

/// The skewness of a negative binomial count, from that of the Poisson count with the same mean; nearly so is that
/// of a beta-binomial count from that of the binomial one.
fn overdispersed(skew: f64, sigma_z: f64) -> f64 {
    skew * (2.0 * sigma_z * sigma_z - 1.0) / sigma_z
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
pub(super) fn skew(scale: Scale, sample: Sample) -> f64 {
    let (min, max) = scale.bounds();
    let width = (max - min).max(f64::MIN_POSITIVE);
    // Off the ends, where no deviation is possible.
    let mean = ((sample.mean().unwrap_or(min) - min) / width).clamp(1e-6, 1.0 - 1e-6);
    let possible = mean * (1.0 - mean);
    let size = (possible * width * width / sample.spread() - 1.0).max(0.0);
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
    baseline: Range<usize>,
    family: usize,
}

impl Judge {
    fn new(
        (sigma_z, freedom): (f64, f64),
        points: usize,
        baseline: Range<usize>,
        family: usize,
    ) -> Self {
        Self {
            sigma_z,
            freedom,
            points,
            baseline,
            family,
        }
    }

    /// The points of the baseline are judged only where there are no others.
    fn judges(&self, index: usize) -> bool {
        self.baseline.len() == self.points || !self.baseline.contains(&index)
    }

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
            if let Some(single) = single
                && self.judges(index)
            {
                let flag = self.flag(index..index + 1, Rule::BeyondLimits, single);
                *flagged = flag.is_some();
                flags.extend(flag);
            }
        }
        for run in self.runs(&singles) {
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
        if p >= ALPHA {
            return None;
        }
        let Limits {
            expected,
            low,
            high,
        } = self.limits(measured, self.critical(tests));
        Some(Flag {
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

    /// How many points the family has.
    fn singles(&self) -> f64 {
        let judged = (0..self.points).filter(|index| self.judges(*index));
        self.family.max(judged.count()) as f64
    }

    /// How many stretches of points could be a run, weighted with how likely they are to be one. A stretch of
    /// points whose sum is improbable has its neighbours on the other side in a quarter of the cases, and all of
    /// itself on one side only as long as each point is away from the centre by as much as chance alone: stretches
    /// of up to some 16 points, from each point. A quarter of that.
    fn stretches(&self) -> f64 {
        4.0 * self.singles()
    }

    fn critical(&self, tests: f64) -> f64 {
        let alone = -((-ALPHA / RULES).ln_1p() / tests).exp_m1();
        critical(alone, self.freedom)
    }

    /// Stretches as long as can be of points on one side of what is expected of them. Those without a value do not
    /// end one.
    fn runs(&self, points: &[Option<Measured>]) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        let mut current = 0.0;
        for (index, point) in points.iter().enumerate() {
            let side = match point {
                Some(point) if self.judges(index) => side(point.seen - point.expected),
                Some(_) => 0.0,
                None => continue,
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
        let z = (away.abs() - measured.half_step).max(0.0) / (measured.error * self.sigma_z);
        // Within half a step nothing is unusual, whatever the skewness.
        if z > 0.0 {
            let side = side(away);
            to_normal(side * z, self.skew(measured, side))
        } else {
            0.0
        }
    }

    /// With overdispersion φ = σ_z². On the side of the longer tail as of a negative binomial count of the same mean
    /// and variance, which is what rates that differ from day to day make; on the other side as if what
    /// is added to the respondents' variance were symmetric. Either is the more cautious one there.
    fn skew(&self, measured: &Measured, side: f64) -> f64 {
        if side * measured.skew >= 0.0 {
            overdispersed(measured.skew, self.sigma_z)
        } else {
            measured.skew / self.sigma_z.powi(3)
        }
    }
}

/// −1, 0 or 1.
fn side(away: f64) -> f64 {
    f64::from(i8::from(away > 0.0) - i8::from(away < 0.0))
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::fixtures::{any_scale, anything, fixtures};
    use super::super::tail::below;
    use super::*;

    fn share(hits: u64, n: u64) -> Sample {
        Sample {
            n,
            sum: hits as i64,
            squares: hits,
        }
    }

    /// Eight weeks of about 8 in 10, and one more.
    fn shares(last_week: [u64; 7]) -> Vec<Sample> {
        let usual = [24, 22, 25, 23, 26, 24, 25].into_iter().cycle().take(56);
        usual.chain(last_week).map(|hits| share(hits, 30)).collect()
    }

    fn rules(chart: Option<Chart>) -> Vec<(usize, usize, Rule)> {
        let flags = chart.unwrap().flags;
        flags
            .iter()
            .map(|flag| (flag.index, flag.points, flag.rule))
            .collect()
    }

    /// By numpy, after Laney (2002): the mean moving range of the standardised shares over 1.128. What skewness
    /// there is makes less than a hundredth of it.
    #[test]
    fn sigma_z_is_laneys() {
        for fixture in fixtures("laney") {
            let numbers =
                |name: &str| -> Vec<u64> { serde_json::from_value(fixture[name].clone()).unwrap() };
            let points: Vec<Sample> = numbers("hits")
                .into_iter()
                .zip(numbers("n"))
                .map(|(hits, n)| share(hits, n))
                .collect();
            let chart = score_chart(Scale::Share, &points, 0..points.len(), 1).unwrap();
            let sigma_z = fixture["sigma_z"].as_f64().unwrap();
            assert!(
                (chart.sigma_z / sigma_z - 1.0).abs() < 0.01,
                "{} {sigma_z}",
                chart.sigma_z
            );
        }
    }

    /// By scipy's Pearson type III distribution. Wilson and Hilferty's cube root is within a tenth of the longer tail,
    /// very far out within a half; of the shorter tail only the order of magnitude is wanted.
    #[test]
    fn skewed_tails_are_nearly_those_of_scipy() {
        for fixture in fixtures("skewed") {
            let [skew, z, tail] = [0, 1, 2].map(|place| fixture[place].as_f64().unwrap());
            let found = below(-z.signum() * to_normal(z, skew), f64::INFINITY);
            let long = skew * z > 0.0 && tail > 1e-3;
            let near = if long { 0.1 } else { 0.5 };
            let off = (found - tail).abs();
            assert!(off < tail * near + 1e-7, "{fixture}: {found}");
        }
    }

    #[test]
    fn a_day_far_beyond_what_was_usual_is_flagged_and_others_are_not() {
        let chart = score_chart(Scale::Share, &shares([24, 25, 23, 8, 24, 25, 24]), 0..56, 7);
        assert_eq!(rules(chart.clone()), [(59, 1, Rule::BeyondLimits)]);
        let flag = chart.unwrap().flags[0];
        assert!((flag.expected - 0.8).abs() < 0.01 && flag.seen == 8.0 / 30.0);
        assert!(flag.seen < flag.low && flag.low < flag.expected && flag.p < 0.001);
    }

    #[test]
    fn days_that_are_only_together_out_of_the_ordinary_are_a_run() {
        let points = shares([18, 19, 18, 19, 18, 19, 25]);
        let chart = score_chart(Scale::Share, &points, 0..56, 7);
        assert_eq!(rules(chart), [(56, 6, Rule::Run)]);
        let of_many = score_chart(Scale::Share, &points, 0..56, 1_000_000);
        assert_eq!(rules(of_many), []);
    }

    #[test]
    fn an_incident_in_the_only_points_there_are_does_not_hide_itself() {
        let mut points = shares([24; 7]);
        points[30] = share(3, 30);
        let whole = 0..points.len();
        assert_eq!(
            rules(score_chart(Scale::Share, &points, whole, 63)),
            [(30, 1, Rule::BeyondLimits)]
        );
    }

    #[test]
    fn days_without_respondents_are_no_points_of_a_score() {
        let mut points = shares([18, 19, 18, 19, 18, 19, 25]);
        points[58] = Sample::default();
        let chart = score_chart(Scale::Share, &points, 0..56, 7).unwrap();
        assert_eq!(chart.limits[58], None);
        assert_eq!(rules(Some(chart)), [(56, 6, Rule::Run)]);
        assert_eq!(score_chart(Scale::Share, &points[..7], 0..7, 7), None);
    }

    /// Expects of each day the mean of the first eight like it.
    fn weekly(counts: &[u64]) -> Vec<Volume> {
        let like = |day: usize| -> f64 {
            let days = counts.iter().take(56).skip(day % 7).step_by(7);
            days.map(|count| *count as f64).sum()
        };
        let volume = |(day, seen): (usize, &u64)| Volume {
            seen: *seen,
            expected: like(day) / 8.0,
            days: 8,
        };
        counts.iter().enumerate().map(volume).collect()
    }

    #[test]
    fn silence_is_flagged_where_it_is_not_usual() {
        let week = [41, 38, 44, 36, 40, 12, 9];
        let mut counts: Vec<u64> = week.into_iter().cycle().take(63).collect();
        counts[58] = 0;
        let chart = |counts: &[u64]| volume_chart(&weekly(counts), 0..56, 7);
        assert_eq!(rules(chart(&counts)), [(58, 1, Rule::BeyondLimits)]);
        counts[58] = 44;
        assert_eq!(rules(chart(&counts)), []);
        counts[56..].fill(0);
        assert!(rules(chart(&counts)).contains(&(56, 1, Rule::BeyondLimits)));
        let rare: Vec<u64> = [1, 0, 0, 2, 0, 1, 0]
            .into_iter()
            .cycle()
            .take(56)
            .chain([0; 7])
            .collect();
        assert_eq!(rules(chart(&rare)), []);
    }

    proptest! {
        #[test]
        fn to_and_from_normal_undo_each_other(z in -5.0..5.0, skew in -2.0..2.0) {
            prop_assert!((from_normal(to_normal(z, skew), skew) - z).abs() < 1e-6);
        }

        #[test]
        fn any_points_have_a_chart(
            scale in any_scale(), points in prop::collection::vec(anything(), 0..30),
            start in 0..40_usize, length: usize, family: usize
        ) {
            let chart = score_chart(scale, &points, start..start.saturating_add(length), family);
            for flag in chart.into_iter().flat_map(|chart| chart.flags) {
                prop_assert!(flag.p < ALPHA && flag.index + flag.points <= points.len());
            }
        }

        #[test]
        fn any_counts_have_a_chart(
            counts in prop::collection::vec(prop_oneof![any::<u64>(), 0..9_u64], 0..30),
            expected: f64, days: u32, length in 0..40_usize, family: usize
        ) {
            let alike = |seen: &u64| Volume { seen: *seen, expected, days };
            for points in [weekly(&counts), counts.iter().map(alike).collect()] {
                if let Some(chart) = volume_chart(&points, 0..length, family) {
                    for limits in chart.limits.iter().flatten() {
                        prop_assert!(0.0 <= limits.low && limits.low <= limits.high, "{limits:?}");
                    }
                }
            }
        }
    }
}
