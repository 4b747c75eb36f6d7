//! Scores of some of the respondents: looked up where they are counted, read where they are not.

use std::collections::BTreeSet;
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::compaction::rest;
use super::crowd::{self, Counts, Respondent, SURVEY, all_accepted, day};
use super::support::{ADMIN, READER, Service, delete_under, run};

const HOUR: Duration = Duration::from_secs(3600);

fn survey(more: &Value) -> Value {
    let mut survey = crowd::survey();
    survey["attributes"] = json!({"plan": ["free", "pro"], "city": []});
    survey["analysis"] =
        json!({"pages": [{"name": "product", "path": "/p/*"}, {"name": "cart", "path": "/cart"}]});
    for (name, value) in more.as_object().expect("members") {
        survey[name] = value.clone();
    }
    survey
}

/// So many, hours apart, told apart in every way there is.
fn sent(service: &Service, count: u64) -> Vec<Value> {
    let now = service.clock.now();
    let whole = |n: u64| {
        let mut submission = Respondent::new(n, now - HOUR * (n % 150) as u32).whole(0);
        submission["touchpoint"] = json!(["checkout", "support"][n as usize % 2]);
        submission["channel"] = json!(["web", "email", "kiosk"][n as usize % 3]);
        if !n.is_multiple_of(5) {
            submission["locale"] = json!(["sl", "be"][n as usize % 2]);
        }
        submission["page"] = json!(
            ["/p/1", "/cart", "/else", "/p/2?x"][n as usize % 4]
                .split('?')
                .next()
        );
        let plan = ["free", "pro"][n as usize / 2 % 2];
        submission["attributes"] = json!({"plan": plan, "city": format!("city {}", n % 60)});
        submission
    };
    (0..count).map(whole).collect()
}

/// A service with so many answers.
async fn answered(count: u64) -> (Service, Vec<Value>) {
    let service = Service::start().await;
    service.put_survey(SURVEY, &survey(&json!({}))).await;
    let sent = sent(&service, count);
    all_accepted(&service, &sent).await;
    service.pass_freshness();
    (service, sent)
}

async fn asked(service: &Service, query: &str) -> Value {
    let path = format!("/v1/surveys/{SURVEY}/scores?{query}");
    let answer = service.get(&path).token(READER).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {answer:?}");
    answer.json()
}

fn of<'a>(sent: &'a [Value], admits: impl Fn(&Value) -> bool + 'a) -> Counts {
    Counts::of(sent.iter().filter(move |submission| admits(submission)))
}

/// On which they are sent, in order.
fn days(sent: &[Value]) -> Vec<String> {
    let days: BTreeSet<String> = sent.iter().map(day).collect();
    days.into_iter().collect()
}

