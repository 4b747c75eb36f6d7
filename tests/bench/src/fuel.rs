//! Wasm instructions per request, by the fuel they burn. One request at a time, so they are exact.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use bytes::Bytes;
use glas_host::{Host, Memory};
use http::{Method, Request, StatusCode};

use crate::report::{Report, Row, figure};
use crate::respondents::Respondents;
use crate::service::{Bench, COLD, RESPONSES, SCORES, Serving, WARM};
use crate::stored::Stored;

/// Requests of each kind.
const REQUESTS: usize = 50;
/// An instance may go on for a moment after its answer is whole.
pub const AFTERMATH: Duration = Duration::from_millis(20);

/// Adds its rows.
pub fn measure(bench: &Bench, stored: &Stored, report: &mut Report) -> anyhow::Result<()> {
    eprintln!("Wasm instructions per request");
    let warm = Serving {
        fuel: true,
        reuse: WARM,
        clock: stored.clock.clone(),
        freshness: Some(3600),
    };
    let cold = Serving {
        reuse: COLD,
        ..warm.clone()
    };
    let glas = bench.serve_glas(&warm, stored.store.clone())?;
    let minimal = bench.serve(&bench.minimal, &warm, Arc::new(Memory::new()))?;
    let mut respondents = Respondents::new();
    let mut body = || Bytes::from(respondents.record(warm.now()).line().to_owned());

    let get = |path: &str| get(path, "");
    let polled = bench.call(&glas, Method::GET, SCORES, "")?;
    let etag = polled.headers()["etag"].to_str()?.to_owned();
    let (ok, created) = (StatusCode::OK, StatusCode::CREATED);
    let least_get = per_request(bench, &minimal, ok, || get("/"))?;
    let least_post = per_request(bench, &minimal, created, || post("/", body()))?;
    let against_get = "minimal's GET";
    let rows = [
        (
            "warm poll",
            per_request(bench, &glas, ok, || get(SCORES))?,
            (least_get, against_get),
        ),
        (
            "warm poll answered 304",
            per_request(bench, &glas, StatusCode::NOT_MODIFIED, || {
                self::get(SCORES, &etag)
            })?,
            (least_get, against_get),
        ),
        (
            "script",
            per_request(bench, &glas, ok, || get("/s/demo.js"))?,
            (least_get, against_get),
        ),
        (
            "submission",
            per_request(bench, &glas, created, || post(RESPONSES, body()))?,
            (least_post, "minimal's POST"),
        ),
        (
            "an instance's first poll",
            per_request(
                bench,
                &bench.serve_glas(&cold, stored.store.clone())?,
                ok,
                || get(SCORES),
            )?,
            (
                per_request(
                    bench,
                    &bench.serve(&bench.minimal, &cold, Arc::new(Memory::new()))?,
                    ok,
                    || get("/"),
                )?,
                "minimal's first GET",
            ),
        ),
    ];
    for (what, ours, (theirs, against)) in rows {
        let row = Row::new(
            format!("Wasm instructions, {what}"),
            figure(ours),
            format!("{} ({against})", figure(theirs)),
        );
        report.add(row.ratio(ours / theirs));
    }
    Ok(())
}

/// The mean over some requests, after one that is not counted.
fn per_request(
    bench: &Bench,
    host: &Host,
    expected: StatusCode,
    mut request: impl FnMut() -> Request<Bytes>,
) -> anyhow::Result<f64> {
    let mut ask = || {
        let answer = bench.runtime.block_on(host.call(request()))?;
        ensure!(answer.status() == expected, "{answer:?}");
        anyhow::Ok(())
    };
    ask()?;
    std::thread::sleep(AFTERMATH);
    let before = host.counters();
    for _ in 0..REQUESTS {
        ask()?;
    }
    std::thread::sleep(AFTERMATH);
    Ok(host.counters().since(&before).fuel as f64 / REQUESTS as f64)
}

fn get(path: &str, etag: &str) -> Request<Bytes> {
    let request = Request::get(path).header("if-none-match", etag);
    request.body(Bytes::new()).expect("a request")
}

fn post(path: &str, body: Bytes) -> Request<Bytes> {
    let request = Request::post(path).header("content-type", "application/json");
    request.body(body).expect("a request")
}
