//! Compaction: entries that have rested are merged into runs, and what runs hold is deleted.
//!
//! It keeps no state and takes no lock. Whatever it finds, it only ever writes copies, and deletes a
//! key only if everything in it is held by runs that are *later* in one total order, that it has just
//! read, and that have rested for a grace period. A run of which it cannot read every line it leaves as it is. So two compactors at once, or one that stops
//! anywhere, may leave copies behind but never lose one; the next round goes on from what it finds.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::Serialize;

use super::Journal;
use super::keys::{EntryName, Key, RunName, Span};
use super::listing::{Held, Holdings};
use super::read::{MAX_VALUE, ReadError, Run, encode_runs};
use crate::id::SurveyId;
use crate::platform::{Store, StoreError};
use crate::response::Union;
use crate::submission::MAX_AGE;
use crate::time::{Day, Millis};

/// A run below this size is merged with others; so at most one in a group is.
const SMALL_RUN: u32 = (MAX_VALUE / 2) as u32;
/// A day or a month with no more than this in it becomes one group: what may have to be counted anew at once.
const MAX_GROUP: u64 = 8 * 1024 * 1024;
/// A month becomes one group once only a signed link can still bring an answer to it, which is rare.
const MONTH_RESTS: Duration = Duration::from_secs(MAX_AGE.as_secs() + 24 * 3600);

/// What one round may cost.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Keys read.
    pub reads: usize,
    /// Keys written or deleted.
    pub writes: usize,
}

impl Budget {
    fn spent(&self) -> bool {
        self.reads == 0 || self.writes == 0
    }

    fn read(&mut self, keys: usize) {
        self.reads = self.reads.saturating_sub(keys);
    }

    fn write(&mut self, keys: usize) {
        self.writes = self.writes.saturating_sub(keys);
    }
}

/// What a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Compaction {
    /// Entries merged into runs.
    pub merged: usize,
    /// Runs written.
    pub written: usize,
    /// Keys deleted.
    pub deleted: usize,
    /// Whether there is more to do at once.
    pub more: bool,
}

/// When a round takes place.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The clock.
    pub now: Millis,
    /// How long a key rests.
    pub grace: Duration,
}

impl Moment {
    fn rested(&self) -> Millis {
        self.now.back(self.grace)
    }
}

/// One round over a survey.
pub struct Round<'a, S> {
    /// Where.
    pub journal: Journal<'a, S>,
    /// Of which survey.
    pub survey: &'a SurveyId,
    /// Names the first version of that survey, which could be deleted and made anew meanwhile.
    pub since: &'a str,
    /// When.
    pub moment: Moment,
    /// What it may cost.
    pub budget: &'a mut Budget,
    /// What it does.
    pub done: &'a mut Compaction,
    /// Draws what tells runs apart.
    pub unique: &'a mut dyn FnMut() -> u64,
}

impl<S: Store> Round<'_, S> {
    /// Merges and deletes what a listing shows to be due.
    pub async fn compact(&mut self, holdings: &Holdings) -> Result<(), StoreError> {
        for held in holdings.months.values() {
            for (span, group) in targets(held, self.moment) {
                if !wanting(&group, self.moment) {
                    continue;
                }
                if self.budget.spent() {
                    self.done.more = true;
                    return Ok(());
                }
                match self.compact_group(span, &group).await {
                    Ok(()) => {}
                    // Another compactor was here: look again next time.
                    Err(ReadError::Gone) => self.done.more = true,
                    Err(ReadError::Store(error)) => return Err(error),
                }
            }
        }
        self.sweep(holdings).await
    }

    /// Deletes breakdowns of groups that are now part of larger ones: every listing would pay for them.
    async fn sweep(&mut self, holdings: &Holdings) -> Result<(), StoreError> {
        let mut groups: BTreeSet<Span> = BTreeSet::new();
        for held in holdings.months.values() {
            groups.extend(held.groups().into_keys());
        }
        for key in &holdings.others {
            let group = match key {
                Key::Detail(_, span) => *span,
                Key::Part(_, month, ..) => Span::Month(*month),
                _ => continue,
            };
            if groups.contains(&group) {
                continue;
            }
            if self.budget.spent() {
                self.done.more = true;
                return Ok(());
            }
            self.delete(key.clone()).await?;
        }
        Ok(())
    }

    async fn compact_group(&mut self, span: Span, held: &Held) -> Result<(), ReadError> {
        let rested = self.moment.rested();
        // Latest first: each run is judged by the later ones.
        let mut later = Union::default();
        let mut later_rested = Union::default();
        let mut merging = Union::default();
        let mut lasting = Held::default();
        for run in held.runs.iter().rev() {
            let Run { records, whole } = self.journal.read_run(self.survey, *run).await?;
            self.budget.read(1);
            let held_by = |union: &Union| {
                let mut records = records.iter();
                records.all(|record| union.covers(record.id, record.version))
            };
            if !whole {
                // Neither taken up nor deleted: what cannot be read would be lost.
            } else if held_by(&later_rested) {
                self.delete(Key::Run(self.survey.clone(), *run)).await?;
            } else if !held_by(&later) {
                lasting.runs.insert(*run);
                if run.created <= rested && run.bytes < SMALL_RUN {
                    merging.extend(records.iter().cloned());
                }
            }
            if run.created <= rested {
                later_rested.extend(records.iter().cloned());
            }
            later.extend(records);
        }
        let entries = held.entries.iter().copied();
        let entries = entries.filter(|entry| entry.id.made_at() < rested);
        let (held_by_runs, wanting): (Vec<EntryName>, Vec<EntryName>) =
            entries.partition(|entry| later.covers(entry.id, entry.version));
        for entry in held_by_runs {
            if later_rested.covers(entry.id, entry.version) {
                self.delete(Key::Entry(self.survey.clone(), entry)).await?;
            }
        }
        if wanting.is_empty() && !runs_wanting(&lasting, self.moment) {
            return Ok(());
        }
        let taken = &wanting[..wanting.len().min(self.budget.reads.max(1))];
        self.done.more |= taken.len() < wanting.len();
        self.budget.read(taken.len());
        merging.extend(self.journal.read_entries(self.survey, taken).await?);
        if self.write_runs(span, &merging).await? {
            self.done.merged += taken.len();
        }
        Ok(())
    }

    /// Whether they were written, and nothing stood against it.
    async fn write_runs(&mut self, span: Span, union: &Union) -> Result<bool, StoreError> {
        let Moment { now, .. } = self.moment;
        let runs = encode_runs(
            union.records(),
            span,
            now,
            self.moment.rested(),
            &mut self.unique,
        );
        for (name, body) in runs {
            self.budget.write(1);
            let journal = &self.journal;
            if !journal
                .write_run(self.survey, self.since, name, &body)
                .await?
            {
                return Ok(false);
            }
            self.done.written += 1;
        }
        Ok(true)
    }

    async fn delete(&mut self, key: Key) -> Result<(), StoreError> {
        self.journal.delete(key, self.budget, self.done).await
    }
}

