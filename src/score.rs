//! Scores: what the counts say, with how sure one can be of it.

use serde::Serialize;
use std::collections::BTreeMap;

use crate::id::QuestionId;
use crate::measure::Measure;
use crate::statistics::interval::{Interval, interval, wilson};
use crate::statistics::{Sample, Scale};
use crate::survey::{OTHER, Question, QuestionKind, Survey};
use crate::tally::{Answers, Tally};

/// A score is `enough` to act on when its interval is narrower than this: ±10 points of NPS,
const ENOUGH_NPS: f64 = 20.0;
/// ±5 points of a share,
const ENOUGH_SHARE: f64 = 10.0;
/// ±a quarter of a point of a mean,
const ENOUGH_MEAN: f64 = 0.5;
/// and it rests on so many answers: the t interval of a few equal ratings has no width at all.
const ENOUGH_ANSWERS: u64 = 10;

/// The score of one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Score {
    /// Which question.
    pub question: QuestionId,
    /// What is measured: `nps`, `csat`, `ces`, `stars`, `thumbs`, `counts` or `drivers`.
    pub metric: &'static str,
    /// The score with its interval; null where nobody answered.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// Respondents who answered.
    pub n: u64,
    /// Whether the interval is narrow enough to act on.
    pub enough: bool,
    /// `ces` only: the share who agree (5–7), in %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agree: Option<Estimate>,
    /// `counts` only: the share of respondents per option, in %.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub shares: BTreeMap<QuestionId, Estimate>,
    /// `drivers` only: the mean rating per aspect.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub aspects: BTreeMap<QuestionId, Aspect>,
    /// Respondents by rating or option; of `drivers` they are with the aspects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<BTreeMap<Box<str>, u64>>,
}

impl Score {
    /// The mean rating to two decimals, if it is of ratings and there are any.
    pub fn mean_rating(&self) -> Option<f64> {
        let (mut sum, mut n) = (0.0, 0.0);
        for (rating, count) in self.counts.iter().flatten() {
            sum += rating.parse::<f64>().ok()? * *count as f64;
            n += *count as f64;
        }
        (n > 0.0).then(|| (sum / n * 100.0).round() / 100.0)
    }
}

/// The score of one aspect of `drivers`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Aspect {
    /// The mean of its ratings.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// Respondents who rated it.
    pub n: u64,
    /// Respondents by rating.
    pub counts: BTreeMap<Box<str>, u64>,
}

/// A number with its 95 % interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// The number itself.
    pub value: Option<f64>,
    /// The interval's lower end.
    pub low: Option<f64>,
    /// The interval's upper end.
    pub high: Option<f64>,
}

impl Estimate {
    /// Of a score, as it is shown.
    pub fn of(scale: Scale, sample: Sample) -> Self {
        let known = sample.mean().zip(interval(scale, sample));
        known.map_or_else(Self::default, |(mean, interval)| {
            Self::shown(scale, mean, interval)
        })
    }

    /// Of a share or a difference of shares, in %.
    pub fn percent(value: f64, interval: Interval) -> Self {
        Self::shown(Scale::Share, value, interval)
    }

    /// Of a share, in %.
    pub fn share(hits: u64, n: u64) -> Self {
        if n == 0 {
            return Self::default();
        }
        Self::percent(hits as f64 / n as f64, wilson(hits, n))
    }

    fn shown(scale: Scale, value: f64, interval: Interval) -> Self {
        let shown = |plain| Some(scale.shown(plain));
        Self {
            value: shown(value),
            low: shown(interval.low),
            high: shown(interval.high),
        }
    }

    fn narrower(&self, width: f64, n: u64) -> bool {
        let measured = self.low.zip(self.high).map(|(low, high)| high - low);
        n >= ENOUGH_ANSWERS && measured.is_some_and(|measured| measured < width)
    }
}

