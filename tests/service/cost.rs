//! What requests cost in store operations, which is what platforms limit and bill.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use glas::time::Millis;
use glas_host::{Counters, Fault, Faults, HostConfig, Memory, Operation, Reuse};
use http::{Method, StatusCode};
use serde_json::Value;
use tokio::time::sleep;

use super::compaction::rest;
use super::crowd::{self, Counts, Respondent, SURVEY, accepted, all_accepted};
use super::support::{ADMIN, READER, Service, config, run};

/// What a fold reads and writes besides what is new: the definition, the stored summaries, and both
/// summaries anew.
const MOST_BESIDES: usize = 5;

/// One instance for everything, unless more than `concurrent` requests come at once.
pub fn lasting(variables: &[(&str, &str)], concurrent: usize) -> HostConfig {
    let mut config = config(variables);
    config.reuse = Reuse {
        requests: usize::MAX,
        concurrent,
        idle: Duration::from_secs(600),
    };
    config
}

/// Operations on the store.
fn operations(counters: &Counters) -> [u64; 5] {
    [
        counters.gets,
        counters.sets,
        counters.deletes,
        counters.exists,
        counters.listings,
    ]
}

fn whole(crowd: &[Respondent]) -> Vec<Value> {
    crowd.iter().map(|one| one.whole(0)).collect()
}

async fn poll(service: &Service, query: &str) -> Counts {
    let path = format!("/v1/surveys/{SURVEY}/scores{query}");
    let answer = service.get(&path).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    Counts::shown(&answer.json())
}

#[test]
fn a_submission_is_one_write_and_no_read() {
    run(async {
        let config = lasting(&[("freshness", "3600")], 16);
        let service = Service::over(Arc::new(Memory::new()), config).await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        let crowd = Respondent::crowd(0..100, service.clock.now());
        accepted(&service, &crowd[0].whole(0)).await;
        let before = service.host.counters();
        for respondent in &crowd[1..] {
            accepted(&service, &respondent.whole(0)).await;
        }
        let spent = service.host.counters().since(&before);
        assert_eq!(operations(&spent), [0, 99, 0, 0, 0]);
        assert_eq!(service.host.counters().instances, 1);
        service.finish().await;
    });
}

#[test]
fn a_warm_poll_costs_nothing() {
    run(async {
        let config = lasting(&[("freshness", "3600")], 16);
        let service = Service::over(Arc::new(Memory::new()), config).await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        // One after another, so that one instance takes them all.
        for respondent in Respondent::crowd(0..50, service.clock.now()) {
            accepted(&service, &respondent.whole(0)).await;
        }
        for query in ["", "?by=day"] {
            let shown = poll(&service, query).await;
            let before = service.host.counters();
            for _ in 0..50 {
                assert_eq!(poll(&service, query).await, shown);
            }
            let spent = service.host.counters().since(&before);
            assert_eq!(operations(&spent), [0; 5], "{query}");
        }
        service.finish().await;
    });
}

#[test]
fn a_poll_of_another_segment_costs_nothing() {
    run(async {
        let config = lasting(&[("freshness", "3600")], 16);
        let service = Service::over(Arc::new(Memory::new()), config).await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        let crowd = Respondent::crowd(0..50, service.clock.now());
        let mut sent = whole(&crowd);
        for (at, one) in sent.iter_mut().enumerate() {
            one["touchpoint"] = ["checkout", "support"][at % 2].into();
        }
        // One after another, so that one instance takes them all.
        for one in &sent {
            accepted(&service, one).await;
        }
        poll(&service, "?touchpoint=checkout").await;
        let before = service.host.counters();
        for touchpoint in ["support", "nowhere", "checkout"] {
            let expected = sent.iter().filter(|one| one["touchpoint"] == touchpoint);
            let shown = poll(&service, &format!("?touchpoint={touchpoint}")).await;
            assert_eq!(shown, Counts::of(expected), "{touchpoint}");
        }
        let spent = service.host.counters().since(&before);
        assert_eq!(operations(&spent), [0; 5]);
        service.finish().await;
    });
}

/// A service with an answer at the checkout on each of the 40 days before today, and those days.
async fn asked_for_40_days() -> (Service, Vec<String>) {
    let config = lasting(&[("freshness", "3600")], 16);
    let service = Service::over(Arc::new(Memory::new()), config).await;
    service.put_survey(SURVEY, &crowd::survey()).await;
    let now = service.clock.now();
    let mut rows = String::new();
    for n in 1..=40 {
        let mut row = Respondent::new(n, now - Duration::from_secs(86_400) * n as u32).whole(0);
        row["touchpoint"] = "checkout".into();
        row["channel"] = "web".into();
        rows.push_str(&format!("{row}\n"));
    }
    let import = service.call(Method::POST, &format!("/v1/surveys/{SURVEY}/import"));
    let import = import.header("content-type", "application/x-ndjson");
    let report = import.token(ADMIN).body(rows).send().await.json();
    assert_eq!(report["accepted"], 40, "{report}");
    service.clock.advance(Duration::from_secs(3601));
    let day = |n| Millis((now - Duration::from_secs(86_400) * n).as_millis() as u64).day();
    (service, (1..=40).map(|n| day(n).to_string()).collect())
}

