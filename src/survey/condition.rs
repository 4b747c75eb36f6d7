//! Conditions on earlier answers: what is asked next, and how a survey says thanks.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::question::{OTHER, Question};
use crate::fault::{Faults, pointer};
use crate::id::QuestionId;
use crate::json::Node;
use crate::response::Answer;

/// More than anybody keeps in mind.
const MAX_CONDITIONS: usize = 10;

/// Conditions that must all hold; none always do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions(Vec<Condition>);

/// A condition on the answer to an earlier question; all that it names must hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// The earlier question.
    pub question: QuestionId,
    /// A rating no higher than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u32>,
    /// A rating no lower than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// This option is among those taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub includes: Option<QuestionId>,
}

impl Serialize for Conditions {
    /// One stands for itself, as it may be written.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [condition] => condition.serialize(serializer),
            conditions => conditions.serialize(serializer),
        }
    }
}

impl Conditions {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The questions whose answers decide.
    pub fn questions(&self) -> impl Iterator<Item = &QuestionId> {
        self.0.iter().map(|condition| &condition.question)
    }

    /// Whether all hold for these answers.
    pub fn hold(&self, answers: &BTreeMap<QuestionId, Answer>) -> bool {
        let holds = |condition: &Condition| condition.holds(answers.get(&condition.question));
        self.0.iter().all(holds)
    }

    /// Whether all may yet hold, for some answers to the questions that are `open`.
    pub fn may_hold(
        &self,
        answers: &BTreeMap<QuestionId, Answer>,
        open: impl Fn(&QuestionId) -> bool,
    ) -> bool {
        let may = |condition: &Condition| {
            open(&condition.question) || condition.holds(answers.get(&condition.question))
        };
        self.0.iter().all(may)
    }

    /// Reads one condition, or an array of them, on questions among `earlier`.
    pub(super) fn parse(node: &Node, earlier: &[Question], faults: &mut Faults) -> Option<Self> {
        if !matches!(node.value, Value::Array(_)) {
            return Condition::parse(node, earlier, faults).map(|condition| Self(vec![condition]));
        }
        let items = node.items(MAX_CONDITIONS, faults);
        if items.is_empty() {
            faults.add(&node.at, "missing", "Expected at least one condition.");
        }
        let mut conditions = Vec::new();
        for item in &items {
            conditions.extend(Condition::parse(item, earlier, faults));
        }
        (!conditions.is_empty()).then_some(Self(conditions))
    }
}

impl Condition {
    fn holds(&self, answer: Option<&Answer>) -> bool {
        let rating = |bound: Option<u32>, within: fn(u32, u32) -> bool| match (bound, answer) {
            (None, _) => true,
            (Some(bound), Some(Answer::Rating(rating))) => within(*rating, bound),
            (Some(_), _) => false,
        };
        let included = match (&self.includes, answer) {
            (None, _) => true,
            (Some(option), Some(Answer::Choices(taken))) => taken
                .iter()
                .any(|choice| choice.option() == option.as_str()),
            (Some(_), _) => false,
        };
        included
            && rating(self.at_most, |rating, most| rating <= most)
            && rating(self.at_least, |rating, least| rating >= least)
    }

    fn parse(node: &Node, earlier: &[Question], faults: &mut Faults) -> Option<Self> {
        let condition = node.object(&["question", "at_most", "at_least", "includes"], faults)?;
        let question: QuestionId = condition.require("question", faults)?.parsed(faults)?;
        let Some(asked) = earlier.iter().find(|asked| asked.id == question) else {
            let at = pointer(&node.at, "question");
            faults.add(
                &at,
                "unknown_question",
                "It names no question asked before this one.",
            );
            return None;
        };
        let scale = asked.kind.scale();
        let mut bound = |name: &str| {
            let node = condition.get(name)?;
            let Some(scale) = scale.clone() else {
                faults.add(
                    &node.at,
                    "contradiction",
                    "That question is not answered by a rating.",
                );
                return None;
            };
            node.whole(scale, faults)
        };
        let (at_most, at_least) = (bound("at_most"), bound("at_least"));
        if let (Some(most), Some(least)) = (at_most, at_least)
            && least > most
        {
            faults.add(&node.at, "contradiction", "No rating is both.");
        }
        let includes: Option<QuestionId> = condition.get("includes").and_then(|node| {
            let option: QuestionId = node.parsed(faults)?;
            let other = asked.other && option.as_str() == OTHER;
            if !other && !asked.options.iter().any(|known| known.id == option) {
                faults.add(
                    &node.at,
                    "unknown_option",
                    "That question has no such option.",
                );
            }
            Some(option)
        });
        if at_most.is_none() && at_least.is_none() && includes.is_none() {
            faults.add(
                &node.at,
                "missing",
                "Expected at_most, at_least or includes.",
            );
        }
        Some(Self {
            question,
            at_most,
            at_least,
            includes,
        })
    }
}
