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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::analysis::sample::{Shop, survey};

    fn members(value: &Value) -> Vec<&str> {
        let members = value.as_object().unwrap();
        members.keys().map(String::as_str).collect()
    }

    #[test]
    fn a_report_has_its_tables_and_their_columns() {
        let survey = survey();
        let shop = Shop {
            volume: 40.0,
            incident: 4.0,
            ..Shop::default()
        };
        let report = json!(report(&shop.study(&survey, 0)));
        let tables = "changes comments drivers goals index references segments surprises unsaid";
        assert_eq!(members(&report).join(" "), tables);
        for (table, columns) in [
            (
                "/changes/1",
                "against difference high low metric n n_was now p p_adjusted question significant was",
            ),
            (
                "/segments/0",
                "contribution difference dimension high low metric moved moved_by_score moved_by_share moved_p n n_was \
                 p p_adjusted question rest score score_high score_low share significant value was",
            ),
            (
                "/drivers/0/drivers/0",
                "aspect correlation high importance low metric n p_adjusted performance quadrant question shapley slope \
                 slope_high slope_low strongest weakest",
            ),
            (
                "/surprises/0",
                "expected from high kind low metric n p question seen to touchpoint",
            ),
            (
                "/goals/0",
                "baseline by high low metric n now pace probability progress question target weeks_left",
            ),
        ] {
            let row = report.pointer(table).unwrap_or_else(|| panic!("{table}"));
            assert_eq!(members(row).join(" "), columns, "{table}");
        }
    }
}
