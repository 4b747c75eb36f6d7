//! The HTTP surface: a thin shell that parses, calls and encodes.

mod access;
mod badge;
mod corrections;
mod cors;
mod dashboard;
mod documents;
mod drafts;
mod export;
mod import;
mod impressions;
mod insights;
mod invitations;
mod own_url;
mod pages;
mod picture;
mod problem;
mod qr;
mod rating;
mod request;
mod response;
mod responses;
mod router;
mod scores;
mod script;
mod surveys;
mod versions;

use std::rc::Rc;

use http::Method;
use http::header::X_CONTENT_TYPE_OPTIONS;

use crate::instance::Instance;
use crate::platform::Platform;

pub use problem::Failure;
pub use request::{Captures, Incoming, NO_RESPONSE, Request, Unreadable};
pub use response::{Body, Chunks, Response};
pub use router::{Endpoint, ROUTES};

/// Answers a request for `target`, its path and query as they were sent.
pub async fn respond<P, I>(
    instance: Rc<Instance<P>>,
    method: Method,
    target: &str,
    incoming: I,
) -> Response
where
    P: Platform + 'static,
    I: Incoming,
{
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let answered = match router::route(&method, path) {
        Ok((endpoint, captures)) => {
            let query = query.to_owned();
            let request = Request {
                query,
                captures,
                head: method == Method::HEAD,
                incoming,
            };
            router::dispatch(endpoint, &instance, request).await
        }
        Err(failure) => Err(failure),
    };
    let mut response = answered.unwrap_or_else(|failure| failure.response(instance.platform()));
    response.set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}
