//! How somebody codes a comment otherwise than the rules: what it changes, what it does not, and who may say so.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use glas_host::{Clock, Fault, Faults, KeyValue, Memory, Moment, Operation};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::compaction::rest;
use super::crowd::Respondent;
use super::support::{ADMIN, Answer, READER, Service, config, delete_under, keys_under, run};

const RESPONSES: &str = "/v1/surveys/shop/responses";
const HOUR: Duration = Duration::from_secs(3600);
const LATE: &str = "The delivery was late";

fn survey() -> Value {
    let question = |id: &str, kind: &str| json!({"id": id, "kind": kind, "text": {"en": id}});
    json!({
        "name": "Shop", "default_locale": "en", "publish_scores": true,
        "questions": [question("recommend", "nps"), question("why", "text"), question("more", "text")],
        "analysis": {"topics": {"loyalty": {"en": ["stamp*"]}}},
    })
}

async fn over(store: Arc<dyn KeyValue>, clock: &Clock) -> Service {
    let mut config = config(&[]);
    config.clock = clock.clone();
    Service::over(store, config).await
}

async fn start() -> Service {
    let service = over(Arc::new(Memory::new()), &Clock::new()).await;
    service.put_survey("shop", &survey()).await;
    service
}

async fn send(service: &Service, id: &str, revision: u32, answers: Value) {
    let submission = json!({
        "id": id, "revision": revision, "answers": answers, "locale": "de",
        "touchpoint": "checkout", "channel": "web",
    });
    let answer = service.post(RESPONSES, &submission).send().await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
}

/// Twelve over three days who all write the same; their ids, the oldest last.
async fn twelve(service: &Service) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..12 {
        let id = Respondent::new(n, service.clock.now() - HOUR * 6 * n as u32).id;
        send(service, &id, 0, json!({"recommend": 3, "why": LATE})).await;
        ids.push(id);
    }
    ids
}

async fn patch(service: &Service, id: &str, corrections: &Value) -> Answer {
    let path = format!("{RESPONSES}/{id}/corrections");
    let call = service.call(Method::PATCH, &path).token(ADMIN);
    call.json(corrections).send().await
}

async fn correct(service: &Service, id: &str, corrections: Value) {
    let answer = patch(service, id, &corrections).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT, "{answer:?}");
    assert!(answer.body.is_empty());
}

async fn read(service: &Service, path: &str) -> Answer {
    let answer = service.get(path).token(READER).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {answer:?}");
    answer
}

async fn whole(service: &Service, id: &str) -> Value {
    read(service, &format!("{RESPONSES}/{id}")).await.json()
}

/// How many comments speak of each topic, and of how many in a hundred criticise.
async fn said(service: &Service) -> (BTreeMap<String, u64>, Value) {
    service.pass_freshness();
    let path = "/v1/surveys/shop/insights";
    let comments = read(service, path).await.json()["comments"].clone();
    let topics = comments["topics"].as_array().expect("topics");
    let topic = |row: &Value| {
        let name = row["topic"].as_str().expect("a topic").to_owned();
        (name, row["mentions"].as_u64().expect("a number"))
    };
    (
        topics.iter().map(topic).collect(),
        comments["negative"].clone(),
    )
}

fn topics(all: &[(&str, u64)]) -> BTreeMap<String, u64> {
    let owned = all.iter().map(|(topic, n)| ((*topic).to_owned(), *n));
    owned.collect()
}

