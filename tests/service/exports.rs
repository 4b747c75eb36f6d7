//! What people said, handed out: as pages, lines and tables, and back in again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use glas_host::{Clock, Fault, Faults, KeyValue, Memory, Moment, Operation};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::compaction::{compact, rest};
use super::support::{ADMIN, Answer, READER, Service, config, keys_under, run};

const RESPONSES: &str = "/v1/surveys/shop/responses";

fn survey() -> Value {
    let items =
        json!([{"id": "price", "text": {"en": "Price"}}, {"id": "speed", "text": {"en": "Speed"}}]);
    json!({
        "name": "Shop",
        "default_locale": "en",
        "questions": [
            {"id": "recommend", "kind": "nps", "text": {"en": "?"}},
            {"id": "reason", "kind": "choice", "multiple": true, "other": true, "options": items, "text": {"en": "?"}},
            {"id": "aspects", "kind": "drivers", "aspects": items, "text": {"en": "?"}},
            {"id": "why", "kind": "text", "text": {"en": "?"}},
        ],
        "attributes": {"plan": ["free", "pro"]},
        "analysis": {"pages": [{"name": "product", "path": "/p/*"}], "utc_offset": "+01:00"},
    })
}

async fn start() -> Service {
    over(Arc::new(Memory::new()), &Clock::new()).await
}

async fn over(store: Arc<dyn KeyValue>, clock: &Clock) -> Service {
    let mut config = config(&[]);
    config.clock = clock.clone();
    let service = Service::over(store, config).await;
    service.put_survey("shop", &survey()).await;
    service
}

/// Sends one answer made so long ago; its id.
async fn answered(service: &Service, n: u64, ago: Duration, rest: Value) -> String {
    let at = (service.clock.now() - ago).as_millis() as u64;
    let mut random = [0; 10];
    random[2..].copy_from_slice(&n.to_be_bytes());
    let id = uuid::Builder::from_unix_timestamp_millis(at, &random);
    let id = id.into_uuid().to_string();
    let mut submission = json!({"id": id, "answers": {"recommend": n % 11}});
    for (name, value) in rest.as_object().expect("an object") {
        submission[name] = value.clone();
    }
    let answer = service.post(RESPONSES, &submission).send().await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
    id
}

const HOUR: Duration = Duration::from_secs(3600);

/// Forty over four days, the oldest first: some in runs, some not.
async fn forty(service: &Service) -> Vec<String> {
    let mut ids = Vec::new();
    for n in 0..40 {
        let rest = json!({"attributes": {"plan": if n % 4 == 0 { "pro" } else { "free" }}});
        ids.push(answered(service, n, HOUR * (100 - 2 * n as u32), rest).await);
        if n == 25 {
            service.clock.advance(Duration::from_secs(61));
            compact(service).await;
        }
    }
    ids
}

async fn get(service: &Service, query: &str) -> Answer {
    let call = service.get(&format!("{RESPONSES}{query}"));
    let answer = call.token(READER).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    answer
}

fn ids_of(responses: &[Value]) -> Vec<String> {
    let id = |response: &Value| response["id"].as_str().expect("an id").to_owned();
    responses.iter().map(id).collect()
}

async fn lines(service: &Service, query: &str) -> Vec<String> {
    let answer = get(service, &format!("?format=ndjson{query}")).await;
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    let lines = answer.text().lines().map(serde_json::from_str);
    ids_of(&lines.collect::<Result<Vec<_>, _>>().expect("JSON"))
}

/// All pages, which are of that size but for the last.
async fn pages(service: &Service, query: &str, size: usize) -> Vec<String> {
    let mut ids = Vec::new();
    let mut cursor = String::new();
    loop {
        let query = format!("?format=json&limit={size}{query}{cursor}");
        let page = get(service, &query).await.json();
        let responses = page["responses"].as_array().expect("a list");
        ids.extend(ids_of(responses));
        let Some(next) = page["next"].as_str() else {
            assert!(responses.len() <= size);
            return ids;
        };
        assert_eq!(responses.len(), size);
        cursor = format!("&cursor={next}");
    }
}