#[test]
fn each_filter_counts_who_it_asks_for_however_they_are_kept() {
    run(async {
        let service = Service::start().await;
        service.put_survey(SURVEY, &survey(&json!({}))).await;
        let sent = sent(&service, 240);
        all_accepted(&service, &sent[..160]).await;
        for round in 0..4 {
            service.pass_freshness();
            let sent = match round {
                0 => &sent[..160],
                1 => {
                    rest(&[&service]).await;
                    &sent[..160]
                }
                2 => {
                    all_accepted(&service, &sent[160..]).await;
                    &sent[..]
                }
                _ => {
                    delete_under(&*service.store, "sum/").await;
                    &sent[..]
                }
            };
            service.pass_freshness();
            let third = days(sent)[2].clone();
            for (query, expected) in [
                (
                    "touchpoint=checkout".into(),
                    of(sent, |s| s["touchpoint"] == "checkout"),
                ),
                (
                    "channel=kiosk".into(),
                    of(sent, |s| s["channel"] == "kiosk"),
                ),
                ("locale=sl".into(), of(sent, |s| s["locale"] == "sl")),
                (
                    "page=product".into(),
                    of(sent, |s| {
                        s["page"]
                            .as_str()
                            .is_some_and(|page| page.starts_with("/p/"))
                    }),
                ),
                ("page=other".into(), of(sent, |s| s["page"] == "/else")),
                (
                    "attribute.plan=pro".into(),
                    of(sent, |s| s["attributes"]["plan"] == "pro"),
                ),
                ("touchpoint=nowhere".into(), Counts::default()),
                (
                    format!("touchpoint=checkout&from={third}"),
                    of(sent, |s| s["touchpoint"] == "checkout" && day(s) >= third),
                ),
                (
                    format!("touchpoint=checkout&to={third}"),
                    of(sent, |s| s["touchpoint"] == "checkout" && day(s) < third),
                ),
                (
                    "touchpoint=checkout&channel=web".into(),
                    of(sent, |s| {
                        s["touchpoint"] == "checkout" && s["channel"] == "web"
                    }),
                ),
                (
                    format!("locale=be&attribute.plan=free&from={third}"),
                    of(sent, |s| {
                        s["locale"] == "be" && s["attributes"]["plan"] == "free" && day(s) >= third
                    }),
                ),
                // More cities than are counted on their own: the reader has it read.
                (
                    "attribute.city=city%2017".into(),
                    of(sent, |s| s["attributes"]["city"] == "city 17"),
                ),
                (
                    "attribute.city=city%2031".into(),
                    of(sent, |s| s["attributes"]["city"] == "city 31"),
                ),
            ] {
                let scores = asked(&service, &query).await;
                assert_eq!(Counts::shown(&scores), expected, "{query} in round {round}");
                assert_eq!(scores["more"], Value::Null, "{query}");
            }
        }
        service.finish().await;
    });
}

#[test]
fn a_trend_of_a_filter_adds_up_and_its_moving_window_looks_back() {
    run(async {
        let (service, sent) = answered(150).await;
        let days = days(&sent);
        for filter in ["touchpoint=checkout", "touchpoint=checkout&channel=web", ""] {
            let admits = |s: &&Value| {
                (!filter.contains("touchpoint") || s["touchpoint"] == "checkout")
                    && (!filter.contains("channel") || s["channel"] == "web")
            };
            let scores = asked(
                &service,
                &format!("{filter}&by=day&moving=3&from={}", days[3]),
            )
            .await;
            let trend = scores["trend"].as_array().expect("a trend");
            assert_eq!(trend.len(), days.len() - 3);
            for (at, point) in trend.iter().enumerate() {
                let on = |from: usize| {
                    let last = at + 3;
                    let days = &days;
                    let within = |s: &&Value| (from..=last).any(|n| *days[n] == day(s));
                    Counts::of(sent.iter().filter(admits).filter(within))
                };
                assert_eq!(Counts::shown(point), on(at + 3), "{filter} {point}");
                assert_eq!(
                    Counts::shown(&point["moving"]),
                    on(at + 1),
                    "{filter} {point}"
                );
                assert_eq!(point["moving"]["from"], json!(days[at + 1]));
            }
        }
        service.finish().await;
    });
}

#[test]
fn days_begin_where_the_survey_says() {
    run(async {
        let service = Service::start().await;
        let now = service.clock.now();
        let noon = Duration::from_secs(now.as_secs() / 86_400 * 86_400) - HOUR * 36;
        let sent: Vec<Value> = [1, 13, 22, 23]
            .iter()
            .map(|hour| Respondent::new(*hour, noon + HOUR * *hour as u32 - HOUR * 12).whole(0))
            .collect();
        let first = day(&sent[0]);
        for (offset, on_first) in [("+00:00", 4), ("+02:00", 2), ("-02:00", 3), ("+11:30", 1)] {
            let survey = survey(&json!({"analysis": {"utc_offset": offset}}));
            service.put_survey(SURVEY, &survey).await;
            all_accepted(&service, &sent).await;
            service.pass_freshness();
            let scores = asked(&service, &format!("from={first}&by=day")).await;
            assert_eq!(
                scores["trend"][0]["responses"], on_first,
                "{offset}: {scores}"
            );
            let before = asked(&service, &format!("to={first}")).await;
            assert_eq!(
                before["responses"].as_u64().unwrap() + scores["responses"].as_u64().unwrap(),
                4,
                "{offset}"
            );
        }
        service.finish().await;
    });
}