#[test]
fn a_corrected_comment_counts_as_somebody_coded_it() {
    run(async {
        let service = start().await;
        let other = over(service.store.clone(), &service.clock).await;
        let services = [&service, &other];
        let ids = twelve(&service).await;
        let rules = (topics(&[("delivery", 12)]), json!(100.0));
        for service in services {
            assert_eq!(said(service).await, rules);
        }
        // Of today, and of a day that is over.
        let moved = (
            topics(&[("delivery", 10), ("loyalty", 1), ("price", 1)]),
            json!(91.7),
        );
        let praise = json!({"sentiment": "positive", "topics": {"loyalty": "positive"}});
        correct(&service, &ids[0], json!({"why": praise})).await;
        let price = json!({"sentiment": "negative", "topics": {"price": "negative"}});
        correct(&other, &ids[11], json!({"why": price})).await;
        for service in services {
            assert_eq!(said(service).await, moved);
        }
        delete_under(&*service.store, "sum/").await;
        assert_eq!(said(&other).await, moved, "without summaries");
        rest(&services).await;
        assert_eq!(said(&service).await, moved, "compacted");
        delete_under(&*service.store, "sum/").await;
        assert_eq!(said(&other).await, moved, "from runs alone");
        // The last of several of the same moment wins, and null takes it back.
        for topic in [
            "price", "stock", "speed", "trust", "ease", "quality", "service",
        ] {
            let correction = json!({"sentiment": "negative", "topics": {topic: "negative"}});
            correct(&service, &ids[0], json!({"why": correction})).await;
        }
        correct(&other, &ids[0], json!({"why": null})).await;
        correct(&service, &ids[11], json!({"why": null})).await;
        for service in services {
            assert_eq!(said(service).await, rules);
        }
        rest(&services).await;
        assert_eq!(said(&service).await, rules, "compacted");
        // They go with the survey.
        correct(&service, &ids[1], json!({"why": price})).await;
        let delete = service
            .call(Method::DELETE, "/v1/surveys/shop")
            .token(ADMIN);
        assert_eq!(delete.send().await.status, StatusCode::NO_CONTENT);
        assert_eq!(keys_under(&*service.store, "").await, ["survey/shop"]);
        other.finish().await;
        service.finish().await;
    });
}

#[test]
fn a_correction_is_of_the_text_that_was_read() {
    run(async {
        let service = start().await;
        let ids = twelve(&service).await;
        let praise = json!({"sentiment": "positive", "topics": {"loyalty": "positive"}});
        correct(&service, &ids[0], json!({"why": praise})).await;
        let moved = topics(&[("delivery", 11), ("loyalty", 1)]);
        assert_eq!(said(&service).await.0, moved);
        for compacted in [false, true] {
            let revision = 2 * u32::from(compacted);
            let other = json!({"recommend": 3, "why": "The prices are too high"});
            send(&service, &ids[0], revision + 1, other).await;
            let other = topics(&[("delivery", 11), ("price", 1)]);
            assert_eq!(said(&service).await.0, other);
            let comment = whole(&service, &ids[0]).await["comments"]["why"].clone();
            assert_eq!(comment["corrected"], Value::Null, "{comment}");
            // The rating is another, but what was read is what is written again.
            let same = json!({"recommend": 4, "why": LATE});
            send(&service, &ids[0], revision + 2, same).await;
            assert_eq!(said(&service).await.0, moved);
            rest(&[&service]).await;
            assert_eq!(said(&service).await.0, moved);
        }
        service.finish().await;
    });
}

#[test]
fn only_what_is_sent_of_a_correction_changes() {
    run(async {
        let service = start().await;
        let id = Respondent::new(1, service.clock.now()).id;
        let answers = json!({"recommend": 3, "why": LATE, "more": "Rude staff"});
        send(&service, &id, 0, answers.clone()).await;
        let loyalty = json!({"sentiment": "mixed", "topics": {"loyalty": "mixed"}});
        let price = json!({"sentiment": "neutral", "topics": {"price": "neutral"}});
        let corrected = async || {
            let comments = whole(&service, &id).await["comments"].take();
            ["why", "more"].map(|question| comments[question]["corrected"] == true)
        };
        correct(&service, &id, json!({"why": loyalty})).await;
        assert_eq!(corrected().await, [true, false]);
        correct(&service, &id, json!({"more": price})).await;
        assert_eq!(corrected().await, [true, true]);
        correct(&service, &id, json!({})).await;
        assert_eq!(corrected().await, [true, true]);
        // Also of a topic that the survey gives up meanwhile.
        let mut without = survey();
        without["analysis"]["topics"] = json!({});
        service.put_survey("shop", &without).await;
        correct(&service, &id, json!({"more": null})).await;
        assert_eq!(corrected().await, [true, false]);
        service.put_survey("shop", &survey()).await;
        assert_eq!(said(&service).await.0["loyalty"], 1);

        // Of what somebody else has read meanwhile.
        let at = async |revision: u32| {
            let path = format!("{RESPONSES}/{id}/corrections?revision={revision}");
            let call = service.call(Method::PATCH, &path).token(ADMIN);
            call.json(&json!({"why": price})).send().await
        };
        send(&service, &id, 7, answers).await;
        let before = service.kept().await;
        for revision in [0, 6, 8] {
            let answer = at(revision).await;
            let is = (answer.status, answer.code());
            assert_eq!(is, (StatusCode::CONFLICT, "changed".into()), "{revision}");
        }
        assert_eq!(service.kept().await, before, "nothing was kept");
        assert_eq!(at(7).await.status, StatusCode::NO_CONTENT);
        assert_eq!(said(&service).await.0.get("loyalty"), None);
        service.finish().await;
    });
}

