//! `/v1/surveys/{survey}/scores`

use std::collections::BTreeSet;
use std::rc::Rc;

use http::StatusCode;
use http::header::{CACHE_CONTROL, ETAG, VARY};

use super::access::{self, Role};
use super::{Failure, Incoming, Request, Response, cors, documents, surveys};
use crate::analysis::Against;
use crate::config::Config;
use crate::dimension::Dimension;
use crate::instance::{Defined, Instance, MAX_SCANNED, ScoreQuery, Scores, ScoresError};
use crate::period::{By, MAX_PERIODS, Range};
use crate::platform::Platform;
use crate::score::Score;
use crate::time::{Day, Millis};

/// More points than a year has weeks go together in no chart.
const MAX_MOVING: u32 = 60;

/// GET: live scores.
pub async fn read<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let answered = answer(instance, request).await;
    let mut response = cors::shared_with_all(instance, answered);
    response.set(VARY, "Authorization");
    Ok(response)
}

async fn answer<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let defined = surveys::asked_for(instance, request).await?;
    let mut query = parse_query(request, &defined, instance.now())?;
    let published = defined.survey.publish_scores;
    // What takes reading one by one, and what only the owner's own words tell apart, is not for everybody.
    let public = published && query.filter.0.len() < 2 && query.filter.0.keys().all(is_public);
    if !public {
        access::require(instance, request, Role::Reader).await?;
    }
    let mut asked = instance.scores(&defined, &query).await;
    let crowded = matches!(asked, Err(ScoresError::Crowded));
    let scanned = crowded
        && access::require(instance, request, Role::Reader)
            .await
            .is_ok();
    if scanned {
        query.scan = true;
        asked = instance.scores(&defined, &query).await;
    }
    let scores = asked.map_err(refused)?;
    let mut response = if request.has(&scores.etag) {
        documents::not_modified()
    } else {
        Response::full(StatusCode::OK, "application/json", scores.body.clone())
    };
    response.set(ETAG, scores.etag.clone());
    let config = instance.config().await?;
    response.set(CACHE_CONTROL, cache_control(&config, public && !scanned));
    Ok(response)
}

/// What anybody may filter published scores by: no attribute, which can be about people.
fn is_public(dimension: &Dimension) -> bool {
    match dimension {
        Dimension::Touchpoint | Dimension::Channel | Dimension::Locale => true,
        Dimension::Page | Dimension::Attribute(_) => false,
    }
}

/// A survey and its scores now, if anybody may read them.
pub async fn published<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<(Rc<Defined>, Rc<Scores>), Failure> {
    let defined = surveys::asked_for(instance, request).await?;
    if !defined.survey.publish_scores {
        return Err(Failure::NotPublished);
    }
    let asked = instance.scores(&defined, &ScoreQuery::default()).await;
    Ok((defined, asked.map_err(refused)?))
}

/// Why there are none.
pub fn refused(error: ScoresError) -> Failure {
    let (code, detail) = match error {
        ScoresError::Store(error) => return error.into(),
        ScoresError::TooLong => (
            "invalid_parameter",
            format!("The trend has more than {MAX_PERIODS} points: narrow the range or widen `by`."),
        ),
        ScoresError::Crowded => (
            "not_counted",
            "There are too many values to count each, and this is not among those that are. It is read for the reader.".into(),
        ),
        ScoresError::TooMany => (
            "too_many_responses",
            format!("What several filters leave, or a value that is not counted on its own, is read one by one, and there are more than {MAX_SCANNED} responses in these days and those they are compared with: narrow the range, or keep one filter."),
        ),
    };
    Failure::BadRequest(code, detail)
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

fn parse_query<I: Incoming>(
    request: &Request<I>,
    defined: &Defined,
    now: Millis,
) -> Result<ScoreQuery, Failure> {
    let known = ["from", "to", "by", "moving", "compare"];
    let ([from, to, by, moving, compare], filter) =
        request.filtered_parameters(known, &defined.survey)?;
    let invalid = |detail: &str| Failure::BadRequest("invalid_parameter", detail.into());
    let mut range = parse_range(from, to)?;
    let by = match by.as_deref() {
        None => None,
        Some("day") => Some(By::Day),
        Some("week") => Some(By::Week),
        Some("month") => Some(By::Month),
        Some(_) => return Err(invalid("by is day, week or month.")),
    };
    let moving = match moving.map(|moving| moving.parse()) {
        None => None,
        Some(Ok(moving @ 2..=MAX_MOVING)) if by.is_some() => Some(moving),
        Some(_) => {
            let detail =
                format!("moving is how many points go together, 2 to {MAX_MOVING}, and takes by.");
            return Err(invalid(&detail));
        }
    };
    let mut against = BTreeSet::new();
    for name in compare.iter().flat_map(|compare| compare.split(',')) {
        against.insert(match name {
            "previous" => Against::Previous,
            "year" => Against::YearAgo,
            _ => {
                return Err(invalid(
                    "compare is previous, year, or both with a comma between.",
                ));
            }
        });
    }
    if !against.is_empty() {
        if range.from.is_none() {
            return Err(invalid("compare takes from: what is before all days?"));
        }
        let ahead = defined.survey.minutes_ahead();
        range.to = range.to.or(Some(now.local_day(ahead).next()));
        if range.from >= range.to {
            return Err(invalid("from is not after today."));
        }
    }
    Ok(ScoreQuery {
        range,
        by,
        moving,
        filter,
        scan: false,
        compare: against,
    })
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
