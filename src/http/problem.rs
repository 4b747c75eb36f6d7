//! Every way a request can go wrong, and the one place that says how that is answered (RFC 9457).

use http::header::{ALLOW, CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{Method, StatusCode};
use serde::Serialize;

use super::Response;
use super::router::Endpoint;
use crate::fault::Fault;
use crate::platform::{Platform, StoreError};
use crate::survey::Unavailable;

/// Why a request was refused, or failed.
#[derive(Debug)]
pub enum Failure {
    /// It cannot be understood: the code, and in words.
    BadRequest(&'static str, String),
    /// No token, or a wrong one.
    Unauthorized,
    /// The origin is not among the survey's.
    ForbiddenOrigin,
    /// Nothing there: in words.
    NotFound(&'static str),
    /// The survey keeps its scores to those with a token.
    NotPublished,
    /// Too few answers to be sure of a score.
    NotEnough,
    /// Something there, but not for this method.
    MethodNotAllowed(&'static [(Method, Endpoint)]),
    /// The survey takes no responses now.
    Unavailable(Unavailable),
    /// The response is not the one that the sender read.
    Changed,
    /// A survey of this name is still being deleted.
    StillDeleting,
    /// The body has more bytes than this.
    TooLarge(usize),
    /// The body is of another type than this.
    UnsupportedMediaType(&'static str),
    /// Understood, but not acceptable.
    Rejected(Vec<Fault>),
    /// Too many from one client; seconds until the next.
    TooMany(u64),
    /// The form was fetched a moment ago; seconds until it may be sent.
    TooSoon(u64),
    /// The link that was followed is too old.
    LinkExpired,
    /// The operator has not set what this needs.
    NotConfigured,
    /// The store failed; nothing was kept.
    Store(StoreError),
    /// The store failed when some of it may have been kept.
    Unfinished(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

#[derive(Serialize)]
struct Problem<'a> {
    status: u16,
    title: &'a str,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "<[Fault]>::is_empty")]
    errors: &'a [Fault],
}

impl Failure {
    /// Its status, its stable code, and what it says.
    pub fn parts(&self) -> (StatusCode, &'static str, String) {
        match self {
            Self::BadRequest(code, detail) => (StatusCode::BAD_REQUEST, code, detail.clone()),
            Self::Unauthorized => {
                (StatusCode::UNAUTHORIZED, "unauthorized", "A valid token is needed as Authorization: Bearer.".into())
            }
            Self::ForbiddenOrigin => {
                (StatusCode::FORBIDDEN, "forbidden_origin", "This origin is not among the survey's.".into())
            }
            Self::NotFound(what) => (StatusCode::NOT_FOUND, "not_found", (*what).into()),
            Self::NotPublished => {
                (StatusCode::NOT_FOUND, "not_published", "The survey does not publish its scores.".into())
            }
            Self::NotEnough => {
                (StatusCode::NOT_FOUND, "not_enough", "There are too few answers yet to be sure of the rating.".into())
            }
            Self::MethodNotAllowed(_) => {
                (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This path does not take this method.".into())
            }
            Self::Unavailable(Unavailable::Paused) => {
                (StatusCode::CONFLICT, "survey_paused", "The survey is paused.".into())
            }
            Self::Unavailable(Unavailable::NotYetOpen) => {
                (StatusCode::CONFLICT, "survey_not_open", "The survey is not open yet.".into())
            }
            Self::Unavailable(Unavailable::Closed) => (StatusCode::GONE, "survey_closed", "The survey is closed.".into()),
            Self::Unavailable(Unavailable::Full) => {
                (StatusCode::GONE, "survey_full", "The survey has all the responses it wants.".into())
            }
            Self::Changed => (
                StatusCode::CONFLICT,
                "changed",
                "The response was changed meanwhile. Read it again.".into(),
            ),
            Self::StillDeleting => (
                StatusCode::CONFLICT,
                "still_deleting",
                "The responses of the deleted survey of this name are still being deleted. Try again.".into(),
            ),
            Self::TooLarge(most) => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", format!("At most {most} bytes.")),
            Self::UnsupportedMediaType(wanted) => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", format!("Send {wanted}, not encoded."))
            }
            Self::Rejected(faults) => {
                let first = faults.first().map_or("rejected", |fault| fault.code);
                (StatusCode::UNPROCESSABLE_ENTITY, first, "See errors for each fault.".into())
            }
            Self::TooMany(seconds) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too_many_requests",
                format!("Too many submissions from one client. Try again in {seconds} s."),
            ),
            Self::TooSoon(_) => (
                StatusCode::TOO_MANY_REQUESTS,
                "token_too_young",
                "The form was fetched a moment ago. Try again.".into(),
            ),
            Self::LinkExpired => (
                StatusCode::GONE,
                "link_expired",
                "The link has expired.".into(),
            ),
            Self::NotConfigured => {
                (StatusCode::SERVICE_UNAVAILABLE, "not_configured", "The service is not configured for this.".into())
            }
            Self::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", "Nothing was kept. Try again.".into()),
            Self::Unfinished(_) => (
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "Some of it may not be kept. Send all of it again: nothing counts twice.".into(),
            ),
        }
    }

    /// What is worth a line in the log: only what is the service's own fault, in its own words.
    pub fn log(&self, platform: &impl Platform) {
        if let Self::Store(error) | Self::Unfinished(error) = self {
            platform.log(&error.to_string());
        }
    }

    /// As an answer.
    pub fn response(&self, platform: &impl Platform) -> Response {
        self.log(platform);
        let (status, code, detail) = self.parts();
        let errors = match self {
            Self::Rejected(faults) => faults.as_slice(),
            _ => &[],
        };
        let title = status.canonical_reason().unwrap_or_default();
        let problem = Problem {
            status: status.as_u16(),
            title,
            detail: &detail,
            code,
            errors,
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = Response::full(status, "application/problem+json", body);
        response.set(CACHE_CONTROL, "no-store");
        self.set_headers(&mut response);
        response
    }

    /// The headers that belong to it, whatever the body.
    pub fn set_headers(&self, response: &mut Response) {
        match self {
            Self::MethodNotAllowed(methods) => {
                let mut allow: Vec<&str> =
                    methods.iter().map(|(method, _)| method.as_str()).collect();
                if allow.contains(&"GET") {
                    allow.push("HEAD");
                }
                response.set(ALLOW, allow.join(", "));
            }
            Self::Unauthorized => response.set(WWW_AUTHENTICATE, "Bearer"),
            Self::TooMany(seconds) | Self::TooSoon(seconds) => {
                response.set(RETRY_AFTER, seconds.to_string())
            }
            Self::Store(_) | Self::Unfinished(_) => response.set(RETRY_AFTER, "1"),
            _ => {}
        }
    }
}
