//! What polls and folds cost while ever more responses are stored.

use std::time::{Duration, Instant};

use anyhow::ensure;
use glas::journal::Key;
use glas_host::Host;
use http::Method;
use serde_json::Value;

use crate::fuel::AFTERMATH;
use crate::measure::{median, millis};
use crate::operations::operations;
use crate::report::{Report, Row, Target, figure, list};
use crate::respondents::Respondents;
use crate::service::{Bench, COLD, SCORES, SURVEY, Serving, WARM};
use crate::stored::Stored;

/// New responses in a fold.
const NEW: usize = 1_000;
const FOLDS: usize = 5;
const POLLS: usize = 200;
/// Past the freshness bound of `spin.toml`.
const STALE: Duration = Duration::from_secs(5);

/// What the costs of polls are compared with.
const FEWEST: &str = "1,000 stored";

const FLAT: Target = Target::Under(1.2);
const FOLD: Target = Target::Under(2.0);
const KEYS: Target = Target::Under(1_500.0);

/// What an answer cost.
#[derive(Default)]
struct Cost {
    millis: Vec<f64>,
    fuel: Vec<f64>,
    operations: Vec<f64>,
    listed: Vec<f64>,
}

impl Cost {
    /// Asks for the scores, which must count `count` responses.
    fn ask(&mut self, bench: &Bench, host: &Host, count: usize) -> anyhow::Result<()> {
        let before = host.counters();
        let start = Instant::now();
        let answer = bench.call(host, Method::GET, SCORES, "")?;
        self.millis.push(millis(start.elapsed()));
        let scores: Value = serde_json::from_slice(answer.body())?;
        ensure!(scores["responses"] == count, "{count} expected: {scores}");
        let counted = host.counters().since(&before);
        self.operations.push(operations(&counted) as f64);
        self.listed.push(counted.keys_listed as f64);
        Ok(())
    }

    /// Asks the same of a host that counts fuel, for that alone.
    fn ask_for_fuel(&mut self, bench: &Bench, host: &Host, count: usize) -> anyhow::Result<()> {
        let before = host.counters();
        Self::default().ask(bench, host, count)?;
        std::thread::sleep(AFTERMATH);
        self.fuel.push(host.counters().since(&before).fuel as f64);
        Ok(())
    }
}

/// Adds its rows.
pub fn measure(bench: &Bench, sizes: &[usize], report: &mut Report) -> anyhow::Result<()> {
    let mut stores = vec![Stored::prepare(bench, 0)?];
    for size in sizes {
        stores.push(Stored::prepare(bench, *size)?);
    }
    for stored in &stores[1..] {
        let row = Row::new(
            format!(
                "keys at {} responses, {} rounds of compaction",
                figure(stored.count as f64),
                stored.rounds
            ),
            figure(stored.keys as f64),
            format!("{} (before)", figure(stored.keys_before as f64)),
        );
        let row = row.ratio(stored.keys as f64 / stored.keys_before as f64);
        report.add(row.within(stored.keys as f64, KEYS));
    }
    first_folds(bench, &stores, report)?;
    polls(bench, &stores[1..], report)?;
    folds(bench, &mut stores, report)
}

/// Without any summary: what losing them all costs, once.
fn first_folds(bench: &Bench, stores: &[Stored], report: &mut Report) -> anyhow::Result<()> {
    eprintln!("folds of everything");
    let mut costs: Vec<Cost> = Vec::new();
    for stored in stores {
        let mut cost = Cost::default();
        let hosts = Hosts::over(bench, stored, COLD, None)?;
        cost.ask_for_fuel(bench, &hosts.fuelled, stored.count)?;
        stored.delete("sum/")?;
        cost.ask(bench, &hosts.plain, stored.count)?;
        costs.push(cost);
    }
    compare(
        "fold of everything stored",
        &stores[1..],
        &costs[1..],
        (&costs[1], FEWEST),
        None,
        report,
    );
    Ok(())
}

/// While the summary is fresh.
fn polls(bench: &Bench, stores: &[Stored], report: &mut Report) -> anyhow::Result<()> {
    for (what, reuse) in [("warm poll", WARM), ("an instance's first poll", COLD)] {
        eprintln!("{what}");
        let mut hosts = Vec::new();
        for stored in stores {
            hosts.push(Hosts::over(bench, stored, reuse, Some(24 * 3600))?);
        }
        let mut costs: Vec<Cost> = stores.iter().map(|_| Cost::default()).collect();
        for round in 0..=POLLS {
            for ((stored, hosts), cost) in stores.iter().zip(&hosts).zip(&mut costs) {
                if round == 0 {
                    // The first makes the instance that the others find.
                    Cost::default().ask(bench, &hosts.plain, stored.count)?;
                    Cost::default().ask_for_fuel(bench, &hosts.fuelled, stored.count)?;
                    cost.ask_for_fuel(bench, &hosts.fuelled, stored.count)?;
                } else {
                    cost.ask(bench, &hosts.plain, stored.count)?;
                }
            }
        }
        compare(
            what,
            stores,
            &costs,
            (&costs[0], FEWEST),
            Some(FLAT),
            report,
        );
    }
    Ok(())
}

