//! Spin's own store: the same file, table and way of locking, so that `spin up`
//! and this host open each other's data and a component meets the same waits.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::{mpsc, oneshot};
use tokio::task;

use crate::key_value::{KEYS_UNDER_WAY, KeyValue, Listing, StoreError};

/// The file `spin up` keeps in its state directory.
const FILE: &str = "sqlite_key_value.db";

/// What the column `store` holds for the only store Spin has unless configured.
const LABEL: &str = "default";

const TABLE: &str = "CREATE TABLE IF NOT EXISTS spin_key_value (
    store TEXT NOT NULL,
    key   TEXT NOT NULL,
    value BLOB NOT NULL,

    PRIMARY KEY (store, key)
)";

const GET: &str = "SELECT value FROM spin_key_value WHERE store = ?1 AND key = ?2";
const SET: &str = "INSERT INTO spin_key_value (store, key, value) VALUES (?1, ?2, ?3)
    ON CONFLICT (store, key) DO UPDATE SET value = excluded.value";
const DELETE: &str = "DELETE FROM spin_key_value WHERE store = ?1 AND key = ?2";
const KEYS: &str = "SELECT key FROM spin_key_value WHERE store = ?1";

/// Keys and values in a SQLite file. Needs a multi-threaded runtime.
pub struct Sqlite(Arc<Mutex<Connection>>);

impl Sqlite {
    /// Opens the store in `state_dir` (`.spin` for Spin's), making what is missing.
    pub fn open(state_dir: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(state_dir)
            .with_context(|| format!("cannot make the folder {}", state_dir.display()))?;
        let file = state_dir.join(FILE);
        let open = || {
            let connection = Connection::open(&file)?;
            connection.execute(TABLE, [])?;
            Ok::<_, rusqlite::Error>(connection)
        };
        let connection = open().with_context(|| format!("cannot open {}", file.display()))?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Runs `work` as Spin does: on the calling thread, with the one connection.
    fn with<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        task::block_in_place(|| work(&lock(&self.0)).map_err(StoreError::new))
    }
}

fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl KeyValue for Sqlite {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached(GET)?
                .query_row([LABEL, key], |row| row.get(0))
                .optional()
        })
    }

    async fn set(&self, key: &str, value: Vec<u8>) -> Result<(), StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached(SET)?
                .execute(params![LABEL, key, value])
                .map(drop)
        })
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.with(|connection| {
            connection
                .prepare_cached(DELETE)?
                .execute([LABEL, key])
                .map(drop)
        })
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.get(key).await?.is_some())
    }

    /// Keeps the connection until the reader took the last key. So an instance
    /// that calls anything else while it reads a listing waits for itself, for
    /// ever: the call blocks the thread that would hand it the next key. Spin
    /// does the same, and a component that passes here must pass there.
    async fn keys(&self) -> Listing {
        let (keys_out, keys) = mpsc::channel(KEYS_UNDER_WAY);
        let (outcome_out, outcome) = oneshot::channel();
        let connection = self.0.clone();
        task::spawn_blocking(move || _ = outcome_out.send(list(&lock(&connection), keys_out)));
        Listing { keys, outcome }
    }
}

fn list(connection: &Connection, keys: mpsc::Sender<String>) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(KEYS).map_err(StoreError::new)?;
    let mut rows = statement.query([LABEL]).map_err(StoreError::new)?;
    while let Some(row) = rows.next().map_err(StoreError::new)? {
        let key = row.get(0).map_err(StoreError::new)?;
        keys.blocking_send(key).map_err(StoreError::new)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::runtime::Runtime;

    use super::*;
    use crate::memory::Memory;

    #[derive(Clone, Debug)]
    enum Step {
        Get(String),
        Set(String, Vec<u8>),
        Delete(String),
        Exists(String),
        Keys,
    }

    fn step() -> impl Strategy<Value = Step> {
        // Few keys, so that steps meet; some that SQL or UTF-8 could stumble over.
        let key = || prop::sample::select(vec!["", "a", "A", "a/b.1", "a%", "'", "č\0"]);
        let key = move || key().prop_map(str::to_owned);
        prop_oneof![
            key().prop_map(Step::Get),
            (key(), any::<Vec<u8>>()).prop_map(|(key, value)| Step::Set(key, value)),
            key().prop_map(Step::Delete),
            key().prop_map(Step::Exists),
            Just(Step::Keys),
        ]
    }

    async fn outcome(store: &dyn KeyValue, step: Step) -> String {
        match step {
            Step::Get(key) => format!("{:?}", store.get(&key).await),
            Step::Set(key, value) => format!("{:?}", store.set(&key, value).await),
            Step::Delete(key) => format!("{:?}", store.delete(&key).await),
            Step::Exists(key) => format!("{:?}", store.exists(&key).await),
            Step::Keys => {
                let mut keys = store.keys().await.collect().await.unwrap();
                keys.sort();
                format!("{keys:?}")
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn sqlite_does_what_memory_does(steps in prop::collection::vec(step(), 1..40)) {
            Runtime::new().unwrap().block_on(async {
                let folder = tempfile::tempdir().unwrap();
                let sqlite = Sqlite::open(folder.path()).unwrap();
                let memory = Memory::new();
                for step in steps {
                    let expected = outcome(&memory, step.clone()).await;
                    prop_assert_eq!(outcome(&sqlite, step).await, expected);
                }
                Ok(())
            })?;
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_was_written_is_there_after_reopening() {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(folder.path()).unwrap();
        store.set("a", vec![1]).await.unwrap();
        drop(store);
        let store = Sqlite::open(folder.path()).unwrap();
        assert_eq!(store.get("a").await, Ok(Some(vec![1])));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_listing_keeps_the_connection_until_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Sqlite::open(folder.path()).unwrap());
        for n in 0..20 {
            store.set(&n.to_string(), vec![]).await.unwrap();
        }
        let mut listing = store.keys().await;
        listing.keys.recv().await.unwrap();
        assert!(store.0.try_lock().is_err());
        assert_eq!(listing.collect().await.unwrap().len(), 19);
        assert_eq!(store.exists("7").await, Ok(true));
    }
}
