//! What people said, searched: by words, topics, sentiments and ratings, the same in every format.

use std::collections::BTreeSet;
use std::sync::Arc;

use glas_host::Memory;
use glas_sample::{Sample, parse_day};
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::compaction::rest;
use super::support::{ADMIN, Answer, READER, Service, config, run};

const RESPONSES: &str = "/v1/surveys/shop/responses";
/// What a page looks at, at the most.
const LOOKS: usize = 20_000;

async fn get(service: &Service, query: &str) -> Answer {
    let call = service.get(&format!("{RESPONSES}?{query}"));
    let answer = call.token(READER).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {answer:?}");
    answer
}

/// A query whose value may be anything.
fn asked(name: &str, value: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair(name, value).finish()
}

async fn page(service: &Service, query: &str) -> (Vec<Value>, Option<String>) {
    let mut page = get(service, &format!("format=json&{query}")).await.json();
    let next = page["next"].as_str().map(str::to_owned);
    match page["responses"].take() {
        Value::Array(responses) => (responses, next),
        other => panic!("{other} is no list"),
    }
}

/// All pages, one after the other.
async fn pages(service: &Service, query: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let (responses, next) = page(service, &format!("{query}{cursor}")).await;
        all.extend(responses);
        match next {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

fn id(response: &Value) -> String {
    response["id"].as_str().expect("an id").into()
}

fn ids(responses: &[Value]) -> Vec<String> {
    responses.iter().map(id).collect()
}

async fn lines(service: &Service, query: &str) -> Vec<String> {
    let answer = get(service, query).await;
    let lines = answer.text().lines();
    let line = |line| id(&serde_json::from_str(line).expect("JSON"));
    lines.map(line).collect()
}

/// The ids in the rows of a table, whose comments have no line breaks.
async fn rows(service: &Service, query: &str) -> Vec<String> {
    let answer = get(service, &format!("format=csv&{query}")).await;
    let rows = answer.text().lines().skip(1);
    rows.map(|row| row[1..37].to_owned()).collect()
}

async fn import(service: &Service, rows: &[String]) {
    // As many as a request takes.
    for rows in rows.chunks(20_000) {
        let call = service.call(Method::POST, "/v1/surveys/shop/import");
        let call = call.header("content-type", "application/x-ndjson");
        let answer = call.token(ADMIN).body(rows.concat()).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_eq!(answer.json()["accepted"], rows.len(), "{answer:?}");
    }
    service.pass_freshness();
}

/// The sample, with one more question of kind text that some answer, and a topic of the owner's.
async fn sample() -> Service {
    let end = parse_day("2026-05-31").expect("a day");
    let sample = Sample {
        end,
        responses: 2_000,
        seed: 7,
    };
    let service = Service::over(Arc::new(Memory::new()), config(&[])).await;
    let mut survey = sample.survey();
    let questions = survey["questions"].as_array_mut().expect("questions");
    questions.push(json!({"id": "more", "kind": "text", "text": {"en": "?"}}));
    survey["analysis"]["topics"] = json!({"parcels": {"en": ["parcel*"], "sl": ["paket*"]}});
    service.put_survey("shop", &survey).await;
    let mut lines = Vec::new();
    for (index, row) in sample.rows().enumerate() {
        let line = glas_sample::line(&row);
        let mut row: Value = serde_json::from_str(&line).expect("JSON");
        if index % 9 == 0 {
            row["answers"]["more"] = json!("Late delivery, but a lovely parcel");
        }
        lines.push(format!("{row}\n"));
    }
    import(&service, &lines).await;
    service
}

/// A comment of a response: its question, its text, and how it is coded.
type Comment<'a> = (&'a str, &'a str, &'a Value);

fn comments(response: &Value) -> Vec<Comment<'_>> {
    let answers = response["answers"].as_object().expect("answers");
    let mut comments = Vec::new();
    for (question, answer) in answers {
        if let Some(text) = answer.as_str() {
            comments.push((question.as_str(), text, &response["comments"][question]));
        }
    }
    comments
}

