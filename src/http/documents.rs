//! Documents that are the same for all.

use http::StatusCode;
use http::header::{CACHE_CONTROL, ETAG};
use xxhash_rust::xxh3::xxh3_64;

use super::{Request, Response, cors, full, set, set_text};

/// The description of this HTTP surface.
pub const OPENAPI: &str = include_str!("../../static/openapi.json");

/// That the service runs. It asks nothing of the store, which may be slow without this being so.
pub fn health() -> Response {
    let mut response = full(StatusCode::OK, "application/json", r#"{"status":"ok"}"#);
    set(&mut response, CACHE_CONTROL, "no-store");
    response
}

/// The OpenAPI description.
pub fn openapi<B>(request: &Request<B>) -> Response {
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
pub fn cacheable<B>(
    request: &Request<B>,
    content_type: &'static str,
    body: impl Into<bytes::Bytes>,
    cache_control: &'static str,
) -> Response {
    let body = body.into();
    let etag = format!("\"{:016x}\"", xxh3_64(&body));
    let mut response = if request.has(&etag) {
        not_modified()
    } else {
        full(StatusCode::OK, content_type, body)
    };
    set(&mut response, CACHE_CONTROL, cache_control);
    set_text(&mut response, ETAG, &etag);
    response
}

/// The word that the sender has it.
pub fn not_modified() -> Response {
    let mut response = full(StatusCode::NOT_MODIFIED, "text/plain", "");
    response.headers_mut().clear();
    response
}
