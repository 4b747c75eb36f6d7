//! Everything in a survey that is scored by one number: its rated questions, and the aspects of its drivers.

use serde::Serialize;

use crate::id::QuestionId;
use crate::statistics::{Sample, Scale};
use crate::survey::{ASPECT_SCALE, Item, Question, QuestionKind, Survey};
use crate::tally::{Answers, Tally};

/// A number that answers are scored by.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measure {
    /// Of which question.
    pub question: QuestionId,
    /// Of which of its aspects, if its kind is `drivers`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect: Option<QuestionId>,
    /// What it is called: `nps`, `csat`, `ces`, `stars`, `thumbs` or `aspect`.
    pub metric: &'static str,
    /// What it measures.
    #[serde(skip)]
    pub scale: Scale,
    /// The lowest rating that counts for a share.
    #[serde(skip)]
    satisfied: u32,
}

/// Where one respondent's rating stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// A detractor; of other kinds the lowest third of the scale.
    Low,
    /// A passive; what is between.
    Middle,
    /// A promoter; the highest third: the top two boxes of five, and 5–7 of seven.
    High,
}

impl Group {
    /// That of a rating, if such questions are rated by one number.
    pub fn of(kind: QuestionKind, rating: u32) -> Option<Self> {
        let scale = kind.scale()?;
        let (above, reach) = (
            rating.saturating_sub(*scale.start()),
            scale.end() - scale.start(),
        );
        let (low, high) = match kind {
            QuestionKind::Nps => (rating <= 6, rating >= 9),
            _ => (above * 3 <= reach, above * 3 >= reach * 2),
        };
        Some(match (low, high) {
            (true, _) => Self::Low,
            (_, true) => Self::High,
            _ => Self::Middle,
        })
    }
}

impl Scale {
    /// From the plain number to how it is shown.
    pub fn factor(self) -> f64 {
        match self {
            Self::Net | Self::Share => 100.0,
            Self::Mean { .. } => 1.0,
        }
    }

    /// To how many decimals it is shown.
    pub fn decimals(self) -> i32 {
        match self {
            Self::Net | Self::Share => 1,
            Self::Mean { .. } => 2,
        }
    }

    /// A plain number as it is shown.
    pub fn shown(self, plain: f64) -> f64 {
        let shift = 10f64.powi(self.decimals());
        // Adding zero turns −0.0 into 0.0.
        (plain * self.factor() * shift).round() / shift + 0.0
    }

    /// A plain score from 0, the worst, to 1.
    pub fn of_best(self, plain: f64) -> f64 {
        let (min, max) = self.bounds();
        (plain - min) / (max - min)
    }
}

impl Measure {
    /// Those of a survey, in its order.
    pub fn all(survey: &Survey) -> Vec<Self> {
        let mut all = Vec::new();
        for question in &survey.questions {
            all.extend(Self::of(question));
            for aspect in &question.aspects {
                all.push(Self::of_aspect(question, aspect));
            }
        }
        all
    }

    /// That of a question, if it is rated by one number.
    pub fn of(question: &Question) -> Option<Self> {
        let mean = |max| Scale::Mean { min: 1.0, max };
        let (metric, scale, satisfied) = match question.kind {
            QuestionKind::Nps => ("nps", Scale::Net, 0),
            QuestionKind::Csat | QuestionKind::Emoji => ("csat", Scale::Share, 4),
            QuestionKind::Thumbs => ("thumbs", Scale::Share, 1),
            QuestionKind::Ces => ("ces", mean(7.0), 0),
            QuestionKind::Stars => ("stars", mean(5.0), 0),
            QuestionKind::Choice | QuestionKind::Drivers | QuestionKind::Text => return None,
        };
        Some(Self {
            question: question.id.clone(),
            aspect: None,
            metric,
            scale,
            satisfied,
        })
    }

    /// That of an aspect of a question.
    pub fn of_aspect(question: &Question, aspect: &Item) -> Self {
        Self {
            question: question.id.clone(),
            aspect: Some(aspect.id.clone()),
            metric: "aspect",
            scale: Scale::Mean {
                min: (*ASPECT_SCALE.start()).into(),
                max: (*ASPECT_SCALE.end()).into(),
            },
            satisfied: 0,
        }
    }

