//! Counts of answers: all that a score needs, and what merges without loss.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::id::{QuestionId, ResponseId};
use crate::response::{Answer, Response};
use crate::time::Day;

/// How many responses gave which answers.
///
/// It knows nothing of a survey's definition: scores are derived from it by the definition of the day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Respondents.
    pub responses: u64,
    /// Respondents who came to the end.
    pub completed: u64,
    /// By question; none without answers.
    pub questions: BTreeMap<QuestionId, Answers>,
    /// How many times the script showed the survey: one show in some is reported, and counted as some.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub shown: u64,
    /// From how many reports that is known.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reports: u64,
    /// What of `responses` the script brought.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub web: u64,
    /// What of `completed` the script brought.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub web_completed: u64,
    /// Respondents who did not come to the end, by the question at which they left.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_at: BTreeMap<QuestionId, u64>,
}

/// What is kept of responses: it merges without loss.
pub trait Counts: Clone + Default + PartialEq + Serialize + DeserializeOwned {
    /// Counts in all that another counted.
    fn merge(&mut self, other: &Self);
}

/// A way to count responses.
pub trait Count {
    /// What it keeps of them.
    type Counts: Counts;
    /// Names it: what was counted another way has to be counted anew.
    fn recipe(&self) -> u64;
    /// The day that a response belongs to.
    fn day(&self, id: ResponseId) -> Day;
    /// Whether it counts comments as they were corrected: then a response must come with its corrections.
    fn corrects(&self) -> bool;
    /// Counts a response in.
    fn add(&self, counts: &mut Self::Counts, response: &Response);
    /// Counts a response out that was counted in; false if only counting anew does.
    fn remove(&self, counts: &mut Self::Counts, response: &Response) -> bool;
}

/// As polls want them counted: by UTC day, whatever the definition.
pub struct Plain;

impl Count for Plain {
    type Counts = Tally;

    fn recipe(&self) -> u64 {
        0
    }

    fn corrects(&self) -> bool {
        false
    }

    fn day(&self, id: ResponseId) -> Day {
        id.hour().day()
    }

    fn add(&self, tally: &mut Tally, response: &Response) {
        tally.add(response);
    }

    fn remove(&self, tally: &mut Tally, response: &Response) -> bool {
        tally.remove(response);
        true
    }
}

impl Counts for Tally {
    fn merge(&mut self, other: &Self) {
        Self::merge(self, other);
    }
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// The channel of the script, which alone reports when it shows a survey.
const WEB: &str = "web";

/// The answers to one question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Respondents who answered it.
    pub n: u64,
    /// By rating or option, none of them zero. A respondent who takes two options is counted in both.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<Box<str>, u64>,
}

impl Tally {
    /// Counts a response in.
    pub fn add(&mut self, response: &Response) {
        self.add_given(&Given::of(response));
    }

    /// Counts in what a response gave.
    pub fn add_given(&mut self, given: &Given) {
        let response = given.response;
        if let Some(impressions) = response.impressions {
            self.shown += u64::from(impressions.shown);
            self.reports += u64::from(impressions.reports);
            return;
        }
        let (complete, web) = marks(response);
        self.responses += 1;
        self.completed += complete;
        self.web += web;
        self.web_completed += web * complete;
        if let Some(at) = &response.at {
            *self.left_at.entry(at.clone()).or_default() += 1;
        }
        for (id, values) in &given.values {
            let all = match self.questions.get_mut(*id) {
                Some(all) => all,
                None => self.questions.entry((*id).clone()).or_default(),
            };
            all.n += 1;
            for value in values {
                match all.counts.get_mut(value) {
                    Some(count) => *count += 1,
                    None => drop(all.counts.insert(value.clone(), 1)),
                }
            }
        }
    }

    /// Counts a response out that was counted in.
    pub fn remove(&mut self, response: &Response) {
        if let Some(impressions) = response.impressions {
            self.shown = self.shown.saturating_sub(impressions.shown.into());
            self.reports = self.reports.saturating_sub(impressions.reports.into());
            return;
        }
        let (complete, web) = marks(response);
        self.responses = self.responses.saturating_sub(1);
        self.completed = self.completed.saturating_sub(complete);
        self.web = self.web.saturating_sub(web);
        self.web_completed = self.web_completed.saturating_sub(web * complete);
        if let Some(left) = response.at.as_ref().and_then(|at| self.left_at.get_mut(at)) {
            *left = left.saturating_sub(1);
        }
        self.left_at.retain(|_, left| *left > 0);
        for (id, answer) in &response.answers {
            if let Some(all) = self.questions.get_mut(id) {
                all.n = all.n.saturating_sub(1);
                for value in values(answer) {
                    if let Some(count) = all.counts.get_mut(&value) {
                        *count = count.saturating_sub(1);
                    }
                }
                all.counts.retain(|_, count| *count > 0);
            }
        }
        self.questions.retain(|_, answers| answers.n > 0);
    }

