//! Requests a second and latencies over HTTP.

use std::sync::Arc;
use std::time::Duration;

use glas_host::{Host, KeyValue, Memory, Sqlite};
use http::{Method, StatusCode};
use tempfile::TempDir;

use crate::load::{Acks, Ask, Clients, get, post};
use crate::measure::Turns;
use crate::report::{Report, Row, Target, figure, list};
use crate::respondents::Respondents;
use crate::service::{Bench, RESPONSES, SCORES, Serving};
use crate::stored::Stored;

/// `at 16` in a row is at so many connections.
const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// Rounds of both sides, after one that is not counted.
const ROUNDS: usize = 7;
/// Shorter than an instance stays without a request: those of the side that rests are still there.
const POLLING: Duration = Duration::from_millis(500);
/// A disk may take 20 ms for a write, and 64 clients wait for one another.
const SUBMITTING: Duration = Duration::from_millis(900);

/// Of minimal's requests per second.
const POLLS: Target = Target::AtLeast(0.8);
const SUBMISSIONS: Target = Target::AtLeast(0.9);

/// Adds its rows.
pub fn measure(bench: &Bench, stored: &Stored, report: &mut Report) -> anyhow::Result<()> {
    polls(bench, stored, report)?;
    submissions(bench, report)
}

fn polls(bench: &Bench, stored: &Stored, report: &mut Report) -> anyhow::Result<()> {
    let serving = Serving {
        clock: stored.clock.clone(),
        ..Serving::default()
    };
    let glas = bench.serve_glas(&serving, stored.store.clone())?;
    let minimal = bench.serve(&bench.minimal, &serving, Arc::new(Memory::new()))?;
    bench.call(&glas, Method::GET, SCORES, "")?;
    for (what, acks, target) in [
        ("poll", Acks::AtOnce, Some(POLLS)),
        ("poll by clients that delay ACKs", Acks::Delayed, None),
    ] {
        let mut outcomes = Vec::new();
        for connections in CONNECTIONS {
            eprintln!("{what}, {connections} connections");
            let mut ours = || get(&glas, SCORES);
            let mut theirs = || get(&minimal, "/");
            let contest = Contest {
                window: POLLING,
                expected: StatusCode::OK,
                connections,
                acks,
            };
            let sides = [(&glas, &mut ours as &mut Ask<'_>), (&minimal, &mut theirs)];
            outcomes.push(contest.hold(sides)?);
        }
        tell(what, &outcomes, target, report);
    }
    Ok(())
}

fn submissions(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    let mut outcomes = Vec::new();
    for connections in CONNECTIONS {
        eprintln!("submission, {connections} connections");
        let folders = [TempDir::new()?, TempDir::new()?];
        let store = |at: usize| {
            let store: Arc<dyn KeyValue> = Arc::new(Sqlite::open(folders[at].path())?);
            anyhow::Ok(store)
        };
        let serving = Serving::default();
        let glas = bench.serve_glas(&serving, store(0)?)?;
        let minimal = bench.serve(&bench.minimal, &serving, store(1)?)?;
        bench.put_survey(&glas)?;
        // The same respondents on both sides, so bodies have the same sizes.
        let (mut to_glas, mut to_minimal) = (Respondents::new(), Respondents::new());
        let mut ours = || {
            let record = to_glas.record(serving.now());
            post(&glas, RESPONSES, record.line().to_owned())
        };
        let mut theirs = || {
            let record = to_minimal.record(serving.now());
            let path = format!("/{}", record.id.simple());
            post(&minimal, &path, record.line().to_owned())
        };
        let contest = Contest {
            window: SUBMITTING,
            expected: StatusCode::CREATED,
            connections,
            acks: Acks::AtOnce,
        };
        let sides = [(&glas, &mut ours as &mut Ask<'_>), (&minimal, &mut theirs)];
        outcomes.push(contest.hold(sides)?);
    }
    tell("submission on SQLite", &outcomes, Some(SUBMISSIONS), report);
    Ok(())
}

/// Glas and minimal in turns.
struct Contest {
    window: Duration,
    expected: StatusCode,
    connections: usize,
    acks: Acks,
}

/// What that came to.
#[derive(Default)]
struct Outcome {
    rate: Turns,
    p50: Turns,
    p99: Turns,
}

impl Contest {
    fn hold(
        &self,
        [(ours, ask_ours), (theirs, ask_theirs)]: [(&Host, &mut Ask<'_>); 2],
    ) -> anyhow::Result<Outcome> {
        let mut us = Clients::connect(ours.address(), self.connections, self.acks)?;
        let mut them = Clients::connect(theirs.address(), self.connections, self.acks)?;
        let mut outcome = Outcome::default();
        for round in 0..=ROUNDS {
            let ours = us.run(self.window, self.expected, ask_ours)?;
            let theirs = them.run(self.window, self.expected, ask_theirs)?;
            if round > 0 {
                outcome.rate.add(ours.rate, theirs.rate);
                outcome.p50.add(ours.p50, theirs.p50);
                outcome.p99.add(ours.p99, theirs.p99);
            }
        }
        Ok(outcome)
    }
}

fn tell(what: &str, outcomes: &[Outcome], target: Option<Target>, report: &mut Report) {
    type Part = fn(&Outcome) -> &Turns;
    let mut parts: Vec<(&str, Part)> =
        vec![("p50 in ms", |one| &one.p50), ("p99 in ms", |one| &one.p99)];
    match target {
        // Each with its own verdict.
        Some(target) => {
            for (connections, Outcome { rate, .. }) in CONNECTIONS.iter().zip(outcomes) {
                let what = format!("{what}: requests/s at {connections}");
                let row = Row::new(what, figure(rate.ours()), figure(rate.theirs()));
                report.add(row.ratio_within(rate.ratio(), target));
            }
        }
        None => parts.insert(0, ("requests/s", |one| &one.rate)),
    }
    let connections = list(CONNECTIONS.map(|connections| connections as f64));
    for (unit, part) in parts {
        let list = |of: fn(&Turns) -> f64| list(outcomes.iter().map(|one| of(part(one))));
        let what = format!("{what}: {unit} at {connections}");
        let row = Row::new(what, list(Turns::ours), list(Turns::theirs));
        report.add(row.ratios(list(Turns::ratio)));
    }
}
