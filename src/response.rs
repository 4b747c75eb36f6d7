//! What a respondent answered, once accepted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::correction::Corrections;
use crate::id::{Label, Locale, QuestionId, ResponseId};
use crate::survey::OTHER;

/// One accepted revision of a respondent's answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// Whose: one response per respondent and survey.
    pub id: ResponseId,
    /// A higher one replaces a lower one of the same id.
    pub revision: u32,
    /// Whether the respondent came to the end.
    pub complete: bool,
    /// By question.
    pub answers: BTreeMap<QuestionId, Answer>,
    /// The point of the customer's journey.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub touchpoint: Option<Label>,
    /// How the respondent was reached: web, email, kiosk, phone, …
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<Label>,
    /// The language the survey was shown in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
    /// Declared attributes only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<QuestionId, Label>,
    /// The path of the page it was given on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// A pseudonym of who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub respondent: Option<Label>,
    /// Of a partial one: the question that was on the screen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<QuestionId>,
    /// It is nobody's answers, but so many times that the survey was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impressions: Option<Impressions>,
    /// How somebody coded its comments instead of the rules. They are stored on their own, under
    /// [`ResponseId::corrections`]: what is stored has either answers or corrections.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub corrections: Corrections,
}

/// Times that a survey was shown: one in some is reported, and counted as some.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impressions {
    /// Reports.
    pub reports: u32,
    /// What they count for together.
    pub shown: u32,
}

/// The answer to one question. JSON types tell them apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// A point on the question's scale.
    Rating(u32),
    /// The options taken.
    Choices(Vec<Choice>),
    /// The aspects rated.
    Ratings(BTreeMap<QuestionId, u32>),
    /// What the respondent wrote.
    Verbatim(String),
}

/// An option taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Choice {
    /// One of the question's.
    Option(QuestionId),
    /// The one that the respondent named.
    Other {
        /// In the respondent's words.
        other: String,
    },
}

impl Choice {
    /// The id it is counted under.
    pub fn option(&self) -> &str {
        match self {
            Self::Option(option) => option.as_str(),
            Self::Other { .. } => OTHER,
        }
    }
}

/// Which of two revisions of a response wins: the higher one, or of two with the same number the one
/// whose content hashes higher, so that the union of any copies in any order is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// As the client numbers them.
    pub revision: u32,
    /// XXH3 of the record's text.
    pub digest: u64,
}

/// A response as it is stored: one line of JSON, with what the union needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Whose.
    pub id: ResponseId,
    /// Which of several wins.
    pub version: Version,
    line: Box<str>,
}

/// A response as it is stored, and what somebody corrected of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// The response.
    pub record: Record,
    /// How its comments are coded instead.
    pub corrections: Corrections,
}

impl Whole {
    /// The response in full.
    pub fn response(&self) -> Result<Response, Corrupt> {
        let mut response = self.record.response()?;
        response.corrections = self.corrections.clone();
        Ok(response)
    }
}

/// A stored text is not a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrupt;

impl Response {
    /// That a survey was shown so many times, at a touchpoint.
    pub fn of_impressions(
        id: ResponseId,
        touchpoint: Option<Label>,
        impressions: Impressions,
    ) -> Self {
        Self {
            touchpoint,
            impressions: Some(impressions),
            ..Self::empty(id, 0)
        }
    }

    /// That the comments of a response are coded so; of none: as the rules have it.
    pub fn of_corrections(response: ResponseId, revision: u32, corrections: Corrections) -> Self {
        Self {
            corrections,
            ..Self::empty(response.corrections(), revision)
        }
    }

    fn empty(id: ResponseId, revision: u32) -> Self {
        Self {
            id,
            revision,
            complete: false,
            answers: BTreeMap::new(),
            touchpoint: None,
            channel: None,
            locale: None,
            attributes: BTreeMap::new(),
            page: None,
            respondent: None,
            at: None,
            impressions: None,
            corrections: Corrections::new(),
        }
    }
}

