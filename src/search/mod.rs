//! Which responses say what is asked for, and which of them say most of it.
//!
//! - [`Search`] is what is asked for. [`Search::admits`] has the comments coded only where nothing cheaper decides.
//! - [`Relevance`] orders what it admits.
//! - [`Query`] finds words.

mod query;

use std::collections::BTreeSet;

use crate::coding::{Coded, Sentiment, TOPICS};
use crate::id::{QuestionId, ResponseId};
use crate::measure::Group;
use crate::response::{Answer, Response};
use crate::survey::{QuestionKind, Survey};

pub use query::{MAX_QUERY, Query, Unsearchable};

/// A longer comment says no more for its length: a few sentences.
const MAX_LENGTH: usize = 300;

/// The comments of a response by question, coded where their language has rules.
pub type Comments<'r> = Vec<(&'r QuestionId, Option<Coded>)>;

/// What is asked for, as parameters say it.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// `1`: with a comment.
    pub comments: Option<String>,
    /// The question whose comments count.
    pub question: Option<String>,
    /// Words.
    pub q: Option<String>,
    /// A topic's id.
    pub topic: Option<String>,
    /// A sentiment's name.
    pub sentiment: Option<String>,
    /// A group's name.
    pub score: Option<String>,
    /// The question that it is the group of.
    pub measure: Option<String>,
}

/// Which responses are asked for: those of a group of ratings, with one comment that fits all the rest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Search {
    /// A comment is needed.
    comment: bool,
    question: Option<QuestionId>,
    query: Option<Query>,
    topic: Option<Box<str>>,
    /// Of the topic, or of the whole comment if no topic is asked for.
    sentiment: Option<Sentiment>,
    score: Option<(QuestionId, QuestionKind, Group)>,
}

/// How much a response says of what is asked for. The greater says more: first by how many different words of the
/// comment are looked for or speak of the topic, then by how far its strength is from neutral, then by its length, up
/// to a few sentences, then by its time. Of several comments the best counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Relevance {
    words: usize,
    strength: u8,
    length: usize,
    id: ResponseId,
}

/// A comment that fits as far as it was looked at.
struct Fitting<'r> {
    question: &'r QuestionId,
    text: &'r str,
    /// How many of its words are looked for.
    words: usize,
}

impl Search {
    /// Reads it, or says what is wrong with it.
    pub fn parse(survey: &Survey, terms: Terms) -> Result<Self, String> {
        let comments = match terms.comments.as_deref() {
            None | Some("0") => false,
            Some("1") => true,
            Some(_) => return Err("comments is 0 or 1.".into()),
        };
        let asked = |id: String, rated: bool| {
            let question = survey.question(&id);
            question.filter(|question| match rated {
                true => question.kind.scale().is_some(),
                false => question.kind == QuestionKind::Text,
            })
        };
        let question = match terms.question.map(|id| asked(id, false)) {
            None => None,
            Some(Some(question)) => Some(question.id.clone()),
            Some(None) => return Err("question is one of kind text.".into()),
        };
        let query = match terms.q.as_deref().map(Query::parse) {
            None => None,
            Some(Ok(query)) => Some(query),
            Some(Err(Unsearchable::TooLong)) => {
                return Err(format!("q has at most {MAX_QUERY} characters."));
            }
            Some(Err(Unsearchable::NoWord)) => return Err("q has a word to look for.".into()),
        };
        let topic = terms.topic.map(|topic| known_topic(survey, &topic));
        let sentiment = terms.sentiment.map(|name| name.parse::<Sentiment>());
        let sentiment = sentiment
            .transpose()
            .map_err(|names| format!("sentiment is {names}."))?;
        let group = match terms.score.as_deref() {
            None if terms.measure.is_some() => return Err("measure takes score.".into()),
            None => None,
            Some("low") => Some(Group::Low),
            Some("middle") => Some(Group::Middle),
            Some("high") => Some(Group::High),
            Some(_) => return Err("score is low, middle or high.".into()),
        };
        let measured = match terms.measure {
            None => survey.outcome(),
            Some(id) => asked(id, true),
        };
        let score = match (group, measured) {
            (None, _) => None,
            (Some(group), Some(rated)) => Some((rated.id.clone(), rated.kind, group)),
            (Some(_), None) => {
                return Err("score is of a question that is rated by one number.".into());
            }
        };
        let topic = topic.transpose()?;
        Ok(Self {
            comment: comments
                || question.is_some()
                || query.is_some()
                || topic.is_some()
                || sentiment.is_some(),
            question,
            query,
            topic,
            sentiment,
            score,
        })
    }

