//! What the store holds, as one listing showed it.

use std::collections::{BTreeMap, BTreeSet};

use xxhash_rust::xxh3::Xxh3;

use super::Journal;
use super::keys::{EntryName, Key, RunName, Span, VersionName};
use crate::id::SurveyId;
use crate::platform::{Store, StoreError};
use crate::time::{Millis, Month};

/// One listing of the whole store, kept by survey: the store knows no prefix, so it serves them all.
#[derive(Debug, Default)]
pub struct Listing {
    /// When it was begun: it shows at least what was there then.
    pub taken: Millis,
    /// What there is of each survey.
    pub surveys: BTreeMap<SurveyId, Holdings>,
}

/// What there is of one survey.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Holdings {
    /// Whether it has a definition in force.
    pub defined: bool,
    /// Its responses, by where they belong.
    pub months: BTreeMap<Month, Held>,
    /// Everything else of it: versions and summaries.
    pub others: Vec<Key>,
}

/// Entries and runs that are counted together.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Held {
    /// Single revisions.
    pub entries: BTreeSet<EntryName>,
    /// Merged ones.
    pub runs: BTreeSet<RunName>,
}

impl Held {
    /// Names the set of names: equal digests, equal holdings.
    pub fn digest(&self) -> u128 {
        let mut hash = Xxh3::new();
        for run in &self.runs {
            hash.update(run.to_string().as_bytes());
            hash.update(b"\n");
        }
        for entry in &self.entries {
            hash.update(entry.to_string().as_bytes());
            hash.update(b"\n");
        }
        hash.digest128()
    }

    /// Parts that cannot share a response.
    ///
    /// A response is always in the hour its id names, so keys of different hours never hold the same
    /// one. A run of a day may hold any of that day, so its day is one group with it; likewise a month.
    pub fn groups(&self) -> BTreeMap<Span, Held> {
        let mut spans = BTreeSet::new();
        spans.extend(self.runs.iter().map(|run| run.span));
        let group_of = |span: Span| {
            let month = Span::Month(span.month());
            let day = span.day().map(Span::Day);
            if spans.contains(&month) {
                month
            } else {
                day.filter(|day| spans.contains(day)).unwrap_or(span)
            }
        };
        let mut groups: BTreeMap<Span, Held> = BTreeMap::new();
        for run in &self.runs {
            groups
                .entry(group_of(run.span))
                .or_default()
                .runs
                .insert(*run);
        }
        for entry in &self.entries {
            let group = group_of(Span::Hour(entry.id.hour()));
            groups.entry(group).or_default().entries.insert(*entry);
        }
        groups
    }
}

impl Holdings {
    /// Entries that no run has taken up yet, or whose deletion is still to come.
    pub fn entries(&self) -> impl Iterator<Item = &EntryName> {
        self.months.values().flat_map(|held| &held.entries)
    }

    /// Every definition there was.
    pub fn versions(&self) -> impl Iterator<Item = VersionName> {
        self.others.iter().filter_map(|key| match key {
            Key::Version(_, name) => Some(*name),
            _ => None,
        })
    }

    fn hold(&mut self, key: Key) {
        match key {
            Key::Survey(_) => self.defined = true,
            Key::Entry(_, name) => {
                let month = name.id.hour().day().month();
                self.months.entry(month).or_default().entries.insert(name);
            }
            Key::Run(_, name) => {
                self.months
                    .entry(name.span.month())
                    .or_default()
                    .runs
                    .insert(name);
            }
            other => self.others.push(other),
        }
    }
}

impl<S: Store> Journal<'_, S> {
    /// Lists the store.
    pub async fn list(&self, now: Millis) -> Result<Listing, StoreError> {
        let mut listing = Listing {
            taken: now,
            surveys: BTreeMap::new(),
        };
        let mut visit = |text: &str| {
            if let Ok(key) = text.parse::<Key>() {
                listing
                    .surveys
                    .entry(key.survey().clone())
                    .or_default()
                    .hold(key);
            }
        };
        self.store.keys(&mut visit).await?;
        Ok(listing)
    }
}
