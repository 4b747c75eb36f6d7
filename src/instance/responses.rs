//! One response, and what is corrected of it.

use std::rc::Rc;

use super::Instance;
use crate::correction::{self, Changes};
use crate::id::{ResponseId, SurveyId};
use crate::journal::{Found, Listing};
use crate::platform::{Platform, StoreError};
use crate::response::Response;

impl<P: Platform> Instance<P> {
    /// A response as it is now: who corrects it reads it at once.
    pub async fn find(
        &self,
        survey: &SurveyId,
        id: ResponseId,
    ) -> Result<Option<Found>, StoreError> {
        let asked = async |listing: Rc<Listing>| self.journal().find(survey, &listing, id).await;
        self.as_listed_now(asked).await
    }

    /// Changes the corrections of a response. All of them are kept together, in place of all there were.
    pub async fn correct(
        &self,
        survey: &SurveyId,
        found: Found,
        changes: Changes,
    ) -> Result<(), StoreError> {
        let id = found.whole.record.id;
        let revision = correction::revision(id, self.now(), found.corrected);
        let corrections = correction::changed(found.whole.corrections, changes);
        let record = Response::of_corrections(id, revision, corrections);
        self.journal().accept(survey, &record).await
    }
}
