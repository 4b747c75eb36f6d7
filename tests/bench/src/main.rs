//! `make bench`: what Glas costs beside the least a component can do.
//!
//! Both built components run on the same host in this process. All that depends on the machine's
//! speed is measured in turns, Glas, minimal, Glas, minimal, …, so that what else the machine does
//! slows both alike; only the ratios of one run mean anything. Progress goes to stderr, the table
//! to stdout.
//!
//! | file | what it does |
//! |---|---|
//! | `throughput.rs` | requests a second and latencies over HTTP |
//! | `operations.rs` | key-value operations per request |
//! | `fuel.rs` | Wasm instructions per request |
//! | `size.rs` | instantiation, the component's size and the script's |
//! | `growth.rs` | polls and folds while ever more responses are stored |
//! | `scale.rs` | what a dashboard asks for while ever more responses are imported; alone with `scale [--up-to N]` |
//! | `service.rs` | starts hosts |
//! | `stored.rs` | a store with so many compacted responses in it |
//! | `respondents.rs` | makes up responses |
//! | `load.rs` | the HTTP client |
//! | `measure.rs` | medians, and turns |
//! | `report.rs` | the table |

mod fuel;
mod growth;
mod load;
mod measure;
mod operations;
mod report;
mod respondents;
mod scale;
mod service;
mod size;
mod stored;
mod throughput;

use std::fs;
use std::time::Instant;

use anyhow::{Context, bail, ensure};

use crate::report::Report;
use crate::service::Bench;

/// Responses stored while throughput and fuel are measured.
const FEW: usize = 1_000;

/// How many responses are stored while growth is measured.
const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// What is asked for.
struct Request {
    /// What a dashboard costs, and nothing else.
    only_scale: bool,
    sizes: Vec<usize>,
}

impl Request {
    fn parse() -> anyhow::Result<Self> {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (only_scale, most) = match arguments[..] {
            [] => (false, SIZES[3]),
            ["--quick"] => (false, SIZES[2]),
            ["scale"] => (true, SIZES[3]),
            ["scale", "--up-to", most] => (true, most.parse().context("--up-to is a number")?),
            _ => bail!(
                "only --quick, which leaves out {} responses, or scale [--up-to N]",
                SIZES[3]
            ),
        };
        let sizes: Vec<usize> = SIZES.into_iter().filter(|size| *size <= most).collect();
        ensure!(!sizes.is_empty(), "at least {}", SIZES[0]);
        Ok(Self { only_scale, sizes })
    }
}

fn main() -> anyhow::Result<()> {
    let start = Instant::now();
    let request = Request::parse()?;
    let bench = Bench::load()?;
    let mut report = Report::default();
    if !request.only_scale {
        {
            let stored = stored::Stored::prepare(&bench, FEW)?;
            size::measure(&bench, &mut report)?;
            fuel::measure(&bench, &stored, &mut report)?;
            throughput::measure(&bench, &stored, &mut report)?;
        }
        operations::measure(&bench, &mut report)?;
        growth::measure(&bench, &request.sizes, &mut report)?;
    }
    scale::measure(&bench, &request.sizes, &mut report)?;
    let cores = std::thread::available_parallelism()?;
    println!("Measured on {cores} cores{}.\n", processor());
    println!("{report}");
    eprintln!(
        "{} targets missed; took {:.0?}",
        report.missed(),
        start.elapsed()
    );
    Ok(())
}

/// The processor's name, where the system tells.
fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| {
        let (key, name) = line.split_once(':')?;
        (key.trim() == "model name").then(|| format!(" of {}", name.trim()))
    });
    name.unwrap_or_default()
}