#[test]
fn neither_scores_nor_exports_know_of_corrections() {
    run(async {
        let service = start().await;
        let ids = twelve(&service).await;
        let paths = [
            "responses?format=ndjson",
            "responses?format=csv",
            "responses?format=ndjson&order=newest&limit=5",
            "scores",
            "scores?by=day",
            "scores?touchpoint=checkout",
            "scores?touchpoint=checkout&channel=web&by=day",
        ];
        let all = async || {
            service.pass_freshness();
            let mut all = Vec::new();
            for path in paths {
                let answer = read(&service, &format!("/v1/surveys/shop/{path}")).await;
                let text = answer.text().to_owned();
                let scores: Option<Value> = serde_json::from_str(&text).ok();
                match scores.filter(|scores| scores["as_of"].is_string()) {
                    Some(mut scores) => {
                        scores["as_of"] = Value::Null;
                        all.push(scores.to_string());
                    }
                    None => all.push(text),
                }
            }
            all
        };
        let before = all().await;
        for id in &ids {
            let correction = json!({"sentiment": "mixed", "topics": {"stock": "mixed"}});
            correct(&service, id, json!({"why": correction})).await;
        }
        assert_eq!(said(&service).await.0, topics(&[("stock", 12)]));
        assert_eq!(all().await, before);
        rest(&[&service]).await;
        delete_under(&*service.store, "sum/").await;
        assert_eq!(all().await, before, "compacted");
        // Pages hold as many as before, and what was corrected.
        let path = format!("{RESPONSES}?format=json&limit=12&order=newest");
        let page = read(&service, &path).await.json();
        assert_eq!(page["next"], Value::Null);
        for (id, response) in ids
            .iter()
            .zip(page["responses"].as_array().expect("a page"))
        {
            assert_eq!(*response, whole(&service, id).await);
            assert_eq!(response["comments"]["why"]["corrected"], true);
        }
        // What is exported comes in again as what was answered, and no more.
        let mut again = survey();
        again["name"] = "Again".into();
        service.put_survey("again", &again).await;
        let import = service
            .call(Method::POST, "/v1/surveys/again/import")
            .token(ADMIN);
        let import = import.header("content-type", "application/x-ndjson");
        service.clock.advance(HOUR);
        let report = import.body(before[0].clone()).send().await.json();
        assert_eq!(report["accepted"], 12, "{report}");
        let exported = read(&service, "/v1/surveys/again/responses").await;
        assert_eq!(exported.text(), before[0]);
        service.finish().await;
    });
}

