//! What drives the outcome, the survey's first rated question, and how well that does.

use serde::Serialize;

use super::finding::{Quadrant, Reason, Watched};
use super::study::Study;
use super::tested::{chance, digits, error};
use crate::id::QuestionId;
use crate::measure::Measure;
use crate::statistics::comparison::holm;
use crate::statistics::importance::{Importance, TooLittle, relative_weights};
use crate::statistics::interval::interval;
use crate::survey::{ASPECT_SCALE, Question, QuestionKind};

/// The drivers of one question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Drivers {
    /// The question that asks for them.
    pub question: QuestionId,
    /// What they drive.
    pub outcome: QuestionId,
    /// Respondents who rated all of them and the outcome.
    pub n: u64,
    /// How much of the variance of the outcome goes with them, 0–1.
    pub r_squared: Option<f64>,
    /// The same less what as many drivers without any effect would seem to explain.
    pub adjusted_r_squared: Option<f64>,
    /// How likely drivers without any effect are to explain as much: not below 0.05, their order means nothing.
    #[serde(serialize_with = "digits")]
    pub p: Option<f64>,
    /// Why nothing can be said, if so.
    pub refused: Option<Refusal>,
    /// The most important first; none if nothing can be said.
    pub drivers: Vec<DriverScore>,
}

/// Why nothing can be said of drivers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// Why.
    pub reason: Reason,
    /// How many respondents it takes, if that is the reason.
    pub needed: Option<u64>,
    /// The aspect that all rated the same, if that is the reason; the outcome if none.
    pub aspect: Option<QuestionId>,
}

/// An aspect as a driver.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DriverScore {
    /// The aspect.
    #[serde(flatten)]
    pub watched: Watched,
    /// Its share of what all explain together, 0–1, by Johnson's relative weights.
    pub importance: f64,
    /// The same by Shapley values; null with more than eight drivers.
    pub shapley: Option<f64>,
    /// The mean of its ratings.
    pub performance: f64,
    /// The lower end of the mean's 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// Respondents who rated it.
    pub n: u64,
    /// How much the outcome's rating moves if it rises by a point and the others stay.
    pub slope: f64,
    /// The lower end of the slope's 95 % interval.
    pub slope_low: f64,
    /// The upper end.
    pub slope_high: f64,
    /// Its correlation with the outcome.
    pub correlation: f64,
    /// How likely a driver without any effect is to have such a slope, adjusted for all of the question.
    #[serde(serialize_with = "digits")]
    pub p_adjusted: Option<f64>,
    /// Where it stands, beside the mean importance and the mean performance of all; what is below the middle of the
    /// scale does not do well.
    pub quadrant: Quadrant,
    /// Whether none drives more.
    pub strongest: bool,
    /// Whether none does worse.
    pub weakest: bool,
}

/// The drivers of each question that asks for some.
pub fn drivers(study: &Study) -> Vec<Drivers> {
    let Some(outcome) = study.survey.outcome() else {
        return Vec::new();
    };
    let questions = study.survey.questions.iter();
    let drivers = questions.filter(|question| question.kind == QuestionKind::Drivers);
    drivers
        .map(|question| of_question(study, question, &outcome.id))
        .collect()
}

fn of_question(study: &Study, question: &Question, outcome: &QuestionId) -> Drivers {
    let moments = study.now.breakdown.total.moments.get(&question.id);
    let mut found = Drivers {
        question: question.id.clone(),
        outcome: outcome.clone(),
        n: moments.map_or(0, |moments| moments.n()),
        r_squared: None,
        adjusted_r_squared: None,
        p: None,
        refused: None,
        drivers: Vec::new(),
    };
    let none = crate::statistics::importance::Moments::new(question.aspects.len());
    // Of an earlier version of the survey, with other aspects, nothing can be told.
    let of_these = moments.filter(|moments| moments.drivers() == question.aspects.len());
    match relative_weights(of_these.unwrap_or(&none)) {
        Ok(importance) => {
            found.r_squared = Some(short(importance.r_squared));
            found.adjusted_r_squared = Some(short(importance.adjusted_r_squared));
            found.p = Some(importance.p);
            found.drivers = scores(study, question, &importance);
        }
        Err(little) => found.refused = Some(refusal(question, little)),
    }
    found
}

fn refusal(question: &Question, little: TooLittle) -> Refusal {
    let (reason, needed, driver) = match little {
        TooLittle::Few { needed, .. } => (Reason::TooFew, Some(needed), None),
        TooLittle::NoVariance { driver } => (Reason::NoVariance, None, driver),
        TooLittle::Collinear => (Reason::Collinear, None, None),
    };
    let aspect = driver.and_then(|driver| question.aspects.get(driver));
    Refusal {
        reason,
        needed,
        aspect: aspect.map(|aspect| aspect.id.clone()),
    }
}

fn scores(study: &Study, question: &Question, importance: &Importance) -> Vec<DriverScore> {
    let tally = &study.now.breakdown.total.tally;
    let measures = Measure::all(study.survey);
    let mut scores = Vec::new();
    for (aspect, driver) in question.aspects.iter().zip(&importance.drivers) {
        let measure = measures.iter().find(|measure| {
            measure.question == question.id && measure.aspect.as_ref() == Some(&aspect.id)
        });
        let Some(measure) = measure else { continue };
        let (scale, sample) = (measure.scale, measure.sample(tally));
        let Some((mean, interval)) = sample.mean().zip(interval(scale, sample)) else {
            continue;
        };
        let slope_error = error(driver.slope_low, driver.slope_high);
        scores.push(DriverScore {
            watched: Watched::of(measure),
            importance: short(driver.weight),
            shapley: driver.shapley.map(short),
            performance: scale.shown(mean),
            low: scale.shown(interval.low),
            high: scale.shown(interval.high),
            n: sample.n,
            slope: short(driver.slope),
            slope_low: short(driver.slope_low),
            slope_high: short(driver.slope_high),
            correlation: short(driver.correlation),
            p_adjusted: Some(chance(driver.slope, slope_error)),
            quadrant: Quadrant::LowPriority,
            strongest: false,
            weakest: false,
        });
    }
    let mut p: Vec<f64> = scores.iter().filter_map(|score| score.p_adjusted).collect();
    holm(&mut p);
    for (score, p) in scores.iter_mut().zip(p) {
        score.p_adjusted = Some(p);
    }
    let count = scores.len().max(1) as f64;
    let mean = |of: fn(&DriverScore) -> f64| scores.iter().map(of).sum::<f64>() / count;
    let (importance, performance) = (
        mean(|score| score.importance),
        mean(|score| score.performance),
    );
    let middle = f64::from(ASPECT_SCALE.start() + ASPECT_SCALE.end()) / 2.0;
    let most = scores.iter().map(|score| score.importance);
    let most = most.fold(f64::NEG_INFINITY, f64::max);
    let worst = scores.iter().map(|score| score.performance);
    let worst = worst.fold(f64::INFINITY, f64::min);
    for score in &mut scores {
        let (important, good) = (
            score.importance >= importance,
            // Where all are bad, the best of them are not good.
            score.performance >= performance.max(middle),
        );
        score.quadrant = match (important, good) {
            (true, false) => Quadrant::FixFirst,
            (true, true) => Quadrant::KeepUp,
            (false, false) => Quadrant::LowPriority,
            (false, true) => Quadrant::Overdone,
        };
        score.strongest = score.importance >= most;
        score.weakest = score.performance <= worst;
    }
    scores.sort_unstable_by(|one, other| other.importance.total_cmp(&one.importance));
    scores
}

/// To three decimals.
fn short(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0 + 0.0
}