#[test]
fn pages_lines_and_rows_have_the_same_responses_in_either_order() {
    run(async {
        let service = start().await;
        let ids = forty(&service).await;
        let newest: Vec<String> = ids.iter().rev().cloned().collect();
        for round in 0..2 {
            for size in [1, 7, 40, 1000] {
                assert_eq!(pages(&service, "", size).await, ids, "{round}");
                assert_eq!(pages(&service, "&order=newest", size).await, newest);
            }
            assert_eq!(lines(&service, "").await, ids);
            assert_eq!(lines(&service, "&order=newest&limit=3").await, newest[..3]);
            let after = format!("&limit=5&cursor={}", ids[11]);
            assert_eq!(lines(&service, &after).await, ids[12..17]);
            let table = get(&service, "?format=csv&order=oldest").await;
            let firsts = table.text().lines().skip(1);
            let firsts: Vec<&str> = firsts.map(|row| &row[1..37]).collect();
            assert_eq!(firsts, ids);
            // A day is a local one, and so is what lies between two.
            let day = |n: usize| {
                let id: uuid::Uuid = ids[n].parse().expect("an id");
                glas::time::Millis((id.as_u128() >> 80) as u64).local_day(60)
            };
            let range = format!("&from={}&to={}", day(20), day(39));
            let wanted = (0..40).filter(|n| (day(20)..day(39)).contains(&day(*n)));
            let wanted: Vec<String> = wanted.map(|n| ids[n].clone()).collect();
            assert!((5..35).contains(&wanted.len()), "{wanted:?}");
            assert_eq!(lines(&service, &range).await, wanted);
            assert_eq!(pages(&service, &range, 3).await, wanted);
            rest(&[&service]).await;
        }
        let page = get(&service, "?format=json&order=newest&limit=1").await;
        assert_eq!(page.header("content-type"), "application/json");
        let now = service.clock.now();
        let only = &page.json()["responses"][0];
        assert_eq!(only["answers"], json!({"recommend": 39 % 11}));
        let time = only["time"].as_str().expect("a time");
        let at: glas::time::Millis = time.parse().expect("RFC 3339");
        assert!(at.0 < now.as_millis() as u64);
        service.put_survey("empty", &survey()).await;
        let empty = service.get("/v1/surveys/empty/responses?format=json");
        let empty = empty.token(READER).send().await;
        assert_eq!(empty.text(), "{\"responses\":[],\"next\":null}");
        service.finish().await;
    });
}

#[test]
fn filters_apply_all_at_once() {
    run(async {
        let service = start().await;
        let place = |touchpoint: &str, page: &str, plan: &str| json!({"touchpoint": touchpoint, "channel": "web", "locale": "sl", "page": page, "attributes": {"plan": plan}});
        let mut ids = Vec::new();
        for (n, rest) in [
            place("checkout", "/p/1", "pro"),
            place("checkout", "/p/2", "free"),
            place("checkout", "/cart", "pro"),
            place("parcel, late", "/p/1", "pro"),
            json!({}),
        ]
        .into_iter()
        .enumerate()
        {
            ids.push(answered(&service, n as u64, HOUR * (9 - n as u32), rest).await);
        }
        let of = |places: &[usize]| places.iter().map(|n| ids[*n].clone()).collect::<Vec<_>>();
        for (query, wanted) in [
            ("", of(&[0, 1, 2, 3, 4])),
            ("&touchpoint=checkout", of(&[0, 1, 2])),
            ("&touchpoint=parcel,%20late", of(&[3])),
            ("&page=product", of(&[0, 1, 3])),
            ("&page=other", of(&[2])),
            ("&page=product&attribute.plan=pro", of(&[0, 3])),
            (
                "&touchpoint=checkout&channel=web&locale=sl&page=product&attribute.plan=pro",
                of(&[0]),
            ),
            ("&locale=en", of(&[])),
            ("&touchpoint=", of(&[])),
        ] {
            assert_eq!(lines(&service, query).await, wanted, "{query}");
            assert_eq!(pages(&service, query, 2).await, wanted, "{query}");
            let table = get(&service, &format!("?format=csv{query}")).await;
            assert_eq!(table.text().lines().count(), wanted.len() + 1, "{query}");
        }
        service.finish().await;
    });
}