impl Record {
    /// Puts a response into its one spelling.
    pub fn of(response: &Response) -> Self {
        // Fails only for maps with keys that are not text, and there are none.
        let line = serde_json::to_string(response).unwrap_or_default();
        let version = Version {
            revision: response.revision,
            digest: xxh3_64(line.as_bytes()),
        };
        Self {
            id: response.id,
            version,
            line: line.into(),
        }
    }

    /// Reads a stored line.
    pub fn parse(line: &str) -> Result<Self, Corrupt> {
        #[derive(Deserialize)]
        struct Head {
            id: ResponseId,
            revision: u32,
        }
        let head: Head = serde_json::from_slice(line.as_bytes()).map_err(|_| Corrupt)?;
        let version = Version {
            revision: head.revision,
            digest: xxh3_64(line.as_bytes()),
        };
        Ok(Self {
            id: head.id,
            version,
            line: line.into(),
        })
    }

    /// The line, without its end.
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Whether it is somebody's answers, not impressions or corrections. Within a text the quotation marks would be
    /// escaped.
    pub fn has_answers(&self) -> bool {
        !self.line.contains(r#""answers":{}"#)
    }

    /// The response in full.
    pub fn response(&self) -> Result<Response, Corrupt> {
        serde_json::from_slice(self.line.as_bytes()).map_err(|_| Corrupt)
    }
}

/// Every response once, in its winning version: a join-semilattice, so that copies, order and
/// repetition make no difference.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Union(BTreeMap<ResponseId, Record>);

impl Union {
    /// Joins one more record.
    pub fn add(&mut self, record: Record) {
        match self.0.get(&record.id) {
            Some(kept) if kept.version >= record.version => {}
            _ => drop(self.0.insert(record.id, record)),
        }
    }

    /// Joins another union.
    pub fn join(&mut self, other: Self) {
        other.0.into_values().for_each(|record| self.add(record));
    }

    /// The winning version of a response.
    pub fn version(&self, id: ResponseId) -> Option<Version> {
        self.0.get(&id).map(|record| record.version)
    }

    /// Whether it holds this version of a response or one that wins over it.
    pub fn covers(&self, id: ResponseId, version: Version) -> bool {
        self.version(id).is_some_and(|held| held >= version)
    }

    /// A record.
    pub fn get(&self, id: ResponseId) -> Option<&Record> {
        self.0.get(&id)
    }

    /// What is corrected, by the response that it is of.
    pub fn corrections(&self) -> BTreeMap<ResponseId, Corrections> {
        let mut all = BTreeMap::new();
        for record in self
            .records()
            .filter(|record| record.id.is_of_corrections())
        {
            if let Ok(response) = record.response()
                && !response.corrections.is_empty()
            {
                all.insert(record.id.corrected(), response.corrections);
            }
        }
        all
    }

    /// By id, which is by time.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.0.values()
    }

    /// The same, to keep.
    pub fn into_records(self) -> impl DoubleEndedIterator<Item = Record> {
        self.0.into_values()
    }

    /// How many responses.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Extend<Record> for Union {
    fn extend<I: IntoIterator<Item = Record>>(&mut self, records: I) {
        records.into_iter().for_each(|record| self.add(record));
    }
}

impl FromIterator<Record> for Union {
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        let mut union = Self::default();
        union.extend(records);
        union
    }
}

/// Random responses for the property tests of this and other modules.
#[cfg(test)]
pub mod strategy {
    use proptest::prelude::*;

    use super::*;
    use crate::coding::Sentiment;
    use crate::correction::Correction;
    use crate::time::Millis;

