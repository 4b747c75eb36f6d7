//! What was found, over HTTP: who may read it, in which words and as which files.

use std::time::Duration;

use glas::time::Millis;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::crowd::{Respondent, all_accepted};
use super::support::{ADMIN, Answer, READER, Service, run};

const DAY: Duration = Duration::from_secs(86_400);

fn survey() -> Value {
    let question = |id: &str, kind: &str| json!({"id": id, "kind": kind, "text": {"en": id}});
    json!({
        "name": "Shop", "default_locale": "en", "publish_scores": true,
        "questions": [question("recommend", "nps"), question("why", "text")],
        "attributes": {"plan": ["free", "pro"]},
        "analysis": {"goals": [{"question": "recommend", "target": 50, "by": "2999-01-01"}], "weights": {"recommend": 2}},
    })
}

/// Two plans of which one is not content, over four days.
async fn answered() -> Service {
    let service = Service::start().await;
    // What is asked for without days is another period on another day.
    service.to_noon();
    service.put_survey("shop", &survey()).await;
    let now = service.clock.now();
    let sent = (0..400).map(|n: u64| {
        let id = Respondent::new(n, now - DAY * (n % 4) as u32).id;
        let plan = ["free", "pro"][n as usize % 2];
        let rating = if n.is_multiple_of(2) { n / 2 % 8 } else { 8 + n / 2 % 3 };
        let why = if n.is_multiple_of(3) { "=1+1 Delivery was late" } else { "Great service" };
        json!({
            "id": id, "complete": true, "answers": {"recommend": rating, "why": why}, "locale": "en",
            "touchpoint": "=checkout", "attributes": {"plan": plan},
        })
    });
    all_accepted(&service, &sent.collect::<Vec<_>>()).await;
    service.pass_freshness();
    service
}

async fn asked(service: &Service, query: &str) -> Answer {
    let path = format!("/v1/surveys/shop/insights?{query}");
    service.get(&path).token(READER).send().await
}

#[test]
fn what_differs_is_told_in_the_readers_language_with_how_sure_it_is() {
    run(async {
        let service = answered().await;
        for (query, words) in [
            ("", "NPS is"),
            ("lang=sl", "je NPS za"),
            ("lang=bg", "клиентите"),
            ("lang=be", "кліентаў"),
            ("lang=xx", "NPS is"),
        ] {
            let answer = asked(&service, query).await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            let insights = answer.json()["insights"].clone();
            let insights = insights.as_array().expect("insights");
            let found = insights.iter().find(|insight| insight["kind"] == "segment");
            let segment = found.unwrap_or_else(|| panic!("{query}: {insights:?}"));
            assert_eq!(segment["dimension"], "attribute.plan");
            assert!(segment["sureness"].as_f64() > Some(0.99), "{segment}");
            let sentence = segment["sentence"].as_str().expect("a sentence");
            assert!(sentence.contains(words), "{query}: {sentence}");
        }
        let path = "/v1/surveys/shop/insights";
        let accepted = service.get(path).header("accept-language", "de, sl;q=0.5");
        let told = accepted.token(READER).send().await.json()["insights"].to_string();
        assert!(told.contains("verjetno"), "{told}");
        service.finish().await;
    });
}

#[test]
fn a_table_is_a_file_that_no_spreadsheet_runs() {
    run(async {
        let service = answered().await;
        let csv = asked(&service, "table=segments&format=csv&bom=1").await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(
            csv.header("content-disposition"),
            "attachment; filename=\"shop-segments.csv\""
        );
        let text = csv.text();
        assert!(text.starts_with('\u{feff}'), "{text}");
        assert!(
            text.contains("\"'=checkout\"") && !text.contains("\"=checkout\""),
            "{text}"
        );
        for table in [
            "scores",
            "changes",
            "segments",
            "drivers",
            "topics",
            "phrases",
            "surprises",
            "left_at",
            "skipped",
            "silent",
            "goals",
            "references",
            "insights",
        ] {
            let rows = asked(&service, &format!("table={table}")).await.json();
            let rows = rows.as_array().expect(table).len();
            let lines = asked(&service, &format!("table={table}&format=ndjson")).await;
            assert_eq!(lines.text().lines().count(), rows, "{table}");
            let csv = asked(&service, &format!("table={table}&format=csv")).await;
            assert_eq!(csv.status, StatusCode::OK, "{table}");
        }
        let topics = asked(&service, "table=topics").await.json();
        let delivery = topics
            .as_array()
            .and_then(|rows| rows.iter().find(|row| row["topic"] == "delivery"));
        assert_eq!(
            delivery.map(|row| &row["mentions"]),
            Some(&json!(134)),
            "{topics}"
        );
        service.finish().await;
    });
}

