//! What customers do not say: who does not answer, where they leave, what they pass over, and where nobody speaks.

use serde::Serialize;

use super::study::{Study, Window};
use super::tested::{Tested, adjust, chance, compare_shares, digits, percent};
use crate::dimension::Dimension;
use crate::id::QuestionId;
use crate::statistics::Scale;
use crate::statistics::comparison::holm;
use crate::statistics::difference::Difference;
use crate::statistics::interval::of_sampled;
use crate::tally::Tally;
use crate::time::Day;

/// A touchpoint is silent if so long a silence is less probable than this, adjusted for all touchpoints.
const SILENT: f64 = 0.01;

/// What customers do not say.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Unsaid {
    /// How many of those to whom the script showed the survey come to its end; null if it is not known.
    pub response_rate: Option<ResponseRate>,
    /// Where those leave who do not come to the end, in the order of the survey.
    pub left_at: Vec<LeftAt>,
    /// What is passed over, in the order of the survey.
    pub skipped: Vec<Skipped>,
    /// Where nobody speaks any more, or never did.
    pub silent: Vec<Silent>,
}

/// The share of those who saw the survey who came to its end, in %.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResponseRate {
    /// In the period.
    pub now: f64,
    /// How often it was shown, estimated.
    pub n: u64,
    /// In the previous period.
    pub was: Option<f64>,
    /// How often it was shown then, estimated.
    pub n_was: u64,
    /// By how much it changed.
    #[serde(flatten)]
    pub tested: Tested,
}

/// A question at which some leave.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LeftAt {
    /// The question that was on the screen.
    pub question: QuestionId,
    /// How many left.
    pub n: u64,
    /// Of all who left, in %.
    pub share: Option<f64>,
    /// Of all who began, in %.
    pub of_started: Option<f64>,
    /// Of those who had not left before it, in %.
    pub of_reached: Option<f64>,
    /// `of_reached` less that of all other questions; p is adjusted over all questions by Holm's method.
    #[serde(flatten)]
    pub tested: Tested,
}

/// A question that some pass over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Skipped {
    /// Which.
    pub question: QuestionId,
    /// Who answered it, or passed it over and came to the end.
    pub n: u64,
    /// Of those, who passed it over, in %.
    pub share: Option<f64>,
    /// As `n`, in the previous period.
    pub n_was: u64,
    /// As `share`, in the previous period.
    pub was: Option<f64>,
    /// By how much it changed; p is adjusted over all questions by Holm's method.
    #[serde(flatten)]
    pub tested: Tested,
}

/// A touchpoint that is not heard from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Silent {
    /// Which.
    pub touchpoint: Box<str>,
    /// The last day it was heard from; null if not in the days looked at.
    pub last: Option<Day>,
    /// How many responses were to be expected since.
    pub expected: f64,
    /// How likely the silence is by chance, adjusted for all touchpoints; null if it was not heard from in them.
    #[serde(serialize_with = "digits")]
    pub p: Option<f64>,
}

/// Looks at what is missing.
pub fn unsaid(study: &Study) -> Unsaid {
    Unsaid {
        response_rate: response_rate(study),
        left_at: left_at(study),
        skipped: skipped(study),
        silent: silent(study),
    }
}

fn response_rate(study: &Study) -> Option<ResponseRate> {
    let (now, was) = (
        &study.now.breakdown.total.tally,
        &study.previous.breakdown.total.tally,
    );
    let mut tested = [Tested::new(Scale::Share, rate_difference(now, was))];
    adjust(&mut tested.each_mut(), holm);
    let [tested] = tested;
    Some(ResponseRate {
        now: Scale::Share.shown(rate(now)?),
        n: now.shown,
        was: rate(was).map(|rate| Scale::Share.shown(rate)),
        n_was: was.shown,
        tested,
    })
}

fn rate(tally: &Tally) -> Option<f64> {
    let rate = tally.web_completed as f64 / tally.shown as f64;
    (tally.shown > 0 && tally.reports > 0).then_some(rate.min(1.0))
}

