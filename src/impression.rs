//! That a survey was shown to somebody: what a response rate is a share of.

use serde_json::Value;

use crate::fault::{Fault, Faults};
use crate::id::Label;
use crate::json::Node;
use crate::survey::IMPRESSION_WEIGHT;

/// A report that a survey was shown. The widget reports one show in some, drawn at random.
#[derive(Debug, Clone, PartialEq)]
pub struct Impression {
    /// For how many shows it stands.
    pub weight: u32,
    /// Where.
    pub touchpoint: Option<Label>,
}

impl Impression {
    /// Reads a report, or says everything that is wrong with it.
    pub fn parse(document: &Value) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let impression = Self::read(&Node::root(document), &mut faults);
        faults.finish(impression)
    }

    fn read(root: &Node, faults: &mut Faults) -> Option<Self> {
        let report = root.object(&["weight", "touchpoint"], faults)?;
        let weight = match report.get("weight") {
            Some(weight) => weight.whole(IMPRESSION_WEIGHT, faults),
            None => Some(1),
        };
        let touchpoint = report
            .get("touchpoint")
            .and_then(|touchpoint| touchpoint.parsed(faults));
        Some(Self {
            weight: weight?,
            touchpoint,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_report_has_a_weight_that_one_visitor_may_have() {
        for (document, weight) in [
            (json!({}), Some(1)),
            (json!({"weight": 10, "touchpoint": "checkout"}), Some(10)),
            (json!({"weight": 1000}), Some(1000)),
            (json!({"weight": 0}), None),
            (json!({"weight": 1001}), None),
            (json!({"weight": 1.5}), None),
            (json!({"touchpoint": ""}), None),
            (json!({"shown": 1}), None),
            (json!([]), None),
        ] {
            let read = Impression::parse(&document)
                .ok()
                .map(|report| report.weight);
            assert_eq!(read, weight, "{document}");
        }
    }
}
