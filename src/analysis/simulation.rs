//! Made-up shops: what is planted is found, and where there is nothing nothing is.

use super::sample::{Shop, TODAY, survey};
use super::study::Study;
use super::{Fact, Finding, findings, report};
use crate::dimension::Dimension;
use crate::time::Day;

/// What was found that was tested for.
fn found(study: &Study) -> Vec<Finding> {
    let mut found = findings(study, &report(study));
    found.retain(|finding| finding.p.is_some());
    found
}

fn ago(days: u32) -> Day {
    Day(TODAY.0 - days)
}

#[test]
fn where_there_is_nothing_to_find_next_to_nothing_is() {
    let survey = survey();
    let mut wrong = Vec::new();
    let shops = [
        (6.0, 0.0, 0.0),
        (20.0, 0.4, 0.0),
        (60.0, 0.2, 0.0),
        (40.0, 0.3, 0.15),
    ];
    for (volume, season, unrest) in shops {
        let shop = Shop {
            volume,
            season,
            unrest,
            ..Shop::default()
        };
        for seed in 0..8 {
            let found = found(&shop.study(&survey, seed));
            if !found.is_empty() {
                wrong.push((volume, seed, found));
            }
        }
    }
    // Of 32, one in twenty would be more than one.
    assert!(wrong.len() <= 1, "{wrong:#?}");
}

#[test]
fn what_is_planted_is_found_and_nothing_else() {
    let survey = survey();
    let shop = Shop {
        volume: 150.0,
        season: 0.3,
        segment: 1.0,
        incident: 4.0,
        improvement: 0.8,
        silent: true,
        outage: true,
        driver: 0.8,
        ..Shop::default()
    };
    for seed in 0..4 {
        let found = found(&shop.study(&survey, seed));
        let mut planted = [false; 6];
        for finding in &found {
            let touchpoint = finding.watched.touchpoint.as_deref();
            let at = match &finding.fact {
                Fact::Segment {
                    dimension: Dimension::Attribute(name),
                    value,
                    difference,
                    ..
                } => {
                    let plan = name.as_str() == "plan" && **value == *"free";
                    (plan && difference.value < 0.0).then_some(0)
                }
                Fact::ScoreSurprise {
                    from,
                    to,
                    expected,
                    seen,
                } => {
                    let near = |day: &Day, planted: Day| day.0.abs_diff(planted.0) <= 2;
                    let days = near(from, ago(16)) && near(to, ago(12));
                    let worse = days && *seen < expected.value;
                    (worse && touchpoint == Some("checkout")).then_some(1)
                }
                Fact::Step {
                    since, was, now, ..
                } => {
                    let near = since.0.abs_diff(ago(13).0) <= 2;
                    (near && now > was && touchpoint.is_none()).then_some(2)
                }
                Fact::Silent { last, expected } => {
                    let returns = touchpoint == Some("returns") && *last == Some(ago(15));
                    (returns && *expected > 10.0).then_some(3)
                }
                Fact::Driver {
                    strongest, weakest, ..
                } => {
                    let aspect = finding.watched.aspect.as_ref();
                    let delivery = aspect.is_some_and(|aspect| aspect.as_str() == "delivery");
                    (delivery && *strongest && *weakest).then_some(4)
                }
                Fact::VolumeSurprise { from, to, seen, .. } => {
                    let days = ago(12) <= *from && *to <= ago(7) && *seen < 20.0;
                    (days && touchpoint == Some("product")).then_some(5)
                }
                _ => None,
            };
            match at.and_then(|at| planted.get_mut(at)) {
                Some(planted) => *planted = true,
                None => panic!("seed {seed}: {finding:#?}"),
            }
        }
        assert_eq!(planted, [true; 6], "seed {seed}: {found:#?}");
    }
}

#[test]
fn a_period_without_a_day_that_is_over_has_no_surprise() {
    let survey = survey();
    let shop = Shop {
        volume: 60.0,
        unrest: 0.3,
        incident: 4.0,
        outage: true,
        ..Shop::default()
    };
    for seed in 0..4 {
        let mut study = shop.study(&survey, seed);
        (study.now.from, study.now.to) = (TODAY, TODAY.next());
        assert_eq!(report(&study).surprises, [], "{seed}");
    }
}

#[test]
fn the_report_of_a_survey_without_answers_is_empty() {
    let survey = survey();
    let study = Shop::default().study(&survey, 0);
    let report = report(&study);
    assert_eq!(report.index, None);
    assert!(report.changes.is_empty() && report.segments.is_empty());
    assert!(report.surprises.is_empty());
    let told = findings(&study, &report);
    let unknown = |finding: &Finding| matches!(finding.fact, Fact::Unknown { .. });
    assert!(told.iter().all(unknown), "{told:#?}");
}
