//! The store fails: what cannot be kept is not acknowledged, and what cannot be known is not shown.

use std::sync::Arc;

use glas_host::{Clock, Fault, Faults, KeyValue, Memory, Moment, Operation};
use http::{Method, StatusCode};
use serde_json::Value;

use super::compaction::try_compact;
use super::crowd::{self, Counts, Respondent, SURVEY, accepted, all_accepted, submit};
use super::support::{ADMIN, Answer, READER, Service, config, keys_under, run};

const MOMENTS: [Moment; 2] = [Moment::Before, Moment::After];

/// A store that fails on demand, and under it one that does not.
struct Stores {
    faults: Arc<Faults>,
    sound: Arc<dyn KeyValue>,
    clock: Clock,
}

impl Stores {
    fn new() -> Self {
        let sound: Arc<dyn KeyValue> = Arc::new(Memory::new());
        Self {
            faults: Faults::over(sound.clone()),
            sound,
            clock: Clock::new(),
        }
    }

    /// A host whose store may fail, with nothing in its memory.
    async fn service(&self) -> Service {
        let mut config = config(&[]);
        config.clock = self.clock.clone();
        Service::over(self.faults.clone(), config).await
    }

    /// One with a survey, and with so many answers.
    async fn with_answers(&self, answers: u64) -> (Service, Vec<Value>) {
        let service = self.service().await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        let crowd = Respondent::crowd(0..answers, self.clock.now());
        let sent: Vec<Value> = crowd.iter().map(|one| one.whole(0)).collect();
        all_accepted(&service, &sent).await;
        (service, sent)
    }
}

/// 503 as the contract has it, with none of the store's words.
#[track_caller]
fn is_unavailable(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer:?}");
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.code(), "unavailable");
    assert_eq!(answer.header("retry-after"), "1");
    for word in ["injected", "Get", "Set", "Keys", "in/", "sum/", "store"] {
        assert!(!answer.text().contains(word), "{answer:?}");
    }
}

async fn poll(service: &Service) -> Answer {
    let path = format!("/v1/surveys/{SURVEY}/scores");
    service.get(&path).send().await
}

#[test]
fn a_submission_that_is_not_kept_is_not_acknowledged() {
    run(async {
        for moment in MOMENTS {
            let stores = Stores::new();
            let (service, mut sent) = stores.with_answers(3).await;
            let respondent = Respondent::new(7, stores.clock.now());
            stores
                .faults
                .add(Fault::fail(moment).on(|operation, _| operation == Operation::Set));
            is_unavailable(&submit(&service, &respondent.whole(0)).await);
            stores.faults.clear();
            if moment == Moment::Before {
                assert_eq!(crowd::counts(&service).await, Counts::of(&sent));
            }
            // Tried again, as it was told to, it counts once, kept the first time or not.
            accepted(&service, &respondent.whole(0)).await;
            sent.push(respondent.whole(0));
            assert_eq!(crowd::counts(&service).await, Counts::of(&sent));
            service.finish().await;
        }
    });
}

#[test]
fn a_submission_to_a_survey_that_cannot_be_read_is_not_acknowledged() {
    run(async {
        let stores = Stores::new();
        let (service, mut sent) = stores.with_answers(3).await;
        let respondent = Respondent::new(7, stores.clock.now());
        for moment in MOMENTS {
            service.pass_freshness();
            stores
                .faults
                .add(Fault::fail(moment).on(|operation, _| operation == Operation::Get));
            is_unavailable(&submit(&service, &respondent.whole(0)).await);
            stores.faults.clear();
            assert_eq!(crowd::counts(&service).await, Counts::of(&sent));
        }
        accepted(&service, &respondent.whole(0)).await;
        sent.push(respondent.whole(0));
        assert_eq!(crowd::counts(&service).await, Counts::of(&sent));
        service.finish().await;
    });
}

#[test]
fn a_failing_poll_says_so_and_recovers() {
    run(async {
        let stores = Stores::new();
        let (service, sent) = stores.with_answers(20).await;
        for operation in [Operation::Get, Operation::Keys] {
            for moment in MOMENTS {
                service.pass_freshness();
                let matching = move |of: Operation, _: &str| of == operation;
                stores.faults.add(Fault::fail(moment).on(matching));
                // Asking again does not turn half a listing into a whole one.
                is_unavailable(&poll(&service).await);
                is_unavailable(&poll(&service).await);
                stores.faults.clear();
                let answer = poll(&service).await;
                assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
                assert_eq!(Counts::shown(&answer.json()), Counts::of(&sent));
            }
        }
        service.finish().await;
    });
}

