//! One response, and what is corrected of it.

use std::rc::Rc;

use super::Instance;
use crate::correction::Corrections;
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

    /// Keeps the corrections of a response in place of all there were.
    pub async fn correct(
        &self,
        survey: &SurveyId,
        found: &Found,
        corrections: Corrections,
    ) -> Result<(), StoreError> {
        // Seconds, so that the last wins even if a store that lags did not show the one before.
        let now = u32::try_from(self.now().0 / 1000).unwrap_or(u32::MAX);
        let next = found.corrected.map_or(0, |held| held.saturating_add(1));
        let id = found.whole.record.id;
        let record = Response::of_corrections(id, now.max(next), corrections);
        self.journal().accept(survey, &record).await
    }
}
