//! What the owner wants known of the answers: where they should come from, what counts, and what is aimed at.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::question::Question;
use super::texts::{filled, one_of};
use crate::coding::{OwnTopics, Pattern};
use crate::fault::{Faults, pointer};
use crate::id::{Label, Locale, Malformed, QuestionId};
use crate::json::{Members, Node};
use crate::time::Day;

/// A segment each; more are counted together.
const MAX_TOUCHPOINTS: usize = 24;
const MAX_PAGES: usize = 24;
const MAX_PATTERN: usize = 500;
const MAX_TOPICS: usize = 20;
const MAX_WORDS: usize = 200;
const MAX_LOCALES: usize = 64;
const MAX_GOALS: usize = 20;
const MAX_SOURCE: usize = 500;
const MAX_ANNOTATIONS: usize = 100;
/// As long as fits beside a chart.
const MAX_ANNOTATION: usize = 200;
/// Of a question in the satisfaction index: one that counts a hundred times is the index.
const MAX_WEIGHT: f64 = 100.0;

/// What the owner wants known of the answers.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Analysis {
    /// The touchpoints that should be heard from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub touchpoints: Vec<Label>,
    /// What the paths of pages are called; the first that fits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<Page>,
    /// Where days begin.
    #[serde(skip_serializing_if = "UtcOffset::is_utc")]
    pub utc_offset: UtcOffset,
    /// What questions count for in the satisfaction index; one that is not named counts once.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub weights: BTreeMap<QuestionId, f64>,
    /// The owner's own topics of comments: what words speak of them, by language.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub topics: OwnTopics,
    /// What is aimed at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Goal>,
    /// What others reached.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// What happened, to be shown beside the scores.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<Annotation>,
}

/// Pages that are counted together.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Page {
    /// What they are called.
    pub name: Label,
    /// Their paths: `*` stands for anything.
    pub path: String,
}

/// A score to be reached by a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Goal {
    /// Of which question; of the satisfaction index if of none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<QuestionId>,
    /// In the units of the score.
    pub target: f64,
    /// The day it should be reached.
    pub by: Day,
    /// Where it started from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
}

/// A score from elsewhere to compare with.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reference {
    /// Of which question; of the satisfaction index if of none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<QuestionId>,
    /// In the units of the score.
    pub value: f64,
    /// Whose it is, and of when.
    pub source: String,
}

/// Something that may have moved a score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Annotation {
    /// The survey's own day.
    pub day: Day,
    /// Of which kind.
    pub kind: AnnotationKind,
    /// What it was.
    pub text: String,
}

/// What somebody did on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AnnotationKind {
    /// Others than usual were spoken to.
    Campaign,
    /// Customers got something new.
    Release,
    /// Something was done about what customers said.
    Action,
}

/// How far local days are ahead of UTC, in minutes. Shown as `+01:00`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtcOffset(i16);

impl UtcOffset {
    /// Minutes ahead.
    pub fn minutes(self) -> i64 {
        self.0.into()
    }

    /// Whether days are UTC days.
    pub fn is_utc(&self) -> bool {
        self.0 == 0
    }
}

impl fmt::Display for UtcOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let minutes = self.0.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl FromStr for UtcOffset {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let parse = || {
            let (sign, rest) = match text.strip_prefix('-') {
                Some(rest) => (-1, rest),
                None => (1, text.strip_prefix('+')?),
            };
            let (hours, minutes) = rest.split_once(':')?;
            let digits = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
            let (hours, minutes): (i16, i16) = (digits(hours) && digits(minutes))
                .then(|| Some((hours.parse().ok()?, minutes.parse().ok()?)))??;
            // Kiribati is the farthest ahead, at +14:00.
            (hours <= 14 && minutes < 60).then_some(Self(sign * (hours * 60 + minutes)))
        };
        parse().ok_or(Malformed("a UTC offset such as +01:00"))
    }
}

