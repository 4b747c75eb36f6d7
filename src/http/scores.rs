//! `/v1/surveys/{survey}/scores`

use std::rc::Rc;

use http::StatusCode;
use http::header::{CACHE_CONTROL, ETAG, VARY};

use super::access::{self, Role};
use super::{Failure, Incoming, Request, Response, cors, documents};
use crate::config::Config;
use crate::instance::{Defined, Instance, ScoreQuery, Scores, ScoresError};
use crate::period::{By, MAX_PERIODS, Range};
use crate::platform::Platform;
use crate::score::Score;
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
    let scores = scores(instance, &defined, query).await?;
    let mut response = if request.has(&scores.etag) {
        documents::not_modified()
    } else {
        Response::full(StatusCode::OK, "application/json", scores.body.clone())
    };
    response.set(ETAG, scores.etag.clone());
    let config = instance.config().await?;
    response.set(CACHE_CONTROL, cache_control(&config, published));
    Ok(response)
}

/// A survey and its scores now, if anybody may read them.
pub async fn published<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<(Rc<Defined>, Rc<Scores>), Failure> {
    let defined = instance.defined(&request.survey()?).await?;
    let defined = defined.ok_or(Failure::NotFound("There is no such survey."))?;
    if !defined.survey.publish_scores {
        return Err(Failure::NotPublished);
    }
    let scores = scores(instance, &defined, ScoreQuery::default()).await?;
    Ok((defined, scores))
}

async fn scores<P: Platform + 'static>(
    instance: &Rc<Instance<P>>,
    defined: &Rc<Defined>,
    query: ScoreQuery,
) -> Result<Rc<Scores>, Failure> {
    instance
        .scores(defined, query)
        .await
        .map_err(|error| match error {
            ScoresError::Store(error) => error.into(),
            ScoresError::TooLong => Failure::BadRequest(
                "invalid_parameter",
                format!(
                    "The trend has more than {MAX_PERIODS} points: narrow the range or widen `by`."
                ),
            ),
        })
}

/// The score of the question that is asked for, else the first, among those that fit.
pub fn choose<'a>(
    scores: &'a Scores,
    question: Option<&str>,
    fits: impl Fn(&Score) -> bool,
) -> Result<&'a Score, Failure> {
    let mut fitting = scores.scores.iter().filter(|score| fits(score));
    match question {
        Some(id) => fitting
            .find(|score| score.question.as_str() == id)
            .ok_or_else(|| {
                let detail = "question is one that has such a score.".into();
                Failure::BadRequest("invalid_parameter", detail)
            }),
        None => fitting
            .next()
            .ok_or(Failure::NotFound("No question has such a score.")),
    }
}

/// For as long as scores count as fresh.
pub fn cache_control(config: &Config, published: bool) -> String {
    let freshness = config.freshness.as_secs();
    let shared = if published { "public" } else { "private" };
    format!(
        "{shared}, max-age={freshness}, stale-while-revalidate={}",
        freshness * 5
    )
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