#[test]
fn whichever_step_of_a_poll_fails_the_score_is_right_or_absent() {
    run(async {
        let stores = Stores::new();
        let (service, sent) = stores.with_answers(12).await;
        let paths = ["", "?by=day"].map(|query| format!("/v1/surveys/{SURVEY}/scores{query}"));
        let mut shown = 0;
        for path in paths {
            // Each time on a host that remembers nothing, with no summary, and with one.
            for summaries in [false, true] {
                for moment in MOMENTS {
                    for n in 1.. {
                        if !summaries {
                            super::support::delete_under(&*stores.sound, "sum/").await;
                        }
                        stores.clock.advance(std::time::Duration::from_secs(5));
                        let cold = stores.service().await;
                        stores.faults.take_log();
                        stores.faults.add(Fault::fail(moment).nth(n));
                        let answer = cold.get(&path).send().await;
                        let steps = stores.faults.take_log().len();
                        if answer.status == StatusCode::OK {
                            shown += 1;
                            let counts = Counts::shown(&answer.json());
                            assert_eq!(counts, Counts::of(&sent), "step {n} {moment:?}");
                        } else {
                            is_unavailable(&answer);
                        }
                        stores.faults.clear();
                        let counts = Counts::shown(&cold.get(&path).send().await.json());
                        assert_eq!(counts, Counts::of(&sent), "after step {n} {moment:?}");
                        cold.finish().await;
                        if n > steps {
                            break;
                        }
                    }
                }
            }
        }
        assert!(shown >= 8, "every walk ends in a sound one");
        service.finish().await;
    });
}

#[test]
fn a_listing_cut_short_is_never_taken_for_whole() {
    run(async {
        let stores = Stores::new();
        let (service, sent) = stores.with_answers(40).await;
        let before = keys_under(&*stores.sound, "").await;
        for moment in MOMENTS {
            let cut = || Fault::fail(moment).on(|of, _| of == Operation::Keys).nth(1);
            // The answers rest past their grace, so a round would have work.
            stores.clock.advance(std::time::Duration::from_secs(120));
            stores.faults.add(cut());
            is_unavailable(&try_compact(&service).await);
            stores.faults.add(cut());
            let surveys = service.get("/v1/surveys").token(READER).send().await;
            is_unavailable(&surveys);
            stores.faults.add(cut());
            let path = format!("/v1/surveys/{SURVEY}/responses");
            is_unavailable(&service.get(&path).token(READER).send().await);
            for query in ["", "?by=day"] {
                let path = format!("/v1/surveys/{SURVEY}/scores{query}");
                stores.clock.advance(std::time::Duration::from_secs(5));
                stores.faults.add(cut());
                is_unavailable(&service.get(&path).send().await);
            }
            stores.faults.clear();
            assert_eq!(keys_under(&*stores.sound, "").await, before);
        }
        assert_eq!(crowd::counts(&service).await, Counts::of(&sent));
        service.finish().await;
    });
}

#[test]
fn an_export_that_fails_is_not_whole() {
    run(async {
        let stores = Stores::new();
        let (service, sent) = stores.with_answers(40).await;
        let path = format!("/v1/surveys/{SURVEY}/responses");
        for n in [1, 2, 20, 40] {
            let entry = |of: Operation, key: &str| of == Operation::Get && key.starts_with("in/");
            stores
                .faults
                .add(Fault::fail(Moment::Before).on(entry).nth(n));
            // Its head was sent before its body failed, so only a cut connection can tell.
            if let Ok(answer) = service.get(&path).token(READER).try_send().await {
                is_unavailable(&answer);
            }
            stores.faults.clear();
        }
        assert_eq!(crowd::export(&service).await.len(), sent.len());
        service.finish().await;
    });
}

#[test]
fn a_survey_whose_put_or_delete_fails_is_whole_or_not_there() {
    run(async {
        let put = |service: &Service, name: &str| {
            let mut survey = crowd::survey();
            survey["name"] = name.into();
            let call = service.call(Method::PUT, &format!("/v1/surveys/{SURVEY}"));
            call.token(ADMIN).json(&survey).send()
        };
        for moment in MOMENTS {
            for n in 1.. {
                let stores = Stores::new();
                let (service, _) = stores.with_answers(5).await;
                stores.faults.take_log();
                stores.faults.add(Fault::fail(moment).nth(n));
                let renamed = put(&service, "Other").await;
                let steps = stores.faults.take_log().len();
                stores.faults.clear();
                let path = format!("/v1/surveys/{SURVEY}");
                let now = service.get(&path).token(ADMIN).send().await.json();
                if renamed.status == StatusCode::OK {
                    assert_eq!(now["name"], "Other");
                } else {
                    is_unavailable(&renamed);
                    assert!(["Shop", "Other"].contains(&now["name"].as_str().unwrap()));
                }

                stores.faults.add(Fault::fail(moment).nth(n));
                let delete = service.call(Method::DELETE, &path).token(ADMIN);
                let deleted = delete.send().await;
                stores.faults.clear();
                if deleted.status != StatusCode::NO_CONTENT {
                    is_unavailable(&deleted);
                    let again = service.call(Method::DELETE, &path).token(ADMIN);
                    let again = again.send().await.status;
                    assert!([StatusCode::NO_CONTENT, StatusCode::NOT_FOUND].contains(&again));
                }
                let put = put(&service, "Anew").await;
                assert_eq!(put.status, StatusCode::CREATED, "{put:?}");
                assert_eq!(crowd::counts(&service).await, Counts::default());
                service.finish().await;
                if n > steps + 10 {
                    break;
                }
            }
        }
    });
}