impl Serialize for UtcOffset {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Page {
    /// Whether a path fits: each `*` of the pattern stands for any text, even for none.
    pub fn fits(&self, path: &str) -> bool {
        let mut parts = self.path.split('*');
        let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else {
            return false;
        };
        let mut last = None;
        for part in parts {
            // The last part that could be found early may have to end the path instead.
            if let Some(part) = last.replace(part) {
                match rest.split_once(part) {
                    Some((_, after)) => rest = after,
                    None => return false,
                }
            }
        }
        last.map_or(rest.is_empty(), |last| rest.ends_with(last))
    }
}

pub(super) fn parse_analysis(
    node: &Node,
    questions: &[Question],
    faults: &mut Faults,
) -> Option<Analysis> {
    const FIELDS: [&str; 8] = [
        "touchpoints",
        "pages",
        "utc_offset",
        "weights",
        "topics",
        "goals",
        "references",
        "annotations",
    ];
    let analysis = node.object(&FIELDS, faults)?;
    let mut parsed = Analysis::default();
    if let Some(node) = analysis.get("touchpoints") {
        for touchpoint in node.items(MAX_TOUCHPOINTS, faults) {
            parsed
                .touchpoints
                .extend(touchpoint.parsed::<Label>(faults));
        }
    }
    if let Some(node) = analysis.get("pages") {
        for page in node.items(MAX_PAGES, faults) {
            parsed.pages.extend(parse_page(&page, faults));
        }
    }
    if let Some(node) = analysis.get("utc_offset") {
        parsed.utc_offset = node.parsed(faults).unwrap_or_default();
    }
    if let Some(node) = analysis.get("weights") {
        for (name, weight) in node.entries(questions.len(), faults) {
            let known = questions
                .iter()
                .find(|question| question.id.as_str() == name);
            match known.filter(|question| question.kind.scale().is_some()) {
                Some(question) => {
                    if let Some(weight) = weight.number(0.0..=MAX_WEIGHT, faults) {
                        parsed.weights.insert(question.id.clone(), weight);
                    }
                }
                None => no_rating(&weight.at, faults),
            }
        }
    }
    if let Some(node) = analysis.get("topics") {
        for (name, words) in node.entries(MAX_TOPICS, faults) {
            match name.parse() {
                Ok(name) => drop(parsed.topics.insert(name, parse_words(&words, faults))),
                Err(Malformed(form)) => {
                    faults.add(&words.at, "malformed", format!("Expected {form}."));
                }
            }
        }
    }
    if let Some(node) = analysis.get("goals") {
        for goal in node.items(MAX_GOALS, faults) {
            parsed.goals.extend(parse_goal(&goal, questions, faults));
        }
    }
    if let Some(node) = analysis.get("references") {
        for reference in node.items(MAX_GOALS, faults) {
            parsed
                .references
                .extend(parse_reference(&reference, questions, faults));
        }
    }
    if let Some(node) = analysis.get("annotations") {
        for annotation in node.items(MAX_ANNOTATIONS, faults) {
            parsed
                .annotations
                .extend(parse_annotation(&annotation, faults));
        }
    }
    Some(parsed)
}

fn parse_page(node: &Node, faults: &mut Faults) -> Option<Page> {
    let page = node.object(&["name", "path"], faults)?;
    let name = page.require("name", faults)?.parsed(faults);
    let path = page.require("path", faults)?;
    let path = filled(&path, MAX_PATTERN, faults)?;
    if !path.starts_with(['/', '*']) {
        let detail = "Expected a path such as /product/*.";
        faults.add(&pointer(&node.at, "path"), "malformed", detail);
        return None;
    }
    Some(Page { name: name?, path })
}

fn parse_words(node: &Node, faults: &mut Faults) -> BTreeMap<Locale, Vec<Pattern>> {
    let mut by_language = BTreeMap::new();
    for (locale, words) in node.entries(MAX_LOCALES, faults) {
        let mut patterns = Vec::new();
        for word in words.items(MAX_WORDS, faults) {
            patterns.extend(word.parsed::<Pattern>(faults));
        }
        match locale.parse() {
            Ok(locale) => drop(by_language.insert(locale, patterns)),
            Err(Malformed(form)) => {
                faults.add(&words.at, "malformed", format!("Expected {form}."));
            }
        }
    }
    by_language
}

fn parse_goal(node: &Node, questions: &[Question], faults: &mut Faults) -> Option<Goal> {
    let goal = node.object(&["question", "target", "by", "baseline"], faults)?;
    let (question, scale) = parse_scored(&goal, questions, faults)?;
    let target = goal.require("target", faults);
    let target = target.and_then(|target| target.number(scale.clone(), faults));
    let by = goal.require("by", faults).and_then(|by| by.parsed(faults));
    let baseline = goal.get("baseline");
    Some(Goal {
        question,
        target: target?,
        by: by?,
        baseline: baseline.and_then(|baseline| baseline.number(scale, faults)),
    })
}

fn parse_reference(node: &Node, questions: &[Question], faults: &mut Faults) -> Option<Reference> {
    let reference = node.object(&["question", "value", "source"], faults)?;
    let (question, scale) = parse_scored(&reference, questions, faults)?;
    let value = reference.require("value", faults);
    let value = value.and_then(|value| value.number(scale, faults));
    let source = reference.require("source", faults);
    let source = source.and_then(|source| filled(&source, MAX_SOURCE, faults));
    Some(Reference {
        question,
        value: value?,
        source: source?,
    })
}

fn parse_annotation(node: &Node, faults: &mut Faults) -> Option<Annotation> {
    const KINDS: [(&str, AnnotationKind); 3] = [
        ("campaign", AnnotationKind::Campaign),
        ("release", AnnotationKind::Release),
        ("action", AnnotationKind::Action),
    ];
    let annotation = node.object(&["day", "kind", "text"], faults)?;
    let day = annotation.require("day", faults);
    let day = day.and_then(|day| day.parsed(faults));
    let kind = annotation.require("kind", faults);
    let kind = kind.and_then(|kind| one_of(&kind, &KINDS, faults));
    let text = annotation.require("text", faults);
    let text = text.and_then(|text| filled(&text, MAX_ANNOTATION, faults));
    Some(Annotation {
        day: day?,
        kind: kind?,
        text: text?,
    })
}

/// The question that is named, and what its score may be; the satisfaction index if there is none.
fn parse_scored(
    members: &Members,
    questions: &[Question],
    faults: &mut Faults,
) -> Option<(Option<QuestionId>, std::ops::RangeInclusive<f64>)> {
    let Some(node) = members.get("question") else {
        return Some((None, 0.0..=100.0));
    };
    let id: QuestionId = node.parsed(faults)?;
    let question = questions.iter().find(|question| question.id == id);
    let Some(range) = question.and_then(|question| question.kind.score_range()) else {
        no_rating(&node.at, faults);
        return None;
    };
    Some((Some(id), range))
}

fn no_rating(at: &str, faults: &mut Faults) {
    faults.add(
        at,
        "unknown_question",
        "No question with a rating has this id.",
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, path, fits) in [
            ("/", "/", true),
            ("/", "/a", false),
            ("/p/*", "/p/", true),
            ("/p/*", "/p/1/2", true),
            ("/p/*", "/q/1", false),
            ("*/thanks", "/sl/thanks", true),
            ("*/thanks", "/sl/thanks/", false),
            ("/*/a*b", "/x/a/b/b", true),
            ("/*/a*b", "/x/b", false),
            ("/a*a", "/a", false),
            ("*", "", true),
        ] {
            let name = "x".parse().unwrap();
            let page = Page {
                name,
                path: pattern.into(),
            };
            assert_eq!(page.fits(path), fits, "{pattern} {path}");
        }
    }

    #[test]
    fn an_offset_reads_as_it_is_written() {
        for text in ["+00:00", "+01:00", "-03:30", "+14:00", "+05:45"] {
            assert_eq!(text.parse::<UtcOffset>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "1",
            "+1:00",
            "+15:00",
            "+01:60",
            "Z",
            "01:00",
            "+0a:00",
            "+01:00:00",
        ] {
            assert!(text.parse::<UtcOffset>().is_err(), "{text}");
        }
    }
}
