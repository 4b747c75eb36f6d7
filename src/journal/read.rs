//! Entries and runs, to and from records.

use futures_util::future::join_all;

use super::Journal;
use super::keys::{EntryName, Key, RunName, Span};
use super::listing::{Held, Listing};
use crate::id::{ResponseId, SurveyId};
use crate::platform::{Store, StoreError};
use crate::response::{Record, Union, Whole};
use crate::time::Millis;

/// No value is larger: platforms take 1 MB at the most, and half of it leaves room.
pub const MAX_VALUE: usize = 512 * 1024;

/// Reads on their way at once: a store across a network answers many as fast as one.
const READS_AT_ONCE: usize = 16;

/// A key that was listed is gone: the listing is out of date and wants taking again.
#[derive(Debug)]
pub enum ReadError {
    /// The listing is out of date.
    Gone,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for ReadError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// Packs records, one a line, into as few runs as the size of a value allows.
/// `unique` is drawn by the caller, once for each run.
pub fn encode_runs<'a>(
    records: impl IntoIterator<Item = &'a Record>,
    span: Span,
    created: Millis,
    horizon: Millis,
    mut unique: impl FnMut() -> u64,
) -> Vec<(RunName, String)> {
    let mut bodies: Vec<String> = Vec::new();
    for record in records {
        let line = record.line();
        match bodies.last_mut() {
            Some(body) if body.len() + line.len() < MAX_VALUE => {
                body.push_str(line);
                body.push('\n');
            }
            _ => bodies.push(format!("{line}\n")),
        }
    }
    let name = |body: &String| RunName {
        created,
        unique: unique(),
        span,
        horizon,
        bytes: body.len() as u32,
    };
    let names: Vec<RunName> = bodies.iter().map(name).collect();
    names.into_iter().zip(bodies).collect()
}

/// A response that was looked up.
#[derive(Debug)]
pub struct Found {
    /// With its corrections.
    pub whole: Whole,
    /// The revision of those, if it was ever corrected.
    pub corrected: Option<u32>,
}

/// A run that was read.
pub(super) struct Run {
    /// What it holds.
    pub records: Vec<Record>,
    /// Whether that is all of it. A line may be damaged, or of a later Glas.
    pub whole: bool,
}

impl<S: Store> Journal<'_, S> {
    /// A run. A line that is no record is left out.
    pub(super) async fn read_run(
        &self,
        survey: &SurveyId,
        name: RunName,
    ) -> Result<Run, ReadError> {
        let body = self.read(Key::Run(survey.clone(), name)).await?;
        let mut run = Run {
            records: Vec::new(),
            whole: true,
        };
        let lines = body.split(|byte| *byte == b'\n');
        for line in lines.filter(|line| !line.is_empty()) {
            match std::str::from_utf8(line).map(Record::parse) {
                Ok(Ok(record)) => run.records.push(record),
                _ => run.whole = false,
            }
        }
        Ok(run)
    }

    /// The records of some entries, in their order.
    pub(super) async fn read_entries(
        &self,
        survey: &SurveyId,
        names: &[EntryName],
    ) -> Result<Vec<Record>, ReadError> {
        let mut records = Vec::with_capacity(names.len());
        for names in names.chunks(READS_AT_ONCE) {
            let reads = names
                .iter()
                .map(|name| self.read(Key::Entry(survey.clone(), *name)));
            for body in join_all(reads).await {
                let body = body?;
                let line = std::str::from_utf8(&body).unwrap_or_default();
                records.extend(Record::parse(line));
            }
        }
        Ok(records)
    }

    async fn read(&self, key: Key) -> Result<Vec<u8>, ReadError> {
        self.store
            .get(&key.to_string())
            .await?
            .ok_or(ReadError::Gone)
    }

    /// Everything a group holds, each response once.
    pub async fn union(&self, survey: &SurveyId, held: &Held) -> Result<Union, ReadError> {
        let mut union = self.union_of_runs(survey, held).await?;
        let entries = held.entries.iter().copied();
        let entries = entries.filter(|entry| !union.covers(entry.id, entry.version));
        let entries: Vec<EntryName> = entries.collect();
        union.extend(self.read_entries(survey, &entries).await?);
        Ok(union)
    }

    /// A response, as of a listing.
    pub async fn find(
        &self,
        survey: &SurveyId,
        listing: &Listing,
        id: ResponseId,
    ) -> Result<Option<Found>, ReadError> {
        let hour = id.hour();
        let holdings = listing.surveys.get(survey);
        let month = holdings.and_then(|holdings| holdings.months.get(&hour.day().month()));
        let groups = month.map(Held::groups).unwrap_or_default();
        let Some((_, mut held)) = groups.into_iter().find(|(span, _)| span.contains(hour)) else {
            return Ok(None);
        };
        held.runs.retain(|run| id.made_at() < run.horizon);
        held.entries.retain(|entry| entry.id.corrected() == id);
        let union = self.union(survey, &held).await?;
        let answered = |record: &&Record| record.has_answers();
        let Some(record) = union.get(id).filter(answered) else {
            return Ok(None);
        };
        Ok(Some(Found {
            whole: Whole {
                record: record.clone(),
                corrections: union.corrections().remove(&id).unwrap_or_default(),
            },
            corrected: union.version(id.corrections()).map(|held| held.revision),
        }))
    }

    pub(super) async fn union_of_runs(
        &self,
        survey: &SurveyId,
        held: &Held,
    ) -> Result<Union, ReadError> {
        let mut union = Union::default();
        for run in &held.runs {
            union.extend(self.read_run(survey, *run).await?.records);
        }
        Ok(union)
    }
}