    /// What respondents contribute to it.
    pub fn sample(&self, tally: &Tally) -> Sample {
        let answers = tally.questions.get(&self.question);
        answers.map_or_else(Sample::default, |answers| self.sample_of(answers))
    }

    /// What those contribute who answered its question.
    pub fn sample_of(&self, answers: &Answers) -> Sample {
        let mut sample = Sample::default();
        for (rating, count) in self.ratings(answers) {
            if let Ok(rating) = rating.parse() {
                sample.add(self.contribution(rating), count);
            }
        }
        sample
    }

    /// Respondents by rating.
    pub fn ratings<'a>(&self, answers: &'a Answers) -> impl Iterator<Item = (&'a str, u64)> {
        answers.counts.iter().filter_map(|(value, count)| {
            let rating = match &self.aspect {
                None => value,
                Some(aspect) => {
                    let (of, rating) = value.split_once(':')?;
                    (of == aspect.as_str()).then_some(rating)?
                }
            };
            Some((rating, *count))
        })
    }

    fn contribution(&self, rating: u32) -> i64 {
        match self.scale {
            Scale::Net => i64::from(rating >= 9) - i64::from(rating <= 6),
            Scale::Share => i64::from(rating >= self.satisfied),
            Scale::Mean { .. } => rating.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Group::{High, Low, Middle};
    use super::*;
    use crate::response::Response;
    use crate::score::scores;

    #[test]
    fn a_measure_is_the_score_of_its_question() {
        let kinds = ["nps", "csat", "ces", "stars", "emoji", "thumbs"];
        let mut questions: Vec<_> = kinds
            .iter()
            .map(|kind| json!({"id": kind, "kind": kind, "text": {"en": "?"}}))
            .collect();
        let aspects: Vec<_> = ["a", "ab"]
            .iter()
            .map(|id| json!({"id": id, "text": {"en": "?"}}))
            .collect();
        questions.push(
            json!({"id": "drivers", "kind": "drivers", "text": {"en": "?"}, "aspects": aspects}),
        );
        let survey =
            Survey::parse(&json!({"name": "S", "default_locale": "en", "questions": questions}))
                .unwrap();
        let mut tally = Tally::default();
        for rating in 0..=10u32 {
            let within = |min: u32, max: u32| rating.clamp(min, max);
            let response: Response = serde_json::from_value(json!({
                "id": "019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0", "revision": 0, "complete": true,
                "answers": {
                    "nps": rating, "csat": within(1, 5), "ces": within(1, 7), "stars": within(1, 5),
                    "emoji": within(2, 4), "thumbs": rating % 2, "drivers": {"a": within(1, 5), "ab": within(3, 5)},
                },
            }))
            .unwrap();
            tally.add(&response);
        }
        let scores = scores(&survey, &tally);
        for measure in Measure::all(&survey) {
            let score = scores
                .iter()
                .find(|score| score.question == measure.question);
            let score = score.unwrap();
            let value = match &measure.aspect {
                None => score.estimate.value,
                Some(aspect) => score.aspects[aspect].estimate.value,
            };
            let sample = measure.sample(&tally);
            assert_eq!(sample.n, 11, "{measure:?}");
            let shown = sample.mean().map(|mean| measure.scale.shown(mean));
            assert_eq!(shown, value, "{measure:?}");
        }
    }
    #[test]
    fn the_high_group_is_what_counts_as_satisfied() {
        for (kind, groups) in [
            (
                QuestionKind::Nps,
                [vec![Low; 7], vec![Middle; 2], vec![High; 2]],
            ),
            (
                QuestionKind::Csat,
                [vec![Low; 2], vec![Middle], vec![High; 2]],
            ),
            (
                QuestionKind::Emoji,
                [vec![Low; 2], vec![Middle], vec![High; 2]],
            ),
            (
                QuestionKind::Stars,
                [vec![Low; 2], vec![Middle], vec![High; 2]],
            ),
            (
                QuestionKind::Ces,
                [vec![Low; 3], vec![Middle], vec![High; 3]],
            ),
            (QuestionKind::Thumbs, [vec![Low], vec![], vec![High]]),
        ] {
            let scale = kind.scale().unwrap();
            let found: Vec<Group> = scale.filter_map(|rating| Group::of(kind, rating)).collect();
            assert_eq!(found, groups.concat(), "{kind:?}");
        }
        assert_eq!(Group::of(QuestionKind::Text, 1), None);
    }
}
