//! Bringing a summary up to date with what the store holds, reading only what is new where that is safe.

use std::collections::{BTreeMap, BTreeSet};

use super::Journal;
use super::keys::{EntryName, Key, RunName};
use super::listing::{Held, Holdings};
use super::read::ReadError;
use super::summary::{GroupSummary, Head, MonthSummary, MonthTotal, Summary};
use crate::correction::Corrections;
use crate::id::{ResponseId, SurveyId};
use crate::platform::{Store, StoreError};
use crate::response::{Record, Version};
use crate::tally::{Count, Counts, Plain};
use crate::time::{Millis, Month};

/// What an instance remembers of a survey between folds.
#[derive(Debug, Clone, Default)]
pub struct Folded {
    /// The totals.
    pub head: Head,
    /// The month last folded: the one that responses arrive in.
    pub latest: Option<(Month, MonthSummary)>,
}

impl<S: Store> Journal<'_, S> {
    /// The totals as of a listing. `earlier` is what is remembered or stored; what in it is out of date is replaced.
    pub async fn fold(
        &self,
        survey: &SurveyId,
        holdings: &Holdings,
        taken: Millis,
        earlier: Folded,
    ) -> Result<Folded, ReadError> {
        let Folded {
            head: mut was,
            mut latest,
        } = earlier;
        let mut months = BTreeMap::new();
        for (month, held) in &holdings.months {
            let digest = held.digest();
            let total = match was.months.remove(month) {
                Some(total) if total.digest == digest => total,
                total => {
                    let remembered = latest
                        .take_if(|(latest, _)| latest == month)
                        .map(|(_, summary)| summary);
                    let newest = total.map(|total| total.digest);
                    let earlier = self
                        .newest_month(survey, *month, remembered, newest)
                        .await?;
                    let key = Key::Month(survey.clone(), *month);
                    let summary = self.fold_held(&key, &Plain, held, earlier).await?;
                    let tally = summary.total();
                    latest = Some((*month, summary));
                    MonthTotal { digest, tally }
                }
            };
            months.insert(*month, total);
        }
        let head = Head {
            as_of: taken,
            months,
        };
        let body = serde_json::to_vec(&head).unwrap_or_default();
        self.save(&Key::Head(survey.clone()), body).await;
        Ok(Folded { head, latest })
    }

    /// A month as of a listing.
    pub async fn month(
        &self,
        survey: &SurveyId,
        month: Month,
        held: &Held,
    ) -> Result<MonthSummary, ReadError> {
        let key = Key::Month(survey.clone(), month);
        self.summary(&key, &Plain, held).await
    }

    /// What a summary's keys hold as of a listing.
    pub(super) async fn summary<K: Count>(
        &self,
        key: &Key,
        count: &K,
        held: &Held,
    ) -> Result<Summary<K::Counts>, ReadError> {
        let earlier = self.load(key).await?.unwrap_or_default();
        self.fold_held(key, count, held, earlier).await
    }

    /// What is remembered of a month, unless another instance has folded since and stored all of it:
    /// `newest` is the digest that the totals name.
    async fn newest_month(
        &self,
        survey: &SurveyId,
        month: Month,
        remembered: Option<MonthSummary>,
        newest: Option<u128>,
    ) -> Result<MonthSummary, StoreError> {
        let key = Key::Month(survey.clone(), month);
        match remembered {
            Some(remembered) if newest.is_none_or(|newest| newest == remembered.digest) => {
                Ok(remembered)
            }
            Some(remembered) => {
                let stored: Option<MonthSummary> = self.load(&key).await?;
                let whole = stored.filter(|stored| Some(stored.digest) == newest);
                Ok(whole.unwrap_or(remembered))
            }
            None => Ok(self.load(&key).await?.unwrap_or_default()),
        }
    }

    async fn fold_held<K: Count>(
        &self,
        key: &Key,
        count: &K,
        held: &Held,
        mut was: Summary<K::Counts>,
    ) -> Result<Summary<K::Counts>, ReadError> {
        let (digest, recipe) = (held.digest(), count.recipe());
        if was.recipe != recipe {
            was = Summary::default();
        }
        if was.digest == digest {
            return Ok(was);
        }
        let survey = key.survey();
        let mut groups = BTreeMap::new();
        for (span, held) in held.groups() {
            let advanced = match was.groups.remove(&span) {
                Some(group) => self.advance(survey, count, group, &held).await?,
                None => None,
            };
            let group = match advanced {
                Some(group) => group,
                None => self.recount(survey, count, &held).await?,
            };
            groups.insert(span, group);
        }
        let summary = Summary {
            digest,
            recipe,
            groups,
        };
        self.save_summary(key, &summary).await;
        Ok(summary)
    }

    /// Counts a group from nothing.
    pub(super) async fn recount<K: Count>(
        &self,
        survey: &SurveyId,
        count: &K,
        held: &Held,
    ) -> Result<GroupSummary<K::Counts>, ReadError> {
        let mut union = self.union_of_runs(survey, held).await?;
        let (held_by_runs, wanting): (Vec<EntryName>, Vec<EntryName>) = held
            .entries
            .iter()
            .partition(|entry| union.covers(entry.id, entry.version));
        union.extend(self.read_entries(survey, &wanting).await?);
        let mut group = GroupSummary {
            runs: held.runs.clone(),
            ..GroupSummary::default()
        };
        group.covered.extend(held_by_runs);
        for entry in wanting {
            // A correction that is not counted may be deleted without a run that holds it: a later one wins over it.
            let counts = count.corrects() || !entry.id.is_of_corrections();
            if counts && union.version(entry.id) == Some(entry.version) {
                group.counted.insert(entry);
            } else {
                group.covered.insert(entry);
            }
        }
        let corrections = if count.corrects() {
            union.corrections()
        } else {
            BTreeMap::new()
        };
        group.corrected.extend(corrections.keys());
        for record in union.records() {
            group.add(count, record, corrections.get(&record.id));
        }
        Ok(group)
    }

    /// Counts only what is new in a group; `None` if that cannot be told from what is remembered.
    ///
    /// Each early return below is a case in which a response could otherwise be counted twice, not at all, or without
    /// its corrections.
    async fn advance<K: Count>(
        &self,
        survey: &SurveyId,
        count: &K,
        mut group: GroupSummary<K::Counts>,
        held: &Held,
    ) -> Result<Option<GroupSummary<K::Counts>>, ReadError> {
        let mut known = group.runs.clone();
        known.retain(|run| held.runs.contains(run));
        // A run is deleted only when later ones hold all of it. If none of those is known, this is
        // another survey under an old name.
        if group
            .runs
            .iter()
            .any(|run| !known.contains(run) && known.last().is_none_or(|last| last < run))
        {
            return Ok(None);
        }
        let horizon =
            |runs: &BTreeSet<RunName>| runs.iter().map(|run| run.horizon).max().unwrap_or_default();
        let read_before = horizon(&group.runs);
        let mut joined: BTreeMap<ResponseId, Version> = BTreeMap::new();
        for run in held.runs.difference(&known) {
            let run = self.read_run(survey, *run).await?;
            if !group.join_run(count, &run.records, read_before, &mut joined) {
                return Ok(None);
            }
        }
        group.runs = held.runs.clone();
        let read = read_before.max(horizon(&held.runs));
        let Some(news) = group.sort_entries(count, held, read, &joined) else {
            return Ok(None);
        };
        for record in self.read_entries(survey, &news.replaced).await? {
            if !group.remove(count, &record) {
                return Ok(None);
            }
        }
        for record in self.read_entries(survey, &news.counted).await? {
            group.add(count, &record, None);
        }
        Ok(Some(group))
    }
}

