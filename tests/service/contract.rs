//! The public contract, a table per subject: what is refused stands beside what is accepted.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use glas::id::ResponseId;
use glas::journal::Key;
use glas::response::Record;
use glas::time::Millis;
use glas_host::{Fault, Faults, KeyValue, Memory, Moment, Operation, Reuse};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{ADMIN, Answer, Call, READER, Service, config};

/// A marketer's page.
const SHOP: &str = "https://shop.example";
const RESPONSES: &str = "/v1/surveys/all/responses";
const ONE: &str = "/v1/surveys/all/responses/019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0";
const CORRECTIONS: &str =
    "/v1/surveys/all/responses/019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0/corrections";
const SCORES: &str = "/v1/surveys/all/scores";
const SUBMISSION_LIMIT: usize = 64 * 1024;
const DEFINITION_LIMIT: usize = 1024 * 1024;
/// Names with values.
type Pairs<'a> = Vec<(&'a str, &'a str)>;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A survey with every kind of question and every field.
fn all_kinds() -> Value {
    let text = |text: &str| json!({"en": text, "sl": format!("{text} (sl)")});
    json!({
        "name": "All kinds",
        "status": "live",
        "default_locale": "en",
        "questions": [
            {"id": "recommend", "kind": "nps", "required": true, "text": text("Recommend?")},
            {"id": "why", "kind": "text", "text": text("Why?"),
             "show_if": {"question": "recommend", "at_least": 0, "at_most": 8}},
            {"id": "ease", "kind": "ces", "text": text("Easy?")},
            {"id": "overall", "kind": "csat", "text": text("Satisfied?")},
            {"id": "product", "kind": "stars", "text": text("Product?")},
            {"id": "mood", "kind": "emoji", "text": text("Mood?")},
            {"id": "helpful", "kind": "thumbs", "text": text("Helpful?")},
            {"id": "reason", "kind": "choice", "multiple": true, "text": text("Reason?"),
             "options": [{"id": "price", "text": text("Price")}, {"id": "delivery", "text": text("Delivery")}]},
            {"id": "late", "kind": "choice", "required": true, "text": text("How late?"),
             "options": [{"id": "day", "text": text("A day")}, {"id": "week", "text": text("A week")}],
             "show_if": {"question": "reason", "includes": "delivery"}},
        ],
        "attributes": {"plan": ["free", "pro"], "cohort": []},
        "origins": ["*"],
        "publish_scores": true,
        "opens_at": "2020-01-01T00:00:00Z",
        "closes_at": "2200-01-01T00:00:00Z",
        "max_responses": 1_000_000,
    })
}

/// The smallest survey, with these fields besides.
fn survey(fields: Value) -> Value {
    let mut survey = json!({
        "name": "Small",
        "default_locale": "en",
        "questions": [{"id": "recommend", "kind": "nps", "required": true, "text": {"en": "Recommend?"}}],
    });
    let Value::Object(fields) = fields else {
        panic!("fields are an object");
    };
    for (name, value) in fields {
        survey[name] = value;
    }
    survey
}

async fn start() -> Service {
    let service = Service::start().await;
    service.put_survey("all", &all_kinds()).await;
    service
}

/// A new id, made so long ago by the component's clock.
fn id(service: &Service, age: Duration) -> String {
    made_at(service.clock.now() - age)
}

fn made_at(moment: Duration) -> String {
    static MADE: AtomicU64 = AtomicU64::new(1);
    let mut random = [0; 10];
    random[2..].copy_from_slice(&MADE.fetch_add(1, Ordering::Relaxed).to_be_bytes());
    ResponseId::new(Millis(moment.as_millis() as u64), &random).to_string()
}

fn path_of(survey: &str, id: &str) -> String {
    format!("/v1/surveys/{survey}/responses/{id}")
}

/// What the service says of itself.
fn description() -> &'static Value {
    static DESCRIPTION: LazyLock<Value> = LazyLock::new(|| {
        serde_json::from_str(include_str!("../../static/openapi.json")).expect("JSON")
    });
    &DESCRIPTION
}

/// That a code is among those that the description gives to that schema.
#[track_caller]
fn assert_described(schema: &str, code: &Value) {
    let codes = &description()["components"]["schemas"][schema]["properties"]["code"]["enum"];
    let is_described = codes.as_array().is_some_and(|codes| codes.contains(code));
    assert!(is_described, "{schema} {code}");
}

#[track_caller]
fn assert_refused(name: &str, answer: &Answer, status: u16, code: &str) {
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (status, code),
        "{name}: {answer:?}"
    );
    if status >= 400 {
        let problem = answer.json();
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{name}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{name}");
        assert_eq!(problem["status"], status, "{name}");
        for field in ["title", "detail"] {
            let text = problem[field].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{name}: no {field}");
        }
        let errors = problem["errors"].as_array();
        assert_eq!(errors.is_some(), status == 422, "{name}: {problem}");
        assert_described("Problem", &problem["code"]);
        for fault in errors.into_iter().flatten() {
            assert_described("Fault", &fault["code"]);
        }
    }
}

#[track_caller]
fn assert_created(name: &str, answer: &Answer) {
    assert_eq!(answer.status, StatusCode::CREATED, "{name}: {answer:?}");
    assert!(answer.body.is_empty(), "{name}");
    assert_eq!(answer.header("content-length"), "0", "{name}");
    assert!(
        answer.header("location").starts_with("/v1/surveys/"),
        "{name}"
    );
}

