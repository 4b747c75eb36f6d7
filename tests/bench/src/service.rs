//! The two components, and hosts that serve them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use bytes::Bytes;
use glas::time::Millis;
use glas_host::{Clock, Component, Host, HostConfig, KeyValue, Manifest, Options, Reuse};
use http::{Method, Request, Response};
use tokio::runtime::{Builder, Runtime};

/// The survey of all measurements.
pub const SURVEY: &str = "demo";
/// Its scores.
pub const SCORES: &str = "/v1/surveys/demo/scores";
/// Where submissions to it go.
pub const RESPONSES: &str = "/v1/surveys/demo/responses";

const TOKEN: &str = "an-admin-token";

const MINIMAL: &str = r#"
    spin_manifest_version = 2
    application.name = "minimal"
    [[trigger.http]]
    route = "/..."
    component = "minimal"
    [component.minimal]
    source = "minimal.wasm"
    key_value_stores = ["default"]
"#;

/// One instance for all requests: after the first, all of them are warm.
pub const WARM: Reuse = Reuse {
    requests: usize::MAX,
    concurrent: 16,
    idle: std::time::Duration::from_secs(60),
};

/// An instance for each request.
pub const COLD: Reuse = Reuse {
    requests: 1,
    concurrent: 1,
    idle: std::time::Duration::from_secs(1),
};

/// A component with its file and its manifest.
pub struct Subject {
    /// Its file.
    pub wasm: PathBuf,
    manifest: Manifest,
    variables: BTreeMap<String, String>,
    plain: Component,
    fuelled: Component,
}

impl Subject {
    fn load(wasm: PathBuf, manifest: Manifest, variables: &[(&str, &str)]) -> anyhow::Result<Self> {
        Ok(Self {
            plain: Component::load(&wasm, Options { fuel: false })?,
            fuelled: Component::load(&wasm, Options { fuel: true })?,
            wasm,
            manifest,
            variables: owned(variables),
        })
    }
}

/// How a component is served.
#[derive(Clone, Default)]
pub struct Serving {
    /// Counting fuel.
    pub fuel: bool,
    /// How instances are reused.
    pub reuse: Reuse,
    /// The time the component sees.
    pub clock: Clock,
    /// Seconds a score may lag, if not as `spin.toml` says; nothing to minimal.
    pub freshness: Option<u32>,
}

impl Serving {
    /// The time the component sees.
    pub fn now(&self) -> Millis {
        Millis(self.clock.now().as_millis() as u64)
    }
}

/// Everything that is measured with.
pub struct Bench {
    /// What is measured.
    pub glas: Subject,
    /// What it is compared with.
    pub minimal: Subject,
    /// What hosts run on.
    pub runtime: Runtime,
    root: PathBuf,
}

impl Bench {
    /// Compiles both components, in both ways.
    pub fn load() -> anyhow::Result<Self> {
        eprintln!("compiling the components");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let program = std::env::current_exe()?;
        let target = program.ancestors().nth(2).context("a target folder")?;
        let release = target.join("wasm32-wasip2/release");
        let variables = [("admin_token", TOKEN), ("submissions_per_minute", "0")];
        Ok(Self {
            glas: Subject::load(
                release.join("glas.wasm"),
                Manifest::read(&root.join("spin.toml"))?,
                &variables,
            )?,
            minimal: Subject::load(
                release.join("minimal.wasm"),
                Manifest::parse(MINIMAL, Path::new(""))?,
                &[],
            )?,
            runtime: Builder::new_multi_thread().enable_all().build()?,
            root,
        })
    }

    /// Serves a component over a store.
    pub fn serve(
        &self,
        subject: &Subject,
        serving: &Serving,
        store: Arc<dyn KeyValue>,
    ) -> anyhow::Result<Host> {
        let mut variables = subject.variables.clone();
        if let Some(freshness) = serving.freshness
            && subject.manifest.variables.contains_key("freshness")
        {
            variables.insert("freshness".into(), freshness.to_string());
        }
        let config = HostConfig {
            reuse: serving.reuse,
            clock: serving.clock.clone(),
            ..HostConfig::new(&subject.manifest, &variables)?
        };
        let component = match serving.fuel {
            true => &subject.fuelled,
            false => &subject.plain,
        };
        self.runtime.block_on(Host::start(component, config, store))
    }

    /// Serves Glas over a store.
    pub fn serve_glas(&self, serving: &Serving, store: Arc<dyn KeyValue>) -> anyhow::Result<Host> {
        self.serve(&self.glas, serving, store)
    }

    /// Sends a request, which must succeed, and returns the answer.
    pub fn call(
        &self,
        host: &Host,
        method: Method,
        path: &str,
        body: impl Into<Bytes>,
    ) -> anyhow::Result<Response<Bytes>> {
        self.send(host, method, path, "application/json", body.into())
    }

    /// Sends rows of NDJSON to be taken in.
    pub fn import(
        &self,
        host: &Host,
        survey: &str,
        rows: String,
    ) -> anyhow::Result<Response<Bytes>> {
        let path = format!("/v1/surveys/{survey}/import");
        self.send(
            host,
            Method::POST,
            &path,
            "application/x-ndjson",
            rows.into(),
        )
    }

    fn send(
        &self,
        host: &Host,
        method: Method,
        path: &str,
        media_type: &str,
        body: Bytes,
    ) -> anyhow::Result<Response<Bytes>> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {TOKEN}"))
            .header("content-type", media_type)
            .body(body)?;
        let answer = self.runtime.block_on(host.call(request))?;
        ensure!(answer.status().is_success(), "{path}: {answer:?}");
        Ok(answer)
    }

    /// Puts the survey.
    pub fn put_survey(&self, host: &Host) -> anyhow::Result<()> {
        let definition = self.read("static/demo.json")?;
        self.call(
            host,
            Method::PUT,
            &format!("/v1/surveys/{SURVEY}"),
            definition,
        )?;
        Ok(())
    }

    /// A file of the repository.
    pub fn read(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        std::fs::read(self.root.join(path)).with_context(|| path.to_owned())
    }
}

fn owned(variables: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| (name.to_string(), value.to_string());
    variables.iter().map(owned).collect()
}
