//! The satisfaction index: all rated questions of a survey in one number.

use serde::Serialize;

use super::tested::chance;
use crate::measure::Measure;
use crate::statistics::difference::{Difference, difference};
use crate::statistics::interval::{Interval, interval, t};
use crate::statistics::{Sample, Scale};
use crate::survey::Survey;
use crate::tally::Tally;

/// The index is `enough` to act on when its interval is narrower than this, ±5 points,
const ENOUGH: f64 = 10.0;
/// and it rests on so many answers, as of any score.
const ENOUGH_ANSWERS: u64 = 10;
/// What the index is measured on: shown from 0 to 100 with one decimal, as a share is.
pub(super) const SCALE: Scale = Scale::Share;

/// How satisfied customers are, from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Index {
    /// The index.
    pub value: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Answers to the question that most answered.
    pub n: u64,
    /// Whether the interval is narrow enough to act on.
    pub enough: bool,
}

/// The same without rounding, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Level {
    pub value: f64,
    pub low: f64,
    pub high: f64,
    pub n: u64,
}

/// The index of two periods.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shift {
    pub was: f64,
    pub n_was: u64,
    pub now: f64,
    pub n: u64,
    pub difference: Difference,
}

/// The index: the mean of all rated questions' scores, each mapped to 0–1 of its scale, weighted as the survey says.
/// Questions without answers are left out. None where no question is left.
///
/// The interval's ends are the weighted means of those of the scores: half-widths add up as they would if the scores
/// were perfectly correlated. They are correlated, because one respondent answers several questions, but only the
/// counts of each question are kept, so that it is not known how strongly. The interval is thus never too narrow.
pub fn index(survey: &Survey, tally: &Tally) -> Option<Index> {
    let level = level(survey, tally)?;
    let shown = |plain| SCALE.shown(plain);
    let (value, low, high) = (shown(level.value), shown(level.low), shown(level.high));
    Some(Index {
        value,
        low,
        high,
        n: level.n,
        enough: level.n >= ENOUGH_ANSWERS && high - low < ENOUGH,
    })
}

pub(super) fn level(survey: &Survey, tally: &Tally) -> Option<Level> {
    let mut level = Level {
        value: 0.0,
        low: 0.0,
        high: 0.0,
        n: 0,
    };
    let mut weights = 0.0;
    for (measure, weight) in parts(survey) {
        let (sample, scale) = (measure.sample(tally), measure.scale);
        if let Some((mean, interval)) = sample.mean().zip(unsure(scale, sample)) {
            weights += weight;
            level.value += weight * scale.of_best(mean);
            level.low += weight * scale.of_best(interval.low);
            level.high += weight * scale.of_best(interval.high);
            level.n = level.n.max(sample.n);
        }
    }
    level.value /= weights;
    level.low /= weights;
    level.high /= weights;
    (weights > 0.0).then_some(level)
}

/// The interval of a score. That of equal ratings has no width, and would make two of them certain of any index: of a
/// mean, one rating is thought to be another, as in tests.
fn unsure(scale: Scale, sample: Sample) -> Option<Interval> {
    let Scale::Mean { .. } = scale else {
        return interval(scale, sample);
    };
    let (min, max) = scale.bounds();
    let mean = sample.mean()?;
    Some(t(mean, sample.spread().sqrt(), sample.n, min, max))
}

/// By how much the index differs between two periods, of the questions that have answers in both: another set of
/// questions would be another index.
pub(super) fn shift(survey: &Survey, now: &Tally, was: &Tally) -> Option<Shift> {
    let (mut weights, mut half) = (0.0, 0.0);
    let (mut was_value, mut now_value) = (0.0, 0.0);
    let (mut n, mut n_was) = (0, 0);
    for (measure, weight) in parts(survey) {
        let scale = measure.scale;
        let (now, was) = (measure.sample(now), measure.sample(was));
        if let Some(difference) = difference(scale, now, was) {
            let of = |sample: Sample| scale.of_best(sample.mean().unwrap_or_default());
            weights += weight;
            now_value += weight * of(now);
            was_value += weight * of(was);
            half += weight * (difference.high - difference.low) / 2.0 * unit(scale);
            n = n.max(now.n);
            n_was = n_was.max(was.n);
        }
    }
    if weights <= 0.0 {
        return None;
    }
    let (now, was, half) = (now_value / weights, was_value / weights, half / weights);
    let value = now - was;
    let (low, high) = (value - half, value + half);
    Some(Shift {
        was,
        n_was,
        now,
        n,
        difference: Difference {
            value,
            low,
            high,
            p: chance(value, super::tested::error(low, high)),
        },
    })
}

