//! Which paths the component answers, by Spin's rules.

use anyhow::ensure;

/// The end of a route that takes every path below it.
const WILDCARD: &str = "/...";

/// A route of `spin.toml`: an exact path, or one with `/...` at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    written: String,
    path: String,
    wildcard: bool,
}

impl Route {
    /// Parses a route. Spin's `:name` segments are not supported.
    pub fn new(written: &str) -> anyhow::Result<Self> {
        ensure!(written.starts_with('/'), "{written:?} must start with `/`");
        ensure!(
            !written.contains("/:") && !written.contains('*'),
            "{written:?}: only exact routes and those ending in `/...` are supported"
        );
        let (path, wildcard) = match written.strip_suffix(WILDCARD) {
            Some(path) => (path, true),
            None => (written.trim_end_matches('/'), false),
        };
        Ok(Self {
            written: written.to_owned(),
            path: path.to_owned(),
            wildcard,
        })
    }

    /// The route as the manifest has it.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The route without a slash at its end.
    pub(crate) fn matched(&self) -> &str {
        self.written.strip_suffix('/').unwrap_or(&self.written)
    }

    /// The route without its wildcard.
    pub(crate) fn prefix(&self) -> &str {
        self.written.strip_suffix(WILDCARD).unwrap_or(&self.written)
    }

    /// What is below the route in `path`, if the route matches. An exact route
    /// has nothing below it, and matches with a `/` at its end, too.
    pub(crate) fn matches<'path>(&self, path: &'path str) -> Option<&'path str> {
        let below = path.strip_prefix(self.path.as_str())?;
        match (self.wildcard, below) {
            (true, "") => Some(""),
            (true, _) => below.starts_with('/').then_some(below),
            (false, "" | "/") => Some(""),
            (false, _) => None,
        }
    }
}

/// The route that answers `path` and what is below it: an exact one first, then
/// the wildcard with the longest prefix.
pub(crate) fn best<'a>(routes: &'a [Route], path: &'a str) -> Option<(&'a Route, &'a str)> {
    routes
        .iter()
        .filter_map(|route| Some((route, route.matches(path)?)))
        .max_by_key(|(route, _)| (!route.wildcard, route.path.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_goes_to_the_most_specific_route() {
        let written = ["/...", "/api/...", "/api/v1/...", "/api/health"];
        let routes: Vec<_> = written.iter().map(|r| Route::new(r).unwrap()).collect();
        let table = [
            ("/", "/...", "/"),
            ("/a/b/", "/...", "/a/b/"),
            ("/api", "/api/...", ""),
            ("/api/", "/api/...", "/"),
            ("/api/v2", "/api/...", "/v2"),
            ("/api/v1/x", "/api/v1/...", "/x"),
            ("/api/health", "/api/health", ""),
            ("/api/health/", "/api/health", ""),
            ("/api/healthy", "/api/...", "/healthy"),
            ("/apis", "/...", "/apis"),
        ];
        for (path, expected, below) in table {
            let (route, rest) = best(&routes, path).unwrap();
            assert_eq!((route.as_written(), rest), (expected, below), "{path}");
        }
    }

    #[test]
    fn a_path_without_a_route_has_none() {
        let routes = [Route::new("/only").unwrap()];
        assert_eq!(best(&routes, "/other"), None);
    }

    #[test]
    fn a_route_that_is_not_supported_is_refused() {
        for written in ["relative", "/user/:id", "/*"] {
            assert!(Route::new(written).is_err(), "{written}");
        }
    }
}
