//! What a client sent, checked against the survey it answers.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;

use crate::fault::{Fault, Faults, pointer};
use crate::id::{Label, Locale, QuestionId, ResponseId};
use crate::json::{Members, Node};
use crate::response::{Answer, Choice, Response};
use crate::survey::{ASPECT_SCALE, OTHER, Question, QuestionKind, Survey};
use crate::time::Millis;

/// What a respondent may write to one question, in characters.
pub const MAX_VERBATIM: usize = 5000;
/// What an option that the respondent names may be called, in characters.
pub const MAX_OTHER: usize = 500;
const MAX_PAGE: usize = 1024;
/// Longer than any form token.
const MAX_TOKEN: usize = 200;
/// Room for the seconds since a link was made, three years of them.
const MAX_REVISION: u32 = 100_000_000;
/// An answer queued offline may come this late; compaction keeps recent hours cheap to reopen for it.
pub const MAX_AGE: Duration = Duration::from_secs(7 * 24 * 3600);
/// A client's clock may be this far ahead.
pub const MAX_AHEAD: Duration = Duration::from_secs(10 * 60);

/// How a submission came.
pub struct Received {
    /// When.
    pub now: Millis,
    /// The id for one that brings none.
    pub made: ResponseId,
    /// How old its id may be.
    pub max_age: Duration,
}

/// Reads a submission to `survey`, or says everything that is wrong with it.
pub fn parse(
    document: &Value,
    survey: &Survey,
    received: &Received,
) -> Result<Response, Vec<Fault>> {
    let mut faults = Faults::default();
    let response = parse_submission(&Node::root(document), survey, received, &mut faults);
    faults.finish(response)
}

