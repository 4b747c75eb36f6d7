//! `/v1/surveys/{survey}/invitations`: links for those who are invited. Nothing of them is stored.

mod email;
mod links;
mod table;

use std::rc::Rc;

use http::StatusCode;
use serde_json::{Value, json};

use self::links::Links;
use super::access::{self, Role};
use super::{Failure, Incoming, Request, Response, own_url, surveys};
use crate::instance::Instance;
use crate::invitation::{Invitation, Making};
use crate::platform::Platform;

/// One invitation says a few short things.
const MAX_DOCUMENT: usize = 64 * 1024;
/// A table of people, some 200 bytes each.
const MAX_TABLE: usize = 1024 * 1024;

/// POST: a link for one who is invited, or one for each row of a table.
pub async fn create<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    mut request: Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, &request, Role::Admin).await?;
    request.parameters([])?;
    let defined = surveys::asked_for(instance, &request).await?;
    let config = instance.config().await?;
    let links = Links {
        key: config.signing_key.clone().ok_or(Failure::NotConfigured)?,
        page: own_url::page(&config, &request, &defined.id)?,
        defined,
    };
    let making = || Making {
        now: instance.now(),
        random: instance.platform().random(),
    };
    if request.expect_type("text/csv").is_ok() {
        let file = request.bytes(MAX_TABLE).await?;
        return table::invite(&file, links, making);
    }
    let document = request.json(MAX_DOCUMENT).await?;
    let invitation =
        Invitation::parse(&document, &links.defined.survey, making()).map_err(Failure::Rejected)?;
    Ok(Response::json(
        StatusCode::CREATED,
        &invited(&links, &invitation),
    ))
}

fn invited(links: &Links, invitation: &Invitation) -> Value {
    let link = links.link(invitation);
    let mut invited = json!({"link": link, "expires_at": invitation.expires.to_string()});
    if let Some(question) = links.rated() {
        let by_rating = links.by_rating(&link);
        let survey = &links.defined.survey;
        invited["html"] = email::block(survey, question, invitation, &by_rating).into();
        for (rating, link) in by_rating {
            invited["links"][rating.to_string()] = link.into();
        }
    }
    invited
}
