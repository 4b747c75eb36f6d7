//! Summaries are a cache: without them, or with nonsense in them, every score is the same.

use std::time::Duration;

use serde_json::Value;

use super::compaction::rest;
use super::crowd::{self, Counts, Respondent, SURVEY, all_accepted, day};
use super::support::{Service, config, delete_under, keys_under, run};

const HOUR: Duration = Duration::from_secs(3600);

/// Answers over a week, older ones compacted and newer ones not.
async fn answered() -> (Service, Vec<Value>) {
    let service = Service::start().await;
    service.put_survey(SURVEY, &crowd::survey()).await;
    let now = service.clock.now();
    let crowd = |from: u64| {
        let at = move |n: u64| Respondent::new(n, now - HOUR * (n % 150) as u32);
        (from..from + 100).map(move |n| at(n).whole(0))
    };
    let mut sent: Vec<Value> = crowd(0).collect();
    all_accepted(&service, &sent).await;
    rest(&[&service]).await;
    let late: Vec<Value> = crowd(1000).collect();
    all_accepted(&service, &late).await;
    sent.extend(late);
    (service, sent)
}

/// Every kind of question about them.
fn queries(sent: &[Value]) -> Vec<String> {
    let mut days: Vec<String> = sent.iter().map(day).collect();
    days.sort();
    days.dedup();
    let (from, to) = (&days[1], &days[days.len() - 2]);
    let ranges = [
        String::new(),
        format!("from={from}"),
        format!("to={to}"),
        format!("from={from}&to={to}"),
    ];
    let by = |range: &String| {
        let range = range.clone();
        ["", "&by=day", "&by=week", "&by=month"].map(|by| format!("{range}{by}"))
    };
    ranges.iter().flat_map(by).collect()
}

async fn scores(service: &Service, query: &str) -> Value {
    let path = format!(
        "/v1/surveys/{SURVEY}/scores?{}",
        query.trim_start_matches('&')
    );
    let mut scores = service.get(&path).send().await.json();
    scores.as_object_mut().expect("scores").remove("as_of");
    scores
}

async fn all_scores(service: &Service, queries: &[String]) -> Vec<Value> {
    service.pass_freshness();
    let mut all = Vec::new();
    for query in queries {
        all.push(scores(service, query).await);
    }
    all
}

/// Another host on the same data, which remembers nothing.
async fn another(service: &Service) -> Service {
    let mut config = config(&[]);
    config.clock = service.clock.clone();
    Service::over(service.store.clone(), config).await
}

#[test]
fn scores_of_a_range_count_the_days_in_it() {
    run(async {
        let (service, sent) = answered().await;
        service.pass_freshness();
        for query in queries(&sent) {
            let scores = scores(&service, &query).await;
            let within = |submission: &&Value, from: &Value, to: &Value| {
                let day = day(submission);
                from.as_str().is_none_or(|from| *day >= *from)
                    && to.as_str().is_none_or(|to| *day < *to)
            };
            let (from, to) = (&scores["from"], &scores["to"]);
            assert_eq!(from.is_string(), query.contains("from="));
            assert_eq!(to.is_string(), query.contains("to="));
            let expected = Counts::of(sent.iter().filter(|one| within(one, from, to)));
            assert_eq!(Counts::shown(&scores), expected, "{query}");
            assert_eq!(scores["trend"].is_array(), query.contains("by="), "{query}");
            let mut responses = 0;
            for point in scores["trend"].as_array().into_iter().flatten() {
                let (from, to) = (&point["from"], &point["to"]);
                let expected = Counts::of(sent.iter().filter(|one| within(one, from, to)));
                assert_eq!(Counts::shown(point), expected, "{query} {point}");
                responses += expected.responses;
            }
            assert!(!query.contains("by=") || responses == expected.responses);
        }
        service.finish().await;
    });
}

#[test]
fn deleting_every_summary_changes_no_score() {
    run(async {
        let (service, sent) = answered().await;
        let queries = queries(&sent);
        let before = all_scores(&service, &queries).await;
        assert_ne!(keys_under(&*service.store, "sum/").await.len(), 0);

        delete_under(&*service.store, "sum/").await;
        assert_eq!(all_scores(&service, &queries).await, before);
        delete_under(&*service.store, "sum/").await;
        let another = another(&service).await;
        assert_eq!(all_scores(&another, &queries).await, before);
        another.finish().await;
        service.finish().await;
    });
}

#[test]
fn nonsense_in_every_summary_changes_no_score() {
    run(async {
        let (service, sent) = answered().await;
        let queries = queries(&sent);
        let before = all_scores(&service, &queries).await;
        type Spoil = fn(&[u8]) -> Vec<u8>;
        let nonsense: [Spoil; 6] = [
            |_| Vec::new(),
            |_| b"\0\xff\xfe nonsense".to_vec(),
            |_| b"null".to_vec(),
            |_| b"{}".to_vec(),
            |_| b"[[[[".repeat(10_000),
            |whole| whole[..whole.len() / 2].to_vec(),
        ];
        for spoil in nonsense {
            for key in keys_under(&*service.store, "sum/").await {
                let whole = service.store.get(&key).await.expect("a value");
                let spoilt = spoil(&whole.expect("a value"));
                service.store.set(&key, spoilt).await.expect("a write");
            }
            let another = another(&service).await;
            assert_eq!(all_scores(&another, &queries).await, before);
            assert_eq!(all_scores(&service, &queries).await, before);
            another.finish().await;
        }
        service.finish().await;
    });
}
