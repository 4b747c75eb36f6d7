//! The fields of the hosted page's form, as a browser sends them or a link brings them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::fault::{Fault, Faults};
use crate::id::{Label, Locale, QuestionId, ResponseId};
use crate::invitation::Invitation;
use crate::json::Node;
use crate::response::Answer;
use crate::submission::{note_unanswered, parse_answer};
use crate::survey::{OTHER, Question, QuestionKind, Survey};
use crate::time::Millis;

/// What form fields that hold answers begin with, those with the words for "other" last.
const ANSWERS: [&str; 2] = ["a.", "o."];

/// What a form carries. Nothing in it is checked.
#[derive(Default)]
pub struct Form {
    pub id: String,
    pub revision: String,
    /// The first question of the page.
    pub at: String,
    pub token: String,
    pub touchpoint: String,
    pub channel: String,
    pub locale: String,
    pub invitation: String,
    /// A field that people do not see.
    pub website: String,
    /// Whether the page before is wanted.
    pub back: bool,
    /// By name: a choice of several repeats its field.
    answers: BTreeMap<String, Vec<String>>,
}

/// What a form answers.
pub struct Reading {
    /// What can be understood.
    pub answers: BTreeMap<QuestionId, Answer>,
    flaws: Vec<(QuestionId, Flaw)>,
}

/// Why an answer cannot be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// There is none, or not to every aspect.
    Missing,
    /// It has more characters than are kept.
    TooLong,
    /// The question offers no such answer.
    NotOffered,
}

impl Form {
    /// Reads a body, or a query of the same fields.
    pub fn parse(encoded: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(encoded) {
            let field = match name.as_ref() {
                "id" => &mut form.id,
                "revision" => &mut form.revision,
                "at" => &mut form.at,
                "token" => &mut form.token,
                "touchpoint" => &mut form.touchpoint,
                "channel" => &mut form.channel,
                "locale" => &mut form.locale,
                "invitation" => &mut form.invitation,
                "website" => &mut form.website,
                "back" => {
                    form.back = true;
                    continue;
                }
                name if ANSWERS.iter().any(|prefix| name.starts_with(prefix)) => {
                    // Forms end lines with two characters where people and limits count one.
                    let value = value.replace("\r\n", "\n");
                    form.answers.entry(name.into()).or_default().push(value);
                    continue;
                }
                _ => continue,
            };
            *field = value.into_owned();
        }
        form
    }

    /// Reads what a link chooses beforehand. The rest of a form is not a link's to say, and what cannot be understood is
    /// left out: who follows a link did not write it.
    pub fn of_link(query: &str, survey: &Survey) -> Self {
        let link = Self::parse(query.as_bytes());
        let label = |text: String| {
            if text.parse::<Label>().is_ok() {
                text
            } else {
                String::new()
            }
        };
        let mut form = Self {
            touchpoint: label(link.touchpoint),
            channel: label(link.channel),
            invitation: link.invitation,
            answers: link.answers,
            ..Self::default()
        };
        for (id, _) in form.read(survey).flaws {
            if let Some(question) = survey.question(id.as_str()) {
                for (name, _) in form.fields(question) {
                    form.answers.remove(&name);
                }
            }
        }
        form
    }

    /// What was given in the field of that name.
    pub fn values(&self, name: &str) -> &[String] {
        self.answers
            .get(name)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn value(&self, name: &str) -> &str {
        self.values(name)
            .first()
            .map(String::as_str)
            .unwrap_or_default()
    }

    /// What the respondent calls the option `other`.
    pub fn other(&self, question: &Question) -> &str {
        self.value(&other_field(question))
    }

    /// Whether that option is taken, by ticking it or by typing alone.
    pub fn takes_other(&self, question: &Question) -> bool {
        let taken = self.values(&field(question));
        let ticked = taken.iter().any(|option| option == OTHER);
        let typed = !self.other(question).trim().is_empty();
        // Where one option can be taken, the one that is ticked is.
        question.other && (ticked || typed && (question.multiple || taken.is_empty()))
    }

    /// Every field with an answer to that question.
    pub fn fields(&self, question: &Question) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let mut names = vec![field(question)];
        if question.other {
            names.push(other_field(question));
        }
        for aspect in &question.aspects {
            names.push(aspect_field(question, &aspect.id));
        }
        for name in names {
            for value in self.values(&name) {
                fields.push((name.clone(), value.clone()));
            }
        }
        fields
    }

