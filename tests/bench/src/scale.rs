//! What a dashboard costs while ever more responses are behind it: a year of an online shop in eight dimensions, taken
//! in as an import and compacted to rest.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use glas::time::{Day, Millis};
use glas_host::{Clock, Host, Sqlite};
use glas_sample::{Row as Answered, SURVEY, Sample, parse_day};
use http::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::measure::{median, millis};
use crate::operations::operations;
use crate::report::{Report, Row, Target, figure, list};
use crate::service::{Bench, Serving, WARM};
use crate::stored::compact;

/// Answers of each endpoint that are measured.
const ROUNDS: usize = 5;
/// Past the freshness bound of `spin.toml`.
const STALE: Duration = Duration::from_secs(5);
/// What an import takes.
const PIECE: usize = 4 * 1024 * 1024;
/// Half of what the smallest platforms give an instance, in MiB.
const MEMORY: Target = Target::Under(64.0);

/// What a dashboard asks for.
struct Endpoint {
    name: &'static str,
    path: String,
}

/// A service with so many responses, and what it took.
struct Shop {
    count: usize,
    /// What answers the dashboard.
    host: Host,
    clock: Clock,
    /// Rows a second, taken in.
    rate: f64,
    /// In MiB, while it took them in and compacted them.
    peak_of_import: f64,
    /// In ms, by an instance that knows nothing, with everything still to be counted.
    first_answer: f64,
    _folder: TempDir,
}

/// What the answers of an endpoint cost.
#[derive(Default)]
struct Cost {
    millis: Vec<f64>,
    operations: Vec<f64>,
}

/// Adds its rows.
pub fn measure(bench: &Bench, sizes: &[usize], report: &mut Report) -> anyhow::Result<()> {
    let mut shops = Vec::new();
    for size in sizes {
        shops.push(Shop::open(bench, *size)?);
    }
    let today = now(&shops[0].clock).day();
    let endpoints = endpoints(today);
    let mut newcomers = sample(today, 10_000, 2).rows();
    let mut costs: Vec<Vec<Cost>> = Vec::new();
    for endpoint in &endpoints {
        eprintln!("{}", endpoint.name);
        let mut of_sizes: Vec<Cost> = shops.iter().map(|_| Cost::default()).collect();
        for round in 0..=ROUNDS {
            for (shop, cost) in shops.iter_mut().zip(&mut of_sizes) {
                let newcomer = newcomers.next().expect("enough of them");
                let answered = shop.ask(bench, endpoint, &newcomer)?;
                // The first finds an instance that has never been asked.
                if round > 0 {
                    cost.add(answered);
                }
            }
        }
        costs.push(of_sizes);
    }
    tell(&shops, &endpoints, &costs, report);
    Ok(())
}

fn endpoints(today: Day) -> Vec<Endpoint> {
    let scores = format!("/v1/surveys/{SURVEY}/scores");
    let month_ago = Day(today.0.saturating_sub(28));
    let endpoint = |name, path| Endpoint { name, path };
    vec![
        endpoint("scores", scores.clone()),
        endpoint(
            "scores of 28 days, by day",
            format!("{scores}?by=day&from={month_ago}"),
        ),
        endpoint(
            "scores of a touchpoint",
            format!("{scores}?touchpoint=checkout"),
        ),
        endpoint("insights", format!("/v1/surveys/{SURVEY}/insights")),
        endpoint(
            "the last 50 responses",
            format!("/v1/surveys/{SURVEY}/responses?format=json&limit=50"),
        ),
    ]
}

impl Shop {
    fn open(bench: &Bench, count: usize) -> anyhow::Result<Self> {
        eprintln!("importing {} responses", figure(count as f64));
        let folder = TempDir::new()?;
        let store = Arc::new(Sqlite::open(folder.path())?);
        let clock = Clock::new();
        let serving = Serving {
            reuse: WARM,
            clock: clock.clone(),
            ..Serving::default()
        };
        let host = bench.serve_glas(&serving, store.clone())?;
        let sample = sample(now(&clock).day(), count, 1);
        let path = format!("/v1/surveys/{SURVEY}");
        bench.call(&host, Method::PUT, &path, sample.survey().to_string())?;

        let start = Instant::now();
        let mut done = 0;
        for piece in sample.pieces(PIECE) {
            let answer = bench.import(&host, SURVEY, piece.text)?;
            let report: Value = serde_json::from_slice(answer.body())?;
            ensure!(report["accepted"] == piece.rows, "{report}");
            done += piece.rows;
            let rate = done as f64 / start.elapsed().as_secs_f64();
            eprintln!(
                "  {} of {}, {} a second",
                figure(done as f64),
                figure(count as f64),
                figure(rate)
            );
        }
        let rate = count as f64 / start.elapsed().as_secs_f64();
        let rounds = compact(bench, &host, &clock)?;
        eprintln!("  {rounds} rounds of compaction");
        let peak_of_import = mebibytes(host.peak_memory());
        bench.runtime.block_on(host.stop());

        let mut shop = Self {
            count,
            host: bench.serve_glas(&serving, store)?,
            clock,
            rate,
            peak_of_import,
            first_answer: 0.0,
            _folder: folder,
        };
        let scores = &endpoints(now(&shop.clock).day())[0];
        let (took, _, scores) = shop.get(bench, scores)?;
        shop.first_answer = took;
        let scores: Value = serde_json::from_slice(&scores)?;
        ensure!(scores["responses"] == count, "{count} expected: {scores}");
        Ok(shop)
    }