/// After `NEW` responses, by an instance that remembers nothing, against the same on an empty store.
fn folds(bench: &Bench, stores: &mut [Stored], report: &mut Report) -> anyhow::Result<()> {
    for (what, new, target) in [
        ("stale poll, nothing new", 0, None),
        ("fold of 1,000 new", NEW, Some(FOLD)),
    ] {
        eprintln!("{what}");
        let mut costs: Vec<Cost> = stores.iter().map(|_| Cost::default()).collect();
        for round in 0..=FOLDS {
            for (stored, cost) in stores.iter_mut().zip(&mut costs) {
                let hosts = Hosts::over(bench, stored, COLD, None)?;
                let summaries = stored.read("sum/")?;
                write_new(stored, new)?;
                stored.clock.advance(STALE);
                if round == 0 {
                    cost.ask_for_fuel(bench, &hosts.fuelled, stored.count + new)?;
                } else {
                    cost.ask(bench, &hosts.plain, stored.count + new)?;
                }
                // As it was before.
                bench.runtime.block_on(hosts.plain.stop());
                bench.runtime.block_on(hosts.fuelled.stop());
                stored.delete("in/")?;
                stored.delete("sum/")?;
                stored.write(summaries)?;
            }
        }
        let (empty, costs) = costs.split_first().expect("an empty store");
        compare(
            what,
            &stores[1..],
            costs,
            (empty, "empty store"),
            target,
            report,
        );
    }
    Ok(())
}

/// Responses that have just been submitted.
fn write_new(stored: &mut Stored, new: usize) -> anyhow::Result<()> {
    let survey = SURVEY.parse()?;
    let now = stored.now();
    let mut respondents = Respondents::new();
    let records = (0..new).map(|_| respondents.record(now));
    let values = records.map(|record| {
        let key = Key::entry(&survey, &record).to_string();
        (key, record.line().as_bytes().to_vec())
    });
    let values = values.collect();
    stored.write(values)
}

/// The same store served with and without fuel.
struct Hosts {
    plain: Host,
    fuelled: Host,
}

impl Hosts {
    fn over(
        bench: &Bench,
        stored: &Stored,
        reuse: glas_host::Reuse,
        freshness: Option<u32>,
    ) -> anyhow::Result<Self> {
        let serve = |fuel| {
            let serving = Serving {
                fuel,
                reuse,
                clock: stored.clock.clone(),
                freshness,
            };
            bench.serve_glas(&serving, stored.store.clone())
        };
        Ok(Self {
            plain: serve(false)?,
            fuelled: serve(true)?,
        })
    }
}

/// A row for each unit, with the costs at all sizes against `base`. The ratio is the largest of the
/// sizes', and of each the median of its rounds': what slows a whole round leaves it alone.
fn compare(
    what: &str,
    stores: &[Stored],
    costs: &[Cost],
    (base, named): (&Cost, &str),
    target: Option<Target>,
    report: &mut Report,
) {
    type Measured = fn(&Cost) -> &Vec<f64>;
    let units: [(&str, Measured); 4] = [
        ("ms", |cost| &cost.millis),
        ("Wasm instructions", |cost| &cost.fuel),
        ("key-value operations", |cost| &cost.operations),
        ("keys listed", |cost| &cost.listed),
    ];
    let sizes = list(stores.iter().map(|stored| stored.count as f64));
    for (unit, measured) in units {
        let base = measured(base);
        let ours: Vec<f64> = costs
            .iter()
            .map(|cost| median(measured(cost).clone()))
            .collect();
        if ours.iter().all(|cost| *cost == 0.0) {
            continue;
        }
        let ratio = |cost: &Cost| {
            let rounds = measured(cost).iter().zip(base);
            median(rounds.map(|(ours, theirs)| ours / theirs).collect())
        };
        let most = costs.iter().map(ratio).fold(0.0, f64::max);
        let what = format!("{what}: {unit} with {sizes} stored");
        let base = figure(median(base.clone()));
        let row = Row::new(what, list(ours), format!("{base} ({named})"));
        report.add(match target {
            Some(target) => row.ratio_within(most, target),
            None => row.ratio(most),
        });
    }
}
