//! The command line.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, Parser, ValueEnum};
use glas_host::{
    Component, Host, HostConfig, KeyValue, Manifest, Memory, Options, Reuse, Shop, Sqlite,
    from_environment,
};
use tokio::signal::unix::{SignalKind, signal};

use crate::seed;

/// The variable that guards what the seed needs and the links show.
const ADMIN_TOKEN: &str = "admin_token";
/// The secrets that a first try is given if nobody set them.
const SECRETS: [&str; 2] = [ADMIN_TOKEN, "signing_key"];

/// A small Spin-compatible host.
#[derive(Parser)]
#[command(name = "glas-host", version)]
pub enum Cli {
    /// Serve the application of a spin.toml, as `spin up` does
    Up(Up),
}

#[derive(Clone, Copy, ValueEnum)]
enum Store {
    /// The file that `spin up` uses, in the state folder
    Sqlite,
    /// Nothing is kept
    Memory,
}

#[derive(Args)]
pub struct Up {
    /// The application's manifest
    #[arg(long, value_name = "FILE", default_value = "spin.toml")]
    manifest: PathBuf,

    /// Where the application listens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3000")]
    listen: SocketAddr,

    /// Where key-value data is kept
    #[arg(long, value_name = "DIR", default_value = ".spin")]
    state_dir: PathBuf,

    /// What key-value data is kept in
    #[arg(long, value_enum, default_value_t = Store::Sqlite)]
    store: Store,

    /// Requests an instance serves before it is dropped
    #[arg(long, value_name = "N", default_value_t = Reuse::default().requests)]
    max_instance_reuse_count: usize,

    /// Requests an instance serves at the same time
    #[arg(long, value_name = "N", default_value_t = Reuse::default().concurrent)]
    max_instance_concurrent_reuse_count: usize,

    /// How long an instance waits for its next request (`500ms`, `1s` or `1`)
    #[arg(long, value_name = "TIME", default_value = "1s", value_parser = parse_time)]
    idle_instance_timeout: Duration,

    /// Serve this folder as a demo shop, from another origin
    #[arg(long, value_name = "DIR")]
    shop: Option<PathBuf>,

    /// Where the demo shop listens
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:3001")]
    shop_listen: SocketAddr,

    /// If there is no survey, make the one in this JSON file, named like the file
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
}

impl Up {
    pub async fn run(self) -> anyhow::Result<()> {
        // First, so that a signal during the start is not lost.
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;

        let manifest = Manifest::read(&self.manifest)?;
        let mut values = from_environment(&manifest.variables);
        for secret in SECRETS {
            if self.seed.is_some() && empty(&manifest, &values, secret) {
                values.insert(secret.to_owned(), seed::token());
            }
        }
        let mut config = HostConfig::new(&manifest, &values)?;
        config.listen = self.listen;
        config.reuse = Reuse {
            requests: self.max_instance_reuse_count,
            concurrent: self.max_instance_concurrent_reuse_count,
            idle: self.idle_instance_timeout,
        };
        let token = config.variables.get(ADMIN_TOKEN).cloned();
        let token = token.filter(|token| !token.is_empty());
        let store: Arc<dyn KeyValue> = match self.store {
            Store::Sqlite => Arc::new(Sqlite::open(&self.state_dir)?),
            Store::Memory => Arc::new(Memory::new()),
        };

        let component = Component::load(&manifest.source, Options::default())?;
        let host = Host::start(&component, config, store)
            .await
            .map_err(|error| name_port(error, self.listen, "PORT"))?;
        let shop = match &self.shop {
            Some(folder) => Some(
                Shop::start(folder, &host.url(), self.shop_listen)
                    .await
                    .map_err(|error| name_port(error, self.shop_listen, "SHOP_PORT"))?,
            ),
            None => None,
        };
        let survey = match (&self.seed, &token) {
            (Some(file), Some(token)) => Some(seed::sow(&host, file, token).await?),
            _ => None,
        };

        eprintln!("glas-host: serving {} on {}", manifest.name, host.url());
        let shop_url = shop.as_ref().map(Shop::url);
        print_links(&host.url(), shop_url, survey.as_deref(), token.as_deref());

        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
        }
        eprintln!("glas-host: stopping");
        host.stop().await;
        // A thread that an instance blocks for ever must not keep the process.
        std::process::exit(0);
    }
}

fn empty(
    manifest: &Manifest,
    values: &std::collections::BTreeMap<String, String>,
    name: &str,
) -> bool {
    let default = manifest
        .variables
        .get(name)
        .map(|declared| declared.default.as_deref());
    match (values.get(name), default) {
        (Some(value), _) => value.is_empty(),
        (None, Some(default)) => default.unwrap_or_default().is_empty(),
        (None, None) => false,
    }
}

/// Says how to listen elsewhere if `address` is taken.
fn name_port(error: anyhow::Error, address: SocketAddr, variable: &str) -> anyhow::Error {
    match error.downcast_ref::<io::Error>() {
        Some(cause) if cause.kind() == io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "{address} is in use: choose another port with {variable}={}",
            address.port().wrapping_add(10)
        ),
        _ => error,
    }
}

fn print_links(edge: &str, shop: Option<String>, survey: Option<&str>, token: Option<&str>) {
    let mut lines = Vec::new();
    lines.push(("dashboard", format!("{edge}/dashboard")));
    if let Some(shop) = shop {
        lines.push(("demo shop", format!("{shop}/")));
    }
    match survey {
        Some(survey) => {
            lines.push(("hosted page", format!("{edge}/s/{survey}")));
            lines.push(("kiosk", format!("{edge}/s/{survey}?mode=kiosk")));
            lines.push(("phone view", format!("{edge}/s/{survey}?channel=phone")));
            lines.push(("QR code", format!("{edge}/s/{survey}/qr.svg")));
            lines.push(("scores", format!("{edge}/v1/surveys/{survey}/scores")));
        }
        None => lines.push(("edge", edge.to_owned())),
    }
    if let Some(token) = token {
        lines.push(("admin token", token.to_owned()));
    }
    println!();
    for (name, value) in lines {
        println!("  {name:<12} {value}");
    }
    println!();
}

fn parse_time(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no time such as `500ms` or `2s`");
    let (number, to_duration): (_, fn(u64) -> Duration) = match text.strip_suffix("ms") {
        Some(number) => (number, Duration::from_millis),
        None => (text.strip_suffix('s').unwrap_or(text), Duration::from_secs),
    };
    number.parse().map(to_duration).map_err(|_| wrong())
}
