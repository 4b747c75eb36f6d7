//! A replica that lags shows what was true a while ago, never more than is true now.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use glas_host::{Clock, Memory, Replica};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::compaction::{compact, rest, try_compact};
use super::crowd::{self, Counts, Respondent, SURVEY, accepted};
use super::support::{ADMIN, READER, Service, config, keys_under, run};

const LAG: Duration = Duration::from_millis(150);

/// A host on each of two replicas, the second of which lags, with a survey that both know.
async fn replicas(clock: &Clock) -> ([Service; 2], Arc<Replica>) {
    let (primary, replica) = Replica::of(Arc::new(Memory::new()), LAG).await.unwrap();
    let config = || {
        // The grace period exceeds the lag, as it must.
        let mut config = config(&[("freshness", "0.05"), ("compaction_grace", "1")]);
        config.clock = clock.clone();
        config
    };
    let first = Service::over(primary, config()).await;
    let second = Service::over(replica.clone(), config()).await;
    first.put_survey(SURVEY, &crowd::survey()).await;
    replica.catch_up();
    ([first, second], replica)
}

async fn shown(service: &Service) -> Counts {
    let path = format!("/v1/surveys/{SURVEY}/scores");
    let answer = service.get(&path).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    Counts::shown(&answer.json())
}

#[test]
fn a_lagging_replica_never_shows_more_than_is_true_and_reaches_it() {
    run(async {
        let clock = Clock::new();
        let (services, replica) = replicas(&clock).await;
        let [first, second] = &services;
        let crowd = Respondent::crowd(0..600, clock.now());
        let (begun, over) = (AtomicU64::new(0), AtomicBool::new(false));
        let writes = async {
            stream::iter(0u64..)
                .zip(stream::iter(&crowd))
                .for_each_concurrent(4, |(n, respondent)| {
                    let begun = &begun;
                    async move {
                        begun.fetch_add(1, SeqCst);
                        // Through the replica too: what it writes it does not see at once.
                        let writer = if n % 4 == 0 { second } else { first };
                        if n % 3 == 0 {
                            accepted(writer, &respondent.partial()).await;
                        }
                        accepted(writer, &respondent.whole(1)).await;
                    }
                })
                .await;
            over.store(true, SeqCst);
        };
        let mut seen = Vec::new();
        let polls = async {
            while !over.load(SeqCst) {
                for service in &services {
                    let shown = shown(service).await;
                    let begun = begun.load(SeqCst);
                    assert!(shown.responses <= begun, "{shown:?}, and {begun} had begun");
                    seen.push(shown.responses);
                }
            }
        };
        let rounds = async {
            while !over.load(SeqCst) {
                compact(first).await;
            }
        };
        tokio::join!(writes, polls, rounds);
        assert!(
            seen.iter().any(|shown| (1..600).contains(shown)),
            "{seen:?}"
        );

        let sent: Vec<Value> = crowd.iter().map(|one| one.whole(1)).collect();
        let expected = Counts::of(&sent);
        replica.catch_up();
        for service in &services {
            assert_eq!(crowd::counts(service).await, expected);
        }
        // Neither spoils the other's summaries for good.
        replica.set_lag(Duration::ZERO);
        rest(&[first]).await;
        for service in services {
            assert_eq!(crowd::counts(&service).await, expected);
            service.finish().await;
        }
    });
}

#[test]
fn the_later_of_two_corrections_wins_though_its_writer_did_not_see_the_other() {
    run(async {
        let clock = Clock::new();
        let (services, replica) = replicas(&clock).await;
        let [first, second] = &services;
        replica.set_lag(Duration::from_secs(3600));
        let crowd = Respondent::crowd(0..12, clock.now());
        let path = |one: &Respondent| format!("/v1/surveys/{SURVEY}/responses/{}", one.id);
        for one in &crowd {
            let submission = json!({"id": one.id, "answers": {"why": "The delivery was late"}});
            accepted(first, &submission).await;
        }
        replica.catch_up();
        for (service, sentiment) in [(first, "negative"), (second, "mixed")] {
            for one in &crowd {
                let path = format!("{}/corrections", path(one));
                let call = service.call(Method::PATCH, &path).token(ADMIN);
                let correction = json!({"why": {"sentiment": sentiment}});
                let answer = call.json(&correction).send().await;
                assert_eq!(answer.status, StatusCode::NO_CONTENT, "{answer:?}");
            }
            clock.advance(Duration::from_millis(100));
        }
        replica.catch_up();
        for service in services {
            for one in &crowd {
                let answer = service.get(&path(one)).token(READER).send().await;
                assert_eq!(answer.json()["comments"]["why"]["sentiment"], "mixed");
            }
            service.finish().await;
        }
    });
}

#[test]
fn what_a_replica_shows_is_what_was_there_when_it_last_caught_up() {
    run(async {
        let clock = Clock::new();
        let ([first, second], replica) = replicas(&clock).await;
        replica.set_lag(Duration::from_secs(3600));
        let mut sent = Vec::new();
        for batch in 0..8 {
            let before = Counts::of(&sent);
            let crowd = Respondent::crowd(batch * 10..batch * 10 + 10, clock.now());
            let whole: Vec<Value> = crowd.iter().map(|one| one.whole(0)).collect();
            join_all(whole.iter().map(|one| accepted(&first, one))).await;
            sent.extend(whole);
            assert_eq!(crowd::counts(&first).await, Counts::of(&sent));
            assert_eq!(crowd::counts(&second).await, before);
            // What compaction did meanwhile, the replica sees with the next batch at the earliest.
            compact(&first).await;
            assert_eq!(crowd::counts(&second).await, before);
            replica.catch_up();
            assert_eq!(crowd::counts(&second).await, Counts::of(&sent));
            assert_eq!(crowd::counts(&first).await, Counts::of(&sent));
        }
        for service in [first, second] {
            service.finish().await;
        }
    });
}

#[test]
fn a_compactor_on_a_lagging_replica_loses_nothing_and_finishes() {
    run(async {
        let clock = Clock::new();
        let (services, replica) = replicas(&clock).await;
        let [first, second] = &services;
        replica.set_lag(Duration::from_secs(3600));
        let crowd = Respondent::crowd(0..20, clock.now());
        let sent: Vec<Value> = crowd.iter().map(|one| one.whole(0)).collect();
        join_all(sent.iter().map(|one| accepted(first, one))).await;
        let expected = Counts::of(&sent);
        for _ in 0..20 {
            replica.catch_up();
            clock.advance(Duration::from_secs(2));
            // It may not find what it has just written; then it says so and goes on next time.
            try_compact(second).await;
            assert_eq!(crowd::counts(first).await, expected);
        }
        assert_eq!(keys_under(&*first.store, "in/").await, [""; 0]);
        assert_eq!(keys_under(&*first.store, "run/").await.len(), 1);
        for service in services {
            service.finish().await;
        }
    });
}