#[test]
fn a_response_is_read_whole_with_what_the_rules_say() {
    run(async {
        let service = start().await;
        let id = Respondent::new(1, service.clock.now()).id;
        let german = "Die Lieferung kam viel zu spät an";
        let answers = json!({"recommend": 9, "why": LATE, "more": german});
        send(&service, &id, 0, json!({"recommend": 1})).await;
        send(&service, &id, 1, answers.clone()).await;
        for compacted in [false, true] {
            if compacted {
                rest(&[&service]).await;
            }
            correct(&service, &id, json!({"why": null, "more": null})).await;
            let path = format!("{RESPONSES}/{id}");
            let answer = read(&service, &path).await;
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("content-type"), "application/json");
            let before = answer.json();
            assert_eq!(before["answers"], answers);
            let members = [
                "id",
                "revision",
                "complete",
                "touchpoint",
                "channel",
                "locale",
            ];
            let wanted = json!([id, 1, true, "checkout", "web", "de"]);
            assert_eq!(json!(members.map(|name| &before[name])), wanted);
            let rules = before["comments"]["why"].clone();
            let delivery = json!([{"topic": "delivery", "sentiment": "negative", "words": ["delivery", "late"]}]);
            assert_eq!(rules["topics"], delivery);
            assert_eq!(before["comments"]["more"], Value::Null);

            let mixed = json!({"sentiment": "mixed", "topics": {"speed": "neutral", "delivery": "positive"}});
            let negative = json!({"sentiment": "negative"});
            correct(&service, &id, json!({"why": mixed, "more": negative})).await;
            let mut wanted = before;
            wanted["comments"] = json!({
                "why": {
                    "sentiment": "mixed", "strength": 3, "disagrees": false, "corrected": true, "rules": rules,
                    "topics": [
                        {"topic": "delivery", "sentiment": "positive", "words": ["delivery", "late"]},
                        {"topic": "speed", "sentiment": "neutral", "words": []},
                    ],
                },
                "more": {
                    "sentiment": "negative", "strength": 2, "disagrees": true, "corrected": true, "rules": null,
                    "topics": [],
                },
            });
            assert_eq!(whole(&service, &id).await, wanted);
            let head = service.call(Method::HEAD, &path).token(READER).send().await;
            assert_eq!(head.status, StatusCode::OK);
            assert!(head.body.is_empty());
        }
        // A topic that the survey gives up is none; one that comes back is one.
        let loyalty = json!({"sentiment": "neutral", "topics": {"loyalty": "neutral"}});
        correct(&service, &id, json!({"why": loyalty})).await;
        for (own, found) in [(json!({}), 0), (json!({"loyalty": {"en": ["stamp*"]}}), 1)] {
            let mut survey = survey();
            survey["analysis"]["topics"] = own;
            service.put_survey("shop", &survey).await;
            let wanted = if found == 1 {
                topics(&[("loyalty", 1)])
            } else {
                topics(&[])
            };
            assert_eq!(said(&service).await.0, wanted);
            let response = whole(&service, &id).await;
            let topics = response["comments"]["why"]["topics"].as_array();
            assert_eq!(topics.map(Vec::len), Some(found), "{response}");
        }
        service.finish().await;
    });
}