/// Shows are known from a sample of reports: the test is of the logarithms of both rates, whose variances are those of
/// [`of_sampled`]. The interval of the difference is made of both rates' own, by G. Y. Zou and A. Donner, "Construction
/// of confidence limits about effect measures: A general approach", Statistics in Medicine 27 (2008) 1693–1702.
fn rate_difference(now: &Tally, was: &Tally) -> Option<Difference> {
    let variance = |tally: &Tally, rate: f64| {
        let weight = tally.shown as f64 / tally.reports as f64;
        let of_hits = (1.0 - rate) / tally.web_completed as f64;
        of_hits + (weight - 1.0) / tally.shown as f64
    };
    let (one, other) = (rate(now)?, rate(was)?);
    if now.web_completed == 0 || was.web_completed == 0 {
        return None;
    }
    let own = |tally: &Tally| of_sampled(tally.web_completed, tally.shown, tally.reports);
    let (own, others) = (own(now), own(was));
    let value = one - other;
    let error = (variance(now, one) + variance(was, other)).sqrt();
    Some(Difference {
        value,
        low: value - (one - own.low).hypot(others.high - other),
        high: value + (own.high - one).hypot(other - others.low),
        p: chance((one / other).ln(), error),
    })
}

fn left_at(study: &Study) -> Vec<LeftAt> {
    let tally = &study.now.breakdown.total.tally;
    let left: u64 = tally.left_at.values().sum();
    let mut reached = tally.responses;
    let mut at = Vec::new();
    for question in &study.survey.questions {
        let n = tally.left_at.get(&question.id).copied().unwrap_or(0);
        at.push((question, n, reached));
        reached = reached.saturating_sub(n);
    }
    let all_left: u64 = at.iter().map(|(_, n, _)| n).sum();
    let all_reached: u64 = at.iter().map(|(.., reached)| reached).sum();
    let mut rows = Vec::new();
    for (question, n, reached) in at {
        let others = (all_left - n, all_reached - reached);
        if n > 0 {
            rows.push(LeftAt {
                question: question.id.clone(),
                n,
                share: percent(n, left),
                of_started: percent(n, tally.responses),
                of_reached: percent(n, reached),
                tested: Tested::new(Scale::Share, compare_shares((n, reached), others)),
            });
        }
    }
    let mut tested: Vec<&mut Tested> = rows.iter_mut().map(|row| &mut row.tested).collect();
    adjust(&mut tested, holm);
    rows
}

fn skipped(study: &Study) -> Vec<Skipped> {
    let (now, was) = (&study.now.breakdown.total, &study.previous.breakdown.total);
    let mut rows = Vec::new();
    for question in &study.survey.questions {
        let asked = |detail: &crate::breakdown::Detail| {
            let skipped = detail.skipped.get(&question.id).copied().unwrap_or(0);
            let answers = detail.tally.questions.get(&question.id);
            (skipped, skipped + answers.map_or(0, |answers| answers.n))
        };
        let ((skipped, n), (skipped_was, n_was)) = (asked(now), asked(was));
        if skipped + skipped_was > 0 {
            let compared = compare_shares((skipped, n), (skipped_was, n_was));
            rows.push(Skipped {
                question: question.id.clone(),
                n,
                share: percent(skipped, n),
                n_was,
                was: percent(skipped_was, n_was),
                tested: Tested::new(Scale::Share, compared),
            });
        }
    }
    let mut tested: Vec<&mut Tested> = rows.iter_mut().map(|row| &mut row.tested).collect();
    adjust(&mut tested, holm);
    rows
}

/// What was heard of a touchpoint on the days that charts look at.
struct Heard {
    touchpoint: Box<str>,
    last: Day,
    /// Days on which it was heard from.
    days: u32,
    responses: u64,
    /// How much of what was heard anywhere was heard after the last of these days, 0–1.
    since: f64,
    p: f64,
}