#[test]
fn a_comment_is_read_with_what_it_speaks_of() {
    run(async {
        let service = Service::start().await;
        let mut survey = survey();
        survey["analysis"]["topics"] = json!({"loyalty": {"en": ["bonus point*"]}});
        service.put_survey("shop", &survey).await;
        let id = Respondent::new(1, service.clock.now()).id;
        let why = "The courier was terribly late, but I love the bonus points";
        let sent = json!({"id": id, "answers": {"recommend": 6, "why": why}, "locale": "en"});
        all_accepted(&service, &[sent]).await;
        let path = "/v1/surveys/shop/responses?format=json";
        let page = service.get(path).token(READER).send().await.json();
        let topics = page["responses"][0]["comments"]["why"]["topics"].clone();
        assert_eq!(
            topics,
            json!([
                {"topic": "delivery", "sentiment": "negative", "words": ["courier", "terribly", "late"]},
                {"topic": "loyalty", "sentiment": "positive", "words": ["love", "bonus points"]},
            ])
        );
        let mut wrong = survey.clone();
        wrong["analysis"]["topics"]["loyalty"]["en"] = json!(["*card"]);
        let put = service
            .call(http::Method::PUT, "/v1/surveys/shop")
            .json(&wrong);
        let refused = put.token(super::support::ADMIN).send().await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            refused.json()["errors"][0]["pointer"],
            "/analysis/topics/loyalty/en/0"
        );
        service.finish().await;
    });
}

#[test]
fn nothing_new_is_not_sent_again_and_what_is_new_is() {
    run(async {
        let service = answered().await;
        let first = asked(&service, "").await;
        let etag = first.header("etag").to_owned();
        service.pass_freshness();
        let path = "/v1/surveys/shop/insights";
        let again = service
            .get(path)
            .header("if-none-match", &etag)
            .token(READER)
            .send()
            .await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        let id = Respondent::new(1, service.clock.now()).id;
        all_accepted(&service, &[json!({"id": id, "answers": {"recommend": 1}})]).await;
        service.pass_freshness();
        let later = service
            .get(path)
            .header("if-none-match", &etag)
            .token(READER)
            .send()
            .await;
        assert_eq!(later.status, StatusCode::OK);
        assert_eq!(later.json()["responses"], 401);
        service.finish().await;
    });
}

#[test]
fn one_segment_can_be_looked_at_alone() {
    run(async {
        let service = answered().await;
        let free = asked(&service, "attribute.plan=free").await.json();
        assert_eq!(
            (&free["responses"], &free["filter"]),
            (&json!(200), &json!({"attribute.plan": "free"}))
        );
        service.finish().await;
    });
}

/// Answers over four hundred days, at all hours, of two plans, two channels and many touchpoints.
fn spread(now: Duration) -> Vec<Value> {
    let sent = (0..2_400).map(|n: u64| {
        let time = Millis((now - Duration::from_secs(3600 * 4) * n as u32).as_millis() as u64);
        let pro = n.is_multiple_of(2);
        let rating = if pro { n / 2 % 8 } else { 8 + n / 2 % 3 };
        let why = ["Delivery was late", "Great service", "Cheap"][n as usize % 3];
        let channel = ["web", "mail"][n as usize / 2 % 2];
        json!({
            "id": n.to_string(), "time": time.to_string(), "complete": true, "locale": "en",
            "answers": {"recommend": rating, "why": why}, "channel": channel,
            "touchpoint": format!("place {}", n / 7 % 40), "attributes": {"plan": if pro { "pro" } else { "free" }},
        })
    });
    sent.collect()
}