#[test]
fn what_is_not_there_or_not_for_the_sender_is_refused() {
    run(async {
        let service = start().await;
        let id = Respondent::new(1, service.clock.now()).id;
        send(&service, &id, 0, json!({"recommend": 1, "why": LATE})).await;
        let nobody = Respondent::new(2, service.clock.now()).id;
        let mut corrections = id.clone().into_bytes();
        corrections[14] = b'8';
        let corrections = String::from_utf8(corrections).expect("text");
        let before = service.kept().await;
        let one = format!("{RESPONSES}/{id}");
        let patch = format!("{one}/corrections");
        let right = json!({"why": {"sentiment": "neutral"}}).to_string();
        let ones = |id: &str| format!("{RESPONSES}/{id}");
        let patches = |id: &str| format!("{RESPONSES}/{id}/corrections");
        let elsewhere = format!("/v1/surveys/nowhere/responses/{id}");
        for (method, path, token, status, code) in [
            (Method::GET, one.clone(), "", 401, "unauthorized"),
            (
                Method::GET,
                format!("{one}?x=1"),
                READER,
                400,
                "unknown_parameter",
            ),
            (Method::GET, ones(&nobody), READER, 404, "not_found"),
            (Method::GET, ones(&corrections), READER, 404, "not_found"),
            (Method::GET, ones("x"), READER, 404, "not_found"),
            (Method::GET, elsewhere.clone(), READER, 404, "not_found"),
            (Method::PUT, one, ADMIN, 405, "method_not_allowed"),
            (
                Method::GET,
                patch.clone(),
                READER,
                405,
                "method_not_allowed",
            ),
            (Method::PATCH, patch.clone(), "", 401, "unauthorized"),
            (Method::PATCH, patch.clone(), READER, 401, "unauthorized"),
            (Method::PUT, patch.clone(), ADMIN, 405, "method_not_allowed"),
            (
                Method::PATCH,
                format!("{patch}?x=1"),
                ADMIN,
                400,
                "unknown_parameter",
            ),
            (
                Method::PATCH,
                format!("{patch}?revision=-1"),
                ADMIN,
                400,
                "invalid_parameter",
            ),
            (
                Method::PATCH,
                format!("{patch}?revision=1"),
                ADMIN,
                409,
                "changed",
            ),
            (Method::PATCH, patches(&nobody), ADMIN, 404, "not_found"),
            (
                Method::PATCH,
                patches(&corrections),
                ADMIN,
                404,
                "not_found",
            ),
            (Method::PATCH, patches("x"), ADMIN, 404, "not_found"),
            (
                Method::PATCH,
                format!("{elsewhere}/corrections"),
                ADMIN,
                404,
                "not_found",
            ),
        ] {
            let mut call = service.call(method.clone(), &path);
            call = call
                .header("content-type", "application/json")
                .body(right.clone());
            if !token.is_empty() {
                call = call.token(token);
            }
            let answer = call.send().await;
            let is = (answer.status.as_u16(), answer.code());
            assert_eq!(is, (status, code.to_owned()), "{method} {path}");
        }
        let long = format!("{{\"why\": null{}}}", " ".repeat(64 * 1024));
        for (content_type, body, status, code, fault) in [
            (
                "text/plain",
                right.as_str(),
                415,
                "unsupported_media_type",
                "",
            ),
            ("application/json", "{", 400, "invalid_json", ""),
            ("application/json", &long, 413, "too_large", ""),
            ("application/json", "[]", 422, "wrong_type", " wrong_type"),
            (
                "application/json",
                r#"{"recommend": {"sentiment": "mixed"}}"#,
                422,
                "unknown_comment",
                "/recommend unknown_comment",
            ),
            (
                "application/json",
                r#"{"more": {"sentiment": "mixed"}}"#,
                422,
                "unknown_comment",
                "/more unknown_comment",
            ),
            (
                "application/json",
                r#"{"why": {"sentiment": "mixed", "topics": {"joy": "mixed"}}}"#,
                422,
                "unknown_topic",
                "/why/topics/joy unknown_topic",
            ),
            (
                "application/json",
                r#"{"why": {"sentiment": "angry"}}"#,
                422,
                "malformed",
                "/why/sentiment malformed",
            ),
        ] {
            let call = service.call(Method::PATCH, &patch).token(ADMIN);
            let call = call
                .header("content-type", content_type)
                .body(body.to_owned());
            let answer = call.send().await;
            let is = (answer.status.as_u16(), answer.code());
            assert_eq!(is, (status, code.to_owned()), "{body:.100}");
            let faults: Vec<&str> = [fault]
                .into_iter()
                .filter(|fault| !fault.is_empty())
                .collect();
            assert_eq!(answer.faults(), faults, "{body:.100}");
        }
        // Nor may a respondent send any, or answer under their name.
        for submission in [
            json!({"id": corrections, "answers": {"recommend": 1}}),
            json!({"id": nobody, "answers": {"recommend": 1}, "corrections": {}}),
        ] {
            let answer = service.post(RESPONSES, &submission).send().await;
            assert_eq!(
                answer.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{submission}"
            );
        }
        assert_eq!(service.kept().await, before, "nothing was kept");
        service.finish().await;
    });
}

#[test]
fn a_correction_is_one_write_and_none_if_that_fails() {
    run(async {
        let (store, clock): (Arc<dyn KeyValue>, _) = (Arc::new(Memory::new()), Clock::new());
        let faults = Faults::over(store);
        let service = over(faults.clone(), &clock).await;
        service.put_survey("shop", &survey()).await;
        let ids = twelve(&service).await;
        let rules = said(&service).await;
        let correction = json!({"why": {"sentiment": "positive", "topics": {"stock": "neutral"}}});
        let kept =
            |operation: Operation, key: &str| operation == Operation::Set && key.starts_with("in/");
        faults.add(Fault::fail(Moment::Before).on(kept).nth(1));
        let answer = patch(&service, &ids[3], &correction).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer:?}");
        faults.clear();
        assert_eq!(said(&service).await, rules);
        let before = faults.log().len();
        correct(&service, &ids[3], correction).await;
        let log = faults.log();
        let writes = log[before..]
            .iter()
            .filter(|(operation, _)| *operation == Operation::Set);
        assert_eq!(writes.count(), 1);
        let moved = topics(&[("delivery", 11), ("stock", 1)]);
        assert_eq!(said(&service).await.0, moved);
        service.finish().await;
    });
}
