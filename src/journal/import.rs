//! Writing down answers of the past, as many as another tool has.

use std::collections::BTreeMap;

use super::Journal;
use super::keys::{EntryName, Span};
use super::listing::{Held, Holdings};
use super::read::{ReadError, encode_runs};
use crate::id::SurveyId;
use crate::platform::{Store, StoreError};
use crate::response::{Record, Union, Version};
use crate::time::{Day, Millis};

/// Answers of the past, on their way into the journal.
pub struct History {
    days: BTreeMap<Day, Vec<Record>>,
}

impl FromIterator<Record> for History {
    fn from_iter<I: IntoIterator<Item = Record>>(records: I) -> Self {
        let mut days: BTreeMap<Day, Vec<Record>> = BTreeMap::new();
        for record in records {
            let day = record.id.hour().day();
            days.entry(day).or_default().push(record);
        }
        Self { days }
    }
}

impl<S: Store> Journal<'_, S> {
    /// Leaves out what a listing shows to be kept already, so that an import that was cut short goes
    /// on where it stopped.
    pub async fn leave_out_known(
        &self,
        survey: &SurveyId,
        holdings: &Holdings,
        history: &mut History,
    ) -> Result<(), ReadError> {
        for (span, held) in holdings.months.values().flat_map(Held::groups) {
            let first = span.day().unwrap_or_else(|| span.month().first_day());
            // An hour ends on its own day.
            let end = span.end().day().max(first.next());
            let of_span = |record: &Record| span.contains(record.id.hour());
            let mut days = history.days.range(first..end);
            if !days.any(|(_, records)| records.iter().any(of_span)) {
                continue;
            }
            let runs = self.union_of_runs(survey, &held).await?;
            for records in history
                .days
                .range_mut(first..end)
                .map(|(_, records)| records)
            {
                records.retain(|record| !is_known(record, &runs, &held));
            }
        }
        Ok(())
    }

    /// Writes runs of a day each; whether the survey is still the one made `since` then. Every record
    /// must be of before `now`. A day's runs are `created` when they are written, and rest from then on.
    pub async fn import(
        &self,
        survey: &SurveyId,
        since: &str,
        history: &History,
        now: Millis,
        created: impl Fn() -> Millis,
        mut unique: impl FnMut() -> u64,
    ) -> Result<bool, StoreError> {
        for (day, records) in &history.days {
            let span = Span::Day(*day);
            // Both bound the ids; the lower one leaves more of what is new to be told at a glance.
            let horizon = now.min(span.end());
            for (name, body) in encode_runs(records, span, created(), horizon, &mut unique) {
                if !self.write_run(survey, since, name, &body).await? {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
}

/// Whether a run holds it or one that wins over it, or an entry does, as its name tells.
fn is_known(record: &Record, runs: &Union, held: &Held) -> bool {
    let Record { id, version, .. } = *record;
    let highest = Version {
        revision: u32::MAX,
        digest: u64::MAX,
    };
    let winning = EntryName { id, version }..=EntryName {
        id,
        version: highest,
    };
    runs.covers(id, version) || held.entries.range(winning).next().is_some()
}