fn parse_submission(
    root: &Node,
    survey: &Survey,
    received: &Received,
    faults: &mut Faults,
) -> Option<Response> {
    const FIELDS: [&str; 12] = [
        "id",
        "revision",
        "complete",
        "answers",
        "touchpoint",
        "channel",
        "locale",
        "attributes",
        "page",
        "respondent",
        "at",
        "token",
    ];
    let submission = root.object(&FIELDS, faults)?;
    let id = match submission.get("id") {
        Some(node) => parse_id(&node, received, faults),
        None => Some(received.made),
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
    let (touchpoint, channel, respondent) =
        (label("touchpoint"), label("channel"), label("respondent"));
    let locale = submission
        .get("locale")
        .and_then(|node| node.parsed::<Locale>(faults));
    let page = parse_page(&submission, faults);
    let at = parse_at(&submission, survey, faults);
    if let Some(token) = submission.get("token") {
        token.text(MAX_TOKEN, faults);
    }
    // Only now, so that one fault hides no other.
    let complete = complete?;
    Some(Response {
        id: id?,
        revision: revision.unwrap_or(Some(0))?,
        complete,
        answers,
        touchpoint,
        channel,
        locale,
        attributes: attributes.unwrap_or_default(),
        page,
        respondent,
        at: at.filter(|_| !complete),
        impressions: None,
        corrections: BTreeMap::new(),
    })
}

fn parse_id(node: &Node, received: &Received, faults: &mut Faults) -> Option<ResponseId> {
    let id: ResponseId = node.parsed(faults)?;
    let made = id.made_at();
    if made < received.now.back(received.max_age) || made > received.now.ahead(MAX_AHEAD) {
        faults.add(
            &node.at,
            "stale_id",
            "The time in the id is more than 7 days behind or 10 minutes ahead.",
        );
    }
    Some(id)
}

fn parse_at(submission: &Members, survey: &Survey, faults: &mut Faults) -> Option<QuestionId> {
    let node = submission.get("at")?;
    let at: QuestionId = node.parsed(faults)?;
    if survey.question(at.as_str()).is_none() {
        faults.add(
            &node.at,
            "unknown_question",
            "The survey has no such question.",
        );
    }
    Some(at)
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

/// Reads the answer to a question; an empty one is none.
pub fn parse_answer(node: &Node, question: &Question, faults: &mut Faults) -> Option<Answer> {
    match question.kind {
        QuestionKind::Text => {
            let text = node.text(MAX_VERBATIM, faults)?;
            let text = text.trim();
            (!text.is_empty()).then(|| Answer::Verbatim(text.into()))
        }
        QuestionKind::Choice => parse_choices(node, question, faults).map(Answer::Choices),
        QuestionKind::Drivers => parse_ratings(node, question, faults).map(Answer::Ratings),
        kind => node.whole(kind.scale()?, faults).map(Answer::Rating),
    }
}

fn parse_choices(node: &Node, question: &Question, faults: &mut Faults) -> Option<Vec<Choice>> {
    let mut taken = BTreeSet::new();
    let mut other = None;
    let most = question.options.len() + usize::from(question.other);
    for item in node.items(most, faults) {
        let option = if question.other && item.value.is_object() {
            let Some(text) = parse_other(&item, faults) else {
                continue;
            };
            other = (!text.is_empty()).then_some(text);
            OTHER.parse().ok()
        } else {
            item.parsed::<QuestionId>(faults)
        };
        let Some(option) = option else {
            continue;
        };
        let added = question.other && option.as_str() == OTHER;
        if !added && !question.options.iter().any(|known| known.id == option) {
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
    let mut choices: Vec<Choice> = ordered
        .filter(|id| taken.contains(id))
        .map(Choice::Option)
        .collect();
    if question.other
        && let Some(id) = taken.take(OTHER)
    {
        choices.push(other.map_or(Choice::Option(id), |other| Choice::Other { other }));
    }
    (!choices.is_empty()).then_some(choices)
}

/// What the respondent called an option; empty if nothing.
fn parse_other(node: &Node, faults: &mut Faults) -> Option<String> {
    let other = node.object(&[OTHER], faults)?;
    let text = other.require(OTHER, faults)?.text(MAX_OTHER, faults)?;
    Some(text.trim().into())
}

fn parse_ratings(
    node: &Node,
    question: &Question,
    faults: &mut Faults,
) -> Option<BTreeMap<QuestionId, u32>> {
    let mut ratings = BTreeMap::new();
    for (name, rating) in node.entries(question.aspects.len() * 2, faults) {
        let Some(aspect) = question
            .aspects
            .iter()
            .find(|known| known.id.as_str() == name)
        else {
            faults.add(
                &rating.at,
                "unknown_option",
                "The question has no such aspect.",
            );
            continue;
        };
        if rating.value.is_null() {
            continue;
        }
        if let Some(rating) = rating.whole(ASPECT_SCALE, faults) {
            ratings.insert(aspect.id.clone(), rating);
        }
    }
    (!ratings.is_empty()).then_some(ratings)
}

/// Reads attributes, each of which the survey has to declare.
pub fn parse_attributes(
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
        for question in survey.asked(answers) {
            if question.required {
                note_unanswered(&pointer(at, &question.id), question, answers, faults);
            }
        }
    }
    if answers.is_empty() && faults.is_empty() {
        faults.add(at, "missing", "At least one answer.");
    }
}

/// Notes what a required question still wants.
pub fn note_unanswered(
    at: &str,
    question: &Question,
    answers: &BTreeMap<QuestionId, Answer>,
    faults: &mut Faults,
) {
    const MUST: &str = "The question must be answered.";
    match answers.get(&question.id) {
        None => faults.add(at, "missing", MUST),
        Some(Answer::Ratings(ratings)) => {
            for aspect in &question.aspects {
                if !ratings.contains_key(&aspect.id) {
                    faults.add(&pointer(at, &aspect.id), "missing", MUST);
                }
            }
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn survey() -> Survey {
        let aspects = json!([{"id": "price", "text": {"en": "Price"}}, {"id": "speed", "text": {"en": "Speed"}}]);
        Survey::parse(&json!({"name": "S", "default_locale": "en", "questions": [
            {"id": "score", "kind": "nps", "text": {"en": "?"}},
            {"id": "reason", "kind": "choice", "other": true, "multiple": true, "text": {"en": "?"}, "options": aspects,
             "show_if": {"question": "score", "at_most": 6}},
            {"id": "more", "kind": "text", "required": true, "text": {"en": "?"},
             "show_if": [{"question": "score", "at_most": 6}, {"question": "reason", "includes": "other"}]},
            {"id": "aspects", "kind": "drivers", "required": true, "aspects": aspects, "text": {"en": "?"}},
        ]}))
        .unwrap()
    }

    fn submitted(answers: Value) -> Result<Value, Vec<String>> {
        let now = Millis(1_763_683_200_000);
        let received = Received {
            now,
            made: ResponseId::new(now, &[0; 10]),
            max_age: MAX_AGE,
        };
        parse(&json!({ "answers": answers }), &survey(), &received)
            .map(|response| json!(response.answers))
            .map_err(|faults| {
                let brief = |fault: Fault| format!("{} {}", fault.pointer, fault.code);
                faults.into_iter().map(brief).collect()
            })
    }

    #[test]
    fn answers_are_held_to_their_question() {
        let rated = json!({"price": 1, "speed": 5});
        for (answers, outcome) in [
            (json!({"aspects": rated}), Ok(json!({"aspects": rated}))),
            (
                json!({"aspects": {"price": 1}}),
                Err("/answers/aspects/speed missing"),
            ),
            (json!({"score": 9}), Err("/answers/aspects missing")),
            (
                json!({"aspects": {"price": 6, "speed": 1}}),
                Err("/answers/aspects/price out_of_range"),
            ),
            (
                json!({"aspects": {"colour": 1}}),
                Err("/answers/aspects/colour unknown_option"),
            ),
            (json!({"aspects": 3}), Err("/answers/aspects wrong_type")),
            (
                json!({"aspects": rated, "reason": ["price", {"other": " The box "}], "score": 9}),
                Ok(
                    json!({"aspects": rated, "reason": ["price", {"other": "The box"}], "score": 9}),
                ),
            ),
            (
                json!({"aspects": rated, "reason": [{"other": " "}], "score": 9}),
                Ok(json!({"aspects": rated, "reason": ["other"], "score": 9})),
            ),
            (
                json!({"aspects": rated, "reason": ["other", {"other": "x"}]}),
                Err("/answers/reason/1 duplicate"),
            ),
            (
                json!({"aspects": rated, "reason": [{"other": 3}]}),
                Err("/answers/reason/0/other wrong_type"),
            ),
            (
                json!({"aspects": rated, "reason": ["colour"]}),
                Err("/answers/reason/0 unknown_option"),
            ),
        ] {
            let outcome = outcome.map_err(|fault: &str| vec![fault.to_owned()]);
            assert_eq!(submitted(answers.clone()), outcome, "{answers}");
        }
    }

    #[test]
    fn a_question_is_asked_only_if_what_leads_to_it_was_asked_too() {
        let rated = json!({"price": 1, "speed": 5});
        // Of a promoter `reason` is not asked, so its answer cannot lead to `more`.
        let promoter = json!({"score": 9, "reason": ["other"], "aspects": rated});
        assert!(submitted(promoter).is_ok());
        let detractor = json!({"score": 2, "reason": ["other"], "aspects": rated});
        assert_eq!(
            submitted(detractor),
            Err(vec!["/answers/more missing".into()])
        );
        let other_reason = json!({"score": 2, "reason": ["price"], "aspects": rated});
        assert!(submitted(other_reason).is_ok());
    }
}