/// The beginning of a word, without case and the marks that the sample's languages have.
fn has_word(text: &str, start: &str) -> bool {
    let plain = |c: char| match c {
        'č' => 'c',
        'š' => 's',
        'ž' => 'z',
        'й' => 'и',
        'ў' => 'у',
        'ё' => 'е',
        c => c,
    };
    let plain: String = text.to_lowercase().chars().map(plain).collect();
    let mut words = plain.split(|c: char| !c.is_alphanumeric());
    words.any(|word| word.starts_with(start))
}

fn mention<'a>((_, _, coded): &Comment<'a>, topic: &str) -> &'a Value {
    let topics = coded["topics"].as_array().map_or(&[][..], Vec::as_slice);
    let mention = topics.iter().find(|mention| mention["topic"] == topic);
    mention.unwrap_or(&Value::Null)
}

fn rated(response: &Value, question: &str, ratings: std::ops::RangeInclusive<u64>) -> bool {
    let rating = response["answers"][question].as_u64();
    rating.is_some_and(|rating| ratings.contains(&rating))
}

#[test]
fn every_parameter_finds_in_every_format_what_a_plain_count_finds() {
    run(async {
        let service = sample().await;
        let all = pages(&service, "limit=1000").await;
        assert_eq!(all.len(), 2_000);
        type Holds = fn(&Value) -> bool;
        fn any(response: &Value, holds: impl Fn(&Comment) -> bool) -> bool {
            comments(response).iter().any(holds)
        }
        let wanted: [(&str, Holds); 21] = [
            ("comments=1", |response| any(response, |_| true)),
            ("question=more", |response| {
                any(response, |said| said.0 == "more")
            }),
            ("q=deliv", |response| {
                any(response, |said| has_word(said.1, "deliv"))
            }),
            ("q=late%20Parcel", |response| {
                any(response, |said| {
                    has_word(said.1, "late") && has_word(said.1, "parcel")
                })
            }),
            ("question=why&q=PARCEL", |response| {
                any(response, |said| {
                    said.0 == "why" && has_word(said.1, "parcel")
                })
            }),
            // Počasi, in any case and without its mark.
            ("q=PO%C4%8CAS", |response| {
                any(response, |said| has_word(said.1, "pocas"))
            }),
            ("q=pocas", |response| {
                any(response, |said| has_word(said.1, "pocas"))
            }),
            // Бърз, Хут, Усё.
            ("q=%D0%B1%D1%8A%D1%80%D0%B7", |response| {
                any(response, |said| has_word(said.1, "бърз"))
            }),
            ("q=%D0%A3%D1%81%D0%B5", |response| {
                any(response, |said| has_word(said.1, "усе"))
            }),
            ("topic=delivery", |response| {
                any(response, |said| !mention(said, "delivery").is_null())
            }),
            ("topic=parcels", |response| {
                any(response, |said| !mention(said, "parcels").is_null())
            }),
            ("topic=delivery&sentiment=negative", |response| {
                any(response, |said| {
                    mention(said, "delivery")["sentiment"] == "negative"
                })
            }),
            ("topic=website&sentiment=positive", |response| {
                any(response, |said| {
                    mention(said, "website")["sentiment"] == "positive"
                })
            }),
            ("sentiment=positive", |response| {
                any(response, |said| said.2["sentiment"] == "positive")
            }),
            ("sentiment=mixed", |response| {
                any(response, |said| said.2["sentiment"] == "mixed")
            }),
            ("question=why&sentiment=negative", |response| {
                any(response, |said| {
                    said.0 == "why" && said.2["sentiment"] == "negative"
                })
            }),
            ("score=low", |response| rated(response, "recommend", 0..=6)),
            ("score=middle&comments=1", |response| {
                rated(response, "recommend", 7..=8) && any(response, |_| true)
            }),
            ("score=high&measure=overall", |response| {
                rated(response, "overall", 4..=5)
            }),
            ("score=low&measure=ease&comments=0", |response| {
                rated(response, "ease", 1..=3)
            }),
            // All of it is of one comment.
            (
                "q=late&topic=delivery&sentiment=negative&score=low&channel=web",
                |response| {
                    rated(response, "recommend", 0..=6)
                        && response["channel"] == "web"
                        && any(response, |said| {
                            has_word(said.1, "late")
                                && mention(said, "delivery")["sentiment"] == "negative"
                        })
                },
            ),
        ];
        for (query, holds) in wanted {
            let wanted: Vec<Value> = all.iter().filter(|one| holds(one)).cloned().collect();
            assert!((1..all.len()).contains(&wanted.len()), "{query}");
            for size in [23, 1_000] {
                let query = format!("{query}&limit={size}");
                assert_eq!(pages(&service, &query).await, wanted, "{query}");
            }
            let wanted = ids(&wanted);
            assert_eq!(lines(&service, query).await, wanted, "{query}");
            assert_eq!(rows(&service, query).await, wanted, "{query}");
            let mut newest = wanted.clone();
            newest.reverse();
            let query = format!("{query}&order=newest");
            assert_eq!(ids(&pages(&service, &query).await), newest, "{query}");
            newest.truncate(2);
            let query = format!("{query}&limit=2");
            assert_eq!(lines(&service, &query).await, newest, "{query}");
            assert_eq!(rows(&service, &query).await, newest, "{query}");
        }
        service.finish().await;
    });
}