/// Entries to read: those to count and those they replace.
struct News {
    counted: Vec<EntryName>,
    replaced: Vec<EntryName>,
}

impl<C: Counts> GroupSummary<C> {
    /// Corrections are counted with the response that they are of.
    fn add<K: Count<Counts = C>>(
        &mut self,
        count: &K,
        record: &Record,
        corrections: Option<&Corrections>,
    ) {
        if record.id.is_of_corrections() {
            return;
        }
        if let Ok(mut response) = record.response() {
            response.corrections = corrections.cloned().unwrap_or_default();
            let day = count.day(record.id);
            count.add(self.days.entry(day).or_default(), &response);
        }
    }

    /// False if only counting anew takes it out.
    fn remove<K: Count<Counts = C>>(&mut self, count: &K, record: &Record) -> bool {
        let day = count.day(record.id);
        let (Ok(response), Some(counts)) = (record.response(), self.days.get_mut(&day)) else {
            return true;
        };
        let removed = count.remove(counts, &response);
        if *counts == C::default() {
            self.days.remove(&day);
        }
        removed
    }

    /// The highest version among the entries known of a response, and whether it is the one counted.
    fn highest(&self, id: ResponseId) -> Option<(Version, bool)> {
        let all = EntryName {
            id,
            version: Version {
                revision: 0,
                digest: 0,
            },
        }..=EntryName {
            id,
            version: Version {
                revision: u32::MAX,
                digest: u64::MAX,
            },
        };
        let last = |names: &BTreeSet<EntryName>| {
            names
                .range(all.clone())
                .next_back()
                .map(|name| name.version)
        };
        last(&self.counted)
            .map(|version| (version, true))
            .max(last(&self.covered).map(|version| (version, false)))
    }

