//! The adapter to Spin: the only file that names its SDK.

use std::cell::Cell;
use std::future::Future;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use futures_util::StreamExt;
use http::Method;
use spin_sdk::wasip3::exports::http::handler::Guest;
use spin_sdk::wasip3::http::types::{
    ErrorCode, Fields, Method as WasiMethod, Request as WasiRequest, Response as WasiResponse,
};
use spin_sdk::wasip3::random::random::get_random_bytes;
use spin_sdk::wasip3::{wit_future, wit_stream};
use spin_sdk::wit_bindgen::{FutureReader, StreamReader, StreamResult};
use spin_sdk::{key_value, variables};

use crate::http::{Body, Chunks, Failure, Incoming, Response, Unreadable, respond};
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
        // Opening takes a while too, and a listing may begin meanwhile: so once more after it.
        loop {
            while self.listing.get() {
                pause().await;
            }
            if let Some(store) = self.open.get() {
                return Ok(store.clone());
            }
            let store = Rc::new(key_value::Store::open(LABEL).await.map_err(failed)?);
            self.open.get_or_init(|| store);
        }
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

    async fn pause(&self, time: Duration) {
        spin_sdk::time::sleep(time).await;
    }

    fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        spin_sdk::wasip3::spawn(work);
    }

    fn log(&self, line: &str) {
        log(line);
    }
}

thread_local! {
    static INSTANCE: Rc<Instance<Spin>> = Rc::new(Instance::new(Spin::default()));
}

struct Component;

spin_sdk::wasip3::http::service::export!(Component with_types_in spin_sdk::wasip3);

// Not `#[http_service]`: its conversions to and from the types of the `http` crate cost several
// times what a poll does, and what they cannot convert becomes a 500.
impl Guest for Component {
    async fn handle(request: WasiRequest) -> Result<WasiResponse, ErrorCode> {
        let instance = INSTANCE.with(Rc::clone);
        let target = request.get_path_with_query().unwrap_or_default();
        let response = match method(request.get_method()) {
            Some(method) => respond(instance, method, &target, SpinRequest::new(request)).await,
            None => Failure::MethodNotAllowed(&[]).response(instance.platform()),
        };
        send(response)
    }
}

fn method(method: WasiMethod) -> Option<Method> {
    Some(match method {
        WasiMethod::Get => Method::GET,
        WasiMethod::Head => Method::HEAD,
        WasiMethod::Post => Method::POST,
        WasiMethod::Put => Method::PUT,
        WasiMethod::Delete => Method::DELETE,
        WasiMethod::Connect => Method::CONNECT,
        WasiMethod::Options => Method::OPTIONS,
        WasiMethod::Trace => Method::TRACE,
        WasiMethod::Patch => Method::PATCH,
        WasiMethod::Other(name) => Method::from_bytes(name.as_bytes()).ok()?,
    })
}

/// A request as Spin hands it over. Each piece is a call to the host, made when it is asked for.
struct SpinRequest {
    headers: Fields,
    request: Option<WasiRequest>,
}

impl SpinRequest {
    fn new(request: WasiRequest) -> Self {
        Self {
            headers: request.get_headers(),
            request: Some(request),
        }
    }
}

impl Incoming for SpinRequest {
    fn header(&self, name: &str) -> Vec<Vec<u8>> {
        self.headers.get(name)
    }

    fn authority(&self) -> Option<String> {
        self.request.as_ref().and_then(WasiRequest::get_authority)
    }

    async fn read(&mut self, most: usize) -> Result<Vec<u8>, Unreadable> {
        const CHUNK: usize = 16 * 1024;
        let Some(request) = self.request.take() else {
            return Ok(Vec::new());
        };
        let (_, accepted) = wit_future::new(|| Ok(()));
        let (mut stream, end) = WasiRequest::consume_body(request, accepted);
        let mut body = Vec::new();
        loop {
            let (result, chunk) = stream.read(Vec::with_capacity(CHUNK)).await;
            body.extend_from_slice(&chunk);
            if body.len() > most {
                return Err(Unreadable::TooLong);
            }
            if !matches!(result, StreamResult::Complete(_)) {
                break;
            }
        }
        drop(stream);
        // A connection that breaks off ends the stream as well; only here does it say so.
        end.await.map_err(|_| Unreadable::Incomplete)?;
        Ok(body)
    }
}

/// Hands a response over to Spin, which sends the body while it is still being written.
fn send(response: Response) -> Result<WasiResponse, ErrorCode> {
    let mut headers: Vec<(String, Vec<u8>)> = Vec::with_capacity(response.headers.len() + 1);
    for (name, value) in &response.headers {
        headers.push((name.as_str().into(), value.as_bytes().into()));
    }
    let status = response.status.as_u16();
    let (body, trailers) = match response.body {
        Body::Whole(body) => {
            // Told its length, a platform sends a body in one piece and an empty one not at all.
            if !matches!(status, 204 | 304) {
                headers.push(("content-length".into(), body.len().to_string().into()));
            }
            let (_, no_trailers) = wit_future::new(|| Ok(None));
            let stream = (!body.is_empty()).then(|| write_whole(body));
            (stream, no_trailers)
        }
        Body::Streamed(chunks) => {
            let (stream, end) = write_streamed(chunks);
            (Some(stream), end)
        }
    };
    let headers = Fields::from_list(&headers).map_err(internal)?;
    let (response, _) = WasiResponse::new(headers, body, trailers);
    if status != 200 {
        response.set_status_code(status).map_err(internal)?;
    }
    Ok(response)
}

fn internal<E>(_: E) -> ErrorCode {
    ErrorCode::InternalError(None)
}

fn write_whole(body: Bytes) -> StreamReader<u8> {
    let (mut writer, reader) = wit_stream::new();
    spin_sdk::wasip3::spawn(async move {
        writer.write_all(body.into()).await;
    });
    reader
}

type End = FutureReader<Result<Option<Fields>, ErrorCode>>;

fn write_streamed(mut chunks: Chunks) -> (StreamReader<u8>, End) {
    let (mut writer, reader) = wit_stream::new();
    let (end, ended) = wit_future::new(|| Ok(None));
    spin_sdk::wasip3::spawn(async move {
        let mut outcome = Ok(None);
        while let Some(chunk) = chunks.next().await {
            let unread = match chunk {
                Ok(chunk) => writer.write_all(chunk).await,
                Err(error) => {
                    log(&error.to_string());
                    outcome = Err(ErrorCode::InternalError(None));
                    break;
                }
            };
            // The reader is gone.
            if !unread.is_empty() {
                break;
            }
        }
        drop(writer);
        end.write(outcome).await.ok();
    });
    (reader, ended)
}

fn log(line: &str) {
    eprintln!("glas: {line}");
}
