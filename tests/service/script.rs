//! The one-line script: what it brings, and how it is packed.

use std::time::Duration;

use hyper::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Service};

const KEY: (&str, &str) = ("signing_key", "a-key");

pub fn survey() -> Value {
    json!({
        "name": "Checkout", "default_locale": "en", "publish_scores": true,
        "questions": [
            {"id": "recommend", "kind": "nps", "required": true, "text": {"en": "Recommend?", "sl": "Priporočate?"}},
            {"id": "why", "kind": "text", "text": {"en": "Why?"}, "show_if": {"question": "recommend", "at_most": 8}},
        ],
        "thanks": [{"title": {"en": "Oh!"}}],
        "display": {"placement": "tab", "delay": 5},
        "theme": {"accent": "#0a7d5a"},
        "attributes": {"plan": ["free", "pro"]},
    })
}

async fn start(variables: &[(&str, &str)]) -> Service {
    let service = Service::with(variables).await;
    service.put_survey("checkout", &survey()).await;
    service
}

/// The survey in a script.
pub fn embedded(script: &str) -> Value {
    let opening = include_str!("../../static/dist/widget.js");
    let survey = script.strip_prefix(opening).expect("the widget");
    let survey = survey.strip_suffix(");\n").expect("its end");
    serde_json::from_str(survey).expect("JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_brings_the_widget_the_survey_and_its_texts() {
    let service = start(&[]).await;
    for (path, lang) in [
        ("/s/checkout.js", None),
        ("/s/checkout.js?lang=sl", Some("sl")),
        ("/s/checkout.js?utm_source=x&delay=5", None),
    ] {
        let call = service.get(path).header("origin", "https://shop.example");
        let answer = call.send().await;
        assert_eq!(answer.status, 200, "{path}");
        for (name, value) in [
            ("content-type", "text/javascript; charset=utf-8"),
            ("access-control-allow-origin", "*"),
            ("cross-origin-resource-policy", "cross-origin"),
            (
                "cache-control",
                "public, max-age=60, stale-while-revalidate=600",
            ),
            ("vary", "Accept-Encoding"),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        let found = embedded(answer.text());
        for field in ["thanks", "display", "theme", "attributes"] {
            assert_eq!(found[field], survey()[field], "{path} {field}");
        }
        assert_eq!(found["lang"], json!(lang), "{path}");
        assert_eq!(found["token"], Value::Null, "{path}");
        // The words of English come with the widget.
        assert_eq!(found["strings"]["sl"]["send"], "Pošlji", "{path}");
        assert_eq!(found["strings"]["en"], Value::Null, "{path}");
        let again = service
            .get(path)
            .header("if-none-match", answer.header("etag"));
        let again = again.send().await;
        assert_eq!(
            (again.status.as_u16(), again.body.len()),
            (304, 0),
            "{path}"
        );
    }
    let missing = service.get("/s/nowhere.js").send().await;
    assert_eq!(
        (missing.status.as_u16(), missing.code().as_str()),
        (404, "not_found")
    );
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_script_is_packed_for_who_can_unpack_it() {
    let service = start(&[]).await;
    let plain = service.get("/s/checkout.js").send().await;
    for (accepted, packed) in [
        ("br", true),
        ("gzip, deflate, br, zstd", true),
        ("gzip, br;q=0.5", true),
        ("br;q=0", false),
        ("br;q=0.0", false),
        ("gzip", false),
        ("", false),
    ] {
        let call = service
            .get("/s/checkout.js")
            .header("accept-encoding", accepted);
        let answer = call.send().await;
        let encoding = if packed { "br" } else { "" };
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted:?}");
        let text = if packed {
            answer.unpacked()
        } else {
            answer.text().to_owned()
        };
        assert!(text == plain.text(), "{accepted:?}");
        let again = service.get("/s/checkout.js");
        let again = again.header("accept-encoding", accepted);
        let again = again.header("if-none-match", answer.header("etag"));
        let again = again.send().await;
        assert_eq!(again.status, 304, "{accepted:?}");
        assert_eq!(again.header("content-encoding"), "", "{accepted:?}");
        assert_eq!(again.header("vary"), "Accept-Encoding", "{accepted:?}");
        assert!(
            !packed || answer.body.len() < plain.body.len() / 2,
            "{accepted:?}"
        );
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_the_script_is_good_until_the_survey_changes_or_the_day_ends() {
    let service = start(&[KEY]).await;
    service.to_noon();
    let read = async |etag: &str| {
        let call = service.get("/s/checkout.js").header("if-none-match", etag);
        call.send().await
    };
    let first = read("").await;
    let etag = first.header("etag").to_owned();
    // Another token, and yet the same script.
    service.pass_freshness();
    assert_eq!(read(&etag).await.status, 304);
    assert_ne!(
        embedded(read("").await.text())["token"],
        embedded(first.text())["token"]
    );
    service.clock.advance(Duration::from_secs(24 * 3600));
    let next_day = read(&etag).await;
    assert_eq!(next_day.status, 200);
    let etag = next_day.header("etag").to_owned();
    let mut paused = survey();
    paused["status"] = json!("paused");
    service.put_survey("checkout", &paused).await;
    service.pass_freshness();
    let newer = read(&etag).await;
    assert_eq!(newer.status, 200);
    assert_eq!(embedded(newer.text())["status"], "paused");
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_that_wants_a_token_takes_nothing_without_one() {
    let service = start(&[KEY]).await;
    let mut strict = survey();
    strict["require_token"] = json!(true);
    service.put_survey("strict", &strict).await;
    // A token is as old as the second in which it is made.
    service.to_noon();
    let token = |script: Answer| {
        embedded(script.text())["token"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let own = token(service.get("/s/strict.js").send().await);
    let other = token(service.get("/s/checkout.js").send().await);
    let send = async |token: Value| {
        let submission = json!({"answers": {"recommend": 9}, "token": token});
        let path = "/v1/surveys/strict/responses";
        service.post(path, &submission).send().await
    };
    let young = send(json!(own)).await;
    assert_eq!(
        (young.status.as_u16(), young.code().as_str()),
        (429, "token_too_young")
    );
    let wait: u64 = young.header("retry-after").parse().expect("seconds");
    assert!((1..=2).contains(&wait), "{wait}");
    service.clock.advance(Duration::from_secs(2));
    for (token, fault) in [
        (Value::Null, "/token missing"),
        (json!("nonsense"), "/token invalid_token"),
        (json!(other), "/token invalid_token"),
    ] {
        let answer = send(token.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.faults()),
            (422, vec![fault.to_owned()]),
            "{token}"
        );
    }
    assert_eq!(service.scores("strict").await["responses"], 0);
    assert_eq!(send(json!(own)).await.status, 201);
    service.clock.advance(Duration::from_secs(8 * 24 * 3600));
    assert_eq!(send(json!(own)).await.faults(), ["/token expired_token"]);
    assert_eq!(service.scores("strict").await["responses"], 1);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_a_survey_that_wants_a_token_is_not_configured() {
    let service = start(&[]).await;
    let mut strict = survey();
    strict["require_token"] = json!(true);
    service.put_survey("strict", &strict).await;
    let submission = json!({"answers": {"recommend": 9}, "token": "1.x"});
    let answer = service
        .post("/v1/surveys/strict/responses", &submission)
        .send()
        .await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (503, "not_configured")
    );
    // One that wants none takes it.
    let answer = service
        .post("/v1/surveys/checkout/responses", &submission)
        .send()
        .await;
    assert_eq!(answer.status, 201);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shows_are_gathered_and_written_together() {
    let service = start(&[]).await;
    let path = "/v1/surveys/checkout/impressions";
    let before = service.kept().await.len();
    for touchpoint in ["checkout", "checkout", "support"] {
        let report = json!({"weight": 10, "touchpoint": touchpoint});
        let answer = service.post(path, &report).send().await;
        assert_eq!((answer.status.as_u16(), answer.body.len()), (202, 0));
    }
    let partial = json!({"id": "", "complete": false, "answers": {"recommend": 3}, "channel": "web", "at": "why"});
    for (answers, complete) in [
        (json!({"recommend": 9}), true),
        (json!({"recommend": 3}), false),
    ] {
        let mut submission = partial.clone();
        submission.as_object_mut().unwrap().remove("id");
        submission["answers"] = answers;
        submission["complete"] = json!(complete);
        let answer = service
            .post("/v1/surveys/checkout/responses", &submission)
            .send()
            .await;
        assert_eq!(answer.status, 201);
    }
    let funnel = async || {
        service.pass_freshness();
        service.scores("checkout").await["funnel"].clone()
    };
    // They are written a moment after they were answered.
    let mut found = funnel().await;
    for _ in 0..200 {
        if found["shown"] == 30 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        found = funnel().await;
    }
    assert_eq!(found["shown"], 30);
    assert_eq!(
        (&found["started"], &found["completed"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(found["completion_rate"]["value"], 50.0);
    assert_eq!(found["left_at"], json!({"why": 1}));
    assert_eq!(service.scores("checkout").await["responses"], 2);
    // One key a place, not one a report, and none of them is anybody's response.
    let entries = service
        .kept()
        .await
        .keys()
        .filter(|key| key.starts_with("in/"))
        .count();
    assert!(entries < before + 5, "{entries}");
    let export = service
        .get("/v1/surveys/checkout/responses")
        .token(crate::support::READER);
    assert_eq!(export.send().await.text().lines().count(), 2);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_cannot_be_is_refused() {
    let service = start(&[]).await;
    let mut closed = survey();
    closed["status"] = json!("closed");
    closed["origins"] = json!(["https://shop.example"]);
    service.put_survey("closed", &closed).await;
    let path = |survey: &str| format!("/v1/surveys/{survey}/impressions");
    let post =
        async |survey: &str, report: Value| service.post(&path(survey), &report).send().await;
    assert_eq!(
        post("checkout", json!({"weight": 0})).await.faults(),
        ["/weight out_of_range"]
    );
    assert_eq!(
        post("checkout", json!({"shown": 1})).await.faults(),
        ["/shown unknown_field"]
    );
    assert_eq!(post("nowhere", json!({})).await.status, 404);
    assert_eq!(post("closed", json!({})).await.status, 410);
    let foreign = service
        .post(&path("closed"), &json!({}))
        .header("origin", "https://evil.example");
    assert_eq!(foreign.send().await.status, 403);
    let preflight = service
        .call(Method::OPTIONS, &path("checkout"))
        .header("origin", "https://a.example");
    assert_eq!(preflight.send().await.status, 204);
    assert_eq!(service.get(&path("checkout")).send().await.status, 405);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_takes_the_survey_from_its_page_before_there_is_one_on_the_service() {
    let service = Service::with(&[KEY]).await;
    let before = service.host.counters();
    let path = "/s/not-there-yet/preview.js";
    let plain = service.get(path).send().await;
    assert_eq!(plain.status, 200);
    for (name, value) in [
        ("content-type", "text/javascript; charset=utf-8"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("vary", "Accept-Encoding"),
    ] {
        assert_eq!(plain.header(name), value, "{name}");
    }
    let opening = include_str!("../../static/dist/widget.js");
    let survey = plain.text().strip_prefix(opening).expect("the widget");
    // Whatever the draft says of itself, nothing of it is sent.
    assert_eq!(
        survey,
        "{...globalThis.GLAS_DRAFT,display:{...globalThis.GLAS_DRAFT.display,preview:true}});\n"
    );
    let packed = service.get(path).header("accept-encoding", "br");
    let packed = packed.send().await;
    assert_eq!(packed.header("content-encoding"), "br");
    assert!(packed.unpacked() == plain.text());
    let nobodys = service.get("/s/Not%20a%20name/preview.js").send().await;
    assert_eq!(
        (nobodys.status.as_u16(), nobodys.code().as_str()),
        (404, "not_found")
    );
    let spent = service.host.counters().since(&before);
    assert_eq!((spent.gets, spent.listings), (0, 0), "nothing is looked up");
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_score_has_a_script_of_its_own() {
    let service = start(&[]).await;
    let path = "/s/checkout/score.js";
    let answer = service.get(path).send().await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        answer.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    assert!(answer.text() == include_str!("../../static/dist/score.js"));
    let again = service
        .get(path)
        .header("if-none-match", answer.header("etag"));
    assert_eq!(again.send().await.status, 304);
    service.finish().await;
}

/// What a visitor pays for a survey of six questions, in bytes as they are sent.
const BUDGET: usize = 10_000;

#[tokio::test(flavor = "multi_thread")]
async fn the_script_of_six_questions_stays_within_its_budget() {
    let service = start(&[KEY]).await;
    let six = serde_json::from_str(include_str!("../six-questions.json")).expect("JSON");
    service.put_survey("six", &six).await;
    let call = service.get("/s/six.js").header("accept-encoding", "br");
    let bytes = call.send().await.body.len();
    assert!(bytes <= BUDGET, "{bytes} bytes");
    service.finish().await;
}
