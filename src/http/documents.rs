//! Documents that are the same for all.

use std::borrow::Cow;

use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, ETAG, VARY};
use xxhash_rust::xxh3::xxh3_64;

use super::{Incoming, Request, Response, cors};

/// The description of this HTTP surface.
pub const OPENAPI: &str = include_str!("../../static/dist/openapi.json");

/// That the service runs. It asks nothing of the store, which may be slow without this being so.
pub fn health() -> Response {
    let mut response = Response::full(StatusCode::OK, "application/json", r#"{"status":"ok"}"#);
    response.set(CACHE_CONTROL, "no-store");
    response
}

/// The OpenAPI description.
pub fn openapi<I: Incoming>(request: &Request<I>) -> Response {
    let mut response = cacheable(
        request,
        "application/json",
        OPENAPI.as_bytes(),
        "public, max-age=300",
    );
    cors::share_with_all(&mut response);
    response
}

/// A body that a cache may keep, or the word that the sender has it.
pub fn cacheable<I: Incoming>(
    request: &Request<I>,
    content_type: &'static str,
    body: impl Into<bytes::Bytes>,
    cache_control: impl Into<Cow<'static, str>>,
) -> Response {
    let body = body.into();
    let etag = format!("\"{:016x}\"", xxh3_64(&body));
    cacheable_as(request, content_type, body, cache_control, etag)
}

/// The same, named by its sender.
pub fn cacheable_as<I: Incoming>(
    request: &Request<I>,
    content_type: &'static str,
    body: impl Into<bytes::Bytes>,
    cache_control: impl Into<Cow<'static, str>>,
    etag: String,
) -> Response {
    let mut response = if request.has(&etag) {
        not_modified()
    } else {
        Response::full(StatusCode::OK, content_type, body)
    };
    response.set(CACHE_CONTROL, cache_control);
    response.set(ETAG, etag);
    response
}

/// Says how the body was encoded for its reader, if there is one.
pub fn encoded(response: &mut Response, brotli: bool) {
    if brotli && response.status == StatusCode::OK {
        response.set(CONTENT_ENCODING, "br");
    }
    response.set(VARY, "Accept-Encoding");
}

/// The word that the sender has it.
pub fn not_modified() -> Response {
    Response::empty(StatusCode::NOT_MODIFIED)
}