/// What a plain point of a scale is of the whole of it.
pub(super) fn unit(scale: Scale) -> f64 {
    let (min, max) = scale.bounds();
    1.0 / (max - min)
}

/// What the index is made of.
fn parts(survey: &Survey) -> impl Iterator<Item = (Measure, f64)> {
    let weights = survey.analysis.as_ref().map(|analysis| &analysis.weights);
    survey.questions.iter().filter_map(move |question| {
        let weight = weights.and_then(|weights| weights.get(&question.id));
        let weight = weight.copied().unwrap_or(1.0);
        let measure = Measure::of(question).filter(|_| weight > 0.0)?;
        Some((measure, weight))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::analysis::sample::tally;

    fn survey(analysis: Value) -> Survey {
        let text = json!({"en": "?"});
        Survey::parse(&json!({
            "name": "S", "default_locale": "en",
            "questions": [
                {"id": "nps", "kind": "nps", "text": text},
                {"id": "stars", "kind": "stars", "text": text},
            ],
            "analysis": analysis,
        }))
        .unwrap()
    }

    #[test]
    fn each_question_counts_by_its_weight() {
        // 40 of −100…100 is 0.7 of the way, 4 of 1…5 is 0.75.
        let all = tally(&[
            ("nps", "10", 60),
            ("nps", "8", 20),
            ("nps", "0", 20),
            ("stars", "4", 80),
        ]);
        for (weights, value) in [
            (json!({}), 72.5),
            (json!({"nps": 4}), 71.0),
            (json!({"nps": 0}), 75.0),
        ] {
            let found = index(&survey(json!({"weights": weights})), &all).unwrap();
            assert_eq!(found.value, value, "{weights}");
            assert!(found.low <= value && value <= found.high);
        }
        assert_eq!(index(&survey(json!({})), &all).unwrap().n, 100);
    }

    #[test]
    fn a_question_without_answers_is_left_out() {
        let stars = tally(&[("stars", "3", 4)]);
        let found = index(&survey(json!({})), &stars).unwrap();
        assert_eq!((found.value, found.n, found.enough), (50.0, 4, false));
        assert_eq!(index(&survey(json!({})), &Tally::default()), None);
    }

    #[test]
    fn equal_ratings_leave_the_index_unsure() {
        let width = |n| {
            let stars = tally(&[("stars", "5", n)]);
            let found = index(&survey(json!({})), &stars).unwrap();
            found.high - found.low
        };
        assert!(width(2) > 50.0, "{}", width(2));
        assert!(width(1000) < 1.0, "{}", width(1000));
    }

    #[test]
    fn intervals_add_up_as_of_answers_that_go_together() {
        let one = tally(&[("nps", "10", 60), ("nps", "0", 40)]);
        let nps = index(&survey(json!({"weights": {"stars": 0}})), &one).unwrap();
        let both = tally(&[
            ("nps", "10", 60),
            ("nps", "0", 40),
            ("stars", "5", 60),
            ("stars", "1", 40),
        ]);
        let both = index(&survey(json!({})), &both).unwrap();
        assert_eq!(both.value, nps.value);
        assert!((both.high - both.low) - (nps.high - nps.low) < 1.0);
        assert!((both.high - both.low) > 0.9 * (nps.high - nps.low));
    }

    #[test]
    fn only_what_was_asked_in_both_periods_is_compared() {
        let was = tally(&[("nps", "10", 60), ("nps", "0", 40)]);
        let now = tally(&[("nps", "10", 60), ("nps", "0", 40), ("stars", "5", 100)]);
        let shift = shift(&survey(json!({})), &now, &was).unwrap();
        assert_eq!(shift.difference.value, 0.0);
        assert_eq!(shift.difference.p, 1.0);
    }
}
