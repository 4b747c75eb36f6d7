//! How a survey compares with another: the same things asked elsewhere, in the same days.

use serde::Serialize;

use super::finding::Watched;
use super::index::{SCALE, level};
use super::tested::{SIGNIFICANT, Tested, adjust, chance, error};
use crate::id::QuestionId;
use crate::measure::Measure;
use crate::statistics::comparison::holm;
use crate::statistics::difference::{Difference, difference};
use crate::statistics::tail::critical;
use crate::survey::Survey;
use crate::tally::Tally;

/// A score beside that of another survey.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Beside {
    /// Of what.
    #[serde(flatten)]
    pub watched: Watched,
    /// The other survey's question; none for the satisfaction index.
    pub other_question: Option<QuestionId>,
    /// The score here; null without answers.
    pub here: Option<f64>,
    /// Answers here.
    pub n: u64,
    /// The score there.
    pub there: Option<f64>,
    /// Answers there.
    pub n_there: u64,
    /// Here less there; p is adjusted over the table by Holm's method.
    #[serde(flatten)]
    pub tested: Tested,
}

/// Each score beside the other survey's of the same question, else of the first question with the same metric, and one
/// satisfaction index beside the other.
pub fn beside(here: (&Survey, &Tally), there: (&Survey, &Tally)) -> Vec<Beside> {
    let mut rows = Vec::new();
    if let (Some(own), Some(other)) = (level(here.0, here.1), level(there.0, there.1)) {
        let value = own.value - other.value;
        let of = |low: f64, high: f64| error(low, high).powi(2);
        let spread = (of(own.low, own.high) + of(other.low, other.high)).sqrt();
        let half = spread * critical(SIGNIFICANT, f64::INFINITY);
        rows.push(Beside {
            watched: Watched::index(),
            other_question: None,
            here: Some(SCALE.shown(own.value)),
            n: own.n,
            there: Some(SCALE.shown(other.value)),
            n_there: other.n,
            tested: Tested::new(
                SCALE,
                Some(Difference {
                    value,
                    low: value - half,
                    high: value + half,
                    p: chance(value, spread),
                }),
            ),
        });
    }
    let others = Measure::all(there.0);
    for measure in Measure::all(here.0) {
        let alike =
            |other: &&Measure| (other.metric, &other.aspect) == (measure.metric, &measure.aspect);
        let mut same = others.iter().filter(alike);
        let named = same
            .clone()
            .find(|other| other.question == measure.question);
        let Some(other) = named.or_else(|| same.next()) else {
            continue;
        };
        let scale = measure.scale;
        let (own, others) = (measure.sample(here.1), other.sample(there.1));
        rows.push(Beside {
            watched: Watched::of(&measure),
            other_question: Some(other.question.clone()),
            here: own.mean().map(|mean| scale.shown(mean)),
            n: own.n,
            there: others.mean().map(|mean| scale.shown(mean)),
            n_there: others.n,
            tested: Tested::new(scale, difference(scale, own, others)),
        });
    }
    let tested = rows.iter_mut().map(|row| &mut row.tested);
    adjust(&mut tested.collect::<Vec<_>>(), holm);
    rows
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::analysis::sample::tally;

    fn survey(questions: &[(&str, &str)]) -> Survey {
        let question =
            |(id, kind): &(&str, &str)| json!({"id": id, "kind": kind, "text": {"en": "?"}});
        let questions: Vec<_> = questions.iter().map(question).collect();
        Survey::parse(&json!({"name": "S", "default_locale": "en", "questions": questions}))
            .unwrap()
    }

    #[test]
    fn the_same_question_is_compared_else_the_same_metric() {
        let here = survey(&[("recommend", "nps"), ("again", "nps"), ("ease", "ces")]);
        let there = survey(&[("first", "nps"), ("again", "nps"), ("stars", "stars")]);
        let own = tally(&[
            ("recommend", "10", 80),
            ("recommend", "0", 20),
            ("again", "10", 50),
            ("again", "0", 50),
        ]);
        let others = tally(&[
            ("first", "10", 40),
            ("first", "0", 60),
            ("again", "10", 50),
            ("again", "0", 50),
        ]);
        let rows = beside((&here, &own), (&there, &others));
        let brief = |row: &Beside| {
            let names = [row.watched.question.as_ref(), row.other_question.as_ref()];
            let names = names.map(|name| name.map_or("", QuestionId::as_str).to_owned());
            (
                names,
                row.here,
                row.there,
                row.tested.difference,
                row.tested.significant,
            )
        };
        let brief: Vec<_> = rows.iter().map(brief).collect();
        let names = |here: &str, there: &str| [here.to_owned(), there.to_owned()];
        assert_eq!(
            brief,
            [
                (names("", ""), Some(65.0), Some(45.0), Some(20.0), true),
                (
                    names("recommend", "first"),
                    Some(60.0),
                    Some(-20.0),
                    Some(80.0),
                    true
                ),
                (
                    names("again", "again"),
                    Some(0.0),
                    Some(0.0),
                    Some(0.0),
                    false
                ),
            ]
        );
    }
}