/// Takes answers in from elsewhere.
async fn imported(service: &Service, survey: &str, rows: &[&Value]) {
    let lines: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let import = service.call(Method::POST, &format!("/v1/surveys/{survey}/import"));
    let import = import.header("content-type", "application/x-ndjson");
    let report = import.token(ADMIN).body(lines).send().await.json();
    assert_eq!(report["accepted"], json!(rows.len()), "{report}");
}

/// What was found, without what names where it was looked for.
fn findings(answer: &Answer) -> Value {
    let mut found = answer.json();
    for name in ["survey", "as_of", "filter", "dimensions"] {
        found.as_object_mut().expect("an object").remove(name);
    }
    found
}

#[test]
fn several_filters_tell_of_whoever_they_leave_and_of_nobody_else() {
    run(async {
        let service = Service::start().await;
        // The days that are looked at are not to end meanwhile.
        service.to_noon();
        let all = spread(service.clock.now());
        let (both, one) = ("attribute.plan=pro&channel=web", "attribute.plan=pro");
        let read = async |path: String| service.get(&path).token(READER).send().await;
        for offset in ["+00:00", "+05:30", "-03:00"] {
            let (shop, web) = (
                format!("shop{}", &offset[1..3]),
                format!("web{}", &offset[1..3]),
            );
            let mut survey = survey();
            survey["analysis"]["utc_offset"] = json!(offset);
            for (name, channels) in [(&shop, &["web", "mail"][..]), (&web, &["web"][..])] {
                service.put_survey(name, &survey).await;
                let of = |sent: &&Value| channels.iter().any(|channel| sent["channel"] == *channel);
                imported(&service, name, &all.iter().filter(of).collect::<Vec<_>>()).await;
            }
            service.pass_freshness();
            let told = async || {
                let at =
                    |survey: &str, filter: &str| format!("/v1/surveys/{survey}/insights?{filter}");
                let (of_both, alone) = (read(at(&shop, both)).await, read(at(&web, one)).await);
                assert_eq!(of_both.status, StatusCode::OK, "{of_both:?}");
                assert_eq!(findings(&of_both), findings(&alone), "{offset}");
                of_both.json()
            };
            let found = told().await;
            assert_eq!(
                found["filter"],
                json!({"attribute.plan": "pro", "channel": "web"})
            );
            let against = |which: &str| {
                let changes = found["changes"].as_array().expect("changes");
                changes
                    .iter()
                    .any(|change| change["against"] == which && change["n_was"] != 0)
            };
            assert!(against("previous") && against("year_ago"), "{found}");
            // What a filter may ask for stays the same.
            let plain = read(format!("/v1/surveys/{shop}/insights")).await.json();
            assert_eq!(found["dimensions"], plain["dimensions"]);

            let changes = async |survey: &str, filter: &str| {
                let (from, to) = (
                    found["from"].as_str().unwrap(),
                    found["to"].as_str().unwrap(),
                );
                let days = format!("from={from}&to={to}&compare=previous,year");
                let path = format!("/v1/surveys/{survey}/scores?{filter}&{days}");
                read(path).await.json()["changes"].clone()
            };
            let changed = changes(&shop, both).await;
            assert!(changed[1]["responses"].as_u64() > Some(0), "{changed}");
            assert_eq!(changed, changes(&web, one).await);

            // Somebody read the newest comment otherwise.
            for name in [&shop, &web] {
                let responses = format!("/v1/surveys/{name}/responses");
                let newest = read(format!(
                    "{responses}?format=json&order=newest&limit=1&{both}"
                ))
                .await;
                let id = newest.json()["responses"][0]["id"].clone();
                let path = format!("{responses}/{}/corrections", id.as_str().expect("an id"));
                let correction =
                    json!({"why": {"sentiment": "positive", "topics": {"price": "positive"}}});
                let patch = service.call(Method::PATCH, &path).token(ADMIN);
                let patch = patch.header("content-type", "application/json");
                let patched = patch.body(correction.to_string()).send().await;
                assert_eq!(patched.status, StatusCode::NO_CONTENT, "{patched:?}");
            }
            service.pass_freshness();
            assert_ne!(told().await["comments"], found["comments"], "{offset}");
        }
        service.finish().await;
    });
}

