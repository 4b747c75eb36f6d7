//! A running service, and a client that can send it anything.

use std::collections::BTreeMap;
use std::io::Read;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use glas_host::{Clock, Component, Host, HostConfig, KeyValue, Manifest, Memory, Options};
use http::{HeaderMap, Method, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;

/// The tokens of every service started here.
pub const ADMIN: &str = "an-admin-token";
/// The lesser one.
pub const READER: &str = "a-reader-token";

/// The component as it is shipped.
pub fn component() -> &'static Component {
    static COMPONENT: LazyLock<Component> = LazyLock::new(|| {
        Component::load(&wasm(), Options::default()).expect("the component loads")
    });
    &COMPONENT
}

/// Its file.
pub fn wasm() -> PathBuf {
    let wasm = target().join("wasm32-wasip2/release/glas.wasm");
    assert!(
        wasm.is_file(),
        "there is no component: run scripts/build-wasm.sh -p glas"
    );
    wasm
}

/// Where cargo builds.
pub fn target() -> &'static Path {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().expect("it is in the target folder")
}

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The configuration of `spin.toml` with both tokens set, no limit on submissions, and `variables` besides.
pub fn config(variables: &[(&str, &str)]) -> HostConfig {
    let manifest = Manifest::read(&root().join("spin.toml")).expect("spin.toml is read");
    let usual = [
        ("admin_token", ADMIN),
        ("reader_token", READER),
        ("submissions_per_minute", "0"),
    ];
    let values: BTreeMap<String, String> = usual
        .iter()
        .chain(variables)
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .collect();
    HostConfig {
        keep_output: true,
        ..HostConfig::new(&manifest, &values).expect("the variables are known")
    }
}

/// Far more than any test takes, on a slow machine too.
const DEADLINE: Duration = Duration::from_secs(600);

/// Runs a test, and fails it if it does not end: an instance that waits for itself in a store would
/// otherwise keep the test, and the end of its runtime, for ever.
pub fn run(test: impl Future<Output = ()>) {
    struct Background(Option<Runtime>);

    impl Drop for Background {
        fn drop(&mut self) {
            if let Some(runtime) = self.0.take() {
                runtime.shutdown_background();
            }
        }
    }

    let runtime = Builder::new_multi_thread().enable_all().build();
    let runtime = Background(Some(runtime.expect("a runtime")));
    let ended = runtime
        .0
        .as_ref()
        .map(|runtime| runtime.block_on(async { timeout(DEADLINE, test).await }));
    assert!(
        matches!(ended, Some(Ok(()))),
        "it does not end: something waits for itself"
    );
}

/// The keys that begin so.
pub async fn keys_under(store: &dyn KeyValue, prefix: &str) -> Vec<String> {
    let mut keys = store.keys().await.collect().await.expect("a listing");
    keys.retain(|key| key.starts_with(prefix));
    keys.sort();
    keys
}

/// Deletes the keys that begin so.
pub async fn delete_under(store: &dyn KeyValue, prefix: &str) {
    for key in keys_under(store, prefix).await {
        store.delete(&key).await.expect("a deletion");
    }
}

/// A host with the component, and a client of it.
pub struct Service {
    /// The host itself.
    pub host: Host,
    /// The time the component sees.
    pub clock: Clock,
    /// What it stores in.
    pub store: Arc<dyn KeyValue>,
    client: Client,
}

/// A client of a host, wherever that runs. Its clones share connections.
#[derive(Clone)]
pub struct Client {
    http: legacy::Client<HttpConnector, BoxBody<Bytes, std::io::Error>>,
    address: SocketAddr,
}

impl Client {
    /// Of the host that listens there.
    pub fn to(address: SocketAddr) -> Self {
        Self {
            http: legacy::Client::builder(TokioExecutor::new()).build_http(),
            address,
        }
    }

    /// A request that can be added to.
    pub fn call(&self, method: Method, path: &str) -> Call<'_> {
        Call {
            client: self,
            request: http::Request::builder()
                .method(method)
                .uri(format!("http://{}{path}", self.address)),
            body: Full::default().map_err(|never| match never {}).boxed(),
        }
    }
}

impl Service {
    /// One with an empty store in memory.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// One with an empty store in memory and these variables.
    pub async fn with(variables: &[(&str, &str)]) -> Self {
        Self::over(Arc::new(Memory::new()), config(variables)).await
    }

    /// One over that store.
    pub async fn over(store: Arc<dyn KeyValue>, config: HostConfig) -> Self {
        Self::on(component(), store, config).await
    }

    /// Of a component.
    pub async fn on(component: &Component, store: Arc<dyn KeyValue>, config: HostConfig) -> Self {
        let clock = config.clock.clone();
        let host = Host::start(component, config, store.clone()).await;
        let host = host.expect("the host starts");
        Self {
            client: Client::to(host.address()),
            host,
            clock,
            store,
        }
    }