    /// What an answer costs once somebody else has answered the survey.
    fn ask(
        &mut self,
        bench: &Bench,
        endpoint: &Endpoint,
        newcomer: &Answered,
    ) -> anyhow::Result<(f64, f64)> {
        let mut submission = json!(newcomer);
        if let Some(fields) = submission.as_object_mut() {
            fields.retain(|name, _| !matches!(name.as_str(), "id" | "time"));
        }
        let path = format!("/v1/surveys/{SURVEY}/responses");
        bench.call(&self.host, Method::POST, &path, submission.to_string())?;
        self.clock.advance(STALE);
        let (took, operations, _) = self.get(bench, endpoint)?;
        Ok((took, operations))
    }

    fn get(&self, bench: &Bench, endpoint: &Endpoint) -> anyhow::Result<(f64, f64, Vec<u8>)> {
        let before = self.host.counters();
        let start = Instant::now();
        let answer = bench.call(&self.host, Method::GET, &endpoint.path, "")?;
        let took = millis(start.elapsed());
        let counted = self.host.counters().since(&before);
        Ok((took, operations(&counted) as f64, answer.body().to_vec()))
    }
}

impl Cost {
    fn add(&mut self, (millis, operations): (f64, f64)) {
        self.millis.push(millis);
        self.operations.push(operations);
    }
}

fn tell(shops: &[Shop], endpoints: &[Endpoint], costs: &[Vec<Cost>], report: &mut Report) {
    let sizes = list(shops.iter().map(|shop| shop.count as f64));
    let fewest = format!("{} stored", figure(shops[0].count as f64));
    let each = |of: fn(&Shop) -> f64| list(shops.iter().map(of));
    let row = Row::new(
        format!("import: rows/s of {sizes}"),
        each(|shop| shop.rate),
        "",
    );
    report.add(row);
    let row = Row::new(
        format!("first answer of all: ms with {sizes} stored"),
        each(|shop| shop.first_answer),
        "",
    );
    report.add(row);
    for (endpoint, costs) in endpoints.iter().zip(costs) {
        type Measured = fn(&Cost) -> &Vec<f64>;
        let units: [(&str, Measured); 2] = [
            ("ms", |cost| &cost.millis),
            ("key-value operations", |cost| &cost.operations),
        ];
        for (unit, measured) in units {
            let base = measured(&costs[0]);
            let ours = costs.iter().map(|cost| median(measured(cost).clone()));
            let ratio = |cost: &Cost| {
                let rounds = measured(cost).iter().zip(base);
                median(rounds.map(|(ours, fewest)| ours / fewest).collect())
            };
            let row = Row::new(
                format!(
                    "{} after one more answer: {unit} with {sizes} stored",
                    endpoint.name
                ),
                list(ours),
                format!("{} ({fewest})", figure(median(base.clone()))),
            );
            report.add(row.ratios(list(costs.iter().map(ratio))));
        }
    }
    type Peak = fn(&Shop) -> f64;
    let peaks: [(&str, Peak); 2] = [
        ("taking in and compacting", |shop| shop.peak_of_import),
        ("the dashboard", |shop| mebibytes(shop.host.peak_memory())),
    ];
    for (what, peak) in peaks {
        let most = shops.iter().map(peak).fold(0.0, f64::max);
        let what = format!("{what}: most memory of an instance, MiB, with {sizes} stored");
        let row = Row::new(what, list(shops.iter().map(peak)), "");
        report.add(row.within(most, MEMORY));
    }
}

fn mebibytes(bytes: usize) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

fn now(clock: &Clock) -> Millis {
    Millis(clock.now().as_millis() as u64)
}

/// Of the year that ended yesterday.
fn sample(today: Day, responses: usize, seed: u64) -> Sample {
    let yesterday = Day(today.0.saturating_sub(1)).to_string();
    Sample {
        end: parse_day(&yesterday).expect("a day"),
        responses,
        seed,
    }
}