#[test]
fn a_value_that_is_not_counted_on_its_own_is_read() {
    run(async {
        let service = Service::start().await;
        service.to_noon();
        service.put_survey("shop", &survey()).await;
        let day = service.clock.now() - DAY;
        let time = Millis(day.as_millis() as u64);
        let row = |n: u64| json!({"id": n.to_string(), "time": time.to_string(), "touchpoint": format!("place{}", n % 40), "answers": {"recommend": n % 11}});
        let rows: Vec<Value> = (0..80).map(row).collect();
        imported(&service, "shop", &rows.iter().collect::<Vec<_>>()).await;
        service.pass_freshness();
        let days = format!("from={}&to={}", time.day(), time.day().next());
        let scores = |place: u64| format!("/v1/surveys/shop/scores?touchpoint=place{place}&{days}");
        let mut rare = None;
        for place in 0..40 {
            let open = service.get(&scores(place)).send().await;
            if open.status == StatusCode::BAD_REQUEST && open.code() == "not_counted" {
                rare = Some(place);
            }
        }
        let rare = rare.expect("a touchpoint that is not counted on its own");
        let query = format!("touchpoint=place{rare}&{days}");
        let found = asked(&service, &query).await;
        assert_eq!(found.status, StatusCode::OK, "{found:?}");
        assert_eq!(found.json()["responses"], 2);
        let path = format!("{}&compare=previous", scores(rare));
        let read = service.get(&path).token(READER).send().await.json();
        assert_eq!(
            (&read["responses"], &read["changes"][0]["responses"]),
            (&json!(2), &json!(0))
        );
        service.finish().await;
    });
}

#[test]
fn what_a_filter_may_ask_for_is_the_same_whatever_is_asked_for() {
    run(async {
        let service = answered().await;
        let all = asked(&service, "").await.json()["dimensions"].clone();
        let expected = json!([
            {"dimension": "touchpoint", "values": ["=checkout"]},
            {"dimension": "channel", "values": []},
            {"dimension": "locale", "values": ["en"]},
            {"dimension": "attribute.plan", "values": ["free", "pro"]},
        ]);
        assert_eq!(all, expected);
        for query in ["attribute.plan=free", "touchpoint=elsewhere"] {
            let found = asked(&service, query).await.json();
            assert_eq!(found["dimensions"], expected, "{query}");
        }
        // Of days without answers there is what the owner names.
        let found = asked(&service, "from=2020-01-01&to=2020-01-08")
            .await
            .json();
        assert_eq!(found["dimensions"][0]["values"], json!([]));
        assert_eq!(found["dimensions"][3], expected[3]);
        service.finish().await;
    });
}

