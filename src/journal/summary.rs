//! Summaries: tallies with the names of the keys they were computed from.
//!
//! They are a cache. Whatever is here can be deleted, stale or written twice: a summary counts only
//! if the names it records are the names in the store, and is otherwise brought up to date from it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Journal;
use super::keys::{EntryName, Key, RunName, Span};
use super::read::MAX_VALUE;
use crate::id::{ResponseId, SurveyId};
use crate::platform::{Store, StoreError};
use crate::tally::{Counts, Tally};
use crate::time::{Day, Millis, Month};

/// The totals of a survey: all that a poll reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Everything acknowledged by then is in it.
    pub as_of: Millis,
    /// By month.
    pub months: BTreeMap<Month, MonthTotal>,
}

/// The total of a month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MonthTotal {
    /// Names the keys it was computed from.
    #[serde(serialize_with = "write_digest", deserialize_with = "read_digest")]
    pub digest: u128,
    /// Their union, counted.
    pub tally: Tally,
}

/// What is known of a month or of a day, by the groups that its keys fall into.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary<C> {
    /// Names the keys it was computed from.
    #[serde(serialize_with = "write_digest", deserialize_with = "read_digest")]
    pub digest: u128,
    /// Names the way it was counted.
    #[serde(default, skip_serializing_if = "is_plain")]
    pub recipe: u64,
    /// By where their responses belong.
    pub groups: BTreeMap<Span, GroupSummary<C>>,
}

/// What is known of a month as polls count it.
pub type MonthSummary = Summary<Tally>;

fn is_plain(recipe: &u64) -> bool {
    *recipe == 0
}

/// What is known of a group of keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupSummary<C> {
    /// The runs it has read.
    pub runs: BTreeSet<RunName>,
    /// The entries whose answers it counts because no run it has read holds them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub counted: BTreeSet<EntryName>,
    /// The entries that say nothing new: one of its runs holds them, or another entry wins over them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub covered: BTreeSet<EntryName>,
    /// The responses whose corrections it counts, if it counts any.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub corrected: BTreeSet<ResponseId>,
    /// The union, counted by day.
    pub days: BTreeMap<Day, C>,
}

pub(super) fn write_digest<S: Serializer>(digest: &u128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{digest:032x}"))
}

pub(super) fn read_digest<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u128, D::Error> {
    let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
    u128::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
}

impl Head {
    /// Over all months.
    pub fn total(&self) -> Tally {
        let mut total = Tally::default();
        self.months
            .values()
            .for_each(|month| total.merge(&month.tally));
        total
    }
}

impl<C> Default for GroupSummary<C> {
    fn default() -> Self {
        Self {
            runs: BTreeSet::new(),
            counted: BTreeSet::new(),
            covered: BTreeSet::new(),
            corrected: BTreeSet::new(),
            days: BTreeMap::new(),
        }
    }
}

impl<C> Default for Summary<C> {
    fn default() -> Self {
        Self {
            digest: 0,
            recipe: 0,
            groups: BTreeMap::new(),
        }
    }
}

impl<C: Counts> Summary<C> {
    /// By day.
    pub fn days(&self) -> BTreeMap<Day, C> {
        let mut days: BTreeMap<Day, C> = BTreeMap::new();
        for (day, counts) in self.groups.values().flat_map(|group| &group.days) {
            days.entry(*day).or_default().merge(counts);
        }
        days
    }

    /// Over all its days.
    pub fn total(&self) -> C {
        let mut total = C::default();
        let days = self.groups.values().flat_map(|group| group.days.values());
        days.for_each(|day| total.merge(day));
        total
    }

    /// Forgets the groups with the most names until it fits a value; they are counted anew next time.
    fn fitted(&self) -> Option<Vec<u8>> {
        let mut fitted = self.clone();
        loop {
            let body = serde_json::to_vec(&fitted).ok()?;
            if body.len() <= MAX_VALUE {
                return Some(body);
            }
            let names = |group: &GroupSummary<C>| {
                group.counted.len() + group.covered.len() + group.corrected.len()
            };
            let most = fitted
                .groups
                .iter()
                .max_by_key(|(_, group)| names(group))
                .map(|(span, _)| *span)?;
            fitted.groups.remove(&most);
            // It no longer is what the digest names.
            fitted.digest = 0;
        }
    }
}

impl<S: Store> Journal<'_, S> {
    /// The totals as last stored, if they are there and whole.
    pub async fn head(&self, survey: &SurveyId) -> Result<Option<Head>, StoreError> {
        self.load(&Key::Head(survey.clone())).await
    }

    pub(super) async fn load<T: for<'de> Deserialize<'de>>(
        &self,
        key: &Key,
    ) -> Result<Option<T>, StoreError> {
        let body = self.store.get(&key.to_string()).await?;
        Ok(body.and_then(|body| serde_json::from_slice(&body).ok()))
    }

    /// A summary that cannot be stored costs time, not truth: a failure is not the caller's concern.
    pub(super) async fn save(&self, key: &Key, body: Vec<u8>) {
        if body.len() <= MAX_VALUE {
            self.store.set(&key.to_string(), &body).await.ok();
        }
    }

    pub(super) async fn save_summary<C: Counts>(&self, key: &Key, summary: &Summary<C>) {
        if let Some(body) = summary.fitted() {
            self.save(key, body).await;
        }
    }
}
