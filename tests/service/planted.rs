//! A year of answers with known facts in them: all of these are found, and nothing else is claimed.

use std::sync::Arc;
use std::time::Duration;

use glas::time::{Day, Millis};
use glas_host::Memory;
use glas_sample::{Facts, SURVEY, Sample, parse_day};
use http::{Method, StatusCode};
use serde_json::Value;

use super::support::{ADMIN, READER, Service, config, run};

/// Far ahead, where the clock is moved to: on another day it would be another sample.
const END: &str = "2036-05-31";
const RESPONSES: usize = 12_000;
const PIECE: usize = 4 * 1024 * 1024;
/// A step is found within so many days of where it is: days differ as much as two levels do.
const NEAR: u32 = 14;

/// A service that took the sample in.
async fn start(sample: &Sample) -> Service {
    let service = Service::over(Arc::new(Memory::new()), config(&[])).await;
    let noon: Millis = format!("{}T12:00:00Z", sample.facts().to).parse().unwrap();
    let ahead = u128::from(noon.0).saturating_sub(service.clock.now().as_millis());
    service.clock.advance(Duration::from_millis(ahead as u64));
    service.put_survey(SURVEY, &sample.survey()).await;
    for piece in sample.pieces(PIECE) {
        let import = service.call(Method::POST, &format!("/v1/surveys/{SURVEY}/import"));
        let import = import.header("content-type", "application/x-ndjson");
        let answer = import.token(ADMIN).body(piece.text).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_eq!(answer.json()["accepted"], piece.rows, "{answer:?}");
    }
    service.pass_freshness();
    service
}

/// What is said of the days up to the end.
async fn insights(service: &Service, from: Day, to: Day) -> Value {
    let path = format!("/v1/surveys/{SURVEY}/insights?from={from}&to={to}");
    let answer = service.get(&path).token(READER).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer.json()
}

fn told(document: &Value) -> Vec<Value> {
    document["insights"].as_array().expect("insights").clone()
}

/// The kinds of what happened, and its days.
fn annotated(document: &Value) -> Vec<(&str, Day)> {
    let annotations = document["annotations"].as_array().expect("annotations");
    let mut found = Vec::new();
    for annotation in annotations {
        let kind = annotation["kind"].as_str().unwrap_or_default();
        found.push((kind, day(annotation["day"].as_str().unwrap_or_default())));
    }
    found
}

fn day(text: impl ToString) -> Day {
    text.to_string().parse().expect("a day")
}

fn days(insight: &Value) -> (Day, Day) {
    let of = |name: &str| day(insight[name].as_str().unwrap_or_default());
    (of("from"), of("to"))
}

fn is(insight: &Value, members: &[(&str, &str)]) -> bool {
    members.iter().all(|(name, value)| insight[name] == *value)
}

#[track_caller]
fn find<'a>(insights: &'a [Value], members: &[(&str, &str)]) -> &'a Value {
    let found = insights.iter().find(|insight| is(insight, members));
    found.unwrap_or_else(|| panic!("nothing is {members:?} in {insights:#?}"))
}

/// Whether it follows from what is planted.
fn is_true(insight: &Value, facts: &Facts) -> bool {
    let touchpoint = insight["touchpoint"].as_str();
    let dimension = insight["dimension"].as_str().unwrap_or_default();
    let incident = (day(facts.incident.from), day(facts.incident.to));
    let silent = day(facts.silent.last);
    match insight["kind"].as_str().unwrap_or_default() {
        "segment" | "contribution" => !facts.without_effect.contains(&dimension),
        "score_surprise" => {
            let (from, to) = days(insight);
            let during_incident = from < incident.1 && incident.0 < to;
            during_incident && touchpoint.is_none_or(|place| place == facts.incident.touchpoint)
        }
        "volume_surprise" => {
            let (_, to) = days(insight);
            to > silent && touchpoint.is_none_or(|place| place == facts.silent.touchpoint)
        }
        "step" => {
            let since = day(insight["since"].as_str().unwrap_or_default());
            let improved = day(facts.improvement.since);
            touchpoint.is_none_or(|place| place == facts.improvement.touchpoint)
                && since.0.abs_diff(improved.0) <= NEAR
        }
        "silent" => touchpoint == Some(facts.silent.touchpoint),
        "left_at" => insight["question"] == facts.left_at.question,
        "topic" => insight["topic"] == facts.incident.topic,
        // The incident and the improvement move scores and words, and nothing else does: its touchpoint says which.
        "change" | "phrase" => touchpoint.is_none_or(|place| !facts.uneventful.contains(&place)),
        "driver" | "goal" | "reference" => true,
        _ => false,
    }
}

