//! `/v1/surveys/{survey}/responses`: taking one in. `export.rs` hands them out.

use std::rc::Rc;

use http::StatusCode;
use http::header::LOCATION;
use serde_json::Value;

use super::{Failure, Incoming, Request, Response, cors, surveys};
use crate::fault::Fault;
use crate::form_token::{self, TokenFault};
use crate::id::{ResponseId, SurveyId};
use crate::instance::{Defined, Instance, ScoreQuery, ScoresError};
use crate::platform::Platform;
use crate::response;
use crate::submission::{self, MAX_AGE, Received};
use crate::survey::Unavailable;

/// What people type fits many times over; the contract says so.
pub const MAX_SUBMISSION: usize = 64 * 1024;

/// POST: one submission.
pub async fn create<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    mut request: Request<I>,
) -> Result<Response, Failure> {
    let defined = let_in(instance, &request).await?;
    let answered = accept(instance, &defined, &mut request).await;
    let mut response = answered.unwrap_or_else(|failure| failure.response(instance.platform()));
    cors::share_with_sender(&request, &defined.survey, &mut response);
    Ok(response)
}

/// The survey, if there is one and the sender may submit to it.
pub async fn let_in<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Rc<Defined>, Failure> {
    let defined = surveys::asked_for(instance, request).await?;
    cors::check(request, &defined.survey)?;
    Ok(defined)
}

async fn accept<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    defined: &Rc<Defined>,
    request: &mut Request<I>,
) -> Result<Response, Failure> {
    request.parameters([])?;
    admit(instance, defined, request).await?;
    let document = request.json(MAX_SUBMISSION).await?;
    let now = instance.now();
    let received = Received {
        now,
        made: ResponseId::new(now, &instance.platform().random()),
        max_age: MAX_AGE,
    };
    let response =
        submission::parse(&document, &defined.survey, &received).map_err(Failure::Rejected)?;
    let token = document.get("token").and_then(Value::as_str);
    check_token(instance, defined, token).await?;
    keep(instance, defined, &response).await?;
    Ok(created(&defined.id, response.id))
}

/// Refuses what comes too often or to a survey that takes nothing now, before its body is read.
pub async fn admit<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    defined: &Rc<Defined>,
    request: &Request<I>,
) -> Result<(), Failure> {
    let config = instance.config().await?;
    let now = instance.now();
    if let (Some(limit), Some(client)) = (
        config.submissions_per_minute,
        request.client(&config.client_address_header),
    ) {
        instance
            .clients
            .take(client, limit, now)
            .map_err(Failure::TooMany)?;
    }
    defined.survey.available(now).map_err(Failure::Unavailable)
}

/// Refuses a submission without a form token that counts, if the survey wants one.
pub async fn check_token<P: Platform>(
    instance: &Rc<Instance<P>>,
    defined: &Defined,
    token: Option<&str>,
) -> Result<(), Failure> {
    if !defined.survey.require_token {
        return Ok(());
    }
    let config = instance.config().await?;
    let key = config
        .signing_key
        .as_deref()
        .ok_or(Failure::NotConfigured)?;
    let refuse = |code, detail: &str| {
        let (pointer, detail) = ("/token".into(), detail.into());
        Err(Failure::Rejected(vec![Fault {
            pointer,
            code,
            detail,
        }]))
    };
    let Some(token) = token else {
        return refuse("missing", "The survey wants a form token.");
    };
    match form_token::check(key, &defined.id, instance.now(), token) {
        Ok(()) => Ok(()),
        Err(TokenFault::TooYoung { wait }) => Err(Failure::TooSoon(wait)),
        Err(TokenFault::Invalid) => refuse("invalid_token", "It was not issued for this survey."),
        Err(TokenFault::Expired) => refuse("expired_token", "It was issued more than 8 days ago."),
    }
}

/// Keeps a response: after this it is in every score, whatever happens.
pub async fn keep<P: Platform + 'static>(
    instance: &Rc<Instance<P>>,
    defined: &Rc<Defined>,
    response: &response::Response,
) -> Result<(), Failure> {
    // A revision adds no response.
    if let (Some(most), 0) = (defined.survey.max_responses, response.revision) {
        let scores = match instance.scores(defined, &ScoreQuery::default()).await {
            Ok(scores) => scores,
            Err(ScoresError::Store(error)) => return Err(error.into()),
            Err(_) => return Err(Failure::Unavailable(Unavailable::Full)),
        };
        let full = scores.responses >= u64::from(most);
        // What was accepted is answered the same way when it is sent again.
        if full && !instance.journal().holds(&defined.id, response).await? {
            return Err(Failure::Unavailable(Unavailable::Full));
        }
    }
    Ok(instance.journal().accept(&defined.id, response).await?)
}

fn created(survey: &SurveyId, id: ResponseId) -> Response {
    let mut response = Response::empty(StatusCode::CREATED);
    response.set(LOCATION, format!("/v1/surveys/{survey}/responses/{id}"));
    response
}

/// OPTIONS: whether a page of that origin may submit.
pub async fn preflight<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let defined = let_in(instance, request).await?;
    let mut response = cors::preflight("POST", "content-type");
    cors::share_with_sender(request, &defined.survey, &mut response);
    Ok(response)
}
