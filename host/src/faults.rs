//! A store that misbehaves on demand, for tests.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use tokio::sync::oneshot;
use tokio::time::sleep;

use crate::key_value::{KeyValue, Listing, StoreError};

/// How long a shuffled write waits for others to be shuffled with.
const GATHER: Duration = Duration::from_millis(10);

/// What is done to a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Reading a value.
    Get,
    /// Writing a value.
    Set,
    /// Deleting a key.
    Delete,
    /// Asking whether a key exists.
    Exists,
    /// Listing all keys. Its key, for predicates and in the log, is empty.
    Keys,
}

impl Operation {
    /// Whether the operation changes the store.
    pub fn is_write(self) -> bool {
        matches!(self, Self::Set | Self::Delete)
    }
}

/// Whether a failing operation takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It fails and does nothing. A listing fails with no key delivered.
    Before,
    /// It does its work, and its caller hears that it failed. A listing fails
    /// with half of the keys delivered.
    After,
}

type Matching = Box<dyn Fn(Operation, &str) -> bool + Send + Sync>;

/// One way to misbehave: by default on every operation.
pub struct Fault {
    effect: Effect,
    matching: Matching,
    seen: usize,
    first: usize,
    last: usize,
}

#[derive(Clone, Copy)]
enum Effect {
    Fail(Moment),
    Delay(Duration),
}

impl Fault {
    /// Operations fail, with or without effect.
    pub fn fail(moment: Moment) -> Self {
        Self::new(Effect::Fail(moment))
    }

    /// Operations begin this much later.
    pub fn delay(by: Duration) -> Self {
        Self::new(Effect::Delay(by))
    }

    fn new(effect: Effect) -> Self {
        Self {
            effect,
            matching: Box::new(|_, _| true),
            seen: 0,
            first: 1,
            last: usize::MAX,
        }
    }

    /// Only operations for which `matching` says so.
    pub fn on(
        mut self,
        matching: impl Fn(Operation, &str) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.matching = Box::new(matching);
        self
    }

    /// Only the `n`th of those operations, counted from 1.
    pub fn nth(mut self, n: usize) -> Self {
        (self.first, self.last) = (n, n);
        self
    }

    /// The `n`th of those operations and all after it, as if its caller had
    /// crashed there.
    pub fn from_nth(mut self, n: usize) -> Self {
        (self.first, self.last) = (n, usize::MAX);
        self
    }

    /// What this fault does to the next operation.
    fn strike(&mut self, operation: Operation, key: &str) -> Option<Effect> {
        if !(self.matching)(operation, key) {
            return None;
        }
        self.seen += 1;
        (self.first..=self.last)
            .contains(&self.seen)
            .then_some(self.effect)
    }
}

/// A store that misbehaves as told, over one that does not.
pub struct Faults {
    store: Arc<dyn KeyValue>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    faults: Vec<Fault>,
    log: Vec<(Operation, String)>,
    shuffle: Option<StdRng>,
    gathered: Vec<oneshot::Sender<Turn>>,
}

impl Faults {
    /// Behaves like `store` until told otherwise.
    pub fn over(store: Arc<dyn KeyValue>) -> Arc<Self> {
        Arc::new(Self {
            store,
            state: Arc::default(),
        })
    }

    /// Adds a fault to those already there. Each counts operations from now on.
    pub fn add(&self, fault: Fault) {
        self.state().faults.push(fault);
    }

    /// From now on, writes under way at the same time end in an order drawn
    /// from `seed`; each is some milliseconds late.
    pub fn shuffle_writes(&self, seed: u64) {
        self.state().shuffle = Some(StdRng::seed_from_u64(seed));
    }

    /// Behaves well again. The log stays.
    pub fn clear(&self) {
        let mut state = self.state();
        state.faults.clear();
        state.shuffle = None;
    }

    /// Every operation asked for since the start or the last
    /// [`take_log`](Self::take_log), in order, failed ones too.
    pub fn log(&self) -> Vec<(Operation, String)> {
        self.state().log.clone()
    }

