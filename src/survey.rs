//! A survey's definition: what is asked, of whom, and when.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::str::FromStr;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::fault::{Fault, Faults, pointer};
use crate::id::{Label, Locale, Malformed, QuestionId};
use crate::json::{Members, Node};
use crate::time::Millis;

/// More would not be finished by anybody, and the script carries them all.
const MAX_QUESTIONS: usize = 50;
const MAX_OPTIONS: usize = 50;
const MAX_ORIGINS: usize = 50;
const MAX_LOCALES: usize = 64;
const MAX_ATTRIBUTES: usize = 16;
const MAX_ATTRIBUTE_VALUES: usize = 100;
const MAX_NAME: usize = 200;
/// What a question or an option may say, in characters.
const MAX_TEXT: usize = 1000;

/// A text in several languages.
pub type Texts = BTreeMap<Locale, String>;

/// A survey as its owner defined it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Survey {
    /// What its owner calls it.
    pub name: String,
    /// Whether it takes responses.
    pub status: Status,
    /// The language of last resort; every text has it.
    pub default_locale: Locale,
    /// In the order they are asked.
    pub questions: Vec<Question>,
    /// The attributes a submission may carry, each with the values it may have; none listed means any.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<QuestionId, Vec<Label>>,
    /// The web origins that may submit.
    pub origins: Origins,
    /// Whether anybody may read the scores.
    pub publish_scores: bool,
    /// Takes responses from then on.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub opens_at: Option<Millis>,
    /// Takes none from then on.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub closes_at: Option<Millis>,
    /// Takes no new ones once it has so many. Exact to within the freshness bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_responses: Option<u32>,
}

fn as_text<S: serde::Serializer>(
    moment: &Option<Millis>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    moment
        .map(|moment| moment.to_string())
        .serialize(serializer)
}

/// What its owner wants of it now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Takes responses.
    Live,
    /// Takes none for now.
    Paused,
    /// Takes none any more.
    Closed,
}

/// Which web origins may submit responses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "Vec<String>")]
pub enum Origins {
    /// `["*"]`, also what no list at all means.
    Any,
    /// These, and the service's own pages.
    Only(Vec<Origin>),
}

impl From<Origins> for Vec<String> {
    fn from(origins: Origins) -> Self {
        match origins {
            Origins::Any => vec!["*".into()],
            Origins::Only(origins) => origins.into_iter().map(|origin| origin.0).collect(),
        }
    }
}

impl Origins {
    /// Whether a page of `origin` may submit.
    pub fn allow(&self, origin: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(origins) => origins.iter().any(|allowed| allowed.0 == origin),
        }
    }
}

/// A web origin as browsers send it: scheme, host and port, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl FromStr for Origin {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let malformed = Malformed("an origin such as https://shop.example");
        let uri: http::Uri = text.parse().map_err(|_| malformed)?;
        let scheme = uri
            .scheme_str()
            .filter(|scheme| matches!(*scheme, "http" | "https"));
        let (Some(scheme), Some(authority)) = (scheme, uri.authority()) else {
            return Err(malformed);
        };
        // Nothing but scheme, host and port, spelled the one way in which it will be compared.
        // A pattern would be compared, too, and let nobody in.
        if text == format!("{scheme}://{authority}")
            && !authority.as_str().contains(['@', '*'])
            && text == text.to_lowercase()
        {
            Ok(Self(text.into()))
        } else {
            Err(malformed)
        }
    }
}

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
    pub options: Vec<ChoiceOption>,
    /// Asked only if an earlier answer is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
}

/// One option of a `choice` question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChoiceOption {
    /// Stable over versions of the survey.
    pub id: QuestionId,
    /// What it says.
    pub text: Texts,
}

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
    /// Free text.
    Text,
}

impl QuestionKind {
    /// Every kind with its name in JSON.
    pub const ALL: [(&str, Self); 8] = [
        ("nps", Self::Nps),
        ("csat", Self::Csat),
        ("ces", Self::Ces),
        ("stars", Self::Stars),
        ("emoji", Self::Emoji),
        ("thumbs", Self::Thumbs),
        ("choice", Self::Choice),
        ("text", Self::Text),
    ];

