//! Key-value operations per request, under load and on a store in memory: a slow disk leaves each
//! instance so few requests that what it reads once in a freshness bound looks dear.

use std::sync::Arc;
use std::time::Duration;

use glas_host::{Counters, Memory};
use http::{Method, StatusCode};

use crate::load::{Acks, Ask, Clients, get, post};
use crate::report::{Report, Row, Target, figure};
use crate::respondents::Respondents;
use crate::service::{Bench, RESPONSES, SCORES, Serving};

const CONNECTIONS: usize = 64;
const WARMING: Duration = Duration::from_millis(500);
/// Longer than the freshness bound of `spin.toml`.
const COUNTING: Duration = Duration::from_secs(4);

const FEW: Target = Target::Under(0.1);

/// Whatever was asked of the store.
pub fn operations(counted: &Counters) -> u64 {
    reads(counted) + writes(counted)
}

fn reads(counted: &Counters) -> u64 {
    counted.gets + counted.exists + counted.listings
}

fn writes(counted: &Counters) -> u64 {
    counted.sets + counted.deletes
}

/// Adds its rows.
pub fn measure(bench: &Bench, report: &mut Report) -> anyhow::Result<()> {
    eprintln!("key-value operations");
    let serving = Serving::default();
    let host = bench.serve_glas(&serving, Arc::new(Memory::new()))?;
    bench.put_survey(&host)?;
    bench.call(&host, Method::GET, SCORES, "")?;
    let mut clients = Clients::connect(host.address(), CONNECTIONS, Acks::AtOnce)?;
    let mut count = |expected, ask: &mut Ask<'_>| {
        clients.run(WARMING, expected, ask)?;
        let before = host.counters();
        clients.run(COUNTING, expected, ask)?;
        anyhow::Ok(host.counters().since(&before))
    };
    let per = |operations: u64, counted: &Counters| operations as f64 / counted.requests as f64;

    let polled = count(StatusCode::OK, &mut || get(&host, SCORES))?;
    let each = per(operations(&polled), &polled);
    let row = Row::new(
        "key-value operations per poll at 64",
        figure(each),
        "0 (minimal's GET)",
    );
    report.add(row.within(each, FEW));

    let mut respondents = Respondents::new();
    let submitted = count(StatusCode::CREATED, &mut || {
        let record = respondents.record(serving.now());
        post(&host, RESPONSES, record.line().to_owned())
    })?;
    let each = per(writes(&submitted), &submitted);
    let row = Row::new(
        "writes per submission at 64",
        figure(each),
        "1 (minimal's POST)",
    );
    report.add(row.ratio_within(each, Target::Exactly(1.0)));
    let each = per(reads(&submitted), &submitted);
    let row = Row::new(
        "reads per submission at 64",
        figure(each),
        "0 (minimal's POST)",
    );
    report.add(row.within(each, FEW));
    Ok(())
}
