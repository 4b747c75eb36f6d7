//! The journal: all that was accepted, as a grow-only set of immutable keys.
//!
//! A response is written once, under a key that its content names. Everything else is a fold over
//! the union of what is stored, so a copy, a retry, a crash or a race can only ever repeat what is
//! known, and [`Union`](crate::response::Union) counts what is known once.
//!
//! | file | what it does |
//! |---|---|
//! | `keys.rs` | spells and reads every key; no other file does |
//! | `listing.rs` | what the store holds, by survey and by group |
//! | `read.rs` | entries and runs, back into records |
//! | `summary.rs` | the cache of tallies, rebuildable from the rest |
//! | `fold.rs` | brings a summary up to date with the store |
//! | `detail.rs` | breakdowns for analysis, cached by day and by month |
//! | `compact.rs` | merges entries into runs and deletes what is merged |
//! | `import.rs` | writes runs of answers that other tools took |
//! | `definitions.rs` | survey definitions and their versions |

mod compact;
mod definitions;
mod detail;
mod fold;
mod import;
mod keys;
mod listing;
mod read;
mod summary;
#[cfg(test)]
mod tests;

pub use compact::{Budget, Compaction, Moment, Round};
pub use definitions::{Damaged, Definition, Lineage};
pub use fold::Folded;
pub use import::History;
pub use keys::{EntryName, Key, RunName, Span, VersionName};
pub use listing::{Held, Holdings, Listing};
pub use read::{Found, MAX_VALUE, ReadError, encode_runs};
pub use summary::{GroupSummary, Head, MonthSummary, MonthTotal, Summary};

use crate::id::SurveyId;
use crate::platform::{Store, StoreError};
use crate::response::{Record, Response};

/// The journal over a store.
pub struct Journal<'a, S> {
    store: &'a S,
}

impl<'a, S: Store> Journal<'a, S> {
    /// Over this store.
    pub fn new(store: &'a S) -> Self {
        Self { store }
    }

    /// Keeps a response: one write of a key nobody else writes. Durable once this is `Ok`; the same
    /// response again lands on the same key with the same content.
    pub async fn accept(&self, survey: &SurveyId, response: &Response) -> Result<(), StoreError> {
        let record = Record::of(response);
        let key = Key::entry(survey, &record).to_string();
        self.store.set(&key, record.line().as_bytes()).await
    }

    /// Whether this very response was accepted lately: compaction may have taken up an older one.
    pub async fn holds(&self, survey: &SurveyId, response: &Response) -> Result<bool, StoreError> {
        let key = Key::entry(survey, &Record::of(response)).to_string();
        Ok(self.store.get(&key).await?.is_some())
    }
}
