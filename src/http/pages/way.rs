//! A survey dealt out to pages, and a respondent's way through them.

use std::collections::BTreeMap;

use crate::id::QuestionId;
use crate::response::Answer;
use crate::survey::{Question, Survey};

/// The pages of a survey, and the way that answers lead through them.
pub struct Way<'a> {
    pages: Vec<Page<'a>>,
    /// Of the questions that are asked: the answer to what is not asked any more is nobody's.
    pub answers: BTreeMap<QuestionId, Answer>,
}

struct Page<'a> {
    questions: &'a [Question],
    asked: Vec<&'a Question>,
}

/// Which of the questions that are asked stand on a page, counted from 1.
#[derive(Debug, PartialEq, Eq)]
pub struct Progress {
    /// The first,
    pub first: usize,
    /// the last,
    pub last: usize,
    /// and how many are asked in all.
    pub all: usize,
}

impl<'a> Way<'a> {
    /// Through that survey with these answers.
    pub fn through(survey: &'a Survey, answers: &BTreeMap<QuestionId, Answer>) -> Self {
        let asked = survey.asked(answers);
        let is_asked = |id: &QuestionId| asked.iter().any(|asked| asked.id == *id);
        let mut counted = answers.clone();
        counted.retain(|id, _| is_asked(id));
        let mut pages = Vec::new();
        for questions in deal(&survey.questions) {
            let asked = questions.iter().filter(|question| is_asked(&question.id));
            pages.push(Page {
                questions,
                asked: asked.collect(),
            });
        }
        Self {
            pages,
            answers: counted,
        }
    }

    /// The page with that question if anything on it is asked, else the last before it where something is; the first
    /// for a question that there is not.
    pub fn page_of(&self, question: &str) -> usize {
        let has = |page: &Page| page.questions.iter().any(|q| q.id.as_str() == question);
        let page = self.pages.iter().position(has).unwrap_or_default();
        if self.pages[page].asked.is_empty() {
            // The first question of all hangs on none.
            self.before(page).unwrap_or_default()
        } else {
            page
        }
    }

    /// The last page before that one where something is asked.
    pub fn before(&self, page: usize) -> Option<usize> {
        (0..page)
            .rev()
            .find(|page| !self.asked_on(*page).is_empty())
    }

    /// The first page after that one where something is asked.
    pub fn after(&self, page: usize) -> Option<usize> {
        (page + 1..self.pages.len()).find(|page| !self.asked_on(*page).is_empty())
    }

    /// What is asked on a page.
    pub fn asked_on(&self, page: usize) -> &[&'a Question] {
        &self.pages[page].asked
    }

    /// The first question that is asked on a page.
    pub fn first_on(&self, page: usize) -> &'a QuestionId {
        // A page is reached only if something is asked there.
        &self.pages[page].asked[0].id
    }

    /// What is asked on all of them.
    pub fn asked(&self) -> impl Iterator<Item = &'a Question> {
        self.pages
            .iter()
            .flat_map(|page| page.asked.iter().copied())
    }

    /// Whether more may be asked after a page: that depends on what is answered there.
    pub fn may_go_on(&self, page: usize) -> bool {
        let here = self.asked_on(page);
        let open = |id: &QuestionId| here.iter().any(|question| question.id == *id);
        let mut later = self.pages[page + 1..]
            .iter()
            .flat_map(|page| page.questions);
        later.any(|question| question.show_if.may_hold(&self.answers, open))
    }

    /// How far a page is on the way.
    pub fn progress(&self, page: usize) -> Progress {
        let count = |pages: &[Page]| pages.iter().map(|page| page.asked.len()).sum();
        let before: usize = count(&self.pages[..page]);
        Progress {
            first: before + 1,
            last: before + self.pages[page].asked.len(),
            all: count(&self.pages),
        }
    }
}

/// A page ends before the first question whose being asked hangs on an answer of the same page.
fn deal(questions: &[Question]) -> Vec<&[Question]> {
    let mut pages = Vec::new();
    let mut start = 0;
    for (end, question) in questions.iter().enumerate() {
        let page = &questions[start..end];
        let mut deciding = question.show_if.questions();
        if deciding.any(|id| page.iter().any(|earlier| earlier.id == *id)) {
            pages.push(page);
            start = end;
        }
    }
    pages.push(&questions[start..]);
    pages
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// `score` · `why` if that is low, `speed` · `more` if it is very low for reason `a`, `last` if the speed was rated.
    fn survey() -> Survey {
        let options = json!([{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}]);
        let text = json!({"en": "?"});
        Survey::parse(&json!({"name": "S", "default_locale": "en", "questions": [
            {"id": "score", "kind": "nps", "text": text},
            {"id": "why", "kind": "choice", "options": options, "text": text, "show_if": {"question": "score", "at_most": 6}},
            {"id": "speed", "kind": "csat", "text": text},
            {"id": "more", "kind": "text", "text": text, "show_if": [
                {"question": "score", "at_most": 3}, {"question": "why", "includes": "a"}]},
            {"id": "last", "kind": "text", "text": text, "show_if": {"question": "speed", "at_least": 1}},
        ]}))
        .unwrap()
    }

    fn answers(score: u32) -> BTreeMap<QuestionId, Answer> {
        BTreeMap::from([("score".parse().unwrap(), Answer::Rating(score))])
    }

    #[test]
    fn a_page_ends_before_what_hangs_on_it() {
        let survey = survey();
        let pages = deal(&survey.questions);
        let ids = |page: &[Question]| {
            let ids: Vec<&str> = page.iter().map(|question| question.id.as_str()).collect();
            ids.join(" ")
        };
        let dealt: Vec<String> = pages.into_iter().map(ids).collect();
        assert_eq!(dealt, ["score", "why speed", "more last"]);
    }

    #[test]
    fn pages_without_a_question_to_ask_are_passed_over() {
        let survey = survey();
        let way = Way::through(&survey, &answers(9));
        assert_eq!(way.page_of("why"), 1);
        assert_eq!(way.page_of("nowhere"), 0);
        assert_eq!(way.asked_on(1).len(), 1);
        assert_eq!(way.after(1), None);
        assert!(way.may_go_on(1), "speed decides");
        assert_eq!(way.page_of("more"), 1);
        assert_eq!((way.before(2), way.before(0)), (Some(1), None));
        assert!(!way.may_go_on(2));
    }

    #[test]
    fn more_may_be_asked_only_if_an_answer_still_to_come_can_lead_there() {
        let mut survey = survey();
        survey.questions.pop();
        for (score, may) in [(2, true), (3, true), (4, false), (9, false)] {
            let way = Way::through(&survey, &answers(score));
            assert_eq!(way.may_go_on(1), may, "{score}");
            assert!(way.may_go_on(0), "{score}");
        }
    }

    #[test]
    fn progress_counts_what_is_asked() {
        let survey = survey();
        let way = Way::through(&survey, &answers(2));
        let progress = |first, last, all| Progress { first, last, all };
        assert_eq!(way.progress(0), progress(1, 1, 3));
        assert_eq!(way.progress(1), progress(2, 3, 3));
    }
}
