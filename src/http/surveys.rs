//! `/v1/surveys`, `/v1/surveys/{survey}` and `/v1/compact`

use std::rc::Rc;

use http::StatusCode;
use http::header::{CACHE_CONTROL, VARY};
use serde_json::{Value, json};

use super::access::{self, Role};
use super::{Failure, Incoming, Request, Response, cors};
use crate::fault::{Fault, MAX_FAULTS};
use crate::instance::{Defined, Instance};
use crate::journal::MAX_VALUE;
use crate::platform::Platform;
use crate::survey::{Survey, Unavailable};
use crate::time::Millis;

/// A definition in many languages fits with room to spare.
const MAX_DEFINITION: usize = 1024 * 1024;
/// Once its white space is gone it has to fit a value of the store, with what describes it.
const MAX_STORED: usize = MAX_VALUE - 1024;
/// What describes a definition, and may come back with it unread.
const DESCRIBING: [&str; 3] = ["survey", "version", "updated_at"];

/// GET: all surveys, and what the token allows.
pub async fn list<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let role = access::require(instance, request, Role::Reader).await?;
    request.parameters([])?;
    let listing = instance.list().await?;
    let mut surveys = Vec::new();
    for (id, holdings) in &listing.surveys {
        if !holdings.defined {
            continue;
        }
        if let Some(defined) = instance.defined(id).await? {
            surveys.push(json!({
                "survey": id,
                "name": defined.survey.name,
                "status": defined.survey.status,
                "available": status(&defined.survey, instance.now()),
                "default_locale": defined.survey.default_locale,
                "publish_scores": defined.survey.publish_scores,
                "version": defined.version,
                "updated_at": defined.updated_at.to_string(),
            }));
        }
    }
    Ok(Response::json(
        StatusCode::OK,
        &json!({ "role": role, "surveys": surveys }),
    ))
}

/// The survey in the path, if it is in force.
pub async fn asked_for<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Rc<Defined>, Failure> {
    let defined = instance.defined(&request.survey()?).await?;
    defined.ok_or(Failure::NotFound("There is no such survey."))
}

/// GET: a survey as a respondent may see it; with a token, all of it.
pub async fn read<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    request.parameters([])?;
    let id = request.survey()?;
    let config = instance.config().await?;
    let all = access::is(&config, request, Role::Reader);
    // Who edits wants what is in force, not what was a moment ago.
    let defined = if all {
        instance.read_definition(&id).await?
    } else {
        instance.defined(&id).await?
    };
    let defined = defined.ok_or(Failure::NotFound("There is no such survey."))?;
    if all {
        return Ok(Response::json(StatusCode::OK, &full_view(&defined)));
    }
    let mut response = Response::json(StatusCode::OK, &public_view(&defined, instance.now()));
    cors::share_with_all(&mut response);
    // For the reader's own cache: one that is shared and ignores Vary would hand it to who edits the survey, and what
    // they then put would lack all that is not in it.
    response.set(CACHE_CONTROL, "private, max-age=60");
    response.set(VARY, "Authorization");
    Ok(response)
}

/// All of a survey.
pub fn full_view(defined: &Defined) -> Value {
    let mut view = json!(defined.survey);
    view["survey"] = json!(defined.id);
    view["version"] = json!(defined.version);
    view["updated_at"] = json!(defined.updated_at.to_string());
    view
}

/// A survey as a respondent may see it.
fn public_view(defined: &Defined, now: Millis) -> Value {
    let survey = &defined.survey;
    let analysis = survey.analysis.as_ref();
    // Published scores are asked for by days, so whoever may read them needs to know when those begin.
    let utc_offset = analysis.map(|analysis| analysis.utc_offset);
    json!({
        "survey": defined.id,
        "version": defined.version,
        "name": survey.name,
        "status": status(survey, now),
        "default_locale": survey.default_locale,
        "questions": survey.questions,
        "thanks": survey.thanks,
        "attributes": survey.attributes,
        "require_token": survey.require_token,
        "analysis": {"utc_offset": utc_offset.unwrap_or_default()},
    })
}

/// Whether it takes responses, as far as a respondent is concerned.
pub fn status(survey: &Survey, now: Millis) -> &'static str {
    match survey.available(now) {
        Ok(()) => "live",
        Err(Unavailable::Paused | Unavailable::NotYetOpen) => "paused",
        Err(Unavailable::Closed | Unavailable::Full) => "closed",
    }
}

/// The definition that an admin sent, if it may be put in force in place of the one that is.
pub async fn acceptable<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &mut Request<I>,
) -> Result<(Survey, Option<Rc<Defined>>), Failure> {
    access::require(instance, request, Role::Admin).await?;
    request.parameters([])?;
    let id = request.survey()?;
    let mut document = request.json(MAX_DEFINITION).await?;
    let mut faults = Vec::new();
    if let Some(members) = document.as_object_mut() {
        if members
            .get("survey")
            .is_some_and(|named| named != id.as_str())
        {
            faults.push(Fault {
                pointer: "/survey".into(),
                code: "contradiction",
                detail: "The path names another survey.".into(),
            });
        }
        members.retain(|name, _| !DESCRIBING.contains(&name.as_str()));
    }
    let survey = match Survey::parse(&document) {
        Ok(survey) if faults.is_empty() => survey,
        parsed => {
            faults.extend(parsed.err().into_iter().flatten());
            faults.truncate(MAX_FAULTS);
            return Err(Failure::Rejected(faults));
        }
    };
    if json!(survey).to_string().len() > MAX_STORED {
        return Err(Failure::TooLarge(MAX_STORED));
    }
    let earlier = instance.read_definition(&id).await?;
    if let Some(earlier) = &earlier {
        let changes = survey.kind_changes(&earlier.lineage.kinds);
        if !changes.is_empty() {
            return Err(Failure::Rejected(changes));
        }
    }
    Ok((survey, earlier))
}

/// PUT: creates or replaces a survey.
pub async fn put<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    mut request: Request<I>,
) -> Result<Response, Failure> {
    let (survey, earlier) = acceptable(instance, &mut request).await?;
    let id = request.survey()?;
    // What a deleted survey of this name left behind must not become this one's.
    if earlier.is_none() && !instance.purge(&id).await? {
        return Err(Failure::StillDeleting);
    }
    let now = instance.now();
    let unique = u64::from_be_bytes(instance.platform().random());
    let status = if earlier.is_some() {
        StatusCode::OK
    } else {
        StatusCode::CREATED
    };
    let lineage = earlier.map(|earlier| earlier.lineage.clone());
    let journal = instance.journal();
    let definition = journal.define(&id, &survey, lineage, now, unique).await?;
    instance.forget(&id);
    let defined = Defined::of(&id, definition);
    Ok(Response::json(status, &defined.as_ref().map(full_view)))
}

/// DELETE: takes a survey out of force and deletes what was answered; compaction finishes what is too much for one request.
pub async fn delete<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, request, Role::Admin).await?;
    request.parameters([])?;
    let id = request.survey()?;
    if instance.read_definition(&id).await?.is_none() {
        return Err(Failure::NotFound("There is no such survey."));
    }
    instance.journal().retire(&id, instance.now()).await?;
    instance.forget(&id);
    instance.purge(&id).await?;
    Ok(Response::empty(StatusCode::NO_CONTENT))
}

/// POST: one bounded round of compaction, for a cron.
pub async fn compact<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, request, Role::Admin).await?;
    request.parameters([])?;
    Ok(Response::json(StatusCode::OK, &instance.compact().await?))
}
