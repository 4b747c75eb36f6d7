//! A listening server over one component and one store.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use anyhow::Context;
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::handler::ProxyHandler;

use crate::clock::Clock;
use crate::component::Component;
use crate::counters::{Counters, Meter};
use crate::guest::Grants;
use crate::headers;
use crate::instance::{Instances, Lifetime, Reuse};
use crate::key_value::KeyValue;
use crate::manifest::Manifest;
use crate::routes::{self, Route};

/// How long a stopping host lets requests end.
const STOP: Duration = Duration::from_secs(10);

/// What Akamai Functions gives an instance.
const MEMORY_LIMIT: usize = 128 << 20;

/// How much of the component's output a host keeps, if it keeps it.
const OUTPUT_LIMIT: usize = 64 << 20;

/// Paths that Spin answers itself.
const WELL_KNOWN: &str = "/.well-known/spin/";

/// How a host serves.
#[derive(Clone)]
pub struct HostConfig {
    /// Where to listen: by default, any free port of 127.0.0.1.
    pub listen: SocketAddr,
    /// The paths the component answers.
    pub routes: Vec<Route>,
    /// The key-value labels the component may open, all of one store.
    pub key_value_stores: BTreeSet<String>,
    /// The component's variables.
    pub variables: BTreeMap<String, String>,
    /// How instances are reused.
    pub reuse: Reuse,
    /// Bytes of memory an instance may have.
    pub memory_limit: usize,
    /// The time the component sees.
    pub clock: Clock,
    /// Keep what the component prints, for [`Host::output`], instead of passing
    /// it on to stderr.
    pub keep_output: bool,
}

impl HostConfig {
    /// What `manifest` asks for, with `values` for its variables.
    pub fn new(manifest: &Manifest, values: &BTreeMap<String, String>) -> anyhow::Result<Self> {
        Ok(Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            routes: manifest.routes.clone(),
            key_value_stores: manifest.key_value_stores.clone(),
            variables: manifest.resolve(values)?,
            reuse: Reuse::default(),
            memory_limit: MEMORY_LIMIT,
            clock: Clock::new(),
            keep_output: false,
        })
    }
}

/// A running server. Dropping it ends it like [`Host::kill`].
pub struct Host {
    address: SocketAddr,
    service: Arc<Service>,
    acceptor: JoinHandle<()>,
}

impl Host {
    /// Serves `component` with its data in `store`.
    pub async fn start(
        component: &Component,
        config: HostConfig,
        store: Arc<dyn KeyValue>,
    ) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(config.listen)
            .await
            .with_context(|| format!("cannot listen on {}", config.listen))?;
        let address = listener.local_addr()?;
        let output = config
            .keep_output
            .then(|| MemoryOutputPipe::new(OUTPUT_LIMIT));
        let grants = Arc::new(Grants {
            store,
            labels: config.key_value_stores,
            variables: config.variables,
            clock: config.clock,
            memory_limit: config.memory_limit,
            peak_memory: AtomicUsize::new(0),
            output,
            meter: Meter::default(),
        });
        let lifetime = Lifetime::default();
        let service = Arc::new(Service {
            routes: config.routes,
            grants: grants.clone(),
            lifetime: lifetime.clone(),
            handler: ProxyHandler::new(Instances {
                component: component.clone(),
                grants,
                reuse: config.reuse,
                lifetime,
            }),
        });
        let acceptor = tokio::spawn(accept(listener, service.clone()));
        Ok(Self {
            address,
            service,
            acceptor,
        })
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its origin, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was counted since the start.
    pub fn counters(&self) -> Counters {
        self.service.grants.meter.read()
    }

    /// The most bytes of linear memory that any one instance came to hold since the start.
    pub fn peak_memory(&self) -> usize {
        self.service.grants.peak_memory.load(Relaxed)
    }

