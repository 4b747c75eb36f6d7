//! Links for those who are invited: what they carry, and what a table of people becomes.

use std::collections::BTreeSet;
use std::fmt::Write;

use glas::id::SurveyId;
use glas::invitation::Invitation;
use glas::survey::Survey;
use glas::time::Millis;
use serde_json::{Value, json};

use crate::support::{ADMIN, Answer, Call, READER, Service};

const KEY: &str = "a-signing-key";
const INVITATIONS: &str = "/v1/surveys/shop/invitations";

/// The first question that everybody can rate is the third.
fn definition() -> Value {
    json!({
        "name": "Shop",
        "default_locale": "en",
        "questions": [
            {"id": "reason", "kind": "choice", "text": {"en": "Why?"}, "options": [{"id": "price", "text": {"en": "Price"}}]},
            {"id": "fair", "kind": "thumbs", "text": {"en": "Fair?"}, "show_if": {"question": "reason", "includes": "price"}},
            {"id": "recommend", "kind": "nps",
             "text": {"en": "Recommend <us> & \"ours\"?", "sl": "Priporočilo?", "ar": "توصية؟"}},
        ],
        "attributes": {"plan": ["free", "pro"], "cohort": []},
    })
}

async fn start() -> Service {
    with(&[("signing_key", KEY)]).await
}

async fn with(variables: &[(&str, &str)]) -> Service {
    let service = Service::with(variables).await;
    service.put_survey("shop", &definition()).await;
    service
}

fn invite<'a>(service: &'a Service, document: &Value) -> Call<'a> {
    service.post(INVITATIONS, document).token(ADMIN)
}

fn invite_all<'a>(service: &'a Service, table: &str) -> Call<'a> {
    let call = service.call(http::Method::POST, INVITATIONS).token(ADMIN);
    call.header("content-type", "text/csv; charset=utf-8")
        .body(table.to_owned())
}

/// What a link carries, as the hosted page will read it.
#[track_caller]
fn opened(service: &Service, link: &str) -> Invitation {
    let (_, sealed) = link.split_once("?invitation=").expect("an invitation");
    let survey = Survey::parse(&definition()).expect("a definition");
    let id: SurveyId = "shop".parse().expect("a name");
    let now = Millis(service.clock.now().as_millis() as u64);
    Invitation::open(KEY, &id, &survey, now, sealed).expect("it opens")
}

