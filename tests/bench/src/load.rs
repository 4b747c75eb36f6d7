//! Virtual clients, each with one kept-alive connection, each sending its next request once it has
//! the whole answer to the last.
//!
//! A host leaves Nagle's algorithm on, as Spin does: where it sends an answer's head and body apart,
//! the body waits for the client's ACK, and a client that delays ACKs waits for its own timer, 40 ms
//! on Linux. [`Acks`] says which clients these are.

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use anyhow::ensure;
use bytes::Bytes;
use futures_util::future::try_join_all;
use glas_host::Host;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

use crate::measure::millis;

/// No window has more requests than this, however fast the machine.
const MOST: usize = 100_000;

/// When a client acknowledges what it receives.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Acks {
    /// At once: latencies are those of the service alone.
    AtOnce,
    /// As browsers and proxies do.
    Delayed,
}

/// What a host is asked.
pub type Ask<'a> = dyn FnMut() -> Request<Full<Bytes>> + 'a;

/// Clients of one host, on this thread.
pub struct Clients {
    runtime: Runtime,
    connections: Vec<SendRequest<Full<Bytes>>>,
}

/// What a window of load came to.
pub struct Sample {
    /// Requests a second.
    pub rate: f64,
    /// The median latency in milliseconds.
    pub p50: f64,
    /// One in a hundred took longer, in milliseconds.
    pub p99: f64,
}

impl Clients {
    /// So many of them, connected.
    pub fn connect(address: SocketAddr, count: usize, acks: Acks) -> anyhow::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let connect = || async {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let (sender, connection) =
                http1::handshake(TokioIo::new(Stream { stream, acks })).await?;
            tokio::spawn(connection);
            anyhow::Ok(sender)
        };
        let connections = runtime.block_on(try_join_all((0..count).map(|_| connect())))?;
        Ok(Self {
            runtime,
            connections,
        })
    }

    /// Asks for a while; every answer must be `expected`.
    pub fn run(
        &mut self,
        window: Duration,
        expected: StatusCode,
        ask: &mut Ask<'_>,
    ) -> anyhow::Result<Sample> {
        let ask = RefCell::new(ask);
        let latencies = RefCell::new(Vec::new());
        let start = Instant::now();
        let clients = self.connections.iter_mut().map(|connection| async {
            while start.elapsed() < window && latencies.borrow().len() < MOST {
                connection.ready().await?;
                let request = ask.borrow_mut()();
                let asked = Instant::now();
                let answer = connection.send_request(request).await?;
                ensure!(answer.status() == expected, "{answer:?}");
                answer.into_body().collect().await?;
                latencies.borrow_mut().push(asked.elapsed());
            }
            Ok(())
        });
        self.runtime.block_on(try_join_all(clients))?;
        let elapsed = start.elapsed();
        let mut latencies = latencies.into_inner();
        latencies.sort();
        let percentile = |percent: usize| millis(latencies[(latencies.len() - 1) * percent / 100]);
        Ok(Sample {
            rate: latencies.len() as f64 / elapsed.as_secs_f64(),
            p50: percentile(50),
            p99: percentile(99),
        })
    }
}

/// A GET.
pub fn get(host: &Host, path: &str) -> Request<Full<Bytes>> {
    let request = Request::get(path).header("host", host.address().to_string());
    request.body(Full::default()).expect("a request")
}

/// A POST of JSON.
pub fn post(host: &Host, path: &str, body: String) -> Request<Full<Bytes>> {
    let request = Request::post(path)
        .header("host", host.address().to_string())
        .header("content-type", "application/json");
    request.body(Full::from(body)).expect("a request")
}

/// A connection of a client.
struct Stream {
    stream: TcpStream,
    acks: Acks,
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        // The kernel forgets it again by and by.
        #[cfg(target_os = "linux")]
        if read.is_ready() && self.acks == Acks::AtOnce {
            self.stream.set_quickack(true)?;
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
