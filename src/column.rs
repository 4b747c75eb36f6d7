//! The columns of a table of responses: what an import reads and an export writes.

use std::fmt;

use crate::response::{Answer, Choice, Response};
use crate::sheet::{Style, guarded};
use crate::survey::{OTHER, Question, QuestionKind, Survey};

/// What rows say besides attributes and answers.
const FIELDS: [&str; 10] = [
    "id",
    "time",
    "revision",
    "complete",
    "at",
    "touchpoint",
    "channel",
    "locale",
    "page",
    "respondent",
];

const ATTRIBUTE: &str = "attribute.";
const ANSWER: &str = "answer.";

/// What a column holds. Shown as `touchpoint`, `attribute.plan`, `answer.recommend` or `answer.aspects.price`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// One of those that every response has or may have.
    Plain(&'static str),
    /// A declared attribute.
    Attribute(String),
    /// The answer to a question.
    Answer(String),
    /// The rating of an aspect, or the text of the option that the respondent named.
    Part(String, String),
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(name) => f.write_str(name),
            Self::Attribute(name) => write!(f, "{ATTRIBUTE}{name}"),
            Self::Answer(question) => write!(f, "{ANSWER}{question}"),
            Self::Part(question, part) => write!(f, "{ANSWER}{question}.{part}"),
        }
    }
}

impl Column {
    /// The one of that name, if responses to the survey have it.
    pub fn named(name: &str, survey: &Survey) -> Option<Self> {
        // Spreadsheets like capitals, and no name of ours has one.
        let name = name.trim().to_ascii_lowercase();
        if let Some(attribute) = name.strip_prefix(ATTRIBUTE) {
            let declared = survey.attributes.contains_key(attribute);
            return declared.then(|| Self::Attribute(attribute.into()));
        }
        let Some(answer) = name.strip_prefix(ANSWER) else {
            let field = FIELDS.iter().find(|field| **field == name);
            return field.map(|field| Self::Plain(field));
        };
        let Some((id, part)) = answer.split_once('.') else {
            let question = survey.question(answer);
            return question.map(|_| Self::Answer(answer.into()));
        };
        let known = parts(survey.question(id)?).any(|known| known == part);
        known.then(|| Self::Part(id.into(), part.into()))
    }

    /// Those of a survey.
    pub fn all(survey: &Survey) -> Vec<Self> {
        let mut all: Vec<Self> = FIELDS.into_iter().map(Self::Plain).collect();
        for name in survey.attributes.keys() {
            all.push(Self::Attribute(name.as_str().into()));
        }
        for question in &survey.questions {
            let id = question.id.as_str();
            if question.kind != QuestionKind::Drivers {
                all.push(Self::Answer(id.into()));
            }
            all.extend(parts(question).map(|part| Self::Part(id.into(), part.into())));
        }
        all
    }

    /// What a response has in it; empty if nothing.
    pub fn cell(&self, response: &Response) -> String {
        match self {
            Self::Plain(name) => plain(name, response).unwrap_or_default(),
            Self::Attribute(name) => {
                let value = response.attributes.get(name.as_str());
                value.map(|value| value.to_string()).unwrap_or_default()
            }
            Self::Answer(question) => match response.answers.get(question.as_str()) {
                Some(Answer::Rating(rating)) => rating.to_string(),
                Some(Answer::Verbatim(text)) => text.clone(),
                Some(Answer::Choices(taken)) => {
                    let taken: Vec<&str> = taken.iter().map(Choice::option).collect();
                    taken.join(";")
                }
                Some(Answer::Ratings(_)) | None => String::new(),
            },
            Self::Part(question, part) => match response.answers.get(question.as_str()) {
                Some(Answer::Ratings(ratings)) => {
                    let rating = ratings.get(part.as_str());
                    rating.map(u32::to_string).unwrap_or_default()
                }
                Some(Answer::Choices(taken)) => {
                    let mut texts = taken.iter().filter_map(|choice| match choice {
                        Choice::Other { other } => Some(other.clone()),
                        Choice::Option(_) => None,
                    });
                    texts.next().unwrap_or_default()
                }
                _ => String::new(),
            },
        }
    }
}

/// Responses as a sheet that an import reads back.
pub struct Table {
    columns: Vec<Column>,
    style: Style,
}

impl Table {
    /// Of a survey; `marked` for spreadsheets.
    pub fn of(survey: &Survey, marked: bool) -> Self {
        Self {
            columns: Column::all(survey),
            style: Style::commas(marked),
        }
    }

    /// What it begins with.
    pub fn start(&self) -> String {
        let mut file = self.style.start();
        let names: Vec<String> = self.columns.iter().map(Column::to_string).collect();
        self.style
            .write(&mut file, names.iter().map(String::as_str));
        file
    }

    /// Adds a row.
    pub fn write(&self, file: &mut String, response: &Response) {
        let cells = self.columns.iter().map(|column| column.cell(response));
        let cells: Vec<String> = cells.map(|cell| guarded(&cell).into_owned()).collect();
        self.style.write(file, cells.iter().map(String::as_str));
    }
}

/// The columns that a question has besides its own.
fn parts(question: &Question) -> impl Iterator<Item = &str> {
    let aspects = question.aspects.iter().map(|aspect| aspect.id.as_str());
    aspects.chain(question.other.then_some(OTHER))
}

fn plain(name: &str, response: &Response) -> Option<String> {
    Some(match name {
        "id" => response.id.to_string(),
        "time" => response.id.made_at().to_string(),
        "revision" => response.revision.to_string(),
        "complete" => response.complete.to_string(),
        "at" => response.at.as_ref()?.to_string(),
        "touchpoint" => response.touchpoint.as_ref()?.to_string(),
        "channel" => response.channel.as_ref()?.to_string(),
        "locale" => response.locale.as_ref()?.to_string(),
        "page" => response.page.clone()?,
        _ => response.respondent.as_ref()?.to_string(),
    })
}
