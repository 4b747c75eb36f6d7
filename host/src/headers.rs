//! What Spin does to a request before the component sees it.

use std::net::SocketAddr;
use std::str;

use anyhow::{Context, ensure};
use http::header::{CONNECTION, HOST, HeaderName, HeaderValue};
use http::uri::{Authority, Scheme};
use http::{Request, Uri};

use crate::routes::Route;

/// What `spin-full-url` names when there is no `host` header, as over HTTP/2.
const NO_HOST: &str = "localhost";

/// Removes what concerns only the connection.
pub(crate) fn strip<B>(request: &mut Request<B>) {
    request.headers_mut().remove(CONNECTION);
}

/// Completes the request's URI from its `host` header, which must not contradict it.
pub(crate) fn complete_uri<B>(request: &mut Request<B>) -> anyhow::Result<()> {
    let mut parts = request.uri().clone().into_parts();
    let host = match request.headers().get(HOST) {
        Some(host) => Some(Authority::try_from(host.as_bytes()).context("the host header")?),
        None => None,
    };
    ensure!(
        host.is_none() || parts.authority.is_none() || host == parts.authority,
        "the host header contradicts the request's URI"
    );
    parts.authority = host.or(parts.authority);
    ensure!(parts.authority.is_some(), "there is no host header");
    parts.scheme = Some(Scheme::HTTP);
    parts
        .path_and_query
        .get_or_insert_with(|| "/".parse().expect("a path"));
    *request.uri_mut() = Uri::from_parts(parts)?;
    Ok(())
}

/// Adds Spin's own headers, after whatever the client sent under their names.
pub(crate) fn append<B>(
    request: &mut Request<B>,
    route: &Route,
    path_info: &str,
    client: SocketAddr,
) -> anyhow::Result<()> {
    for value in request.headers().values() {
        str::from_utf8(value.as_bytes()).context("a header is not UTF-8")?;
    }
    let uri = request.uri();
    let host = match request.headers().get(HOST) {
        Some(host) => str::from_utf8(host.as_bytes())?,
        None => NO_HOST,
    };
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let full_url = format!("{}://{host}{path}", uri.scheme_str().unwrap_or("http"));
    let client = client.to_string();
    let own = [
        ("spin-path-info", path_info),
        ("spin-full-url", &full_url),
        ("spin-matched-route", route.matched()),
        ("spin-base-path", "/"),
        ("spin-raw-component-route", route.as_written()),
        ("spin-component-route", route.prefix()),
        ("spin-client-addr", &client),
    ];
    for (name, value) in own {
        // Like Spin, leave out what no header can hold.
        if let Ok(value) = HeaderValue::from_str(value) {
            let headers = request.headers_mut();
            headers.append(HeaderName::from_static(name), value);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(uri: &str, headers: &[(&str, &str)]) -> Request<()> {
        let mut request = Request::get(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap()
    }

    fn last<'a>(request: &'a Request<()>, name: &str) -> &'a str {
        let values = request.headers().get_all(name);
        values.iter().next_back().unwrap().to_str().unwrap()
    }

    fn appended(request: &mut Request<()>) {
        complete_uri(request).unwrap();
        let route = Route::new("/shop/...").unwrap();
        let client = "192.0.2.1:4711".parse().unwrap();
        append(request, &route, "/a", client).unwrap();
    }

    #[test]
    fn spins_headers_follow_what_the_client_sent() {
        let forged = ("spin-client-addr", "203.0.113.9:1");
        let mut request = request("/shop/a?b=c", &[("host", "example.com"), forged]);
        appended(&mut request);
        let table = [
            ("spin-path-info", "/a"),
            ("spin-full-url", "http://example.com/shop/a?b=c"),
            ("spin-matched-route", "/shop/..."),
            ("spin-base-path", "/"),
            ("spin-raw-component-route", "/shop/..."),
            ("spin-component-route", "/shop"),
            ("spin-client-addr", "192.0.2.1:4711"),
        ];
        for (name, value) in table {
            assert_eq!(last(&request, name), value, "{name}");
        }
        let addresses = request.headers().get_all("spin-client-addr");
        assert_eq!(addresses.iter().next().unwrap(), forged.1);
        assert_eq!(request.uri(), "http://example.com/shop/a?b=c");
    }

    #[test]
    fn without_a_host_header_the_full_url_is_of_localhost() {
        let mut request = request("http://example.com/shop/a", &[]);
        appended(&mut request);
        assert_eq!(last(&request, "spin-full-url"), "http://localhost/shop/a");
        assert_eq!(request.uri(), "http://example.com/shop/a");
    }

    #[test]
    fn a_missing_or_contradicting_host_is_an_error() {
        let table = [
            request("/", &[]),
            request("/", &[("host", "two words")]),
            request("http://one.example/", &[("host", "two.example")]),
        ];
        for mut request in table {
            assert!(complete_uri(&mut request).is_err(), "{request:?}");
        }
    }

    #[test]
    fn the_connection_header_is_removed() {
        let mut request = request("/", &[("connection", "keep-alive")]);
        strip(&mut request);
        assert!(request.headers().is_empty());
    }
}
