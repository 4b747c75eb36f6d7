//! All tables of a study.

use serde::Serialize;

use super::changes::{self, Change};
use super::drivers::{Drivers, drivers};
use super::goals::{GoalState, ReferenceState, goals, references};
use super::index::{Index, index};
use super::segments::{SegmentScore, segments};
use super::study::Study;
use super::surprises::{Surprise, surprises};
use super::topics::{CommentReport, comments};
use super::unsaid::{Unsaid, unsaid};

/// What there is to tell of a study, as the insights document has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// The satisfaction index; null without answers.
    pub index: Option<Index>,
    /// Scores against those of the previous period and of a year ago.
    pub changes: Vec<Change>,
    /// Scores of segments.
    pub segments: Vec<SegmentScore>,
    /// What drives the outcome.
    pub drivers: Vec<Drivers>,
    /// What was written.
    pub comments: CommentReport,
    /// Days that were not what they should have been.
    pub surprises: Vec<Surprise>,
    /// What customers do not say.
    pub unsaid: Unsaid,
    /// How far goals are off.
    pub goals: Vec<GoalState>,
    /// Scores beside those of others.
    pub references: Vec<ReferenceState>,
}

/// Looks at a study in all ways.
pub fn report(study: &Study) -> Report {
    Report {
        index: index(study.survey, &study.now.breakdown.total.tally),
        changes: changes::of_study(study),
        segments: segments(study),
        drivers: drivers(study),
        comments: comments(study),
        surprises: surprises(study),
        unsaid: unsaid(study),
        goals: goals(study),
        references: references(study),
    }
}
