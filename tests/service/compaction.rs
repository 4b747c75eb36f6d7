//! Compaction may stop anywhere: nothing is lost, nothing is counted twice, and a later round finishes.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use glas::time::Millis;
use glas_host::{Clock, Fault, Faults, KeyValue, Memory, Moment, Operation};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::crowd::{self, Counts, Respondent, SURVEY, accepted, all_accepted, day, export};
use super::support::{ADMIN, Answer, Service, config, delete_under, keys_under, run};

/// Past the grace period of `spin.toml` and of every test.
const REST: Duration = Duration::from_secs(61);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// One round, which may fail.
pub async fn try_compact(service: &Service) -> Answer {
    let round = service.call(Method::POST, "/v1/compact");
    round.token(ADMIN).send().await
}

/// One round, which must not fail; whether it found anything to do.
pub async fn compact(service: &Service) -> bool {
    let answer = try_compact(service).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    worked(&answer.json())
}

fn worked(done: &Value) -> bool {
    *done != json!({"merged": 0, "written": 0, "deleted": 0, "more": false})
}

/// Lets all of them compact, on one clock, until there is nothing to do.
pub async fn rest(services: &[&Service]) {
    for _ in 0..100 {
        services[0].clock.advance(REST);
        let mut at_work = false;
        for service in services {
            at_work |= compact(service).await;
        }
        if !at_work {
            return;
        }
    }
    panic!("compaction does not come to rest");
}

/// What a store in memory holds, so that it can be had again and again.
struct Snapshot {
    held: Vec<(String, Vec<u8>)>,
    /// How far the clock had been moved on.
    ahead: Duration,
    /// What the scores must say.
    expected: Counts,
    /// What the export must say.
    lines: BTreeSet<String>,
}

impl Snapshot {
    /// In the middle of its life: runs to merge, entries to merge, entries that a run holds
    /// already, and revisions and a conflict across all of these, in two groups.
    async fn midway() -> Self {
        let service = Service::start().await;
        // Where a day ends its hours become one group, and another round has other steps.
        let noon = service.to_noon();
        service.put_survey(SURVEY, &crowd::survey()).await;
        let now = service.clock.now();
        let mut crowd = Respondent::crowd(0..4, now);
        crowd.extend(Respondent::crowd(4..8, now - 3 * HOUR));
        let mut last: Vec<Value> = Vec::new();
        for respondent in &crowd {
            accepted(&service, &respondent.partial()).await;
            last.push(respondent.whole(1));
        }
        // The first round writes a run, the second deletes, the third is for what comes after.
        for (at, whole) in last.iter().enumerate() {
            accepted(&service, whole).await;
            if at % 4 == 1 {
                service.clock.advance(REST);
                assert!(compact(&service).await);
            }
        }
        service.clock.advance(REST);
        assert!(compact(&service).await);
        let late = Respondent::new(8, now - 3 * HOUR);
        accepted(&service, &late.whole(0)).await;
        last.push(late.whole(0));
        // A part that comes again, and other answers under its revision: what came after wins over both.
        accepted(&service, &crowd[0].partial()).await;
        accepted(&service, &crowd[1].whole(0)).await;
        let held = held(&*service.store).await;
        let (runs, entries): (Vec<_>, Vec<_>) = held
            .iter()
            .map(|(key, _)| key.as_str())
            .filter(|key| !key.starts_with("s"))
            .partition(|key| key.starts_with("run/"));
        assert!(runs.len() >= 2, "{runs:?}");
        assert!(entries.len() >= 4, "{entries:?}");
        service.finish().await;
        Self {
            held,
            ahead: noon + REST * 3,
            expected: Counts::of(&last),
            lines: last.iter().map(line).collect(),
        }
    }

    async fn store(&self) -> Arc<dyn KeyValue> {
        let store = Memory::new();
        for (key, value) in &self.held {
            store.set(key, value.clone()).await.expect("a write");
        }
        Arc::new(store)
    }

    fn clock(&self) -> Clock {
        let clock = Clock::new();
        clock.advance(self.ahead);
        clock
    }

    async fn service(&self, store: Arc<dyn KeyValue>, clock: &Clock) -> Service {
        let mut config = config(&[]);
        config.clock = clock.clone();
        Service::over(store, config).await
    }
}

