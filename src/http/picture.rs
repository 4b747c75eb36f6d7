//! Pictures that are drawn for the request.

use std::borrow::Cow;

use askama::Template;
use http::header::CONTENT_SECURITY_POLICY;

use super::{Incoming, Request, Response, cors, documents};

/// An SVG picture that pages of any origin may show and caches may keep.
pub fn svg<I: Incoming>(
    request: &Request<I>,
    picture: &impl Template,
    cache_control: impl Into<Cow<'static, str>>,
) -> Response {
    // Writing to a string does not fail.
    let svg = picture.render().unwrap_or_default();
    let mut response = documents::cacheable(request, "image/svg+xml", svg, cache_control);
    // Opened by itself a picture is a document, and could run scripts.
    response.set(CONTENT_SECURITY_POLICY, "default-src 'none'");
    cors::share_with_all(&mut response);
    response
}
