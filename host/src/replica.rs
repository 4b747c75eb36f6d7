//! A store with a second replica that lags, as eventually consistent ones have.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use crate::key_value::{KeyValue, Listing, StoreError};

/// The replica that is up to date: writes through it reach the other one later.
pub struct Primary {
    store: Arc<dyn KeyValue>,
    shared: Arc<Shared>,
}

/// The replica that lags. It reads and lists what the primary held a while ago:
/// newer keys are missing, newer values are old, deleted keys are still there.
/// Its own writes go to the primary, so it does not see them at once either.
pub struct Replica {
    primary: Arc<Primary>,
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// Orders the changes as the primary's store takes them.
    writing: tokio::sync::Mutex<()>,
}

struct State {
    lag: Duration,
    changes: VecDeque<Change>,
    view: BTreeMap<String, Vec<u8>>,
}

struct Change {
    made: Instant,
    key: String,
    value: Option<Vec<u8>>,
}

impl Replica {
    /// Two replicas of what `store` holds now. From then on it must be written
    /// only through them; [`Faults`](crate::Faults) go over them, not under.
    pub async fn of(
        store: Arc<dyn KeyValue>,
        lag: Duration,
    ) -> Result<(Arc<Primary>, Arc<Self>), StoreError> {
        let mut view = BTreeMap::new();
        for key in store.keys().await.collect().await? {
            if let Some(value) = store.get(&key).await? {
                view.insert(key, value);
            }
        }
        let state = State {
            lag,
            changes: VecDeque::new(),
            view,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            writing: tokio::sync::Mutex::default(),
        });
        let primary = Arc::new(Primary {
            store,
            shared: shared.clone(),
        });
        let replica = Self {
            primary: primary.clone(),
            shared,
        };
        Ok((primary, Arc::new(replica)))
    }

    /// Changes the lag. What was seen once stays seen.
    pub fn set_lag(&self, lag: Duration) {
        self.view().lag = lag;
    }

    /// Sees everything written until now.
    pub fn catch_up(&self) {
        self.shared.state().apply(|_| true);
    }

    /// What the replica sees now.
    fn view(&self) -> MutexGuard<'_, State> {
        let mut state = self.shared.state();
        let lag = state.lag;
        state.apply(|change| change.made.elapsed() >= lag);
        state
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn apply(&mut self, due: impl Fn(&Change) -> bool) {
        while self.changes.front().is_some_and(&due) {
            let Some(change) = self.changes.pop_front() else {
                return;
            };
            match change.value {
                Some(value) => self.view.insert(change.key, value),
                None => self.view.remove(&change.key),
            };
        }
    }
}

impl Primary {
    async fn write(&self, key: &str, value: Option<Vec<u8>>) -> Result<(), StoreError> {
        let _in_order = self.shared.writing.lock().await;
        match &value {
            Some(value) => self.store.set(key, value.clone()).await?,
            None => self.store.delete(key).await?,
        }
        self.shared.state().changes.push_back(Change {
            made: Instant::now(),
            key: key.to_owned(),
            value,
        });
        Ok(())
    }
}

#[async_trait]
impl KeyValue for Primary {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.store.get(key).await
    }

    async fn set(&self, key: &str, value: Vec<u8>) -> Result<(), StoreError> {
        self.write(key, Some(value)).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.write(key, None).await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.store.exists(key).await
    }

    async fn keys(&self) -> Listing {
        self.store.keys().await
    }
}

#[async_trait]
impl KeyValue for Replica {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.view().view.get(key).cloned())
    }

    async fn set(&self, key: &str, value: Vec<u8>) -> Result<(), StoreError> {
        self.primary.set(key, value).await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.primary.delete(key).await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        Ok(self.view().view.contains_key(key))
    }

    async fn keys(&self) -> Listing {
        let keys = self.view().view.keys().cloned().collect();
        Listing::of(keys, Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Memory;

    const LAG: Duration = Duration::from_secs(5);

    async fn replicas() -> (Arc<Primary>, Arc<Replica>) {
        let store = Memory::new();
        store.set("old", vec![1]).await.unwrap();
        Replica::of(Arc::new(store), LAG).await.unwrap()
    }

    /// Replaces `old`'s value, adds `new` and deletes `gone`, which both knew.
    async fn change(primary: &Primary, replica: &Replica) {
        primary.set("gone", vec![2]).await.unwrap();
        replica.catch_up();
        replica.set("old", vec![3]).await.unwrap();
        primary.set("new", vec![4]).await.unwrap();
        primary.delete("gone").await.unwrap();
    }

    async fn seen(store: &dyn KeyValue) -> Vec<(String, Vec<u8>)> {
        let mut seen = Vec::new();
        for key in store.keys().await.collect().await.unwrap() {
            let value = store.get(&key).await.unwrap().unwrap();
            assert_eq!(store.exists(&key).await, Ok(true));
            seen.push((key, value));
        }
        seen
    }

    fn before() -> Vec<(String, Vec<u8>)> {
        vec![("gone".into(), vec![2]), ("old".into(), vec![1])]
    }

    fn after() -> Vec<(String, Vec<u8>)> {
        vec![("new".into(), vec![4]), ("old".into(), vec![3])]
    }

    #[tokio::test(start_paused = true)]
    async fn a_replica_sees_what_was_until_the_lag_has_passed() {
        let (primary, replica) = replicas().await;
        change(&primary, &replica).await;
        assert_eq!(seen(&*primary).await, after());
        assert_eq!(seen(&*replica).await, before());
        tokio::time::advance(LAG / 2).await;
        assert_eq!(seen(&*replica).await, before());
        tokio::time::advance(LAG / 2).await;
        assert_eq!(seen(&*replica).await, after());
    }

    #[tokio::test(start_paused = true)]
    async fn catching_up_ends_the_lag_for_what_was_written() {
        let (primary, replica) = replicas().await;
        change(&primary, &replica).await;
        replica.catch_up();
        assert_eq!(seen(&*replica).await, after());
        primary.delete("old").await.unwrap();
        assert_eq!(replica.exists("old").await, Ok(true));
    }

    #[tokio::test(start_paused = true)]
    async fn a_longer_lag_unsees_nothing() {
        let (primary, replica) = replicas().await;
        replica.set_lag(Duration::ZERO);
        primary.set("old", vec![9]).await.unwrap();
        replica.set_lag(LAG);
        assert_eq!(replica.get("old").await, Ok(Some(vec![9])));
    }
}