    /// Whether it asks for all.
    pub fn is_empty(&self) -> bool {
        !self.comment && self.score.is_none()
    }

    /// Whether a response is asked for.
    pub fn admits<'r>(&self, response: &'r Response, code: impl FnOnce() -> Comments<'r>) -> bool {
        if !self.is_of_group(response) {
            return false;
        }
        let mut fitting = self.fitting(response);
        if self.topic.is_none() && self.sentiment.is_none() {
            return !self.comment || fitting.next().is_some();
        }
        let fitting: Vec<Fitting> = fitting.collect();
        if fitting.is_empty() {
            return false;
        }
        let coded = code();
        fitting
            .iter()
            .any(|comment| self.means(find(&coded, comment.question)).is_some())
    }

    /// How much a response says of it, if it is asked for.
    pub fn relevance<'r>(
        &self,
        response: &'r Response,
        code: impl FnOnce() -> Comments<'r>,
    ) -> Option<Relevance> {
        if !self.is_of_group(response) {
            return None;
        }
        let fitting: Vec<Fitting> = self.fitting(response).collect();
        let silent = Relevance {
            words: 0,
            strength: 0,
            length: 0,
            id: response.id,
        };
        if fitting.is_empty() {
            return (!self.comment).then_some(silent);
        }
        let coded = code();
        let relevant = fitting.iter().filter_map(|comment| {
            let coded = find(&coded, comment.question);
            Some(Relevance {
                words: comment.words + self.means(coded)?,
                strength: coded.map_or(0, |coded| coded.strength.abs_diff(3)),
                length: comment.text.chars().take(MAX_LENGTH).count(),
                id: response.id,
            })
        });
        relevant.max()
    }

    fn is_of_group(&self, response: &Response) -> bool {
        self.score.as_ref().is_none_or(|(question, kind, group)| {
            let answer = response.answers.get(question);
            matches!(answer, Some(Answer::Rating(rating)) if Group::of(*kind, *rating) == Some(*group))
        })
    }

    /// The comments that hold the words.
    fn fitting<'r>(&self, response: &'r Response) -> impl Iterator<Item = Fitting<'r>> {
        response.answers.iter().filter_map(|(question, answer)| {
            let Answer::Verbatim(text) = answer else {
                return None;
            };
            if self
                .question
                .as_ref()
                .is_some_and(|wanted| wanted != question)
            {
                return None;
            }
            let words = match &self.query {
                None => 0,
                Some(query) => match query.matched(text) {
                    0 => return None,
                    words => words,
                },
            };
            Some(Fitting {
                question,
                text,
                words,
            })
        })
    }

    /// How many words of a comment speak of the topic; `None` if it does not, or not so.
    fn means(&self, coded: Option<&Coded>) -> Option<usize> {
        let is_so = |sentiment: Sentiment| self.sentiment.is_none_or(|wanted| wanted == sentiment);
        match (&self.topic, coded) {
            (None, None) => self.sentiment.is_none().then_some(0),
            (None, Some(coded)) => is_so(coded.sentiment).then_some(0),
            (Some(topic), coded) => {
                let mut mentions = coded?.topics.iter();
                let mention = mentions.find(|mention| mention.topic == *topic)?;
                let different: BTreeSet<&String> = mention.words.iter().collect();
                is_so(mention.sentiment).then_some(different.len())
            }
        }
    }
}