/// Rows of an import: so many of that day, at noon, of one touchpoint and channel.
fn rows(day: &str, count: usize) -> String {
    let row = |n: usize| {
        let row = json!({
            "id": format!("{day} {n}"), "time": format!("{day}T12:00:00Z"), "touchpoint": "a", "channel": "b",
            "answers": {"recommend": n % 11},
        });
        format!("{row}\n")
    };
    (0..count).map(row).collect()
}

#[test]
fn a_scan_is_paged_to_its_end_and_looks_back_only_on_what_it_read() {
    run(async {
        let service = Service::start().await;
        service.put_survey("small", &survey(&json!({}))).await;
        for offset in ["+00:00", "+02:00", "-03:00"] {
            let survey = survey(&json!({"analysis": {"utc_offset": offset}}));
            service.put_survey(SURVEY, &survey).await;
            for (day, count) in [
                ("2026-03-08", 30),
                ("2026-03-09", 30),
                ("2026-03-10", 21_000),
                ("2026-03-11", 30),
            ] {
                let import = service.call(Method::POST, &format!("/v1/surveys/{SURVEY}/import"));
                let import = import.header("content-type", "application/x-ndjson");
                let report = import
                    .token(ADMIN)
                    .body(rows(day, count))
                    .send()
                    .await
                    .json();
                assert_eq!(report["accepted"], count, "{report}");
            }
            service.pass_freshness();
            let (mut total, mut to) = (0, String::from("2027-01-01"));
            for page in 1.. {
                assert!(page < 9, "{offset}: it does not come to an end");
                let query =
                    format!("touchpoint=a&channel=b&from=2026-03-01&to={to}&by=day&moving=3");
                let scores = asked(&service, &query).await;
                total += scores["responses"].as_u64().unwrap();
                for point in scores["trend"].as_array().unwrap() {
                    let looked_back = point["moving"]["from"].as_str();
                    let read = scores["from"].as_str().unwrap();
                    assert!(
                        looked_back.is_none_or(|from| scores["more"].is_null() || from >= read),
                        "{offset}: {point}"
                    );
                }
                match scores["more"]["to"].as_str() {
                    Some(earlier) => to = earlier.into(),
                    None => break,
                }
            }
            assert_eq!(total, 21_090, "{offset}");
            // What was not read to its end is not compared, and not analysed.
            let query = "touchpoint=a&channel=b&from=2026-03-08&to=2026-03-12&compare=previous";
            let part = asked(&service, query).await;
            assert_ne!(part["more"], Value::Null, "{offset}: {part}");
            assert_eq!(part["changes"], Value::Null, "{offset}: {part}");
            let told = async |survey: &str, query: &str| {
                let path = format!("/v1/surveys/{survey}/insights?touchpoint=a&channel=b&{query}");
                service.get(&path).token(READER).send().await
            };
            let refused = told(SURVEY, "from=2026-03-08&to=2026-03-12").await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{offset}");
            assert_eq!(refused.json()["code"], "too_many_responses", "{offset}");
            // Fewer days help: of those before only charts learn, from as many as are read.
            let few = told(SURVEY, "from=2026-03-12&to=2026-03-13").await;
            assert_eq!(few.status, StatusCode::OK, "{offset}: {few:?}");
            // What is too much of another survey leaves the own untold of nothing.
            let beside = format!("from=2026-03-08&to=2026-03-12&beside={SURVEY}");
            let small = told("small", &beside).await.json();
            assert_eq!(
                small["beside"]["refused"], "too_many_responses",
                "{offset}: {small}"
            );
            assert_eq!(small["beside"]["responses"], Value::Null, "{offset}");
            // Nothing before the first day is of this range, however far a window looks back.
            let query = "touchpoint=a&channel=b&from=2026-03-11&to=2026-03-12&by=day&moving=20";
            let scores = asked(&service, query).await;
            assert_eq!(
                (&scores["responses"], &scores["from"]),
                (&json!(30), &json!("2026-03-11")),
                "{offset}"
            );
            service
                .call(Method::DELETE, &format!("/v1/surveys/{SURVEY}"))
                .token(ADMIN)
                .send()
                .await;
            service.pass_freshness();
        }
        service.finish().await;
    });
}