#[test]
fn a_table_is_for_spreadsheets_and_for_another_survey() {
    run(async {
        let service = start().await;
        let full = json!({
            "answers": {
                "recommend": 9, "reason": ["speed", {"other": "=the \"box\""}],
                "aspects": {"price": 4, "speed": 1}, "why": "'=1;\r\nžž",
            },
            "touchpoint": "checkout", "channel": "web", "locale": "sl", "page": "/p/1",
            "respondent": "c-7", "attributes": {"plan": "pro"},
        });
        let partial = json!({"complete": false, "at": "why", "revision": 3, "answers": {"reason": ["price", "other"]}});
        let first = answered(&service, 1, HOUR * 30, full).await;
        let second = answered(&service, 2, HOUR, partial).await;
        let table = get(&service, "?format=csv&bom=1").await;
        assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(
            table.header("content-disposition"),
            "attachment; filename=\"shop-responses.csv\""
        );
        let time = |id: &str| {
            let id: uuid::Uuid = id.parse().expect("an id");
            glas::time::Millis((id.as_u128() >> 80) as u64).to_string()
        };
        let names = "id,time,revision,complete,at,touchpoint,channel,locale,page,respondent,attribute.plan,\
            answer.recommend,answer.reason,answer.reason.other,answer.aspects.price,answer.aspects.speed,answer.why";
        let quoted = |cells: &[&str]| format!("\"{}\"\r\n", cells.join("\",\""));
        let wanted = [
            quoted(&names.split(',').collect::<Vec<_>>()),
            quoted(&[
                &first,
                &time(&first),
                "0",
                "true",
                "",
                "checkout",
                "web",
                "sl",
                "/p/1",
                "c-7",
                "pro",
                "9",
                "speed;other",
                "'=the \"\"box\"\"",
                "4",
                "1",
                "''=1;\r\nžž",
            ]),
            quoted(&[
                &second,
                &time(&second),
                "3",
                "false",
                "why",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "price;other",
                "",
                "",
                "",
                "",
            ]),
        ];
        assert_eq!(table.text(), format!("\u{feff}{}", wanted.concat()));
        assert!(
            get(&service, "?format=csv")
                .await
                .text()
                .starts_with("\"id\"")
        );

        // Back where it came from it changes nothing, and elsewhere it is the same.
        let lines = get(&service, "").await;
        service.put_survey("copy", &survey()).await;
        service.put_survey("lines", &survey()).await;
        for (survey, content_type, file) in [
            ("shop", "text/csv", &table),
            ("copy", "text/csv", &table),
            ("lines", "application/x-ndjson", &lines),
        ] {
            let import = service.call(Method::POST, &format!("/v1/surveys/{survey}/import"));
            let import = import.token(ADMIN).header("content-type", content_type);
            let answer = import.body(file.body.clone()).send().await;
            assert_eq!(
                answer.json(),
                json!({"rows": 2, "accepted": 2, "refused": [], "refused_total": 0, "ignored_columns": []})
            );
            let again = service.get(&format!("/v1/surveys/{survey}/responses"));
            assert_eq!(
                again.token(READER).send().await.text(),
                lines.text(),
                "{survey}"
            );
        }
        assert_eq!(keys_under(&*service.store, "run/shop/").await, [""; 0]);
        service.finish().await;
    });
}

#[test]
fn what_cannot_be_asked_is_refused() {
    run(async {
        let service = start().await;
        for (query, code) in [
            ("?format=xml", "invalid_parameter"),
            ("?format=", "invalid_parameter"),
            ("?format=json&limit=0", "invalid_parameter"),
            ("?format=json&limit=1001", "invalid_parameter"),
            ("?limit=x", "invalid_parameter"),
            ("?limit=-1", "invalid_parameter"),
            ("?format=json&cursor=x", "invalid_parameter"),
            ("?order=best", "invalid_parameter"),
            ("?format=csv&bom=yes", "invalid_parameter"),
            ("?format=json&bom=1", "invalid_parameter"),
            ("?from=2026-13-01", "invalid_parameter"),
            ("?from=2026-11-02&to=2026-11-01", "invalid_parameter"),
            ("?locale=sl&locale=en", "invalid_parameter"),
            ("?attribute.color=red", "unknown_parameter"),
            ("?plan=pro", "unknown_parameter"),
        ] {
            let call = service.get(&format!("{RESPONSES}{query}"));
            let answer = call.token(READER).send().await;
            let is = (answer.status.as_u16(), answer.code());
            assert_eq!(is, (400, code.to_owned()), "{query}");
        }
        let nobody = service
            .get(&format!("{RESPONSES}?format=json"))
            .send()
            .await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
        service.finish().await;
    });
}

