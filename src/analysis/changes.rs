//! What is otherwise than it was.

use serde::Serialize;

use super::finding::{Against, Watched};
use super::index::{SCALE, shift};
use super::study::Study;
use super::tested::{Tested, adjust, chance, error};
use crate::measure::Measure;
use crate::statistics::chart::score_chart;
use crate::statistics::comparison::holm;
use crate::statistics::difference::{Difference, difference};
use crate::statistics::{Sample, Scale};
use crate::survey::Survey;
use crate::tally::Tally;

/// A score now and then.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Of what.
    #[serde(flatten)]
    pub watched: Watched,
    /// Compared with what.
    pub against: Against,
    /// The score then; null without answers.
    pub was: Option<f64>,
    /// Answers then.
    pub n_was: u64,
    /// The score now.
    pub now: Option<f64>,
    /// Answers now.
    pub n: u64,
    /// By how much it changed; p is adjusted over the table by Holm's method.
    #[serde(flatten)]
    pub tested: Tested,
}

/// Every score and the satisfaction index against the previous period and that of a year ago. Intervals and p are those of
/// days as restless as the study's.
pub(super) fn of_study(study: &Study) -> Vec<Change> {
    let now = &study.now.breakdown.total.tally;
    let mut changes = Vec::new();
    for (against, was) in [
        (Against::Previous, &study.previous),
        (Against::YearAgo, &study.year_ago),
    ] {
        // Of a period of 52 weeks, the previous one is that of a year ago.
        let again = against == Against::YearAgo && was.from == study.previous.from;
        let was = &was.breakdown.total.tally;
        if was.responses > 0 && !again {
            let unrest = |measure: &Measure| unrest(study, measure);
            changes.extend(unadjusted(study.survey, now, was, against, unrest));
        }
    }
    adjusted(changes)
}

/// Every score and the satisfaction index, now and then.
pub fn changes(survey: &Survey, now: &Tally, was: &Tally, against: Against) -> Vec<Change> {
    adjusted(unadjusted(survey, now, was, against, |_| 1.0))
}

/// How much more a score differs from day to day than its respondents alone explain, 1 or more: so much less sure it is
/// that two periods differ.
fn unrest(study: &Study, measure: &Measure) -> f64 {
    let days = study.days.values();
    let points: Vec<Sample> = days
        .map(|counts| measure.sample(&counts.total.tally))
        .collect();
    let chart = score_chart(measure.scale, &points, 0..points.len(), points.len());
    chart.map_or(1.0, |chart| chart.sigma_z)
}

/// No wider than the scale: two scores are no farther apart than its ends.
fn widened(scale: Scale, difference: Difference, unrest: f64) -> Difference {
    if unrest <= 1.0 {
        return difference;
    }
    let Difference {
        value, low, high, ..
    } = difference;
    let (low, high) = (
        value - (value - low) * unrest,
        value + (high - value) * unrest,
    );
    let p = chance(value, error(low, high));
    let (min, max) = scale.bounds();
    Difference {
        value,
        low: low.max(min - max),
        high: high.min(max - min),
        p: p.max(difference.p),
    }
}

fn adjusted(mut changes: Vec<Change>) -> Vec<Change> {
    let tested = changes.iter_mut().map(|change| &mut change.tested);
    adjust(&mut tested.collect::<Vec<_>>(), holm);
    changes
}

