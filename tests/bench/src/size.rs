//! What has to be moved before anything is answered: the component, an instance, the script.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use glas_host::Memory;
use http::{Method, Request};

use crate::measure::Turns;
use crate::report::{Report, Row, Target, figure};
use crate::service::{Bench, Serving};

/// The project's own bound on the script, in kilobytes.
const SCRIPT: f64 = 10.0;

/// What others have a page load, gzipped, in kilobytes.
const PEERS: [(&str, f64); 2] = [
    ("PostHog surveys.js, after a loader of 122 kB", 48.7),
    ("Formbricks", 52.3),
];

const INSTANCES: usize = 200;

/// Adds its rows.
pub fn measure(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    eprintln!("sizes and instantiation");
    let serving = Serving::default();
    let glas = bench.serve_glas(&serving, Arc::new(Memory::new()))?;
    let minimal = bench.serve(&bench.minimal, &serving, Arc::new(Memory::new()))?;
    let mut turns = Turns::default();
    for _ in 0..INSTANCES {
        let micros = |host| {
            let took = bench.runtime.block_on(glas_host::Host::instantiate(host))?;
            anyhow::Ok(took.as_secs_f64() * 1e6)
        };
        turns.add(micros(&glas)?, micros(&minimal)?);
    }
    let row = Row::new(
        "instantiation, µs",
        figure(turns.ours()),
        figure(turns.theirs()),
    );
    report.add(row.ratio(turns.ratio()));

    let bytes = |file| anyhow::Ok(fs::metadata(file)?.len() as f64);
    let (ours, theirs) = (bytes(&bench.glas.wasm)?, bytes(&bench.minimal.wasm)?);
    let row = Row::new("component, bytes", figure(ours), figure(theirs));
    report.add(row.ratio(ours / theirs));

    let six = bench.read("tests/six-questions.json")?;
    bench.call(&glas, Method::PUT, "/v1/surveys/six", six)?;
    let script = |encoding: &str| -> anyhow::Result<Bytes> {
        let request = Request::builder()
            .uri("/s/six.js")
            .header("accept-encoding", encoding)
            .body(Bytes::new())?;
        Ok(bench.runtime.block_on(glas.call(request))?.into_body())
    };
    let (raw, sent) = (script("identity")?, script("br")?);
    let gzip = gzip(&raw)?.len() as f64 / 1e3;
    for (peer, peers) in PEERS {
        let row = Row::new(
            "script of six questions, gzip, kB",
            figure(gzip),
            format!("{peers} ({peer})"),
        );
        report.add(row.ratio(gzip / peers));
    }
    let kilobytes = |bytes: &[u8]| bytes.len() as f64 / 1e3;
    let row = Row::new(
        "script of six questions, raw, kB",
        figure(kilobytes(&raw)),
        "",
    );
    report.add(row);
    let sent = kilobytes(&sent);
    let row = Row::new(
        "script of six questions, brotli as it is sent, kB",
        figure(sent),
        "",
    );
    report.add(row.within(sent, Target::Under(SCRIPT)));
    let parts: BTreeMap<String, f64> =
        serde_json::from_slice(&bench.read("static/dist/widget-parts.json")?)?;
    for (part, bytes) in parts {
        let name = format!("of the script, minified, kB: {part}");
        report.add(Row::new(name, figure(bytes / 1e3), ""));
    }
    Ok(())
}

fn gzip(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
