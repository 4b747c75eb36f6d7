//! When compaction takes place: when a cron asks for it, and a little after a fold that found much to merge.

use std::rc::Rc;

use super::Instance;
use crate::id::SurveyId;
use crate::journal::{Budget, Compaction, Definition, Holdings, Listing, Moment, Round};
use crate::platform::{Platform, StoreError};

/// A round for a cron. Akamai gives a request 30 seconds, and an application 1,000 reads and 50 writes
/// in each: a round leaves some of them to those who poll and submit meanwhile.
const CRON_BUDGET: Budget = Budget {
    reads: 5_000,
    writes: 500,
};
/// A round after a fold: as many writes as a second has, so that nobody's submission waits longer.
const FOLD_BUDGET: Budget = Budget {
    reads: 1_000,
    writes: 50,
};
/// Entries ready to be merged or deleted that make a fold worth a round: fewer cost a listing little.
const MANY_ENTRIES: usize = 500;

impl<P: Platform + 'static> Instance<P> {
    /// One bounded round over all surveys. A survey that fails holds up no other.
    pub async fn compact(&self) -> Result<Compaction, StoreError> {
        let listing = self.list().await?;
        let mut budget = CRON_BUDGET;
        let mut done = Compaction::default();
        let mut failed = None;
        for (survey, holdings) in &listing.surveys {
            let round = self.compact_survey(survey, holdings, &mut budget, &mut done);
            if let Err(error) = round.await {
                failed.get_or_insert(error);
            }
        }
        failed.map_or(Ok(done), Err)
    }

    /// Deletes what a deleted survey left behind; whether all of it is gone.
    pub async fn purge(&self, survey: &SurveyId) -> Result<bool, StoreError> {
        let listing = self.list().await?;
        let mut budget = CRON_BUDGET;
        let mut done = Compaction::default();
        let journal = self.journal();
        let in_force = matches!(
            journal.definition(survey).await?,
            Some(Definition::InForce { .. })
        );
        // In force again: what the listing shows may be its own.
        if let (false, Some(holdings)) = (in_force, listing.surveys.get(survey)) {
            journal
                .purge(survey, holdings, &mut budget, &mut done)
                .await?;
        }
        self.forget(survey);
        Ok(!done.more)
    }

    async fn compact_survey(
        &self,
        survey: &SurveyId,
        holdings: &Holdings,
        budget: &mut Budget,
        done: &mut Compaction,
    ) -> Result<(), StoreError> {
        let journal = self.journal();
        let since = match journal.definition(survey).await? {
            Some(Definition::InForce { lineage, .. }) => lineage.since,
            Some(Definition::Deleted) => {
                return journal.purge(survey, holdings, budget, done).await;
            }
            // A store that lags may not show a definition that is there.
            None => return Ok(()),
        };
        let moment = Moment {
            now: self.now(),
            grace: self.config().await?.grace,
        };
        let mut round = Round {
            journal,
            survey,
            since: &since,
            moment,
            budget,
            done,
            unique: &mut || u64::from_be_bytes(self.platform.random()),
        };
        round.compact(holdings).await
    }

    /// A small round once the response is sent, if a listing shows that one is due.
    pub(super) async fn compact_after(
        self: &Rc<Self>,
        survey: &SurveyId,
        listing: &Rc<Listing>,
    ) -> Result<(), StoreError> {
        let grace = self.config().await?.grace;
        let Some(holdings) = listing.surveys.get(survey) else {
            return Ok(());
        };
        let rested = listing.taken.back(grace);
        let due = holdings
            .entries()
            .filter(|entry| entry.id.made_at() < rested)
            .count();
        if due < MANY_ENTRIES {
            return Ok(());
        }
        let (instance, survey, listing) = (self.clone(), survey.clone(), listing.clone());
        self.platform.spawn(async move {
            let Some(_claim) = instance.claims.take("compaction") else {
                return;
            };
            let (mut budget, mut done) = (FOLD_BUDGET, Compaction::default());
            if let Some(holdings) = listing.surveys.get(&survey)
                && let Err(error) = instance
                    .compact_survey(&survey, holdings, &mut budget, &mut done)
                    .await
            {
                instance.platform.log(&error.to_string());
            }
        });
        Ok(())
    }
}
