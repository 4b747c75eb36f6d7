//! Answers that another tool took: each row once, however often and by whatever accidents it is sent.

use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

use glas_host::{Clock, Fault, Faults, KeyValue, Memory, Moment, Operation};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::compaction::{compact, rest};
use super::crowd::{self, Counts, Respondent, SURVEY, all_accepted};
use super::support::{ADMIN, Answer, Call, READER, Service, config, delete_under, keys_under, run};

const IMPORT: &str = "/v1/surveys/shop/import";

async fn start() -> Service {
    let service = Service::start().await;
    service.put_survey(SURVEY, &crowd::survey()).await;
    service
}

async fn over(store: Arc<dyn KeyValue>, clock: &Clock) -> Service {
    let mut config = config(&[]);
    config.clock = clock.clone();
    Service::over(store, config).await
}

fn import<'a>(service: &'a Service, content_type: &str, file: &str) -> Call<'a> {
    let call = service.call(Method::POST, IMPORT).token(ADMIN);
    call.header("content-type", content_type)
        .body(file.to_owned())
}

#[track_caller]
fn report(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()
}

/// Imports rows of CSV, all of which must be accepted.
async fn imported(service: &Service, file: &str) {
    let report = report(&import(service, "text/csv", file).send().await);
    let rows = file.lines().count() - 1;
    let want = json!({"rows": rows, "accepted": rows, "refused": [], "refused_total": 0, "ignored_columns": []});
    assert_eq!(report, want);
}

/// So many rows, some a day, ending yesterday; and what must be counted of them.
pub fn history(service: &Service, rows: u64, days: u64) -> (String, Vec<Value>) {
    let mut file =
        String::from("id,time,complete,answer.recommend,answer.stars,answer.reasons,answer.why\n");
    let mut sent = Vec::new();
    let now = service.clock.now().as_secs();
    for row in 0..rows {
        let day = 24 * 3600;
        let time = glas::time::Millis((now - day * (1 + row % days) - row % 3600) * 1000);
        let (recommend, stars) = (row * 7 % 11, 1 + row % 5);
        let reasons = ["price", "price;delivery"][row as usize % 2];
        let taken: Vec<&str> = reasons.split(';').collect();
        writeln!(
            file,
            "T-{row},{time},true,{recommend},{stars},{reasons},\"so, {row}\""
        )
        .unwrap();
        sent.push(json!({"answers": {"recommend": recommend, "stars": stars, "reasons": taken, "why": "so"}}));
    }
    (file, sent)
}

#[test]
fn rows_count_once_on_their_days_however_often_they_are_sent() {
    run(async {
        let service = start().await;
        // A row is up to five minutes before the same time of an earlier day, and is to be of that day.
        service.to_noon();
        let live: Vec<Value> = Respondent::crowd(0..20, service.clock.now())
            .iter()
            .map(|one| one.whole(0))
            .collect();
        all_accepted(&service, &live).await;
        assert_eq!(crowd::counts(&service).await, Counts::of(&live));
        let (file, told) = history(&service, 300, 40);
        let all: Vec<Value> = live.iter().chain(&told).cloned().collect();
        for _ in 0..2 {
            imported(&service, &file).await;
            assert_eq!(crowd::counts(&service).await, Counts::of(&all));
        }
        assert_eq!(keys_under(&*service.store, "run/").await.len(), 40);
        // In NDJSON they are the same responses.
        let line = file.lines().nth(1).unwrap();
        let time = line.split(',').nth(1).unwrap();
        let same = json!({"id": "T-0", "time": time, "answers": told[0]["answers"]});
        let answer = import(&service, "application/x-ndjson", &same.to_string());
        assert_eq!(report(&answer.send().await)["accepted"], 1);
        service.pass_freshness();
        let by_day = format!("/v1/surveys/{SURVEY}/scores?by=day");
        let scores = service.get(&by_day).token(READER).send().await.json();
        assert_eq!(scores["trend"].as_array().unwrap().len(), 41);
        assert_eq!(scores["trend"][3]["responses"], 7);
        rest(&[&service]).await;
        imported(&service, &file).await;
        assert!(!compact(&service).await);
        delete_under(&*service.store, "sum/").await;
        assert_eq!(Counts::shown(&service.scores(SURVEY).await).responses, 320);
        service.finish().await;
    });
}