#[test]
fn a_poll_of_days_for_what_nobody_gave_costs_nothing() {
    run(async {
        let (service, days) = asked_for_40_days().await;
        assert_eq!(poll(&service, "?touchpoint=checkout").await.responses, 40);
        let before = service.host.counters();
        for (n, from) in days.iter().enumerate() {
            let query = format!("?touchpoint=nowhere-{n}&from={from}");
            assert_eq!(poll(&service, &query).await.responses, 0, "{query}");
        }
        let spent = service.host.counters().since(&before);
        assert_eq!(operations(&spent), [0; 5]);
        service.finish().await;
    });
}

#[test]
fn a_poll_of_other_days_costs_nothing() {
    run(async {
        let (service, days) = asked_for_40_days().await;
        let first = days.last().expect("a day");
        let all = format!("?touchpoint=checkout&from={first}");
        assert_eq!(poll(&service, &all).await.responses, 40);
        let before = service.host.counters();
        for (n, from) in days.iter().enumerate() {
            let query = format!("?touchpoint=checkout&from={from}");
            let shown = poll(&service, &query).await.responses;
            assert_eq!(shown, n as u64 + 1, "{query}");
        }
        for from in &days[20..24] {
            let path = format!("/v1/surveys/{SURVEY}/insights?from={from}");
            let answer = service.get(&path).token(ADMIN).send().await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        }
        let spent = service.host.counters().since(&before);
        assert_eq!(operations(&spent), [0; 5]);
        // One more, on the second of those days.
        let at: Millis = format!("{}T12:00:00Z", days[38]).parse().expect("a time");
        let mut late = Respondent::new(41, Duration::from_millis(at.0)).whole(0);
        late["touchpoint"] = "checkout".into();
        let import = service.call(Method::POST, &format!("/v1/surveys/{SURVEY}/import"));
        let import = import.header("content-type", "application/x-ndjson");
        let report = import.token(ADMIN).body(late.to_string()).send().await;
        assert_eq!(report.json()["accepted"], 1);
        service.clock.advance(Duration::from_secs(3601));
        for (from, expected) in [(first, 41), (&days[38], 40), (&days[37], 38)] {
            let query = format!("?touchpoint=checkout&from={from}");
            assert_eq!(poll(&service, &query).await.responses, expected, "{query}");
        }
        service.finish().await;
    });
}

#[test]
fn days_that_are_read_for_several_filters_are_read_once() {
    run(async {
        let (service, days) = asked_for_40_days().await;
        let (from, to) = (&days[9], &days[0]);
        let read = async || {
            service.clock.advance(Duration::from_secs(3601));
            let before = service.host.counters();
            let query = format!("touchpoint=checkout&channel=web&from={from}&to={to}");
            let path = format!("/v1/surveys/{SURVEY}/scores?{query}&compare=previous");
            let shown = service.get(&path).token(READER).send().await.json();
            let gets = service.host.counters().since(&before).gets;
            (
                shown["responses"].clone(),
                shown["changes"][0]["responses"].clone(),
                gets,
            )
        };
        let (first, again) = (read().await, read().await);
        assert_eq!((&first.0, &first.1), (&9.into(), &9.into()));
        assert_eq!((&again.0, &again.1), (&9.into(), &9.into()));
        // The definition may have changed, and is read again.
        assert!(
            first.2 > 10 && again.2 <= 2,
            "{} gets, then {}",
            first.2,
            again.2
        );
        service.finish().await;
    });
}

#[test]
fn one_long_trend_after_another_fits_in_little_memory() {
    run(async {
        let mut config = lasting(&[("freshness", "3600")], 16);
        let limit = 48 * 1024 * 1024;
        config.memory_limit = limit;
        let service = Service::over(Arc::new(Memory::new()), config).await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        // Every kind of answer on each of 1,000 days, the last of which is past.
        let now = service.clock.now();
        let mut rows = String::new();
        for day in 1..=1000 {
            let row = Respondent::new(day, now - Duration::from_secs(86_400) * day as u32).whole(0);
            rows.push_str(&format!("{row}\n"));
        }
        let import = service.call(Method::POST, &format!("/v1/surveys/{SURVEY}/import"));
        let import = import
            .header("content-type", "application/x-ndjson")
            .token(ADMIN);
        let report = import.body(rows).send().await.json();
        assert_eq!(report["accepted"], 1000, "{report}");
        service.clock.advance(Duration::from_secs(3601));
        let mut bytes = 0;
        for first in 900..940 {
            let first = Millis((now - Duration::from_secs(86_400) * first).as_millis() as u64);
            let query = format!("?from={}&by=day&moving=2", first.day());
            let path = format!("/v1/surveys/{SURVEY}/scores{query}");
            let answer = service.get(&path).send().await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            bytes += answer.body.len();
        }
        assert!(bytes > limit, "{bytes} would fit anyway");
        service.finish().await;
    });
}

