//! A year of an online shop's answers, made up so that what is true of them is known: `make sample` shows what
//! Glas makes of them, and a test compares what it finds with [`Facts`].
//!
//! | file | what it does |
//! |---|---|
//! | `calendar.rs` | how many answer on which day, at which touchpoint, and when in the day |
//! | `respondent.rs` | what one of them answers |
//! | `comment.rs` | what they write |
//! | `planted.rs` | what is true of all of it |
//! | `load.rs` | sends it to a service |

mod calendar;
mod chance;
mod comment;
mod load;
mod planted;
mod respondent;

use serde_json::{Value, json};
use time::{Date, Duration};

pub use calendar::parse_day;
pub use load::{Progress, Service};
pub use planted::{Driver, Facts, Improvement, Incident, LeftAt, Segment, Silence};
pub use respondent::{Answers, Attributes, Row};

use calendar::Calendar;
use chance::Chance;
use comment::Phrases;

/// What the survey is called.
pub const SURVEY: &str = "shop";

/// The days that are made up.
pub const DAYS: i64 = 365;

/// Until when the goals of the survey are to be reached.
const GOAL: Duration = Duration::days(90);

/// How long ago a campaign was that did nothing.
const CAMPAIGN: Duration = Duration::days(7);

/// Which answers to make up: the same for the same arguments.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The last of the days, in the survey's own time.
    pub end: Date,
    /// How many answer in all.
    pub responses: usize,
    /// Another gives another sample of the same shop.
    pub seed: u64,
}

impl Sample {
    /// The definition of the survey.
    pub fn survey(&self) -> Value {
        let mut survey: Value =
            serde_json::from_str(include_str!("../survey.json")).expect("it is JSON");
        let by = (self.end + GOAL).to_string();
        for goal in survey["analysis"]["goals"].as_array_mut().expect("goals") {
            goal["by"] = json!(by);
        }
        let days = [self.facts().improvement.since, self.end - CAMPAIGN];
        let annotations = survey["analysis"]["annotations"].as_array_mut();
        for (annotation, day) in annotations.expect("annotations").iter_mut().zip(days) {
            annotation["day"] = json!(day.to_string());
        }
        survey
    }

    /// What is true of the answers.
    pub fn facts(&self) -> Facts {
        Facts::of(self)
    }

    /// The answers, ordered by time.
    pub fn rows(&self) -> impl Iterator<Item = Row> + use<> {
        let mut chance = Chance::new(self.seed);
        let calendar = Calendar::new(self, &mut chance);
        let facts = self.facts();
        let phrases = Phrases::new();
        let mut number = 0;
        calendar.into_days().flat_map(move |day| {
            let moments = day.moments(&mut chance);
            let mut rows = Vec::with_capacity(moments.len());
            for moment in moments {
                number += 1;
                rows.push(respondent::answer(
                    number,
                    &moment,
                    &facts,
                    &phrases,
                    &mut chance,
                ));
            }
            rows
        })
    }

    /// The rows as NDJSON, in pieces of so many bytes at most.
    pub fn pieces(&self, most: usize) -> impl Iterator<Item = Piece> + use<> {
        let mut lines = self.rows().map(|row| line(&row)).peekable();
        std::iter::from_fn(move || {
            let mut piece = Piece::default();
            while let Some(line) = lines.next_if(|line| piece.text.len() + line.len() <= most) {
                piece.text.push_str(&line);
                piece.rows += 1;
            }
            (piece.rows > 0).then_some(piece)
        })
    }
}

/// Some rows.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    /// How many.
    pub rows: usize,
    /// A line each.
    pub text: String,
}

/// A row of NDJSON.
pub fn line(row: &Row) -> String {
    let mut line = serde_json::to_string(row).expect("rows are JSON");
    line.push('\n');
    line
}