    /// Few ids over two days and few revisions, so that they collide.
    pub fn response() -> impl Strategy<Value = Response> {
        let answers = (
            proptest::option::of(0u32..=10),
            proptest::option::of(0usize..4),
            proptest::option::of("[a-c]{1,3}"),
            proptest::option::of((1u32..=5, any::<bool>())),
        );
        (0u64..12, 0u32..3, any::<bool>(), answers).prop_map(
            |(who, revision, complete, (nps, choice, text, aspects))| {
                let mut answers = BTreeMap::new();
                let mut answer =
                    |id: &str, answer: Answer| answers.insert(id.parse().unwrap(), answer);
                if let Some(nps) = nps {
                    answer("recommend", Answer::Rating(nps));
                }
                if let Some(choice) = choice {
                    let options = ["price", "speed", "other"].iter().take(choice);
                    answer(
                        "reason",
                        Answer::Choices(
                            options
                                .map(|id| Choice::Option(id.parse().unwrap()))
                                .collect(),
                        ),
                    );
                }
                if let Some(text) = text {
                    answer("why", Answer::Verbatim(text));
                }
                if let Some((rating, both)) = aspects {
                    let rated = ["price", "quality"].iter().take(1 + usize::from(both));
                    let ratings = rated.map(|id| (id.parse().unwrap(), rating)).collect();
                    answer("aspects", Answer::Ratings(ratings));
                }
                let at = (!complete && !answers.is_empty()).then(|| "why".parse().unwrap());
                let impressions = answers.is_empty().then_some(Impressions {
                    reports: 1,
                    shown: 10,
                });
                Response {
                    id: ResponseId::new(
                        Millis(1_763_683_200_000 + who * 10_000_000),
                        &[who as u8; 10],
                    ),
                    revision,
                    complete,
                    answers,
                    touchpoint: None,
                    channel: complete.then(|| "web".parse().unwrap()),
                    locale: None,
                    attributes: BTreeMap::new(),
                    page: None,
                    respondent: None,
                    at,
                    impressions,
                    corrections: Corrections::new(),
                }
            },
        )
    }

    /// What is stored: responses, and what is corrected of them.
    pub fn stored() -> impl Strategy<Value = Response> {
        let sentiment = prop::sample::select(vec![Sentiment::Mixed, Sentiment::Negative]);
        let topic = proptest::option::of("[a-c]");
        let correction = ("[a-c]", sentiment, topic).prop_map(|(text, sentiment, topic)| {
            let topics = topic.map(|topic| (topic.into(), sentiment));
            Correction::new(&text, sentiment, topics.into_iter().collect())
        });
        let corrections =
            (response(), proptest::option::of(correction)).prop_map(|(of, correction)| {
                let corrections = correction.map(|correction| ("why".parse().unwrap(), correction));
                Response::of_corrections(of.id, of.revision, corrections.into_iter().collect())
            });
        prop_oneof![3 => response(), 1 => corrections]
    }

    /// Several, in any order and with repetitions.
    pub fn stored_records() -> impl Strategy<Value = Vec<Record>> {
        proptest::collection::vec(stored().prop_map(|stored| Record::of(&stored)), 0..40)
    }

    /// Several responses, in any order and with repetitions.
    pub fn records() -> impl Strategy<Value = Vec<Record>> {
        proptest::collection::vec(response().prop_map(|response| Record::of(&response)), 0..40)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn union_is_commutative_associative_and_idempotent(
            a in strategy::stored_records(),
            b in strategy::stored_records(),
            c in strategy::stored_records(),
        ) {
            let union = |records: &[Record]| records.iter().cloned().collect::<Union>();
            let join = |mut left: Union, right: Union| { left.join(right); left };
            let (a, b, c) = (union(&a), union(&b), union(&c));
            prop_assert_eq!(join(a.clone(), b.clone()), join(b.clone(), a.clone()));
            prop_assert_eq!(
                join(join(a.clone(), b.clone()), c.clone()),
                join(a.clone(), join(b.clone(), c.clone()))
            );
            prop_assert_eq!(join(a.clone(), a.clone()), a);
        }

        #[test]
        fn a_record_round_trips(response in strategy::stored()) {
            let record = Record::of(&response);
            prop_assert_eq!(Record::parse(record.line()), Ok(record.clone()));
            prop_assert_eq!(record.response(), Ok(response));
        }
    }

    #[test]
    fn a_damaged_line_is_corrupt() {
        for line in ["", "{}", "null", "{\"id\":\"x\",\"revision\":0}", "\u{0}"] {
            assert_eq!(Record::parse(line), Err(Corrupt), "{line:?}");
        }
    }
}
