//! A survey's definition: what is asked, of whom, and when.

mod analysis;
mod condition;
mod display;
mod question;
mod texts;
mod thanks;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use serde_json::{Map, Value};

pub use analysis::{Analysis, Annotation, AnnotationKind, Goal, Page, Reference, UtcOffset};
pub use condition::{Condition, Conditions};
pub use display::{Display, IMPRESSION_WEIGHT, Theme};
pub use question::{ASPECT_SCALE, Item, OTHER, Question, QuestionKind};
pub use texts::Texts;
pub use thanks::{Link, Thanks, Url};

use crate::fault::{Fault, Faults, pointer};
use crate::id::{Label, Locale, Malformed, QuestionId};
use crate::json::Node;
use crate::response::Answer;
use crate::time::{Day, Millis};
use analysis::parse_analysis;
use display::{parse_display, parse_theme};
use question::parse_questions;
use texts::{filled, one_of};
use thanks::parse_thanks;

const MAX_ORIGINS: usize = 50;
const MAX_ATTRIBUTES: usize = 16;
const MAX_ATTRIBUTE_VALUES: usize = 100;
const MAX_NAME: usize = 200;

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
    /// How it ends: the first whose conditions hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thanks: Vec<Thanks>,
    /// Where, when and how often the script shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<Display>,
    /// Its look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
    /// What the owner wants known of the answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub analysis: Option<Analysis>,
    /// The attributes a submission may carry, each with the values it may have; none listed means any.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<QuestionId, Vec<Label>>,
    /// The web origins that may submit.
    pub origins: Origins,
    /// Whether anybody may read the scores.
    pub publish_scores: bool,
    /// Whether a submission must carry a form token: no server can submit then.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub require_token: bool,
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

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

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
            && !text.bytes().any(|byte| byte.is_ascii_uppercase())
        {
            Ok(Self(text.into()))
        } else {
            Err(malformed)
        }
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

    /// How far its days are ahead of UTC.
    pub fn minutes_ahead(&self) -> i64 {
        let analysis = self.analysis.as_ref();
        analysis.map_or(0, |analysis| analysis.utc_offset.minutes())
    }

    /// What happened on days from one on up to another, the earliest first.
    pub fn annotations(&self, from: Day, to: Day) -> Vec<&Annotation> {
        let analysis = self.analysis.iter();
        let annotations = analysis.flat_map(|analysis| &analysis.annotations);
        let within = |annotation: &&Annotation| (from..to).contains(&annotation.day);
        let mut annotations: Vec<&Annotation> = annotations.filter(within).collect();
        annotations.sort_by_key(|annotation| annotation.day);
        annotations
    }

    /// The languages it asks in, that of last resort first.
    pub fn locales(&self) -> Vec<&Locale> {
        let questions = self.questions.iter();
        let mut locales: BTreeSet<&Locale> = questions
            .flat_map(|question| question.text.keys())
            .collect();
        locales.remove(&self.default_locale);
        let mut all = vec![&self.default_locale];
        all.extend(locales);
        all
    }

    /// Whether it asks anything in this language.
    pub fn speaks(&self, locale: &str) -> bool {
        let mut texts = self.questions.iter().map(|question| &question.text);
        self.default_locale.as_str() == locale || texts.any(|text| text.contains_key(locale))
    }

    /// The score that the others are seen to drive: the first question that is rated by one number.
    pub fn outcome(&self) -> Option<&Question> {
        let rated = |question: &&Question| question.kind.scale().is_some();
        self.questions.iter().find(rated)
    }

    /// The questions that these answers lead through. The answer to a question that is not asked counts for nothing.
    pub fn asked(&self, answers: &BTreeMap<QuestionId, Answer>) -> Vec<&Question> {
        let mut counted = BTreeMap::new();
        let mut asked = Vec::new();
        for question in &self.questions {
            if question.show_if.hold(&counted) {
                if let Some(answer) = answers.get(&question.id) {
                    counted.insert(question.id.clone(), answer.clone());
                }
                asked.push(question);
            }
        }
        asked
    }

    /// How to say thanks for these answers, if not in the system's words.
    pub fn thanks_for(&self, answers: &BTreeMap<QuestionId, Answer>) -> Option<&Thanks> {
        self.thanks
            .iter()
            .find(|thanks| thanks.show_if.hold(answers))
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
    const FIELDS: [&str; 15] = [
        "name",
        "status",
        "default_locale",
        "questions",
        "thanks",
        "display",
        "theme",
        "analysis",
        "attributes",
        "origins",
        "publish_scores",
        "require_token",
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
    let thanks = parse_thanks(&survey, default_locale.as_ref(), &questions, faults);
    let display = survey
        .get("display")
        .and_then(|node| parse_display(&node, faults));
    let theme = survey
        .get("theme")
        .and_then(|node| parse_theme(&node, faults));
    let analysis = survey
        .get("analysis")
        .and_then(|node| parse_analysis(&node, &questions, faults));
    let mut flag = |name: &str| survey.get(name).and_then(|node| node.boolean(faults));
    let publish_scores = flag("publish_scores").unwrap_or(false);
    let require_token = flag("require_token").unwrap_or(false);
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
        thanks,
        display,
        theme,
        analysis,
        attributes: attributes.unwrap_or_default(),
        origins: origins.unwrap_or(Origins::Any),
        publish_scores,
        require_token,
        opens_at: opens_at.flatten(),
        closes_at: closes_at.flatten(),
        max_responses: max_responses.flatten(),
    })
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// All that a definition may hold.
    fn whole() -> Value {
        json!({
            "name": "S", "status": "live", "default_locale": "en",
            "questions": [
                {"id": "score", "kind": "nps", "text": {"en": "?"}},
                {"id": "reason", "kind": "choice", "other": true, "text": {"en": "?"}, "options": [{"id": "price", "text": {"en": "Price"}}]},
                {"id": "aspects", "kind": "drivers", "text": {"en": "?"}, "aspects": [{"id": "price", "text": {"en": "Price"}}],
                 "show_if": [{"question": "score", "at_least": 3}, {"question": "reason", "includes": "other"}]},
            ],
            "thanks": [
                {"show_if": {"question": "score", "at_least": 9}, "title": {"en": "Oh!"}, "text": {"en": "Thanks."},
                 "link": {"url": "https://reviews.example/us?a=b", "text": {"en": "Review us"}}},
                {"text": {"en": "Thanks."}},
            ],
            "display": {"placement": "tab", "position": "top-start", "urls": ["/thanks*", "!/x"], "delay": 5, "scroll": 50,
                "exit_intent": true, "event": "purchase", "sample": 0.25, "after_shown": 1, "after_dismissed": 30,
                "after_completed": 180, "max_shows": 3, "quiet": 1, "impression_weight": 10},
            "theme": {"accent": "#0a7d5a", "radius": 12, "font": "Inter, sans-serif", "scheme": "auto"},
            "analysis": {"touchpoints": ["checkout"], "pages": [{"name": "product", "path": "/p/*"}], "utc_offset": "+01:00",
                "weights": {"score": 2.5}, "topics": {"loyalty": {"en": ["points", "loyalty card*"]}},
                "goals": [{"question": "score", "target": 50.0, "by": "2026-12-31", "baseline": -5.5}, {"target": 80.0, "by": "2026-12-31"}],
                "references": [{"question": "score", "value": 38.0, "source": "Retail, 2025"}],
                "annotations": [{"day": "2026-10-01", "kind": "campaign", "text": "Autumn sale"},
                    {"day": "2026-09-01", "kind": "release", "text": "New returns page"}, {"day": "2026-09-01", "kind": "action", "text": "Called back"}]},
            "origins": ["*"], "publish_scores": true, "require_token": true,
        })
    }

    fn faults(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut document = whole();
        change(&mut document);
        let faults = Survey::parse(&document).unwrap_err();
        let brief = |fault: Fault| format!("{} {}", fault.pointer, fault.code);
        faults.into_iter().map(brief).collect()
    }

    #[test]
    fn a_definition_reads_as_it_is_written() {
        assert_eq!(json!(Survey::parse(&whole()).unwrap()), whole());
    }

    #[test]
    fn what_a_definition_may_not_hold_is_named() {
        for (at, value, fault) in [
            ("/questions/0/other", json!(true), "contradiction"),
            ("/questions/0/aspects", json!([]), "missing"),
            ("/questions/1/options/0/id", json!("other"), "duplicate"),
            ("/questions/2/show_if", json!([]), "missing"),
            ("/questions/2/show_if/0/at_least", json!(11), "out_of_range"),
            (
                "/thanks/0/link/url",
                json!("javascript:alert(1)"),
                "malformed",
            ),
            ("/thanks/0/link/url", json!("https://a b"), "malformed"),
            (
                "/thanks/0/show_if/question",
                json!("colour"),
                "unknown_question",
            ),
            ("/display/placement", json!("modal"), "malformed"),
            ("/display/sample", json!(1.5), "out_of_range"),
            ("/display/delay", json!(-1), "out_of_range"),
            ("/display/impression_weight", json!(0), "out_of_range"),
            ("/display/urls", json!("/"), "wrong_type"),
            ("/theme/accent", json!("red"), "malformed"),
            (
                "/analysis/annotations/0/day",
                json!("1 October"),
                "malformed",
            ),
            ("/analysis/annotations/0/day", json!(null), "missing"),
            (
                "/analysis/annotations/0/kind",
                json!("holiday"),
                "malformed",
            ),
            ("/analysis/annotations/0/text", json!(" "), "missing"),
            (
                "/analysis/annotations/0/text",
                json!("ž".repeat(201)),
                "too_long",
            ),
            (
                "/analysis/annotations/0/where",
                json!("here"),
                "unknown_field",
            ),
            ("/analysis/annotations", json!(vec![0; 101]), "too_long"),
            ("/theme/font", json!("a;} * {display: none"), "malformed"),
        ] {
            let found = faults(|document| {
                let (parent, name) = at.rsplit_once('/').unwrap();
                document.pointer_mut(parent).unwrap()[name] = value.clone();
            });
            let named = found.iter().any(|found| {
                let (pointer, code) = found.split_once(' ').unwrap();
                code == fault && (at.starts_with(pointer) || pointer.starts_with(at))
            });
            assert!(named, "{at} {value}: {found:?}");
        }
    }

    #[test]
    fn the_first_thanks_that_fits_is_said() {
        let survey = Survey::parse(&whole()).unwrap();
        let said = |score: u32| {
            let answers = BTreeMap::from([("score".parse().unwrap(), Answer::Rating(score))]);
            survey.thanks_for(&answers).unwrap().link.is_some()
        };
        assert!(said(9));
        assert!(!said(8));
    }
}