async fn held(store: &dyn KeyValue) -> Vec<(String, Vec<u8>)> {
    let mut held = Vec::new();
    for key in keys_under(store, "").await {
        let value = store.get(&key).await.expect("a value");
        held.push((key, value.expect("a value")));
    }
    held
}

/// Who said what, however it is spelled.
fn line(submission: &Value) -> String {
    json!([
        submission["id"],
        submission["revision"],
        submission["answers"]
    ])
    .to_string()
}

/// What goes wrong, and what its caller does then.
#[derive(Debug, Clone, Copy)]
enum Accident {
    /// One operation fails.
    Failure(Moment),
    /// One operation fails and none follows: the host is gone, and another comes.
    Crash(Moment),
}

/// Compacts to rest, with an accident at the `n`th operation; all its operations.
async fn compact_with(
    snapshot: &Snapshot,
    accident: Option<(usize, Accident)>,
) -> Vec<(Operation, String)> {
    let (clock, store) = (snapshot.clock(), snapshot.store().await);
    let onlooker = snapshot.service(store.clone(), &clock).await;
    let faults = Faults::over(store.clone());
    match accident {
        Some((n, Accident::Failure(moment))) => faults.add(Fault::fail(moment).nth(n)),
        Some((n, Accident::Crash(moment))) => {
            faults.add(Fault::fail(moment).nth(n));
            faults.add(Fault::fail(Moment::Before).from_nth(n + 1));
        }
        None => {}
    }
    let mut compactor = snapshot.service(faults.clone(), &clock).await;
    let mut failures = 0;
    for _ in 0..20 {
        clock.advance(REST);
        let answer = try_compact(&compactor).await;
        // After an accident and before what mends it, too.
        let shown = crowd::counts(&onlooker).await;
        assert_eq!(shown, snapshot.expected, "after {accident:?}: {answer:?}");
        if answer.status == StatusCode::OK {
            if worked(&answer.json()) {
                continue;
            }
            assert_eq!(failures, usize::from(accident.is_some()), "{accident:?}");
            check_at_rest(snapshot, &onlooker).await;
            onlooker.finish().await;
            compactor.finish().await;
            return faults.log();
        }
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer:?}");
        failures += 1;
        if let Some((_, Accident::Crash(_))) = accident {
            faults.clear();
            compactor.host.kill().await;
            compactor = snapshot.service(faults.clone(), &clock).await;
        }
    }
    panic!("no rest after {accident:?}");
}

async fn check_at_rest(snapshot: &Snapshot, onlooker: &Service) {
    spans(onlooker).await;
    let lines: Vec<String> = export(onlooker).await.iter().map(line).collect();
    assert_eq!(lines.len(), snapshot.lines.len());
    assert_eq!(lines.into_iter().collect::<BTreeSet<_>>(), snapshot.lines);
    delete_under(&*onlooker.store, "sum/").await;
    assert_eq!(crowd::counts(onlooker).await, snapshot.expected);
}

#[test]
fn each_step_of_a_compaction_may_fail_or_be_the_last() {
    run(async {
        let snapshot = Snapshot::midway().await;
        let steps = compact_with(&snapshot, None).await;
        for (operation, prefix) in [
            (Operation::Keys, ""),
            (Operation::Get, "survey/"),
            (Operation::Get, "in/"),
            (Operation::Get, "run/"),
            (Operation::Set, "run/"),
            (Operation::Delete, "in/"),
            (Operation::Delete, "run/"),
        ] {
            let is = |(of, key): &(Operation, String)| *of == operation && key.starts_with(prefix);
            assert!(steps.iter().any(is), "no {operation:?} of {prefix}");
        }
        for n in 1..=steps.len() {
            for moment in [Moment::Before, Moment::After] {
                for accident in [Accident::Failure(moment), Accident::Crash(moment)] {
                    compact_with(&snapshot, Some((n, accident))).await;
                }
            }
        }
    });
}