#[track_caller]
fn assert_refused(name: &str, answer: &Answer, status: u16, code: &str) {
    let is = (answer.status.as_u16(), answer.code());
    assert_eq!(is, (status, code.to_owned()), "{name}: {answer:?}");
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{name}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_carries_what_the_admin_said_and_nothing_is_stored() {
    let service = start().await;
    let kept = service.kept().await;
    let document = json!({"attributes": {"plan": "pro"}, "touchpoint": "checkout", "channel": "sms", "locale": "sl", "expires_in_days": 7});
    let answer = invite(&service, &document).send().await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    let invited = answer.json();
    let link = invited["link"].as_str().unwrap();
    let page = format!("http://{}/s/shop?invitation=", service.host.address());
    assert!(link.starts_with(&page), "{link}");
    let invitation = opened(&service, link);
    assert_eq!(json!(invitation.attributes), json!({"plan": "pro"}));
    assert_eq!(json!(invitation.touchpoint), "checkout");
    assert_eq!(json!(invitation.channel), "sms");
    assert_eq!(json!(invitation.locale), "sl");
    assert_eq!(invited["expires_at"], invitation.expires.to_string());
    let links = invited["links"].as_object().unwrap();
    assert_eq!(links.len(), 11);
    for (rating, rated) in links {
        assert_eq!(*rated, format!("{link}&a.recommend={rating}"));
    }
    let usual = invite(&service, &json!({})).send().await.json();
    let usual = opened(&service, usual["link"].as_str().unwrap());
    assert_eq!(json!(usual.channel), "email");
    assert_ne!(usual.id, invitation.id);
    assert_eq!(service.kept().await, kept);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_or_says_what_cannot_be_is_refused() {
    let service = start().await;
    let refused = |call: Call<'_>, name: &'static str, status: u16, code: &'static str| {
        let answered = call.send();
        async move { assert_refused(name, &answered.await, status, code) }
    };
    let none = json!({});
    let post = |path: &str| service.post(path, &none);
    refused(post(INVITATIONS), "nobody", 401, "unauthorized").await;
    let reader = post(INVITATIONS).token(READER);
    refused(reader, "the reader", 401, "unauthorized").await;
    let nowhere = post("/v1/surveys/nowhere/invitations").token(ADMIN);
    refused(nowhere, "no survey", 404, "not_found").await;
    let query = post(&format!("{INVITATIONS}?x=1")).token(ADMIN);
    refused(query, "a query", 400, "unknown_parameter").await;
    let text = invite(&service, &none).body("{");
    refused(text, "no JSON", 400, "invalid_json").await;
    let typed = service.call(http::Method::POST, INVITATIONS).token(ADMIN);
    let typed = typed.header("content-type", "text/plain").body("{}");
    refused(typed, "another type", 415, "unsupported_media_type").await;
    let faulty = json!({"attributes": {"plan": "gold", "email": "a@b.example"}, "expires_in_days": 91, "to": "x"});
    let answer = invite(&service, &faulty).send().await;
    assert_refused("faults", &answer, 422, "unknown_field");
    assert_eq!(
        answer.faults(),
        [
            "/to unknown_field",
            "/attributes/email undeclared_attribute",
            "/attributes/plan unknown_value",
            "/expires_in_days out_of_range"
        ]
    );
    service.finish().await;
    let unset = with(&[]).await;
    let answer = invite(&unset, &none).send().await;
    assert_refused("no key", &answer, 503, "not_configured");
    unset.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_begin_where_browsers_reach_the_service() {
    let service = start().await;
    let begins = |invited: &Value, page: &str| {
        let link = invited["link"].as_str().unwrap();
        assert!(link.starts_with(&format!("{page}/s/shop?")), "{link}");
    };
    let named = invite(&service, &json!({})).header("host", "Voice.Example:8080");
    begins(&named.send().await.json(), "http://voice.example:8080");
    // Only what the platform appends is believed.
    let claimed =
        invite(&service, &json!({})).header("spin-full-url", "https://evil.example/s/shop");
    let own = format!("http://{}", service.host.address());
    begins(&claimed.send().await.json(), &own);
    let odd = invite(&service, &json!({})).header("host", "shop.example@evil.example");
    let answer = odd.send().await;
    assert!(answer.status.is_client_error(), "{answer:?}");
    service.finish().await;
    let set = with(&[
        ("signing_key", KEY),
        ("public_url", "https://voice.example/"),
    ])
    .await;
    begins(
        &invite(&set, &json!({})).send().await.json(),
        "https://voice.example",
    );
    set.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_block_for_an_email_is_tables_that_any_mail_program_shows() {
    let service = start().await;
    for (locale, lang, dir, question, low) in [
        ("sl", "sl", "ltr", "Priporočilo?", "0 – Sploh ni verjetno"),
        ("ar-EG", "ar", "rtl", "توصية؟", "0 – "),
        (
            "de",
            "en",
            "ltr",
            "Recommend &#60;us&#62; &#38; &#34;ours&#34;?",
            "0 – Not at all likely",
        ),
    ] {
        let invited = invite(&service, &json!({"locale": locale})).send().await;
        let invited = invited.json();
        let html = invited["html"].as_str().unwrap();
        assert!(
            html.contains(&format!("lang=\"{lang}\" dir=\"{dir}\"")),
            "{html}"
        );
        for says in [question, low, "bgcolor=", "aria-label=\""] {
            assert!(html.contains(says), "{locale}: {says}: {html}");
        }
        assert_eq!(html.matches("<a href=\"http").count(), 11, "{locale}");
        for rating in 0..=10 {
            let href = invited["links"][rating.to_string()].as_str().unwrap();
            let href = format!("<a href=\"{}\"", href.replace('&', "&#38;"));
            assert!(html.contains(&href), "{locale}: {href}: {html}");
        }
        let tables = html.matches("<table ").count();
        assert_eq!(
            html.matches("<table role=\"presentation\"").count(),
            tables,
            "{locale}"
        );
        assert_eq!(html.matches("</table>").count(), tables, "{locale}");
        for forbidden in ["<script", "<img", "<style", "class=", "url(", "<us>"] {
            assert!(!html.contains(forbidden), "{locale}: {forbidden}");
        }
    }
    let without = json!({"name": "S", "default_locale": "en", "questions": [{"id": "why", "kind": "text", "text": {"en": "Why?"}}]});
    service.put_survey("words", &without).await;
    let call = service.post("/v1/surveys/words/invitations", &json!({}));
    let invited = call.token(ADMIN).send().await.json();
    assert_eq!(invited.as_object().unwrap().len(), 2, "{invited}");
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_comes_back_with_a_link_in_every_row() {
    let service = start().await;
    let table = "\u{feff}E-mail;Plan;touchpoint;Phone;Note\r\n\
        ana@shop.example;pro;checkout;+386 40 123 456;\"a;b \"\"c\"\"\"\r\n\
        \r\n\
        bor@shop.example;;;=1+1;@x\r\n";
    let kept = service.kept().await;
    let answer = invite_all(&service, table).send().await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    let text = answer.text().strip_prefix('\u{feff}').expect("the mark");
    // Every cell is quoted; what else that says is the unit tests' to hold.
    assert!(
        text.lines()
            .all(|line| line.starts_with('"') && line.ends_with('"'))
    );
    let text = text
        .replace("\";\"", ";")
        .replace("\r\n\"", "\r\n")
        .replace("\"\r\n", "\r\n");
    let text = text.trim_start_matches('"');
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(
        lines[0],
        "E-mail;Plan;touchpoint;Phone;Note;link;link_0;link_1;link_2;link_3;link_4;link_5;link_6;link_7;link_8;link_9;link_10"
    );
    let ana = "ana@shop.example;pro;checkout;+386 40 123 456;a;b \"\"c\"\";";
    let links = lines[1].strip_prefix(ana).expect("her own cells");
    let links: Vec<&str> = links.split(';').collect();
    assert_eq!(links.len(), 12);
    assert_eq!(links[10], format!("{}&a.recommend=9", links[0]));
    let invitation = opened(&service, links[0]);
    assert_eq!(json!(invitation.attributes), json!({"plan": "pro"}));
    assert_eq!(json!(invitation.touchpoint), "checkout");
    assert!(!format!("{invitation:?}").contains("ana@"));
    let links = lines[2].strip_prefix("bor@shop.example;;;'=1+1;'@x;");
    let other = opened(&service, links.expect("his").split(';').next().unwrap());
    assert!(other.attributes.is_empty());
    assert_ne!(other.id, invitation.id);
    assert_eq!(lines[3..], [""]);
    assert_eq!(service.kept().await, kept);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_faulty_row_refuses_the_table() {
    let service = start().await;
    let rows =
        "email,plan,locale,expires_in_days\na,pro,sl,1\nb,gold,sl_SI,0\nc,free,,\nd,Pro,,x\n";
    let answer = invite_all(&service, rows).send().await;
    assert_refused("rows", &answer, 422, "unknown_value");
    assert_eq!(
        answer.faults(),
        [
            "/rows/1/plan unknown_value",
            "/rows/1/locale malformed",
            "/rows/1/expires_in_days out_of_range",
            "/rows/3/plan unknown_value",
            "/rows/3/expires_in_days wrong_type"
        ]
    );
    let detail = answer.json()["errors"][3]["detail"].clone();
    assert_eq!(detail, "The survey declares no such value. (line 5)");
    for (name, table, status, code, faults) in [
        ("nothing", "", 400, "invalid_csv", vec![]),
        ("a quote", "a\n\"b\n", 400, "invalid_csv", vec![]),
        ("a cell too many", "a\nb,c\n", 400, "invalid_csv", vec![]),
        (
            "columns twice",
            "plan,x,PLAN,link_3\n",
            422,
            "duplicate",
            vec!["/columns/2 duplicate", "/columns/3 duplicate"],
        ),
    ] {
        let answer = invite_all(&service, table).send().await;
        assert_refused(name, &answer, status, code);
        assert_eq!(answer.faults(), faults, "{name}");
    }
    let bytes = invite_all(&service, "").body(&b"a\n\xff\n"[..]);
    assert_refused("no UTF-8", &bytes.send().await, 400, "invalid_csv");
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_has_at_most_5000_rows() {
    let service = start().await;
    let mut table = String::from("email,plan\n");
    for row in 0..5000 {
        writeln!(table, "{row}@shop.example,pro").unwrap();
    }
    let answer = invite_all(&service, &table).send().await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let rows = answer.text().lines().skip(1);
    let links: BTreeSet<&str> = rows.filter_map(|row| row.split(',').nth(2)).collect();
    assert_eq!(links.len(), 5000);
    table.push_str("one,more\n");
    let answer = invite_all(&service, &table).send().await;
    assert_refused("5001 rows", &answer, 422, "too_long");
    assert_eq!(answer.faults(), ["/rows too_long"]);
    let large = format!("a\n{}", "x".repeat(1024 * 1024));
    let answer = invite_all(&service, &large).send().await;
    assert_refused("a large table", &answer, 413, "too_large");
    service.finish().await;
}
