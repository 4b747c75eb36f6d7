//! What Glas asks of the platform it runs on, as ports. `spin.rs` is the adapter to Spin;
//! [`memory`] is the one that native tests run on.

use std::fmt;
use std::future::Future;
use std::time::Duration;

use crate::time::Millis;

/// The store failed. Its own words go to the log, never to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreError(pub String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key-value store: {}", self.0)
    }
}

impl std::error::Error for StoreError {}

/// What every platform's key-value store can do, and no more: no atomics, no prefix, no batch.
pub trait Store {
    /// The value, if the key is there.
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>>;
    /// Durable once this is `Ok`.
    fn set(&self, key: &str, value: &[u8]) -> impl Future<Output = Result<(), StoreError>>;
    /// An absent key is no error.
    fn delete(&self, key: &str) -> impl Future<Output = Result<(), StoreError>>;
    /// Shows every key of the store to `visit`, in no order. Complete only if `Ok`.
    fn keys(&self, visit: &mut dyn FnMut(&str)) -> impl Future<Output = Result<(), StoreError>>;
}

/// Everything else that is not pure.
pub trait Platform {
    /// Its key-value store.
    type Store: Store;

    /// The store.
    fn store(&self) -> &Self::Store;
    /// The clock.
    fn now(&self) -> Millis;
    /// Unpredictable bytes.
    fn random<const N: usize>(&self) -> [u8; N];
    /// A variable of the application; empty where it is unset.
    fn variable(&self, name: &str) -> impl Future<Output = Result<String, StoreError>>;
    /// A rest while another request of this instance works.
    fn pause(&self, time: Duration) -> impl Future<Output = ()>;
    /// Goes on with `work` after the response is sent.
    fn spawn(&self, work: impl Future<Output = ()> + 'static);
    /// A line for the operator. Never carries what a client typed.
    fn log(&self, line: &str);
}

/// A platform in memory, for native tests: its clock stands still until it is moved.
#[cfg(test)]
pub mod memory {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;

    use super::*;

    /// A store that can be told to fail one operation.
    #[derive(Default)]
    pub struct MemoryStore {
        /// What it holds.
        pub values: RefCell<BTreeMap<String, Vec<u8>>>,
        /// Operations done so far.
        pub operations: Cell<usize>,
        /// The one that fails.
        pub fail_at: Cell<Option<usize>>,
    }

    impl MemoryStore {
        fn operate(&self) -> Result<(), StoreError> {
            let number = self.operations.replace(self.operations.get() + 1);
            if self.fail_at.get() == Some(number) {
                return Err(StoreError("told to fail".into()));
            }
            Ok(())
        }

        /// The keys that begin so.
        pub fn keys_under(&self, prefix: &str) -> Vec<String> {
            let values = self.values.borrow();
            values
                .keys()
                .filter(|key| key.starts_with(prefix))
                .cloned()
                .collect()
        }

        /// The operations since the last call.
        pub fn take_operations(&self) -> usize {
            self.operations.take()
        }
    }

    impl Store for MemoryStore {
        async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
            self.operate()?;
            Ok(self.values.borrow().get(key).cloned())
        }

        async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
            self.operate()?;
            self.values.borrow_mut().insert(key.into(), value.into());
            Ok(())
        }

        async fn delete(&self, key: &str) -> Result<(), StoreError> {
            self.operate()?;
            self.values.borrow_mut().remove(key);
            Ok(())
        }

        async fn keys(&self, visit: &mut dyn FnMut(&str)) -> Result<(), StoreError> {
            self.operate()?;
            self.values.borrow().keys().for_each(|key| visit(key));
            Ok(())
        }
    }
}
