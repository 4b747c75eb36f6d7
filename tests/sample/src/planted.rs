//! What is true of the answers. Whatever is not here is left to chance.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use time::{Date, Duration};

use crate::calendar::TOUCHPOINTS;
use crate::{DAYS, SURVEY, Sample};

/// The question that everything else is about.
const OUTCOME: &str = "recommend";

/// What a drivers question asks for, and what it does.
pub struct Aspect {
    pub id: &'static str,
    /// Before it is rounded to a rating and kept within 1 to 5.
    pub mean: f64,
    /// What a point more adds to the likelihood to recommend, before that is rounded and kept within 0 to 10.
    pub slope: f64,
}

const fn aspect(id: &'static str, mean: f64, slope: f64) -> Aspect {
    Aspect { id, mean, slope }
}

pub const ASPECTS: [Aspect; 6] = [
    aspect("price", 3.8, 0.35),
    aspect("quality", 4.1, 0.45),
    aspect(STRONGEST, 3.1, 0.95),
    aspect(SERVICE, 3.9, 0.3),
    aspect(WEBSITE, 4.0, 0.2),
    aspect("returns", 3.7, 0.1),
];

const STRONGEST: &str = "delivery";
pub const SERVICE: &str = "service";
pub const WEBSITE: &str = "website";

/// The one plan that its customers are less happy with, by how much of the likelihood to recommend, and what that is in
/// points of NPS.
pub const PLAN: &str = "free";
pub const PLAN_EFFECT: f64 = -0.47;
const PLAN_POINTS: f64 = -18.0;

/// Where payment failed, for how many, and what that did to the likelihood to recommend and to the website's rating.
pub const FAILING: &str = "checkout";
pub const FAILED: f64 = 0.85;
pub const FAILURE_EFFECT: f64 = -5.0;
pub const FAILURE_OF_WEBSITE: f64 = -1.5;
const FAILURE_POINTS: f64 = -103.0;
const FAILURE_BEGAN: Duration = Duration::days(22);
const FAILURE_LASTED: Duration = Duration::days(4);

/// Where it was worse than elsewhere until it was made as good: the likelihood to recommend and the rating of service.
pub const IMPROVED: &str = "support";
pub const BEFORE_IMPROVEMENT: f64 = -0.6;
pub const SERVICE_BEFORE: f64 = -0.9;
const IMPROVEMENT_POINTS: f64 = 34.0;
const IMPROVED_FOR: Duration = Duration::days(99);

/// What is not heard from any more.
pub const SILENT: &str = "newsletter";
const SILENT_FOR: Duration = Duration::days(12);

/// Where most of those leave who do not come to the end.
pub const LEFT_AT: &str = "aspects";

/// What is true of a sample.
#[derive(Debug, Clone, Serialize)]
pub struct Facts {
    /// What the survey is called.
    pub survey: &'static str,
    /// Which of many samples it is.
    pub seed: u64,
    /// How many answered.
    pub responses: usize,
    /// The first day; all days are the survey's own.
    #[serde(serialize_with = "day")]
    pub from: Date,
    /// The day after the last.
    #[serde(serialize_with = "day")]
    pub to: Date,
    /// The question whose NPS points are counted below.
    pub outcome: &'static str,
    /// What drives the likelihood to recommend.
    pub driver: Driver,
    /// Who is less happy.
    pub segment: Segment,
    /// What went wrong.
    pub incident: Incident,
    /// What got better.
    pub improvement: Improvement,
    /// What is not heard from any more.
    pub silent: Silence,
    /// Where people leave.
    pub left_at: LeftAt,
    /// Dimensions in which there is nothing to find: no value of them scores otherwise than the rest, ever. In all
    /// others there is, if only because the rest holds what is planted.
    pub without_effect: Vec<&'static str>,
    /// Touchpoints of which no day's score is a surprise, and no day's number of answers.
    pub uneventful: Vec<&'static str>,
}

/// What drives the likelihood to recommend.
#[derive(Debug, Clone, Serialize)]
pub struct Driver {
    /// The question.
    pub question: &'static str,
    /// The aspect that drives it most, and does worst.
    pub aspect: &'static str,
    /// What a point more of each aspect adds.
    pub slopes: BTreeMap<&'static str, f64>,
    /// The mean of each aspect's ratings, but for what is planted and for the ends of the scale.
    pub means: BTreeMap<&'static str, f64>,
}

/// A segment that scores otherwise than the rest.
#[derive(Debug, Clone, Serialize)]
pub struct Segment {
    /// What the segments are told apart by.
    pub dimension: &'static str,
    /// Which.
    pub value: &'static str,
    /// By how many points of NPS.
    pub points: f64,
}

/// Some bad days.
#[derive(Debug, Clone, Serialize)]
pub struct Incident {
    /// Where.
    pub touchpoint: &'static str,
    /// The first.
    #[serde(serialize_with = "day")]
    pub from: Date,
    /// The day after the last.
    #[serde(serialize_with = "day")]
    pub to: Date,
    /// What the comments speak of.
    pub topic: &'static str,
    /// By how many points of NPS.
    pub points: f64,
}

/// A new level.
#[derive(Debug, Clone, Serialize)]
pub struct Improvement {
    /// Where.
    pub touchpoint: &'static str,
    /// The first day of it.
    #[serde(serialize_with = "day")]
    pub since: Date,
    /// By how many points of NPS.
    pub points: f64,
}

/// A touchpoint without answers.
#[derive(Debug, Clone, Serialize)]
pub struct Silence {
    /// Which.
    pub touchpoint: &'static str,
    /// The last day that anything could be heard.
    #[serde(serialize_with = "day")]
    pub last: Date,
}

/// Where people leave.
#[derive(Debug, Clone, Serialize)]
pub struct LeftAt {
    /// The question that is on the screen.
    pub question: &'static str,
}

fn day<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

impl Facts {
    pub(crate) fn of(sample: &Sample) -> Self {
        let Sample {
            end,
            responses,
            seed,
        } = *sample;
        let failure = end - FAILURE_BEGAN;
        let eventful = [FAILING, IMPROVED, SILENT];
        let touchpoints = TOUCHPOINTS.map(|(touchpoint, _)| touchpoint).into_iter();
        Self {
            survey: SURVEY,
            seed,
            responses,
            from: end - Duration::days(DAYS - 1),
            to: end + Duration::DAY,
            outcome: OUTCOME,
            driver: Driver {
                question: "aspects",
                aspect: STRONGEST,
                slopes: ASPECTS.iter().map(|one| (one.id, one.slope)).collect(),
                means: ASPECTS.iter().map(|one| (one.id, one.mean)).collect(),
            },
            segment: Segment {
                dimension: "attribute.plan",
                value: PLAN,
                points: PLAN_POINTS,
            },
            incident: Incident {
                touchpoint: FAILING,
                from: failure,
                to: failure + FAILURE_LASTED,
                topic: "payment",
                points: FAILURE_POINTS,
            },
            improvement: Improvement {
                touchpoint: IMPROVED,
                since: end - IMPROVED_FOR,
                points: IMPROVEMENT_POINTS,
            },
            silent: Silence {
                touchpoint: SILENT,
                last: end - SILENT_FOR,
            },
            left_at: LeftAt { question: LEFT_AT },
            without_effect: vec![
                "channel",
                "locale",
                "attribute.device",
                "attribute.country",
                "attribute.new_customer",
            ],
            uneventful: touchpoints
                .filter(|touchpoint| !eventful.contains(touchpoint))
                .collect(),
        }
    }
}