fn find<'c>(coded: &'c Comments, question: &QuestionId) -> Option<&'c Coded> {
    let mut coded = coded.iter();
    let (_, found) = coded.find(|(of, _)| *of == question)?;
    found.as_ref()
}

fn known_topic(survey: &Survey, topic: &str) -> Result<Box<str>, String> {
    let mut known = TOPICS.to_vec();
    if let Some(analysis) = &survey.analysis {
        known.extend(analysis.topics.keys().map(QuestionId::as_str));
    }
    match known.contains(&topic) {
        true => Ok(topic.into()),
        false => Err(format!("topic is one of {}.", known.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde_json::json;

    use super::*;
    use crate::breakdown::Recipe;

    fn survey() -> Survey {
        Survey::parse(&json!({"name": "S", "default_locale": "en", "questions": [
            {"id": "recommend", "kind": "nps", "text": {"en": "?"}},
            {"id": "why", "kind": "text", "text": {"en": "?"}},
            {"id": "more", "kind": "text", "text": {"en": "?"}},
        ]}))
        .unwrap()
    }

    fn response(answers: serde_json::Value) -> Response {
        let id = "019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0";
        let response =
            json!({"id": id, "revision": 0, "complete": true, "answers": answers, "locale": "en"});
        serde_json::from_value(response).unwrap()
    }

    #[test]
    fn comments_are_coded_only_where_nothing_cheaper_decides() {
        let survey = survey();
        let recipe = Recipe::new(&survey);
        let silent = response(json!({"recommend": 3}));
        let told = response(json!({"recommend": 3, "why": "Late delivery", "more": "Lovely"}));
        let terms = Terms::default;
        let some = |text: &str| Some(text.to_owned());
        let (topic, negative) = (some("delivery"), some("negative"));
        for (terms, found, coded) in [
            (terms(), [true, true], false),
            (
                Terms {
                    comments: some("1"),
                    ..terms()
                },
                [false, true],
                false,
            ),
            (
                Terms {
                    question: some("more"),
                    ..terms()
                },
                [false, true],
                false,
            ),
            (
                Terms {
                    q: some("late"),
                    ..terms()
                },
                [false, true],
                false,
            ),
            (
                Terms {
                    q: some("late lovely"),
                    topic: topic.clone(),
                    ..terms()
                },
                [false, false],
                false,
            ),
            (
                Terms {
                    score: some("high"),
                    topic: topic.clone(),
                    ..terms()
                },
                [false, false],
                false,
            ),
            (
                Terms {
                    score: some("low"),
                    ..terms()
                },
                [true, true],
                false,
            ),
            (
                Terms {
                    topic: topic.clone(),
                    ..terms()
                },
                [false, true],
                true,
            ),
            (
                Terms {
                    topic: topic.clone(),
                    sentiment: some("positive"),
                    ..terms()
                },
                [false, false],
                true,
            ),
            (
                Terms {
                    sentiment: negative.clone(),
                    ..terms()
                },
                [false, true],
                true,
            ),
            // The one that is so does not hold the word.
            (
                Terms {
                    sentiment: negative,
                    q: some("lovely"),
                    ..terms()
                },
                [false, false],
                true,
            ),
            (
                Terms {
                    topic,
                    question: some("more"),
                    ..terms()
                },
                [false, false],
                true,
            ),
        ] {
            let search = Search::parse(&survey, terms).unwrap();
            let looked = Cell::new(false);
            for (response, found) in [&silent, &told].into_iter().zip(found) {
                let code = || recipe.coded(response);
                let noted = || {
                    looked.set(true);
                    code()
                };
                assert_eq!(search.admits(response, noted), found, "{search:?}");
                assert_eq!(
                    search.relevance(response, code).is_some(),
                    found,
                    "{search:?}"
                );
            }
            assert_eq!(looked.get(), coded, "{search:?}");
            assert_eq!(search.is_empty(), search == Search::default());
        }
    }
}
