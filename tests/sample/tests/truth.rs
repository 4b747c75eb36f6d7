//! What is said to be true of the answers is, and the service takes them.

use std::collections::BTreeSet;
use std::time::Duration;

use glas::id::ResponseId;
use glas::statistics::importance::{Moments, relative_weights};
use glas::submission::{self, Received};
use glas::survey::Survey;
use glas::time::Millis;
use glas_sample::{Facts, Row, Sample, line, parse_day};
use serde_json::{Value, json};

fn sample(responses: usize, seed: u64) -> Sample {
    Sample {
        end: parse_day("2026-11-21").unwrap(),
        responses,
        seed,
    }
}

/// The NPS of some rows in points, and four times its standard error.
fn nps(rows: impl IntoIterator<Item = Row>) -> (f64, f64) {
    let mut counts = [0.0; 3];
    for row in rows {
        let group = match row.answers.recommend {
            0..=6 => 0,
            7..=8 => 1,
            _ => 2,
        };
        counts[group] += 1.0;
    }
    let [detractors, _, promoters] = counts;
    let n: f64 = counts.iter().sum();
    let mean = (promoters - detractors) / n;
    let variance = (promoters + detractors) / n - mean * mean;
    (100.0 * mean, 400.0 * (variance / n).sqrt())
}

#[track_caller]
fn assert_apart((a, error): (f64, f64), (b, other): (f64, f64), points: f64) {
    // Half a point for how `points` is rounded.
    let allowed = error.hypot(other) + 0.5;
    let apart = a - b;
    assert!(
        (apart - points).abs() < allowed,
        "{apart} points where {points} are planted, ± {allowed}"
    );
}

/// The survey's own day of a row.
fn day(row: &Row) -> String {
    let time: Millis = row.time.parse().unwrap();
    time.local_day(60).to_string()
}

fn of<'a>(
    rows: &'a [Row],
    touchpoint: &'a str,
    within: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = Row> + 'a {
    let rows = rows.iter().filter(move |row| row.touchpoint == touchpoint);
    rows.filter(move |row| within(&day(row))).cloned()
}

fn many() -> (Vec<Row>, Facts) {
    let sample = sample(300_000, 5);
    (sample.rows().collect(), sample.facts())
}

#[test]
fn the_same_seed_gives_the_same_answers() {
    let lines = |seed| {
        sample(300, seed)
            .rows()
            .map(|row| line(&row))
            .collect::<String>()
    };
    assert_eq!(lines(1), lines(1));
    assert_ne!(lines(1), lines(2));
}

#[test]
fn rows_are_complete_distinct_and_in_order() {
    let sample = sample(5_000, 1);
    let facts = sample.facts();
    let rows: Vec<Row> = sample.rows().collect();
    assert_eq!(rows.len(), 5_000);
    assert!(rows.is_sorted_by_key(|row| &row.time));
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids.len(), rows.len());
    let days: BTreeSet<String> = rows.iter().map(day).collect();
    assert_eq!(days.len(), 365);
    assert_eq!(days.first(), Some(&facts.from.to_string()));
    assert!(days.last() < Some(&facts.to.to_string()));
}

#[test]
fn pieces_hold_every_row_once() {
    let sample = sample(2_000, 1);
    let all: String = sample.rows().map(|row| line(&row)).collect();
    let pieces: Vec<_> = sample.pieces(50_000).collect();
    assert!(pieces.len() > 5);
    for piece in &pieces {
        assert!(piece.text.len() <= 50_000);
        assert_eq!(piece.text.lines().count(), piece.rows);
    }
    let joined: String = pieces.into_iter().map(|piece| piece.text).collect();
    assert_eq!(joined, all);
}

#[test]
fn the_service_takes_every_row_as_it_is() {
    let sample = sample(5_000, 1);
    let survey = Survey::parse(&sample.survey()).unwrap();
    let analysis = survey.analysis.as_ref().unwrap();
    // As the generator counts days.
    assert_eq!(analysis.utc_offset.minutes(), 60);
    assert!(
        analysis
            .goals
            .iter()
            .all(|goal| goal.by.to_string() > sample.end.to_string())
    );
    let now: Millis = format!("{}T00:00:00Z", sample.facts().to).parse().unwrap();
    let received = Received {
        now,
        made: ResponseId::new(now, &[0; 10]),
        max_age: Duration::ZERO,
    };
    for row in sample.rows() {
        let mut document = json!(row);
        let fields = document.as_object_mut().unwrap();
        for name in ["id", "time"] {
            fields.remove(name);
        }
        let taken = submission::parse(&document, &survey, &received);
        let taken = taken.unwrap_or_else(|faults| panic!("{document}: {faults:?}"));
        let stored: Value = json!(taken);
        assert_eq!(stored["answers"], document["answers"]);
        assert_eq!(stored["attributes"], document["attributes"]);
    }
}

