//! The part of `spin.toml` that this host needs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use serde::Deserialize;

use crate::routes::Route;
use crate::variables::{Declaration, check_name, expand};

/// The only store a Spin without runtime configuration has.
const STORES: [&str; 1] = ["default"];

/// A `spin.toml` that describes one component behind HTTP routes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The application's name.
    pub name: String,
    /// The component's file.
    pub source: PathBuf,
    /// The paths the component answers.
    pub routes: Vec<Route>,
    /// The key-value stores the component may open.
    pub key_value_stores: BTreeSet<String>,
    /// The application's variables.
    pub variables: BTreeMap<String, Declaration>,
    /// The component's variables, as templates over the application's.
    pub templates: BTreeMap<String, String>,
}

impl Manifest {
    /// Reads the manifest in `file`; paths in it are relative to its folder.
    pub fn read(file: &Path) -> anyhow::Result<Self> {
        let text =
            fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        let folder = file.parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder).with_context(|| format!("{} is not valid", file.display()))
    }

    /// Parses a manifest that lies in `folder`.
    pub fn parse(text: &str, folder: &Path) -> anyhow::Result<Self> {
        let file: File = toml::from_str(text)?;
        ensure!(
            file.spin_manifest_version == 2,
            "spin_manifest_version: {} is not supported, only 2 is",
            file.spin_manifest_version
        );
        let (id, routes) = routes(&file.trigger.http)?;
        let Some(component) = file.component.get(id) else {
            bail!("trigger.http.component: there is no [component.{id}]");
        };
        let key = |field: &str| format!("component.{id}.{field}");
        for label in &component.key_value_stores {
            ensure!(
                STORES.contains(&label.as_str()),
                "{}: there is no store {label:?}, only {STORES:?}",
                key("key_value_stores")
            );
        }
        let variables = declarations(file.variables)?;
        for (name, template) in &component.variables {
            let context = || key(&format!("variables.{name}"));
            check_name(name)
                .map_err(anyhow::Error::msg)
                .with_context(context)?;
            expand(template, |used| {
                ensure!(
                    variables.contains_key(used),
                    "there is no variable {used:?} in [variables]"
                );
                Ok(String::new())
            })
            .with_context(context)?;
        }
        Ok(Self {
            name: file.application.name,
            source: folder.join(&component.source),
            routes,
            key_value_stores: component.key_value_stores.clone(),
            variables,
            templates: component.variables.clone(),
        })
    }

    /// What the component's variables are when `values` override the defaults.
    pub fn resolve(
        &self,
        values: &BTreeMap<String, String>,
    ) -> anyhow::Result<BTreeMap<String, String>> {
        for name in values.keys() {
            ensure!(
                self.variables.contains_key(name),
                "there is no variable {name:?} to give a value to"
            );
        }
        let value = |name: &str| {
            let default = self.variables.get(name).and_then(|v| v.default.as_ref());
            let value = values.get(name).or(default);
            value.cloned().with_context(|| {
                format!(
                    "the variable {name:?} is required: set SPIN_VARIABLE_{}",
                    name.to_uppercase()
                )
            })
        };
        self.templates
            .iter()
            .map(|(name, template)| Ok((name.clone(), expand(template, value)?)))
            .collect()
    }
}

fn routes(triggers: &[HttpTrigger]) -> anyhow::Result<(&str, Vec<Route>)> {
    let Some(first) = triggers.first() else {
        bail!("trigger.http: there is none");
    };
    let mut routes = Vec::new();
    for trigger in triggers {
        ensure!(
            trigger.component == first.component,
            "trigger.http.component: this host serves one component, and {:?} is a second",
            trigger.component
        );
        let route = Route::new(&trigger.route).context("trigger.http.route")?;
        routes.push(route);
    }
    Ok((&first.component, routes))
}

fn declarations(
    variables: BTreeMap<String, Variable>,
) -> anyhow::Result<BTreeMap<String, Declaration>> {
    for (name, variable) in &variables {
        check_name(name)
            .map_err(anyhow::Error::msg)
            .with_context(|| format!("variables.{name}"))?;
        ensure!(
            variable.required != variable.default.is_some(),
            "variables.{name}: needs either `default` or `required = true`"
        );
    }
    let declaration = |variable: Variable| Declaration {
        default: variable.default,
        secret: variable.secret,
    };
    Ok(variables
        .into_iter()
        .map(|(name, variable)| (name, declaration(variable)))
        .collect())
}

#[derive(Deserialize)]
struct File {
    spin_manifest_version: i64,
    application: Application,
    #[serde(default)]
    variables: BTreeMap<String, Variable>,
    #[serde(default)]
    trigger: Triggers,
    #[serde(default)]
    component: BTreeMap<String, Component>,
}

