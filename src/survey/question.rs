//! Questions: what is asked, how it is answered, and when it is passed over.

use std::ops::RangeInclusive;

use serde::Serialize;

use super::condition::Conditions;
use super::texts::{Texts, one_of, parse_texts};
use crate::fault::{Faults, pointer};
use crate::id::{Locale, QuestionId};
use crate::json::{Members, Node};

/// More would not be finished by anybody, and the script carries them all.
const MAX_QUESTIONS: usize = 50;
const MAX_ITEMS: usize = 50;

/// The id of the option that a choice with `other` has besides its own.
pub const OTHER: &str = "other";
/// What every aspect of `drivers` is rated on.
pub const ASPECT_SCALE: RangeInclusive<u32> = 1..=5;

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// Stable over versions of the survey: scores are counted by it.
    pub id: QuestionId,
    /// How it is answered and scored.
    pub kind: QuestionKind,
    /// Whether a complete response must answer it, if it is shown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// The question itself.
    pub text: Texts,
    /// For `choice`: whether several options may be taken.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub multiple: bool,
    /// For `choice`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Item>,
    /// For `choice`: one more option, `other`, with a line to type in.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub other: bool,
    /// For `drivers`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aspects: Vec<Item>,
    /// Asked only if earlier answers are so.
    #[serde(skip_serializing_if = "Conditions::is_empty")]
    pub show_if: Conditions,
}

/// An option of a `choice`, or an aspect of `drivers`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    /// Stable over versions of the survey.
    pub id: QuestionId,
    /// What it says.
    pub text: Texts,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum QuestionKind {
    /// Likelihood to recommend, 0–10.
    Nps,
    /// Satisfaction, 1–5.
    Csat,
    /// Agreement that it was easy, 1–7.
    Ces,
    /// Stars, 1–5.
    Stars,
    /// Faces, 1–5.
    Emoji,
    /// Down 0, up 1.
    Thumbs,
    /// One or several of the options.
    Choice,
    /// Several aspects, 1–5 each.
    Drivers,
    /// Free text.
    Text,
}

impl QuestionKind {
    /// Every kind with its name in JSON.
    pub const ALL: [(&str, Self); 9] = [
        ("nps", Self::Nps),
        ("csat", Self::Csat),
        ("ces", Self::Ces),
        ("stars", Self::Stars),
        ("emoji", Self::Emoji),
        ("thumbs", Self::Thumbs),
        ("choice", Self::Choice),
        ("drivers", Self::Drivers),
        ("text", Self::Text),
    ];

    /// The ratings it takes, if it takes ratings.
    pub fn scale(self) -> Option<RangeInclusive<u32>> {
        match self {
            Self::Nps => Some(0..=10),
            Self::Csat | Self::Stars | Self::Emoji => Some(1..=5),
            Self::Ces => Some(1..=7),
            Self::Thumbs => Some(0..=1),
            Self::Choice | Self::Drivers | Self::Text => None,
        }
    }

    /// What its score may be, if it is scored by one number: in %, or the mean of its ratings.
    pub fn score_range(self) -> Option<RangeInclusive<f64>> {
        match self {
            Self::Nps => Some(-100.0..=100.0),
            Self::Csat | Self::Emoji | Self::Thumbs => Some(0.0..=100.0),
            Self::Ces => Some(1.0..=7.0),
            Self::Stars => Some(1.0..=5.0),
            Self::Choice | Self::Drivers | Self::Text => None,
        }
    }

    /// Its name in JSON.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(name, _)| name)
    }
}

pub(super) fn parse_questions(
    survey: &Members,
    default_locale: Option<&Locale>,
    faults: &mut Faults,
) -> Vec<Question> {
    let Some(node) = survey.require("questions", faults) else {
        return Vec::new();
    };
    let items = node.items(MAX_QUESTIONS, faults);
    if items.is_empty() {
        faults.add(&node.at, "missing", "A survey asks at least one question.");
    }
    let mut questions: Vec<Question> = Vec::new();
    for item in items {
        if let Some(question) = parse_question(&item, default_locale, &questions, faults) {
            if questions.iter().any(|earlier| earlier.id == question.id) {
                faults.add(
                    &pointer(&item.at, "id"),
                    "duplicate",
                    "Another question has this id.",
                );
            }
            questions.push(question);
        }
    }
    questions
}

