//! Sends a sample to a service, as any other tool's export.

use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

use crate::{Piece, SURVEY, Sample};

/// A quarter of what an import takes, so that there is progress to see.
const PIECE: usize = 1024 * 1024;
/// A store that is busy is not so for long.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);

/// A running service.
pub struct Service {
    /// Its origin.
    pub url: String,
    /// Its admin token.
    pub token: String,
}

/// How far it is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Rows that are kept.
    pub done: usize,
    /// Of how many.
    pub of: usize,
    /// Since the first was sent.
    pub took: Duration,
}

impl Progress {
    /// Rows a second.
    pub fn rate(&self) -> f64 {
        self.done as f64 / self.took.as_secs_f64().max(1e-9)
    }
}

impl Service {
    /// Defines the survey and imports the answers.
    pub fn load(
        &self,
        sample: &Sample,
        mut tell: impl FnMut(Progress),
    ) -> anyhow::Result<Progress> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let connection = Connection {
            service: self,
            http: Client::builder(TokioExecutor::new()).build_http(),
        };
        runtime.block_on(async {
            connection.define(sample).await?;
            let start = Instant::now();
            let mut progress = Progress {
                done: 0,
                of: sample.responses,
                took: Duration::ZERO,
            };
            for piece in sample.pieces(PIECE) {
                connection.import(&piece).await?;
                progress.done += piece.rows;
                progress.took = start.elapsed();
                tell(progress);
            }
            Ok(progress)
        })
    }
}

struct Connection<'a> {
    service: &'a Service,
    http: Client<HttpConnector, Full<Bytes>>,
}

impl Connection<'_> {
    async fn define(&self, sample: &Sample) -> anyhow::Result<()> {
        let path = format!("/v1/surveys/{SURVEY}");
        let definition = sample.survey().to_string();
        self.send(Method::PUT, &path, "application/json", definition)
            .await?;
        Ok(())
    }

    async fn import(&self, piece: &Piece) -> anyhow::Result<()> {
        let path = format!("/v1/surveys/{SURVEY}/import");
        let rows = piece.text.clone();
        let report = self
            .send(Method::POST, &path, "application/x-ndjson", rows)
            .await?;
        ensure!(
            report["accepted"] == piece.rows,
            "rows are refused: {report}"
        );
        Ok(())
    }

    /// Sends until it is not told to come back later.
    async fn send(
        &self,
        method: Method,
        path: &str,
        media_type: &str,
        body: String,
    ) -> anyhow::Result<Value> {
        let Service { url, token } = self.service;
        let body = Bytes::from(body);
        for attempt in 1.. {
            let request = Request::builder()
                .method(&method)
                .uri(format!("{url}{path}"))
                .header("authorization", format!("Bearer {token}"))
                .header("content-type", media_type)
                .body(Full::new(body.clone()))
                .with_context(|| format!("{url} is no address such as http://127.0.0.1:3000"))?;
            let answer = self.http.request(request).await;
            let answer = answer.with_context(|| format!("nothing answers at {url}"))?;
            let status = answer.status();
            let text = answer.into_body().collect().await?.to_bytes();
            let text = String::from_utf8_lossy(&text);
            match status {
                StatusCode::SERVICE_UNAVAILABLE if attempt < TRIES => {
                    tokio::time::sleep(PAUSE * attempt).await;
                }
                StatusCode::UNAUTHORIZED => bail!("{url} does not know this admin token"),
                _ if status.is_success() => return Ok(serde_json::from_str(&text)?),
                _ => bail!("{method} {path}: {status} {text}"),
            }
        }
        unreachable!("the last try returns")
    }
}
