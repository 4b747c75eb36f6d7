//! `/v1/surveys/{survey}/impressions`

use std::rc::Rc;

use http::StatusCode;

use super::responses::{admit, let_in};
use super::{Failure, Incoming, Request, Response, cors};
use crate::impression::Impression;
use crate::instance::{Defined, Instance};
use crate::platform::Platform;

const MAX_REPORT: usize = 4096;

/// POST: that the survey was shown.
pub async fn create<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    mut request: Request<I>,
) -> Result<Response, Failure> {
    let defined = let_in(instance, &request).await?;
    let answered = gather(instance, &defined, &mut request).await;
    let mut response = answered.unwrap_or_else(|failure| failure.response(instance.platform()));
    cors::share_with_sender(&request, &defined.survey, &mut response);
    Ok(response)
}

async fn gather<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    defined: &Rc<Defined>,
    request: &mut Request<I>,
) -> Result<Response, Failure> {
    request.parameters([])?;
    admit(instance, defined, request).await?;
    let document = request.json(MAX_REPORT).await?;
    let impression = Impression::parse(&document).map_err(Failure::Rejected)?;
    instance.report(&defined.id, impression);
    Ok(Response::empty(StatusCode::ACCEPTED))
}
