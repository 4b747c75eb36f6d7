//! What can be found, in numbers. Scores, differences and their bounds are as they are shown: NPS in points, shares in %,
//! means on the scale of their ratings. Sentences are made of it elsewhere.

use serde::Serialize;

use crate::dimension::Dimension;
use crate::id::QuestionId;
use crate::measure::Measure;
use crate::time::Day;

/// Something that was found, and what it is worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What it is about.
    #[serde(flatten)]
    pub watched: Watched,
    /// What was found.
    #[serde(flatten)]
    pub fact: Fact,
    /// How many points of a 0–100 scale the whole score moves, or would move, by it: findings are ranked by it.
    pub impact: f64,
    /// The probability of seeing as much by chance alone, adjusted for all that was looked at; null where none was tested.
    pub p: Option<f64>,
    /// Answers it rests on.
    pub n: u64,
}

/// What a finding is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Watched {
    /// The question; the survey as a whole, or its satisfaction index, if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<QuestionId>,
    /// The aspect of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aspect: Option<QuestionId>,
    /// How it is measured: `nps`, `csat`, `ces`, `stars`, `thumbs`, `aspect` or `index`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<&'static str>,
    /// The touchpoint that it is confined to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<Box<str>>,
}

impl Watched {
    /// A rated question, or an aspect.
    pub fn of(measure: &Measure) -> Self {
        Self {
            question: Some(measure.question.clone()),
            aspect: measure.aspect.clone(),
            metric: Some(measure.metric),
            touchpoint: None,
        }
    }

    /// The satisfaction index.
    pub fn index() -> Self {
        Self {
            metric: Some("index"),
            ..Self::default()
        }
    }

    /// A question, whatever it asks for.
    pub fn question(id: &QuestionId) -> Self {
        Self {
            question: Some(id.clone()),
            ..Self::default()
        }
    }

    /// The same, confined to a touchpoint.
    pub fn at(self, touchpoint: Option<&str>) -> Self {
        Self {
            touchpoint: touchpoint.map(Into::into),
            ..self
        }
    }
}

/// A number with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Bounds {
    /// The number.
    pub value: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
}

/// What a period is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// As many days before it.
    Previous,
    /// The same days a year before.
    YearAgo,
}

/// Where a driver stands: is it important, and does it do well? The cuts are the means over all drivers;
/// nothing below the middle of its scale does well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    /// Important and weak: "concentrate here".
    FixFirst,
    /// Important and strong: "keep up the good work".
    KeepUp,
    /// Unimportant and weak: "low priority".
    LowPriority,
    /// Unimportant and strong: "possible overkill".
    Overdone,
}

/// Why something cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// There are too few answers.
    TooFew,
    /// All answers are the same.
    NoVariance,
    /// Two drivers cannot be told apart.
    Collinear,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Fact {
    /// The score is another than it was.
    Change {
        /// Compared with what.
        against: Against,
        /// The score then.
        was: f64,
        /// The score now.
        now: f64,
        /// By how much.
        difference: Bounds,
    },
    /// Since a day the score is another.
    Step {
        /// The first day of the new level.
        since: Day,
        /// The level before.
        was: f64,
        /// The level since.
        now: f64,
        /// By how much.
        difference: Bounds,
    },
    /// A segment scores otherwise than the rest.
    Segment {
        /// What the segments are told apart by.
        dimension: Dimension,
        /// Which.
        value: Box<str>,
        /// Its score.
        score: f64,
        /// The score of all others.
        rest: f64,
        /// By how much it differs.
        difference: Bounds,
        /// Its share of all who answered, in %.
        share: f64,
    },
    /// A segment moved the score since the previous period.
    Contribution {
        /// What the segments are told apart by.
        dimension: Dimension,
        /// Which.
        value: Box<str>,
        /// How many points the change of its score moved the whole score.
        points: f64,
        /// Its score then.
        was: f64,
        /// Its score now.
        now: f64,
    },
    /// How much an aspect drives the score.
    Driver {
        /// Its share of what the drivers explain together, 0–1, by Johnson's relative weights.
        importance: f64,
        /// The mean of its ratings.
        performance: f64,
        /// How much the outcome's rating moves if it rises by a point and the others stay.
        slope: Bounds,
        /// Where it stands.
        quadrant: Quadrant,
        /// Whether none drives more.
        strongest: bool,
        /// Whether none does worse.
        weakest: bool,
    },
    /// What comments speak of.
    Topic {
        /// Which.
        topic: Box<str>,
        /// In how many of the comments, in %.
        share: f64,
        /// How many of those are negative, in %.
        negative: f64,
        /// In how many of the comments of the previous period, in %.
        was: f64,
        /// By how much that changed.
        difference: Bounds,
    },
    /// Words that come up more, or less, than before.
    Phrase {
        /// The words.
        phrase: Box<str>,
        /// In how many of the comments in its language, in %.
        share: f64,
        /// In how many of those of the previous period, in %.
        was: f64,
    },
    /// Days on which the score was not what it should have been.
    ScoreSurprise {
        /// The first.
        from: Day,
        /// The day after the last.
        to: Day,
        /// What was to be expected, and within which limits.
        expected: Bounds,
        /// What was seen.
        seen: f64,
    },
    /// Days on which there were more responses than there should have been, or fewer.
    VolumeSurprise {
        /// The first.
        from: Day,
        /// The day after the last.
        to: Day,
        /// How many responses were to be expected, and within which limits.
        expected: Bounds,
        /// How many there were.
        seen: f64,
    },
    /// The share of visitors who answer is another than it was, in %.
    ResponseRate {
        /// Then.
        was: f64,
        /// Now.
        now: f64,
        /// By how much.
        difference: Bounds,
    },
    /// Where those leave who do not come to the end.
    LeftAt {
        /// Of all who left, in %.
        share: f64,
        /// Of all who began, in %.
        of_started: f64,
    },
    /// A question that is passed over, in % of those who were asked.
    Skipped {
        /// In the period.
        share: f64,
        /// In the previous one.
        was: f64,
    },
    /// A touchpoint that is not heard from any more.
    Silent {
        /// When it was heard from last; null if not in the days looked at.
        last: Option<Day>,
        /// How many responses were to be expected since.
        expected: f64,
    },
    /// How far a goal is off.
    Goal {
        /// What is aimed at.
        target: f64,
        /// By when.
        by: Day,
        /// What there is.
        now: f64,
        /// How much of the way is done, in %; null without a baseline.
        progress: Option<f64>,
        /// How much it has to move a week from now on; null if the day has passed.
        pace: Option<f64>,
        /// How probable it is that the true score is there already.
        probability: f64,
    },
    /// How the score compares with one from elsewhere.
    Reference {
        /// The other score.
        reference: f64,
        /// Whose it is.
        source: String,
        /// Ours.
        now: f64,
        /// How probable it is that ours is truly at least as high.
        probability: f64,
    },
    /// Something that cannot be told, and why.
    Unknown {
        /// Why.
        reason: Reason,
        /// How many answers it takes, if that is the reason.
        #[serde(skip_serializing_if = "Option::is_none")]
        needed: Option<u64>,
    },
}
