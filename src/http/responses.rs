//! `/v1/surveys/{survey}/responses`

use std::collections::BTreeMap;
use std::rc::Rc;

use futures_util::stream;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use serde_json::Value;

use super::access::{self, Role};
use super::scores::parse_range;
use super::{Body, Failure, Incoming, Request, Response, cors};
use crate::fault::Fault;
use crate::form_token::{self, TokenFault};
use crate::id::{ResponseId, SurveyId};
use crate::instance::{Defined, Instance, ScoreQuery, ScoresError};
use crate::journal::{Held, Listing, ReadError, Span};
use crate::period::Range;
use crate::platform::{Platform, StoreError};
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
    let defined = instance.defined(&request.survey()?).await?;
    let defined = defined.ok_or(Failure::NotFound("There is no such survey."))?;
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
        let scores = match instance.scores(defined, ScoreQuery::default()).await {
            Ok(scores) => scores,
            Err(ScoresError::Store(error)) => return Err(error.into()),
            Err(ScoresError::TooLong) => return Err(Failure::Unavailable(Unavailable::Full)),
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

/// GET: what people said, as NDJSON, oldest first.
pub async fn read<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, request, Role::Reader).await?;
    let id = request.survey()?;
    let [format, from, to] = request.parameters(["format", "from", "to"])?;
    if format.is_some_and(|format| format != "ndjson") {
        return Err(Failure::BadRequest(
            "invalid_parameter",
            "format is ndjson.".into(),
        ));
    }
    let range = parse_range(from, to)?;
    if instance.defined(&id).await?.is_none() {
        return Err(Failure::NotFound("There is no such survey."));
    }
    let export = Export::new(instance, id, range).await?;
    let lines = stream::unfold(export, Export::next);
    let mut response = Response::new(StatusCode::OK, Body::Streamed(Box::pin(lines)));
    response.set(CONTENT_TYPE, "application/x-ndjson");
    response.set(CACHE_CONTROL, "no-store");
    Ok(response)
}

/// An export on its way: a group of keys at a time, so that memory is bounded by the largest group.
struct Export<P> {
    instance: Rc<Instance<P>>,
    survey: SurveyId,
    range: Range,
    groups: Vec<(Span, Held)>,
}

impl<P: Platform + 'static> Export<P> {
    async fn new(
        instance: &Rc<Instance<P>>,
        survey: SurveyId,
        range: Range,
    ) -> Result<Self, StoreError> {
        let listing = instance.list().await?;
        let mut groups = groups(&listing, &survey);
        // Taken from the end.
        groups.reverse();
        Ok(Self {
            instance: instance.clone(),
            survey,
            range,
            groups,
        })
    }

    async fn next(mut self) -> Option<(Result<Vec<u8>, StoreError>, Self)> {
        let (span, held) = self.groups.pop()?;
        let lines = self.lines(span, held).await.map(String::into_bytes);
        if lines.is_err() {
            self.groups.clear();
        }
        Some((lines, self))
    }

    async fn lines(&self, span: Span, held: Held) -> Result<String, StoreError> {
        let union = match self.instance.journal().union(&self.survey, &held).await {
            Ok(union) => union,
            Err(ReadError::Store(error)) => return Err(error),
            // Compacted since it was listed: what it held is elsewhere in the same hours now.
            Err(ReadError::Gone) => {
                let listing = self.instance.list().await?;
                let mut now = Held::default();
                for (_, held) in groups(&listing, &self.survey)
                    .into_iter()
                    .filter(|(other, _)| other.overlaps(span))
                {
                    now.entries.extend(held.entries);
                    now.runs.extend(held.runs);
                }
                let read = self.instance.journal().union(&self.survey, &now).await;
                read.map_err(|_| StoreError("keys vanish as fast as they are listed".into()))?
            }
        };
        let mut lines = String::new();
        for record in union.records() {
            if record.is_impressions() {
                continue;
            }
            let hour = record.id.hour();
            if span.contains(hour) && self.range.contains(hour.day()) {
                lines.push_str(record.line());
                lines.push('\n');
            }
        }
        Ok(lines)
    }
}

/// In the order of time.
fn groups(listing: &Listing, survey: &SurveyId) -> Vec<(Span, Held)> {
    let mut ordered = BTreeMap::new();
    if let Some(holdings) = listing.surveys.get(survey) {
        for (span, held) in holdings.months.values().flat_map(Held::groups) {
            ordered.insert((span.end(), span), held);
        }
    }
    let groups = ordered.into_iter().map(|((_, span), held)| (span, held));
    groups.collect()
}
