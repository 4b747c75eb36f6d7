//! What somebody says of a comment instead of the rules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use crate::coding::{Sentiment, TOPICS};
use crate::fault::{Fault, Faults};
use crate::id::{QuestionId, ResponseId};
use crate::json::Node;
use crate::response::{Answer, Response};
use crate::survey::Survey;
use crate::time::Millis;

/// Those of a response, by question.
pub type Corrections = BTreeMap<QuestionId, Correction>;

/// What becomes of them, by question: another correction, or none.
pub type Changes = BTreeMap<QuestionId, Option<Correction>>;

/// How a comment is coded, all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Of the whole comment.
    pub sentiment: Sentiment,
    /// What it speaks of, and how.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub topics: BTreeMap<Box<str>, Sentiment>,
    /// XXH3 of the text that somebody read.
    text: u64,
}

impl Correction {
    /// Of a text.
    pub fn new(text: &str, sentiment: Sentiment, topics: BTreeMap<Box<str>, Sentiment>) -> Self {
        Self {
            sentiment,
            topics,
            text: xxh3_64(text.as_bytes()),
        }
    }

    /// Whether it is of this text, and not of what the respondent wrote before.
    pub fn is_of(&self, text: &str) -> bool {
        self.text == xxh3_64(text.as_bytes())
    }
}

/// The corrections of a response once some are changed.
pub fn changed(mut corrections: Corrections, changes: Changes) -> Corrections {
    for (question, change) in changes {
        match change {
            Some(correction) => drop(corrections.insert(question, correction)),
            None => drop(corrections.remove(&question)),
        }
    }
    corrections
}

/// The revision of the corrections of a response that are made now. Tenths of seconds since the response, so that the
/// last wins even if a store that lags did not show those before; more than what is `held` in any case.
pub fn revision(response: ResponseId, now: Millis, held: Option<u32>) -> u32 {
    let tenths = now.0.saturating_sub(response.made_at().0) / 100;
    let next = held.map_or(0, |held| held.saturating_add(1));
    u32::try_from(tenths).unwrap_or(u32::MAX).max(next)
}

/// Reads changes to the corrections of a response, or says everything that is wrong with them.
pub fn parse(
    document: &Value,
    survey: &Survey,
    response: &Response,
) -> Result<Changes, Vec<Fault>> {
    let mut faults = Faults::default();
    let mut changes = Changes::new();
    for (name, node) in Node::root(document).entries(response.answers.len(), &mut faults) {
        let Some((question, Answer::Verbatim(text))) = response.answers.get_key_value(name) else {
            let detail = "The response has no text in answer to such a question.";
            faults.add(&node.at, "unknown_comment", detail);
            continue;
        };
        if node.value.is_null() {
            changes.insert(question.clone(), None);
        } else if let Some(correction) = parse_one(&node, survey, text, &mut faults) {
            changes.insert(question.clone(), Some(correction));
        }
    }
    faults.finish(Some(changes))
}