    /// Counts in all that another counted.
    pub fn merge(&mut self, other: &Self) {
        self.responses += other.responses;
        self.completed += other.completed;
        self.shown += other.shown;
        self.reports += other.reports;
        self.web += other.web;
        self.web_completed += other.web_completed;
        for (at, left) in &other.left_at {
            *self.left_at.entry(at.clone()).or_default() += left;
        }
        for (id, answers) in &other.questions {
            let all = match self.questions.get_mut(id) {
                Some(all) => all,
                None => self.questions.entry(id.clone()).or_default(),
            };
            all.n += answers.n;
            for (value, count) in &answers.counts {
                match all.counts.get_mut(value) {
                    Some(all) => *all += count,
                    None => drop(all.counts.insert(value.clone(), *count)),
                }
            }
        }
    }
}

fn marks(response: &Response) -> (u64, u64) {
    let web = response
        .channel
        .as_ref()
        .is_some_and(|channel| channel.as_str() == WEB);
    (response.complete.into(), web.into())
}

/// What a response is counted under, spelled once for all the tallies it is counted in.
pub struct Given<'a> {
    response: &'a Response,
    values: Vec<(&'a QuestionId, Vec<Box<str>>)>,
}

impl<'a> Given<'a> {
    /// Of a response.
    pub fn of(response: &'a Response) -> Self {
        let answers = response.answers.iter();
        Self {
            response,
            values: answers.map(|(id, answer)| (id, values(answer))).collect(),
        }
    }
}

/// The ratings or options that an answer is counted under; of aspects `price:4`.
fn values(answer: &Answer) -> Vec<Box<str>> {
    match answer {
        Answer::Rating(rating) => vec![rating.to_string().into()],
        Answer::Choices(taken) => taken.iter().map(|choice| choice.option().into()).collect(),
        Answer::Ratings(ratings) => {
            let value = |(aspect, rating)| format!("{aspect}:{rating}").into();
            ratings.iter().map(value).collect()
        }
        Answer::Verbatim(_) => Vec::new(),
    }
}

impl Answers {
    /// Respondents who took this rating or option.
    pub fn count(&self, value: &str) -> u64 {
        self.counts.get(value).copied().unwrap_or(0)
    }
}

impl<'a> FromIterator<&'a Response> for Tally {
    fn from_iter<I: IntoIterator<Item = &'a Response>>(responses: I) -> Self {
        let mut tally = Self::default();
        responses
            .into_iter()
            .for_each(|response| tally.add(response));
        tally
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::response::{Record, Union, strategy};

    fn tally(union: &Union) -> Tally {
        let responses: Vec<Response> = union
            .records()
            .map(|record| record.response().unwrap())
            .collect();
        responses.iter().collect()
    }

    proptest! {
        #[test]
        fn the_tally_of_a_union_is_the_tally_of_the_merged_set(
            mut left in strategy::records(),
            right in strategy::records(),
        ) {
            let mut joined: Union = left.iter().cloned().collect();
            joined.join(right.iter().cloned().collect());
            left.extend(right);
            // The plain way: sort by version, keep the last of each id.
            left.sort_by_key(|record| (record.id, record.version));
            left.reverse();
            left.dedup_by_key(|record| record.id);
            let merged: Vec<Response> = left.iter().map(|record| record.response().unwrap()).collect();
            prop_assert_eq!(tally(&joined), merged.iter().collect::<Tally>());
        }

        #[test]
        fn tallies_of_parts_merge_to_the_tally_of_the_whole(
            responses in proptest::collection::vec(strategy::response(), 0..30),
            at in 0usize..30,
        ) {
            let at = at.min(responses.len());
            let mut parts: Tally = responses[..at].iter().collect();
            parts.merge(&responses[at..].iter().collect());
            prop_assert_eq!(parts, responses.iter().collect::<Tally>());
        }

        #[test]
        fn removing_what_was_added_changes_nothing(
            responses in proptest::collection::vec(strategy::response(), 0..20),
            one in strategy::response(),
        ) {
            let before: Tally = responses.iter().collect();
            let mut after = before.clone();
            after.add(&one);
            after.remove(&one);
            prop_assert_eq!(after, before);
        }

        #[test]
        fn a_tally_round_trips(records in strategy::records()) {
            let tally = tally(&records.into_iter().collect::<Union>());
            let json = serde_json::to_string(&tally).unwrap();
            prop_assert_eq!(serde_json::from_str::<Tally>(&json).unwrap(), tally);
        }
    }

    #[test]
    fn a_revision_replaces_what_it_revises() {
        let first = strategy_response(0, 3);
        let second = strategy_response(1, 9);
        let union: Union = [&second, &first, &second]
            .map(Record::of)
            .into_iter()
            .collect();
        let tally = tally(&union);
        assert_eq!(tally.responses, 1);
        assert_eq!(tally.questions["recommend"].count("9"), 1);
        assert_eq!(tally.questions["recommend"].count("3"), 0);
    }

    fn strategy_response(revision: u32, rating: u32) -> Response {
        serde_json::from_value(serde_json::json!({
            "id": "019aa7c2-5f1e-7c3a-9d52-3f4b8e21a7c0",
            "revision": revision,
            "complete": true,
            "answers": {"recommend": rating},
        }))
        .unwrap()
    }
}
