//! `glas-sample`: writes a year of made-up answers, says what is true of them, or loads them into a service.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use clap::{Args, Parser};
use glas_sample::{Progress, Sample, Service, line, parse_day};
use time::{Date, Duration, UtcDateTime};

/// A year of made-up answers of an online shop
#[derive(Parser)]
#[command(name = "glas-sample", version)]
enum Cli {
    /// Print the answers as NDJSON, a row each, ordered by time
    Write(Which),
    /// Print the survey that they answer
    Survey(Which),
    /// Print what is true of them
    Facts(Which),
    /// Define the survey in a running service and import the answers
    Load {
        #[command(flatten)]
        which: Which,
        /// Where the service is
        #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:3000")]
        url: String,
        /// Its admin token
        #[arg(long, env = "SPIN_VARIABLE_ADMIN_TOKEN", hide_env_values = true)]
        token: String,
    },
}

#[derive(Args)]
struct Which {
    /// The last day [default: yesterday]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    end: Option<Date>,
    /// How many answer
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    responses: usize,
    /// Another gives other answers of the same kind
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

impl Which {
    fn sample(&self) -> Sample {
        Sample {
            end: self
                .end
                .unwrap_or_else(|| UtcDateTime::now().date() - Duration::DAY),
            responses: self.responses,
            seed: self.seed,
        }
    }
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("glas-sample: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    match cli {
        Cli::Write(which) => {
            let mut out = BufWriter::new(io::stdout().lock());
            for row in which.sample().rows() {
                out.write_all(line(&row).as_bytes())?;
            }
            out.flush()?;
        }
        Cli::Survey(which) => println!("{:#}", which.sample().survey()),
        Cli::Facts(which) => {
            let facts = which.sample().facts();
            println!("{}", serde_json::to_string_pretty(&facts)?);
        }
        Cli::Load { which, url, token } => {
            let service = Service { url, token };
            let loaded = service.load(&which.sample(), tell)?;
            if io::stderr().is_terminal() {
                eprintln!();
            }
            eprintln!("loaded {} responses in {:.1?}", loaded.done, loaded.took);
        }
    }
    Ok(())
}

/// On one line of a terminal; elsewhere on a line each.
fn tell(progress: Progress) {
    let Progress { done, of, .. } = progress;
    let line = format!("{done} of {of} responses, {:.0} a second", progress.rate());
    if io::stderr().is_terminal() {
        eprint!("\r{line}");
    } else {
        eprintln!("{line}");
    }
}