#[test]
fn annotations_of_the_days_asked_for_stand_beside_what_was_found() {
    run(async {
        let service = answered().await;
        let unannotated = asked(&service, "from=2020-01-01&to=2020-01-08").await;
        assert_eq!(unannotated.json()["annotations"], json!([]));
        let annotation =
            |day: &str, kind: &str, text: &str| json!({"day": day, "kind": kind, "text": text});
        let sale = annotation("2020-01-07", "campaign", "<b>Sale</b>");
        let page = annotation("2020-01-01", "release", "New returns page");
        let calls = annotation("2020-01-07", "action", "Called back");
        let before = annotation("2019-12-31", "action", "Before");
        let after = annotation("2020-01-08", "action", "After");
        let mut annotated = survey();
        annotated["analysis"]["annotations"] = json!([after, sale, before, calls, page]);
        service.put_survey("shop", &annotated).await;
        service.pass_freshness();
        let found = asked(&service, "from=2020-01-01&to=2020-01-08").await;
        assert_eq!(found.json()["annotations"], json!([page, sale, calls]));
        assert_ne!(found.header("etag"), unannotated.header("etag"));
        // To respondents they are not shown.
        for path in ["/v1/surveys/shop", "/s/shop.js"] {
            let public = service.get(path).send().await;
            assert!(!public.text().contains("New returns page"), "{path}");
        }
        service.finish().await;
    });
}

#[test]
fn a_survey_is_compared_with_another_in_the_same_days() {
    run(async {
        let service = answered().await;
        let mut other = survey();
        other["questions"][0]["id"] = json!("likely");
        other["analysis"] = Value::Null;
        service.put_survey("other", &other).await;
        let now = service.clock.now();
        for (ago, ratings) in [(1, 0..11), (300, 0..5)] {
            for rating in ratings {
                let id = Respondent::new(rating, now - DAY * ago.min(6)).id;
                let path = "/v1/surveys/other/responses";
                let sent = json!({"id": id, "answers": {"likely": rating}});
                service.post(path, &sent).send().await;
            }
        }
        service.pass_freshness();
        let from = Millis((now - DAY * 3).as_millis() as u64).day();
        let answer = asked(&service, &format!("beside=other&from={from}"))
            .await
            .json();
        let beside = &answer["beside"];
        assert_eq!(
            (&beside["survey"], &beside["responses"]),
            (&json!("other"), &json!(11))
        );
        let nps = &beside["scores"][1];
        assert_eq!(
            (&nps["question"], &nps["other_question"], &nps["n_there"]),
            (&json!("recommend"), &json!("likely"), &json!(11))
        );
        assert_eq!(
            nps["there"],
            json!(-45.5),
            "2 promoters and 7 detractors of 11"
        );
        for query in ["beside=none", "beside=%20"] {
            assert_eq!(
                asked(&service, query).await.status,
                StatusCode::BAD_REQUEST,
                "{query}"
            );
        }
        service.finish().await;
    });
}

#[test]
fn only_readers_ask_and_only_what_can_be_answered() {
    run(async {
        let service = answered().await;
        let path = "/v1/surveys/shop/insights";
        let open = service.get(path).send().await;
        assert_eq!(
            open.status,
            StatusCode::UNAUTHORIZED,
            "published scores are not insights"
        );
        let none = service
            .get("/v1/surveys/none/insights")
            .token(READER)
            .send()
            .await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
        for query in [
            "from=2026-11-01&to=2026-11-01",
            "from=2020-01-01&to=2026-01-01",
            "from=yesterday",
            "table=nothing",
            "table=segments&format=xml",
            "format=csv",
            "table=segments&bom=1",
            "table=segments&format=csv&bom=2",
            "attribute.none=1",
            "lang=!",
            "limit=1",
        ] {
            let answer = asked(&service, query).await;
            assert_eq!(
                answer.status,
                StatusCode::BAD_REQUEST,
                "{query}: {answer:?}"
            );
        }
        service.finish().await;
    });
}

#[test]
fn a_survey_without_answers_has_nothing_to_tell() {
    run(async {
        let service = Service::start().await;
        service.put_survey("shop", &survey()).await;
        let answer = asked(&service, "").await.json();
        assert_eq!(
            (&answer["responses"], &answer["index"]),
            (&json!(0), &Value::Null)
        );
        let kinds: Vec<&Value> = answer["insights"]
            .as_array()
            .expect("insights")
            .iter()
            .map(|insight| &insight["kind"])
            .collect();
        assert!(
            kinds
                .iter()
                .all(|kind| *kind == "goal" || *kind == "unknown"),
            "{kinds:?}"
        );
        service.finish().await;
    });
}