    /// The ratings it takes, if it takes ratings.
    pub fn scale(self) -> Option<RangeInclusive<u32>> {
        match self {
            Self::Nps => Some(0..=10),
            Self::Csat | Self::Stars | Self::Emoji => Some(1..=5),
            Self::Ces => Some(1..=7),
            Self::Thumbs => Some(0..=1),
            Self::Choice | Self::Text => None,
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

/// Why a survey takes no response now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable {
    /// Its owner paused it.
    Paused,
    /// `opens_at` is still to come.
    NotYetOpen,
    /// Its owner closed it, or `closes_at` has passed.
    Closed,
    /// It has `max_responses`.
    Full,
}

impl Survey {
    /// Whether it takes responses at `now`, its fill left aside.
    pub fn available(&self, now: Millis) -> Result<(), Unavailable> {
        match self.status {
            Status::Paused => Err(Unavailable::Paused),
            Status::Closed => Err(Unavailable::Closed),
            Status::Live if self.opens_at.is_some_and(|opens| now < opens) => {
                Err(Unavailable::NotYetOpen)
            }
            Status::Live if self.closes_at.is_some_and(|closes| now >= closes) => {
                Err(Unavailable::Closed)
            }
            Status::Live => Ok(()),
        }
    }

    /// The question of that id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions
            .iter()
            .find(|question| question.id.as_str() == id)
    }

    /// A question must not change its kind between versions: its old answers would be scored on the new scale.
    pub fn kind_changes(&self, kinds: &Map<String, Value>) -> Vec<Fault> {
        let mut faults = Faults::default();
        for (index, question) in self.questions.iter().enumerate() {
            let was = kinds.get(question.id.as_str()).and_then(Value::as_str);
            if let Some(was) = was.filter(|was| *was != question.kind.name()) {
                let at = pointer(&pointer("/questions", index), "kind");
                faults.add(
                    &at,
                    "contradiction",
                    format!("This question was of kind {was} before. Give a question of another kind another id."),
                );
            }
        }
        faults.finish(Some(())).err().unwrap_or_default()
    }

    /// Reads a definition, or says everything that is wrong with it.
    pub fn parse(document: &Value) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let survey = parse_survey(&Node::root(document), &mut faults);
        faults.finish(survey)
    }
}

fn parse_survey(root: &Node, faults: &mut Faults) -> Option<Survey> {
    const FIELDS: [&str; 10] = [
        "name",
        "status",
        "default_locale",
        "questions",
        "attributes",
        "origins",
        "publish_scores",
        "opens_at",
        "closes_at",
        "max_responses",
    ];
    let survey = root.object(&FIELDS, faults)?;
    let name = survey
        .require("name", faults)
        .and_then(|name| filled(&name, MAX_NAME, faults));
    let status = match survey.get("status") {
        Some(status) => one_of(
            &status,
            &[
                ("live", Status::Live),
                ("paused", Status::Paused),
                ("closed", Status::Closed),
            ],
            faults,
        ),
        None => Some(Status::Live),
    };
    let default_locale: Option<Locale> = survey
        .require("default_locale", faults)
        .and_then(|locale| locale.parsed(faults));
    let questions = parse_questions(&survey, default_locale.as_ref(), faults);
    let attributes = survey
        .get("attributes")
        .map(|node| parse_attributes(&node, faults));
    let origins = survey
        .get("origins")
        .map(|node| parse_origins(&node, faults));
    let publish_scores = survey
        .get("publish_scores")
        .map(|node| node.boolean(faults));
    let opens_at = survey
        .get("opens_at")
        .map(|node| parse_moment(&node, faults));
    let closes_at = survey
        .get("closes_at")
        .map(|node| parse_moment(&node, faults));
    let max_responses = survey
        .get("max_responses")
        .map(|node| node.whole(1..=u32::MAX, faults));
    if let (Some(Some(opens)), Some(Some(closes))) = (opens_at, closes_at)
        && opens >= closes
    {
        faults.add("/closes_at", "contradiction", "It closes before it opens.");
    }
    Some(Survey {
        name: name?,
        status: status?,
        default_locale: default_locale?,
        questions,
        attributes: attributes.unwrap_or_default(),
        origins: origins.unwrap_or(Origins::Any),
        publish_scores: publish_scores.flatten().unwrap_or(false),
        opens_at: opens_at.flatten(),
        closes_at: closes_at.flatten(),
        max_responses: max_responses.flatten(),
    })
}

