//! The hosted page: what a browser gets, and what it sends without a script.

mod branching;
mod browser;
mod guards;
mod links;
mod places;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use glas::id::ResponseId;
use glas::time::Millis;
use glas_host::{Fault, Faults, KeyValue, Memory, Moment, Reuse};
use http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{ADMIN, Answer, READER, Service, config};

const SCRIPT_TAG: &str = "<script>alert('1')</script>\"&";

/// The fields of a form with what they hold.
type Fields<'a> = Vec<(&'a str, &'a str)>;

/// A question of every kind, in three languages; the last is written from the right.
fn every_kind() -> Value {
    let text = |text: &str| json!({"en": text, "sl": format!("{text} [sl]"), "ar": format!("{text} [ar]")});
    json!({
        "name": "Every kind",
        "default_locale": "en",
        "questions": [
            {"id": "recommend", "kind": "nps", "required": true, "text": text("Recommend?")},
            {"id": "why", "kind": "text", "text": text("Why?")},
            {"id": "ease", "kind": "ces", "text": text("Easy?")},
            {"id": "overall", "kind": "csat", "text": text("Satisfied?")},
            {"id": "product", "kind": "stars", "text": text("Product?")},
            {"id": "mood", "kind": "emoji", "text": text("Mood?")},
            {"id": "helpful", "kind": "thumbs", "text": text("Helpful?")},
            {"id": "reason", "kind": "choice", "multiple": true, "text": text("Reason?"),
             "options": [{"id": "price", "text": text("Price")}, {"id": "delivery", "text": text("Delivery")}]},
            {"id": "aspects", "kind": "drivers", "text": text("Aspects?"),
             "aspects": [{"id": "price", "text": text("The price")}, {"id": "speed", "text": text("The speed")}]},
            {"id": "late", "kind": "choice", "other": true, "text": text("How late?"),
             "options": [{"id": "day", "text": text("A day")}, {"id": "week", "text": text("A week")}]},
        ],
        "origins": [],
        "publish_scores": true,
    })
}

async fn start() -> Service {
    let service = Service::start().await;
    service.put_survey("all", &every_kind()).await;
    service
}

/// What a form would send of a field that the page filled in.
#[track_caller]
fn filled_in(page: &Answer, name: &str) -> String {
    let before = format!("name=\"{name}\" value=\"");
    let (_, after) = page.text().split_once(&before).expect("the field");
    after.split('"').next().unwrap_or_default().to_owned()
}

/// What every page is, whatever it says.
#[track_caller]
fn assert_page(name: &str, answer: &Answer, status: u16, lang: &str, says: &str) {
    assert_eq!(answer.status, status, "{name}: {answer:?}");
    assert_eq!(
        answer.header("content-type"),
        "text/html; charset=utf-8",
        "{name}"
    );
    assert_eq!(
        answer.header("cache-control"),
        "private, no-cache",
        "{name}"
    );
    assert_eq!(answer.header("referrer-policy"), "same-origin", "{name}");
    let html = answer.text();
    let dir = if lang == "ar" { "rtl" } else { "ltr" };
    let tag = format!("<html lang=\"{lang}\" dir=\"{dir}\">");
    assert!(html.contains(&tag), "{name}: not {tag}: {html}");
    assert!(html.contains(says), "{name}: does not say {says}: {html}");
    assert!(
        html.contains("<meta name=\"robots\" content=\"noindex\">"),
        "{name}"
    );
    let rest = "form-action 'self'; base-uri 'none'; frame-ancestors 'self'";
    assert_policy(name, answer, "style", rest);
    for forbidden in [
        "<script",
        " style=",
        " onload=",
        "javascript:",
        "http://",
        "https://",
    ] {
        assert!(
            !html.to_lowercase().contains(forbidden),
            "{name}: {forbidden}"
        );
    }
}

/// The policy lets in what stands in the page's own elements of that kind, and nothing else; then it says `rest`.
#[track_caller]
fn assert_policy(name: &str, answer: &Answer, element: &str, rest: &str) {
    let policy = answer.header("content-security-policy");
    let (sources, after) = policy
        .split_once(&format!("; {element}-src "))
        .and_then(|(_, policy)| policy.split_once("; "))
        .expect(element);
    assert!(
        policy.starts_with("default-src 'none'; style-src "),
        "{name}: {policy}"
    );
    assert_eq!(after, rest, "{name}");
    let mut sources: Vec<&str> = sources.split(' ').collect();
    for inline in answer.text().split(&format!("<{element}")).skip(1) {
        let (_, text) = inline.split_once('>').expect("the end of a tag");
        let (text, _) = text.split_once(&format!("</{element}>")).expect("its end");
        let source = format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
        assert!(
            text.is_empty() || sources.contains(&source.as_str()),
            "{name}: {source}"
        );
    }
    // The dark colours are let in where a theme leaves them out.
    sources.retain(|source| !source.starts_with("'sha256-"));
    assert!(
        sources.is_empty() || sources == ["'self'"],
        "{name}: {policy}"
    );
}