    /// The log, which then begins anew.
    pub fn take_log(&self) -> Vec<(Operation, String)> {
        mem::take(&mut self.state().log)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Records an operation, waits as faults demand, and tells how it must fail.
    async fn meet(&self, operation: Operation, key: &str) -> Option<Moment> {
        let (mut delay, mut failure) = (Duration::ZERO, None);
        {
            let mut state = self.state();
            state.log.push((operation, key.to_owned()));
            for fault in &mut state.faults {
                match fault.strike(operation, key) {
                    Some(Effect::Delay(by)) => delay += by,
                    Some(Effect::Fail(moment)) => failure = failure.or(Some(moment)),
                    None => (),
                }
            }
        }
        if !delay.is_zero() {
            sleep(delay).await;
        }
        failure
    }

    /// Waits until it is this write's turn among those under way.
    async fn turn(&self) -> Option<Turn> {
        let (turn, waiting) = oneshot::channel();
        {
            let mut state = self.state();
            state.shuffle.as_ref()?;
            state.gathered.push(turn);
            if state.gathered.len() == 1 {
                tokio::spawn(gather(self.state.clone()));
            }
        }
        waiting.await.ok()
    }

    async fn perform<T>(
        &self,
        operation: Operation,
        key: &str,
        work: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        let failure = self.meet(operation, key).await;
        if failure == Some(Moment::Before) {
            return Err(injected(operation, key));
        }
        let turn = match operation.is_write() {
            true => self.turn().await,
            false => None,
        };
        let done = work.await;
        drop(turn);
        match failure {
            Some(_) => Err(injected(operation, key)),
            None => done,
        }
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets writes come together, then gives each its turn. A task of its own: any
/// of the writers may be gone by then.
async fn gather(state: Arc<Mutex<State>>) {
    sleep(GATHER).await;
    let turns = {
        let mut state = lock(&state);
        let mut turns = mem::take(&mut state.gathered);
        if let Some(order) = &mut state.shuffle {
            turns.shuffle(order);
        }
        turns
    };
    for turn in turns {
        let (over, ended) = oneshot::channel();
        if turn.send(Turn { _over: over }).is_ok() {
            _ = ended.await;
        }
    }
}

/// Held by the write whose turn it is.
struct Turn {
    _over: oneshot::Sender<()>,
}

fn injected(operation: Operation, key: &str) -> StoreError {
    StoreError(format!("injected: {operation:?} {key}"))
}

#[async_trait]
impl KeyValue for Faults {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.perform(Operation::Get, key, self.store.get(key)).await
    }

    async fn set(&self, key: &str, value: Vec<u8>) -> Result<(), StoreError> {
        self.perform(Operation::Set, key, self.store.set(key, value))
            .await
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        self.perform(Operation::Delete, key, self.store.delete(key))
            .await
    }

    async fn exists(&self, key: &str) -> Result<bool, StoreError> {
        self.perform(Operation::Exists, key, self.store.exists(key))
            .await
    }

    async fn keys(&self) -> Listing {
        let failed = Err(injected(Operation::Keys, ""));
        match self.meet(Operation::Keys, "").await {
            None => self.store.keys().await,
            Some(Moment::Before) => Listing::of(Vec::new(), failed),
            Some(Moment::After) => {
                let mut keys = self.store.keys().await.collect().await.unwrap_or_default();
                keys.truncate(keys.len() / 2);
                Listing::of(keys, failed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Memory;

    fn faults() -> Arc<Faults> {
        Faults::over(Arc::new(Memory::new()))
    }

    #[tokio::test]
    async fn a_failure_before_has_no_effect_and_one_after_has() {
        for (moment, expected) in [(Moment::Before, false), (Moment::After, true)] {
            let store = faults();
            store.add(Fault::fail(moment).on(|operation, _| operation.is_write()));
            assert!(store.set("a", vec![1]).await.is_err());
            assert_eq!(store.exists("a").await, Ok(expected), "{moment:?}");
        }
    }

    #[tokio::test]
    async fn only_the_nth_matching_operation_fails() {
        let store = faults();
        let fault = Fault::fail(Moment::Before);
        store.add(fault.on(|_, key| key.starts_with("run/")).nth(2));
        assert!(store.set("run/1", vec![]).await.is_ok());
        assert!(store.set("in/1", vec![]).await.is_ok());
        assert!(store.get("run/1").await.is_err());
        assert!(store.get("run/1").await.is_ok());
    }

    #[tokio::test]
    async fn a_crash_fails_everything_from_the_nth_operation_on() {
        let store = faults();
        store.add(Fault::fail(Moment::Before).from_nth(2));
        assert!(store.set("a", vec![]).await.is_ok());
        assert!(store.get("a").await.is_err());
        assert!(store.delete("a").await.is_err());
        store.clear();
        assert_eq!(store.exists("a").await, Ok(true));
    }

    #[tokio::test]
    async fn a_failing_listing_says_so_after_its_keys() {
        for (moment, expected) in [(Moment::Before, 0), (Moment::After, 5)] {
            let store = faults();
            for n in 0..10 {
                store.set(&n.to_string(), vec![]).await.unwrap();
            }
            store.add(Fault::fail(moment));
            let mut listing = store.keys().await;
            let mut keys = 0;
            while listing.keys.recv().await.is_some() {
                keys += 1;
            }
            assert_eq!(keys, expected, "{moment:?}");
            assert!(listing.outcome.await.unwrap().is_err());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_delayed_operation_waits() {
        let store = faults();
        store.add(
            Fault::delay(Duration::from_secs(3)).on(|operation, _| operation == Operation::Get),
        );
        let start = tokio::time::Instant::now();
        store.set("a", vec![]).await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO);
        store.get("a").await.unwrap();
        assert!(start.elapsed() >= Duration::from_secs(3));
    }

    /// The order in which twenty writes under way at once reach the store.
    async fn order(seed: Option<u64>) -> Vec<(Operation, String)> {
        let reached = faults();
        let store = Faults::over(reached.clone());
        if let Some(seed) = seed {
            store.shuffle_writes(seed);
        }
        let writes: Vec<_> = (0..20)
            .map(|n| {
                let store = store.clone();
                tokio::spawn(async move { store.set(&n.to_string(), vec![]).await })
            })
            .collect();
        for write in writes {
            write.await.unwrap().unwrap();
        }
        reached.take_log()
    }

    #[tokio::test(start_paused = true)]
    async fn a_seed_decides_the_order_of_concurrent_writes() {
        let plain = order(None).await;
        let shuffled = order(Some(1)).await;
        assert_ne!(shuffled, plain);
        assert_eq!(shuffled, order(Some(1)).await);
        assert_ne!(shuffled, order(Some(2)).await);
    }
}
