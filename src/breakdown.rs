//! Counts for analysis: what a [`Tally`] knows, and more, of all responses and of each segment of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::json;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use crate::coding::{Coded, Coder, OwnTopics, Sentiment};
use crate::dimension::Dimension;
use crate::id::{Locale, QuestionId, ResponseId};
use crate::response::{Answer, Response};
use crate::statistics::importance::Moments;
use crate::survey::{Item, Survey};
use crate::tally::{Count, Counts, Given, Tally};
use crate::time::Day;

/// Values of a dimension that are counted on their own: what a chart can show and a value of the store can hold.
/// The rest is counted together, so that nobody can make a summary grow without bound.
pub const MAX_VALUES: usize = 24;
/// Comments kept of each bucket to find phrases in: a random sample, because the words people may use have no bound.
const MAX_COMMENTS: usize = 50;
/// What is kept of a comment, in characters.
const MAX_COMMENT: usize = 240;
/// Another number here has everything counted anew: what a rule found before would not be found now.
const VERSION: u64 = 3;

/// What is counted of all responses, of each segment, and a sample of what was written.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Breakdown {
    /// Of all.
    pub total: Detail,
    /// Of the segments, by what they are told apart by.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub by: BTreeMap<Dimension, Segments>,
    /// A random sample of comments, by a number drawn from the response's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub comments: BTreeMap<u64, Comment>,
}

/// What is counted of some responses.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// As polls count them.
    pub tally: Tally,
    /// Respondents who came to the end, were asked a question and passed it over.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub skipped: BTreeMap<QuestionId, u64>,
    /// By `drivers` question: those who rated all its aspects and answered the survey's first rated question.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub moments: BTreeMap<QuestionId, Moments>,
    /// What was written.
    #[serde(default, skip_serializing_if = "Comments::is_empty")]
    pub comments: Comments,
    /// Of those comments, by topic: one that speaks of several is counted in each.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub topics: BTreeMap<Box<str>, Sentiments>,
}

/// How many comments there are, and how they are meant.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Comments {
    /// All.
    pub n: u64,
    /// Those whose language has rules, by what they say.
    pub coded: Sentiments,
    /// Those that say the opposite of their respondent's rating.
    pub disagree: u64,
}

/// Comments by sentiment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentiments {
    /// Criticism.
    pub negative: u64,
    /// Neither.
    pub neutral: u64,
    /// Praise.
    pub positive: u64,
    /// Both.
    pub mixed: u64,
}

impl Sentiments {
    /// All of them.
    pub fn n(&self) -> u64 {
        self.negative + self.neutral + self.positive + self.mixed
    }

    fn of(&mut self, sentiment: Sentiment) -> &mut u64 {
        match sentiment {
            Sentiment::Negative => &mut self.negative,
            Sentiment::Neutral => &mut self.neutral,
            Sentiment::Positive => &mut self.positive,
            Sentiment::Mixed => &mut self.mixed,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.negative += other.negative;
        self.neutral += other.neutral;
        self.positive += other.positive;
        self.mixed += other.mixed;
    }
}

impl Comments {
    fn is_empty(&self) -> bool {
        self.n == 0
    }
}

/// The segments of one dimension.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Segments {
    /// By value; at most [`MAX_VALUES`], those of the lowest rank.
    pub values: BTreeMap<Box<str>, Segment>,
    /// All others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<Box<Detail>>,
}

/// The responses with one value in a dimension.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Segment {
    /// Decides which values are counted on their own, see [`Dimension::rank`].
    rank: u64,
    /// What is counted of them.
    pub detail: Detail,
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// In their words, the first of them.
    pub text: Box<str>,
    /// The language the survey was shown in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Locale>,
}

/// How a survey wants its responses counted.
pub struct Recipe<'a> {
    survey: &'a Survey,
    dimensions: Vec<Dimension>,
    coder: Coder,
    name: u64,
}

/// What somebody wrote in answer to a question.
pub struct Written<'a> {
    /// Which.
    pub question: &'a QuestionId,
    /// How the rules code it, if its language has any.
    pub rules: Option<Coded>,
    /// How somebody coded it who read it.
    pub corrected: Option<Coded>,
}

impl Written<'_> {
    /// How it counts.
    pub fn coded(self) -> Option<Coded> {
        self.corrected.or(self.rules)
    }
}

/// What is to be counted of a response, whichever segments it is in.
struct Facts<'a> {
    response: &'a Response,
    given: Given<'a>,
    skipped: Vec<&'a QuestionId>,
    cases: Vec<Case<'a>>,
    comments: Vec<Option<Coded>>,
}