    /// Reads the answers.
    pub fn read(&self, survey: &Survey) -> Reading {
        let mut reading = Reading {
            answers: BTreeMap::new(),
            flaws: Vec::new(),
        };
        for question in &survey.questions {
            let Some(value) = self.answer(question) else {
                continue;
            };
            let node = Node {
                value: &value,
                at: String::new(),
            };
            let mut faults = Faults::default();
            let answer = parse_answer(&node, question, &mut faults);
            match faults.finish(Some(())) {
                Ok(()) => reading
                    .answers
                    .extend(answer.map(|answer| (question.id.clone(), answer))),
                Err(faults) => {
                    let text = |fault: &Fault| {
                        question.kind == QuestionKind::Text || fault.pointer.ends_with(OTHER)
                    };
                    let too_long = faults
                        .iter()
                        .any(|fault| fault.code == "too_long" && text(fault));
                    let flaw = if too_long {
                        Flaw::TooLong
                    } else {
                        Flaw::NotOffered
                    };
                    reading.flaws.push((question.id.clone(), flaw));
                }
            }
        }
        reading
    }

    /// The answers as the submission a script would send. It is complete if no question is `next`.
    pub fn document(
        &self,
        answers: &BTreeMap<QuestionId, Answer>,
        next: Option<&QuestionId>,
        locale: &Locale,
        invitation: Option<&Invitation>,
    ) -> Value {
        let mut document =
            json!({ "answers": answers, "complete": next.is_none(), "locale": locale });
        if let Some(next) = next {
            document["at"] = json!(next);
        }
        if !self.revision.is_empty() {
            let revision = self.revision.parse::<u32>();
            document["revision"] =
                revision.map_or(json!(self.revision), |revision| json!(revision));
        }
        for (name, value) in [
            ("id", &self.id),
            ("touchpoint", &self.touchpoint),
            ("channel", &self.channel),
        ] {
            if !value.is_empty() {
                document[name] = json!(value);
            }
        }
        if let Some(invitation) = invitation {
            document["attributes"] = json!(invitation.attributes);
        }
        document
    }

    /// Takes the next revision. It is higher, too, than that of any page shown before: who goes back in the browser and
    /// answers otherwise is heard.
    pub fn go_on(&mut self, now: Millis) {
        let last: u64 = self.revision.parse().unwrap_or_default();
        let made = self.id.parse().map_or(now, ResponseId::made_at);
        self.revision = last
            .saturating_add(1)
            .max((now - made).as_secs())
            .to_string();
    }

    /// The answer as a script would send it.
    fn answer(&self, question: &Question) -> Option<Value> {
        let name = field(question);
        match question.kind {
            QuestionKind::Choice => {
                let mut taken: Vec<Value> = Vec::new();
                let words = self.other(question).trim();
                let named = self.takes_other(question) && !words.is_empty();
                for option in self.values(&name) {
                    if !(named && option == OTHER) {
                        taken.push(json!(option));
                    }
                }
                if named {
                    taken.push(json!({ OTHER: words }));
                }
                (!taken.is_empty()).then_some(Value::Array(taken))
            }
            QuestionKind::Drivers => {
                let mut ratings = Map::new();
                for aspect in &question.aspects {
                    if let Some(value) = self.values(&aspect_field(question, &aspect.id)).first() {
                        ratings.insert(aspect.id.to_string(), rating(value));
                    }
                }
                (!ratings.is_empty()).then_some(Value::Object(ratings))
            }
            QuestionKind::Text => self.values(&name).first().map(|text| json!(text)),
            _ => self.values(&name).first().map(|value| rating(value)),
        }
    }
}

impl Reading {
    /// What is wrong with the answer to a question that is asked.
    pub fn flaw(&self, question: &Question) -> Option<Flaw> {
        if let Some((_, flaw)) = self.flaws.iter().find(|(id, _)| *id == question.id) {
            return Some(*flaw);
        }
        let mut faults = Faults::default();
        if question.required {
            note_unanswered("", question, &self.answers, &mut faults);
        }
        (!faults.is_empty()).then_some(Flaw::Missing)
    }
}

/// The name of a question's field.
pub fn field(question: &Question) -> String {
    format!("a.{}", question.id)
}

/// The name of the field for the words of "other".
pub fn other_field(question: &Question) -> String {
    format!("o.{}", question.id)
}

/// The name of an aspect's field.
pub fn aspect_field(question: &Question, aspect: &QuestionId) -> String {
    format!("a.{}.{aspect}", question.id)
}

fn rating(text: &str) -> Value {
    text.parse::<u32>()
        .map_or(json!(text), |rating| json!(rating))
}
