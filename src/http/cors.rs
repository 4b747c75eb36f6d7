//! What pages of other origins may do: submit to surveys that name them, and read public scores.

use http::StatusCode;
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, VARY,
};

use super::{Failure, Request, Response, full, set, set_text};
use crate::survey::{Origins, Survey};

/// Refuses a page of an origin that is not among the survey's. A server sends none, and passes.
pub fn check<B>(request: &Request<B>, survey: &Survey) -> Result<(), Failure> {
    match request.origin() {
        Some(origin) if !survey.origins.allow(origin) && !request.is_own(origin) => {
            Err(Failure::ForbiddenOrigin)
        }
        _ => Ok(()),
    }
}

/// Lets the page that sent the request, and was let in, read the answer.
pub fn share_with_sender<B>(request: &Request<B>, survey: &Survey, response: &mut Response) {
    // Only an origin that the survey's owner wrote is repeated.
    if survey.origins == Origins::Any {
        set(response, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    } else {
        set(response, VARY, "Origin");
        let Some(origin) = request.origin() else {
            return;
        };
        set_text(response, ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    set(
        response,
        ACCESS_CONTROL_EXPOSE_HEADERS,
        "Location, Retry-After",
    );
}

/// Lets any page read the answer.
pub fn share_with_all(response: &mut Response) {
    set(response, ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    set(response, ACCESS_CONTROL_EXPOSE_HEADERS, "ETag");
}

/// The answer to a page that asks beforehand.
pub fn preflight(methods: &'static str, headers: &'static str) -> Response {
    let mut response = full(StatusCode::NO_CONTENT, "text/plain", "");
    response.headers_mut().clear();
    set(&mut response, ACCESS_CONTROL_ALLOW_METHODS, methods);
    set(&mut response, ACCESS_CONTROL_ALLOW_HEADERS, headers);
    // What Chromium caps it at; asked anew it would double every submission's requests.
    set(&mut response, ACCESS_CONTROL_MAX_AGE, "7200");
    response
}
