//! `glas-host up` serves the application of a `spin.toml`, as `spin up` would.

mod cli;
mod seed;

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    let cli::Cli::Up(up) = cli::Cli::parse();
    match up.run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("glas-host: {error:#}");
            ExitCode::FAILURE
        }
    }
}
