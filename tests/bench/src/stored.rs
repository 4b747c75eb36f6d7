//! A SQLite store as Spin keeps it, with so many responses in it, compacted.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use glas::journal::{Key, Span, encode_runs};
use glas::response::Record;
use glas::time::{Hour, Millis};
use glas_host::{Clock, Host, KeyValue, Memory, Sqlite};
use http::Method;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::report::figure;
use crate::respondents::Respondents;
use crate::service::{Bench, SURVEY, Serving};

const YEAR: u64 = 365 * 24 * 3_600_000;
const DAY: u64 = 24 * 3_600_000;
/// Past the grace period of `spin.toml`.
const REST: Duration = Duration::from_secs(61);
/// Far more than compaction takes.
const MOST_ROUNDS: usize = 200;

/// A store at rest.
pub struct Stored {
    /// Responses in it.
    pub count: usize,
    /// The store.
    pub store: Arc<dyn KeyValue>,
    /// The time its service has come to.
    pub clock: Clock,
    /// Keys that were written first.
    pub keys_before: usize,
    /// Keys after compaction, of whatever kind.
    pub keys: usize,
    /// Rounds that took.
    pub rounds: usize,
    file: Connection,
    _folder: TempDir,
}

impl Stored {
    /// Spreads `count` responses over the year that ended yesterday and writes them as a run for
    /// each hour, in memory, because a disk takes its time for every write; lets Glas compact them
    /// to rest there, and copies what that leaves into a SQLite file.
    pub fn prepare(bench: &Bench, count: usize) -> anyhow::Result<Self> {
        eprintln!("storing {} responses", figure(count as f64));
        let clock = Clock::new();
        let memory: Arc<dyn KeyValue> = Arc::new(Memory::new());
        let serving = Serving {
            clock: clock.clone(),
            ..Serving::default()
        };
        let host = bench.serve_glas(&serving, memory.clone())?;
        bench.put_survey(&host)?;
        let now = Millis(clock.now().as_millis() as u64);
        for (key, value) in runs(count, now) {
            bench.runtime.block_on(memory.set(&key, value))?;
        }
        let keys_before = keys(bench, &*memory)?.len();
        let rounds = compact(bench, &host, &clock)?;
        let keys = keys(bench, &*memory)?;
        eprintln!(
            "  {rounds} rounds of compaction: {keys_before} keys are {}",
            keys.len()
        );

        let folder = TempDir::new()?;
        let store = Arc::new(Sqlite::open(folder.path())?);
        let mut stored = Self {
            count,
            store,
            clock,
            keys_before,
            keys: keys.len(),
            rounds,
            file: open(folder.path())?,
            _folder: folder,
        };
        let mut values = Vec::new();
        for key in keys {
            if let Some(value) = bench.runtime.block_on(memory.get(&key))? {
                values.push((key, value));
            }
        }
        stored.write(values)?;
        Ok(stored)
    }

    /// The time its service sees.
    pub fn now(&self) -> Millis {
        Millis(self.clock.now().as_millis() as u64)
    }

    /// Writes keys at once, as a service would one by one.
    pub fn write(&mut self, values: Vec<(String, Vec<u8>)>) -> anyhow::Result<()> {
        let transaction = self.file.transaction()?;
        for (key, value) in values {
            transaction.execute(
                "INSERT OR REPLACE INTO spin_key_value (store, key, value) VALUES ('default', ?1, ?2)",
                params![key, value],
            )?;
        }
        Ok(transaction.commit()?)
    }

    /// Deletes all keys that begin so.
    pub fn delete(&self, prefix: &str) -> anyhow::Result<()> {
        self.file.execute(
            "DELETE FROM spin_key_value WHERE key >= ?1 AND key < ?1 || char(0x10ffff)",
            [prefix],
        )?;
        Ok(())
    }

    /// All keys that begin so, with their values.
    pub fn read(&self, prefix: &str) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        let mut statement = self.file.prepare(
            "SELECT key, value FROM spin_key_value WHERE key >= ?1 AND key < ?1 || char(0x10ffff)",
        )?;
        let rows = statement.query_map([prefix], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// Has everything merged that is old enough, and tells in how many rounds.
pub fn compact(bench: &Bench, host: &Host, clock: &Clock) -> anyhow::Result<usize> {
    let rest = json!({"merged": 0, "written": 0, "deleted": 0, "more": false});
    for rounds in 0..MOST_ROUNDS {
        clock.advance(REST);
        let answer = bench.call(host, Method::POST, "/v1/compact", "")?;
        if serde_json::from_slice::<Value>(answer.body())? == rest {
            return Ok(rounds);
        }
    }
    bail!("compaction does not come to rest")
}

/// Beside the host's own connection.
fn open(folder: &Path) -> anyhow::Result<Connection> {
    Ok(Connection::open(folder.join("sqlite_key_value.db"))?)
}

fn keys(bench: &Bench, store: &dyn KeyValue) -> anyhow::Result<Vec<String>> {
    let listed = bench
        .runtime
        .block_on(async { store.keys().await.collect().await });
    Ok(listed?)
}

/// A run for each hour in which somebody answers.
fn runs(count: usize, now: Millis) -> Vec<(String, Vec<u8>)> {
    let survey: glas::id::SurveyId = SURVEY.parse().expect("a name");
    let mut respondents = Respondents::new();
    let end = now.0 - DAY;
    let at = |n: usize| Millis(end - YEAR + YEAR / count as u64 * n as u64);
    let mut runs = Vec::new();
    let mut hour: Vec<Record> = Vec::new();
    let mut unique = 0;
    for n in 0..count {
        hour.push(respondents.record(at(n)));
        let own = Hour::of(at(n));
        if n + 1 == count || Hour::of(at(n + 1)) != own {
            let span = Span::Hour(own);
            let next = || {
                unique += 1;
                unique
            };
            for (name, body) in encode_runs(&hour, span, span.end(), span.end(), next) {
                let key = Key::Run(survey.clone(), name).to_string();
                runs.push((key, body.into_bytes()));
            }
            hour.clear();
        }
    }
    runs
}
