//! What a client sent, checked against the survey it answers.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use crate::fault::{Fault, Faults, pointer};
use crate::id::{Label, Locale, QuestionId, ResponseId};
use crate::json::{Members, Node};
use crate::response::{Answer, Response};
use crate::survey::{Condition, Question, QuestionKind, Survey};
use crate::time::Millis;

/// What a respondent may write to one question, in characters.
pub const MAX_VERBATIM: usize = 5000;
const MAX_PAGE: usize = 1024;
/// A respondent who changes an answer more often than this is a program.
const MAX_REVISION: u32 = 1_000_000;
/// An answer queued offline may come this late; compaction keeps recent hours cheap to reopen for it.
pub const MAX_AGE: Duration = Duration::from_secs(7 * 24 * 3600);
/// A client's clock may be this far ahead.
pub const MAX_AHEAD: Duration = Duration::from_secs(10 * 60);

/// Reads a submission to `survey`, or says everything that is wrong with it.
/// `made` is the id for one that brings none.
pub fn parse(
    document: &Value,
    survey: &Survey,
    now: Millis,
    made: ResponseId,
) -> Result<Response, Vec<Fault>> {
    let mut faults = Faults::default();
    let response = parse_submission(&Node::root(document), survey, now, made, &mut faults);
    faults.finish(response)
}

fn parse_submission(
    root: &Node,
    survey: &Survey,
    now: Millis,
    made: ResponseId,
    faults: &mut Faults,
) -> Option<Response> {
    const FIELDS: [&str; 9] = [
        "id",
        "revision",
        "complete",
        "answers",
        "touchpoint",
        "channel",
        "locale",
        "attributes",
        "page",
    ];
    let submission = root.object(&FIELDS, faults)?;
    let id = match submission.get("id") {
        Some(node) => parse_id(&node, now, faults),
        None => Some(made),
    };
    let revision = submission
        .get("revision")
        .map(|node| node.whole(0..=MAX_REVISION, faults));
    let complete = submission.get("complete").map(|node| node.boolean(faults));
    let complete = complete.unwrap_or(Some(true));
    let node = submission.require("answers", faults)?;
    let before = faults.len();
    let answers = parse_answers(&node, survey, faults);
    // Of answers that are wrong it cannot be said which are missing.
    if faults.len() == before {
        note_missing(&node.at, survey, &answers, complete, faults);
    }
    let attributes = submission
        .get("attributes")
        .map(|node| parse_attributes(&node, survey, faults));
    let mut label = |name: &str| {
        submission
            .get(name)
            .and_then(|node| node.parsed::<Label>(faults))
    };
    let (touchpoint, channel) = (label("touchpoint"), label("channel"));
    let locale = submission
        .get("locale")
        .and_then(|node| node.parsed::<Locale>(faults));
    let page = parse_page(&submission, faults);
    // Only now, so that one fault hides no other.
    Some(Response {
        id: id?,
        revision: revision.unwrap_or(Some(0))?,
        complete: complete?,
        answers,
        touchpoint,
        channel,
        locale,
        attributes: attributes.unwrap_or_default(),
        page,
    })
}

fn parse_id(node: &Node, now: Millis, faults: &mut Faults) -> Option<ResponseId> {
    let id: ResponseId = node.parsed(faults)?;
    let made = id.made_at();
    if made < now.back(MAX_AGE) || made > now.ahead(MAX_AHEAD) {
        faults.add(
            &node.at,
            "stale_id",
            "The time in the id is more than 7 days behind or 10 minutes ahead.",
        );
    }
    Some(id)
}

fn parse_page(submission: &Members, faults: &mut Faults) -> Option<String> {
    let node = submission.get("page")?;
    let page = node.text(MAX_PAGE, faults)?;
    if page.chars().any(char::is_control) {
        faults.add(&node.at, "malformed", "A control character in a path.");
    }
    Some(page)
}

fn parse_answers(
    node: &Node,
    survey: &Survey,
    faults: &mut Faults,
) -> BTreeMap<QuestionId, Answer> {
    let mut answers = BTreeMap::new();
    for (name, answer) in node.entries(survey.questions.len().max(1) * 2, faults) {
        let Some(question) = survey.question(name) else {
            faults.add(
                &answer.at,
                "unknown_question",
                "The survey has no such question.",
            );
            continue;
        };
        if answer.value.is_null() {
            continue;
        }
        if let Some(answer) = parse_answer(&answer, question, faults) {
            answers.insert(question.id.clone(), answer);
        }
    }
    answers
}