    /// A request that can be added to.
    pub fn call(&self, method: Method, path: &str) -> Call<'_> {
        self.client.call(method, path)
    }

    /// GET.
    pub fn get(&self, path: &str) -> Call<'_> {
        self.call(Method::GET, path)
    }

    /// POST of JSON.
    pub fn post(&self, path: &str, body: &Value) -> Call<'_> {
        self.call(Method::POST, path).json(body)
    }

    /// Puts a definition, which must be acceptable.
    pub async fn put_survey(&self, id: &str, definition: &Value) -> Answer {
        let put = self.call(Method::PUT, &format!("/v1/surveys/{id}"));
        let answer = put.json(definition).token(ADMIN).send().await;
        assert!(answer.status.is_success(), "{answer:?}");
        answer
    }

    /// Moves the component's time on to noon of the next day, so that neither a day nor a second ends
    /// soon; by how much.
    pub fn to_noon(&self) -> Duration {
        const DAY: u64 = 24 * 3600;
        let now = self.clock.now();
        let noon = Duration::from_secs((now.as_secs() / DAY + 1) * DAY + DAY / 2);
        self.clock.advance(noon - now);
        noon - now
    }

    /// Moves the component's time past everything that it remembers for the freshness bound.
    pub fn pass_freshness(&self) {
        self.clock.advance(Duration::from_secs(5));
    }

    /// The scores now, not those of a moment ago.
    pub async fn scores(&self, id: &str) -> Value {
        self.pass_freshness();
        let scores = self.get(&format!("/v1/surveys/{id}/scores"));
        let answer = scores.token(READER).send().await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.json()
    }

    /// Everything stored but what can be computed anew.
    pub async fn kept(&self) -> BTreeMap<String, Vec<u8>> {
        let mut kept = BTreeMap::new();
        let keys = self.store.keys().await.collect().await.expect("a listing");
        for key in keys.into_iter().filter(|key| !key.starts_with("sum/")) {
            if let Some(value) = self.store.get(&key).await.expect("a value") {
                kept.insert(key, value);
            }
        }
        kept
    }

    /// Sends these bytes, which should ask for the connection to be closed, and returns all that is answered.
    pub async fn raw(&self, bytes: &[u8]) -> String {
        self.exchange(bytes, false).await
    }

    /// Sends these bytes and closes its side of the connection, as if a client had died.
    pub async fn cut(&self, bytes: &[u8]) -> String {
        self.exchange(bytes, true).await
    }

    async fn exchange(&self, bytes: &[u8], cut: bool) -> String {
        let mut stream = TcpStream::connect(self.host.address())
            .await
            .expect("a connection");
        // The service may answer and close before it has read all.
        stream.write_all(bytes).await.ok();
        if cut {
            stream.shutdown().await.ok();
        }
        let mut answer = Vec::new();
        let read = timeout(Duration::from_secs(30), stream.read_to_end(&mut answer));
        read.await.expect("the connection is closed").ok();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Ends the service: no request may have trapped it.
    pub async fn finish(self) {
        assert_eq!(
            self.host.counters().traps,
            0,
            "a trap: {}",
            self.host.output()
        );
        self.host.stop().await;
    }
}

/// A request on its way.
pub struct Call<'a> {
    client: &'a Client,
    request: http::request::Builder,
    body: BoxBody<Bytes, std::io::Error>,
}

impl Call<'_> {
    /// With a header.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.request = self.request.header(name, value.as_ref());
        self
    }

    /// With a bearer token.
    pub fn token(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// With a body whose length is announced.
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = Full::new(body.into())
            .map_err(|never| match never {})
            .boxed();
        self
    }

    /// With a body in chunks, whose length is not announced.
    pub fn chunked(mut self, chunks: Vec<Bytes>) -> Self {
        let frames = chunks
            .into_iter()
            .map(|chunk| Ok(hyper::body::Frame::data(chunk)));
        self.body = BodyExt::boxed(StreamBody::new(futures_util::stream::iter(frames)));
        self
    }

    /// With a body in JSON.
    pub fn json(self, body: &Value) -> Self {
        self.header("content-type", "application/json")
            .body(body.to_string())
    }

    /// With the fields of a form.
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        self.header("content-type", "application/x-www-form-urlencoded")
            .body(body)
    }

    /// Sends it and reads the whole answer, which has what every answer has.
    #[track_caller]
    pub fn send(self) -> impl Future<Output = Answer> + use<> {
        let answered = self.try_send();
        async {
            let answer = answered.await.expect("a whole answer");
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
            assert_eq!(
                answer.header("x-content-type-options"),
                "nosniff",
                "{answer:?}"
            );
            answer
        }
    }

    /// Sends it and reads the whole answer, if there is one.
    #[track_caller]
    pub fn try_send(self) -> impl Future<Output = Result<Answer, Cut>> + use<> {
        let request = self.request.body(self.body).expect("a request");
        let answered = self.client.http.request(request);
        async {
            let (parts, body) = answered.await.map_err(|_| Cut)?.into_parts();
            let body = body.collect().await.map_err(|_| Cut)?.to_bytes();
            Ok(Answer {
                status: parts.status,
                headers: parts.headers,
                body,
            })
        }
    }
}

/// The connection ended before the answer did.
#[derive(Debug)]
pub struct Cut;

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// All of its body.
    pub body: Bytes,
}

impl Answer {
    /// A header that is there at most once; empty if it is not.
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().map(|value| value.to_str().expect("text"));
        assert!(values.next().is_none(), "{name} stands twice: {self:?}");
        value.unwrap_or_default()
    }

    /// The body as text.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    /// The body as text, which is packed with brotli.
    #[track_caller]
    pub fn unpacked(&self) -> String {
        let mut text = String::new();
        let mut reader = brotli_decompressor::Decompressor::new(&self.body[..], 4096);
        reader.read_to_string(&mut text).expect("brotli");
        text
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The `code` of a problem; empty if it is none.
    pub fn code(&self) -> String {
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        problem["code"].as_str().unwrap_or_default().into()
    }

    /// The places of all faults with their codes: `/answers/recommend out_of_range`.
    pub fn faults(&self) -> Vec<String> {
        let problem: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let fault = |error: &Value| {
            let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
            format!("{} {}", text("pointer"), text("code"))
        };
        errors.iter().map(fault).collect()
    }
}
