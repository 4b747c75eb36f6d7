//! A survey asked page after page.

use glas::id::ResponseId;
use glas::time::Millis;
use serde_json::{Value, json};

use super::browser::Form;
use super::{assert_page, exported};
use crate::support::{Answer, Service};

/// `recommend` · `reason` and `why` of who would not · `box` of who took another reason, `overall` of everybody.
fn survey() -> Value {
    let text = |text: &str| json!({ "en": text });
    let low = json!({"question": "recommend", "at_most": 6});
    json!({
        "name": "Branching",
        "default_locale": "en",
        "questions": [
            {"id": "recommend", "kind": "nps", "required": true, "text": text("Recommend?")},
            {"id": "reason", "kind": "choice", "multiple": true, "other": true, "required": true, "text": text("Reason?"),
             "options": [{"id": "price", "text": text("Price")}, {"id": "delivery", "text": text("Delivery")}], "show_if": low},
            {"id": "why", "kind": "text", "text": text("Why?"), "show_if": low},
            {"id": "box", "kind": "stars", "text": text("Box?"), "show_if": [low, {"question": "reason", "includes": "other"}]},
            {"id": "overall", "kind": "csat", "required": true, "text": text("Overall?")},
        ],
    })
}

async fn start() -> Service {
    let service = Service::start().await;
    service.put_survey("all", &survey()).await;
    service
}

async fn first_page(service: &Service) -> Form {
    Form::on(&service.get("/s/all").send().await)
}