#[track_caller]
fn assert_faults(name: &str, answer: &Answer, want: &[&str]) {
    if want.is_empty() {
        assert!(answer.status.is_success(), "{name}: {answer:?}");
    } else {
        let code = want[0].rsplit(' ').next().unwrap_or_default();
        assert_refused(name, answer, 422, code);
        assert_eq!(answer.faults(), want, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_submission_is_kept_or_refused_with_each_of_its_faults() {
    let service = start().await;
    let answers = |answers: Value| json!({"answers": answers});
    let with = |name: &str, value: Value| {
        let mut submission = json!({"answers": {"recommend": 9}});
        submission[name] = value;
        submission
    };
    let id = |age| json!(id(&service, age));
    let ahead = |by| json!(made_at(service.clock.now() + by));
    let long = |length: usize| "ž".repeat(length);
    let many = |count: usize| -> Value {
        (0..count)
            .map(|n| (format!("q{n}"), json!(1)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let unknown = |count: usize| -> Vec<String> {
        let mut names: Vec<String> = (0..count)
            .map(|n| format!("/answers/q{n} unknown_question"))
            .collect();
        names.sort();
        names
    };
    let unknown: Vec<String> = unknown(18);
    let unknown: Vec<&str> = unknown.iter().map(String::as_str).collect();
    let everything = json!({
        "id": id(Duration::ZERO), "revision": 0, "complete": true,
        "answers": {"recommend": 8, "why": "Fast", "ease": 7, "overall": 5, "product": 1, "mood": 3, "helpful": 0,
                    "reason": ["delivery", "price"], "late": ["week"]},
        "touchpoint": "checkout", "channel": "web", "locale": "sl",
        "attributes": {"plan": "pro", "cohort": "2026-11"}, "page": "/thanks",
    });
    #[rustfmt::skip]
    let table: Vec<(&str, Value, &[&str])> = vec![
        ("everything there is", everything, &[]),
        ("only an answer", answers(json!({"recommend": 0})), &[]),
        ("null for what is left out", json!({"answers": {"recommend": 9, "ease": null}, "id": null, "revision": null, "complete": null,
            "touchpoint": null, "channel": null, "locale": null, "attributes": null, "page": null}), &[]),
        // The document.
        ("no object", json!([]), &[" wrong_type"]),
        ("null", json!(null), &[" wrong_type"]),
        ("no answers", json!({}), &["/answers missing"]),
        ("null answers", json!({"answers": null}), &["/answers missing"]),
        ("an empty object of answers", answers(json!({})), &["/answers/recommend missing"]),
        ("an unknown field", with("score", json!(9)), &["/score unknown_field"]),
        ("an unknown field with a name to escape", with("a/b~c", json!(9)), &["/a~1b~0c unknown_field"]),
        ("a form token, which nothing asks for", with("token", json!("x")), &[]),
        ("a form token that is no text", with("token", json!(1)), &["/token wrong_type"]),
        ("a respondent", with("respondent", json!("customer-20817")), &[]),
        ("65 characters of respondent", with("respondent", json!(long(65))), &["/respondent malformed"]),
        ("the question on the screen", with("at", json!("why")), &[]),
        ("a question on the screen that is not there", with("at", json!("colour")), &["/at unknown_question"]),
        // The id.
        ("not a UUID", with("id", json!("x")), &["/id malformed"]),
        ("an empty id", with("id", json!("")), &["/id malformed"]),
        ("a UUID of version 4", with("id", json!("2d1f0c1e-8f6e-4f0e-9b5a-3a0c1b2d3e4f")), &["/id malformed"]),
        ("a UUID of version 1", with("id", json!("a6a0c8a0-8f6e-11ee-b9d1-0242ac120002")), &["/id malformed"]),
        ("version 7 of another variant", with("id", json!("019aa7c2-5f1e-7c3a-1d52-3f4b8e21a7c0")), &["/id malformed"]),
        ("the nil UUID", with("id", json!("00000000-0000-0000-0000-000000000000")), &["/id malformed"]),
        ("the greatest UUID", with("id", json!("ffffffff-ffff-ffff-ffff-ffffffffffff")), &["/id malformed"]),
        ("6 days 23 hours behind", with("id", id(6 * DAY + 23 * HOUR)), &[]),
        ("7 days and a minute behind", with("id", id(7 * DAY + MINUTE)), &["/id stale_id"]),
        ("9 minutes ahead", with("id", ahead(9 * MINUTE)), &[]),
        ("11 minutes ahead", with("id", ahead(11 * MINUTE)), &["/id stale_id"]),
        ("of 1970", with("id", json!("00000000-0000-7000-8000-000000000000")), &["/id stale_id"]),
        ("of the year 10889", with("id", json!("ffffffff-ffff-7fff-bfff-ffffffffffff")), &["/id stale_id"]),
        // Revision and completion.
        ("the highest revision", with("revision", json!(100_000_000)), &[]),
        ("a revision past it", with("revision", json!(100_000_001)), &["/revision out_of_range"]),
        ("a negative revision", with("revision", json!(-1)), &["/revision out_of_range"]),
        ("a broken revision", with("revision", json!(0.5)), &["/revision wrong_type"]),
        ("a partial one without its required answer", json!({"complete": false, "answers": {"ease": 4}}), &[]),
        ("a partial one without any", json!({"complete": false, "answers": {}}), &["/answers missing"]),
        ("a complete one without its required answer", answers(json!({"ease": 4})), &["/answers/recommend missing"]),
        ("a required one that is not shown", answers(json!({"recommend": 9, "reason": ["price"]})), &[]),
        ("a required one that is shown", answers(json!({"recommend": 9, "reason": ["delivery"]})), &["/answers/late missing"]),
        // Answers.
        ("an unknown question", answers(json!({"recommend": 9, "other": 1})), &["/answers/other unknown_question"]),
        ("as many unknown ones as are named", answers(many(18)), &unknown),
        ("more answers than are looked at", answers(many(19)), &["/answers too_long"]),
        ("the ends of the scales", answers(json!({"recommend": 10, "ease": 1, "overall": 1, "product": 5, "mood": 5, "helpful": 1})), &[]),
        ("past the ends", answers(json!({"recommend": 11, "ease": 8, "overall": 6, "product": 6, "mood": 6, "helpful": 2})),
            &["/answers/ease out_of_range", "/answers/helpful out_of_range", "/answers/mood out_of_range",
              "/answers/overall out_of_range", "/answers/product out_of_range", "/answers/recommend out_of_range"]),
        ("before them", answers(json!({"recommend": -1, "ease": 0, "overall": 0, "product": 0, "mood": 0, "helpful": -1})),
            &["/answers/ease out_of_range", "/answers/helpful out_of_range", "/answers/mood out_of_range",
              "/answers/overall out_of_range", "/answers/product out_of_range", "/answers/recommend out_of_range"]),
        ("9.0", answers(json!({"recommend": 9.0})), &[]),
        ("9.5", answers(json!({"recommend": 9.5})), &["/answers/recommend wrong_type"]),
        ("a rating as text", answers(json!({"recommend": "9"})), &["/answers/recommend wrong_type"]),
        ("two to the 64th", answers(json!({"recommend": 18_446_744_073_709_551_616.0})), &["/answers/recommend out_of_range"]),
        ("1e308", answers(json!({"recommend": 1e308})), &["/answers/recommend out_of_range"]),
        ("5,000 characters", answers(json!({"recommend": 9, "why": long(5000)})), &[]),
        ("5,001 characters", answers(json!({"recommend": 9, "why": long(5001)})), &["/answers/why too_long"]),
        ("text of nothing", answers(json!({"recommend": 9, "why": "  \n"})), &[]),
        ("NUL in a text", answers(json!({"recommend": 9, "why": "a\u{0}b"})), &["/answers/why malformed"]),
        ("odd but allowed characters", answers(json!({"recommend": 9, "why": "\u{202e}\u{feff}\u{10ffff}\u{7f}\t<>&'\""})), &[]),
        ("no option", answers(json!({"recommend": 9, "reason": []})), &[]),
        ("an unknown option", answers(json!({"recommend": 9, "reason": ["price", "colour"]})), &["/answers/reason/1 unknown_option"]),
        ("an option that no option can be", answers(json!({"recommend": 9, "reason": ["Price!"]})), &["/answers/reason/0 malformed"]),
        ("an option twice", answers(json!({"recommend": 9, "reason": ["price", "price"]})), &["/answers/reason/1 duplicate"]),
        ("more options than there are", answers(json!({"recommend": 9, "reason": ["price", "delivery", "price"]})), &["/answers/reason too_long"]),
        ("two options where one is taken", answers(json!({"recommend": 9, "reason": ["delivery"], "late": ["day", "week"]})), &["/answers/late too_long"]),
        ("an option outside an array", answers(json!({"recommend": 9, "reason": "price"})), &["/answers/reason wrong_type"]),
        // What is said about them.
        ("64 characters of touchpoint", with("touchpoint", json!(long(64))), &[]),
        ("65 characters of touchpoint", with("touchpoint", json!(long(65))), &["/touchpoint malformed"]),
        ("an empty touchpoint", with("touchpoint", json!("")), &["/touchpoint malformed"]),
        ("a touchpoint with a line break", with("touchpoint", json!("a\nb")), &["/touchpoint malformed"]),
        ("a channel with a blank at its end", with("channel", json!("web ")), &["/channel malformed"]),
        ("a locale with region and script", with("locale", json!("zh-Hant-TW")), &[]),
        ("a locale that is none", with("locale", json!("sl_SI")), &["/locale malformed"]),
        ("an attribute of its list", with("attributes", json!({"plan": "free"})), &[]),
        ("an attribute of no list", with("attributes", json!({"cohort": "anything"})), &[]),
        ("an attribute not of its list", with("attributes", json!({"plan": "gold"})), &["/attributes/plan unknown_value"]),
        ("an undeclared attribute", with("attributes", json!({"email": "a@b.example"})), &["/attributes/email undeclared_attribute"]),
        ("an attribute that is no text", with("attributes", json!({"plan": 1})), &["/attributes/plan wrong_type"]),
        ("more attributes than are looked at", with("attributes", json!({"a": "", "b": "", "c": "", "d": "", "e": ""})), &["/attributes too_long"]),
        ("1,024 characters of page", with("page", json!(long(1024))), &[]),
        ("1,025 characters of page", with("page", json!(long(1025))), &["/page too_long"]),
        ("a page with a line break", with("page", json!("/a\r\nb")), &["/page malformed"]),
        // All in one answer.
        ("faults everywhere", json!({"id": "x", "revision": -1, "complete": 1, "answers": {"recommend": 11}, "touchpoint": "", "page": 1, "more": 1}),
            &["/more unknown_field", "/id malformed", "/revision out_of_range", "/complete wrong_type",
              "/answers/recommend out_of_range", "/touchpoint malformed", "/page wrong_type"]),
    ];
    let mut kept = 0;
    for (name, submission, faults) in table {
        let answer = service.post(RESPONSES, &submission).send().await;
        assert_faults(name, &answer, faults);
        if faults.is_empty() {
            assert_created(name, &answer);
            kept += 1;
        }
    }
    assert_eq!(service.scores("all").await["responses"], kept);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_of_a_wrong_type_is_named() {
    let service = start().await;
    let values = [
        ("boolean", json!(true)),
        ("number", json!(1)),
        ("string", json!("x")),
        ("array", json!([])),
        ("object", json!({})),
    ];
    for (field, wanted) in [
        ("id", "string"),
        ("revision", "number"),
        ("complete", "boolean"),
        ("answers", "object"),
        ("touchpoint", "string"),
        ("channel", "string"),
        ("locale", "string"),
        ("attributes", "object"),
        ("page", "string"),
        ("answers/recommend", "number"),
        ("answers/why", "string"),
        ("answers/ease", "number"),
        ("answers/overall", "number"),
        ("answers/product", "number"),
        ("answers/mood", "number"),
        ("answers/helpful", "number"),
        ("answers/reason", "array"),
        ("attributes/plan", "string"),
    ] {
        for (kind, value) in values.iter().filter(|(kind, _)| *kind != wanted) {
            let mut submission = json!({"answers": {"recommend": 9}, "attributes": {}});
            match field.split_once('/') {
                Some((outer, inner)) => submission[outer][inner] = value.clone(),
                None => submission[field] = value.clone(),
            }
            let answer = service.post(RESPONSES, &submission).send().await;
            let name = format!("{field} as {kind}");
            assert_faults(&name, &answer, &[&format!("/{field} wrong_type")]);
        }
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_json_in_utf_8_is_refused() {
    let service = start().await;
    let text = |text: &str| text.as_bytes().to_vec();
    let nested = |open: &str, close: &str| {
        format!(
            r#"{{"answers": {}1{}}}"#,
            open.repeat(10_000),
            close.repeat(10_000)
        )
    };
    let mut invalid_utf8 = text(r#"{"answers": {"recommend": 9, "why": "?"}}"#);
    invalid_utf8[37] = 0xff;
    #[rustfmt::skip]
    let table: Vec<(&str, Vec<u8>, u16, &str)> = vec![
        ("an answer", text(r#"{"answers": {"recommend": 9}}"#), 201, ""),
        ("with blanks around", text(" \t\r\n{\"answers\": {\"recommend\": 9}}\n"), 201, ""),
        ("escapes", text(r#"{"answers": {"recommend": 9, "wh\u0079": "\ud83d\ude00"}}"#), 201, ""),
        ("duplicate keys, of which the last counts", text(r#"{"answers": {"recommend": 99, "recommend": 9}}"#), 201, ""),
        ("a minus before zero", text(r#"{"answers": {"recommend": -0}}"#), 201, ""),
        ("nothing", vec![], 400, "invalid_json"),
        ("blanks", text("  "), 400, "invalid_json"),
        ("half a document", text(r#"{"answers": {"recommend": 9"#), 400, "invalid_json"),
        ("two documents", text(r#"{"answers": {"recommend": 9}} {}"#), 400, "invalid_json"),
        ("a form", text("answers=9"), 400, "invalid_json"),
        ("a comma too many", text(r#"{"answers": {"recommend": 9},}"#), 400, "invalid_json"),
        ("a byte order mark", text("\u{feff}{\"answers\": {\"recommend\": 9}}"), 400, "invalid_json"),
        ("invalid UTF-8", invalid_utf8, 400, "invalid_json"),
        ("UTF-16", "{}".encode_utf16().flat_map(u16::to_le_bytes).collect(), 400, "invalid_json"),
        ("a raw NUL", text("{\"answers\": {\"recommend\": 9, \"why\": \"\0\"}}"), 400, "invalid_json"),
        ("a lone leading surrogate", text(r#"{"answers": {"recommend": 9, "why": "\ud800"}}"#), 400, "invalid_json"),
        ("a lone trailing surrogate", text(r#"{"answers": {"recommend": 9, "why": "\udc00"}}"#), 400, "invalid_json"),
        ("1e400", text(r#"{"answers": {"recommend": 1e400}}"#), 400, "invalid_json"),
        ("not a number", text(r#"{"answers": {"recommend": NaN}}"#), 400, "invalid_json"),
        ("10,000 arrays in each other", text(&nested("[", "]")), 400, "invalid_json"),
        ("10,000 objects in each other", text(&nested("{\"a\":", "}")), 400, "invalid_json"),
        ("10,000 arrays never closed", text(&"[".repeat(10_000)), 400, "invalid_json"),
        ("30,000 digits", text(&format!(r#"{{"answers": {{"recommend": {}}}}}"#, "9".repeat(30_000))), 400, "invalid_json"),
        ("300 digits", text(&format!(r#"{{"answers": {{"recommend": {}}}}}"#, "9".repeat(300))), 422, "out_of_range"),
        ("2^64", text(r#"{"answers": {"recommend": 18446744073709551616}}"#), 422, "out_of_range"),
        ("-2^63 - 1", text(r#"{"answers": {"recommend": -9223372036854775809}}"#), 422, "out_of_range"),
        ("1e-400", text(r#"{"answers": {"recommend": 1e-400}}"#), 201, ""),
    ];
    for (name, body, status, code) in table {
        let post = service
            .call(Method::POST, RESPONSES)
            .header("content-type", "application/json");
        let answer = post.body(body.clone()).send().await;
        assert_refused(name, &answer, status, code);
        let put = service
            .call(Method::PUT, "/v1/surveys/other")
            .header("content-type", "application/json");
        let answer = put.token(ADMIN).body(body).send().await;
        let expected = if status == 400 { 400 } else { 422 };
        assert_eq!(answer.status, expected, "{name}: {answer:?}");
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_read_up_to_its_limit_and_no_further() {
    let service = start().await;
    // Blanks are JSON, too, so only the size is at fault.
    let padded = |document: &Value, size: usize| {
        let text = document.to_string();
        Bytes::from(format!("{}{text}", " ".repeat(size - text.len())))
    };
    let submission = json!({"answers": {"recommend": 9}});
    let definition = survey(json!({}));
    let admin = Some(ADMIN);
    for (method, path, token, document, limit) in [
        (Method::POST, RESPONSES, None, &submission, SUBMISSION_LIMIT),
        (
            Method::PUT,
            "/v1/surveys/small",
            admin,
            &definition,
            DEFINITION_LIMIT,
        ),
        (
            Method::POST,
            "/v1/surveys/small/draft",
            admin,
            &definition,
            DEFINITION_LIMIT,
        ),
    ] {
        for (name, size, refused) in [
            ("exactly the limit", limit, false),
            ("a byte more", limit + 1, true),
        ] {
            let body = padded(document, size);
            let chunks = body
                .chunks(16 * 1024)
                .map(Bytes::copy_from_slice)
                .collect::<Vec<_>>();
            let call = || {
                let call = service.call(method.clone(), path);
                let call = call.header("content-type", "application/json");
                token.into_iter().fold(call, Call::token)
            };
            for (how, call) in [
                ("announced", call().body(body)),
                ("chunked", call().chunked(chunks)),
            ] {
                let answer = call.send().await;
                let name = format!("{method} {path}: {name}, {how}");
                if refused {
                    assert_refused(&name, &answer, 413, "too_large");
                } else {
                    assert!(answer.status.is_success(), "{name}: {answer:?}");
                }
            }
        }
    }
    // What is announced is believed before any of it is read.
    let head = format!(
        "POST {RESPONSES} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n"
    );
    let announced = format!("{head}content-length: 99999999999\r\n\r\n{{");
    let answer = service.raw(announced.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    // A body that is cut short is not what its sender meant.
    let kept = service.kept().await;
    let body = submission.to_string();
    for cut in [
        format!("{head}content-length: 100\r\n\r\n{body}"),
        format!(
            "{head}transfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n",
            body.len()
        ),
    ] {
        let answer = service.cut(cut.as_bytes()).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 400 "),
            "{answer}"
        );
    }
    assert_eq!(service.kept().await, kept);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_json_and_not_encoded() {
    let service = start().await;
    let body = json!({"answers": {"recommend": 9}}).to_string();
    let json = "application/json";
    let table: [(&[(&str, &str)], bool); 19] = [
        (&[("content-type", json)], true),
        (&[("content-type", "application/json;charset=utf-8")], true),
        (
            &[("content-type", "Application/JSON ; Charset=\"UTF-8\"")],
            true,
        ),
        (&[("content-type", "application/json; a=b")], true),
        (
            &[("content-type", json), ("content-encoding", "identity")],
            true,
        ),
        (&[], false),
        (&[("content-type", "")], false),
        (&[("content-type", "text/plain")], false),
        (&[("content-type", "text/plain;charset=UTF-8")], false),
        (
            &[("content-type", "application/x-www-form-urlencoded")],
            false,
        ),
        (&[("content-type", "application/json+x")], false),
        (&[("content-type", "application/jsonx")], false),
        (&[("content-type", "application/problem+json")], false),
        (&[("content-type", "application/json, text/plain")], false),
        (
            &[("content-type", "application/json; charset=latin1")],
            false,
        ),
        (
            &[("content-type", "application/json; charset=utf-16")],
            false,
        ),
        (
            &[("content-type", json), ("content-encoding", "gzip")],
            false,
        ),
        (&[("content-type", json), ("content-encoding", "br")], false),
        (
            &[
                ("content-type", json),
                ("content-encoding", "identity, gzip"),
            ],
            false,
        ),
    ];
    for (headers, accepted) in table {
        for (method, path) in [
            (Method::POST, RESPONSES),
            (Method::PUT, "/v1/surveys/small"),
        ] {
            let mut call = service.call(method.clone(), path).token(ADMIN);
            for (name, value) in headers {
                call = call.header(name, value);
            }
            let answer = call.body(body.clone()).send().await;
            let name = format!("{method} {headers:?}");
            if !accepted {
                assert_refused(&name, &answer, 415, "unsupported_media_type");
            } else {
                // To a definition it is the content that is at fault.
                let expected = if method == Method::POST { 201 } else { 422 };
                assert_eq!(answer.status, expected, "{name}: {answer:?}");
            }
        }
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_path_takes_its_methods_and_names_them() {
    let service = start().await;
    let table = [
        ("/healthz", "GET, HEAD"),
        ("/openapi.json", "GET, HEAD"),
        ("/s/all", "GET, POST, HEAD"),
        ("/s/all.js", "GET, HEAD"),
        ("/s/all/badge.svg", "GET, HEAD"),
        ("/s/all/preview.js", "GET, HEAD"),
        ("/s/all/qr.svg", "GET, HEAD"),
        ("/s/all/rating.json", "GET, HEAD"),
        ("/v1/compact", "POST"),
        ("/v1/surveys", "GET, HEAD"),
        ("/v1/surveys/all", "GET, PUT, DELETE, HEAD"),
        ("/v1/surveys/all/draft", "POST"),
        ("/v1/surveys/all/invitations", "POST"),
        ("/v1/surveys/all/versions", "GET, HEAD"),
        ("/v1/surveys/all/versions/1", "GET, HEAD"),
        (RESPONSES, "GET, POST, OPTIONS, HEAD"),
        (SCORES, "GET, OPTIONS, HEAD"),
    ];
    let methods = [
        "GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get",
        "PROPFIND",
    ];
    for (path, allowed) in table {
        for method in methods {
            let name = format!("{method} {path}");
            let call = service.call(method.parse().unwrap(), path);
            let answer = call.send().await;
            let is_allowed = allowed.split(", ").any(|allowed| allowed == method);
            if is_allowed {
                assert_ne!(answer.status, 405, "{name}");
            } else {
                assert_eq!(answer.status, 405, "{name}");
                if method != "HEAD" {
                    assert_refused(&name, &answer, 405, "method_not_allowed");
                }
                assert_eq!(answer.header("allow"), allowed, "{name}");
            }
        }
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn head_is_get_without_its_body() {
    let service = start().await;
    for path in [
        "/healthz",
        "/openapi.json",
        "/s/all",
        "/s/all.js",
        "/s/all/badge.svg",
        "/s/all/qr.svg",
        "/s/all/rating.json",
        "/s/nowhere",
        "/v1/surveys",
        "/v1/surveys/all",
        "/v1/surveys/nowhere",
        RESPONSES,
        SCORES,
    ] {
        let answered = |method: Method| service.call(method, path).token(READER).send();
        let (get, head) = (answered(Method::GET).await, answered(Method::HEAD).await);
        assert!(head.body.is_empty(), "{path}");
        assert_eq!(head.status, get.status, "{path}");
        for name in [
            "content-type",
            "etag",
            "cache-control",
            "access-control-allow-origin",
            "vary",
            "content-security-policy",
        ] {
            assert_eq!(head.header(name), get.header(name), "{path} {name}");
        }
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_paths_that_are_spelled_right_lead_anywhere() {
    let service = start().await;
    let long = "a".repeat(10 * 1024);
    let longest = "a".repeat(64);
    service.put_survey(&longest, &survey(json!({}))).await;
    let table: Vec<(String, u16)> = [
        ("/healthz", 200),
        ("/s/all?x", 200),
        ("/v1/surveys/all", 200),
        ("/", 404),
        ("//", 404),
        ("//healthz", 404),
        ("/healthz/", 404),
        ("/HEALTHZ", 404),
        ("/%68ealthz", 404),
        ("/s", 404),
        ("/s/", 404),
        ("/s//all", 404),
        ("/s/all/", 404),
        ("/s/all/x", 404),
        ("/s/ALL", 404),
        ("/s/a%6cl", 404),
        ("/s/all%00", 404),
        ("/s/all%2ejs", 404),
        ("/s/.js", 404),
        ("/s/all.js.js", 404),
        ("/s/all.json", 404),
        ("/v1", 404),
        ("/v1/", 404),
        ("/v1/surveys/", 404),
        ("/v1/surveys//scores", 404),
        ("/v1/surveys/all/", 404),
        ("/v1/surveys/all/other", 404),
        ("/v1/surveys/all//scores", 404),
        ("/v1/surveys/all/scores/", 404),
        ("/v1/surveys/all%2fscores", 404),
        ("/v1/surveys/all%2Fscores", 404),
        ("/v1/surveys/all%00", 404),
        ("/v1/surveys/..", 404),
        ("/v1/surveys/%2e%2e", 404),
        ("/v1/surveys/../surveys/all", 404),
        ("/v1/surveys/..%2f..%2fhealthz", 404),
        ("/v1/surveys/all/../all", 404),
        ("/v1/surveys/a_b", 404),
        ("/v1/surveys/a%20b", 404),
        ("/v1/surveys/%C5%BE", 404),
        ("/v1/surveys/%ff%fe", 404),
        ("/v1/surveys/{survey}", 404),
        ("/v1/surveys/*", 404),
        ("/v1/surveys/all;x=1", 404),
        ("/v1/surveys/all\\scores", 404),
        ("/v2/surveys/all", 404),
        ("/.well-known/security.txt", 404),
    ]
    .map(|(path, status)| (path.to_owned(), status))
    .into_iter()
    .chain([
        (format!("/v1/surveys/{longest}"), 200),
        (format!("/v1/surveys/{longest}a"), 404),
        (format!("/v1/surveys/{long}"), 404),
        (format!("/s/{long}.js"), 404),
        (format!("/{long}"), 404),
        ("/a".repeat(5 * 1024), 404),
    ])
    .collect();
    for (path, status) in table {
        let answer = service
            .raw(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes())
            .await;
        let line = answer.lines().next().unwrap_or_default();
        assert!(
            line.starts_with(&format!("HTTP/1.1 {status} ")),
            "{path:.80}: {line}"
        );
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_has_known_parameters_that_parse_and_stand_once() {
    let service = start().await;
    let list = "/v1/surveys";
    let survey = "/v1/surveys/all";
    #[rustfmt::skip]
    let table = [
        (SCORES, "", 200, ""),
        (SCORES, "?", 200, ""),
        (SCORES, "?&&", 200, ""),
        (SCORES, "?from=2026-11-01&to=2026-11-02&by=day", 200, ""),
        (SCORES, "?from=2026-11-01", 200, ""),
        (SCORES, "?to=2026-11-01", 200, ""),
        (SCORES, "?by=week", 200, ""),
        (SCORES, "?by=month", 200, ""),
        (SCORES, "?from=%32026-11-01", 200, ""),
        (SCORES, "?from=2026-11-02&to=2026-11-01", 400, "invalid_parameter"),
        (SCORES, "?from=2026-11-01&to=2026-11-01", 400, "invalid_parameter"),
        (SCORES, "?from=", 400, "invalid_parameter"),
        (SCORES, "?from", 400, "invalid_parameter"),
        (SCORES, "?from=yesterday", 400, "invalid_parameter"),
        (SCORES, "?from=2026-02-30", 400, "invalid_parameter"),
        (SCORES, "?from=2026-1-1", 400, "invalid_parameter"),
        (SCORES, "?from=1969-12-31", 400, "invalid_parameter"),
        (SCORES, "?from=%2B10000-01-01", 400, "invalid_parameter"),
        (SCORES, "?from=2026-11-01T00:00:00Z", 400, "invalid_parameter"),
        (SCORES, "?to=%00", 400, "invalid_parameter"),
        (SCORES, "?to=%ff%fe", 400, "invalid_parameter"),
        (SCORES, "?to=%zz%", 400, "invalid_parameter"),
        (SCORES, "?by=hour", 400, "invalid_parameter"),
        (SCORES, "?by=DAY", 400, "invalid_parameter"),
        (SCORES, "?by=day&by=week", 400, "invalid_parameter"),
        (SCORES, "?by=day&by=day", 400, "invalid_parameter"),
        (SCORES, "?unknown=1", 400, "unknown_parameter"),
        (SCORES, "?=1", 400, "unknown_parameter"),
        (SCORES, "?%00=1", 400, "unknown_parameter"),
        (RESPONSES, "?format=ndjson&from=2026-11-01&to=2026-11-02", 200, ""),
        (RESPONSES, "?format=xml", 400, "invalid_parameter"),
        (RESPONSES, "?from=x", 400, "invalid_parameter"),
        (RESPONSES, "?by=day", 400, "unknown_parameter"),
        (list, "?x=1", 400, "unknown_parameter"),
        (survey, "?x=1", 400, "unknown_parameter"),
        // What is linked to is also found with what mail tools and tag managers add.
        ("/s/all", "?utm_source=mail&utm_source=x&lang=sl", 200, ""),
        ("/s/all.js", "?cachebuster=1", 200, ""),
        ("/s/all", "?lang=no%20language", 200, ""),
        ("/s/all.js", "?lang=", 400, "invalid_parameter"),
        ("/healthz", "?x=1", 200, ""),
        ("/openapi.json", "?x=1", 200, ""),
    ];
    for (path, query, status, code) in table {
        let call = service.get(&format!("{path}{query}"));
        let answer = call.token(READER).send().await;
        let name = format!("{path}{query}");
        if status == 200 {
            assert_eq!(answer.status, 200, "{name}: {answer:?}");
        } else {
            assert_refused(&name, &answer, status, code);
        }
    }
    for (method, path) in [
        (Method::POST, RESPONSES),
        (Method::POST, "/v1/compact"),
        (Method::PUT, survey),
        (Method::POST, "/v1/surveys/all/draft"),
        (Method::DELETE, survey),
    ] {
        let call = service.call(method.clone(), &format!("{path}?x=1"));
        let answer = call.token(ADMIN).json(&json!({})).send().await;
        assert_refused(
            &format!("{method} {path}"),
            &answer,
            400,
            "unknown_parameter",
        );
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_headers_are_put_up_with() {
    let service = start().await;
    let long = "x".repeat(16 * 1024);
    let table: Vec<(&str, Pairs, u16)> = vec![
        ("90 of one name", vec![("x-many", "v"); 90], 200),
        (
            "empty ones",
            vec![("accept-language", ""), ("if-none-match", "")],
            200,
        ),
        (
            "long ones",
            vec![
                ("accept-language", &long),
                ("x-long", &long),
                ("cookie", &long),
            ],
            200,
        ),
        (
            "junk where lists are read",
            vec![("if-none-match", ",,,\"\",W/,*x,\""), ("accept", ";;;")],
            200,
        ),
        (
            "UTF-8",
            vec![("accept-language", "ž"), ("origin", "https://ž")],
            200,
        ),
        (
            "junk where an address is read",
            vec![
                ("true-client-ip", "999.1.1.1, ::"),
                ("spin-client-addr", "x"),
            ],
            200,
        ),
        (
            "spoofed platform headers",
            vec![
                ("spin-full-url", "https://evil.example/"),
                ("x-forwarded-host", "evil.example"),
            ],
            200,
        ),
    ];
    for (name, headers, status) in table {
        for path in ["/v1/surveys/all", SCORES, "/s/all", "/s/all.js"] {
            let with_headers = |call: Call<'_>| {
                headers
                    .iter()
                    .fold(call, |call, (name, value)| call.header(name, value))
                    .send()
            };
            let answer = with_headers(service.get(path)).await;
            assert_eq!(answer.status, status, "{name} {path}: {answer:?}");
        }
        let submission = service.post(RESPONSES, &json!({"answers": {"recommend": 9}}));
        let submission = headers
            .iter()
            .fold(submission, |call, (name, value)| call.header(name, value));
        assert_created(name, &submission.send().await);
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_token_takes_only_that_token() {
    let service = start().await;
    service
        .put_survey("private", &survey(json!({"publish_scores": false})))
        .await;
    let private = "/v1/surveys/private/scores";
    let admin_paths = [
        (Method::PUT, "/v1/surveys/all"),
        (Method::POST, "/v1/surveys/all/draft"),
        (Method::DELETE, "/v1/surveys/all"),
        (Method::PATCH, CORRECTIONS),
        (Method::POST, "/v1/compact"),
        (Method::GET, "/v1/surveys/all/versions"),
        (Method::GET, "/v1/surveys/all/versions/1"),
    ];
    let reader_paths = [
        (Method::GET, "/v1/surveys"),
        (Method::GET, RESPONSES),
        (Method::GET, private),
    ];
    let bearer = |token: &str| Some(format!("Bearer {token}"));
    let wrong = [
        ("none", None),
        ("empty", Some(String::new())),
        ("a bare scheme", Some("Bearer".into())),
        ("an empty token", Some("Bearer ".into())),
        ("a wrong one", bearer("wrong")),
        ("a longer one", bearer(&format!("{ADMIN}x"))),
        ("a shorter one", bearer(&ADMIN[..ADMIN.len() - 1])),
        ("other case", bearer(&ADMIN.to_uppercase())),
        ("a long one", bearer(&"x".repeat(8 * 1024))),
        ("another scheme", Some(format!("Basic {ADMIN}"))),
        ("no scheme", Some(ADMIN.into())),
        ("two tokens", bearer(&format!("{ADMIN} {READER}"))),
    ];
    let send = |method: &Method, path: &str, header: &Option<String>| {
        let call = service.call(method.clone(), path);
        header
            .iter()
            .fold(call, |call, value| call.header("authorization", value))
            .send()
    };
    for (method, path) in admin_paths.iter().chain(&reader_paths) {
        for (name, header) in &wrong {
            let answer = send(method, path, header).await;
            let name = format!("{method} {path}: {name}");
            assert_refused(&name, &answer, 401, "unauthorized");
            assert_eq!(answer.header("www-authenticate"), "Bearer", "{name}");
        }
    }
    for (method, path) in &admin_paths {
        let answer = send(method, path, &bearer(READER)).await;
        assert_refused(
            &format!("{method} {path}: reader"),
            &answer,
            401,
            "unauthorized",
        );
    }
    for token in [READER, ADMIN] {
        for (method, path) in &reader_paths {
            for scheme in ["Bearer", "bearer", "BEARER "] {
                let answer = send(method, path, &Some(format!("{scheme} {token}"))).await;
                assert_eq!(answer.status, 200, "{path} {scheme} {token}: {answer:?}");
            }
        }
    }
    // A token in the query is no token.
    let answer = service
        .get(&format!("/v1/surveys?token={READER}"))
        .send()
        .await;
    assert_refused("in the query", &answer, 401, "unauthorized");
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_token_is_unset_what_needs_it_is_not_configured() {
    let paths = [
        (Method::PUT, "/v1/surveys/all", "admin"),
        (Method::POST, "/v1/surveys/all/draft", "admin"),
        (Method::DELETE, "/v1/surveys/all", "admin"),
        (Method::POST, "/v1/compact", "admin"),
        (Method::GET, "/v1/surveys/all/versions", "admin"),
        (Method::PATCH, CORRECTIONS, "admin"),
        (Method::GET, "/v1/surveys", "reader"),
        (Method::GET, RESPONSES, "reader"),
        (Method::GET, ONE, "reader"),
    ];
    for (admin_token, reader_token) in [("", ""), ("", READER), (ADMIN, "")] {
        let tokens = [("admin_token", admin_token), ("reader_token", reader_token)];
        let service = Service::with(&tokens).await;
        for (method, path, role) in &paths {
            let is_set = match *role {
                "admin" => !admin_token.is_empty(),
                _ => !reader_token.is_empty(),
            };
            for header in ["", "Bearer", "Bearer ", "Bearer wrong"] {
                let call = service.call(method.clone(), path);
                let answer = call.header("authorization", header).send().await;
                let name = format!("{tokens:?} {method} {path} {header:?}");
                if is_set {
                    assert_refused(&name, &answer, 401, "unauthorized");
                } else {
                    assert_refused(&name, &answer, 503, "not_configured");
                }
            }
        }
        assert_eq!(service.get("/healthz").send().await.status, 200);
        service.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_is_kept_once_however_often_it_is_sent() {
    let service = start().await;
    let id = id(&service, Duration::ZERO);
    let submission = |revision: u32, complete: bool, rating: u32| json!({"id": id, "revision": revision, "complete": complete, "answers": {"recommend": rating}});
    let steps = [
        ("a partial one", submission(0, false, 3), json!({"3": 1}), 0),
        (
            "the same again",
            submission(0, false, 3),
            json!({"3": 1}),
            0,
        ),
        ("completed", submission(1, true, 9), json!({"9": 1}), 1),
        ("that again", submission(1, true, 9), json!({"9": 1}), 1),
        (
            "a late partial one",
            submission(0, false, 3),
            json!({"9": 1}),
            1,
        ),
        (
            "a far higher one",
            submission(7, true, 10),
            json!({"10": 1}),
            1,
        ),
        ("one between", submission(5, true, 0), json!({"10": 1}), 1),
    ];
    for (name, submission, counts, completed) in steps {
        let answer = service.post(RESPONSES, &submission).send().await;
        assert_created(name, &answer);
        assert_eq!(answer.header("location"), path_of("all", &id), "{name}");
        let scores = service.scores("all").await;
        assert_eq!(scores["responses"], 1, "{name}");
        assert_eq!(scores["completed"], completed, "{name}");
        assert_eq!(scores["scores"][0]["counts"], counts, "{name}");
    }
    // The spelling of an id is not another id.
    let shouted = json!({"id": id.to_uppercase(), "revision": 8, "answers": {"recommend": 1}});
    let answer = service.post(RESPONSES, &shouted).send().await;
    assert_eq!(answer.header("location"), path_of("all", &id));
    assert_eq!(service.scores("all").await["responses"], 1);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_without_an_id_is_given_one() {
    let service = start().await;
    let submission = json!({"answers": {"recommend": 9}});
    let mut ids = Vec::new();
    for _ in 0..2 {
        let answer = service.post(RESPONSES, &submission).send().await;
        assert_created("without an id", &answer);
        let made = answer.header("location").rsplit('/').next().unwrap();
        let id: ResponseId = made.parse().expect("a UUIDv7");
        assert_eq!(answer.header("location"), path_of("all", &id.to_string()));
        let age = service.clock.now().as_millis() as i64 - id.made_at().0 as i64;
        assert!((0..60_000).contains(&age), "made {age} ms ago");
        ids.push(id);
    }
    assert_ne!(ids[0], ids[1]);
    assert_eq!(service.scores("all").await["responses"], 2);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_takes_responses_only_while_it_is_open() {
    let service = Service::start().await;
    let year = |year: u32| format!("{year}-01-01T00:00:00Z");
    let table = [
        ("live", json!({"status": "live"}), 201, "", "live"),
        ("of no status", json!({}), 201, "", "live"),
        (
            "open by the calendar",
            json!({"opens_at": year(2020), "closes_at": year(2200)}),
            201,
            "",
            "live",
        ),
        (
            "paused",
            json!({"status": "paused"}),
            409,
            "survey_paused",
            "paused",
        ),
        (
            "not open yet",
            json!({"opens_at": year(2200)}),
            409,
            "survey_not_open",
            "paused",
        ),
        (
            "closed",
            json!({"status": "closed"}),
            410,
            "survey_closed",
            "closed",
        ),
        (
            "closed by the calendar",
            json!({"closes_at": year(2020)}),
            410,
            "survey_closed",
            "closed",
        ),
        (
            "paused and past",
            json!({"status": "paused", "closes_at": year(2020)}),
            409,
            "survey_paused",
            "paused",
        ),
    ];
    for (name, fields, status, code, shown) in table {
        service.put_survey("demo", &survey(fields)).await;
        service.pass_freshness();
        let path = "/v1/surveys/demo/responses";
        let valid = json!({"answers": {"recommend": 9}});
        let answer = service.post(path, &valid).send().await;
        assert_refused(name, &answer, status, code);
        let view = service.get("/v1/surveys/demo").send().await.json();
        assert_eq!(view["status"], shown, "{name}");
        // What a survey takes now is said whatever was sent.
        if status != 201 {
            let answer = service.post(path, &json!("x")).send().await;
            assert_refused(name, &answer, status, code);
        }
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_survey_takes_revisions_but_no_more_responses() {
    let service = Service::start().await;
    service
        .put_survey("demo", &survey(json!({"max_responses": 2})))
        .await;
    let path = "/v1/surveys/demo/responses";
    let submission = |id: &str, revision: u32| json!({"id": id, "revision": revision, "complete": true, "answers": {"recommend": 9}});
    let ids: Vec<String> = (0..3).map(|_| id(&service, Duration::ZERO)).collect();
    for (id, status, code) in [
        (&ids[0], 201, ""),
        (&ids[1], 201, ""),
        (&ids[2], 410, "survey_full"),
    ] {
        service.pass_freshness();
        let answer = service.post(path, &submission(id, 0)).send().await;
        assert_refused(id, &answer, status, code);
    }
    let answer = service.post(path, &submission(&ids[0], 1)).send().await;
    assert_created("a revision", &answer);
    let answer = service.post(path, &submission(&ids[1], 0)).send().await;
    assert_created("a resend", &answer);
    assert_eq!(service.scores("demo").await["responses"], 2);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_surveys_origins_may_submit_and_read_the_answer() {
    let service = Service::start().await;
    let origins = json!({"origins": [SHOP, "http://localhost:8080"]});
    service.put_survey("only", &survey(origins)).await;
    service.put_survey("any", &survey(json!({}))).await;
    service
        .put_survey("none", &survey(json!({"origins": []})))
        .await;
    let own = service.host.url();
    let own_tls = own.replace("http://", "https://");
    #[rustfmt::skip]
    let table = [
        ("only", None, true, ""),
        ("only", Some(SHOP), true, SHOP),
        ("only", Some("http://localhost:8080"), true, "http://localhost:8080"),
        // The service's own page; the scheme is a CDN's business.
        ("only", Some(own.as_str()), true, own.as_str()),
        ("only", Some(own_tls.as_str()), true, own_tls.as_str()),
        ("only", Some("null"), false, ""),
        ("only", Some(""), false, ""),
        ("only", Some("*"), false, ""),
        ("only", Some("ž"), false, ""),
        ("only", Some("http://shop.example"), false, ""),
        ("only", Some("https://shop.example:8443"), false, ""),
        ("only", Some("https://shop.example."), false, ""),
        ("only", Some("https://shop.example/"), false, ""),
        ("only", Some("https://shop.example.evil.example"), false, ""),
        ("only", Some("https://evil.example"), false, ""),
        ("any", None, true, "*"),
        ("any", Some("null"), true, "*"),
        ("any", Some("https://anywhere.example"), true, "*"),
        ("none", None, true, ""),
        ("none", Some(SHOP), false, ""),
        ("none", Some(own.as_str()), true, own.as_str()),
    ];
    for (survey, origin, let_in, granted) in table {
        let path = format!("/v1/surveys/{survey}/responses");
        let from = |call: Call<'_>| {
            origin
                .iter()
                .fold(call, |call, origin| call.header("origin", origin))
                .send()
        };
        let valid = json!({"answers": {"recommend": 9}});
        for submission in [valid, json!({"answers": {}})] {
            let answer = from(service.post(&path, &submission)).await;
            let name = format!("{survey} {origin:?}: {answer:?}");
            if let_in {
                assert_ne!(answer.status, 403, "{name}");
            } else {
                assert_refused(&name, &answer, 403, "forbidden_origin");
            }
            assert_eq!(
                answer.header("access-control-allow-origin"),
                granted,
                "{name}"
            );
            let exposed = answer.header("access-control-expose-headers");
            assert_eq!(exposed.contains("Location"), !granted.is_empty(), "{name}");
            if !granted.is_empty() && granted != "*" {
                assert_eq!(answer.header("vary"), "Origin", "{name}");
            }
        }
        let preflight = service
            .call(Method::OPTIONS, &path)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        let answer = from(preflight).await;
        let name = format!("preflight {survey} {origin:?}: {answer:?}");
        assert_eq!(
            answer.header("access-control-allow-origin"),
            granted,
            "{name}"
        );
        if let_in {
            assert_eq!(answer.status, 204, "{name}");
            assert_eq!(
                answer.header("access-control-allow-methods"),
                "POST",
                "{name}"
            );
            assert_eq!(
                answer.header("access-control-allow-headers"),
                "content-type",
                "{name}"
            );
        } else {
            assert_refused(&name, &answer, 403, "forbidden_origin");
        }
    }
    let preflight = service.call(Method::OPTIONS, "/v1/surveys/nowhere/responses");
    assert_refused("nowhere", &preflight.send().await, 404, "not_found");
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_page_may_read_what_is_public() {
    let service = start().await;
    for path in [SCORES, "/s/all.js", "/v1/surveys/all", "/openapi.json"] {
        let answer = service.get(path).header("origin", SHOP).send().await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "*",
            "{path}: {answer:?}"
        );
    }
    for path in ["/v1/surveys", RESPONSES, "/s/all", "/v1/surveys/all"] {
        let call = service.get(path).token(ADMIN);
        let answer = call.header("origin", SHOP).send().await;
        assert_eq!(
            answer.header("access-control-allow-origin"),
            "",
            "{path}: {answer:?}"
        );
    }
    let preflight = service
        .call(Method::OPTIONS, SCORES)
        .header("origin", SHOP)
        .header("access-control-request-method", "GET")
        .header("access-control-request-headers", "authorization");
    let answer = preflight.send().await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(
        answer
            .header("access-control-allow-headers")
            .contains("authorization")
    );
    service.finish().await;
}

/// A service whose instances last, because the limit is theirs.
async fn limited(header: &str) -> Service {
    let variables = [
        ("submissions_per_minute", "2"),
        ("client_address_header", header),
    ];
    let mut config = config(&variables);
    config.reuse = Reuse {
        idle: 10 * MINUTE,
        ..Reuse::default()
    };
    let service = Service::over(Arc::new(Memory::new()), config).await;
    let origins = json!({"origins": [SHOP]});
    service.put_survey("demo", &survey(origins)).await;
    service
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_submits_too_often_is_told_when_to_come_back() {
    let service = limited("true-client-ip").await;
    let submit = |headers: &[(&str, &str)]| {
        let submission = json!({"answers": {"recommend": 9}});
        let call = service.post("/v1/surveys/demo/responses", &submission);
        headers
            .iter()
            .fold(call, |call, (name, value)| call.header(name, value))
            .send()
    };
    let page = [("origin", SHOP)];
    assert_created("the first", &submit(&page).await);
    assert_created("the second", &submit(&page).await);
    let refused = submit(&page).await;
    assert_refused("the third", &refused, 429, "too_many_requests");
    // The page may read how long to wait.
    assert_eq!(refused.header("access-control-allow-origin"), SHOP);
    let exposed = refused.header("access-control-expose-headers");
    assert!(exposed.contains("Retry-After"), "{exposed}");
    let wait: u64 = refused.header("retry-after").parse().expect("seconds");
    assert!((1..=30).contains(&wait), "{wait}");
    for spoofed in ["203.0.113.9:4711", "203.0.113.10:1"] {
        let answer = submit(&[("spin-client-addr", spoofed)]).await;
        assert_refused("a spoofed address", &answer, 429, "too_many_requests");
    }
    for junk in ["", "unknown", "203.0.113.9:80", "1.2.3.4, 5.6.7.8"] {
        let answer = submit(&[("true-client-ip", junk)]).await;
        assert_refused(junk, &answer, 429, "too_many_requests");
    }
    for (client, status) in [
        ("203.0.113.1", 201),
        ("203.0.113.2", 201),
        ("203.0.113.1", 201),
        ("203.0.113.1", 429),
        ("203.0.113.2", 201),
        ("2001:db8::1", 201),
        ("2001:db8::2", 201),
        ("2001:db8::3", 429),
    ] {
        let answer = submit(&[("true-client-ip", client)]).await;
        assert_eq!(answer.status, status, "{client}: {answer:?}");
    }
    // What is limited is submitting.
    for path in ["/v1/surveys/demo", "/s/demo", "/s/demo.js", "/healthz"] {
        assert_eq!(service.get(path).send().await.status, 200, "{path}");
    }
    service.clock.advance(Duration::from_secs(wait));
    assert_created("after the wait", &submit(&page).await);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_header_names_the_client_unless_one_is_trusted() {
    let service = limited("").await;
    let mut statuses = Vec::new();
    for client in ["203.0.113.1", "203.0.113.2", "203.0.113.3"] {
        let submission = json!({"answers": {"recommend": 9}});
        let call = service.post("/v1/surveys/demo/responses", &submission);
        let call = call
            .header("true-client-ip", client)
            .header("x-forwarded-for", client);
        statuses.push(call.send().await.status.as_u16());
    }
    assert_eq!(statuses, [201, 201, 429]);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_of_nothing_are_null_and_never_zero() {
    let service = start().await;
    let answer = service.get(SCORES).send().await;
    assert_eq!(answer.header("content-type"), "application/json");
    let scores = answer.json();
    assert_eq!(scores["survey"], "all");
    assert_eq!(scores["responses"], 0);
    assert_eq!(
        (&scores["from"], &scores["to"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(scores.get("trend"), None);
    let metrics: Vec<(&str, &str)> = scores["scores"]
        .as_array()
        .unwrap()
        .iter()
        .map(|score| {
            assert_eq!(
                (&score["n"], &score["enough"]),
                (&json!(0), &json!(false)),
                "{score}"
            );
            assert_eq!(score["counts"], json!({}), "{score}");
            for estimate in [score].into_iter().chain(score.get("agree")).chain(
                score["shares"]
                    .as_object()
                    .into_iter()
                    .flat_map(|m| m.values()),
            ) {
                for field in ["value", "low", "high"] {
                    assert_eq!(estimate.get(field), Some(&Value::Null), "{score}");
                }
            }
            (
                score["question"].as_str().unwrap(),
                score["metric"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        metrics,
        [
            ("recommend", "nps"),
            ("ease", "ces"),
            ("overall", "csat"),
            ("product", "stars"),
            ("mood", "csat"),
            ("helpful", "thumbs"),
            ("reason", "counts"),
            ("late", "counts"),
        ]
    );
    let answer = service.get(&format!("{SCORES}?by=day")).send().await;
    assert_eq!(answer.json()["trend"], json!([]));
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scores_are_the_ones_worked_by_hand() {
    let service = start().await;
    for n in 0..10 {
        let recommend = [10, 10, 9, 9, 9, 8, 8, 8, 3, 3][n];
        let reason = [json!(["price"]), json!(["price", "delivery"])][n % 2].clone();
        let mut answers = json!({"recommend": recommend, "ease": 4 + n % 4, "overall": 1 + n % 5,
            "product": 5, "mood": 5, "helpful": n % 2, "reason": reason});
        if n % 2 == 1 {
            answers["late"] = json!(["week"]);
        }
        let answer = service.post(RESPONSES, &json!({"answers": answers})).send();
        assert_created("a response", &answer.await);
    }
    let scores = service.scores("all").await;
    let score = |index: usize| &scores["scores"][index];
    // (5 − 2) / 10; around (5.75 − 2.75) / 13, 1.96 × √(((5.75 + 2.75) / 13 − (3 / 13)²) / 13).
    let nps = json!({"question": "recommend", "metric": "nps", "value": 30.0, "low": -19.1, "high": 65.2, "n": 10,
        "enough": false, "counts": {"3": 2, "8": 3, "9": 3, "10": 2}});
    assert_eq!(*score(0), nps);
    // 4, 5, 6, 7, 4, 5, 6, 7, 4, 5: their mean ± t₉ 2.262 × 1.160 / √10; 7 of 10 agree.
    let ces = json!({"question": "ease", "metric": "ces", "value": 5.3, "low": 4.47, "high": 6.13, "n": 10,
        "enough": false, "agree": {"value": 70.0, "low": 39.7, "high": 89.2}, "counts": {"4": 3, "5": 3, "6": 2, "7": 2}});
    assert_eq!(*score(1), ces);
    let csat = json!({"question": "overall", "metric": "csat", "value": 40.0, "low": 16.8, "high": 68.7, "n": 10,
        "enough": false, "counts": {"1": 2, "2": 2, "3": 2, "4": 2, "5": 2}});
    assert_eq!(*score(2), csat);
    assert_eq!(
        (
            &score(3)["value"],
            &score(3)["low"],
            &score(3)["high"],
            &score(3)["enough"]
        ),
        (&json!(5.0), &json!(5.0), &json!(5.0), &json!(true))
    );
    // 10 of 10, by Wilson: n / (n + z²) at least.
    assert_eq!(
        (&score(4)["low"], &score(4)["high"]),
        (&json!(72.2), &json!(100.0))
    );
    assert_eq!(score(5)["value"], 50.0);
    assert_eq!(
        score(6)["shares"],
        json!({"price": {"value": 100.0, "low": 72.2, "high": 100.0},
               "delivery": {"value": 50.0, "low": 23.7, "high": 76.3}})
    );
    assert_eq!(score(6)["counts"], json!({"price": 10, "delivery": 5}));
    assert_eq!(score(7)["n"], 5);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_range_is_half_open_and_a_trend_adds_up() {
    let service = start().await;
    let now = service.clock.now();
    let day = |age: u32| Millis((now - age * DAY).as_millis() as u64).day();
    for (age, count) in [(5, 3), (4, 2), (1, 1), (0, 4)] {
        for _ in 0..count {
            let id = made_at(now - age * DAY);
            let submission = json!({"id": id, "answers": {"recommend": 9}});
            assert_created(
                "a response",
                &service.post(RESPONSES, &submission).send().await,
            );
        }
    }
    let asked = async |query: String| {
        service.pass_freshness();
        let answer = service.get(&format!("{SCORES}?{query}")).send().await;
        assert_eq!(answer.status, 200, "{query}: {answer:?}");
        answer.json()
    };
    for (query, responses) in [
        (format!("from={}", day(5)), 10),
        (format!("from={}", day(4)), 7),
        (format!("to={}", day(4)), 3),
        (format!("from={}&to={}", day(5), day(4)), 3),
        (format!("from={}&to={}", day(4), day(1)), 2),
        (format!("from={}&to={}", day(3), day(2)), 0),
        ("to=1970-01-02".into(), 0),
        ("from=9000-01-01".into(), 0),
    ] {
        let scores = asked(query.clone()).await;
        assert_eq!(scores["responses"], responses, "{query}");
        let wanted = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name));
        assert_eq!(scores["from"].as_str(), wanted("from="), "{query}");
        assert_eq!(scores["to"].as_str(), wanted("to="), "{query}");
    }
    let points = |scores: &Value| -> Vec<(String, String, u64)> {
        let points = scores["trend"].as_array().expect("a trend");
        points
            .iter()
            .map(|point| {
                let text = |name: &str| point[name].as_str().unwrap().to_owned();
                assert_eq!(point["scores"][0]["n"], point["responses"], "{point}");
                (
                    text("from"),
                    text("to"),
                    point["responses"].as_u64().unwrap(),
                )
            })
            .collect()
    };
    let row =
        |age: u32, responses: u64| (day(age).to_string(), day(age).next().to_string(), responses);
    assert_eq!(
        points(&asked("by=day".into()).await),
        [
            row(5, 3),
            row(4, 2),
            row(3, 0),
            row(2, 0),
            row(1, 1),
            row(0, 4)
        ]
    );
    let cut = format!("by=day&from={}&to={}", day(4), day(2));
    assert_eq!(points(&asked(cut).await), [row(4, 2), row(3, 0)]);
    for (by, start) in [
        ("week", day(5).monday().to_string()),
        ("month", day(5).month().first_day().to_string()),
    ] {
        let all = points(&asked(format!("by={by}")).await);
        assert_eq!(all.iter().map(|point| point.2).sum::<u64>(), 10, "{all:?}");
        assert_eq!(all[0].0, day(5).to_string(), "{all:?}");
        assert_eq!(all[all.len() - 1].1, day(0).next().to_string(), "{all:?}");
        assert!(all.windows(2).all(|pair| pair[0].1 == pair[1].0), "{all:?}");
        // A range that begins with the period shows the whole of it.
        let whole = points(&asked(format!("by={by}&from={start}")).await);
        assert_eq!(whole[0].0, start);
        assert_eq!(whole.len(), all.len());
    }
    let wide = format!("{SCORES}?by=day&from=2000-01-01");
    let answer = service.get(&wide).send().await;
    assert_refused("9,000 days", &answer, 400, "invalid_parameter");
    // 1,100 points are the most.
    for (from, status) in [(1099, 200), (1100, 400)] {
        let from = Millis((now - from * DAY).as_millis() as u64).day();
        let answer = service.get(&format!("{SCORES}?by=day&from={from}")).send();
        assert_eq!(answer.await.status, status, "{from}");
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_scores_is_told_so() {
    let service = start().await;
    let first = service.get(SCORES).send().await;
    let etag = first.header("etag").to_owned();
    let bare = etag.trim_start_matches("W/").to_owned();
    assert!(
        bare.len() > 2 && bare.starts_with('"') && bare.ends_with('"'),
        "{etag}"
    );
    let table = [
        (etag.clone(), 304),
        (bare.clone(), 304),
        (format!("\"a\", {bare}"), 304),
        (format!("W/\"a\",{etag},\"b\""), 304),
        ("*".into(), 304),
        ("\"a\"".into(), 200),
        (format!("\"a{}", &bare[1..]), 200),
        (bare.trim_matches('"').into(), 200),
        (String::new(), 200),
    ];
    for (sent, status) in &table {
        let call = service.get(SCORES).header("if-none-match", sent);
        let answer = call.send().await;
        assert_eq!(answer.status, *status, "{sent}");
        assert_eq!(answer.header("etag"), etag, "{sent}");
        assert_eq!(
            answer.header("cache-control"),
            "public, max-age=2, stale-while-revalidate=10",
            "{sent}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{sent}");
        assert_eq!(answer.body.is_empty(), *status == 304, "{sent}");
    }
    // As long as nothing is new, time alone makes no other answer.
    service.pass_freshness();
    let later = service.get(SCORES).header("if-none-match", &etag);
    assert_eq!(later.send().await.status, 304);
    let submission = json!({"answers": {"recommend": 9}});
    assert_created(
        "a response",
        &service.post(RESPONSES, &submission).send().await,
    );
    service.pass_freshness();
    let after = service.get(SCORES).header("if-none-match", &etag);
    let after = after.send().await;
    assert_eq!(after.status, 200);
    assert_ne!(after.header("etag"), etag);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unpublished_scores_are_for_readers() {
    let service = Service::start().await;
    service.put_survey("quiet", &survey(json!({}))).await;
    let path = "/v1/surveys/quiet/scores";
    assert_refused(
        "nobody",
        &service.get(path).send().await,
        401,
        "unauthorized",
    );
    for token in [READER, ADMIN] {
        let answer = service.get(path).token(token).send().await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.header("cache-control"),
            "private, max-age=2, stale-while-revalidate=10"
        );
        assert_eq!(answer.header("vary"), "Authorization");
        let known = service.get(path).token(token);
        let known = known.header("if-none-match", answer.header("etag"));
        assert_eq!(known.send().await.status, 304);
    }
    // What is not for everybody is not confirmed to everybody either.
    let guessed = service.get(path).header("if-none-match", "*").send().await;
    assert_refused("a guess", &guessed, 401, "unauthorized");
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_survey_is_not_found() {
    let service = Service::start().await;
    for (method, path) in [
        (Method::GET, "/v1/surveys/nowhere"),
        (Method::DELETE, "/v1/surveys/nowhere"),
        (Method::GET, "/v1/surveys/nowhere/scores"),
        (Method::GET, "/v1/surveys/nowhere/responses"),
        (Method::POST, "/v1/surveys/nowhere/responses"),
        (Method::GET, "/s/nowhere.js"),
        (Method::GET, "/v1/surveys/NOWHERE"),
        (Method::PUT, "/v1/surveys/No_Where"),
    ] {
        let call = service.call(method.clone(), path).token(ADMIN);
        let answer = call.json(&survey(json!({}))).send().await;
        assert_refused(&format!("{method} {path}"), &answer, 404, "not_found");
    }
    assert!(service.kept().await.is_empty());
    service.finish().await;
}

/// `all_kinds` with a value at that place; nothing there for null.
fn defined_with(place: &str, value: Value) -> Value {
    let mut definition = all_kinds();
    let (outer, name) = place.rsplit_once('/').expect("a pointer");
    let target = definition.pointer_mut(outer).expect("a place");
    match (target, value) {
        (Value::Array(items), value) => items[name.parse::<usize>().expect("an index")] = value,
        (target, Value::Null) => drop(target.as_object_mut().unwrap().remove(name)),
        (target, value) => target[name] = value,
    }
    definition
}

#[tokio::test(flavor = "multi_thread")]
async fn every_definition_is_taken_or_refused_with_each_of_its_faults() {
    let service = Service::start().await;
    let long = |length: usize| json!("ž".repeat(length));
    let names = |count: usize| -> Vec<String> { (0..count).map(|n| format!("n{n}")).collect() };
    let question = |n: usize| json!({"id": format!("q{n}"), "kind": "stars", "text": {"en": "?"}});
    let questions = |count: usize| Value::from_iter((0..count).map(question));
    let options = |count: usize| {
        Value::from_iter((0..count).map(|n| json!({"id": format!("o{n}"), "text": {"en": "?"}})))
    };
    let attributes = |count: usize| -> Value {
        let list = names(count).into_iter().map(|name| (name, json!([])));
        list.collect::<serde_json::Map<_, _>>().into()
    };
    let alone = |questions: Value| survey(json!({ "questions": questions }));
    let at = defined_with;
    // No more are named than 64.
    let first_faults: Vec<String> = ["/survey contradiction".to_owned()]
        .into_iter()
        .chain((0..21).flat_map(|n| {
            ["id", "kind", "text"].map(|name| format!("/questions/{n}/{name} missing"))
        }))
        .collect();
    let first_faults: Vec<&str> = first_faults.iter().map(String::as_str).collect();
    #[rustfmt::skip]
    let table: Vec<(&str, Value, &[&str])> = vec![
        ("everything there is", all_kinds(), &[]),
        ("the least", survey(json!({})), &[]),
        ("null for what is left out", survey(json!({"status": null, "attributes": null, "origins": null, "publish_scores": null,
            "opens_at": null, "closes_at": null, "max_responses": null})), &[]),
        // The document.
        ("no object", json!([]), &[" wrong_type"]),
        ("nothing in it", json!({}), &["/name missing", "/default_locale missing", "/questions missing"]),
        ("an unknown field", at("/colour", json!("red")), &["/colour unknown_field"]),
        ("a demand for a token", at("/require_token", json!(true)), &[]),
        ("a token that is no demand", at("/require_token", json!("yes")), &["/require_token wrong_type"]),
        ("what describes it, as it is read", at("/version", json!("1")), &[]),
        ("another survey's name", at("/survey", json!("other")), &["/survey contradiction"]),
        ("another survey's name and more", json!({"survey": "other", "name": "", "default_locale": "en"}),
            &["/survey contradiction", "/name missing", "/questions missing"]),
        // Its fields.
        ("a name of 200 characters", at("/name", long(200)), &[]),
        ("a name of 201 characters", at("/name", long(201)), &["/name too_long"]),
        ("a blank name", at("/name", json!("  ")), &["/name missing"]),
        ("a name with NUL", at("/name", json!("\u{0}")), &["/name malformed"]),
        ("a name that is no text", at("/name", json!(1)), &["/name wrong_type"]),
        ("an unknown status", at("/status", json!("open")), &["/status malformed"]),
        ("a status that is no text", at("/status", json!(true)), &["/status wrong_type"]),
        ("no language tag", at("/default_locale", json!("english language")), &["/default_locale malformed"]),
        ("publish_scores as text", at("/publish_scores", json!("yes")), &["/publish_scores wrong_type"]),
        ("a time with an offset", at("/opens_at", json!("2026-11-21T20:40:02+01:00")), &[]),
        ("a day for a time", at("/opens_at", json!("2026-11-21")), &["/opens_at malformed"]),
        ("a number for a time", at("/closes_at", json!(1_763_754_002)), &["/closes_at wrong_type"]),
        ("closes before it opens", at("/closes_at", json!("2019-01-01T00:00:00Z")), &["/closes_at contradiction"]),
        ("closes as it opens", at("/closes_at", json!("2020-01-01T00:00:00Z")), &["/closes_at contradiction"]),
        ("closes in the second it opens", at("/closes_at", json!("2020-01-01T00:00:00.9Z")), &["/closes_at contradiction"]),
        ("one response", at("/max_responses", json!(1)), &[]),
        ("no response", at("/max_responses", json!(0)), &["/max_responses out_of_range"]),
        ("2^32 responses", at("/max_responses", json!(4_294_967_296u64)), &["/max_responses out_of_range"]),
        ("half a response", at("/max_responses", json!(0.5)), &["/max_responses wrong_type"]),
        // Origins.
        ("no origin", at("/origins", json!([])), &[]),
        ("origins", at("/origins", json!(["https://shop.example", "http://localhost:8080", "http://[::1]:80"])), &[]),
        ("one among any", at("/origins", json!(["*", SHOP])), &["/origins/0 malformed"]),
        ("odd origins", at("/origins", json!(["shop.example", "https://shop.example/", "https://SHOP.example", "ftp://shop.example",
            "https://a@shop.example", "null", "", 1, "https://*.example"])),
            &["/origins/0 malformed", "/origins/1 malformed", "/origins/2 malformed", "/origins/3 malformed", "/origins/4 malformed",
              "/origins/5 malformed", "/origins/6 malformed", "/origins/7 wrong_type", "/origins/8 malformed"]),
        ("an origin outside an array", at("/origins", json!("*")), &["/origins wrong_type"]),
        ("51 origins", at("/origins", names(51).into()), &["/origins too_long"]),
        // Attributes.
        ("16 attributes", at("/attributes", attributes(16)), &[]),
        ("17 attributes", at("/attributes", attributes(17)), &["/attributes too_long"]),
        ("an attribute of no name", at("/attributes", json!({"Plan!": []})), &["/attributes/Plan! malformed"]),
        ("a value twice", at("/attributes", json!({"plan": ["a", "a"]})), &["/attributes/plan duplicate"]),
        ("a value that is none", at("/attributes", json!({"plan": ["", 1]})), &["/attributes/plan/0 malformed", "/attributes/plan/1 wrong_type"]),
        ("100 values", at("/attributes", json!({"plan": names(100)})), &[]),
        ("101 values", at("/attributes", json!({"plan": names(101)})), &["/attributes/plan too_long"]),
        // Questions.
        ("50 questions", alone(questions(50)), &[]),
        ("no question", alone(json!([])), &["/questions missing"]),
        ("a question for an array", alone(question(1)), &["/questions wrong_type", "/questions missing"]),
        ("an empty question", alone(json!([{}])), &["/questions/0/id missing", "/questions/0/kind missing", "/questions/0/text missing"]),
        ("a question that is none", alone(json!([1])), &["/questions/0 wrong_type"]),
        ("an unknown field of a question", at("/questions/0/min", json!(1)), &["/questions/0/min unknown_field"]),
        ("an id that is none", at("/questions/8/id", json!("Late?")), &["/questions/8/id malformed"]),
        ("an id twice", at("/questions/3/id", json!("ease")), &["/questions/3/id duplicate"]),
        ("an unknown kind", at("/questions/3/kind", json!("slider")), &["/questions/3/kind malformed"]),
        ("required as text", at("/questions/0/required", json!("true")), &["/questions/0/required wrong_type"]),
        ("a text outside its languages", at("/questions/0/text", json!("Recommend?")), &["/questions/0/text wrong_type"]),
        ("a text without the default language", at("/questions/0/text", json!({"sl": "?"})), &["/questions/0/text/en missing"]),
        ("a text in no language", at("/questions/0/text", json!({"en": "?", "in English": "?"})), &["/questions/0/text/in English malformed"]),
        ("an empty text", at("/questions/0/text", json!({"en": ""})), &["/questions/0/text/en missing"]),
        ("a text of 1,000 characters", at("/questions/0/text/en", long(1000)), &[]),
        ("a text of 1,001 characters", at("/questions/0/text/en", long(1001)), &["/questions/0/text/en too_long"]),
        // Options.
        ("50 options", alone(json!([{"id": "q", "kind": "choice", "text": {"en": "?"}, "options": options(50)}])), &[]),
        ("51 options", alone(json!([{"id": "q", "kind": "choice", "text": {"en": "?"}, "options": options(51)}])),
            &["/questions/0/options too_long", "/questions/0/options missing"]),
        ("a choice of nothing", at("/questions/8/options", json!([])), &["/questions/8/options missing"]),
        ("a choice without options", at("/questions/8/options", json!(null)), &["/questions/8/options missing"]),
        ("options of a rating", at("/questions/0/options", options(2)), &["/questions/0/options contradiction"]),
        ("several ratings", at("/questions/0/multiple", json!(true)), &["/questions/0/multiple contradiction"]),
        ("an option twice", at("/questions/8/options/1/id", json!("day")), &["/questions/8/options/1/id duplicate"]),
        ("an option without text", at("/questions/8/options/1/text", json!(null)), &["/questions/8/options/1/text missing"]),
        ("an option with a value", at("/questions/8/options/1/value", json!(1)), &["/questions/8/options/1/value unknown_field"]),
        // Conditions.
        ("an empty condition", at("/questions/1/show_if", json!({"question": "recommend"})), &["/questions/1/show_if missing"]),
        ("a condition on nothing", at("/questions/1/show_if", json!({"at_most": 1})), &["/questions/1/show_if/question missing"]),
        ("a condition on a later question", at("/questions/1/show_if/question", json!("ease")), &["/questions/1/show_if/question unknown_question"]),
        ("a condition on itself", at("/questions/1/show_if/question", json!("why")), &["/questions/1/show_if/question unknown_question"]),
        ("a rating off the scale", at("/questions/1/show_if/at_most", json!(11)), &["/questions/1/show_if/at_most out_of_range"]),
        ("no rating is both", at("/questions/1/show_if/at_least", json!(9)), &["/questions/1/show_if contradiction"]),
        ("a rating of a choice", at("/questions/8/show_if/at_least", json!(1)), &["/questions/8/show_if/at_least contradiction"]),
        ("an option that is not there", at("/questions/8/show_if/includes", json!("colour")), &["/questions/8/show_if/includes unknown_option"]),
        ("an option of a rating", at("/questions/1/show_if/includes", json!("price")), &["/questions/1/show_if/includes unknown_option"]),
        // All in one answer.
        ("100 faults", json!({"survey": "other", "name": "S", "default_locale": "en", "questions": vec![json!({}); 34]}), &first_faults),
        ("faults everywhere", json!({"name": 1, "status": "x", "default_locale": "-", "questions": [{"id": "a b", "kind": "x", "text": {}}],
            "attributes": [], "origins": {}, "publish_scores": 1, "opens_at": "x", "closes_at": 1, "max_responses": -1, "more": 1}),
            &["/more unknown_field", "/name wrong_type", "/status malformed", "/default_locale malformed",
              "/questions/0/id malformed", "/questions/0/kind malformed", "/attributes wrong_type", "/origins wrong_type",
              "/publish_scores wrong_type", "/opens_at malformed", "/closes_at wrong_type", "/max_responses out_of_range"]),
    ];
    for (row, (name, definition, faults)) in table.into_iter().enumerate() {
        let path = format!("/v1/surveys/survey-{row}");
        let draft = service.post(&format!("{path}/draft"), &definition);
        assert_faults(name, &draft.token(ADMIN).send().await, faults);
        let put = service.call(Method::PUT, &path).token(ADMIN);
        let answer = put.json(&definition).send().await;
        assert_faults(name, &answer, faults);
        // What is taken is read back; of what is refused nothing is kept.
        let read = service.get(&path).token(ADMIN).send().await;
        if faults.is_empty() {
            assert_eq!(answer.status, 201, "{name}");
            assert_eq!(read.json(), answer.json(), "{name}");
        } else {
            assert_eq!(read.status, 404, "{name}");
        }
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_definition_is_replaced_and_its_versions_are_kept() {
    let service = Service::start().await;
    let first = service.put_survey("all", &all_kinds()).await;
    assert_eq!(first.status, 201);
    let versions = async || {
        let kept = service.kept().await;
        let versions = kept.keys().filter(|key| key.starts_with("version/all/"));
        versions.count()
    };
    assert_eq!(versions().await, 1);
    // What is read can be put back as it is.
    let read = service.get("/v1/surveys/all").token(ADMIN).send().await;
    assert_eq!(read.header("cache-control"), "no-store");
    let mut expected = all_kinds();
    for name in ["survey", "version", "updated_at"] {
        expected[name] = read.json()[name].clone();
    }
    assert_eq!(read.json(), expected);
    let again = service.put_survey("all", &read.json()).await;
    assert_eq!(again.status, 200);
    assert_eq!(versions().await, 2);
    assert_ne!(again.json()["version"], first.json()["version"]);
    let mut changed = all_kinds();
    changed["name"] = json!("Renamed");
    assert_eq!(service.put_survey("all", &changed).await.status, 200);
    // Its owner sees at once what is in force.
    let read = service.get("/v1/surveys/all").token(ADMIN).send().await;
    assert_eq!(read.json()["name"], "Renamed");
    for (name, index, kind) in [("recommend", 0, "stars"), ("ease", 2, "csat")] {
        let mut changed = all_kinds();
        changed["questions"][index]["kind"] = json!(kind);
        // Conditions aside, which would be at fault too.
        changed["questions"][1] = json!({"id": "why", "kind": "text", "text": {"en": "Why?"}});
        let put = service.call(Method::PUT, "/v1/surveys/all").token(ADMIN);
        let answer = put.json(&changed).send().await;
        let fault = format!("/questions/{index}/kind contradiction");
        assert_faults(name, &answer, &[&fault]);
        let draft = service.post("/v1/surveys/all/draft", &changed);
        let draft = draft.token(ADMIN).send().await;
        assert_faults(name, &draft, &[&fault]);
    }
    assert_eq!(versions().await, 3);
    // Nor as another kind once it has been left out: its old answers are still there.
    let fewer = survey(json!({}));
    assert_eq!(service.put_survey("all", &fewer).await.status, 200);
    let mut back = all_kinds();
    back["questions"][2]["kind"] = json!("csat");
    let put = service.call(Method::PUT, "/v1/surveys/all").token(ADMIN);
    let answer = put.json(&back).send().await;
    assert_faults("back", &answer, &["/questions/2/kind contradiction"]);
    assert_eq!(
        service.put_survey("all", &all_kinds()).await.status,
        200,
        "as the same kind"
    );
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_respondent_sees_only_what_a_respondent_needs() {
    let service = start().await;
    let answer = service.get("/v1/surveys/all").send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), "private, max-age=60");
    let view = answer.json();
    let fields: Vec<&String> = view.as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        [
            "analysis",
            "attributes",
            "default_locale",
            "name",
            "questions",
            "require_token",
            "status",
            "survey",
            "thanks",
            "version"
        ]
    );
    assert_eq!(view["questions"], all_kinds()["questions"]);
    assert_eq!(view["analysis"], json!({"utc_offset": "+00:00"}));
    // So that no cache gives it to who may see all.
    assert_eq!(answer.header("vary"), "Authorization");
    // A wrong token is as good as none.
    let other = service.get("/v1/surveys/all").token("wrong").send().await;
    assert_eq!(other.json(), view);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_all_of_a_survey_and_changes_nothing() {
    let service = start().await;
    let read = async |token: &str| {
        let answer = service.get("/v1/surveys/all").token(token).send().await;
        assert_eq!(answer.header("cache-control"), "no-store");
        answer.json()
    };
    let all = read(ADMIN).await;
    assert_eq!(all["publish_scores"], all_kinds()["publish_scores"]);
    assert_eq!(read(READER).await, all);
    let put = service.call(Method::PUT, "/v1/surveys/all").token(READER);
    let put = put.json(&all).send().await;
    assert_refused("PUT", &put, 401, "unauthorized");
    assert_eq!(read(READER).await, all);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn surveys_are_listed() {
    let service = Service::start().await;
    let list = async |token: &str| {
        let answer = service.get("/v1/surveys").token(token).send().await;
        assert_eq!(answer.header("cache-control"), "no-store");
        answer.json()
    };
    assert_eq!(list(READER).await, json!({"role": "reader", "surveys": []}));
    let past = "2020-01-01T00:00:00Z";
    let to_come = "2999-01-01T00:00:00Z";
    let mut expected = Vec::new();
    for (id, fields, available) in [
        (
            "a",
            json!({"status": "live", "publish_scores": true}),
            "live",
        ),
        ("b", json!({"status": "paused"}), "paused"),
        ("c-1", json!({"status": "closed"}), "closed"),
        ("d", json!({"status": "live", "closes_at": past}), "closed"),
        (
            "e",
            json!({"status": "live", "opens_at": to_come, "default_locale": "sl", 
                "questions": [{"id": "recommend", "kind": "nps", "text": {"sl": "?"}}]}),
            "paused",
        ),
    ] {
        let definition = survey(fields);
        let put = service.put_survey(id, &definition).await.json();
        let field = |name: &str| put[name].clone();
        expected.push(
            json!({"survey": id, "name": "Small", "status": definition["status"], "available": available,
            "default_locale": field("default_locale"), "publish_scores": field("publish_scores"),
            "version": field("version"), "updated_at": field("updated_at")}),
        );
    }
    for (token, role) in [(READER, "reader"), (ADMIN, "admin")] {
        let expected = json!({"role": role, "surveys": expected});
        assert_eq!(list(token).await, expected);
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_survey_is_gone_with_its_responses() {
    let service = start().await;
    service.put_survey("other", &survey(json!({}))).await;
    for path in [RESPONSES, "/v1/surveys/other/responses"] {
        let submission = json!({"answers": {"recommend": 9}});
        assert_created(path, &service.post(path, &submission).send().await);
    }
    assert_eq!(service.scores("all").await["responses"], 1);
    let delete = || {
        service
            .call(Method::DELETE, "/v1/surveys/all")
            .token(ADMIN)
            .send()
    };
    let answer = delete().await;
    assert_eq!(
        (answer.status, answer.body.len()),
        (StatusCode::NO_CONTENT, 0)
    );
    service.pass_freshness();
    assert_refused("again", &delete().await, 404, "not_found");
    for path in ["/v1/surveys/all", SCORES, RESPONSES, "/s/all.js"] {
        let answer = service.get(path).token(READER).send().await;
        assert_refused(path, &answer, 404, "not_found");
    }
    let submission = service.post(RESPONSES, &json!({"answers": {"recommend": 9}}));
    assert_refused("a submission", &submission.send().await, 404, "not_found");
    let kept = service.kept().await;
    let mut left = kept.keys().filter(|key| key.contains("/all"));
    assert_eq!(left.next().map(String::as_str), Some("survey/all"));
    assert_eq!(left.next(), None);
    // Another survey of that name may ask other things, and begins with nothing.
    let mut other = all_kinds();
    other["questions"] = json!([{"id": "recommend", "kind": "stars", "text": {"en": "?"}}]);
    assert_eq!(service.put_survey("all", &other).await.status, 201);
    assert_eq!(service.scores("all").await["responses"], 0);
    assert_eq!(service.scores("other").await["responses"], 1);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_free_again_once_all_of_its_responses_are_deleted() {
    let service = start().await;
    let survey = "all".parse().unwrap();
    // More than one request deletes, and than the next one does, too.
    for _ in 0..1200 {
        let response = json!({"id": id(&service, HOUR), "revision": 0, "complete": true, "answers": {"recommend": 9}});
        let record = Record::of(&serde_json::from_value(response).unwrap());
        let key = Key::entry(&survey, &record).to_string();
        let value = record.line().as_bytes().to_vec();
        service.store.set(&key, value).await.unwrap();
    }
    let delete = service.call(Method::DELETE, "/v1/surveys/all").token(ADMIN);
    assert_eq!(delete.send().await.status, 204);
    service.pass_freshness();
    let mut statuses = Vec::new();
    while statuses.last() != Some(&201) && statuses.len() < 50 {
        let put = service.call(Method::PUT, "/v1/surveys/all").token(ADMIN);
        let answer = put.json(&all_kinds()).send().await;
        if answer.status == 409 {
            assert_refused("early", &answer, 409, "still_deleting");
        }
        statuses.push(answer.status.as_u16());
    }
    assert_eq!(
        (statuses.first(), statuses.last()),
        (Some(&409), Some(&201))
    );
    assert_eq!(service.scores("all").await["responses"], 0);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_are_exported_as_they_were_taken() {
    let service = start().await;
    let now = service.clock.now();
    let day = |age: u32| Millis((now - age * DAY).as_millis() as u64).day();
    let full = json!({
        "id": made_at(now - 3 * DAY), "revision": 2, "complete": false,
        "answers": {"recommend": 8, "why": "  <b>Fast</b>,\n\"really\"  ", "ease": 7.0, "reason": ["delivery", "price"]},
        "touchpoint": "checkout", "channel": "web", "locale": "sl",
        "attributes": {"plan": "pro"}, "page": "/thanks",
    });
    let mut kept = full.clone();
    kept["answers"] = json!({"recommend": 8, "why": "<b>Fast</b>,\n\"really\"", "ease": 7, "reason": ["price", "delivery"]});
    let least = |age: u32| json!({"id": made_at(now - age * DAY), "answers": {"recommend": 9}});
    let (newer, oldest) = (least(1), least(5));
    for submission in [&full, &newer, &oldest] {
        assert_created(
            "a response",
            &service.post(RESPONSES, submission).send().await,
        );
    }
    let completed = |mut response: Value| {
        response["revision"] = json!(0);
        response["complete"] = json!(true);
        response
    };
    let (newer, oldest) = (completed(newer), completed(oldest));
    let table = [
        (String::new(), vec![&oldest, &kept, &newer]),
        ("?format=ndjson".into(), vec![&oldest, &kept, &newer]),
        (format!("?from={}", day(3)), vec![&kept, &newer]),
        (format!("?to={}", day(3)), vec![&oldest]),
        (format!("?from={}&to={}", day(3), day(1)), vec![&kept]),
        (format!("?from={}", day(0)), vec![]),
    ];
    for (query, expected) in table {
        let call = service.get(&format!("{RESPONSES}{query}"));
        let answer = call.token(READER).send().await;
        assert_eq!(answer.status, 200, "{query}");
        assert_eq!(
            answer.header("content-type"),
            "application/x-ndjson",
            "{query}"
        );
        assert_eq!(answer.header("cache-control"), "no-store", "{query}");
        let lines: Vec<Value> = answer
            .text()
            .split_terminator('\n')
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect();
        assert_eq!(lines.iter().collect::<Vec<_>>(), expected, "{query}");
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn compaction_is_asked_for_and_says_what_it_did() {
    let service = start().await;
    let submission = json!({"answers": {"recommend": 9}});
    assert_created(
        "a response",
        &service.post(RESPONSES, &submission).send().await,
    );
    service.clock.advance(HOUR);
    let compact = || service.call(Method::POST, "/v1/compact").token(ADMIN);
    let first = compact().send().await;
    assert_eq!(first.header("cache-control"), "no-store");
    assert_eq!(
        first.json(),
        json!({"merged": 1, "written": 1, "deleted": 0, "more": false})
    );
    assert_eq!(service.scores("all").await["responses"], 1);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_the_same_for_all_is_cached() {
    let service = start().await;
    let health = service.get("/healthz").send().await;
    assert_eq!(health.json(), json!({"status": "ok"}));
    assert_eq!(health.header("cache-control"), "no-store");
    let description = service.get("/openapi.json").send().await;
    assert_eq!(description.header("content-type"), "application/json");
    assert_eq!(description.json()["openapi"], "3.1.0");
    for path in ["/openapi.json", "/s/all.js", "/s/nowhere/preview.js"] {
        let answer = service.get(path).send().await;
        assert!(
            answer
                .header("cache-control")
                .starts_with("public, max-age="),
            "{path}"
        );
        let etag = answer.header("etag");
        for sent in [etag.to_owned(), format!("W/{etag}"), "*".into()] {
            let again = service.get(path).header("if-none-match", &sent);
            let again = again.send().await;
            assert_eq!(again.status, 304, "{path} {sent}");
            assert!(again.body.is_empty(), "{path}");
            assert_eq!(again.header("etag"), etag, "{path}");
        }
        let other = service.get(path).header("if-none-match", "\"x\"");
        assert_eq!(other.send().await.status, 200, "{path}");
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_of_the_description_work_with_the_demo() {
    let service = Service::start().await;
    let demo = include_str!("../../static/demo.json");
    let demo: Value = serde_json::from_str(demo).unwrap();
    service.put_survey("demo", &demo).await;
    let description = description();
    let operation = &description["paths"]["/v1/surveys/{survey}/responses"]["post"];
    let examples = &operation["requestBody"]["content"]["application/json"]["examples"];
    let examples = examples.as_object().expect("examples");
    assert!(!examples.is_empty());
    for (name, example) in examples {
        let mut submission = example["value"].clone();
        // An id of the day it is read on.
        if submission.get("id").is_some() {
            submission["id"] = json!(id(&service, Duration::ZERO));
        }
        let answer = service.post("/v1/surveys/demo/responses", &submission);
        assert_created(name, &answer.send().await);
    }
    let operation = &description["paths"]["/v1/surveys/{survey}"]["put"];
    let examples = &operation["requestBody"]["content"]["application/json"]["examples"];
    for (name, example) in examples.as_object().expect("examples") {
        let put = service.put_survey(name, &example["value"]).await;
        assert_eq!(put.status, 201, "{name}");
    }
    service.finish().await;
}

/// Requests that carry a word in every place a client can type into.
fn typed<'a>(service: &'a Service, word: &str) -> Vec<(String, Call<'a>)> {
    let id = id(service, Duration::ZERO);
    let valid = json!({"id": id, "answers": {"recommend": 9, "why": word}, "touchpoint": word, "channel": word,
        "locale": word, "attributes": {"cohort": word}, "page": word});
    let mut calls = vec![
        ("an answer".into(), service.post(RESPONSES, &valid)),
        (
            "a token".into(),
            service.get("/v1/surveys").header("authorization", word),
        ),
        ("a bearer".into(), service.get(RESPONSES).token(word)),
        (
            "a form".into(),
            service.call(Method::POST, "/s/all").form(&[
                ("a.recommend", word),
                ("a.why", word),
                ("touchpoint", word),
            ]),
        ),
        (
            "a form of another id".into(),
            service
                .call(Method::POST, "/s/all")
                .form(&[("a.recommend", "9"), ("id", word)]),
        ),
        (
            "not JSON".into(),
            service
                .call(Method::POST, RESPONSES)
                .header("content-type", "application/json")
                .body(word.to_owned()),
        ),
        (
            "a definition".into(),
            service
                .call(Method::PUT, "/v1/surveys/all")
                .token(ADMIN)
                .json(&json!({"name": word, "status": word, word: word, "questions": [{"id": word, "kind": word}]})),
        ),
        (
            "a method".into(),
            service.call(word.to_uppercase().parse().unwrap(), "/v1/surveys/all"),
        ),
    ];
    for field in [
        "id",
        "revision",
        "complete",
        "answers",
        "touchpoint",
        "attributes",
        word,
    ] {
        let mut submission =
            json!({"answers": {"recommend": 9, word: word}, "attributes": {word: word}});
        submission[field] = json!(word);
        calls.push((field.into(), service.post(RESPONSES, &submission)));
    }
    for path in [
        "/",
        "/s/",
        "/v1/surveys/",
        "/v1/surveys/all/",
        "/v1/surveys/all?",
        "/v1/surveys/all/scores?by=",
        "/v1/surveys/all/scores?",
        "/s/all?touchpoint=",
        "/s/all?lang=",
        "/s/all.js?lang=",
        "/s/all.js?",
    ] {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            let call = service.call(method.clone(), &format!("{path}{word}"));
            let call = call.token(ADMIN).json(&survey(json!({"name": word})));
            // A survey of that name is only looked for, never made.
            if !(method == Method::PUT && path == "/v1/surveys/") {
                calls.push((format!("{method} {path}"), call));
            }
        }
    }
    for header in [
        "origin",
        "host",
        "cookie",
        "user-agent",
        "referer",
        "accept-language",
        "content-type",
        "content-encoding",
        "if-none-match",
        "true-client-ip",
        "x-forwarded-for",
        "traceparent",
    ] {
        let call = service.call(Method::POST, RESPONSES).header(header, word);
        calls.push((header.into(), call.body("{}")));
        calls.push((header.into(), service.get(SCORES).header(header, word)));
    }
    calls
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_typed_is_logged_or_becomes_a_header() {
    let word = "zqmarker";
    let faults = Faults::over(Arc::new(Memory::new()));
    let store: Arc<dyn KeyValue> = faults.clone();
    let service = Service::over(store, config(&[])).await;
    service.put_survey("all", &all_kinds()).await;
    for failing in [false, true] {
        if failing {
            service.pass_freshness();
            faults.add(Fault::fail(Moment::Before));
        }
        let mut statuses = BTreeMap::new();
        for (name, call) in typed(&service, word) {
            service.pass_freshness();
            let answer = call.send().await;
            *statuses.entry(answer.status.as_u16()).or_insert(0) += 1;
            for (header, value) in &answer.headers {
                let value = String::from_utf8_lossy(value.as_bytes()).to_lowercase();
                assert!(!value.contains(word), "{name}: {header}: {value}");
            }
        }
        assert!(statuses.len() > 3, "{statuses:?}");
        let output = service.host.output();
        assert_eq!(output.is_empty(), !failing, "{output}");
        assert!(!output.to_lowercase().contains(word), "{output}");
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_store_is_unavailable_and_keeps_its_words() {
    let faults = Faults::over(Arc::new(Memory::new()));
    let store: Arc<dyn KeyValue> = faults.clone();
    let service = Service::over(store, config(&[])).await;
    service.put_survey("all", &all_kinds()).await;
    let kept = service.kept().await;
    let submission = json!({"answers": {"recommend": 9}});
    let calls = [
        (Method::GET, "/v1/surveys"),
        (Method::GET, "/v1/surveys/all"),
        (Method::PUT, "/v1/surveys/all"),
        (Method::DELETE, "/v1/surveys/all"),
        (Method::POST, RESPONSES),
        (Method::GET, RESPONSES),
        (Method::GET, SCORES),
        (Method::GET, "/s/all.js"),
        (Method::GET, "/s/all"),
        (Method::POST, "/s/all"),
        (Method::POST, "/v1/compact"),
    ];
    for operation in [Operation::Get, Operation::Set, Operation::Keys] {
        service.pass_freshness();
        faults.add(Fault::fail(Moment::Before).on(move |other, _| other == operation));
        for (method, path) in &calls {
            let body = match *method {
                Method::PUT => all_kinds(),
                _ => submission.clone(),
            };
            let call = service.call(method.clone(), path).token(ADMIN);
            let call = match *path {
                "/s/all" => call.form(&[("a.recommend", "9")]),
                _ => call.json(&body),
            };
            let answer = call.send().await;
            let name = format!("{operation:?} {method} {path}: {answer:?}");
            if operation == Operation::Get {
                assert_eq!(answer.status, 503, "{name}");
            }
            if answer.status == 503 {
                assert_eq!(answer.header("retry-after"), "1", "{name}");
                let body = answer.text().to_lowercase();
                for word in ["injected", "survey/all", "get", "key"] {
                    assert!(!body.contains(word) || *path == "/s/all", "{name}");
                }
                assert!(!body.contains("injected"), "{name}");
                if *path != "/s/all" {
                    assert_refused(&name, &answer, 503, "unavailable");
                }
            }
            // What fails in passing is the next request's business.
            service.pass_freshness();
        }
        faults.clear();
        // Deleting may have begun before it failed.
        service.put_survey("all", &all_kinds()).await;
    }
    // The operator gets the words.
    assert!(service.host.output().contains("injected"));
    let submissions = |kept: &BTreeMap<String, Vec<u8>>| {
        let responses = kept.keys().filter(|key| key.starts_with("in/"));
        responses.count()
    };
    assert_eq!(submissions(&kept), 0);
    service.finish().await;
}
