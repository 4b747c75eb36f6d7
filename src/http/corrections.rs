//! `/v1/surveys/{survey}/responses/{response}/corrections`: how somebody who read its comments codes them.

use std::rc::Rc;

use http::StatusCode;

use super::access::{self, Role};
use super::responses::MAX_SUBMISSION;
use super::{Failure, Incoming, NO_RESPONSE, Request, Response};
use crate::correction;
use crate::instance::Instance;
use crate::platform::{Platform, StoreError};

/// PATCH: those of some questions; null withdraws one.
pub async fn patch<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    mut request: Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, &request, Role::Admin).await?;
    let [revision] = request.parameters(["revision"])?;
    let read = revision.map(|text| read_revision(&text)).transpose()?;
    let survey = request.survey()?;
    let defined = instance.read_definition(&survey).await?;
    let defined = defined.ok_or(Failure::NotFound("There is no such survey."))?;
    let id = request.response()?;
    let document = request.json(MAX_SUBMISSION).await?;
    let found = instance.find(&survey, id).await?;
    let found = found.ok_or(Failure::NotFound(NO_RESPONSE))?;
    if read.is_some_and(|read| read != found.whole.record.version.revision) {
        return Err(Failure::Changed);
    }
    let response = found.whole.record.response();
    let response = response.map_err(|_| StoreError(format!("response {id} is damaged")))?;
    let changes = correction::parse(&document, &defined.survey, &response);
    let changes = changes.map_err(Failure::Rejected)?;
    instance.correct(&survey, found, changes).await?;
    Ok(Response::empty(StatusCode::NO_CONTENT))
}

/// That of the response whose comments were read.
fn read_revision(text: &str) -> Result<u32, Failure> {
    let detail = "revision is that of the response: a whole number.";
    let invalid = |_| Failure::BadRequest("invalid_parameter", detail.into());
    text.parse().map_err(invalid)
}
