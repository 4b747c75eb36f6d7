//! `GET /v1/surveys/{survey}/responses/{response}`: one response whole.

use std::rc::Rc;

use http::StatusCode;
use http::header::CACHE_CONTROL;

use super::write_whole;
use crate::breakdown::Recipe;
use crate::http::access::{self, Role};
use crate::http::{Failure, Incoming, NO_RESPONSE, Request, Response, surveys};
use crate::instance::Instance;
use crate::platform::Platform;

/// GET: it, as pages have it.
pub async fn read<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, request, Role::Reader).await?;
    request.parameters([])?;
    let defined = surveys::asked_for(instance, request).await?;
    let found = instance.find(&defined.id, request.response()?).await?;
    let found = found.ok_or(Failure::NotFound(NO_RESPONSE))?;
    let mut text = String::new();
    write_whole(&mut text, &Recipe::new(&defined.survey), &found.whole);
    let mut response = Response::full(StatusCode::OK, "application/json", text);
    response.set(CACHE_CONTROL, "no-store");
    Ok(response)
}