/// A shop where so much was said, the oldest first; nothing is written where the text is empty.
async fn shop(said: &[(u32, &str, &str)]) -> Service {
    let service = Service::start().await;
    let survey = json!({
        "name": "Shop",
        "default_locale": "en",
        "questions": [
            {"id": "recommend", "kind": "nps", "text": {"en": "?"}},
            {"id": "reason", "kind": "choice", "multiple": true, "other": true, "text": {"en": "?"},
             "options": [{"id": "price", "text": {"en": "Price"}}]},
            {"id": "aspects", "kind": "drivers", "text": {"en": "?"}, "aspects": [{"id": "price", "text": {"en": "Price"}}]},
            {"id": "why", "kind": "text", "text": {"en": "?"}},
            {"id": "more", "kind": "text", "text": {"en": "?"}},
        ],
        "analysis": {"topics": {"loyalty": {"en": ["points"]}}},
    });
    service.put_survey("shop", &survey).await;
    let mut rows = Vec::new();
    for (index, (recommend, why, more)) in said.iter().enumerate() {
        let mut answers = json!({"recommend": recommend, "reason": ["price", {"other": "zebra"}]});
        for (question, text) in [("why", why), ("more", more)] {
            if !text.is_empty() {
                answers[question] = json!(text);
            }
        }
        let (day, hour) = (1 + index / 6, index % 6);
        let time = format!("2026-05-{day:02}T{hour:02}:00:00Z");
        let row =
            json!({"id": index.to_string(), "time": time, "locale": "en", "answers": answers});
        rows.push(format!("{row}\n"));
    }
    import(&service, &rows).await;
    service
}

#[test]
fn words_and_phrases_are_looked_for_as_they_are() {
    run(async {
        let service = shop(&[
            (9, "Late delivery, and the courier was rude", ""),
            (9, "Počasna dostava! LATE?", "Delivery of plates"),
            (9, "<script>alert('late')</script>", ""),
            (9, "100 % (.*) [late] \\d+ 👍", ""),
            (9, "Бърза доставка, всичко е чудесно", ""),
            (9, "Усё добра, аб’ява", "c\u{30c}aka"),
            (9, "配送が遅いです", ""),
            (9, "", ""),
        ])
        .await;
        let all = lines(&service, "").await;
        for (words, wanted) in [
            ("late", vec![0, 1, 2, 3]),
            ("lat deli", vec![0]),
            ("\"late delivery\"", vec![0]),
            ("“LATE Delivery” rude", vec![0]),
            ("\"delivery late\"", vec![]),
            ("\"lat\"", vec![]),
            ("plates", vec![1]),
            // Of one comment, not of both of a response.
            ("late plates", vec![]),
            ("pocasna", vec![1]),
            ("POČ", vec![1]),
            ("čaka", vec![5]),
            ("БЪРЗА дост", vec![4]),
            ("усе абява", vec![5]),
            ("遅い", vec![6]),
            ("👍", vec![3]),
            ("<script>alert('late')</script>", vec![2]),
            ("\"><img src=x onerror=alert(1)>", vec![]),
            (".*late.*", vec![0, 1, 2, 3]),
            ("l.te", vec![]),
            ("(late|rude)", vec![0]),
            ("100%", vec![3]),
            ("' OR 1=1 --", vec![]),
            // An option's own words are no comment.
            ("zebra", vec![]),
        ] {
            let query = asked("q", words);
            let wanted: Vec<&String> = wanted.iter().map(|index: &usize| &all[*index]).collect();
            let found = lines(&service, &query).await;
            assert_eq!(found.iter().collect::<Vec<_>>(), wanted, "{words}");
            let shown = page(&service, &query).await;
            assert_eq!(ids(&shown.0), found, "{words}");
            let table = rows(&service, &query).await;
            assert_eq!(table, found, "{words}");
        }
        service.finish().await;
    });
}

