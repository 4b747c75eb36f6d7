//! Keeping answers of the past.

use super::{Defined, Instance};
use crate::journal::{History, ReadError};
use crate::platform::{Platform, StoreError};
use crate::response::Record;
use crate::time::Millis;

impl<P: Platform> Instance<P> {
    /// Keeps responses of before `now`, as far as they are new; whether the survey is still there.
    pub async fn keep_history(
        &self,
        defined: &Defined,
        records: Vec<Record>,
        now: Millis,
    ) -> Result<bool, StoreError> {
        let mut history: History = records.into_iter().collect();
        let journal = self.journal();
        let listing = self.list().await?;
        if let Some(holdings) = listing.surveys.get(&defined.id) {
            let left_out = journal.leave_out_known(&defined.id, holdings, &mut history);
            match left_out.await {
                // Compacted since it was listed: what is written twice counts once.
                Ok(()) | Err(ReadError::Gone) => {}
                Err(ReadError::Store(error)) => return Err(error),
            }
        }
        let unique = || u64::from_be_bytes(self.platform.random());
        let since = &defined.lineage.since;
        let created = || self.now();
        journal
            .import(&defined.id, since, &history, now, created, unique)
            .await
    }
}