/// The scores of every question that has one, in the order of the survey.
pub fn scores(survey: &Survey, tally: &Tally) -> Vec<Score> {
    let none = Answers::default();
    let score = |question| score(question, tally.questions.get(&question.id).unwrap_or(&none));
    survey.questions.iter().filter_map(score).collect()
}

fn score(question: &Question, answers: &Answers) -> Option<Score> {
    let n = answers.n;
    let measure = Measure::of(question);
    let (metric, estimate, width) = match (&measure, question.kind) {
        (Some(measure), _) => (
            measure.metric,
            Estimate::of(measure.scale, measure.sample_of(answers)),
            enough_width(measure.scale),
        ),
        (None, QuestionKind::Choice) => ("counts", Estimate::default(), ENOUGH_SHARE),
        (None, QuestionKind::Drivers) => ("drivers", Estimate::default(), ENOUGH_MEAN),
        (None, _) => return None,
    };
    let mut shares = BTreeMap::new();
    let added = question.other.then(|| OTHER.parse().ok()).flatten();
    let options = question.options.iter().map(|option| option.id.clone());
    for option in options.chain(added) {
        let taken = answers.count(option.as_str());
        shares.insert(option, Estimate::share(taken, n));
    }
    let mut aspects = BTreeMap::new();
    for aspect in &question.aspects {
        let measure = Measure::of_aspect(question, aspect);
        aspects.insert(aspect.id.clone(), Aspect::of(&measure, answers));
    }
    let enough = match question.kind {
        QuestionKind::Choice => shares
            .values()
            .all(|share: &Estimate| share.narrower(width, n)),
        QuestionKind::Drivers => aspects
            .values()
            .all(|aspect: &Aspect| aspect.estimate.narrower(width, aspect.n)),
        _ => estimate.narrower(width, n),
    };
    Some(Score {
        question: question.id.clone(),
        metric,
        estimate,
        n,
        enough,
        agree: (question.kind == QuestionKind::Ces).then(|| Estimate::share(agreeing(answers), n)),
        shares,
        counts: aspects.is_empty().then(|| answers.counts.clone()),
        aspects,
    })
}

impl Aspect {
    fn of(measure: &Measure, answers: &Answers) -> Self {
        let sample = measure.sample_of(answers);
        let mut counts = BTreeMap::new();
        for (rating, count) in measure.ratings(answers) {
            counts.insert(rating.into(), count);
        }
        Self {
            estimate: Estimate::of(measure.scale, sample),
            n: sample.n,
            counts,
        }
    }
}

fn enough_width(scale: Scale) -> f64 {
    match scale {
        Scale::Net => ENOUGH_NPS,
        Scale::Share => ENOUGH_SHARE,
        Scale::Mean { .. } => ENOUGH_MEAN,
    }
}