#[test]
fn what_is_planted_is_found_and_nothing_else() {
    run(async {
        let sample = Sample {
            end: parse_day(END).unwrap(),
            responses: RESPONSES,
            seed: 1,
        };
        let facts = sample.facts();
        let service = start(&sample).await;
        let to = day(facts.to);
        let month = insights(&service, Day(to.0 - 28), to).await;
        let year = insights(&service, Day(to.0 - 364), to).await;

        // One where something was planted, and one where nothing was.
        let release = ("release", day(facts.improvement.since));
        let campaign = ("campaign", Day(to.0 - 8));
        assert_eq!(annotated(&month), [campaign]);
        assert_eq!(annotated(&year), [release, campaign]);
        let (month, year) = (told(&month), told(&year));

        let driver = [
            ("kind", "driver"),
            ("question", facts.driver.question),
            ("aspect", facts.driver.aspect),
        ];
        for insights in [&month, &year] {
            let driver = find(insights, &driver);
            assert_eq!(driver["strongest"], true, "{driver}");
            assert_eq!(driver["weakest"], true, "{driver}");
            assert_eq!(driver["quadrant"], "fix_first", "{driver}");
            // The ends of the scale take some of it away.
            let slope = facts.driver.slopes[facts.driver.aspect];
            let high = driver["slope"]["high"].as_f64().unwrap();
            assert!((0.8 * slope..1.1 * slope).contains(&high), "{driver}");
            let left_at = facts.left_at.question;
            find(insights, &[("kind", "left_at"), ("question", left_at)]);
        }

        let segment = [
            ("kind", "segment"),
            ("question", facts.outcome),
            ("dimension", facts.segment.dimension),
            ("value", facts.segment.value),
        ];
        let difference = &find(&year, &segment)["difference"];
        let bound = |name: &str| difference[name].as_f64().unwrap();
        let points = bound("low")..bound("high");
        assert!(points.contains(&facts.segment.points), "{difference}");

        let incident = find(
            &month,
            &[
                ("kind", "score_surprise"),
                ("touchpoint", facts.incident.touchpoint),
            ],
        );
        let seen = incident["seen"].as_f64();
        assert!(seen < incident["expected"]["low"].as_f64(), "{incident}");
        let topic = [("kind", "topic"), ("topic", facts.incident.topic)];
        find(&month, &topic);

        let silent = [("kind", "silent"), ("touchpoint", facts.silent.touchpoint)];
        let last = day(find(&month, &silent)["last"].as_str().unwrap());
        // Few enough answer there for a day without any.
        let silence = day(facts.silent.last);
        assert!(last <= silence && silence.0 - last.0 < 3, "{last}");

        let improvement = [
            ("kind", "step"),
            ("touchpoint", facts.improvement.touchpoint),
        ];
        let step = find(&year, &improvement);
        assert!(step["difference"]["low"].as_f64() > Some(0.0), "{step}");

        for (span, insights) in [("month", &month), ("year", &year)] {
            let mut claims = insights.iter();
            if let Some(wrong) = claims.find(|claim| !is_true(claim, &facts)) {
                panic!("over a {span}: {wrong:#}");
            }
        }
        service.finish().await;
    });
}
