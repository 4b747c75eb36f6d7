//! What has to be moved before anything is answered: the component, an instance, the script.

use std::fs;
use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use glas_host::Memory;
use http::Method;

use crate::measure::Turns;
use crate::report::{Report, Row, Target, figure};
use crate::service::{Bench, Serving};

/// The project's own bound on the component.
const COMPONENT: f64 = 1.2e6;

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
    report.add(
        row.ratio(ours / theirs)
            .within(ours, Target::Under(COMPONENT)),
    );

    bench.put_survey(&glas)?;
    let script = bench.call(&glas, Method::GET, "/s/demo.js", "")?;
    let raw = script.body();
    let gzip = gzip(raw)?.len() as f64 / 1e3;
    for (peer, peers) in PEERS {
        let row = Row::new(
            "script, gzip, kB",
            figure(gzip),
            format!("{peers} ({peer})"),
        );
        report.add(row.ratio(gzip / peers));
    }
    let kilobytes = raw.len() as f64 / 1e3;
    let row = Row::new("script, raw, kB", figure(kilobytes), "");
    report.add(row);
    let row = Row::new("script, brotli, kB", figure(brotli(raw)? / 1e3), "");
    report.add(row);
    Ok(())
}

fn gzip(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn brotli(mut bytes: &[u8]) -> anyhow::Result<f64> {
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut compressed, &Default::default())?;
    Ok(compressed.len() as f64)
}
