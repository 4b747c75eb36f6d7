//! How far those get to whom the script shows a survey.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::id::QuestionId;
use crate::score::Estimate;
use crate::statistics::interval::of_sampled;
use crate::tally::Tally;

/// From shown to completed, of what the script brought (channel `web`): no other channel can tell when it was shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Funnel {
    /// How many times it was shown, estimated: one show in some is reported, as so many.
    pub shown: u64,
    /// Who answered anything.
    pub started: u64,
    /// Who came to the end.
    pub completed: u64,
    /// `started` of `shown`, in %.
    pub start_rate: Estimate,
    /// `completed` of `started`, in %.
    pub completion_rate: Estimate,
    /// `completed` of `shown`, in %.
    pub response_rate: Estimate,
    /// Of all channels: who left before the end, by the question that was on the screen.
    pub left_at: BTreeMap<QuestionId, u64>,
}

impl Funnel {
    /// What the counts say; nothing if it was never reported that the survey was shown, or left.
    pub fn of(tally: &Tally) -> Option<Self> {
        if tally.shown == 0 && tally.left_at.is_empty() {
            return None;
        }
        let shown = tally.shown;
        let of_shown = |count: u64| {
            if shown == 0 {
                return Estimate::default();
            }
            // Shows are sampled, so there may seem to be fewer of them than answers. A rate is a share all the same.
            let rate = (count as f64 / shown as f64).min(1.0);
            Estimate::percent(rate, of_sampled(count, shown, tally.reports))
        };
        Some(Self {
            shown,
            started: tally.web,
            completed: tally.web_completed,
            start_rate: of_shown(tally.web),
            completion_rate: Estimate::share(tally.web_completed, tally.web),
            response_rate: of_shown(tally.web_completed),
            left_at: tally.left_at.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn funnel(shown: u64, web: u64, web_completed: u64) -> Value {
        let tally = Tally {
            shown,
            reports: shown / 10,
            web,
            web_completed,
            ..Tally::default()
        };
        json!(Funnel::of(&tally))
    }

    #[test]
    fn rates_are_shares_of_what_was_shown_and_started() {
        let funnel = funnel(1000, 100, 80);
        assert_eq!(funnel["start_rate"]["value"], 10.0);
        assert_eq!(funnel["completion_rate"]["value"], 80.0);
        assert_eq!(funnel["response_rate"]["value"], 8.0);
    }

    #[test]
    fn nothing_reported_is_nothing_said() {
        assert_eq!(funnel(0, 100, 80), Value::Null);
    }

    #[test]
    fn a_rate_is_never_above_all() {
        assert_eq!(funnel(10, 12, 11)["start_rate"]["value"], 100.0);
    }
}