#[test]
fn a_report_names_what_was_refused() {
    run(async {
        let service = start().await;
        let file = "\u{feff}Ticket;time;answer.recommend;Agent;note\r\n\
            1;2026-01-02;9;Ana;x\r\n\
            2;2026-01-02;99;=secret;x\r\n\
            3;2999-01-02;9;;\r\n\
            ;2026-01-02;;;\r\n\
            5;2026-01-02\r\n";
        let columns = form_urlencoded::Serializer::new(String::new())
            .append_pair("columns", r#"{"Ticket": "id", "note": null}"#)
            .finish();
        let call = service.call(Method::POST, &format!("{IMPORT}?{columns}"));
        let call = call.token(ADMIN).header("content-type", "text/csv");
        let report = report(&call.body(file).send().await);
        let fault = |pointer: &str, code: &str, detail: &str| json!({"pointer": pointer, "code": code, "detail": detail});
        assert_eq!(
            report,
            json!({
                "rows": 5,
                "accepted": 1,
                "refused": [
                    {"row": 3, "errors": [fault("/answers/recommend", "out_of_range", "Expected 0 to 10.")]},
                    {"row": 4, "errors": [fault("/time", "too_new", "It is in the future.")]},
                    {"row": 5, "errors": [
                        fault("/id", "missing", "Every row has one."),
                        fault("/answers", "missing", "At least one answer."),
                    ]},
                    {"row": 6, "errors": [fault("", "ragged", "The row has not a cell for each column.")]},
                ],
                "refused_total": 4,
                "ignored_columns": ["Agent"],
            })
        );
        assert!(!service.host.output().contains("secret"));
        service.finish().await;
    });
}

#[test]
fn what_is_no_import_is_refused_as_a_whole() {
    run(async {
        let service = start().await;
        let kept = service.kept().await;
        let csv = |path: &str, file: &str| {
            let call = service.call(Method::POST, path).token(ADMIN);
            call.header("content-type", "text/csv")
                .body(file.to_owned())
        };
        let with = |columns: &str| {
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair("columns", columns)
                .finish();
            format!("{IMPORT}?{query}")
        };
        let file = "id,time,answer.recommend\n1,2026-01-02,9\n";
        let nobody = service.call(Method::POST, IMPORT);
        let reader = service.call(Method::POST, IMPORT).token(READER);
        let twice = "id,time,ID\n1,2026-01-02,9\n";
        let many = "{}\n".repeat(50_001);
        for (name, call, status, code) in [
            ("nobody", nobody, 401, "unauthorized"),
            ("the reader", reader, 401, "unauthorized"),
            (
                "no survey",
                csv("/v1/surveys/none/import", file),
                404,
                "not_found",
            ),
            (
                "a query",
                csv(&format!("{IMPORT}?x=1"), file),
                400,
                "unknown_parameter",
            ),
            (
                "columns of no JSON",
                csv(&with("{"), file),
                400,
                "invalid_parameter",
            ),
            (
                "an unknown field",
                csv(&with(r#"{"id": "answer.x"}"#), file),
                400,
                "invalid_parameter",
            ),
            (
                "a column too few",
                csv(&with(r#"{"Id": "id"}"#), file),
                422,
                "missing",
            ),
            ("a field twice", csv(IMPORT, twice), 422, "duplicate"),
            ("no table", csv(IMPORT, "a\n\"b\n"), 400, "invalid_csv"),
            (
                "JSON",
                import(&service, "application/json", "{}"),
                415,
                "unsupported_media_type",
            ),
            (
                "too many rows",
                import(&service, "application/x-ndjson", &many),
                422,
                "too_long",
            ),
        ] {
            let answer = call.send().await;
            let is = (answer.status.as_u16(), answer.code());
            assert_eq!(is, (status, code.to_owned()), "{name}: {answer:?}");
        }
        // Announced only: who answers early may not read what is sent.
        let length = 4 * 1024 * 1024 + 1;
        let large = format!(
            "POST {IMPORT} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {ADMIN}\r\n\
             content-type: text/csv\r\ncontent-length: {length}\r\n\r\n"
        );
        let answer = service.raw(large.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert_eq!(service.kept().await, kept);
        service.finish().await;
    });
}

#[test]
fn an_import_that_fails_midway_is_completed_by_another() {
    run(async {
        let (sound, clock): (Arc<dyn KeyValue>, _) = (Arc::new(Memory::new()), Clock::new());
        let faults = Faults::over(sound.clone());
        let service = over(faults.clone(), &clock).await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        let (file, told) = history(&service, 60, 10);
        for moment in [Moment::Before, Moment::After] {
            for operation in [Operation::Set, Operation::Get, Operation::Keys] {
                let matching = move |of: Operation, key: &str| {
                    of == operation && (of == Operation::Keys || key.starts_with("run/"))
                };
                let nth = if operation == Operation::Keys { 1 } else { 5 };
                faults.add(Fault::fail(moment).on(matching).nth(nth));
                let answer = import(&service, "text/csv", &file).send().await;
                assert_eq!(
                    answer.status,
                    StatusCode::SERVICE_UNAVAILABLE,
                    "{operation:?}"
                );
                assert_eq!(answer.code(), "unavailable");
                assert_eq!(answer.header("retry-after"), "1");
                faults.clear();
                let before = crowd::counts(&service).await.responses;
                imported(&service, &file).await;
                let runs = keys_under(&*sound, "run/").await;
                imported(&service, &file).await;
                assert_eq!(keys_under(&*sound, "run/").await, runs);
                assert_eq!(crowd::counts(&service).await, Counts::of(&told));
                assert!(operation == Operation::Keys || before > 0, "{operation:?}");
                delete_under(&*sound, "run/").await;
                delete_under(&*sound, "sum/").await;
            }
        }
        service.finish().await;
    });
}

#[test]
fn an_import_and_a_compaction_at_once_lose_and_double_nothing() {
    run(async {
        let service = start().await;
        let (file, told) = history(&service, 2000, 12);
        let (header, rows) = file.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.lines().collect();
        let crowd = Respondent::crowd(0..200, service.clock.now() - Duration::from_secs(25 * 3600));
        let mut all: Vec<Value> = crowd.iter().map(|one| one.whole(0)).collect();
        all_accepted(&service, &all).await;
        for part in rows.chunks(400) {
            service.clock.advance(Duration::from_secs(61));
            let part = format!("{header}\n{}\n", part.join("\n"));
            tokio::join!(
                imported(&service, &part),
                compact(&service),
                crowd::counts(&service)
            );
        }
        all.extend(told);
        assert_eq!(crowd::counts(&service).await, Counts::of(&all));
        rest(&[&service]).await;
        imported(&service, &file).await;
        delete_under(&*service.store, "sum/").await;
        assert_eq!(crowd::counts(&service).await, Counts::of(&all));
        assert_eq!(keys_under(&*service.store, "in/").await, [""; 0]);
        service.finish().await;
    });
}

#[test]
fn an_import_that_a_deletion_overtakes_brings_nothing_back() {
    run(async {
        let (store, clock): (Arc<dyn KeyValue>, _) = (Arc::new(Memory::new()), Clock::new());
        let faults = Faults::over(store.clone());
        let slow = over(faults.clone(), &clock).await;
        let other = over(store.clone(), &clock).await;
        other.put_survey(SURVEY, &crowd::survey()).await;
        let (file, _) = history(&slow, 100, 10);
        let of_run = |of: Operation, key: &str| of == Operation::Set && key.starts_with("run/");
        faults.add(Fault::delay(Duration::from_secs(2)).on(of_run).nth(4));
        let late = import(&slow, "text/csv", &file).send();
        let deletion = async {
            while faults
                .log()
                .iter()
                .filter(|(of, key)| of_run(*of, key))
                .count()
                < 4
            {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let path = format!("/v1/surveys/{SURVEY}");
            let delete = other.call(Method::DELETE, &path).token(ADMIN);
            assert_eq!(delete.send().await.status, StatusCode::NO_CONTENT);
            other.put_survey(SURVEY, &crowd::survey()).await;
        };
        let (answer, ()) = tokio::join!(late, deletion);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{answer:?}");
        assert_eq!(keys_under(&*store, "run/").await, [""; 0]);
        for service in [slow, other] {
            assert_eq!(crowd::counts(&service).await, Counts::default());
            service.finish().await;
        }
    });
}

#[test]
fn an_import_and_an_export_fit_in_little_memory() {
    run(async {
        let mut config = config(&[]);
        config.memory_limit = 32 * 1024 * 1024;
        let service = Service::over(Arc::new(Memory::new()), config).await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        // As many rows as there may be, all of one day, each with as many cells as fit into 4 MiB.
        let columns = 32;
        let mut file = format!("id,time,answer.recommend{}\n", ",x".repeat(columns));
        for row in 0..50_000 {
            writeln!(
                file,
                "{row},2026-01-02,{}{}",
                row % 10,
                ",7".repeat(columns)
            )
            .unwrap();
        }
        for _ in 0..2 {
            let report = report(&import(&service, "text/csv", &file).send().await);
            assert_eq!(report["accepted"], 50_000);
        }
        let page = service.get(&format!(
            "/v1/surveys/{SURVEY}/responses?format=json&order=newest"
        ));
        assert_eq!(page.token(READER).send().await.status, StatusCode::OK);
        for format in ["csv", "ndjson"] {
            let path = format!("/v1/surveys/{SURVEY}/responses?format={format}");
            let export = service.get(&path).token(READER).send().await;
            assert!(export.text().lines().count() >= 50_000);
        }
        service.finish().await;
    });
}

#[test]
fn ten_thousand_rows_are_taken_in_at_once_and_come_out_again() {
    run(async {
        let service = start().await;
        let (file, told) = history(&service, 10_000, 365);
        imported(&service, &file).await;
        imported(&service, &file).await;
        assert_eq!(crowd::counts(&service).await, Counts::of(&told));
        for format in ["csv", "ndjson"] {
            let path = format!("/v1/surveys/{SURVEY}/responses?format={format}");
            let export = service.get(&path).token(READER).send().await;
            let rows = 10_000 + usize::from(format == "csv");
            assert_eq!(export.text().lines().count(), rows);
        }
        service.finish().await;
    });
}
