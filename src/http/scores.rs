//! `/v1/surveys/{survey}/scores`

use std::rc::Rc;

use http::StatusCode;
use http::header::{CACHE_CONTROL, ETAG, VARY};

use super::access::{self, Role};
use super::{Failure, Incoming, Request, Response, cors, documents};
use crate::instance::{Instance, ScoreQuery, ScoresError};
use crate::period::{By, MAX_PERIODS, Range};
use crate::platform::Platform;
use crate::time::Day;

/// GET: live scores.
pub async fn read<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let answered = answer(instance, request).await;
    // A page may read why it was refused, too.
    let mut response = answered.unwrap_or_else(|failure| failure.response(instance.platform()));
    cors::share_with_all(&mut response);
    response.set(VARY, "Authorization");
    Ok(response)
}

async fn answer<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let query = parse_query(request)?;
    let defined = instance.defined(&request.survey()?).await?;
    let defined = defined.ok_or(Failure::NotFound("There is no such survey."))?;
    let published = defined.survey.publish_scores;
    if !published {
        access::require(instance, request, Role::Reader).await?;
    }
    let scores = match instance.scores(&defined, query).await {
        Ok(scores) => scores,
        Err(ScoresError::Store(error)) => return Err(error.into()),
        Err(ScoresError::TooLong) => {
            let detail = format!(
                "The trend has more than {MAX_PERIODS} points: narrow the range or widen `by`."
            );
            return Err(Failure::BadRequest("invalid_parameter", detail));
        }
    };
    let mut response = if request.has(&scores.etag) {
        documents::not_modified()
    } else {
        Response::full(StatusCode::OK, "application/json", scores.body.clone())
    };
    response.set(ETAG, scores.etag.clone());
    let freshness = instance.config().await?.freshness.as_secs();
    let shared = if published { "public" } else { "private" };
    let cache = format!(
        "{shared}, max-age={freshness}, stale-while-revalidate={}",
        freshness * 5
    );
    response.set(CACHE_CONTROL, cache);
    Ok(response)
}

fn parse_query<I: Incoming>(request: &Request<I>) -> Result<ScoreQuery, Failure> {
    let [from, to, by] = request.parameters(["from", "to", "by"])?;
    let range = parse_range(from, to)?;
    let by = match by.as_deref() {
        None => None,
        Some("day") => Some(By::Day),
        Some("week") => Some(By::Week),
        Some("month") => Some(By::Month),
        Some(_) => {
            return Err(Failure::BadRequest(
                "invalid_parameter",
                "by is day, week or month.".into(),
            ));
        }
    };
    Ok(ScoreQuery { range, by })
}

/// A range of days from two parameters.
pub fn parse_range(from: Option<String>, to: Option<String>) -> Result<Range, Failure> {
    let day = |name: &str, text: Option<String>| -> Result<Option<Day>, Failure> {
        let invalid = |_| {
            Failure::BadRequest(
                "invalid_parameter",
                format!("{name} is a day such as 2026-11-21."),
            )
        };
        text.map(|text| text.parse().map_err(invalid)).transpose()
    };
    let range = Range {
        from: day("from", from)?,
        to: day("to", to)?,
    };
    if let (Some(from), Some(to)) = (range.from, range.to)
        && from >= to
    {
        return Err(Failure::BadRequest(
            "invalid_parameter",
            "from is before to: the range is half open.".into(),
        ));
    }
    Ok(range)
}

/// OPTIONS: a page of any origin may ask, with a token too.
pub fn preflight() -> Response {
    let mut response = cors::preflight("GET", "authorization, if-none-match");
    cors::share_with_all(&mut response);
    response
}
