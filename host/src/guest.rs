//! What one instance holds on the host's side, and the answers to what it imports.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::task::{Context, Poll};

use tokio::sync::mpsc;
use wasmtime::component::{
    Accessor, Destination, FutureReader, HasSelf, Resource, ResourceTable, StreamProducer,
    StreamReader, StreamResult,
};
use wasmtime::{ResourceLimiter, StoreContextMut};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{
    Error as HttpError, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks,
    WasiHttpView,
};

use crate::bindings::spin::key_value::key_value::{self, Error as KeyValueError};
use crate::bindings::spin::variables::variables::{self, Error as VariableError};
use crate::clock::{Clock, Monotonic};
use crate::counters::Meter;
use crate::key_value::{KeyValue, StoreError};
use crate::variables::check_name;

/// Handles an instance may have open, as in Spin.
const OPEN_STORES: usize = 256;

/// What every instance of a host is given.
pub(crate) struct Grants {
    pub(crate) store: Arc<dyn KeyValue>,
    pub(crate) labels: BTreeSet<String>,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) clock: Clock,
    pub(crate) memory_limit: usize,
    /// The most memory that an instance came to hold.
    pub(crate) peak_memory: AtomicUsize,
    pub(crate) output: Option<MemoryOutputPipe>,
    pub(crate) meter: Meter,
}

/// The data of a Wasm store.
pub(crate) struct Guest {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    no_way_out: NoWayOut,
    resources: ResourceTable,
    open_stores: ResourceTable,
    pub(crate) memory: LinearMemory,
    pub(crate) fuel_left: u64,
    grants: Arc<Grants>,
}

impl Guest {
    pub(crate) fn new(grants: Arc<Grants>) -> Self {
        let mut wasi = WasiCtxBuilder::new();
        wasi.wall_clock(grants.clock.clone());
        wasi.monotonic_clock(Monotonic::new(grants.clock.clone()));
        match &grants.output {
            Some(pipe) => wasi.stdout(pipe.clone()).stderr(pipe.clone()),
            None => wasi.stdout(std::io::stderr()).inherit_stderr(),
        };
        let mut open_stores = ResourceTable::new();
        open_stores.set_max_capacity(OPEN_STORES);
        Self {
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            no_way_out: NoWayOut,
            resources: ResourceTable::new(),
            open_stores,
            memory: LinearMemory {
                held: 0,
                grants: grants.clone(),
            },
            fuel_left: u64::MAX,
            grants,
        }
    }

    pub(crate) fn meter(&self) -> &Meter {
        &self.grants.meter
    }
}

/// What an instance holds of what it may have.
pub(crate) struct LinearMemory {
    held: usize,
    grants: Arc<Grants>,
}

impl ResourceLimiter for LinearMemory {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let held = self.held.saturating_sub(current).saturating_add(desired);
        let granted =
            held <= self.grants.memory_limit && maximum.is_none_or(|most| desired <= most);
        if granted {
            self.held = held;
            self.grants.peak_memory.fetch_max(held, Relaxed);
        }
        Ok(granted)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

impl WasiView for Guest {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.resources,
        }
    }
}

impl WasiHttpView for Guest {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView {
            hooks: &mut self.no_way_out,
            table: &mut self.resources,
            ctx: &mut self.http,
        }
    }
}

/// Outbound HTTP for a component that `spin.toml` allows no host.
struct NoWayOut;

type Sent = Result<
    (
        http::Response<WasiBody>,
        Box<dyn Future<Output = Result<(), HttpError>> + Send>,
    ),
    HttpError,
>;

impl WasiHttpHooks for NoWayOut {
    fn send_request(
        &mut self,
        _request: http::Request<WasiBody>,
        _options: Option<RequestOptions>,
        _outcome: Box<dyn Future<Output = Result<(), HttpError>> + Send>,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        Box::new(async { Err(HttpError::HttpRequestDenied) })
    }
}

/// An open handle on a key-value store.
pub struct OpenStore(Arc<dyn KeyValue>);

type Host = HasSelf<Guest>;
type Call<'a> = &'a Accessor<Guest, Host>;

/// The store behind a handle, and what was granted.
fn opened(
    call: Call<'_>,
    handle: &Resource<OpenStore>,
) -> wasmtime::Result<(Arc<dyn KeyValue>, Arc<Grants>)> {
    call.with(|mut access| {
        let guest = access.get();
        let store = guest.open_stores.get(handle)?.0.clone();
        Ok((store, guest.grants.clone()))
    })
}