    /// What the component printed so far, if [`HostConfig::keep_output`] asked for it.
    pub fn output(&self) -> String {
        let output = self.service.grants.output.as_ref();
        let bytes = output.map(MemoryOutputPipe::contents).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Answers a request without a socket, as if this host had sent it to itself.
    pub async fn call(&self, request: Request<Bytes>) -> anyhow::Result<Response<Bytes>> {
        let mut request =
            request.map(|body| Full::new(body).map_err(|e| match e {}).boxed_unsync());
        if request.uri().authority().is_none() && !request.headers().contains_key("host") {
            let host = self.address.to_string().parse()?;
            request.headers_mut().insert("host", host);
        }
        let response = self.service.handle(request, self.address).await?;
        let (parts, body) = response.into_parts();
        let body = body.collect().await?.to_bytes();
        Ok(Response::from_parts(parts, body))
    }

    /// Makes one more instance, drops it, and tells how long making it took.
    pub async fn instantiate(&self) -> anyhow::Result<Duration> {
        let start = Instant::now();
        let instances = self.service.handler.state();
        let instance = instances
            .component
            .instantiate(instances.grants.clone())
            .await?;
        let took = start.elapsed();
        drop(instance);
        Ok(took)
    }

    /// Stops accepting, lets requests and what follows them end, for ten seconds
    /// at most, and ends all instances.
    pub async fn stop(mut self) {
        let lifetime = self.service.lifetime.clone();
        lifetime.stopping.cancel();
        lifetime.instances.close();
        let all = async {
            _ = (&mut self.acceptor).await;
            lifetime.instances.wait().await;
        };
        _ = timeout(STOP, all).await;
        lifetime.killed.cancel();
    }

    /// Ends everything at once, whatever is under way: a crash, as far as the
    /// component and its clients can tell.
    pub async fn kill(self) {
        let lifetime = self.service.lifetime.clone();
        drop(self);
        lifetime.instances.wait().await;
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.acceptor.abort();
        self.service.lifetime.instances.close();
        self.service.lifetime.killed.cancel();
    }
}

async fn accept(listener: TcpListener, service: Arc<Service>) {
    let connections = GracefulShutdown::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, client)) => {
                    let watcher = connections.watcher();
                    tokio::spawn(connect(stream, client, service.clone(), watcher));
                }
                // Out of file descriptors, most likely: let some connections end.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            () = service.lifetime.stopping.cancelled() => break,
        }
    }
    drop(listener);
    connections.shutdown().await;
}

/// Serves one connection. Like Spin, this leaves Nagle's algorithm on: a head
/// and a body sent apart reach a client some 40 ms apart, as they do there.
async fn connect(stream: TcpStream, client: SocketAddr, service: Arc<Service>, watcher: Watcher) {
    let killed = service.lifetime.killed.clone();
    let answer = service_fn(move |request: Request<Incoming>| {
        let service = service.clone();
        async move {
            let request = request.map(|body| body.map_err(Into::into).boxed_unsync());
            service.handle(request, client).await
        }
    });
    let builder = Builder::new(TokioExecutor::new());
    let connection = builder.serve_connection(TokioIo::new(stream), answer);
    let connection = watcher.watch(connection.into_owned());
    tokio::select! {
        // Clients go away and send nonsense: neither is worth a line.
        _ = connection => (),
        () = killed.cancelled() => (),
    }
}

struct Service {
    routes: Vec<Route>,
    grants: Arc<Grants>,
    lifetime: Lifetime,
    handler: ProxyHandler<Instances>,
}

impl Service {
    /// An error closes the connection without an answer.
    async fn handle(
        &self,
        mut request: Request<WasiBody>,
        client: SocketAddr,
    ) -> anyhow::Result<Response<WasiBody>> {
        headers::strip(&mut request);
        let path = request.uri().path().to_owned();
        if let Some(well_known) = path.strip_prefix(WELL_KNOWN) {
            return Ok(match well_known {
                "health" => Response::new(Full::from("OK").map_err(|e| match e {}).boxed_unsync()),
                _ => empty(StatusCode::NOT_FOUND),
            });
        }
        let Some((route, path_info)) = routes::best(&self.routes, &path) else {
            return Ok(empty(StatusCode::NOT_FOUND));
        };
        headers::complete_uri(&mut request)?;
        let answer = match headers::append(&mut request, route, path_info, client) {
            Ok(()) => self.handler.handle((), request).await.map_err(Into::into),
            Err(error) => Err(error),
        };
        match answer {
            // Whose instance was killed has not failed: nobody is left to say so.
            Err(error) if self.lifetime.killed.is_cancelled() => Err(error),
            Err(error) => {
                // Without the path: a client typed it.
                eprintln!("no answer: {error:#}");
                Ok(empty(StatusCode::INTERNAL_SERVER_ERROR))
            }
            answer => answer,
        }
    }
}

fn empty(status: StatusCode) -> Response<WasiBody> {
    let mut response = Response::new(Empty::new().map_err(|e| match e {}).boxed_unsync());
    *response.status_mut() = status;
    response
}
