//! What the links of a survey are.

use std::rc::Rc;

use crate::instance::Defined;
use crate::invitation::Invitation;
use crate::survey::Question;

/// What makes links of a survey.
pub struct Links {
    /// Signs them.
    pub key: String,
    /// Where the survey is asked.
    pub page: String,
    /// The survey.
    pub defined: Rc<Defined>,
}

impl Links {
    /// The link of an invitation.
    pub fn link(&self, invitation: &Invitation) -> String {
        let sealed = invitation.seal(&self.key, &self.defined.id);
        format!("{}?invitation={sealed}", self.page)
    }

    /// The question that a link may answer: the first with a scale that is asked of everybody.
    pub fn rated(&self) -> Option<&Question> {
        let mut questions = self.defined.survey.questions.iter();
        questions.find(|question| question.kind.scale().is_some() && question.show_if.is_empty())
    }

    /// The same link with that question answered, for each rating it takes.
    pub fn by_rating(&self, link: &str) -> Vec<(u32, String)> {
        let mut links = Vec::new();
        if let Some(question) = self.rated() {
            for rating in question.kind.scale().into_iter().flatten() {
                links.push((rating, format!("{link}&a.{}={rating}", question.id)));
            }
        }
        links
    }
}