impl<S: Store> Journal<'_, S> {
    /// Writes a run; whether the survey is still the one made `since` then, so that the run stands.
    pub(super) async fn write_run(
        &self,
        survey: &SurveyId,
        since: &str,
        name: RunName,
        body: &str,
    ) -> Result<bool, StoreError> {
        let key = Key::Run(survey.clone(), name).to_string();
        self.store.set(&key, body.as_bytes()).await?;
        if self.store.get(&key).await?.as_deref() != Some(body.as_bytes()) {
            return Err(StoreError(
                "a run does not read back as it was written".into(),
            ));
        }
        // A deletion lists what it deletes. One that began before the run was there missed it.
        let stands = self.is_since(survey, since).await?;
        if !stands {
            self.store.delete(&key).await?;
        }
        Ok(stands)
    }

    async fn delete(
        &self,
        key: Key,
        budget: &mut Budget,
        done: &mut Compaction,
    ) -> Result<(), StoreError> {
        if budget.writes == 0 {
            done.more = true;
            return Ok(());
        }
        self.store.delete(&key.to_string()).await?;
        budget.write(1);
        done.deleted += 1;
        Ok(())
    }

    /// Deletes what a deleted survey left behind, adding to `done`. The listing must have been taken
    /// before the survey was found not to be in force: else it could hold what was accepted since.
    pub async fn purge(
        &self,
        survey: &SurveyId,
        holdings: &Holdings,
        budget: &mut Budget,
        done: &mut Compaction,
    ) -> Result<(), StoreError> {
        let entries = holdings
            .entries()
            .map(|name| Key::Entry(survey.clone(), *name));
        let runs = holdings.months.values().flat_map(|held| &held.runs);
        let runs = runs.map(|name| Key::Run(survey.clone(), *name));
        for key in entries.chain(runs).chain(holdings.others.iter().cloned()) {
            self.delete(key, budget, done).await?;
        }
        Ok(())
    }
}

/// The groups to make of what a month holds: hours while they are recent, then days, then the month,
/// as far as each stays small.
fn targets(held: &Held, moment: Moment) -> BTreeMap<Span, Held> {
    let bytes = |within: &dyn Fn(Span) -> bool| -> u64 {
        let runs = held.runs.iter().filter(|run| within(run.span));
        runs.map(|run| u64::from(run.bytes)).sum()
    };
    let mut day_bytes: BTreeMap<Day, u64> = BTreeMap::new();
    for run in &held.runs {
        if let Some(day) = run.span.day() {
            *day_bytes.entry(day).or_default() += u64::from(run.bytes);
        }
    }
    let month_is_small = bytes(&|_| true) <= MAX_GROUP;
    let over = |span: Span, rests: Duration| span.end().ahead(rests) <= moment.now;
    let target = |span: Span| {
        let month = Span::Month(span.month());
        if month_is_small && over(month, MONTH_RESTS) {
            return month;
        }
        match span {
            Span::Hour(hour)
                if over(Span::Day(hour.day()), moment.grace)
                    && day_bytes
                        .get(&hour.day())
                        .is_none_or(|bytes| *bytes <= MAX_GROUP) =>
            {
                Span::Day(hour.day())
            }
            span => span,
        }
    };
    let mut targets: BTreeMap<Span, Held> = BTreeMap::new();
    for (span, group) in held.groups() {
        let merged = targets.entry(target(span)).or_default();
        merged.entries.extend(group.entries);
        merged.runs.extend(group.runs);
    }
    targets
}

/// Whether a group may have anything to merge or delete; only then is it read.
fn wanting(held: &Held, moment: Moment) -> bool {
    held.entries
        .iter()
        .any(|entry| entry.id.made_at() < moment.rested())
        || runs_wanting(held, moment)
}

/// Whether it has small runs that a later one should have taken up.
fn runs_wanting(held: &Held, moment: Moment) -> bool {
    let rested = || {
        held.runs
            .iter()
            .filter(|run| run.created <= moment.rested())
    };
    let small: Vec<&RunName> = rested().filter(|run| run.bytes < SMALL_RUN).collect();
    let newest = rested().map(|run| run.created).max();
    small.len() > 1
        || small
            .iter()
            .any(|run| newest.is_some_and(|newest| run.created < newest))
}
