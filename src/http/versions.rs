//! `/v1/surveys/{survey}/versions` and `/v1/surveys/{survey}/versions/{version}`

use std::rc::Rc;

use http::StatusCode;
use serde_json::json;

use super::access::{self, Role};
use super::{Failure, Incoming, Request, Response, surveys};
use crate::instance::{Defined, Instance};
use crate::journal::VersionName;
use crate::platform::{Platform, StoreError};

/// Versions on a page: each is read, and may be half a megabyte.
const PAGE: usize = 100;

/// GET: the versions of a survey, the newest first.
pub async fn list<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, request, Role::Admin).await?;
    let [cursor] = request.parameters(["cursor"])?;
    let before = cursor.map(|cursor| cursor.parse()).transpose();
    let before = before.map_err(|_| {
        let detail = "cursor is the next of the page before.".into();
        Failure::BadRequest("invalid_parameter", detail)
    })?;
    let defined = in_force(instance, request).await?;
    let names = instance.version_names(&defined.id, before).await?;
    let mut versions = Vec::new();
    for name in names.iter().take(PAGE) {
        if let Some(version) = instance.version(&defined, *name).await? {
            // One that cannot be read must not hide the others.
            let known = version.ok().map(|version| version.survey.name);
            let version = name.to_string();
            versions.push(json!({
                "in_force": version == defined.version,
                "version": version,
                "updated_at": name.put.to_string(),
                "name": known,
            }));
        }
    }
    let last = names.get(PAGE - 1).filter(|_| names.len() > PAGE);
    let next = last.map(VersionName::to_string);
    Ok(Response::json(
        StatusCode::OK,
        &json!({ "versions": versions, "next": next }),
    ))
}

/// GET: all of a survey as it was put then.
pub async fn read<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    const MISSING: &str = "There is no such version.";
    access::require(instance, request, Role::Admin).await?;
    request.parameters([])?;
    let defined = in_force(instance, request).await?;
    let name = request.captured("version", Failure::NotFound(MISSING))?;
    let version = instance.version(&defined, name).await?;
    let version = version.ok_or(Failure::NotFound(MISSING))?;
    let version = version.map_err(StoreError::from)?;
    Ok(Response::json(
        StatusCode::OK,
        &surveys::full_view(&version),
    ))
}

async fn in_force<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Rc<Defined>, Failure> {
    let defined = instance.read_definition(&request.survey()?).await?;
    defined.ok_or(Failure::NotFound("There is no such survey."))
}