/// The one response there is.
async fn kept(service: &Service) -> Value {
    let mut all = exported(service).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[track_caller]
fn progress(page: &Answer) -> (&str, &str) {
    let between = |before: &str, after: &str| {
        let (_, rest) = page.text().split_once(before).expect(before);
        rest.split_once(after).expect(after).0
    };
    (
        between("<label for=\"progress\">", "<"),
        between("<progress id=\"progress\" ", ">"),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_is_asked_page_after_page_and_counted_once() {
    let service = start().await;
    let page = service.get("/s/all").send().await;
    assert_page(
        "first",
        &page,
        200,
        "en",
        "<title>Question 1 of 2 – Branching</title>",
    );
    assert_eq!(
        progress(&page),
        ("Question 1 of 2", "value=\"0\" max=\"2\"")
    );
    assert!(page.text().contains(">Next</button>") && !page.text().contains("name=\"back\""));
    let form = Form::on(&page);
    assert_eq!(form.asks(), ["recommend"]);

    let page = form.choose("a.recommend", "3").send(&service).await;
    assert_page("second", &page, 200, "en", "Reason?");
    assert_eq!(
        progress(&page),
        ("Question 2–3 of 4", "value=\"1\" max=\"4\"")
    );
    assert!(page.text().contains(">Next</button>") && page.text().contains(">Back</button>"));
    let form = Form::on(&page);
    assert_eq!(form.asks(), ["reason", "why"]);
    let partial = kept(&service).await;
    assert_eq!(partial["complete"], false);
    assert_eq!(partial["at"], "reason");
    assert_eq!(partial["answers"], json!({"recommend": 3}));
    let scores = service.scores("all").await;
    assert_eq!(
        (&scores["responses"], &scores["scores"][0]["n"]),
        (&json!(1), &json!(1))
    );

    let form = form
        .choose("a.reason", "price")
        .write("o.reason", " The box ")
        .write("a.why", "Two\nlines");
    let page = form.send(&service).await;
    assert_page("third", &page, 200, "en", "Box?");
    assert_eq!(
        progress(&page),
        ("Question 4–5 of 5", "value=\"3\" max=\"5\"")
    );
    assert!(page.text().contains(">Send</button>"));
    assert_eq!(kept(&service).await["at"], "box");
    let form = Form::on(&page).choose("a.overall", "2");
    assert_page("thanks", &form.send(&service).await, 200, "en", "Thank you");
    let complete = kept(&service).await;
    assert_eq!(complete["complete"], true);
    assert_eq!(complete["at"], Value::Null);
    let answers = json!({"recommend": 3, "reason": ["price", {"other": "The box"}], "why": "Two\nlines", "overall": 2});
    assert_eq!(complete["answers"], answers);
    assert_eq!(complete["id"], partial["id"]);
    assert_eq!(service.scores("all").await["responses"], 1);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_on_which_nothing_is_asked_is_passed_over() {
    let service = start().await;
    let form = first_page(&service).await.choose("a.recommend", "9");
    let page = form.send(&service).await;
    assert_eq!(Form::on(&page).asks(), ["overall"]);
    assert_eq!(progress(&page).0, "Question 2 of 2");
    let back = Form::on(&page).back(&service).await;
    assert_eq!(Form::on(&back).asks(), ["recommend"]);
    let page = Form::on(&page)
        .choose("a.overall", "5")
        .send(&service)
        .await;
    assert_page("thanks", &page, 200, "en", "Thank you");
    assert_eq!(
        kept(&service).await["answers"],
        json!({"recommend": 9, "overall": 5})
    );
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn going_back_asks_for_nothing_keeps_nothing_and_loses_nothing() {
    let service = start().await;
    let page = first_page(&service)
        .await
        .choose("a.recommend", "3")
        .send(&service)
        .await;
    let form = Form::on(&page)
        .choose("a.reason", "delivery")
        .write("o.reason", "Late & <torn>");
    let page = form.choose("a.reason", "other").send(&service).await;
    let before = service.kept().await;
    // Neither `overall`, which is required, nor words that are too long keep anybody from going back.
    let form = Form::on(&page).choose("a.box", "1");
    let second = Form::on(&form.back(&service).await);
    assert_eq!(second.values("a.reason"), ["delivery", "other"]);
    assert_eq!(second.values("o.reason"), ["Late & <torn>"]);
    let long = "x".repeat(5001);
    let first = Form::on(&second.write("a.why", &long).back(&service).await);
    assert_eq!(first.values("a.recommend"), ["3"]);
    assert_eq!(service.kept().await, before);
    // Forward again: the same answers are there, those of later pages, too.
    let page = first.send(&service).await;
    let second = Form::on(&page);
    assert_eq!(second.values("a.why"), [long.as_str()]);
    let page = second.send(&service).await;
    assert_page("too long", &page, 422, "en", "Please shorten your answer.");
    let third = Form::on(&Form::on(&page).write("a.why", "Short").send(&service).await);
    assert_eq!(third.values("a.box"), ["1"]);
    assert_page(
        "thanks",
        &third.choose("a.overall", "4").send(&service).await,
        200,
        "en",
        "Thank you",
    );
    let answers = json!({"recommend": 3, "reason": ["delivery", {"other": "Late & <torn>"}], "why": "Short", "box": 1, "overall": 4});
    assert_eq!(kept(&service).await["answers"], answers);
    assert_eq!(service.scores("all").await["responses"], 1);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_to_what_is_not_asked_any_more_is_dropped() {
    let service = start().await;
    let page = first_page(&service)
        .await
        .choose("a.recommend", "3")
        .send(&service)
        .await;
    let form = Form::on(&page)
        .choose("a.reason", "other")
        .write("a.why", "Secret");
    let third = form.send(&service).await;
    let second = Form::on(&third).choose("a.box", "1").back(&service).await;
    let first = Form::on(&second).back(&service).await;
    let last = Form::on(&first)
        .choose("a.recommend", "10")
        .send(&service)
        .await;
    let form = Form::on(&last);
    assert_eq!(form.asks(), ["overall"]);
    for dropped in ["a.reason", "a.why", "a.box"] {
        assert!(!form.has(dropped), "{dropped}");
    }
    form.choose("a.overall", "5").send(&service).await;
    assert_eq!(
        kept(&service).await["answers"],
        json!({"recommend": 10, "overall": 5})
    );
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_sent_again_changes_nothing() {
    let service = start().await;
    let first = first_page(&service).await.choose("a.recommend", "2");
    let second = Form::on(&first.send(&service).await).choose("a.reason", "price");
    let third = Form::on(&second.send(&service).await).choose("a.overall", "2");
    third.send(&service).await;
    let before = service.kept().await;
    for (form, says) in [
        (&third, "Thank you"),
        (&first, "Reason?"),
        (&second, "Overall?"),
        (&third, "Thank you"),
    ] {
        service.pass_freshness();
        assert_page(says, &form.send(&service).await, 200, "en", says);
    }
    assert_eq!(service.kept().await, before);
    assert_eq!(kept(&service).await["complete"], true);
    assert_eq!(service.scores("all").await["responses"], 1);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_goes_back_in_the_browser_and_answers_otherwise_is_heard() {
    let service = start().await;
    let first = first_page(&service).await;
    service.pass_freshness();
    let page = first
        .clone()
        .choose("a.recommend", "9")
        .send(&service)
        .await;
    service.pass_freshness();
    Form::on(&page)
        .choose("a.overall", "5")
        .send(&service)
        .await;
    // The first page as the browser still has it, after the thanks; more than once, so that chance is no explanation.
    for (recommend, overall) in [(8, 1), (10, 4), (7, 2), (9, 3)] {
        service.pass_freshness();
        let page = first.clone().choose("a.recommend", &recommend.to_string());
        let page = page.send(&service).await;
        service.pass_freshness();
        let page = Form::on(&page).choose("a.overall", &overall.to_string());
        page.send(&service).await;
        let kept = kept(&service).await;
        assert_eq!(
            kept["answers"],
            json!({"recommend": recommend, "overall": overall})
        );
        assert_eq!(kept["complete"], true);
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_a_form_is_believed() {
    let service = start().await;
    let first = first_page(&service).await;
    let missing = "Recommend? — Please answer this question.";
    // Each page in turn is held to what it asks, and so is every page before it.
    for (name, form, says) in [
        ("nothing chosen", first.clone(), missing),
        (
            "a page further on",
            first.clone().forge("at", "overall").forge("a.overall", "5"),
            missing,
        ),
        (
            "off the scale",
            first.clone().forge("a.recommend", "11"),
            "Recommend? — Please choose one of the answers shown.",
        ),
        (
            "an earlier page is not accepted",
            first
                .clone()
                .forge("at", "overall")
                .forge("a.recommend", "2")
                .forge("a.overall", "5"),
            "Reason? — Please answer this question.",
        ),
        (
            "an unknown option on an earlier page",
            first
                .clone()
                .forge("at", "overall")
                .forge("a.recommend", "2")
                .forge("a.reason", "colour")
                .forge("a.overall", "5"),
            "Reason? — Please choose one of the answers shown.",
        ),
    ] {
        let page = form.send(&service).await;
        assert_page(name, &page, 422, "en", says);
        assert!(
            page.text()
                .contains("role=\"alert\" tabindex=\"-1\" aria-labelledby=\"errors\" autofocus"),
            "{name}"
        );
    }
    for (name, revision) in [
        ("no number", "x"),
        ("negative", "-1"),
        ("too high", "99999999999999999999"),
    ] {
        let form = first
            .clone()
            .forge("revision", revision)
            .choose("a.recommend", "9");
        assert_page(
            name,
            &form.send(&service).await,
            422,
            "en",
            "This page was open for too long",
        );
    }
    assert!(exported(&service).await.is_empty());
    // What is not asked of a promoter, and what is no question at all, is nobody's answer; a page that is none is the first.
    let form = first
        .choose("a.recommend", "9")
        .forge("at", "nowhere")
        .forge("a.reason", "price")
        .forge("a.why", "x")
        .forge("a.nothing", "1")
        .forge("o.recommend", "x");
    let page = form.send(&service).await;
    let form = Form::on(&page);
    assert_eq!(form.asks(), ["overall"]);
    assert!(!form.has("a.reason") && !form.has("a.nothing") && !form.has("o.recommend"));
    assert_eq!(kept(&service).await["answers"], json!({"recommend": 9}));
    // A page that has nothing to ask of this respondent stands for the last before it that has.
    let page = form.forge("at", "why").send(&service).await;
    assert_eq!(Form::on(&page).asks(), ["overall"]);
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_survey_of_optional_questions_wants_one_answer() {
    let service = Service::start().await;
    let text = json!({"en": "?"});
    let survey = json!({"name": "S", "default_locale": "en", "questions": [
        {"id": "a", "kind": "thumbs", "text": text},
        {"id": "b", "kind": "text", "text": text, "show_if": {"question": "a", "at_most": 0}},
        {"id": "c", "kind": "text", "text": text},
    ]});
    service.put_survey("all", &survey).await;
    let page = first_page(&service).await.send(&service).await;
    assert!(exported(&service).await.is_empty(), "nothing was said yet");
    let form = Form::on(&page);
    assert_eq!(form.asks(), ["c"]);
    let page = form.clone().write("a.c", " \n").send(&service).await;
    assert_page(
        "nothing at all",
        &page,
        422,
        "en",
        "<a href=\"#q-c\">Please answer this question.</a>",
    );
    assert_page(
        "one",
        &form.write("a.c", "Yes").send(&service).await,
        200,
        "en",
        "Thank you",
    );
    assert_eq!(kept(&service).await["answers"], json!({"c": "Yes"}));
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn words_for_another_option_take_it() {
    let service = Service::start().await;
    let options =
        json!([{"id": "price", "text": {"en": "Price"}}, {"id": "box", "text": {"en": "Box"}}]);
    let survey = json!({"name": "S", "default_locale": "en", "questions": [
        {"id": "one", "kind": "choice", "other": true, "text": {"en": "One?"}, "options": options},
        {"id": "many", "kind": "choice", "other": true, "multiple": true, "text": {"en": "Many?"}, "options": options},
    ]});
    service.put_survey("all", &survey).await;
    let empty = first_page(&service).await;
    let table = [
        (
            empty.clone().write("o.one", "Tape"),
            json!({"one": [{"other": "Tape"}]}),
        ),
        (
            empty
                .clone()
                .choose("a.one", "other")
                .write("o.one", "Tape"),
            json!({"one": [{"other": "Tape"}]}),
        ),
        (
            empty.clone().choose("a.one", "other"),
            json!({"one": ["other"]}),
        ),
        // Of these only one can be meant, and the page shows which.
        (
            empty.clone().choose("a.one", "box").write("o.one", "Tape"),
            json!({"one": ["box"]}),
        ),
        (
            empty
                .clone()
                .choose("a.many", "box")
                .write("o.many", "Tape"),
            json!({"many": ["box", {"other": "Tape"}]}),
        ),
        (
            empty
                .clone()
                .choose("a.many", "box")
                .choose("a.many", "other")
                .write("o.many", "Tape"),
            json!({"many": ["box", {"other": "Tape"}]}),
        ),
        (
            empty
                .clone()
                .choose("a.many", "other")
                .untick("a.many", "other")
                .choose("a.many", "price"),
            json!({"many": ["price"]}),
        ),
    ];
    for (nth, (form, answers)) in table.into_iter().enumerate() {
        let now = Millis(service.clock.now().as_millis() as u64);
        let id = ResponseId::new(now, &[nth as u8; 10]).to_string();
        let form = form.forge("id", &id);
        assert_page(
            &answers.to_string(),
            &form.send(&service).await,
            200,
            "en",
            "Thank you",
        );
        let all = exported(&service).await;
        let kept = all
            .iter()
            .find(|response| response["id"] == id)
            .expect("it");
        assert_eq!(kept["answers"], answers);
    }
    service.finish().await;
}
