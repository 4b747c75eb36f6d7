//! How a page looks, where it is read, and how it ends.

use serde_json::{Value, json};

use super::browser::Form;
use super::{assert_page, assert_policy, every_kind};
use crate::support::{Answer, Service};

const REST: &str = "form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

async fn start(changes: Value) -> Service {
    let service = Service::start().await;
    let mut survey = every_kind();
    survey
        .as_object_mut()
        .expect("an object")
        .extend(changes.as_object().expect("an object").clone());
    service.put_survey("all", &survey).await;
    service
}

/// The style sheets of a page that are in no other, with when they apply.
fn sheets(page: &Answer) -> Vec<&str> {
    let sheets = page.text().split("<style").skip(2);
    sheets
        .map(|sheet| sheet.split("</style>").next().unwrap_or_default())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_theme_is_a_style_sheet_of_its_own() {
    // Yellow is not to be seen on white, so it is darkened there.
    let pale = "--accent:#999900;--on-accent:#000000";
    let as_it_is = "--accent:#ffff00;--on-accent:#000000";
    for (theme, wanted) in [
        (
            json!({"radius": 0}),
            vec![
                " media=\"(prefers-color-scheme: dark)\">",
                ">:root{--radius:0px;}@media(prefers-color-scheme:dark){:root{}}",
            ],
        ),
        (
            json!({"scheme": "light", "font": "inherit"}),
            vec![">:root{}"],
        ),
        (
            json!({"scheme": "dark", "accent": "#ffff00"}),
            vec![" media=\"all\">", as_it_is],
        ),
        (json!({"scheme": "light", "accent": "#ffff00"}), vec![pale]),
        (
            json!({"accent": "#ffff00", "font": "Inter, \"Noto Sans"}),
            vec![
                " media=\"(prefers-color-scheme: dark)\">",
                "--font:Inter, \"Noto Sans\n;",
            ],
        ),
    ] {
        let service = start(json!({ "theme": theme })).await;
        let page = service.get("/s/all").send().await;
        let name = theme.to_string();
        assert_page(&name, &page, 200, "en", "Recommend?");
        let sheets = sheets(&page);
        assert_eq!(sheets.len(), wanted.len(), "{name}: {sheets:?}");
        for (sheet, wanted) in sheets.iter().zip(wanted) {
            assert!(sheet.contains(wanted), "{name}: {sheet}");
        }
        let scheme = theme["scheme"].as_str().unwrap_or("light dark");
        let meta = format!("<meta name=\"color-scheme\" content=\"{scheme}\">");
        assert!(page.text().contains(&meta), "{name}");
        let thanks = Form::on(&page)
            .choose("a.recommend", "9")
            .send(&service)
            .await;
        assert_page(&name, &thanks, 200, "en", sheets.last().expect("a sheet"));
        service.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thanks_are_said_as_the_answers_call_for() {
    let link = json!({"url": "https://reviews.example/us?a=1&b=\"2\"", "text": {"en": "Review <us>", "sl": "Ocenite nas"}});
    let thanks = json!([
        {"show_if": {"question": "recommend", "at_least": 9}, "title": {"en": "Oh, thank you!", "sl": "O, hvala!"}, "link": link},
        {"show_if": {"question": "reason", "includes": "price"}, "text": {"en": "We are <b>looking</b> at prices."}},
    ]);
    let service = start(json!({ "thanks": thanks })).await;
    let anchor = |text: &str| {
        format!(
            "<a class=\"button\" href=\"https://reviews.example/us?a=1&#38;b=&#34;2&#34;\" rel=\"noopener\">{text}</a>"
        )
    };
    for (query, answers, says, leads_on) in [
        (
            "",
            vec![("a.recommend", "9")],
            vec![
                "<h1>Oh, thank you!</h1>",
                "<p>Your answer helps us do better.</p>",
            ],
            Some("Review &#60;us&#62;"),
        ),
        (
            "?lang=sl",
            vec![("a.recommend", "10")],
            vec!["<h1>O, hvala!</h1>"],
            Some("Ocenite nas"),
        ),
        (
            "",
            vec![("a.recommend", "8")],
            vec![
                "<h1>Thank you</h1>",
                "<p>Your answer helps us do better.</p>",
            ],
            None,
        ),
        (
            "?lang=ar",
            vec![("a.recommend", "8"), ("a.reason", "price")],
            vec!["<p>We are &#60;b&#62;looking&#60;/b&#62; at prices.</p>"],
            None,
        ),
        // Who asks on the phone does not go where the one who answers would, nor does the next one in a store.
        (
            "?channel=phone",
            vec![("a.recommend", "9")],
            vec!["Oh, thank you!"],
            None,
        ),
        (
            "?channel=kiosk",
            vec![("a.recommend", "9")],
            vec!["Oh, thank you!"],
            None,
        ),
    ] {
        let mut form = Form::on(&service.get(&format!("/s/all{query}")).send().await);
        for (name, value) in answers {
            form = form.choose(name, value);
        }
        let page = form.send(&service).await;
        assert_eq!(page.status, 200);
        for says in says {
            assert!(
                page.text().contains(says),
                "{query}: {says}: {}",
                page.text()
            );
        }
        let shown = page.text().contains("reviews.example");
        assert_eq!(shown, leads_on.is_some(), "{query}");
        assert!(
            leads_on.is_none_or(|text| page.text().contains(&anchor(text))),
            "{query}: {}",
            page.text()
        );
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_is_a_page_around_the_widget() {
    let service = start(json!({})).await;
    let page = service
        .get("/s/all?mode=kiosk&touchpoint=Store%20%22%3C7&lang=sl")
        .send()
        .await;
    assert_eq!(page.status, 200);
    assert_policy("kiosk", &page, "style", &{
        let policy = page.header("content-security-policy");
        policy
            .split_once("; script-src ")
            .map(|(_, rest)| format!("script-src {rest}"))
            .expect("scripts")
    });
    assert_policy(
        "kiosk",
        &page,
        "script",
        &format!("connect-src 'self'; {REST}"),
    );
    for has in [
        "<html lang=\"sl\" dir=\"ltr\">",
        "<body class=\"kiosk\">",
        "<glas-survey survey=\"all\"></glas-survey>",
        "<script src=\"/s/all.js?channel=kiosk\" data-placement=\"inline\" data-touchpoint=\"Store &#34;&#60;7\" data-lang=\"sl\"></script>",
        // Without a script it is the form, there too.
        "<noscript><meta http-equiv=\"refresh\" content=\"0; url=/s/all?channel=kiosk&#38;lang=sl&#38;touchpoint=Store+%22%3C7\"></noscript>",
    ] {
        assert!(page.text().contains(has), "{has}: {}", page.text());
    }
    assert!(!page.text().contains("<form"));
    let plain = service
        .get("/s/all?channel=kiosk&lang=sl&touchpoint=Store+%22%3C7")
        .send()
        .await;
    assert_page("the form", &plain, 200, "sl", "Recommend? [sl]");
    assert_eq!(Form::on(&plain).values("touchpoint"), ["Store \"<7"]);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_gets_the_same_form_with_keys_and_the_next_call() {
    let service = start(json!({})).await;
    let page = service
        .get("/s/all?channel=phone&touchpoint=Call%20centre&lang=sl")
        .send()
        .await;
    assert_eq!(page.status, 200);
    assert_policy("phone", &page, "script", REST);
    assert!(page.text().contains("<body class=\"phone\">"));
    assert!(page.text().contains("<script>"));
    let form = Form::on(&page);
    // A form to be mended has the keys, too.
    let mend = form.send(&service).await;
    assert_eq!(mend.status, 422);
    assert_policy("mend", &mend, "script", REST);
    let thanks = form.choose("a.recommend", "9").send(&service).await;
    assert_eq!(thanks.status, 200);
    let next = "<a class=\"button\" href=\"/s/all?channel=phone&#38;lang=sl&#38;touchpoint=Call+centre\" autofocus>";
    assert!(thanks.text().contains(next), "{}", thanks.text());
    service.finish().await;
}