    /// Joins the records of a run that is new. Ids older than `horizon` may be in runs read before;
    /// `joined` are the responses that new runs brought. False if it holds a response whose other
    /// copies cannot be told.
    fn join_run<K: Count<Counts = C>>(
        &mut self,
        count: &K,
        records: &[Record],
        horizon: Millis,
        joined: &mut BTreeMap<ResponseId, Version>,
    ) -> bool {
        for record in records {
            let name = EntryName::of(record);
            // The usual case: compaction took up what was already counted.
            if self.counted.remove(&name) {
                self.covered.insert(name);
                joined.insert(record.id, record.version);
                continue;
            }
            if record.id.is_of_corrections() {
                if count.corrects() {
                    return false;
                }
                continue;
            }
            let held = self.highest(record.id).map(|(version, _)| version);
            match held.max(joined.get(&record.id).copied()) {
                Some(version) if version >= record.version => {}
                Some(_) => return false,
                None if record.id.made_at() < horizon || self.corrected.contains(&record.id) => {
                    return false;
                }
                None => {
                    self.add(count, record, None);
                    joined.insert(record.id, record.version);
                }
            }
        }
        true
    }

    /// Sorts the entries of a listing into counted and covered. Ids older than `horizon` may be in runs.
    fn sort_entries<K: Count<Counts = C>>(
        &mut self,
        count: &K,
        held: &Held,
        horizon: Millis,
        joined: &BTreeMap<ResponseId, Version>,
    ) -> Option<News> {
        let listed = |name: &EntryName| held.entries.contains(name);
        // What was counted may go only into a run, and `join_run` would have moved it to the covered.
        if !self.counted.iter().all(listed) {
            return None;
        }
        self.covered.retain(listed);
        let mut news = News {
            counted: Vec::new(),
            replaced: Vec::new(),
        };
        // The highest version of a response first, so that the others need not be read.
        for entry in held.entries.iter().rev() {
            if self.counted.contains(entry) || self.covered.contains(entry) {
                continue;
            }
            if entry.id.is_of_corrections() {
                if count.corrects() {
                    return None;
                }
                self.covered.insert(*entry);
                continue;
            }
            let known = self
                .highest(entry.id)
                .max(joined.get(&entry.id).map(|version| (*version, false)));
            match known {
                Some((version, _)) if version >= entry.version => drop(self.covered.insert(*entry)),
                _ if self.corrected.contains(&entry.id) => return None,
                Some((version, true)) => {
                    let replaced = EntryName {
                        id: entry.id,
                        version,
                    };
                    self.counted.remove(&replaced);
                    self.covered.insert(replaced);
                    self.counted.insert(*entry);
                    news.replaced.push(replaced);
                    news.counted.push(*entry);
                }
                // A run counts for it, or may.
                Some((_, false)) => return None,
                None if entry.id.made_at() < horizon => return None,
                None => {
                    self.counted.insert(*entry);
                    news.counted.push(*entry);
                }
            }
        }
        Some(news)
    }
}
