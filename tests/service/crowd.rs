//! A crowd of respondents, and what a service that counts right must show of them, worked out apart from it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use glas::time::Millis;
use http::StatusCode;
use serde_json::{Value, json};

use super::support::{Answer, READER, Service};

/// The survey they answer.
pub const SURVEY: &str = "shop";

/// A survey with questions of every kind.
pub fn survey() -> Value {
    let question = |id: &str, kind: &str| json!({"id": id, "kind": kind, "text": {"en": id}});
    let option = |id: &str| json!({"id": id, "text": {"en": id}});
    let choice = |id: &str, multiple: bool| {
        let mut choice = question(id, "choice");
        choice["multiple"] = multiple.into();
        choice["options"] = json!([option("price"), option("delivery"), option("service")]);
        choice
    };
    json!({
        "name": "Shop",
        "default_locale": "en",
        "questions": [
            question("recommend", "nps"),
            question("overall", "csat"),
            question("ease", "ces"),
            question("stars", "stars"),
            question("mood", "emoji"),
            question("again", "thumbs"),
            choice("reasons", true),
            choice("reason", false),
            question("why", "text"),
        ],
        "publish_scores": true,
    })
}

/// One of the crowd.
#[derive(Debug, Clone)]
pub struct Respondent {
    /// The response's id.
    pub id: String,
    n: u64,
}

impl Respondent {
    /// The `n`th, whose id is made at that time since the Unix epoch.
    pub fn new(n: u64, at: Duration) -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let mut random = [n as u8; 10];
        random[6..].copy_from_slice(&MADE.fetch_add(1, Relaxed).to_be_bytes());
        let id = uuid::Builder::from_unix_timestamp_millis(at.as_millis() as u64, &random);
        Self {
            id: id.into_uuid().to_string(),
            n,
        }
    }

    /// So many of them, all at that time.
    pub fn crowd(numbers: std::ops::Range<u64>, at: Duration) -> Vec<Self> {
        numbers.map(|n| Self::new(n, at)).collect()
    }

    /// All the answers, under that revision: of each kind, spread over its scale, and some left out.
    pub fn whole(&self, revision: u32) -> Value {
        let mixed = self.mixed(revision.into());
        let scale = |salt: u32, least: u64, points: u64| least + (mixed >> salt) % points;
        let options = ["price", "delivery", "service"];
        let taken: Vec<&str> = (0..3)
            .filter(|option| mixed >> (40 + option) & 1 == 1)
            .map(|option| options[option as usize])
            .collect();
        let mut answers = json!({
            "recommend": scale(0, 0, 11),
            "overall": scale(5, 1, 5),
            "ease": scale(10, 1, 7),
            "stars": scale(15, 1, 5),
            "mood": scale(20, 1, 5),
            "again": scale(25, 0, 2),
            "reason": [options[(mixed >> 30) as usize % 3]],
            "why": format!("čudovito, {}", self.n),
        });
        if !taken.is_empty() {
            answers["reasons"] = json!(taken);
        }
        if mixed >> 50 & 3 == 0 {
            answers.as_object_mut().map(|all| all.remove("ease"));
        }
        json!({"id": self.id, "revision": revision, "complete": true, "answers": answers})
    }

    /// The first answer only, sent before the rest is given and other than it will be.
    pub fn partial(&self) -> Value {
        let recommend = (self.mixed(1) + 1) % 11;
        json!({"id": self.id, "revision": 0, "complete": false, "answers": {"recommend": recommend}})
    }

    /// SplitMix64's mixing: neighbours share nothing.
    fn mixed(&self, salt: u64) -> u64 {
        let mixed = (self.n * 31 + salt).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb) ^ mixed >> 31
    }
}

/// How many gave which answers: of each question that has a score, those who answered it and those
/// who gave each answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Respondents.
    pub responses: u64,
    questions: BTreeMap<String, (u64, BTreeMap<String, u64>)>,
}

impl Counts {
    /// Of these submissions, each from another respondent.
    pub fn of<'a>(submissions: impl IntoIterator<Item = &'a Value>) -> Self {
        let mut counts = Self::default();
        for submission in submissions {
            counts.responses += 1;
            for (question, answer) in submission["answers"].as_object().expect("answers") {
                let given: Vec<String> = match answer {
                    Value::Array(taken) => taken.iter().map(as_text).collect(),
                    Value::Number(rating) => vec![rating.to_string()],
                    _ => continue,
                };
                let (n, values) = counts.questions.entry(question.clone()).or_default();
                *n += 1;
                for value in given {
                    *values.entry(value).or_default() += 1;
                }
            }
        }
        counts
    }

    /// As an answer of the service, or a point of its trend, shows them.
    pub fn shown(scores: &Value) -> Self {
        let mut questions = BTreeMap::new();
        for score in scores["scores"].as_array().expect("scores") {
            let n = score["n"].as_u64().expect("a number");
            let counts = score["counts"].as_object().expect("counts").iter();
            let counts = counts.map(|(value, count)| (value.clone(), count.as_u64().unwrap_or(0)));
            let counts: BTreeMap<String, u64> = counts.filter(|(_, count)| *count > 0).collect();
            if n > 0 || !counts.is_empty() {
                questions.insert(as_text(&score["question"]), (n, counts));
            }
        }
        Self {
            responses: scores["responses"].as_u64().expect("a number"),
            questions,
        }
    }
}

fn as_text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// The UTC day of a submission's id.
pub fn day(submission: &Value) -> String {
    let id: uuid::Uuid = as_text(&submission["id"]).parse().expect("an id");
    Millis((id.as_u128() >> 80) as u64).day().to_string()
}

/// Sends a submission.
pub async fn submit(service: &Service, submission: &Value) -> Answer {
    let path = format!("/v1/surveys/{SURVEY}/responses");
    service.post(&path, submission).send().await
}

/// Sends a submission, which must be accepted.
pub async fn accepted(service: &Service, submission: &Value) {
    let answer = submit(service, submission).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
}

/// Sends submissions over 32 connections; each must be accepted.
pub async fn all_accepted(service: &Service, submissions: &[Value]) {
    stream::iter(submissions)
        .for_each_concurrent(32, |submission| accepted(service, submission))
        .await;
}

/// The counts that a service shows once it must show everything.
pub async fn counts(service: &Service) -> Counts {
    Counts::shown(&service.scores(SURVEY).await)
}

/// Everything people said, one line each, as the service tells it.
pub async fn export(service: &Service) -> Vec<Value> {
    let path = format!("/v1/surveys/{SURVEY}/responses?format=ndjson");
    let answer = service.get(&path).token(READER).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let line = |line: &str| serde_json::from_str(line).expect("JSON");
    answer.text().lines().map(line).collect()
}