fn unadjusted(
    survey: &Survey,
    now: &Tally,
    was: &Tally,
    against: Against,
    unrest: impl Fn(&Measure) -> f64,
) -> Vec<Change> {
    let mut changes = Vec::new();
    if let Some(shift) = shift(survey, now, was) {
        // As unsure as the most restless question.
        let rated = survey.questions.iter().filter_map(Measure::of);
        let most = rated.map(|measure| unrest(&measure)).fold(1.0, f64::max);
        changes.push(Change {
            watched: Watched::index(),
            against,
            was: Some(SCALE.shown(shift.was)),
            n_was: shift.n_was,
            now: Some(SCALE.shown(shift.now)),
            n: shift.n,
            tested: Tested::new(SCALE, Some(widened(SCALE, shift.difference, most))),
        });
    }
    for measure in Measure::all(survey) {
        let scale = measure.scale;
        let (now, was) = (measure.sample(now), measure.sample(was));
        if now.n > 0 || was.n > 0 {
            let found = difference(scale, now, was);
            let found = found.map(|found| widened(scale, found, unrest(&measure)));
            changes.push(Change {
                watched: Watched::of(&measure),
                against,
                was: was.mean().map(|mean| scale.shown(mean)),
                n_was: was.n,
                now: now.mean().map(|mean| scale.shown(mean)),
                n: now.n,
                tested: Tested::new(scale, found),
            });
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::analysis::sample::{self, Shop, tally};

    #[test]
    fn a_year_is_compared_with_the_one_before_once() {
        let survey = sample::survey();
        let shop = Shop {
            volume: 6.0,
            ..Shop::default()
        };
        let mut study = shop.study(&survey, 1);
        let yearly = |study: &Study| {
            let changes = of_study(study);
            let mut against = changes.iter().map(|change| change.against);
            against.any(|against| against == Against::YearAgo)
        };
        assert!(yearly(&study));
        study.year_ago.from = study.previous.from;
        assert!(!yearly(&study));
    }

    #[test]
    fn restless_days_widen_an_interval_within_the_scale() {
        let seen = Difference {
            value: 0.5,
            low: 0.1,
            high: 0.9,
            p: 0.01,
        };
        let found = widened(Scale::Share, seen, 4.0);
        assert_eq!((found.low, found.high), (-1.0, 1.0));
        assert!(found.p > 0.5, "{found:?}");
        assert_eq!(widened(Scale::Share, seen, 1.0), seen);
    }

    #[test]
    fn a_change_has_its_interval_and_is_adjusted_for_all_that_is_compared() {
        let text = json!({"en": "?"});
        let survey = Survey::parse(&json!({
            "name": "S", "default_locale": "en",
            "questions": [
                {"id": "nps", "kind": "nps", "text": text},
                {"id": "csat", "kind": "csat", "text": text},
                {"id": "never", "kind": "stars", "text": text},
            ],
        }))
        .unwrap();
        let was = [
            ("nps", "10", 500),
            ("nps", "0", 500),
            ("csat", "5", 500),
            ("csat", "1", 500),
        ];
        let now = [
            ("nps", "10", 640),
            ("nps", "0", 360),
            ("csat", "5", 540),
            ("csat", "1", 460),
        ];
        let told = |changes: &[Change]| -> Vec<_> {
            let row = |change: &Change| {
                let tested = change.tested;
                (
                    change.watched.metric.unwrap(),
                    tested.difference.unwrap(),
                    tested.significant,
                )
            };
            changes.iter().map(row).collect()
        };
        let changes = |now: &[(&str, &str, u64)]| {
            changes(&survey, &tally(now), &tally(&was), Against::Previous)
        };
        let found = changes(&now);
        assert_eq!(
            told(&found),
            [
                ("index", 9.0, true),
                ("nps", 28.0, true),
                ("csat", 4.0, false)
            ]
        );
        let slightly = [
            ("nps", "10", 545),
            ("nps", "0", 455),
            ("csat", "5", 545),
            ("csat", "1", 455),
        ];
        let slightly = changes(&slightly);
        assert!(
            slightly
                .iter()
                .all(|change| change.tested.p.unwrap() < 0.05)
        );
        assert_eq!(
            told(&slightly),
            [
                ("index", 4.5, false),
                ("nps", 9.0, false),
                ("csat", 4.5, false)
            ]
        );
        let nps = json!(found[1]);
        assert_eq!(nps["against"], "previous");
        assert_eq!(
            (&nps["difference"], &nps["n_was"]),
            (&json!(28.0), &json!(1000))
        );
        assert!(nps["low"].as_f64() < Some(28.0) && nps["high"].as_f64() > Some(28.0));
    }
}