#[test]
fn two_compactors_in_step_leave_every_response_once() {
    run(async {
        let snapshot = Snapshot::midway().await;
        let (clock, store) = (snapshot.clock(), snapshot.store().await);
        let services = [
            snapshot.service(store.clone(), &clock).await,
            snapshot.service(store.clone(), &clock).await,
        ];
        let mut at_work = true;
        while at_work {
            clock.advance(REST);
            let (one, other) = tokio::join!(compact(&services[0]), compact(&services[1]));
            at_work = one || other;
            assert_eq!(crowd::counts(&services[0]).await, snapshot.expected);
        }
        check_at_rest(&snapshot, &services[1]).await;
        for service in services {
            service.finish().await;
        }
    });
}

#[test]
fn entries_rest_before_they_are_merged_and_again_before_they_are_deleted() {
    run(async {
        let service = Service::start().await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        let crowd = Respondent::crowd(0..5, service.clock.now());
        let sent: Vec<Value> = crowd.iter().map(|one| one.whole(0)).collect();
        all_accepted(&service, &sent).await;
        let stored = async || {
            let entries = keys_under(&*service.store, "in/").await;
            let runs = keys_under(&*service.store, "run/").await;
            (entries.len(), runs.len())
        };
        // Who lists or reads meanwhile, or lags a little, always finds one or the other.
        assert!(!compact(&service).await);
        assert_eq!(stored().await, (5, 0));
        service.clock.advance(REST);
        assert!(compact(&service).await);
        assert_eq!(stored().await, (5, 1));
        assert!(!compact(&service).await);
        assert_eq!(stored().await, (5, 1));
        service.clock.advance(REST);
        assert!(compact(&service).await);
        assert_eq!(stored().await, (0, 1));
        assert_eq!(crowd::counts(&service).await, Counts::of(&sent));
        service.finish().await;
    });
}

#[test]
fn hours_become_days_and_days_months_and_no_score_changes() {
    run(async {
        let service = Service::start().await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        // At 18 o'clock on the third of a month, so that the last day, too, has several hours to be
        // joined, and each of two months several days: one alone stays as it is.
        let now = Millis(service.clock.now().as_millis() as u64);
        let first = now.day().month().next().first_day().first_hour().start();
        service.clock.advance(first - now + 2 * DAY + 18 * HOUR);
        let now = service.clock.now();
        let mut sent = Vec::new();
        for hours in (0..160).step_by(5) {
            let crowd = Respondent::crowd(hours * 10..hours * 10 + 3, now - HOUR * hours as u32);
            sent.extend(crowd.iter().map(|respondent| respondent.whole(0)));
        }
        all_accepted(&service, &sent).await;
        let days: BTreeSet<String> = sent.iter().map(day).collect();
        let months: BTreeSet<String> = days.iter().map(|day| day[..7].to_owned()).collect();

        rest(&[&service]).await;
        service.clock.advance(DAY + HOUR);
        rest(&[&service]).await;
        assert_eq!(spans(&service).await, days);
        check_by_day(&service, &sent, &days).await;

        // Not yet: an answer may be queued offline for a week.
        service.clock.advance(40 * DAY);
        rest(&[&service]).await;
        assert_eq!(spans(&service).await, months);
        check_by_day(&service, &sent, &days).await;
        service.finish().await;
    });
}

/// The spans of the runs, of which there is one for each and nothing beside.
async fn spans(service: &Service) -> BTreeSet<String> {
    assert_eq!(keys_under(&*service.store, "in/").await, [""; 0]);
    let runs = keys_under(&*service.store, "run/").await;
    let span = |key: &String| key.split('/').nth(2).expect("a span").to_owned();
    let spans: BTreeSet<String> = runs.iter().map(span).collect();
    assert_eq!(spans.len(), runs.len(), "{runs:?}");
    spans
}

async fn check_by_day(service: &Service, sent: &[Value], days: &BTreeSet<String>) {
    service.pass_freshness();
    let by_day = format!("/v1/surveys/{SURVEY}/scores?by=day");
    let scores = service.get(&by_day).send().await.json();
    assert_eq!(Counts::shown(&scores), Counts::of(sent));
    let points = scores["trend"].as_array().expect("a trend");
    assert_eq!(points.len(), days.len());
    for (point, of) in points.iter().zip(days) {
        assert_eq!(point["from"], **of);
        let on_the_day = sent.iter().filter(|submission| day(submission) == *of);
        assert_eq!(Counts::shown(point), Counts::of(on_the_day), "{of}");
    }
}
