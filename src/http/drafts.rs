//! `/v1/surveys/{survey}/draft`

use std::rc::Rc;

use http::StatusCode;

use super::{Failure, Incoming, Request, Response, script, surveys};
use crate::instance::Instance;
use crate::platform::Platform;

/// POST: checks a definition as PUT does, and answers what the script would embed of it. Nothing is kept.
pub async fn check<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    mut request: Request<I>,
) -> Result<Response, Failure> {
    let (survey, _) = surveys::acceptable(instance, &mut request).await?;
    let id = request.survey()?;
    let status = surveys::status(&survey, instance.now());
    let embedded = script::embed(&id, &survey, None, status);
    Ok(Response::json(StatusCode::OK, &embedded))
}