fn parse_one(node: &Node, survey: &Survey, text: &str, faults: &mut Faults) -> Option<Correction> {
    let correction = node.object(&["sentiment", "topics"], faults)?;
    let sentiment = correction.require("sentiment", faults);
    let sentiment = sentiment.and_then(|node| node.parsed(faults));
    let own = survey.analysis.as_ref().map(|analysis| &analysis.topics);
    let known =
        |name: &str| TOPICS.contains(&name) || own.is_some_and(|own| own.contains_key(name));
    let most = TOPICS.len() + own.map_or(0, BTreeMap::len);
    let mut topics = BTreeMap::new();
    let named = correction.get("topics");
    for (name, node) in named.map_or(Vec::new(), |node| node.entries(most, faults)) {
        if !known(name) {
            let detail = "Neither the service nor the survey has such a topic.";
            faults.add(&node.at, "unknown_topic", detail);
        } else if let Some(sentiment) = node.parsed(faults) {
            topics.insert(name.into(), sentiment);
        }
    }
    Some(Correction::new(text, sentiment?, topics))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parsed(document: Value) -> Result<Value, Vec<String>> {
        let survey = Survey::parse(&json!({
            "name": "S", "default_locale": "en",
            "questions": [{"id": "why", "kind": "text", "text": {"en": "?"}}],
            "analysis": {"topics": {"loyalty": {"en": ["stamp*"]}}},
        }));
        let response = json!({
            "id": "019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0", "revision": 0, "complete": true,
            "answers": {"recommend": 3, "why": "Fast", "of_an_earlier_version": "Slow"},
        });
        let response: Response = serde_json::from_value(response).unwrap();
        let read = parse(&document, &survey.unwrap(), &response);
        let brief = |fault: Fault| format!("{} {}", fault.pointer, fault.code);
        read.map(|changes| json!(changes))
            .map_err(|faults| faults.into_iter().map(brief).collect())
    }

    #[test]
    fn comments_that_were_written_can_be_corrected_to_what_there_is() {
        let (fast, slow) = (xxh3_64(b"Fast"), xxh3_64(b"Slow"));
        for (document, wanted) in [
            (json!({}), json!({})),
            (json!({"why": null}), json!({"why": null})),
            (
                json!({"why": {"sentiment": "mixed"}}),
                json!({"why": {"sentiment": "mixed", "text": fast}}),
            ),
            (
                json!({"of_an_earlier_version": {"sentiment": "neutral", "topics": null}}),
                json!({"of_an_earlier_version": {"sentiment": "neutral", "text": slow}}),
            ),
            (
                json!({"why": {"sentiment": "negative", "topics": {"speed": "positive", "loyalty": "mixed"}}}),
                json!({"why": {"sentiment": "negative", "text": fast,
                    "topics": {"speed": "positive", "loyalty": "mixed"}}}),
            ),
        ] {
            assert_eq!(parsed(document.clone()), Ok(wanted), "{document}");
        }
    }

    #[test]
    fn what_is_not_changed_stays_as_it_is() {
        let question = |id: &str| id.parse::<QuestionId>().unwrap();
        let correction = |sentiment| Correction::new("Fast", sentiment, BTreeMap::new());
        let held = Corrections::from([
            (question("a"), correction(Sentiment::Mixed)),
            (question("b"), correction(Sentiment::Mixed)),
            (question("c"), correction(Sentiment::Mixed)),
        ]);
        let changes = Changes::from([
            (question("b"), None),
            (question("c"), Some(correction(Sentiment::Neutral))),
            (question("d"), None),
            (question("e"), Some(correction(Sentiment::Positive))),
        ]);
        let wanted = Corrections::from([
            (question("a"), correction(Sentiment::Mixed)),
            (question("c"), correction(Sentiment::Neutral)),
            (question("e"), correction(Sentiment::Positive)),
        ]);
        assert_eq!(changed(held, changes), wanted);
    }

    #[test]
    fn later_corrections_have_higher_revisions() {
        let made = Millis(1_763_683_200_000);
        let id = ResponseId::new(made, &[1; 10]);
        let year = 365 * 24 * 3600 * 1000;
        for (ago, held, wanted) in [
            (0, None, 0),
            (99, None, 0),
            (100, None, 1),
            (200, Some(1), 2),
            (200, Some(2), 3),
            (0, Some(u32::MAX), u32::MAX),
            (10 * year, None, 3_153_600_000),
            (100 * year, None, u32::MAX),
        ] {
            let now = Millis(made.0 + ago);
            assert_eq!(revision(id, now, held), wanted, "{ago} {held:?}");
        }
        // A client's clock may be ahead.
        assert_eq!(revision(id, Millis(made.0 - 1000), None), 0);
    }

    #[test]
    fn each_fault_is_named_at_its_place() {
        for (document, faults) in [
            (json!([]), vec![" wrong_type"]),
            (
                json!({"recommend": {"sentiment": "mixed"}}),
                vec!["/recommend unknown_comment"],
            ),
            (json!({"never": null}), vec!["/never unknown_comment"]),
            (json!({"why": "negative"}), vec!["/why wrong_type"]),
            (json!({"why": {}}), vec!["/why/sentiment missing"]),
            (
                json!({"why": {"sentiment": "angry", "topics": {"speed": 1, "joy": "mixed"}, "of": 1}}),
                vec![
                    "/why/of unknown_field",
                    "/why/sentiment malformed",
                    "/why/topics/joy unknown_topic",
                    "/why/topics/speed wrong_type",
                ],
            ),
            (
                json!({"why": {"sentiment": "mixed", "topics": ["speed"]}}),
                vec!["/why/topics wrong_type"],
            ),
            (
                json!({"a": null, "b": null, "c": null, "d": null}),
                vec![" too_long"],
            ),
        ] {
            let found = parsed(document.clone()).unwrap_err();
            assert_eq!(found, faults, "{document}");
        }
    }
}
