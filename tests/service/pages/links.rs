//! Links that say more than which survey.

use std::time::Duration;

use glas::invitation::{Invitation, Making};
use glas::survey::Survey;
use glas::time::Millis;
use http::Method;
use serde_json::{Value, json};

use super::browser::Form;
use super::{assert_page, every_kind, exported};
use crate::support::Service;

const KEY: &str = "a-signing-key";
const DAY: Duration = Duration::from_secs(24 * 3600);

fn survey() -> Value {
    let mut survey = every_kind();
    survey["attributes"] = json!({"plan": ["free", "pro"]});
    survey
}

async fn start() -> Service {
    let service = Service::with(&[("signing_key", KEY)]).await;
    service.put_survey("all", &survey()).await;
    service.put_survey("other", &survey()).await;
    service
}

/// A link's payload that says this.
fn minted(service: &Service, said: Value) -> String {
    let making = Making {
        now: Millis(service.clock.now().as_millis() as u64),
        random: [7; 10],
    };
    let survey = Survey::parse(&survey()).expect("a survey");
    let invitation = Invitation::parse(&said, &survey, making).expect("an invitation");
    invitation.seal(KEY, &"all".parse().expect("a name"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_chooses_answers_beforehand() {
    let service = start().await;
    let page = "/s/all?a.recommend=9&a.aspects.price=4&a.reason=price&a.reason=delivery&a.late=other&o.late=A+%22month%22&a.why=So";
    let page = service.get(page).send().await;
    assert_page("chosen", &page, 200, "en", "Recommend?");
    let form = Form::on(&page);
    for (name, values) in [
        ("a.recommend", vec!["9"]),
        ("a.aspects.price", vec!["4"]),
        ("a.aspects.speed", vec![]),
        ("a.reason", vec!["price", "delivery"]),
        ("a.late", vec!["other"]),
        ("o.late", vec!["A \"month\""]),
        ("a.why", vec!["So"]),
        ("a.ease", vec![]),
    ] {
        assert_eq!(form.values(name), values, "{name}");
    }
    // What makes no sense is left out, and says nothing of what else a form may hold.
    let long = "x".repeat(5001);
    for query in [
        "a.recommend=11",
        "a.recommend=",
        "a.recommend=9&a.recommend=%00",
        "a.aspects.price=0",
        "a.aspects=3",
        "a.reason=colour",
        "a.late=day&a.late=week",
        "a.nothing=1",
        "a.=1&a=1&o.=1",
        "id=x&revision=7&at=late&token=x&website=x&back=1&locale=sl",
        "%ff=%fe&a.why=%00",
        &format!("a.why={long}"),
    ] {
        let page = service.get(&format!("/s/all?{query}")).send().await;
        assert_page(query, &page, 200, "en", "Recommend?");
        let form = Form::on(&page);
        let chosen: Vec<_> = form
            .values("a.recommend")
            .into_iter()
            .chain(form.values("a.aspects.price"))
            .collect();
        let usual = ["", "9"].iter().any(|usual| chosen.concat() == *usual);
        assert!(
            usual && form.values("a.reason").is_empty() && form.values("a.late").is_empty(),
            "{query}"
        );
        assert_eq!(
            (form.values("revision"), form.values("at")),
            (vec!["0"], vec!["recommend"]),
            "{query}"
        );
        assert_eq!(
            (form.values("website"), form.values("a.why")),
            (vec![""], vec![""]),
            "{query}"
        );
    }
    assert!(exported(&service).await.is_empty());
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_says_who_answers_whatever_the_form_says() {
    let service = start().await;
    let made = service.clock.now();
    let link = minted(
        &service,
        json!({"attributes": {"plan": "pro"}, "touchpoint": "parcel", "locale": "sl"}),
    );
    service.clock.advance(10 * DAY);
    let before = service.kept().await;
    let path =
        format!("/s/all?invitation={link}&a.recommend=9&touchpoint=x&channel=phone&mode=kiosk");
    let page = service.get(&path).send().await;
    let seconds = 10 * DAY.as_secs()..=(service.clock.now() - made).as_secs();
    assert_page("invited", &page, 200, "sl", "Recommend? [sl]");
    assert_eq!(service.kept().await, before, "a mail scanner follows links");
    let form = Form::on(&page);
    assert_eq!(form.values("a.recommend"), ["9"]);
    let forged = form
        .forge("id", "019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0")
        .forge("touchpoint", "forged")
        .forge("channel", "web")
        .forge("locale", "en");
    assert_page("thanks", &forged.send(&service).await, 200, "sl", "Hvala");
    let first = exported(&service).await;
    assert_eq!(first.len(), 1);
    assert_eq!(first[0]["answers"], json!({"recommend": 9}));
    assert_eq!(first[0]["attributes"], json!({"plan": "pro"}));
    assert_eq!(
        (
            &first[0]["touchpoint"],
            &first[0]["channel"],
            &first[0]["locale"]
        ),
        (&json!("parcel"), &json!("email"), &json!("sl"))
    );
    let revision = first[0]["revision"].as_u64().expect("a number");
    assert!(seconds.contains(&revision), "{revision}, not {seconds:?}");
    // Used again, it revises the same response.
    service.clock.advance(DAY);
    let page = service
        .get(&format!("/s/all?invitation={link}&a.recommend=2"))
        .send()
        .await;
    Form::on(&page).send(&service).await;
    let second = exported(&service).await;
    assert_eq!(second.len(), 1);
    assert_eq!(
        (&second[0]["id"], &second[0]["answers"]),
        (&first[0]["id"], &json!({"recommend": 2}))
    );
    assert_eq!(service.scores("all").await["responses"], 1);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_cannot_be_used_says_so_and_keeps_nothing() {
    let service = start().await;
    let link = minted(&service, json!({"expires_in_days": 1}));
    let page = service
        .get(&format!("/s/all?invitation={link}&a.recommend=9"))
        .send()
        .await;
    let form = Form::on(&page);
    let cut = &link[..link.len() - 1];
    let other = link.replace(&link[..2], "ff");
    for (name, path, form) in [
        (
            "cut short",
            format!("/s/all?invitation={cut}"),
            form.clone().forge("invitation", cut),
        ),
        (
            "changed",
            format!("/s/all?invitation={other}"),
            form.clone().forge("invitation", &other),
        ),
        (
            "none",
            "/s/all?invitation=x".into(),
            form.clone().forge("invitation", "x"),
        ),
    ] {
        assert_page(
            name,
            &service.get(&path).send().await,
            404,
            "en",
            "There is no such survey",
        );
        assert_page(
            name,
            &form.send(&service).await,
            404,
            "en",
            "There is no such survey",
        );
    }
    let elsewhere = service
        .get(&format!("/s/other?invitation={link}"))
        .send()
        .await;
    assert_page(
        "of another survey",
        &elsewhere,
        404,
        "en",
        "There is no such survey",
    );
    // It expires while the page is open.
    service.clock.advance(DAY);
    let expired = "This link has expired";
    assert_page("expired", &form.send(&service).await, 410, "en", expired);
    let call = service.get(&format!("/s/all?invitation={link}&lang=sl"));
    assert_page(
        "expired",
        &call.send().await,
        410,
        "sl",
        "Povezava je potekla",
    );
    assert!(exported(&service).await.is_empty());
    service.finish().await;

    let unconfigured = Service::start().await;
    unconfigured.put_survey("all", &survey()).await;
    let failed = "Your answers could not be saved";
    let call = unconfigured.get(&format!("/s/all?invitation={link}"));
    assert_page("no key", &call.send().await, 503, "en", failed);
    let fields = [("invitation", link.as_str()), ("a.recommend", "9")];
    let call = unconfigured.call(Method::POST, "/s/all").form(&fields);
    assert_page("no key", &call.send().await, 503, "en", failed);
    unconfigured.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_answered_page_after_page() {
    let service = start().await;
    let mut survey = survey();
    survey["questions"][1]["show_if"] = json!({"question": "recommend", "at_most": 6});
    service.put_survey("all", &survey).await;
    service.pass_freshness();
    let made = service.clock.now();
    let link = minted(&service, json!({"touchpoint": "parcel"}));
    service.clock.advance(10 * DAY);
    let page = service
        .get(&format!("/s/all?invitation={link}&a.recommend=3"))
        .send()
        .await;
    let second = Form::on(&page).send(&service).await;
    let seconds = 10 * DAY.as_secs()..=(service.clock.now() - made).as_secs();
    let form = Form::on(&second)
        .write("a.why", "Late")
        .forge("touchpoint", "forged");
    assert_page("thanks", &form.send(&service).await, 200, "en", "Thank you");
    let kept = exported(&service).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["answers"], json!({"recommend": 3, "why": "Late"}));
    assert_eq!(
        (&kept[0]["touchpoint"], &kept[0]["complete"]),
        (&json!("parcel"), &json!(true))
    );
    // One more than that of the page before.
    let revision = kept[0]["revision"].as_u64().expect("a number");
    assert!(
        seconds.contains(&(revision - 1)),
        "{revision}, not {seconds:?} and 1"
    );
    service.finish().await;
}
