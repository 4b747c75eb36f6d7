//! `/v1/surveys/{survey}/responses/{response}/corrections`: how somebody who read its comments codes them.

use std::rc::Rc;

use http::StatusCode;

use super::access::{self, Role};
use super::responses::MAX_SUBMISSION;
use super::{Failure, Incoming, NO_RESPONSE, Request, Response};
use crate::correction;
use crate::instance::Instance;
use crate::platform::{Platform, StoreError};

/// PUT: all of them; none withdraws them.
pub async fn put<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    mut request: Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, &request, Role::Admin).await?;
    request.parameters([])?;
    let survey = request.survey()?;
    let defined = instance.read_definition(&survey).await?;
    let defined = defined.ok_or(Failure::NotFound("There is no such survey."))?;
    let id = request.response()?;
    let document = request.json(MAX_SUBMISSION).await?;
    let found = instance.find(&survey, id).await?;
    let found = found.ok_or(Failure::NotFound(NO_RESPONSE))?;
    let response = found.whole.record.response();
    let response = response.map_err(|_| StoreError(format!("response {id} is damaged")))?;
    let corrections = correction::parse(&document, &defined.survey, &response);
    let corrections = corrections.map_err(Failure::Rejected)?;
    instance.correct(&survey, &found, corrections).await?;
    Ok(Response::empty(StatusCode::NO_CONTENT))
}