#[test]
fn what_is_planted_is_there() {
    let (rows, facts) = many();
    let plan = |free: bool| {
        let rows = rows.iter();
        let rows = rows.filter(|row| (row.attributes.plan == facts.segment.value) == free);
        nps(rows.cloned().collect::<Vec<_>>())
    };
    assert_apart(plan(true), plan(false), facts.segment.points);

    let incident = &facts.incident;
    let (from, to) = (incident.from.to_string(), incident.to.to_string());
    let during = |day: &str| from.as_str() <= day && day < to.as_str();
    let bad: Vec<Row> = of(&rows, incident.touchpoint, during).collect();
    let usual = of(&rows, incident.touchpoint, |day| !during(day));
    let blame = |row: &&Row| row.answers.reason.contains(&incident.topic);
    assert!(bad.iter().filter(blame).count() > bad.len() / 2);
    assert_apart(nps(bad), nps(usual), incident.points);

    let improvement = &facts.improvement;
    let since = improvement.since.to_string();
    let before = nps(of(&rows, improvement.touchpoint, |day| {
        day < since.as_str()
    }));
    let after = nps(of(&rows, improvement.touchpoint, |day| {
        day >= since.as_str()
    }));
    assert_apart(after, before, improvement.points);
    for touchpoint in &facts.uneventful {
        let usual = nps(of(&rows, touchpoint, |_| true));
        assert_apart(after, usual, 0.0);
        let half = nps(of(&rows, touchpoint, |day| day < since.as_str()));
        assert_apart(half, usual, 0.0);
    }

    let last = of(&rows, facts.silent.touchpoint, |_| true)
        .map(|row| day(&row))
        .max();
    assert_eq!(last, Some(facts.silent.last.to_string()));

    let left = |at: &str| rows.iter().filter(|row| row.at == Some(at)).count();
    let partial = rows.iter().filter(|row| !row.complete).count();
    assert!(left(facts.left_at.question) > partial / 2);
}

#[test]
fn what_is_not_planted_is_not_there() {
    let (rows, facts) = many();
    for dimension in facts.without_effect {
        let value = |row: &Row| match dimension {
            "channel" => row.channel,
            "locale" => row.locale,
            "attribute.device" => row.attributes.device,
            "attribute.country" => row.attributes.country,
            "attribute.new_customer" => row.attributes.new_customer,
            other => panic!("{other}"),
        };
        let values: BTreeSet<&str> = rows.iter().map(value).collect();
        for one in values {
            let (inside, outside): (Vec<Row>, Vec<Row>) =
                rows.iter().cloned().partition(|row| value(row) == one);
            assert_apart(nps(inside), nps(outside), 0.0);
        }
    }
}

#[test]
fn the_strongest_driver_is_the_weakest_performer() {
    let (rows, facts) = many();
    let aspects: Vec<&str> = facts.driver.slopes.keys().copied().collect();
    let mut moments = Moments::new(aspects.len());
    for row in &rows {
        let rated = row.answers.aspects.values().copied();
        let ratings: Vec<u32> = rated.collect();
        if ratings.len() == aspects.len() {
            moments.add(&ratings, row.answers.recommend);
        }
    }
    let importance = relative_weights(&moments).unwrap();
    let place = aspects
        .iter()
        .position(|aspect| *aspect == facts.driver.aspect)
        .unwrap();
    for (index, driver) in importance.drivers.iter().enumerate() {
        let planted = facts.driver.slopes[aspects[index]];
        // The ends of the scale take some away, and what is planted elsewhere adds to service.
        assert!(
            (driver.slope - planted).abs() < 0.15 * planted.max(0.3),
            "{}: {} where {planted} is planted",
            aspects[index],
            driver.slope
        );
        assert!((driver.mean - facts.driver.means[aspects[index]]).abs() < 0.15);
        if index != place {
            let strongest = &importance.drivers[place];
            assert!(driver.weight < strongest.weight / 2.0);
            assert!(driver.mean > strongest.mean + 0.4);
        }
    }
}
