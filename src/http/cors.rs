//! What pages of other origins may do: submit to surveys that name them, and read public scores.

use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, VARY,
};

use super::{Failure, Incoming, Request, Response};
use crate::instance::Instance;
use crate::platform::Platform;
use crate::survey::{Origins, Survey};

/// Refuses a page of an origin that is not among the survey's. A server sends none, and passes.
pub fn check<I: Incoming>(request: &Request<I>, survey: &Survey) -> Result<(), Failure> {
    match request.origin() {
        Some(origin) if !survey.origins.allow(&origin) && !request.is_own(&origin) => {
            Err(Failure::ForbiddenOrigin)
        }
        _ => Ok(()),
    }
}

/// Lets the page that sent the request, and was let in, read the answer.
pub fn share_with_sender<I: Incoming>(
    request: &Request<I>,
    survey: &Survey,
    response: &mut Response,
) {
    // Only an origin that the survey's owner wrote is repeated.
    if survey.origins == Origins::Any {
        response.set(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    } else {
        response.set(VARY, "Origin");
        let Some(origin) = request.origin() else {
            return;
        };
        response.set(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    response.set(ACCESS_CONTROL_EXPOSE_HEADERS, "Location, Retry-After");
}

/// Lets any page read the answer.
pub fn share_with_all(response: &mut Response) {
    response.set(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    response.set(ACCESS_CONTROL_EXPOSE_HEADERS, "ETag");
}

/// Lets any page read the answer, or why there is none.
pub fn shared_with_all<P: Platform>(
    instance: &Instance<P>,
    answered: Result<Response, Failure>,
) -> Response {
    let mut response = answered.unwrap_or_else(|failure| failure.response(instance.platform()));
    share_with_all(&mut response);
    response
}

/// The answer to a page that asks beforehand.
pub fn preflight(methods: &'static str, headers: &'static str) -> Response {
    let mut response = Response::empty(StatusCode::NO_CONTENT);
    response.set(ACCESS_CONTROL_ALLOW_METHODS, methods);
    response.set(ACCESS_CONTROL_ALLOW_HEADERS, headers);
    // What Chromium caps it at; asked anew it would double every submission's requests.
    response.set(ACCESS_CONTROL_MAX_AGE, "7200");
    response
}