/// The operations of one poll of a service, which must show `expected`.
async fn fold(service: &Service, faults: &Faults, expected: &Counts) -> (usize, usize) {
    service.pass_freshness();
    faults.take_log();
    assert_eq!(poll(service, "").await, *expected);
    let log = faults.take_log();
    let entry = |key: &str| key.starts_with("in/") || key.starts_with("run/");
    let read = log
        .iter()
        .filter(|(operation, key)| *operation == Operation::Get && entry(key));
    let listings = log
        .iter()
        .filter(|(operation, _)| *operation == Operation::Keys);
    assert_eq!(listings.count(), 1, "{log:?}");
    let read = read.count();
    (read, log.len() - read - 1)
}

/// So many more answers, and the counts with them.
async fn answer(service: &Service, sent: &mut Vec<Value>, more: u64) -> Counts {
    let new = sent.len() as u64..sent.len() as u64 + more;
    let new = whole(&Respondent::crowd(new, service.clock.now()));
    all_accepted(service, &new).await;
    sent.extend(new);
    Counts::of(&*sent)
}

#[test]
fn a_fold_reads_what_is_new_however_much_is_stored() {
    run(async {
        for (stored, compacted) in [(0, false), (2000, false), (2000, true)] {
            let faults = Faults::over(Arc::new(Memory::new()));
            // So that no fold is followed by compaction here, unless told to.
            let grace = [("compaction_grace", if compacted { "60" } else { "600000" })];
            let source = Service::over(faults.clone(), lasting(&grace, 64)).await;
            let another = async || {
                let mut config = lasting(&grace, 64);
                config.clock = source.clock.clone();
                Service::over(faults.clone(), config).await
            };
            source.put_survey(SURVEY, &crowd::survey()).await;
            let mut sent = Vec::new();
            answer(&source, &mut sent, stored).await;
            if compacted {
                rest(&[&source]).await;
            }
            poll(&source, "").await;
            // Each polled by one request at a time, so of one instance: one that folds now and then,
            // one that goes on from what the first left, one that remembers nothing, and the first
            // again, which remembers less than is stored.
            let (seldom, often, never) = (another().await, another().await, another().await);
            for service in [&seldom, &often, &often, &often, &never, &seldom] {
                let expected = answer(&source, &mut sent, 50).await;
                let (read, besides) = fold(service, &faults, &expected).await;
                assert_eq!(read, 50, "{} stored", sent.len());
                assert!(besides <= MOST_BESIDES, "{besides} besides");
            }
            for service in [seldom, often, never] {
                service.finish().await;
            }
            source.finish().await;
        }
    });
}

#[test]
fn polls_at_once_share_one_listing_per_instance() {
    run(async {
        let faults = Faults::over(Arc::new(Memory::new()));
        for concurrent in [16, 64] {
            // However long all of them take, none comes too late for what the first brings.
            let config = lasting(&[("freshness", "3600")], concurrent);
            let service = Service::over(faults.clone(), config).await;
            service.put_survey(SURVEY, &crowd::survey()).await;
            for respondent in Respondent::crowd(0..40, service.clock.now()) {
                accepted(&service, &respondent.whole(0)).await;
            }
            let expected = poll(&service, "").await;
            // Long enough that all of them arrive while the first still lists.
            let slow = Fault::delay(Duration::from_millis(800));
            faults.add(slow.on(|operation, _| operation == Operation::Keys));
            for queries in [
                vec![""],
                vec!["", "?by=day", "?by=week", "?from=2020-01-01"],
            ] {
                // Past what is still shown while another poll counts, too.
                service.clock.advance(Duration::from_secs(2 * 3600 + 1));
                let before = service.host.counters();
                let polls = queries.iter().cycle().take(64).zip(0..);
                let shown = join_all(polls.map(|(query, n)| {
                    let service = &service;
                    async move {
                        // A burst makes the host start an instance for each: one after the other is taken.
                        while service.host.counters().since(&before).requests < n {
                            sleep(Duration::from_millis(1)).await;
                        }
                        sleep(Duration::from_millis(4)).await;
                        poll(service, query).await
                    }
                }));
                let shown = shown.await;
                assert!(shown.iter().all(|shown| *shown == expected));
                let now = service.host.counters();
                let listings = now.since(&before).listings;
                assert!(listings >= 1, "nobody looked");
                assert!(
                    listings <= now.instances,
                    "{listings} listings by {} instances",
                    now.instances
                );
                assert!(now.instances < 48, "every poll had its own instance");
            }
            faults.clear();
            service.finish().await;
        }
    });
}