#[test]
fn a_head_says_what_there_would_be_and_reads_none_of_it() {
    run(async {
        let (store, clock): (Arc<dyn KeyValue>, _) = (Arc::new(Memory::new()), Clock::new());
        let faults = Faults::over(store);
        let service = over(faults.clone(), &clock).await;
        answered(&service, 1, HOUR, json!({})).await;
        let before = faults.log().len();
        for (format, content_type) in [
            ("json", "application/json"),
            ("ndjson", "application/x-ndjson"),
            ("csv", "text/csv; charset=utf-8"),
        ] {
            let path = format!("{RESPONSES}?format={format}");
            let answer = service.call(Method::HEAD, &path).token(READER).send().await;
            assert_eq!(answer.status, StatusCode::OK);
            assert_eq!(answer.header("content-type"), content_type);
            assert!(answer.body.is_empty());
        }
        let refused = service.call(Method::HEAD, &format!("{RESPONSES}?format=x"));
        assert_eq!(
            refused.token(READER).send().await.status,
            StatusCode::BAD_REQUEST
        );
        let log = faults.log();
        let read = log[before..].iter().filter(|(operation, key)| {
            *operation == Operation::Keys || key.starts_with("in/") || key.starts_with("run/")
        });
        assert_eq!(read.count(), 0);
        service.finish().await;
    });
}

#[test]
fn an_export_that_fails_midway_never_looks_whole() {
    run(async {
        let (store, clock): (Arc<dyn KeyValue>, _) = (Arc::new(Memory::new()), Clock::new());
        let faults = Faults::over(store);
        let service = over(faults.clone(), &clock).await;
        let ids = forty(&service).await;
        let read = |operation: Operation, key: &str| {
            operation == Operation::Keys
                || (operation == Operation::Get
                    && (key.starts_with("in/") || key.starts_with("run/")))
        };
        for nth in [1, 2, 9] {
            for format in ["json", "ndjson", "csv"] {
                faults.add(Fault::fail(Moment::Before).on(read).nth(nth));
                let call = service.get(&format!("{RESPONSES}?format={format}&limit=100"));
                match call.token(READER).try_send().await {
                    // Before anything was sent, or of a page, which is sent at once.
                    Ok(answer) => {
                        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{format}");
                        assert_eq!(answer.code(), "unavailable");
                        assert!(nth == 1 || format == "json", "{format}");
                    }
                    Err(_) => assert_ne!(format, "json"),
                }
                faults.clear();
                assert_eq!(lines(&service, "").await, ids);
            }
        }
        service.finish().await;
    });
}

#[test]
fn exports_miss_and_double_nothing_while_others_compact_import_and_delete() {
    run(async {
        let (store, clock): (Arc<dyn KeyValue>, _) = (Arc::new(Memory::new()), Clock::new());
        let faults = Faults::over(store.clone());
        let slow = over(faults.clone(), &clock).await;
        let other = over(store.clone(), &clock).await;
        let ids = forty(&slow).await;
        let wanted: BTreeSet<String> = ids.iter().cloned().collect();
        let midway = |operation: Operation, key: &str| {
            operation == Operation::Get && (key.starts_with("in/") || key.starts_with("run/"))
        };
        faults.add(Fault::delay(Duration::from_millis(300)).on(midway).nth(3));
        let export = lines(&slow, "");
        let others = async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            rest(&[&other]).await;
            let rows: String = (0..50)
                .map(|n| format!("{{\"id\":{n},\"time\":\"2020-01-02\",\"answer.recommend\":9}}\n"))
                .collect();
            let import = other.call(Method::POST, "/v1/surveys/shop/import");
            let import = import
                .token(ADMIN)
                .header("content-type", "application/x-ndjson");
            assert_eq!(import.body(rows).send().await.status, StatusCode::OK);
        };
        let (exported, ()) = tokio::join!(export, others);
        assert_eq!(exported, ids);
        assert_eq!(lines(&other, "").await.len(), 90);

        // A cursor outlives what it was made from.
        let page = get(&other, "?format=json&limit=60").await.json();
        rest(&[&other]).await;
        let after = format!("&cursor={}", page["next"].as_str().expect("more"));
        let left: BTreeSet<String> = lines(&other, &after).await.into_iter().collect();
        assert_eq!(left.len(), 30);
        assert!(left.is_subset(&wanted));

        let delete = other.call(Method::DELETE, "/v1/surveys/shop").token(ADMIN);
        assert_eq!(delete.send().await.status, StatusCode::NO_CONTENT);
        slow.pass_freshness();
        let gone = slow.get(&format!("{RESPONSES}?format=json")).token(READER);
        assert_eq!(gone.send().await.status, StatusCode::NOT_FOUND);
        slow.finish().await;
        other.finish().await;
    });
}