#[test]
fn what_cannot_be_searched_is_refused() {
    run(async {
        let service = shop(&[]).await;
        let ratings = json!([{"id": "why", "kind": "text", "text": {"en": "?"}}]);
        let unrated = json!({"name": "U", "default_locale": "en", "questions": ratings});
        service.put_survey("unrated", &unrated).await;
        let long = "č".repeat(101);
        for (name, value, also) in [
            ("comments", "yes", ""),
            ("comments", "", ""),
            ("question", "", ""),
            ("question", "recommend", ""),
            ("question", "reason", ""),
            ("question", "nothing", ""),
            ("q", "", ""),
            ("q", "  ", ""),
            ("q", "\"", ""),
            ("q", ".*?", ""),
            ("q", &long, ""),
            ("q", "late", "&q=late"),
            ("topic", "", ""),
            ("topic", "Delivery", ""),
            ("topic", "<b>", ""),
            ("sentiment", "angry", ""),
            ("sentiment", "", "&topic=delivery"),
            ("score", "5", ""),
            ("score", "", ""),
            ("score", "low", "&measure=why"),
            ("score", "low", "&measure=aspects"),
            ("score", "low", "&measure="),
            ("measure", "recommend", ""),
            ("order", "relevance", "&format=ndjson"),
            ("order", "relevance", ""),
            ("order", "relevance", "&format=csv"),
            (
                "order",
                "relevance",
                "&format=json&cursor=019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0",
            ),
            ("order", "best", "&format=json"),
        ] {
            let query = format!("{}{also}", asked(name, value));
            let call = service.get(&format!("{RESPONSES}?{query}"));
            let answer = call.token(READER).send().await;
            let is = (answer.status.as_u16(), answer.code());
            assert_eq!(is, (400, "invalid_parameter".into()), "{query}");
            assert!(!answer.text().contains("<b>"), "{answer:?}");
        }
        let long = asked("q", &"č".repeat(100));
        for (survey, query, status) in [
            ("shop", long.as_str(), 200),
            ("shop", "topic=loyalty", 200),
            ("unrated", "topic=loyalty", 400),
            ("unrated", "topic=trust", 200),
            ("unrated", "score=low", 400),
        ] {
            let call = service.get(&format!("/v1/surveys/{survey}/responses?{query}"));
            let answer = call.token(READER).send().await;
            assert_eq!(answer.status.as_u16(), status, "{survey} {query}");
        }
        let nobody = service.get(&format!("{RESPONSES}?q=late")).send().await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
        service.finish().await;
    });
}

#[test]
fn those_that_say_most_come_first() {
    run(async {
        let weak = "Late, as it was on the day before yesterday and on the day before that";
        let service = shop(&[
            (5, "Late.", ""),
            (5, "Terrible! Late, later, lateness!", ""),
            (5, "Late, as I say", ""),
            (5, "It was late and awful, terrible, horrible", ""),
            (5, "", ""),
            (5, "Delivery: late, slow, bad", "Late late late late late"),
            (5, "Late.", ""),
            (5, weak, ""),
            (5, "Nothing to say", "Delivery"),
        ])
        .await;
        let all = lines(&service, "").await;
        let of = |wanted: &[usize]| wanted.iter().map(|n| all[*n].clone()).collect::<Vec<_>>();
        for (query, wanted) in [
            // Three words; very negative ones, the longest first; negative ones, likewise; and the newer of two alike.
            ("q=late", vec![1, 3, 5, 7, 2, 6, 0]),
            ("q=late&limit=2", vec![1, 3]),
            ("q=late&from=2026-05-02", vec![7, 6]),
            ("topic=delivery", vec![5, 8]),
            ("topic=delivery&score=middle", vec![]),
            ("question=more", vec![5, 8]),
            ("q=nobody", vec![]),
        ] {
            let query = format!("{query}&order=relevance");
            let (responses, next) = page(&service, &query).await;
            assert_eq!((ids(&responses), next), (of(&wanted), None), "{query}");
        }
        // Nothing is left out that is not asked to be.
        let (responses, _) = page(&service, "order=relevance").await;
        let found: BTreeSet<String> = ids(&responses).into_iter().collect();
        assert_eq!(found, all.iter().cloned().collect());
        assert_eq!(id(&responses[8]), all[4]);
        service.finish().await;
    });
}