/// Were the days on which a touchpoint was heard from drawn at random, each day as likely as much as was heard
/// anywhere on it, then the probability that none fell after the last of them is (1 − share of what was heard since) to
/// the power of their number. That needs no rate, and holds for any week and season. Days are drawn and not responses
/// because those of a day come together, as after a mailing.
pub(super) fn silent(study: &Study) -> Vec<Silent> {
    let end = study.today.min(study.now.to);
    let known = study.days.range(..end);
    let touchpoints = study.touchpoints();
    let total: u64 = known
        .clone()
        .map(|(_, counts)| counts.total.tally.responses)
        .sum();
    let mut heard = Vec::new();
    for touchpoint in &touchpoints {
        let of = |day: &Day| {
            let counts = study.days.get(day)?;
            let detail = counts.touchpoints.get(*touchpoint)?;
            Some(detail.tally.responses).filter(|responses| *responses > 0)
        };
        let days = known.clone().filter_map(|(day, _)| Some((*day, of(day)?)));
        let Some((last, _)) = days.clone().next_back() else {
            continue;
        };
        // Who speaks today is not silent.
        if study.days.range(end..).any(|(day, _)| of(day).is_some()) {
            continue;
        }
        let after = study.days.range(last.next()..end.max(last.next()));
        let after: u64 = after.map(|(_, counts)| counts.total.tally.responses).sum();
        let since = after as f64 / total.max(1) as f64;
        let count = days.clone().count() as u32;
        heard.push(Heard {
            touchpoint: (*touchpoint).into(),
            last,
            days: count,
            responses: days.map(|(_, responses)| responses).sum(),
            since,
            p: (1.0 - since).powf(f64::from(count)),
        });
    }
    let mut p: Vec<f64> = heard.iter().map(|heard| heard.p).collect();
    holm(&mut p);
    let mut silent = Vec::new();
    for (heard, p) in heard.into_iter().zip(p) {
        if p < SILENT && heard.days > 1 {
            let expected = heard.responses as f64 * heard.since / (1.0 - heard.since);
            silent.push(Silent {
                touchpoint: heard.touchpoint,
                last: Some(heard.last),
                expected: (expected * 10.0).round() / 10.0,
                p: Some(p),
            });
        }
    }
    let windows = [&study.now, &study.previous, &study.year_ago];
    // Of one segment alone, it is not counted where its respondents came from.
    let told_apart = |window: &&Window| window.breakdown.by.contains_key(&Dimension::Touchpoint);
    if !windows.iter().any(told_apart) {
        return silent;
    }
    let declared = study.survey.analysis.iter();
    for touchpoint in declared.flat_map(|analysis| &analysis.touchpoints) {
        let name = touchpoint.as_str();
        let ever = windows.iter().any(|window| {
            let found = window.breakdown.of(&Dimension::Touchpoint, name);
            // Counted together with others, it may well be among them.
            found.is_none_or(|detail| detail.tally.responses > 0)
        });
        if !ever && !touchpoints.contains(name) {
            silent.push(Silent {
                touchpoint: name.into(),
                last: None,
                expected: 0.0,
                p: None,
            });
        }
    }
    silent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::sample::{Shop, TODAY, survey};

    #[test]
    fn a_rate_is_tested_by_the_reports_it_is_known_from() {
        let tally = |web_completed, shown, reports| Tally {
            web_completed,
            shown,
            reports,
            ..Tally::default()
        };
        let p = |weight: u64| {
            let (now, was) = (
                tally(80, 1000, 1000 / weight),
                tally(120, 1000, 1000 / weight),
            );
            rate_difference(&now, &was).unwrap()
        };
        // With every show reported, nearly that of the two shares: z = 2.98.
        assert!((p(1).p - 0.003).abs() < 0.001, "{:?}", p(1));
        assert!(p(10).p > 0.01 && p(10).low < p(1).low, "{:?}", p(10));
        assert_eq!(rate_difference(&tally(0, 10, 1), &tally(1, 10, 1)), None);
    }

    #[test]
    fn a_touchpoint_is_silent_that_was_declared_or_heard_from() {
        let survey = survey();
        let shop = Shop {
            volume: 60.0,
            silent: true,
            ..Shop::default()
        };
        let mut study = shop.study(&survey, 1);
        let undeclared = crate::survey::Survey {
            analysis: None,
            ..survey.clone()
        };
        for counts in study.days.values_mut() {
            counts.together = true;
        }
        study.survey = &undeclared;
        assert_eq!(silent(&study), []);
        study.survey = &survey;
        let found = silent(&study);
        let returns = found.first().unwrap();
        assert_eq!((&*returns.touchpoint, found.len()), ("returns", 1));
        assert!(returns.last.is_some_and(|last| TODAY.0 - last.0 >= 15));
        assert!(returns.expected > 20.0 && returns.p < Some(SILENT));
        for window in [&mut study.now, &mut study.previous, &mut study.year_ago] {
            let touchpoints = window.breakdown.by.get_mut(&Dimension::Touchpoint);
            touchpoints.unwrap().values.remove("newsletter");
        }
        for counts in study.days.values_mut() {
            counts.touchpoints.remove("newsletter");
        }
        let never = silent(&study).pop().unwrap();
        assert_eq!((&*never.touchpoint, never.last), ("newsletter", None));
    }
}