async fn exported(service: &Service) -> Vec<Value> {
    let call = service.get("/v1/surveys/all/responses").token(READER);
    let answer = call.send().await;
    let lines = answer.text().lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_in_the_language_that_suits_the_reader() {
    let service = start().await;
    let table = [
        ("", None, "en", "Recommend?", "Send"),
        ("?lang=sl", None, "sl", "Recommend? [sl]", "Pošlji"),
        ("?lang=sl-SI", None, "sl", "Recommend? [sl]", "Pošlji"),
        ("?lang=SL", None, "sl", "Recommend? [sl]", "Pošlji"),
        ("?lang=ar", None, "ar", "Recommend? [ar]", "إرسال"),
        ("?lang=de", None, "en", "Recommend?", "Send"),
        // What is no language tag says nothing.
        ("?lang=", Some("sl"), "sl", "Recommend? [sl]", "Pošlji"),
        ("?lang=%00%3Cscript%3E", None, "en", "Recommend?", "Send"),
        ("?lang=en", Some("sl"), "en", "Recommend?", "Send"),
        ("?lang=de", Some("sl"), "sl", "Recommend? [sl]", "Pošlji"),
        ("", Some("sl"), "sl", "Recommend? [sl]", "Pošlji"),
        (
            "",
            Some("de, sl;q=0.8, en;q=0.5"),
            "sl",
            "Recommend? [sl]",
            "Pošlji",
        ),
        (
            "",
            Some("sl;q=0.1, ar;q=0.2"),
            "ar",
            "Recommend? [ar]",
            "إرسال",
        ),
        ("", Some("sl;q=0, *"), "en", "Recommend?", "Send"),
        ("", Some(";;,q=1,\u{17e}"), "en", "Recommend?", "Send"),
    ];
    for (query, accepted, lang, asks, button) in table {
        let call = service.get(&format!("/s/all{query}"));
        let answer = accepted
            .iter()
            .fold(call, |call, accepted| {
                call.header("accept-language", accepted)
            })
            .send()
            .await;
        let name = format!("{query} {accepted:?}");
        assert_page(&name, &answer, 200, lang, asks);
        assert!(
            answer.text().contains(&format!(">{button}</button>")),
            "{name}"
        );
        assert_eq!(filled_in(&answer, "locale"), lang, "{name}");
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_never_markup() {
    let service = Service::start().await;
    let text = json!({ "en": SCRIPT_TAG });
    let survey = json!({
        "name": SCRIPT_TAG,
        "default_locale": "en",
        "questions": [
            {"id": "why", "kind": "text", "text": text},
            {"id": "recommend", "kind": "nps", "text": text},
            {"id": "reason", "kind": "choice", "text": text, "options": [{"id": "a", "text": text}]},
        ],
        "attributes": {"plan": [SCRIPT_TAG]},
    });
    service.put_survey("all", &survey).await;
    let link = "/s/all?touchpoint=%3Cscript%3E&channel=%22%3E%3Cscript%3E";
    let page = service.get(link).send().await;
    assert_page(
        "the form",
        &page,
        200,
        "en",
        "&#60;script&#62;alert(&#39;1&#39;)",
    );
    assert_eq!(filled_in(&page, "touchpoint"), "&#60;script&#62;");
    assert_eq!(filled_in(&page, "channel"), "&#34;&#62;&#60;script&#62;");
    let fields = [
        ("id", SCRIPT_TAG),
        ("touchpoint", SCRIPT_TAG),
        ("locale", SCRIPT_TAG),
        (SCRIPT_TAG, SCRIPT_TAG),
    ];
    let form = service.call(Method::POST, "/s/all").form(&fields);
    assert_page("refused", &form.send().await, 422, "en", "<h1>");
    let id = filled_in(&page, "id");
    let fields = [
        ("id", id.as_str()),
        ("a.why", "</textarea><script>alert(1)</script>"),
        ("a.recommend", SCRIPT_TAG),
        ("a.reason", SCRIPT_TAG),
    ];
    let form = service.call(Method::POST, "/s/all").form(&fields);
    let mended = form.send().await;
    assert_page("to be mended", &mended, 422, "en", "&#60;/textarea&#62;");
    let form = service.call(Method::POST, "/s/all").form(&fields[..2]);
    assert_page("thanks", &form.send().await, 200, "en", "Thank you");
    let kept = exported(&service).await;
    assert_eq!(kept[0]["answers"]["why"], fields[1].1);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_takes_an_answer_to_every_kind_of_question() {
    let service = start().await;
    let page = service.get("/s/all?lang=sl&touchpoint=In%20store&channel=qr");
    let page = page.send().await;
    let id = filled_in(&page, "id");
    assert!(id.parse::<ResponseId>().is_ok(), "{id}");
    for field in [
        r#"type="radio" name="a.recommend" value="10""#,
        r#"type="radio" name="a.ease" value="7""#,
        r#"type="radio" name="a.overall" value="5""#,
        r#"type="radio" name="a.product" value="5""#,
        r#"type="radio" name="a.mood" value="1""#,
        r#"type="radio" name="a.helpful" value="0""#,
        r#"type="checkbox" name="a.reason" value="price""#,
        r#"type="radio" name="a.aspects.speed" value="5""#,
        r#"type="radio" name="a.late" value="week""#,
        r#"type="radio" name="a.late" value="other""#,
        r#"name="o.late""#,
        r#"name="a.why""#,
        r#"<form method="post" action="/s/all?at=recommend""#,
    ] {
        assert!(page.text().contains(field), "{field}");
    }
    let touchpoint = filled_in(&page, "touchpoint");
    let channel = filled_in(&page, "channel");
    let locale = filled_in(&page, "locale");
    let fields = [
        ("id", id.as_str()),
        ("touchpoint", &touchpoint),
        ("channel", &channel),
        ("locale", &locale),
        ("a.recommend", "10"),
        ("a.why", "Fast\r\nand cheap"),
        ("a.ease", "7"),
        ("a.overall", "4"),
        ("a.product", "5"),
        ("a.mood", "1"),
        ("a.helpful", "0"),
        ("a.reason", "delivery"),
        ("a.reason", "price"),
        ("a.aspects.price", "4"),
        ("a.aspects.speed", "1"),
        ("a.late", "week"),
        // What a browser's extension adds is nobody's answer.
        ("extra", "x"),
    ];
    let origin = service.host.url();
    for _ in 0..2 {
        let form = service.call(Method::POST, "/s/all").form(&fields);
        let answer = form.header("origin", &origin).send().await;
        assert_page("thanks", &answer, 200, "sl", "Hvala");
    }
    let kept = json!({
        "id": id, "revision": 0, "complete": true,
        "answers": {"recommend": 10, "why": "Fast\nand cheap", "ease": 7, "overall": 4, "product": 5, "mood": 1, "helpful": 0,
                    "reason": ["price", "delivery"], "aspects": {"price": 4, "speed": 1}, "late": ["week"]},
        "touchpoint": "In store", "channel": "qr", "locale": "sl",
    });
    assert_eq!(exported(&service).await, [kept]);
    assert_eq!(service.scores("all").await["responses"], 1);
    // Another visit is another respondent.
    let again = service.get("/s/all").send().await;
    assert_ne!(filled_in(&again, "id"), id);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_to_be_mended_comes_back_with_its_answers() {
    let service = start().await;
    let page = service.get("/s/all?touchpoint=store").send().await;
    let id = filled_in(&page, "id");
    let long = "ž".repeat(5001);
    let required = "Please answer this question.";
    let choose = "Please choose one of the answers shown.";
    let shorten = "Please shorten your answer.";
    let table: Vec<(&str, Fields, &str, &str)> = vec![
        ("nothing", vec![], required, "recommend"),
        (
            "all but what is required",
            vec![("a.overall", "4")],
            required,
            "recommend",
        ),
        (
            "off the scale",
            vec![("a.recommend", "11")],
            choose,
            "recommend",
        ),
        (
            "no number",
            vec![("a.recommend", "ten")],
            choose,
            "recommend",
        ),
        (
            "a broken one",
            vec![("a.recommend", "9.5")],
            choose,
            "recommend",
        ),
        (
            "an unknown option",
            vec![("a.recommend", "9"), ("a.reason", "colour")],
            choose,
            "reason",
        ),
        (
            "an empty option",
            vec![("a.recommend", "9"), ("a.late", "")],
            choose,
            "late",
        ),
        (
            "two options of one",
            vec![("a.recommend", "9"), ("a.late", "day"), ("a.late", "week")],
            choose,
            "late",
        ),
        (
            "too long a text",
            vec![("a.recommend", "9"), ("a.why", &long)],
            shorten,
            "why",
        ),
        (
            "NUL in a text",
            vec![("a.recommend", "9"), ("a.why", "\0")],
            choose,
            "why",
        ),
        (
            "an aspect off the scale",
            vec![("a.recommend", "9"), ("a.aspects.price", "6")],
            choose,
            "aspects",
        ),
        (
            "too many words for another option",
            vec![("a.recommend", "9"), ("o.late", &long)],
            shorten,
            "late",
        ),
    ];
    for (name, mut fields, message, question) in table {
        let given = [
            ("id", id.as_str()),
            ("touchpoint", "store"),
            ("a.ease", "6"),
            ("a.helpful", "1"),
            ("a.reason", "price"),
        ];
        fields.extend(
            given
                .iter()
                .filter(|(field, _)| !fields.iter().any(|(other, _)| other == field))
                .copied()
                .collect::<Vec<_>>(),
        );
        let form = service.call(Method::POST, "/s/all").form(&fields);
        let answer = form.send().await;
        assert_page(name, &answer, 422, "en", message);
        let html = answer.text();
        assert!(
            html.contains(&format!("<a href=\"#q-{question}\">")),
            "{name}: {html}"
        );
        assert!(html.contains("role=\"alert\""), "{name}");
        assert!(
            html.contains("<title>Please check your answers – Every kind</title>"),
            "{name}"
        );
        assert_eq!(filled_in(&answer, "id"), id, "{name}");
        assert_eq!(filled_in(&answer, "touchpoint"), "store", "{name}");
        for kept in [
            "name=\"a.ease\" value=\"6\"",
            "name=\"a.helpful\" value=\"1\"",
        ] {
            let (_, after) = html.split_once(kept).expect("the point");
            let tag = after.split('>').next().unwrap_or_default();
            assert!(tag.ends_with(" checked"), "{name}: {kept}: {tag}");
        }
    }
    assert!(exported(&service).await.is_empty());
    // A text as long as it may be, counted as people and the page count: a line's end is one.
    let lines = "ž\r\n".repeat(2500);
    let fields = [("id", id.as_str()), ("a.recommend", "9"), ("a.why", &lines)];
    let form = service.call(Method::POST, "/s/all").form(&fields);
    assert_page("lines", &form.send().await, 200, "en", "Thank you");
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_cannot_be_mended_is_answered_in_words() {
    let service = start().await;
    let stale = ResponseId::new(
        Millis((service.clock.now() - Duration::from_secs(7 * 24 * 3600 + 60)).as_millis() as u64),
        &[7; 10],
    )
    .to_string();
    let expired = "This page was open for too long";
    let failed = "Your answers could not be saved";
    let answered = |fields: &[(&str, &str)]| service.call(Method::POST, "/s/all").form(fields);
    for (name, id) in [("stale", stale.as_str()), ("no UUID", "x"), ("NUL", "\0")] {
        let answer = answered(&[("id", id), ("a.recommend", "9")]).send().await;
        assert_page(name, &answer, 422, "en", expired);
    }
    let valid = [("a.recommend", "9")];
    let sl = [("a.recommend", "9"), ("id", "x"), ("locale", "sl")];
    let answer = answered(&sl).header("accept-language", "bg").send().await;
    assert_page(
        "in the form's language",
        &answer,
        422,
        "sl",
        "Stran je bila odprta predolgo",
    );
    for origin in ["https://evil.example", "null"] {
        let answer = answered(&valid).header("origin", origin).send().await;
        assert_page(origin, &answer, 403, "en", failed);
        assert_eq!(answer.header("access-control-allow-origin"), "");
    }
    for content_type in [
        "application/json",
        "multipart/form-data; boundary=x",
        "text/plain",
    ] {
        let call = service.call(Method::POST, "/s/all");
        let call = call
            .header("content-type", content_type)
            .body("a.recommend=9");
        assert_page(content_type, &call.send().await, 415, "en", failed);
    }
    let long = "x".repeat(3 * 64 * 1024);
    let answer = answered(&[("a.recommend", "9"), ("a.why", &long)])
        .send()
        .await;
    assert_page("too large", &answer, 413, "en", failed);
    assert!(exported(&service).await.is_empty());
    for body in [
        &b"%ff%fe=%00&=&&a.recommend=9%&%zz"[..],
        b"\xff\xfe=\0&a.recommend",
        b"",
    ] {
        let call = service.call(Method::POST, "/s/all");
        let call = call.header("content-type", "application/x-www-form-urlencoded");
        let answer = call.body(body).send().await;
        assert_page("junk", &answer, 422, "en", "Please check your answers");
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_leads_to_no_open_survey_says_so() {
    let service = Service::start().await;
    for (id, fields) in [
        ("paused", json!({"status": "paused"})),
        ("early", json!({"opens_at": "2200-01-01T00:00:00Z"})),
        ("closed", json!({"status": "closed"})),
        ("past", json!({"closes_at": "2020-01-01T00:00:00Z"})),
        ("full", json!({"max_responses": 1})),
    ] {
        let mut survey = every_kind();
        survey
            .as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        service.put_survey(id, &survey).await;
    }
    let first = service.call(Method::POST, "/s/full");
    assert_eq!(first.form(&[("a.recommend", "9")]).send().await.status, 200);
    service.pass_freshness();
    let (paused, closed) = (
        "This survey is not open at the moment",
        "This survey has closed",
    );
    let missing = "There is no such survey";
    for (path, status, says) in [
        ("/s/paused", 409, paused),
        ("/s/early", 409, paused),
        ("/s/closed", 410, closed),
        ("/s/past", 410, closed),
        ("/s/nowhere", 404, missing),
        ("/s/Nowhere", 404, missing),
        ("/s/%3Cscript%3E", 404, missing),
    ] {
        let answer = service.get(path).send().await;
        assert_page(path, &answer, status, "en", says);
        let form = service
            .call(Method::POST, path)
            .form(&[("a.recommend", "9")]);
        assert_page(path, &form.send().await, status, "en", says);
    }
    let form = service
        .call(Method::POST, "/s/full")
        .form(&[("a.recommend", "9")]);
    assert_page("full", &form.send().await, 410, "en", closed);
    // In the first of the reader's languages that the page itself speaks.
    for (query, accepted, lang, says) in [
        ("", "sl", "sl", "Te ankete ni"),
        ("", "eo, sl-SI;q=0.5", "sl-SI", "Te ankete ni"),
        ("?lang=bg", "sl", "bg", "Няма такава анкета"),
        ("?lang=be", "", "be", "Такога апытання няма"),
        ("?lang=eo", "", "en", missing),
    ] {
        let call = service.get(&format!("/s/nowhere{query}"));
        let answer = call.header("accept-language", accepted).send().await;
        assert_page(&format!("{query} {accepted}"), &answer, 404, lang, says);
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_forms_and_a_failing_store_are_answered_in_words() {
    let faults = Faults::over(Arc::new(Memory::new()));
    let store: Arc<dyn KeyValue> = faults.clone();
    let mut config = config(&[("submissions_per_minute", "1")]);
    config.reuse = Reuse {
        idle: Duration::from_secs(600),
        ..Reuse::default()
    };
    let service = Service::over(store, config).await;
    service.put_survey("all", &every_kind()).await;
    let submit = || {
        service
            .call(Method::POST, "/s/all")
            .form(&[("a.recommend", "9")])
            .send()
    };
    assert_page("the first", &submit().await, 200, "en", "Thank you");
    let answer = submit().await;
    assert_page(
        "the second",
        &answer,
        429,
        "en",
        "That was too many answers at once",
    );
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    service.clock.advance(Duration::from_secs(60));
    faults.add(Fault::fail(Moment::Before));
    let answer = submit().await;
    assert_page(
        "failing",
        &answer,
        503,
        "en",
        "Your answers could not be saved",
    );
    assert_eq!(answer.header("retry-after"), "1");
    assert!(!answer.text().contains("injected"));
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn following_a_link_records_nothing() {
    let service = start().await;
    let submission = json!({"answers": {"recommend": 9}});
    let posted = service.post("/v1/surveys/all/responses", &submission);
    assert_eq!(posted.send().await.status, 201);
    let kept = service.kept().await;
    for path in [
        "/healthz",
        "/openapi.json",
        "/s/all",
        "/s/all?lang=sl&touchpoint=mail&channel=email&mode=kiosk",
        "/s/all?a.recommend=9&recommend=9&answers=%7B%7D",
        "/s/all/badge.svg",
        "/s/all/qr.svg",
        "/s/all/rating.json",
        "/s/all.js",
        "/s/all.js?lang=sl",
        "/s/nowhere",
        "/v1/surveys",
        "/v1/surveys/all",
        "/v1/surveys/all/scores",
        "/v1/surveys/all/scores?by=day",
        "/v1/surveys/all/responses",
        "/v1/surveys/all/responses/019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0",
        "/v1/compact",
    ] {
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            let call = service.call(method, path).token(ADMIN);
            call.header("purpose", "prefetch").send().await;
            service.pass_freshness();
        }
    }
    assert_eq!(service.kept().await, kept);
    assert_eq!(service.scores("all").await["responses"], 1);
    service.finish().await;
}
