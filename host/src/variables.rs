//! Application variables: names, templates, and where values come from.

use std::collections::BTreeMap;
use std::env;

use anyhow::{Context, bail};

/// What `spin up` reads a variable's value from: this and the name in capitals.
const ENVIRONMENT_PREFIX: &str = "SPIN_VARIABLE_";

/// A variable of the application, as `[variables]` declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Its value unless one is given; without one, a value is required.
    pub default: Option<String>,
    /// Whether the value is a secret.
    pub secret: bool,
}

/// The values the environment gives to `declared` variables.
pub fn from_environment(declared: &BTreeMap<String, Declaration>) -> BTreeMap<String, String> {
    declared
        .keys()
        .filter_map(|name| {
            let value = env::var(format!("{ENVIRONMENT_PREFIX}{}", name.to_uppercase())).ok()?;
            Some((name.clone(), value))
        })
        .collect()
}

/// Why `name` cannot name a variable: Spin's rule.
pub(crate) fn check_name(name: &str) -> Result<(), &'static str> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        Err("must start with a lower-case letter")
    } else if !name.chars().all(allowed) {
        Err("may only have lower-case letters, digits and underscores")
    } else if name.ends_with('_') || name.contains("__") {
        Err("may have an underscore only between two other characters")
    } else {
        Ok(())
    }
}

/// Fills the `{{ name }}` in `template`.
pub(crate) fn expand(
    template: &str,
    mut value: impl FnMut(&str) -> anyhow::Result<String>,
) -> anyhow::Result<String> {
    let mut expanded = String::new();
    let mut rest = template;
    while let Some((text, after)) = rest.split_once("{{") {
        let (name, after) = after
            .split_once("}}")
            .with_context(|| format!("`{template}` has a `{{{{` without its `}}}}`"))?;
        expanded.push_str(text);
        expanded.push_str(&value(name.trim())?);
        rest = after;
    }
    if rest.contains("}}") {
        bail!("`{template}` has a `}}}}` without its `{{{{`");
    }
    expanded.push_str(rest);
    Ok(expanded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_spins_rule() {
        let table = [
            ("a", true),
            ("admin_token", true),
            ("v2", true),
            ("", false),
            ("2v", false),
            ("_a", false),
            ("a_", false),
            ("a__b", false),
            ("Token", false),
            ("a-b", false),
        ];
        for (name, valid) in table {
            assert_eq!(check_name(name).is_ok(), valid, "{name:?}");
        }
    }

    #[test]
    fn templates_are_filled() {
        let table = [
            ("", Some("")),
            ("plain", Some("plain")),
            ("{{ name }}", Some("<name>")),
            ("{{name}}", Some("<name>")),
            (
                "https://{{ host }}:{{ port }}/",
                Some("https://<host>:<port>/"),
            ),
            ("{ not one }", Some("{ not one }")),
            ("{{ open", None),
            ("close }}", None),
        ];
        for (template, expected) in table {
            let expanded = expand(template, |name| Ok(format!("<{name}>")));
            assert_eq!(expanded.ok().as_deref(), expected, "{template:?}");
        }
    }
}
