//! The key-value port: what a store must do. [`Sqlite`](crate::Sqlite) and
//! [`Memory`](crate::Memory) keep data; [`Faults`](crate::Faults) and
//! [`Replica`](crate::Replica) make another store misbehave.

use std::fmt;

use async_trait::async_trait;
use tokio::sync::{mpsc, oneshot};

/// One key-value store, as a component sees it under one label.
#[async_trait]
pub trait KeyValue: Send + Sync + 'static {
    /// The value under `key`, if any.
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError>;
    /// Writes, replacing what was there.
    async fn set(&self, key: &str, value: Vec<u8>) -> Result<(), StoreError>;
    /// Deletes; an absent key is not an error.
    async fn delete(&self, key: &str) -> Result<(), StoreError>;
    /// Whether there is a value under `key`.
    async fn exists(&self, key: &str) -> Result<bool, StoreError>;
    /// Every key, in no promised order.
    async fn keys(&self) -> Listing;
}

/// Why a store could not do as asked. A component sees it as `error.other`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreError(pub String);

impl StoreError {
    /// An error that says what `error` says.
    pub fn new(error: impl fmt::Display) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

/// As many keys as Spin's own store has under way to a component at once.
pub(crate) const KEYS_UNDER_WAY: usize = 4;

/// A key listing that is still being read.
pub struct Listing {
    /// The keys, ending early if the store fails.
    pub keys: mpsc::Receiver<String>,
    /// Whether `keys` was everything; ready after the last key.
    pub outcome: oneshot::Receiver<Result<(), StoreError>>,
}

impl Listing {
    /// Lists `keys`, then reports `outcome`.
    pub fn of(keys: Vec<String>, outcome: Result<(), StoreError>) -> Self {
        let (keys_out, keys_in) = mpsc::channel(KEYS_UNDER_WAY);
        let (outcome_out, outcome_in) = oneshot::channel();
        tokio::spawn(async move {
            for key in keys {
                if keys_out.send(key).await.is_err() {
                    return;
                }
            }
            drop(keys_out);
            _ = outcome_out.send(outcome);
        });
        Self {
            keys: keys_in,
            outcome: outcome_in,
        }
    }

    /// All keys, or the error that cut the listing short.
    pub async fn collect(mut self) -> Result<Vec<String>, StoreError> {
        let mut keys = Vec::new();
        while let Some(key) = self.keys.recv().await {
            keys.push(key);
        }
        self.outcome.await.map_err(StoreError::new)??;
        Ok(keys)
    }
}
