//! What keeps programs out without asking people for more.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};

use super::browser::Form;
use super::{assert_page, every_kind, exported};
use crate::support::Service;

const KEY: (&str, &str) = ("signing_key", "a-signing-key");

fn survey(changes: Value) -> Value {
    let mut survey = every_kind();
    survey
        .as_object_mut()
        .expect("an object")
        .extend(changes.as_object().expect("an object").clone());
    survey
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_that_wants_tokens_takes_a_form_that_was_read_first() {
    let service = Service::with(&[KEY]).await;
    let mut definition = survey(json!({"require_token": true}));
    definition["questions"][1]["show_if"] = json!({"question": "recommend", "at_most": 6});
    service.put_survey("all", &definition).await;
    // A token is as old as the second in which it is made.
    service.to_noon();
    let page = service.get("/s/all").send().await;
    let form = Form::on(&page).choose("a.recommend", "3");
    // At once: nobody reads so fast. The answers are still there.
    let answer = form.send(&service).await;
    let too_soon = "That was very quick. Please check your answers and send them again.";
    assert_page("at once", &answer, 429, "en", too_soon);
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=2).contains(&wait), "{wait}");
    assert_eq!(Form::on(&answer).values("a.recommend"), ["3"]);
    assert_eq!(Form::on(&answer).values("token"), form.values("token"));
    assert!(exported(&service).await.is_empty());
    // The same token goes with every page.
    service.clock.advance(Duration::from_secs(2));
    let second = Form::on(&Form::on(&answer).send(&service).await);
    assert_eq!(second.asks()[0], "why");
    let expired = "This page was open for too long";
    let other = Service::with(&[("signing_key", "another")]).await;
    other.put_survey("all", &definition).await;
    let foreign = Form::on(&other.get("/s/all").send().await);
    other.finish().await;
    for (name, token) in [
        ("none", ""),
        ("changed", "1.x"),
        ("foreign", foreign.values("token")[0]),
    ] {
        let form = second.clone().forge("token", token);
        assert_page(name, &form.send(&service).await, 422, "en", expired);
    }
    assert_page(
        "thanks",
        &second.send(&service).await,
        200,
        "en",
        "Thank you",
    );
    // Who goes back is not asked for anything.
    let back = second.clone().forge("token", "").back(&service).await;
    assert_page("back", &back, 200, "en", "Recommend?");
    let page = service.get("/s/all").send().await;
    service
        .clock
        .advance(Duration::from_secs(8 * 24 * 3600 + 1));
    let form = Form::on(&page).choose("a.recommend", "9");
    assert_page("too old", &form.send(&service).await, 422, "en", expired);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_that_wants_no_tokens_takes_any() {
    for variables in [&[KEY][..], &[]] {
        let service = Service::with(variables).await;
        service.put_survey("all", &survey(json!({}))).await;
        let form = Form::on(&service.get("/s/all").send().await).choose("a.recommend", "9");
        assert_eq!(form.has("token"), !variables.is_empty());
        for form in [form.clone(), form.forge("token", "x")] {
            assert_page("thanks", &form.send(&service).await, 200, "en", "Thank you");
        }
        service.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_a_survey_that_wants_tokens_says_so_before_anybody_answers() {
    let service = Service::start().await;
    service
        .put_survey("all", &survey(json!({"require_token": true})))
        .await;
    let failed = "Your answers could not be saved";
    assert_page(
        "form",
        &service.get("/s/all").send().await,
        503,
        "en",
        failed,
    );
    let call = service
        .call(Method::POST, "/s/all")
        .form(&[("a.recommend", "9")]);
    assert_page("sent", &call.send().await, 503, "en", failed);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_fills_in_what_nobody_sees_is_asked_again() {
    let service = Service::start().await;
    service.put_survey("all", &survey(json!({}))).await;
    let page = service.get("/s/all").send().await;
    let trap = "<input class=\"trap\" name=\"website\" tabindex=\"-1\" autocomplete=\"off\" aria-hidden=\"true\">";
    assert!(page.text().contains(trap));
    let form = Form::on(&page)
        .choose("a.recommend", "9")
        .write("a.why", "Fast");
    let answer = form
        .clone()
        .write("website", "https://x.example")
        .send(&service)
        .await;
    assert_page(
        "trapped",
        &answer,
        422,
        "en",
        "<a href=\"#q-recommend\">Your answers could not be saved</a>",
    );
    assert!(exported(&service).await.is_empty());
    // A person whose browser did it need only send it again.
    let again = Form::on(&answer);
    assert_eq!(
        (again.values("website"), again.values("a.why")),
        (vec![""], vec!["Fast"])
    );
    assert_page(
        "thanks",
        &again.send(&service).await,
        200,
        "en",
        "Thank you",
    );
    assert_eq!(exported(&service).await.len(), 1);
    service.finish().await;
}
