//! What is aimed at, and what others reached.

use serde::Serialize;

use super::finding::Watched;
use super::index::{SCALE, level};
use super::study::Study;
use super::tested::{digits, error};
use crate::id::QuestionId;
use crate::measure::Measure;
use crate::statistics::interval::interval;
use crate::statistics::tail::below;
use crate::statistics::target::at_least;
use crate::time::Day;

/// How far a goal is off.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GoalState {
    /// Of what.
    #[serde(flatten)]
    pub watched: Watched,
    /// What is aimed at.
    pub target: f64,
    /// By when.
    pub by: Day,
    /// Where it started from.
    pub baseline: Option<f64>,
    /// What there is.
    #[serde(flatten)]
    pub standing: Standing,
    /// How much of the way from the baseline is done, in %; null if the baseline is not below the target.
    pub progress: Option<f64>,
    /// Weeks that are left; 0 if the day has passed.
    pub weeks_left: f64,
    /// How much it has to move a week from now on; null if the day has passed.
    pub pace: Option<f64>,
}

/// How the score compares with one from elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReferenceState {
    /// Of what.
    #[serde(flatten)]
    pub watched: Watched,
    /// The other score.
    pub reference: f64,
    /// Whose it is.
    pub source: String,
    /// What there is.
    #[serde(flatten)]
    pub standing: Standing,
    /// Ours less theirs.
    pub difference: Option<f64>,
}

/// A score beside another that it may have reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Standing {
    /// The score; null without answers.
    pub now: Option<f64>,
    /// The lower end of its 95 % interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Answers.
    pub n: u64,
    /// How probable it is that the true score is at least as high as the other.
    #[serde(serialize_with = "digits")]
    pub probability: Option<f64>,
    /// What a point is of the whole scale, which runs from 0 to 100.
    #[serde(skip)]
    pub(super) of_scale: f64,
}

/// All goals of the survey.
pub fn goals(study: &Study) -> Vec<GoalState> {
    let goals = study.survey.analysis.iter();
    let goals = goals.flat_map(|analysis| &analysis.goals);
    goals
        .filter_map(|goal| {
            let (watched, standing) = standing(study, goal.question.as_ref(), goal.target)?;
            // Today is not over: on the last day there is one left.
            let last = u32::from(goal.by >= study.today);
            let days = goal.by.0.saturating_sub(study.today.0).max(last);
            let weeks_left = f64::from(days) / 7.0;
            let way = goal.baseline.map(|baseline| goal.target - baseline);
            let done = standing.now.zip(goal.baseline);
            let done = done.map(|(now, baseline)| now - baseline);
            let progress = done.zip(way).filter(|(_, way)| *way > 0.0);
            let missing = standing.now.map(|now| (goal.target - now).max(0.0));
            Some(GoalState {
                watched,
                target: goal.target,
                by: goal.by,
                baseline: goal.baseline,
                standing,
                progress: progress.map(|(done, way)| SCALE.shown(done / way)),
                weeks_left: hundredths(weeks_left),
                pace: missing
                    .filter(|_| days > 0)
                    .map(|missing| precise(missing / weeks_left)),
            })
        })
        .collect()
}

/// All references of the survey.
pub fn references(study: &Study) -> Vec<ReferenceState> {
    let references = study.survey.analysis.iter();
    let references = references.flat_map(|analysis| &analysis.references);
    references
        .filter_map(|reference| {
            let (watched, standing) =
                standing(study, reference.question.as_ref(), reference.value)?;
            Some(ReferenceState {
                watched,
                reference: reference.value,
                source: reference.source.clone(),
                standing,
                difference: standing.now.map(|now| hundredths(now - reference.value)),
            })
        })
        .collect()
}

/// To four decimals: of a mean of ratings that has months, a week's share is small.
fn precise(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0 + 0.0
}

fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0 + 0.0
}

/// Where the score of a question, or the index, stands beside another in the same units.
fn standing(
    study: &Study,
    question: Option<&QuestionId>,
    other: f64,
) -> Option<(Watched, Standing)> {
    let tally = &study.now.breakdown.total.tally;
    let Some(id) = question else {
        let mut standing = Standing {
            of_scale: 1.0,
            ..Standing::default()
        };
        if let Some(level) = level(study.survey, tally) {
            let away = level.value - other / SCALE.factor();
            let sure = below(away / error(level.low, level.high), f64::INFINITY);
            standing.now = Some(SCALE.shown(level.value));
            standing.low = Some(SCALE.shown(level.low));
            standing.high = Some(SCALE.shown(level.high));
            standing.n = level.n;
            standing.probability = (!sure.is_nan()).then_some(sure);
        }
        return Some((Watched::index(), standing));
    };
    let mut questions = study.survey.questions.iter();
    let measure = Measure::of(questions.find(|question| question.id == *id)?)?;
    let (scale, sample) = (measure.scale, measure.sample(tally));
    let interval = interval(scale, sample);
    let (min, max) = scale.bounds();
    let standing = Standing {
        now: sample.mean().map(|mean| scale.shown(mean)),
        low: interval.map(|interval| scale.shown(interval.low)),
        high: interval.map(|interval| scale.shown(interval.high)),
        n: sample.n,
        probability: at_least(scale, sample, other / scale.factor()),
        of_scale: 100.0 / (max - min) / scale.factor(),
    };
    Some((Watched::of(&measure), standing))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::analysis::Window;
    use crate::analysis::sample::tally;
    use crate::survey::Survey;

    #[test]
    fn a_goal_has_its_way_its_pace_and_its_probability() {
        let goals = json!([
            {"question": "nps", "target": 50, "by": "2026-12-31", "baseline": 0},
            {"target": 60, "by": "2026-11-01"},
            {"question": "nps", "target": 40.01, "by": "2027-12-02", "baseline": 60},
        ]);
        let survey = Survey::parse(&json!({
            "name": "S", "default_locale": "en",
            "questions": [{"id": "nps", "kind": "nps", "text": {"en": "?"}}],
            "analysis": {
                "goals": goals,
                "references": [{"question": "nps", "value": 20, "source": "Others, 2025"}],
            },
        }))
        .unwrap();
        let mut now = Window::default();
        now.breakdown.total.tally =
            tally(&[("nps", "10", 600), ("nps", "8", 200), ("nps", "0", 200)]);
        let study = Study {
            survey: &survey,
            today: "2026-12-03".parse().unwrap(),
            now,
            previous: Window::default(),
            year_ago: Window::default(),
            days: Default::default(),
        };
        let [nps, index, slow] = &super::goals(&study)[..] else {
            panic!("three goals");
        };
        assert_eq!((nps.standing.now, nps.progress), (Some(40.0), Some(80.0)));
        assert_eq!((nps.weeks_left, nps.pace), (4.0, Some(2.5)));
        assert!(nps.standing.probability < Some(0.001));
        // 40 of −100…100 is 70 of 100, and the day has passed.
        assert_eq!((index.standing.now, index.pace), (Some(70.0), None));
        assert!(index.standing.probability > Some(0.999));
        // It fell back to where its goal is, and is nearly there.
        assert_eq!((slow.progress, slow.pace), (None, Some(0.0002)));
        let last_day = Study {
            today: "2026-11-01".parse().unwrap(),
            ..study
        };
        assert_eq!(super::goals(&last_day)[1].pace, Some(0.0));
        let references = references(&last_day);
        assert_eq!(references[0].difference, Some(20.0));
        assert!(references[0].standing.probability > Some(0.999));
    }
}