/// Of 1–7, those who agree that it was easy.
fn agreeing(answers: &Answers) -> u64 {
    ["5", "6", "7"]
        .map(|rating| answers.count(rating))
        .iter()
        .sum()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::response::Response;

    fn survey(kind: &str) -> Survey {
        let mut question = json!({"id": "q", "kind": kind, "text": {"en": "?"}});
        if kind == "choice" {
            question["multiple"] = json!(true);
            question["other"] = json!(true);
            question["options"] =
                json!([{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}]);
        }
        if kind == "drivers" {
            question["aspects"] =
                json!([{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}]);
        }
        Survey::parse(&json!({"name": "S", "default_locale": "en", "questions": [question]}))
            .unwrap()
    }

    fn scored(kind: &str, answers: &[(Value, usize)]) -> Value {
        let responses: Vec<Response> = answers
            .iter()
            .flat_map(|(answer, times)| std::iter::repeat_n(answer, *times))
            .map(|answer| {
                serde_json::from_value(json!({
                    "id": "019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0", "revision": 0, "complete": true, "answers": {"q": answer},
                }))
                .unwrap()
            })
            .collect();
        let scores = scores(&survey(kind), &responses.iter().collect());
        serde_json::to_value(scores.first()).unwrap()
    }

    #[test]
    fn each_kind_has_its_metric_and_value() {
        for (kind, answers, metric, value) in [
            (
                "nps",
                vec![(json!(10), 50), (json!(8), 20), (json!(3), 30)],
                "nps",
                json!(20.0),
            ),
            (
                "csat",
                vec![(json!(5), 460), (json!(4), 500), (json!(1), 240)],
                "csat",
                json!(80.0),
            ),
            (
                "emoji",
                vec![(json!(4), 1), (json!(3), 1)],
                "csat",
                json!(50.0),
            ),
            ("ces", vec![(json!(7), 2), (json!(4), 1)], "ces", json!(6.0)),
            (
                "stars",
                vec![(json!(5), 2), (json!(4), 1)],
                "stars",
                json!(4.67),
            ),
            (
                "thumbs",
                vec![(json!(1), 3), (json!(0), 1)],
                "thumbs",
                json!(75.0),
            ),
            (
                "choice",
                vec![(json!(["a", "b"]), 1), (json!(["a"]), 1)],
                "counts",
                Value::Null,
            ),
        ] {
            let score = scored(kind, &answers);
            assert_eq!(score["metric"], metric, "{kind}");
            assert_eq!(score["value"], value, "{kind}");
        }
    }

    #[test]
    fn nothing_yet_is_null_and_never_zero() {
        for (name, _) in QuestionKind::ALL.iter().filter(|(name, _)| *name != "text") {
            let score = scored(name, &[]);
            assert_eq!(score["n"], 0, "{name}");
            for field in ["value", "low", "high"] {
                assert_eq!(score[field], Value::Null, "{name} {field}");
            }
            assert_eq!(score["enough"], false, "{name}");
        }
    }

    #[test]
    fn free_text_has_no_score() {
        assert_eq!(scored("text", &[(json!("Fast"), 3)]), Value::Null);
    }

    #[test]
    fn csat_of_the_contract() {
        let score = scored("csat", &[(json!(5), 460), (json!(4), 500), (json!(2), 240)]);
        assert_eq!(
            (&score["low"], &score["high"]),
            (&json!(77.6), &json!(82.2))
        );
        assert_eq!(score["enough"], true);
        assert_eq!(score["counts"], json!({"5": 460, "4": 500, "2": 240}));
    }

    #[test]
    fn a_choice_has_the_share_of_respondents_per_option() {
        let score = scored("choice", &[(json!(["a", "b"]), 1), (json!(["a"]), 1)]);
        assert_eq!(score["n"], 2);
        assert_eq!(score["shares"]["a"]["value"], 100.0);
        assert_eq!(score["shares"]["b"]["value"], 50.0);
    }

    #[test]
    fn the_added_option_is_counted_whatever_was_typed() {
        let score = scored(
            "choice",
            &[(json!(["a", {"other": "C"}]), 1), (json!(["other"]), 1)],
        );
        assert_eq!(score["shares"]["other"]["value"], 100.0);
        assert_eq!(score["counts"], json!({"a": 1, "other": 2}));
    }

    #[test]
    fn drivers_have_a_mean_per_aspect() {
        let score = scored(
            "drivers",
            &[(json!({"a": 4, "b": 1}), 1), (json!({"a": 5}), 1)],
        );
        assert_eq!(
            (&score["metric"], &score["n"]),
            (&json!("drivers"), &json!(2))
        );
        assert_eq!(score["aspects"]["a"]["value"], 4.5);
        assert_eq!(score["aspects"]["a"]["n"], 2);
        assert_eq!(score["aspects"]["a"]["counts"], json!({"4": 1, "5": 1}));
        assert_eq!(score["aspects"]["b"]["n"], 1);
        assert_eq!(score["counts"], Value::Null);
    }

    #[test]
    fn a_few_equal_ratings_are_not_enough() {
        assert_eq!(scored("stars", &[(json!(5), 9)])["enough"], false);
        assert_eq!(scored("stars", &[(json!(5), 10)])["enough"], true);
    }
}
