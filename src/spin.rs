//! The adapter to Spin: the only file that names its SDK.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use spin_sdk::http::{FromRequest, IntoResponse, Request};
use spin_sdk::key_value;
use spin_sdk::variables;
use spin_sdk::wasip3::exports::http::handler::Guest;
use spin_sdk::wasip3::http::types::{ErrorCode, Request as WasiRequest, Response as WasiResponse};
use spin_sdk::wasip3::random::random::get_random_bytes;

use crate::http::{Failure, respond};
use crate::instance::Instance;
use crate::platform::{Platform, Store, StoreError};
use crate::time::Millis;

/// The label every platform has.
const LABEL: &str = "default";
/// How long a request rests while another works: little beside a store operation, much beside nothing.
const PAUSE: Duration = Duration::from_millis(1);

/// Spin, or whatever has its interfaces.
#[derive(Default)]
struct Spin {
    store: SpinStore,
}

/// The key-value store, opened once per instance.
#[derive(Default)]
struct SpinStore {
    open: std::cell::OnceCell<Rc<key_value::Store>>,
    listing: Cell<bool>,
}

impl SpinStore {
    async fn open(&self) -> Result<Rc<key_value::Store>, StoreError> {
        // Spin's SQLite provider holds its one lock while it sends keys to us one by one, and blocks
        // our whole instance in any other operation until the lock is free: with a listing half read
        // in one request, a `get` in another would never return.
        while self.listing.get() {
            pause().await;
        }
        if let Some(store) = self.open.get() {
            return Ok(store.clone());
        }
        let store = Rc::new(key_value::Store::open(LABEL).await.map_err(failed)?);
        Ok(self.open.get_or_init(|| store).clone())
    }
}

/// That a listing is under way, until it is dropped: also when its request is cancelled.
struct Listing<'a>(&'a Cell<bool>);

impl<'a> Listing<'a> {
    fn begin(listing: &'a Cell<bool>) -> Self {
        listing.set(true);
        Self(listing)
    }
}

impl Drop for Listing<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

fn failed(error: key_value::Error) -> StoreError {
    StoreError(error.to_string())
}

/// A store may name the key in its words, and a client typed what is in the key.
fn failed_at(key: &str) -> impl Fn(key_value::Error) -> StoreError {
    move |error| StoreError(error.to_string().replace(key, "(key)"))
}

async fn pause() {
    spin_sdk::time::sleep(PAUSE).await;
}

impl Store for SpinStore {
    async fn get(&self, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let store = self.open().await?;
        store.get(key).await.map_err(failed_at(key))
    }

    async fn set(&self, key: &str, value: &[u8]) -> Result<(), StoreError> {
        let store = self.open().await?;
        store.set(key, value).await.map_err(failed_at(key))
    }

    async fn delete(&self, key: &str) -> Result<(), StoreError> {
        let store = self.open().await?;
        store.delete(key).await.map_err(failed_at(key))
    }

    async fn keys(&self, visit: &mut dyn FnMut(&str)) -> Result<(), StoreError> {
        let store = self.open().await?;
        let _listing = Listing::begin(&self.listing);
        let mut keys = store.get_keys().await;
        while let Some(key) = keys.next().await {
            visit(&key);
        }
        // Without this a listing cut short would pass for a whole one.
        keys.result().await.map_err(failed)
    }
}

impl Platform for Spin {
    type Store = SpinStore;

    fn store(&self) -> &SpinStore {
        &self.store
    }

    fn now(&self) -> Millis {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Millis(since.as_millis() as u64)
    }

    fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        for (byte, random) in bytes.iter_mut().zip(get_random_bytes(N as u64)) {
            *byte = random;
        }
        bytes
    }

    async fn variable(&self, name: &str) -> Result<String, StoreError> {
        match variables::get(name).await {
            Ok(value) => Ok(value),
            Err(variables::Error::Undefined(_)) => Ok(String::new()),
            Err(error) => Err(StoreError(format!("the variable {name}: {error}"))),
        }
    }

    async fn pause(&self) {
        pause().await;
    }

    fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        spin_sdk::wasip3::spawn(work);
    }

    fn log(&self, line: &str) {
        eprintln!("glas: {line}");
    }
}

thread_local! {
    static INSTANCE: Rc<Instance<Spin>> = Rc::new(Instance::new(Spin::default()));
}

struct Component;

spin_sdk::wasip3::http::service::export!(Component with_types_in spin_sdk::wasip3);

// What `#[http_service]` would write, but that a request the SDK cannot read is answered and not a 500.
impl Guest for Component {
    async fn handle(request: WasiRequest) -> Result<WasiResponse, ErrorCode> {
        let instance = INSTANCE.with(Rc::clone);
        let response = match Request::from_request(request) {
            Ok(request) => respond(instance, request).await,
            Err(_) => {
                let unreadable =
                    Failure::BadRequest("invalid_request", "Not an HTTP request.".into());
                unreadable.response(instance.platform())
            }
        };
        response.into_response()
    }
}