/// How somebody rated all aspects of a `drivers` question, and the outcome.
struct Case<'a> {
    question: &'a QuestionId,
    drivers: Vec<u32>,
    outcome: u32,
}

impl<'a> Recipe<'a> {
    /// That of a survey.
    pub fn new(survey: &'a Survey) -> Self {
        let dimensions = Dimension::all(survey);
        let mut hash = Xxh3::with_seed(VERSION);
        for question in &survey.questions {
            let aspects = question.aspects.iter().map(|aspect| &aspect.id);
            let aspects: Vec<&QuestionId> = aspects.collect();
            let languages: Vec<&Locale> = question.text.keys().collect();
            let counted = json!([
                question.id,
                question.kind,
                aspects,
                question.show_if,
                languages,
            ]);
            hash.update(counted.to_string().as_bytes());
        }
        if let Some(analysis) = &survey.analysis {
            let counted = json!([
                analysis.touchpoints,
                analysis.pages,
                analysis.utc_offset,
                analysis.topics,
            ]);
            hash.update(counted.to_string().as_bytes());
        }
        let rest = json!([survey.attributes, survey.default_locale]);
        hash.update(rest.to_string().as_bytes());
        let none = OwnTopics::new();
        let own = survey.analysis.as_ref();
        Self {
            survey,
            dimensions,
            coder: Coder::new(own.map_or(&none, |analysis| &analysis.topics)),
            // 0 is the name of no recipe at all.
            name: hash.digest().max(1),
        }
    }

    /// The same without segments.
    pub fn whole(&self) -> Self {
        Self {
            dimensions: Vec::new(),
            ..Self::new(self.survey)
        }
    }

    /// Whether its days are UTC days.
    pub fn in_utc(&self) -> bool {
        self.minutes_ahead() == 0
    }

    /// How far its days are ahead of UTC.
    pub fn minutes_ahead(&self) -> i64 {
        self.survey.minutes_ahead()
    }

    fn facts<'r>(&'r self, response: &'r Response) -> Facts<'r> {
        let mut skipped = Vec::new();
        if response.complete && response.impressions.is_none() {
            let asked = self.survey.asked(&response.answers).into_iter();
            let asked = asked.map(|question| &question.id);
            skipped.extend(asked.filter(|id| !response.answers.contains_key(*id)));
        }
        Facts {
            response,
            given: Given::of(response),
            skipped,
            cases: self.cases(response),
            comments: self
                .written(response)
                .into_iter()
                .map(Written::coded)
                .collect(),
        }
    }

    /// Its comments, coded; the first rating that was given with them is evidence. A correction holds for the text that
    /// it was made of.
    pub fn written<'r>(&self, response: &'r Response) -> Vec<Written<'r>> {
        let mut written = Vec::new();
        let mut rating = None;
        for question in &self.survey.questions {
            match (response.answers.get(&question.id), question.kind.scale()) {
                (Some(Answer::Rating(given)), Some(scale)) if rating.is_none() => {
                    let (least, most) = (f64::from(*scale.start()), f64::from(*scale.end()));
                    rating = Some((f64::from(*given) - least) / (most - least) * 2.0 - 1.0);
                }
                _ => {}
            }
        }
        let locale = response.locale.as_ref().map(Locale::as_str);
        for (question, answer) in &response.answers {
            if let Answer::Verbatim(text) = answer {
                let rules = self.coder.code(text, locale, rating);
                let correction = response.corrections.get(question);
                let correction = correction.filter(|correction| correction.is_of(text));
                let correct = |correction| self.coder.correct(rules.as_ref(), correction, rating);
                written.push(Written {
                    question,
                    corrected: correction.map(correct),
                    rules,
                });
            }
        }
        written
    }

    /// The same, as they count.
    pub fn coded<'r>(&self, response: &'r Response) -> Vec<(&'r QuestionId, Option<Coded>)> {
        let mut coded = Vec::new();
        for written in self.written(response) {
            coded.push((written.question, written.coded()));
        }
        coded
    }

    fn cases<'r>(&'r self, response: &'r Response) -> Vec<Case<'r>> {
        let mut cases = Vec::new();
        let outcome = self.survey.outcome();
        let outcome = outcome.and_then(|outcome| response.answers.get(&outcome.id));
        let Some(Answer::Rating(outcome)) = outcome else {
            return cases;
        };
        for question in &self.survey.questions {
            if let Some(Answer::Ratings(ratings)) = response.answers.get(&question.id) {
                let rated = |aspect: &Item| ratings.get(&aspect.id).copied();
                let drivers: Option<Vec<u32>> = question.aspects.iter().map(rated).collect();
                cases.extend(drivers.map(|drivers| Case {
                    question: &question.id,
                    drivers,
                    outcome: *outcome,
                }));
            }
        }
        cases
    }

    fn comments(&self, response: &Response) -> Vec<(u64, Comment)> {
        let mut comments = Vec::new();
        for (question, answer) in &response.answers {
            if let Answer::Verbatim(text) = answer {
                let seed = xxh3_64(question.as_str().as_bytes());
                let drawn = Xxh3::with_seed(seed);
                let text = text.chars().take(MAX_COMMENT).collect::<String>();
                let comment = Comment {
                    text: text.into(),
                    locale: response.locale.clone(),
                };
                comments.push((draw(drawn, response.id), comment));
            }
        }
        comments
    }
}