fn parse_answer(node: &Node, question: &Question, faults: &mut Faults) -> Option<Answer> {
    match question.kind {
        QuestionKind::Text => {
            let text = node.text(MAX_VERBATIM, faults)?;
            let text = text.trim();
            (!text.is_empty()).then(|| Answer::Verbatim(text.into()))
        }
        QuestionKind::Choice => parse_choices(node, question, faults).map(Answer::Choices),
        kind => node.whole(kind.scale()?, faults).map(Answer::Rating),
    }
}

fn parse_choices(node: &Node, question: &Question, faults: &mut Faults) -> Option<Vec<QuestionId>> {
    let mut taken = BTreeSet::new();
    for item in node.items(question.options.len(), faults) {
        let Some(option) = item.parsed::<QuestionId>(faults) else {
            continue;
        };
        if !question.options.iter().any(|known| known.id == option) {
            faults.add(
                &item.at,
                "unknown_option",
                "The question has no such option.",
            );
        } else if !taken.insert(option) {
            faults.add(&item.at, "duplicate", "The option is taken twice.");
        }
    }
    if !question.multiple && taken.len() > 1 {
        faults.add(&node.at, "too_long", "The question takes one option.");
    }
    // In the order of the definition, so that the same choice is always the same text.
    let ordered = question.options.iter().map(|option| option.id.clone());
    let ordered: Vec<QuestionId> = ordered.filter(|id| taken.contains(id)).collect();
    (!ordered.is_empty()).then_some(ordered)
}

fn parse_attributes(
    node: &Node,
    survey: &Survey,
    faults: &mut Faults,
) -> BTreeMap<QuestionId, Label> {
    let mut attributes = BTreeMap::new();
    for (name, node) in node.entries(survey.attributes.len().max(1) * 2, faults) {
        let Some((name, allowed)) = survey.attributes.get_key_value(name) else {
            faults.add(
                &node.at,
                "undeclared_attribute",
                "The survey declares no such attribute.",
            );
            continue;
        };
        if let Some(value) = node.parsed::<Label>(faults) {
            if !allowed.is_empty() && !allowed.contains(&value) {
                faults.add(
                    &node.at,
                    "unknown_value",
                    "The survey declares no such value.",
                );
            }
            attributes.insert(name.clone(), value);
        }
    }
    attributes
}

fn note_missing(
    at: &str,
    survey: &Survey,
    answers: &BTreeMap<QuestionId, Answer>,
    complete: Option<bool>,
    faults: &mut Faults,
) {
    if complete == Some(true) {
        for question in survey.questions.iter().filter(|question| question.required) {
            if !answers.contains_key(&question.id) && is_shown(question, answers) {
                faults.add(
                    &pointer(at, &question.id),
                    "missing",
                    "The question must be answered.",
                );
            }
        }
    }
    if answers.is_empty() && faults.is_empty() {
        faults.add(at, "missing", "At least one answer.");
    }
}

/// Whether the answers given so far lead to this question.
pub fn is_shown(question: &Question, answers: &BTreeMap<QuestionId, Answer>) -> bool {
    question
        .show_if
        .as_ref()
        .is_none_or(|condition| holds(condition, answers))
}

fn holds(condition: &Condition, answers: &BTreeMap<QuestionId, Answer>) -> bool {
    let answer = answers.get(&condition.question);
    let rating = |bound: Option<u32>, within: fn(u32, u32) -> bool| match (bound, answer) {
        (None, _) => true,
        (Some(bound), Some(Answer::Rating(rating))) => within(*rating, bound),
        (Some(_), _) => false,
    };
    let included = match (&condition.includes, answer) {
        (None, _) => true,
        (Some(option), Some(Answer::Choices(taken))) => taken.contains(option),
        (Some(_), _) => false,
    };
    included
        && rating(condition.at_most, |rating, most| rating <= most)
        && rating(condition.at_least, |rating, least| rating >= least)
}