#[derive(Deserialize)]
struct Application {
    name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Variable {
    default: Option<String>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    secret: bool,
    #[serde(rename = "description")]
    _description: Option<String>,
}

#[derive(Default, Deserialize)]
struct Triggers {
    #[serde(default)]
    http: Vec<HttpTrigger>,
}

#[derive(Deserialize)]
struct HttpTrigger {
    route: String,
    component: String,
}

#[derive(Deserialize)]
struct Component {
    source: PathBuf,
    #[serde(default)]
    key_value_stores: BTreeSet<String>,
    #[serde(default)]
    variables: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
        spin_manifest_version = 2
        [application]
        name = "survey"
        version = "1.0.0"
        [variables]
        token = { default = "", secret = true }
        region = { required = true }
        [[trigger.http]]
        route = "/api/..."
        component = "edge"
        [component.edge]
        source = "target/edge.wasm"
        key_value_stores = ["default"]
        allowed_outbound_hosts = []
        [component.edge.variables]
        token = "{{ token }}"
        place = "eu-{{ region }}"
        [component.edge.build]
        command = "make"
    "#;

    fn values(values: &[(&str, &str)]) -> BTreeMap<String, String> {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        values.iter().map(owned).collect()
    }

    #[test]
    fn a_manifest_is_read() {
        let manifest = Manifest::parse(GOOD, Path::new("app")).unwrap();
        assert_eq!(manifest.name, "survey");
        assert_eq!(manifest.source, Path::new("app/target/edge.wasm"));
        assert_eq!(manifest.routes, [Route::new("/api/...").unwrap()]);
        assert!(manifest.key_value_stores.contains("default"));
        assert!(manifest.variables["token"].secret);
        assert_eq!(manifest.variables["region"].default, None);
    }

    #[test]
    fn the_projects_own_manifest_is_read() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spin.toml");
        let manifest = Manifest::read(&file).unwrap();
        assert_eq!(manifest.name, "glas");
        manifest.resolve(&values(&[])).unwrap();
    }

    #[test]
    fn variables_are_defaults_unless_given() {
        let manifest = Manifest::parse(GOOD, Path::new("")).unwrap();
        let given = values(&[("region", "west")]);
        let expected = values(&[("token", ""), ("place", "eu-west")]);
        assert_eq!(manifest.resolve(&given).unwrap(), expected);
        let given = values(&[("region", "west"), ("token", "secret")]);
        assert_eq!(manifest.resolve(&given).unwrap()["token"], "secret");
    }

    #[test]
    fn a_missing_or_unknown_value_is_named() {
        let manifest = Manifest::parse(GOOD, Path::new("")).unwrap();
        let error = manifest.resolve(&values(&[])).unwrap_err().to_string();
        assert!(error.contains("SPIN_VARIABLE_REGION"), "{error}");
        let unknown = values(&[("region", ""), ("colour", "red")]);
        let error = manifest.resolve(&unknown).unwrap_err().to_string();
        assert!(error.contains("\"colour\""), "{error}");
    }

    #[test]
    fn what_is_wrong_with_a_manifest_is_named() {
        let table = [
            (
                "spin_manifest_version = 2",
                "spin_manifest_version = 1",
                "spin_manifest_version",
            ),
            ("name = \"survey\"", "", "name"),
            ("[[trigger.http]]", "[[trigger.redis]]", "trigger.http"),
            ("route = \"/api/...\"", "", "route"),
            (
                "route = \"/api/...\"",
                "route = \"/:id\"",
                "trigger.http.route",
            ),
            (
                "component = \"edge\"",
                "component = \"core\"",
                "[component.core]",
            ),
            ("source = \"target/edge.wasm\"", "", "source"),
            (
                "source = \"target/edge.wasm\"",
                "source = { url = \"x\" }",
                "source",
            ),
            (
                "[\"default\"]",
                "[\"cache\"]",
                "component.edge.key_value_stores",
            ),
            (
                "{{ token }}",
                "{{ tokn }}",
                "component.edge.variables.token",
            ),
            ("{{ token }}", "{{ token", "component.edge.variables.token"),
            ("place =", "Place =", "component.edge.variables.Place"),
            ("{ required = true }", "{}", "variables.region"),
            ("{ required = true }", "{ requird = true }", "requird"),
            ("region = { r", "Region = { r", "variables.Region"),
            ("[variables]", "[variables", "line"),
        ];
        for (from, to, named) in table {
            assert!(GOOD.contains(from), "{from}");
            let text = GOOD.replacen(from, to, 1);
            let error = Manifest::parse(&text, Path::new("")).unwrap_err();
            let message = format!("{error:#}");
            assert!(
                message.contains(named),
                "{to:?} should name {named}: {message}"
            );
        }
    }
}