fn draw(mut hash: Xxh3, id: ResponseId) -> u64 {
    hash.update(id.simple().as_bytes());
    hash.digest()
}

impl Count for Recipe<'_> {
    type Counts = Breakdown;

    fn recipe(&self) -> u64 {
        self.name
    }

    fn corrects(&self) -> bool {
        true
    }

    fn day(&self, id: ResponseId) -> Day {
        id.made_at().local_day(self.minutes_ahead())
    }

    fn add(&self, breakdown: &mut Breakdown, response: &Response) {
        let facts = self.facts(response);
        breakdown.total.add(&facts);
        for dimension in &self.dimensions {
            if let Some(value) = dimension.value(self.survey, response) {
                let segments = breakdown.by.entry(dimension.clone()).or_default();
                let rank = dimension.rank(self.survey, value);
                segments.admit(value, rank).add(&facts);
            }
        }
        for (drawn, comment) in self.comments(response) {
            breakdown.sample(drawn, comment);
        }
    }

    fn remove(&self, breakdown: &mut Breakdown, response: &Response) -> bool {
        // What is not counted on its own cannot be told from the rest.
        let crowded = |segments: &Segments| segments.other.is_some();
        if breakdown.comments.len() >= MAX_COMMENTS || breakdown.by.values().any(crowded) {
            return false;
        }
        let facts = self.facts(response);
        breakdown.total.remove(&facts);
        for dimension in &self.dimensions {
            if let Some(value) = dimension.value(self.survey, response)
                && let Some(segments) = breakdown.by.get_mut(dimension)
                && let Some(segment) = segments.values.get_mut(value)
            {
                segment.detail.remove(&facts);
                if segment.detail == Detail::default() {
                    segments.values.remove(value);
                }
            }
        }
        breakdown
            .by
            .retain(|_, segments| !segments.values.is_empty());
        for (drawn, _) in self.comments(response) {
            breakdown.comments.remove(&drawn);
        }
        true
    }
}

impl Counts for Breakdown {
    fn merge(&mut self, other: &Self) {
        self.total.merge(&other.total);
        for (dimension, segments) in &other.by {
            let all = self.by.entry(dimension.clone()).or_default();
            for (value, segment) in &segments.values {
                all.admit(value, segment.rank).merge(&segment.detail);
            }
            if let Some(rest) = &segments.other {
                all.other.get_or_insert_default().merge(rest);
            }
        }
        for (drawn, comment) in &other.comments {
            self.sample(*drawn, comment.clone());
        }
    }
}

impl Breakdown {
    /// Keeps the comments with the lowest numbers: a random sample that is the same whatever was counted where.
    fn sample(&mut self, drawn: u64, comment: Comment) {
        self.comments.insert(drawn, comment);
        if self.comments.len() > MAX_COMMENTS {
            self.comments.pop_last();
        }
    }

    /// It in pieces that merge to it, none larger than so many bytes of JSON unless one dimension is.
    pub fn pieces(&self, most: usize) -> Vec<Self> {
        let bytes = |value: &Self| serde_json::to_vec(value).map_or(0, |json| json.len());
        let first = Self {
            total: self.total.clone(),
            by: BTreeMap::new(),
            comments: self.comments.clone(),
        };
        let mut held = bytes(&first);
        let mut pieces = vec![first];
        for (dimension, segments) in &self.by {
            let mut piece = Self::default();
            piece.by.insert(dimension.clone(), segments.clone());
            let size = bytes(&piece);
            match pieces.last_mut() {
                Some(last) if held + size <= most => {
                    last.by.append(&mut piece.by);
                    held += size;
                }
                _ => {
                    pieces.push(piece);
                    held = size;
                }
            }
        }
        pieces
    }

