//! A deleted survey takes its answers along, and another under its name starts from nothing.

use std::sync::Arc;
use std::time::Duration;

use glas_host::{Clock, Fault, Faults, KeyValue, Memory, Operation};
use http::{Method, StatusCode};
use serde_json::Value;

use super::compaction::{compact, rest, try_compact};
use super::crowd::{self, Counts, Respondent, SURVEY, accepted, all_accepted, submit};
use super::support::{ADMIN, Answer, Service, config, keys_under, run};

async fn service(store: Arc<dyn KeyValue>, clock: &Clock) -> Service {
    let mut config = config(&[]);
    config.clock = clock.clone();
    Service::over(store, config).await
}

fn crowd(numbers: std::ops::Range<u64>, clock: &Clock) -> Vec<Value> {
    let crowd = Respondent::crowd(numbers, clock.now());
    crowd.iter().map(|one| one.whole(0)).collect()
}

async fn delete(service: &Service) {
    let delete = service.call(Method::DELETE, &format!("/v1/surveys/{SURVEY}"));
    let answer = delete.token(ADMIN).send().await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{answer:?}");
}

async fn put(service: &Service) -> Answer {
    let put = service.call(Method::PUT, &format!("/v1/surveys/{SURVEY}"));
    put.token(ADMIN).json(&crowd::survey()).send().await
}

#[test]
fn a_survey_put_anew_counts_nothing_of_the_old() {
    run(async {
        let (store, clock): (Arc<dyn KeyValue>, _) = (Arc::new(Memory::new()), Clock::new());
        let services = [
            service(store.clone(), &clock).await,
            service(store.clone(), &clock).await,
        ];
        let [first, second] = &services;
        first.put_survey(SURVEY, &crowd::survey()).await;
        // Some in a run, some not, and all of it in the memory of both.
        all_accepted(first, &crowd(0..30, &clock)).await;
        clock.advance(Duration::from_secs(61));
        assert!(compact(first).await);
        let old = crowd(30..60, &clock);
        all_accepted(second, &old).await;
        for service in &services {
            assert_eq!(crowd::counts(service).await.responses, 60);
        }

        delete(first).await;
        let left = keys_under(&*store, "").await;
        assert_eq!(left, [format!("survey/{SURVEY}")]);
        second.pass_freshness();
        for service in &services {
            let path = format!("/v1/surveys/{SURVEY}/scores");
            let answer = service.get(&path).send().await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{answer:?}");
            let answer = submit(service, &old[0]).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{answer:?}");
        }

        let answer = put(second).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        for service in services.iter().rev() {
            assert_eq!(crowd::counts(service).await, Counts::default());
            assert_eq!(crowd::export(service).await, [Value::Null; 0]);
        }
        // Whose id was in the old one may answer the new one.
        let mut sent = crowd(100..110, &clock);
        sent.push(old[0].clone());
        all_accepted(first, &sent).await;
        for service in services.iter().rev() {
            assert_eq!(crowd::counts(service).await, Counts::of(&sent));
        }
        for service in services {
            service.finish().await;
        }
    });
}

#[test]
fn a_survey_put_anew_at_once_counts_nothing_that_others_remember() {
    run(async {
        // Another host remembers the old answers as entries, or as a run that holds them all.
        for compacted in [false, true] {
            let (store, clock): (Arc<dyn KeyValue>, _) = (Arc::new(Memory::new()), Clock::new());
            let own = service(store.clone(), &clock).await;
            let other = service(store.clone(), &clock).await;
            own.put_survey(SURVEY, &crowd::survey()).await;
            all_accepted(&own, &crowd(0..30, &clock)).await;
            if compacted {
                rest(&[&own]).await;
            }
            assert_eq!(crowd::counts(&other).await.responses, 30);
            delete(&own).await;
            assert_eq!(put(&own).await.status, StatusCode::CREATED);
            let sent = crowd(30..33, &clock);
            all_accepted(&own, &sent).await;
            for service in [other, own] {
                assert_eq!(crowd::counts(&service).await, Counts::of(&sent));
                service.finish().await;
            }
        }
    });
}

#[test]
fn a_survey_with_more_answers_than_one_request_deletes_is_gone_in_the_end() {
    run(async {
        let clock = Clock::new();
        let service = service(Arc::new(Memory::new()), &clock).await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        all_accepted(&service, &crowd(0..2500, &clock)).await;
        delete(&service).await;
        let left = keys_under(&*service.store, "in/").await.len();
        assert!(left > 0, "one request deletes more than it was: take more");
        let mut refused = 0;
        loop {
            let answer = put(&service).await;
            if answer.status == StatusCode::CREATED {
                break;
            }
            assert_eq!(answer.status, StatusCode::CONFLICT, "{answer:?}");
            assert_eq!(answer.code(), "still_deleting");
            refused += 1;
            compact(&service).await;
        }
        assert!(refused > 0, "nothing of it was left");
        assert_eq!(crowd::counts(&service).await, Counts::default());
        assert_eq!(keys_under(&*service.store, "in/").await, [""; 0]);
        service.finish().await;
    });
}

#[test]
fn compaction_that_a_deletion_overtakes_brings_nothing_back() {
    run(async {
        let (store, clock): (Arc<dyn KeyValue>, _) = (Arc::new(Memory::new()), Clock::new());
        let faults = Faults::over(store.clone());
        let slow = service(faults.clone(), &clock).await;
        let other = service(store.clone(), &clock).await;
        other.put_survey(SURVEY, &crowd::survey()).await;
        all_accepted(&other, &crowd(0..30, &clock)).await;
        clock.advance(Duration::from_secs(61));
        let run = |operation: Operation, key: &str| {
            operation == Operation::Set && key.starts_with("run/")
        };
        faults.add(Fault::delay(Duration::from_secs(2)).on(run));
        let late = async {
            try_compact(&slow).await;
        };
        let anew = async {
            // Until the round is about to write.
            while !faults.log().iter().any(|(of, key)| run(*of, key)) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            delete(&other).await;
            assert_eq!(put(&other).await.status, StatusCode::CREATED);
            let sent = crowd(30..31, &clock);
            accepted(&other, &sent[0]).await;
            sent
        };
        let ((), sent) = tokio::join!(late, anew);
        for service in [slow, other] {
            assert_eq!(crowd::counts(&service).await, Counts::of(&sent));
            service.finish().await;
        }
    });
}