fn other(operation: &str, error: StoreError) -> KeyValueError {
    eprintln!("key-value {operation}: {error}");
    KeyValueError::Other(error.0)
}

impl key_value::Host for Guest {}
impl key_value::HostStore for Guest {}

impl key_value::HostStoreWithStore<Guest> for Host {
    async fn open(
        call: Call<'_>,
        label: String,
    ) -> wasmtime::Result<Result<Resource<OpenStore>, KeyValueError>> {
        Ok(call.with(|mut access| {
            let guest = access.get();
            if !guest.grants.labels.contains(&label) {
                return Err(KeyValueError::AccessDenied);
            }
            let store = OpenStore(guest.grants.store.clone());
            guest
                .open_stores
                .push(store)
                .map_err(|_| KeyValueError::StoreTableFull)
        }))
    }

    async fn get(
        call: Call<'_>,
        handle: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<Option<Vec<u8>>, KeyValueError>> {
        let (store, grants) = opened(call, &handle)?;
        grants.meter.gets.add(1);
        Ok(store.get(&key).await.map_err(|error| other("get", error)))
    }

    async fn set(
        call: Call<'_>,
        handle: Resource<OpenStore>,
        key: String,
        value: Vec<u8>,
    ) -> wasmtime::Result<Result<(), KeyValueError>> {
        let (store, grants) = opened(call, &handle)?;
        grants.meter.sets.add(1);
        grants.meter.bytes_written.add(value.len() as u64);
        Ok(store
            .set(&key, value)
            .await
            .map_err(|error| other("set", error)))
    }

    async fn delete(
        call: Call<'_>,
        handle: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<(), KeyValueError>> {
        let (store, grants) = opened(call, &handle)?;
        grants.meter.deletes.add(1);
        Ok(store
            .delete(&key)
            .await
            .map_err(|error| other("delete", error)))
    }

    async fn exists(
        call: Call<'_>,
        handle: Resource<OpenStore>,
        key: String,
    ) -> wasmtime::Result<Result<bool, KeyValueError>> {
        let (store, grants) = opened(call, &handle)?;
        grants.meter.exists.add(1);
        Ok(store
            .exists(&key)
            .await
            .map_err(|error| other("exists", error)))
    }

    async fn get_keys(
        call: Call<'_>,
        handle: Resource<OpenStore>,
    ) -> wasmtime::Result<(
        StreamReader<String>,
        FutureReader<Result<(), KeyValueError>>,
    )> {
        let (store, grants) = opened(call, &handle)?;
        grants.meter.listings.add(1);
        let listing = store.keys().await;
        let keys = Keys {
            keys: listing.keys,
            grants,
        };
        let outcome = async {
            let outcome = listing.outcome.await?;
            wasmtime::error::Ok(outcome.map_err(|error| other("get-keys", error)))
        };
        call.with(|mut access| {
            let keys = StreamReader::new(&mut access, keys)?;
            Ok((keys, FutureReader::new(&mut access, outcome)?))
        })
    }

    async fn drop(call: Call<'_>, handle: Resource<OpenStore>) -> wasmtime::Result<()> {
        call.with(|mut access| access.get().open_stores.delete(handle))?;
        Ok(())
    }
}

/// Hands a listing to the component, key by key as Spin does.
struct Keys {
    keys: mpsc::Receiver<String>,
    grants: Arc<Grants>,
}

impl StreamProducer<Guest> for Keys {
    type Item = String;
    type Buffer = Option<String>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        store: StoreContextMut<'a, Guest>,
        mut destination: Destination<'a, String, Option<String>>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if destination.remaining(store) == Some(0) {
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        Poll::Ready(Ok(match self.keys.poll_recv(cx) {
            Poll::Ready(Some(key)) => {
                self.grants.meter.keys_listed.add(1);
                destination.set_buffer(Some(key));
                StreamResult::Completed
            }
            Poll::Ready(None) => StreamResult::Dropped,
            Poll::Pending if finish => StreamResult::Cancelled,
            Poll::Pending => return Poll::Pending,
        }))
    }
}

impl variables::Host for Guest {}

impl variables::HostWithStore<Guest> for Host {
    async fn get(call: Call<'_>, name: String) -> wasmtime::Result<Result<String, VariableError>> {
        if let Err(reason) = check_name(&name) {
            return Ok(Err(VariableError::InvalidName(format!(
                "{name:?} {reason}"
            ))));
        }
        let value = call.with(|mut access| access.get().grants.variables.get(&name).cloned());
        Ok(value.ok_or_else(|| VariableError::Undefined(format!("no variable {name:?}"))))
    }
}
