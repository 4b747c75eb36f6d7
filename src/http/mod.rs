//! The HTTP surface: a thin shell that parses, calls and encodes.

mod access;
mod cors;
mod documents;
mod pages;
mod problem;
mod request;
mod responses;
mod router;
mod scores;
mod script;
mod surveys;

use std::pin::Pin;
use std::rc::Rc;

use bytes::Bytes;
use futures_util::Stream;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http_body::Frame;
use http_body_util::{Either, Full, StreamBody};

use crate::instance::Instance;
use crate::platform::{Platform, StoreError};

pub use problem::Failure;
pub use request::{Incoming, Request};
pub use router::{Endpoint, ROUTES};

/// A body made as it is sent.
type Streamed = StreamBody<Pin<Box<dyn Stream<Item = Result<Frame<Bytes>, StoreError>>>>>;
/// What is answered with.
pub type Body = Either<Full<Bytes>, Streamed>;
/// An answer.
pub type Response = http::Response<Body>;

/// Answers a request.
pub async fn respond<P, B>(instance: Rc<Instance<P>>, request: http::Request<B>) -> Response
where
    P: Platform + 'static,
    B: Incoming,
{
    let (parts, body) = request.into_parts();
    let mut response = match router::route(&parts.method, parts.uri.path()) {
        Ok((endpoint, name)) => {
            let request = Request { parts, name, body };
            let answered = router::dispatch(endpoint, &instance, request).await;
            answered.unwrap_or_else(|failure| failure.response(instance.platform()))
        }
        Err(failure) => failure.response(instance.platform()),
    };
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// An answer with a body of a type.
fn full(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Either::Left(Full::new(body.into())));
    *response.status_mut() = status;
    set(&mut response, CONTENT_TYPE, content_type);
    response
}

/// An answer in JSON.
fn json(status: StatusCode, value: &impl serde::Serialize) -> Response {
    // Fails only for maps with keys that are not text, and there are none.
    let body = serde_json::to_vec(value).unwrap_or_default();
    let mut response = full(status, "application/json", body);
    set(&mut response, CACHE_CONTROL, "no-store");
    response
}

fn set(response: &mut Response, name: HeaderName, value: &'static str) {
    response
        .headers_mut()
        .insert(name, HeaderValue::from_static(value));
}

/// Sets a header whose value is made here, never typed by a client.
fn set_text(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