fn parse_questions(
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
    const FIELDS: [&str; 7] = [
        "id", "kind", "required", "text", "multiple", "options", "show_if",
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
    let required = question.get("required").map(|node| node.boolean(faults));
    let multiple = question.get("multiple").map(|node| node.boolean(faults));
    let options = match (kind, question.get("options")) {
        (Some(QuestionKind::Choice), Some(options)) => {
            parse_options(&options, default_locale, faults)
        }
        (Some(QuestionKind::Choice), None) => {
            faults.add(
                &pointer(&node.at, "options"),
                "missing",
                "A choice needs options.",
            );
            Vec::new()
        }
        (Some(_), Some(options)) => {
            faults.add(&options.at, "contradiction", "Only a choice has options.");
            Vec::new()
        }
        _ => Vec::new(),
    };
    if multiple == Some(Some(true)) && kind.is_some_and(|kind| kind != QuestionKind::Choice) {
        faults.add(
            &pointer(&node.at, "multiple"),
            "contradiction",
            "Only a choice can be multiple.",
        );
    }
    let show_if = match question.get("show_if") {
        Some(condition) => Some(parse_condition(&condition, earlier, faults)?),
        None => None,
    };
    Some(Question {
        id: id?,
        kind: kind?,
        required: required.flatten().unwrap_or(false),
        text: text?,
        multiple: multiple.flatten().unwrap_or(false),
        options,
        show_if,
    })
}

fn parse_options(
    node: &Node,
    default_locale: Option<&Locale>,
    faults: &mut Faults,
) -> Vec<ChoiceOption> {
    let items = node.items(MAX_OPTIONS, faults);
    if items.is_empty() {
        faults.add(&node.at, "missing", "A choice needs options.");
    }
    let mut options: Vec<ChoiceOption> = Vec::new();
    for item in items {
        let Some(option) = item.object(&["id", "text"], faults) else {
            continue;
        };
        let id: Option<QuestionId> = option
            .require("id", faults)
            .and_then(|id| id.parsed(faults));
        let text = option
            .require("text", faults)
            .map(|text| parse_texts(&text, default_locale, faults));
        if let (Some(id), Some(text)) = (id, text) {
            if options.iter().any(|earlier| earlier.id == id) {
                faults.add(
                    &pointer(&item.at, "id"),
                    "duplicate",
                    "Another option has this id.",
                );
            }
            options.push(ChoiceOption { id, text });
        }
    }
    options
}

fn parse_condition(node: &Node, earlier: &[Question], faults: &mut Faults) -> Option<Condition> {
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
        if !asked.options.iter().any(|known| known.id == option) {
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
    Some(Condition {
        question,
        at_most,
        at_least,
        includes,
    })
}

fn parse_texts(node: &Node, default_locale: Option<&Locale>, faults: &mut Faults) -> Texts {
    let mut texts = Texts::new();
    for (locale, text) in node.entries(MAX_LOCALES, faults) {
        match locale.parse::<Locale>() {
            Ok(locale) => {
                if let Some(text) = filled(&text, MAX_TEXT, faults) {
                    texts.insert(locale, text);
                }
            }
            Err(Malformed(form)) => faults.add(&text.at, "malformed", format!("Expected {form}.")),
        }
    }
    if let Some(default) = default_locale
        && node.value.is_object()
        && node.value.get(default.as_str()).is_none()
    {
        faults.add(
            &pointer(&node.at, default),
            "missing",
            "A text needs the default locale.",
        );
    }
    texts
}

fn parse_attributes(node: &Node, faults: &mut Faults) -> BTreeMap<QuestionId, Vec<Label>> {
    let mut attributes = BTreeMap::new();
    for (name, values) in node.entries(MAX_ATTRIBUTES, faults) {
        let mut allowed: Vec<Label> = Vec::new();
        for value in values.items(MAX_ATTRIBUTE_VALUES, faults) {
            match value.parsed(faults) {
                Some(label) if allowed.contains(&label) => {
                    faults.add(&values.at, "duplicate", "A value is listed twice.");
                }
                label => allowed.extend(label),
            }
        }
        match name.parse() {
            Ok(name) => drop(attributes.insert(name, allowed)),
            Err(Malformed(form)) => {
                faults.add(&values.at, "malformed", format!("Expected {form}."))
            }
        }
    }
    attributes
}

fn parse_origins(node: &Node, faults: &mut Faults) -> Origins {
    let items = node.items(MAX_ORIGINS, faults);
    if items.len() == 1 && items[0].value == "*" {
        return Origins::Any;
    }
    Origins::Only(
        items
            .iter()
            .filter_map(|item| item.parsed(faults))
            .collect(),
    )
}

/// To the second, as it is stored: what is accepted must be so when it is read back.
fn parse_moment(node: &Node, faults: &mut Faults) -> Option<Millis> {
    let moment: Millis = node.parsed(faults)?;
    Some(Millis(moment.0 / 1000 * 1000))
}

fn filled(node: &Node, max: usize, faults: &mut Faults) -> Option<String> {
    let text = node.text(max, faults)?;
    if text.trim().is_empty() {
        faults.add(&node.at, "missing", "It must not be empty.");
        return None;
    }
    Some(text)
}

fn one_of<T: Copy>(node: &Node, names: &[(&str, T)], faults: &mut Faults) -> Option<T> {
    let text = node.text(MAX_NAME, faults)?;
    let found = names.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        faults.add(
            &node.at,
            "malformed",
            format!("Expected one of {}.", names.join(", ")),
        );
    }
    found.map(|(_, value)| *value)
}
