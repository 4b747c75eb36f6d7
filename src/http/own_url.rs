//! Where the service's own pages are, for links that leave it.

use http::Uri;
use http::header::HOST;

use super::{Failure, Incoming, Request};
use crate::config::Config;
use crate::id::SurveyId;
use crate::survey::Origin;

/// The page of a survey.
pub fn page<I: Incoming>(
    config: &Config,
    request: &Request<I>,
    survey: &SurveyId,
) -> Result<String, Failure> {
    Ok(format!("{}/s/{survey}", origin(config, request)?))
}

/// What the operator set, else where the request was sent.
fn origin<I: Incoming>(config: &Config, request: &Request<I>) -> Result<Origin, Failure> {
    if let Some(set) = &config.public_url {
        return Ok(set.clone());
    }
    // Spin appends its own after whatever a client sent under that name, so only the last counts.
    let told = request.incoming.header("spin-full-url").pop();
    let told = told.and_then(|url| Uri::try_from(url.as_slice()).ok());
    told.and_then(|url| Some(format!("{}://{}", url.scheme()?, url.authority()?)))
        .or_else(|| Some(format!("https://{}", request.header(&HOST)?)))
        .and_then(|origin| origin.to_ascii_lowercase().parse().ok())
        .ok_or_else(|| Failure::BadRequest("invalid_request", "The request names no host.".into()))
}