    /// What is counted of those with this value; `None` if it is among those that are counted together.
    pub fn of(&self, dimension: &Dimension, value: &str) -> Option<Detail> {
        let Some(segments) = self.by.get(dimension) else {
            return Some(Detail::default());
        };
        match segments.values.get(value) {
            Some(segment) => Some(segment.detail.clone()),
            None => segments.other.is_none().then(Detail::default),
        }
    }
}

impl Segments {
    /// Where to count those with this value.
    fn admit(&mut self, value: &str, rank: u64) -> &mut Detail {
        if !self.values.contains_key(value) {
            if self.values.len() >= MAX_VALUES {
                let ranked = self
                    .values
                    .iter()
                    .map(|(value, segment)| (segment.rank, value));
                let last = ranked.max().map(|(rank, value)| (rank, value.clone()));
                let last = last.filter(|(last, last_value)| (rank, value) < (*last, &**last_value));
                let other = self.other.get_or_insert_default();
                let Some((_, last)) = last else {
                    return other;
                };
                if let Some(last) = self.values.remove(&last) {
                    other.merge(&last.detail);
                }
            }
            let detail = Detail::default();
            self.values.insert(value.into(), Segment { rank, detail });
        }
        let segment = self.values.entry(value.into()).or_default();
        &mut segment.detail
    }
}

impl Detail {
    fn add(&mut self, facts: &Facts) {
        self.tally.add_given(&facts.given);
        for question in &facts.skipped {
            *self.skipped.entry((*question).clone()).or_default() += 1;
        }
        for case in &facts.cases {
            let moments = self.moments.entry(case.question.clone());
            let moments = moments.or_insert_with(|| Moments::new(case.drivers.len()));
            moments.add(&case.drivers, case.outcome);
        }
        for coded in &facts.comments {
            self.comments.n += 1;
            if let Some(coded) = coded {
                *self.comments.coded.of(coded.sentiment) += 1;
                self.comments.disagree += u64::from(coded.disagrees);
                for mention in &coded.topics {
                    let topic = self.topics.entry(mention.topic.clone());
                    *topic.or_default().of(mention.sentiment) += 1;
                }
            }
        }
    }

    fn remove(&mut self, facts: &Facts) {
        self.tally.remove(facts.response);
        for question in &facts.skipped {
            if let Some(count) = self.skipped.get_mut(*question) {
                *count = count.saturating_sub(1);
            }
        }
        self.skipped.retain(|_, count| *count > 0);
        for case in &facts.cases {
            if let Some(moments) = self.moments.get_mut(case.question) {
                moments.remove(&case.drivers, case.outcome);
            }
        }
        self.moments.retain(|_, moments| moments.n() > 0);
        let less = |count: &mut u64| *count = count.saturating_sub(1);
        for coded in &facts.comments {
            less(&mut self.comments.n);
            if let Some(coded) = coded {
                less(self.comments.coded.of(coded.sentiment));
                if coded.disagrees {
                    less(&mut self.comments.disagree);
                }
                for mention in &coded.topics {
                    if let Some(topic) = self.topics.get_mut(&mention.topic) {
                        less(topic.of(mention.sentiment));
                    }
                }
            }
        }
        self.topics.retain(|_, topic| topic.n() > 0);
    }

    fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        for (question, count) in &other.skipped {
            *self.skipped.entry(question.clone()).or_default() += count;
        }
        for (question, moments) in &other.moments {
            match self.moments.get_mut(question) {
                Some(all) => all.merge(moments),
                None => drop(self.moments.insert(question.clone(), moments.clone())),
            }
        }
        self.comments.n += other.comments.n;
        self.comments.coded.merge(&other.comments.coded);
        self.comments.disagree += other.comments.disagree;
        for (topic, sentiments) in &other.topics {
            self.topics
                .entry(topic.clone())
                .or_default()
                .merge(sentiments);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::response::{Record, Union, strategy};
    use crate::survey::{Annotation, AnnotationKind};

    /// Asks what the random responses of the tests answer.
    pub fn survey() -> Survey {
        let text = json!({"en": "?"});
        Survey::parse(&json!({
            "name": "S", "default_locale": "en",
            "questions": [
                {"id": "recommend", "kind": "nps", "text": text},
                {"id": "why", "kind": "text", "text": text},
                {"id": "never", "kind": "csat", "text": text},
                {"id": "aspects", "kind": "drivers", "text": text,
                 "aspects": [{"id": "price", "text": text}, {"id": "quality", "text": text}]},
            ],
            "attributes": {"plan": ["free"]},
            "analysis": {"utc_offset": "+05:30"},
        }))
        .unwrap()
    }

    fn responses(union: &Union) -> Vec<Response> {
        let read = |record: &Record| record.response().unwrap();
        union.records().map(read).collect()
    }

    fn count(recipe: &Recipe, responses: &[Response]) -> Breakdown {
        let mut breakdown = Breakdown::default();
        responses
            .iter()
            .for_each(|response| recipe.add(&mut breakdown, response));
        breakdown
    }

    /// So many places that not all can be counted on their own.
    fn crowd() -> impl Strategy<Value = Vec<Response>> {
        let response = (strategy::response(), 0u8..80);
        let placed = |(at, (mut response, place)): (usize, (Response, u8))| {
            response.id = ResponseId::new(response.id.made_at(), &[at as u8; 10]);
            response.touchpoint = format!("place {place}").parse().ok();
            if let Some(Answer::Verbatim(text)) = response.answers.get_mut("why") {
                *text = ["Great price", "Late, and rude staff", "Nothing", "ok"]
                    [place as usize % 4]
                    .into();
            }
            response
        };
        proptest::collection::vec(response, 1..200)
            .prop_map(move |all| all.into_iter().enumerate().map(placed).collect())
    }

    #[test]
    fn what_is_told_of_days_has_nothing_counted_anew() {
        let mut annotated = survey();
        let analysis = annotated.analysis.as_mut().unwrap();
        analysis.annotations.push(Annotation {
            day: Day(20_000),
            kind: AnnotationKind::Release,
            text: "New".into(),
        });
        assert_eq!(
            Recipe::new(&annotated).recipe(),
            Recipe::new(&survey()).recipe()
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn breakdowns_of_parts_merge_to_that_of_the_whole(responses in crowd(), at in 0usize..200) {
            let survey = survey();
            let recipe = Recipe::new(&survey);
            let (left, right) = responses.split_at(at.min(responses.len()));
            let (left, right) = (count(&recipe, left), count(&recipe, right));
            let mut merged = left.clone();
            merged.merge(&right);
            prop_assert_eq!(&merged, &count(&recipe, &responses));
            let mut turned = right;
            turned.merge(&left);
            prop_assert_eq!(&turned, &merged);
        }

        #[test]
        fn pieces_merge_to_the_whole_and_fit(responses in crowd(), most in 3_000usize..60_000) {
            let survey = survey();
            let whole = count(&Recipe::new(&survey), &responses);
            let pieces = whole.pieces(most);
            let mut merged = Breakdown::default();
            for piece in &pieces {
                let bytes = serde_json::to_vec(piece).unwrap().len();
                prop_assert!(bytes <= most || piece.by.len() <= 1, "{} of {}", bytes, most);
                merged.merge(piece);
            }
            prop_assert_eq!(merged, whole);
        }

        #[test]
        fn every_response_is_in_one_segment_of_a_dimension(responses in crowd()) {
            let survey = survey();
            let breakdown = count(&Recipe::new(&survey), &responses);
            if let Some(places) = breakdown.by.get(&Dimension::Touchpoint) {
                prop_assert!(places.values.len() <= MAX_VALUES);
                let mut total = Detail::default();
                places.values.values().for_each(|segment| total.merge(&segment.detail));
                places.other.iter().for_each(|other| total.merge(other));
                prop_assert_eq!(total, breakdown.total);
            }
        }

        #[test]
        fn taking_out_what_was_counted_changes_nothing(mut responses in crowd()) {
            let survey = survey();
            let recipe = Recipe::new(&survey);
            let one = responses.remove(0);
            let before = count(&recipe, &responses);
            let mut after = before.clone();
            recipe.add(&mut after, &one);
            if recipe.remove(&mut after, &one) {
                prop_assert_eq!(after, before);
            }
        }

        #[test]
        fn a_breakdown_round_trips(records in strategy::records()) {
            let survey = survey();
            let responses = responses(&records.into_iter().collect());
            let breakdown = count(&Recipe::new(&survey), &responses);
            let json = serde_json::to_vec(&breakdown).unwrap();
            prop_assert_eq!(serde_json::from_slice::<Breakdown>(&json).unwrap(), breakdown);
        }
    }
}