#[test]
fn nobody_can_crowd_out_the_channels_and_languages_that_are_used() {
    run(async {
        let service = Service::start().await;
        service.put_survey(SURVEY, &survey(&json!({}))).await;
        let odd = (0..200).map(|n: u64| {
            let mut odd = Respondent::new(n, service.clock.now()).whole(0);
            odd["channel"] = json!(format!("channel {n}"));
            odd["locale"] = json!(format!(
                "x{}{}",
                (b'a' + (n / 26) as u8) as char,
                (b'a' + (n % 26) as u8) as char
            ));
            odd
        });
        let mut all: Vec<Value> = odd.collect();
        let mut usual = Respondent::new(500, service.clock.now()).whole(0);
        usual["channel"] = json!("web");
        usual["locale"] = json!("en");
        all.push(usual);
        all_accepted(&service, &all).await;
        service.pass_freshness();
        for filter in ["channel=web", "locale=en"] {
            let path = format!("/v1/surveys/{SURVEY}/scores?{filter}");
            let answer = service.get(&path).send().await;
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            assert_eq!(answer.json()["responses"], 1);
        }
        service.finish().await;
    });
}

#[test]
fn a_period_is_compared_with_those_before_it() {
    run(async {
        let (service, sent) = answered(150).await;
        let days = days(&sent);
        let query = format!(
            "from={}&to={}&compare=previous,year&touchpoint=support",
            days[4], days[6]
        );
        let scores = asked(&service, &query).await;
        let [previous, year] = &scores["changes"].as_array().expect("changes")[..] else {
            panic!("{scores}");
        };
        assert_eq!(
            (&previous["against"], &previous["from"], &previous["to"]),
            (&json!("previous"), &json!(days[2]), &json!(days[4]))
        );
        let was = of(&sent, |s| {
            s["touchpoint"] == "support" && (day(s) == *days[2] || day(s) == *days[3])
        });
        assert_eq!(previous["responses"], was.responses);
        assert_eq!(
            (&year["against"], &year["responses"]),
            (&json!("year_ago"), &json!(0))
        );
        for (query, status) in [
            ("compare=previous", StatusCode::BAD_REQUEST),
            ("compare=tomorrow&from=2026-01-01", StatusCode::BAD_REQUEST),
            ("compare=previous&from=2999-01-01", StatusCode::BAD_REQUEST),
            (
                "compare=previous&from=2026-01-01&touchpoint=a&channel=b",
                StatusCode::OK,
            ),
            ("moving=3", StatusCode::BAD_REQUEST),
            ("moving=1&by=day", StatusCode::BAD_REQUEST),
            ("moving=61&by=day", StatusCode::BAD_REQUEST),
            ("touchpoint=a&touchpoint=b", StatusCode::BAD_REQUEST),
            ("attribute.nothing=a", StatusCode::BAD_REQUEST),
            ("plan=a", StatusCode::BAD_REQUEST),
        ] {
            let path = format!("/v1/surveys/{SURVEY}/scores?{query}");
            let answer = service.get(&path).token(READER).send().await;
            assert_eq!(answer.status, status, "{query}: {answer:?}");
        }
        service.finish().await;
    });
}

#[test]
fn what_tells_people_apart_is_for_readers() {
    run(async {
        let (service, _) = answered(70).await;
        for (query, status) in [
            ("touchpoint=checkout", StatusCode::OK),
            ("channel=web", StatusCode::OK),
            ("locale=sl", StatusCode::OK),
            ("page=product", StatusCode::UNAUTHORIZED),
            ("attribute.plan=pro", StatusCode::UNAUTHORIZED),
            ("touchpoint=checkout&channel=web", StatusCode::UNAUTHORIZED),
        ] {
            let path = format!("/v1/surveys/{SURVEY}/scores?{query}");
            let answer = service.get(&path).send().await;
            assert_eq!(answer.status, status, "{query}: {answer:?}");
        }
        service.finish().await;
    });
}