fn parse_question(
    node: &Node,
    default_locale: Option<&Locale>,
    earlier: &[Question],
    faults: &mut Faults,
) -> Option<Question> {
    const FIELDS: [&str; 9] = [
        "id", "kind", "required", "text", "multiple", "options", "other", "aspects", "show_if",
    ];
    let question = node.object(&FIELDS, faults)?;
    let id: Option<QuestionId> = question
        .require("id", faults)
        .and_then(|id| id.parsed(faults));
    let kind = question
        .require("kind", faults)
        .and_then(|kind| one_of(&kind, &QuestionKind::ALL, faults));
    let text = question
        .require("text", faults)
        .map(|text| parse_texts(&text, default_locale, faults));
    let mut flag = |name: &str| question.get(name).and_then(|node| node.boolean(faults));
    let required = flag("required").unwrap_or(false);
    let multiple = flag("multiple").unwrap_or(false);
    let other = flag("other").unwrap_or(false);
    let mut items = |name: &str| {
        let items = question.get(name);
        items.map(|items| parse_items(&items, default_locale, faults))
    };
    let (options, aspects) = (items("options"), items("aspects"));
    for (name, given, owner) in [
        ("options", options.is_some(), QuestionKind::Choice),
        ("multiple", multiple, QuestionKind::Choice),
        ("other", other, QuestionKind::Choice),
        ("aspects", aspects.is_some(), QuestionKind::Drivers),
    ] {
        if given && kind.is_some_and(|kind| kind != owner) {
            let detail = format!("Only {} has it.", owner.name());
            faults.add(&pointer(&node.at, name), "contradiction", detail);
        }
    }
    for (name, given, owner) in [
        ("options", options.is_some(), QuestionKind::Choice),
        ("aspects", aspects.is_some(), QuestionKind::Drivers),
    ] {
        if !given && kind == Some(owner) {
            let detail = format!("A question of kind {} needs {name}.", owner.name());
            faults.add(&pointer(&node.at, name), "missing", detail);
        }
    }
    let options = options.unwrap_or_default();
    if other && options.iter().any(|option| option.id.as_str() == OTHER) {
        let detail = "With \"other\": true, the id `other` is the added option's.";
        faults.add(&pointer(&node.at, "options"), "duplicate", detail);
    }
    let show_if = match question.get("show_if") {
        Some(condition) => Conditions::parse(&condition, earlier, faults)?,
        None => Conditions::default(),
    };
    Some(Question {
        id: id?,
        kind: kind?,
        required,
        text: text?,
        multiple,
        options,
        other,
        aspects: aspects.unwrap_or_default(),
        show_if,
    })
}

fn parse_items(node: &Node, default_locale: Option<&Locale>, faults: &mut Faults) -> Vec<Item> {
    let items = node.items(MAX_ITEMS, faults);
    if items.is_empty() {
        faults.add(&node.at, "missing", "Expected at least one.");
    }
    let mut parsed: Vec<Item> = Vec::new();
    for item in items {
        let Some(members) = item.object(&["id", "text"], faults) else {
            continue;
        };
        let id: Option<QuestionId> = members
            .require("id", faults)
            .and_then(|id| id.parsed(faults));
        let text = members
            .require("text", faults)
            .map(|text| parse_texts(&text, default_locale, faults));
        if let (Some(id), Some(text)) = (id, text) {
            if parsed.iter().any(|earlier| earlier.id == id) {
                faults.add(
                    &pointer(&item.at, "id"),
                    "duplicate",
                    "Another one has this id.",
                );
            }
            parsed.push(Item { id, text });
        }
    }
    parsed
}