#[test]
fn a_page_of_the_most_telling_is_bounded_and_has_the_best_of_all() {
    run(async {
        // 1.5 MB.
        let text = |n: usize| {
            format!(
                "{}{}",
                "дрэнна ".repeat(700),
                ["late", "late lately"][n % 2]
            )
        };
        let texts: Vec<String> = (0..160).map(text).collect();
        let said = texts.iter().map(|text| (0, text.as_str(), ""));
        let service = shop(&said.collect::<Vec<_>>()).await;
        let all = lines(&service, "").await;
        let query = "order=relevance&q=late&limit=1000";
        let answer = get(&service, &format!("format=json&{query}")).await;
        let (least, most) = (900_000, 1_200_000);
        assert!(
            (least..most).contains(&answer.body.len()),
            "{}",
            answer.body.len()
        );
        let found = page(&service, query.trim_start_matches("format=json&"))
            .await
            .0;
        let best = (0..160).rev().filter(|n| n % 2 == 1);
        let others = (0..160).rev().filter(|n| n % 2 == 0);
        let wanted = best.chain(others).take(found.len());
        assert_eq!(
            ids(&found),
            wanted.map(|n| all[n].clone()).collect::<Vec<_>>()
        );
        service.finish().await;
    });
}

#[test]
fn a_page_looks_at_so_many_responses_and_says_where_to_go_on() {
    run(async {
        let service = shop(&[]).await;
        let count = 2 * LOOKS + 500;
        let told = [3, count - 2, count - 1];
        let mut rows = Vec::new();
        for n in 0..count {
            let why = if told.contains(&n) { "Late" } else { "Fine" };
            let (day, minute) = (n / 1440, n % 1440);
            let time = format!(
                "2026-0{}-{:02}T{:02}:{:02}:00Z",
                4 + day / 28,
                1 + day % 28,
                minute / 60,
                minute % 60
            );
            let row = json!({"id": n.to_string(), "time": time, "answers": {"why": why}});
            rows.push(format!("{row}\n"));
        }
        import(&service, &rows).await;
        for round in 0..2 {
            let all = lines(&service, "").await;
            assert_eq!(all.len(), count);
            let newest: Vec<String> = all.iter().rev().cloned().collect();
            let told: Vec<String> = told.iter().map(|n| all[*n].clone()).collect();
            assert_eq!(lines(&service, "q=late").await, told);
            for (order, all) in [("oldest", &all), ("newest", &newest)] {
                let told = all
                    .iter()
                    .filter(|id| told.contains(id))
                    .cloned()
                    .collect::<Vec<_>>();
                let within = |from: usize| {
                    let looked = all[from..].iter().take(LOOKS);
                    looked
                        .filter(|id| told.contains(id))
                        .cloned()
                        .collect::<Vec<_>>()
                };
                let query = format!("q=late&order={order}");
                let mut cursor = String::new();
                for (from, next) in [
                    (0, Some(&all[LOOKS - 1])),
                    (LOOKS, Some(&all[2 * LOOKS - 1])),
                    (2 * LOOKS, None),
                ] {
                    let found = page(&service, &format!("{query}{cursor}")).await;
                    let wanted = (within(from), next.cloned());
                    assert_eq!((ids(&found.0), found.1), wanted, "{round} {query} {from}");
                    cursor = next.map_or(String::new(), |next| format!("&cursor={next}"));
                }
                // A page that is full goes on after what it shows.
                let query = format!("{query}&limit=1");
                assert_eq!(ids(&pages(&service, &query).await), told);
            }
            let (found, next) = page(&service, "q=late&order=relevance").await;
            assert_eq!((ids(&found), next), (newest[..2].to_vec(), None));
            rest(&[&service]).await;
        }
        service.finish().await;
    });
}
