//! What an export is asked for.

use crate::dimension::Filter;
use crate::http::scores::parse_range;
use crate::http::{Failure, Incoming, Request};
use crate::id::ResponseId;
use crate::period::Range;
use crate::search::{Search, Terms};
use crate::survey::Survey;

/// A page of JSON, unless the client says otherwise.
const USUAL_PAGE: usize = 100;
const LARGEST_PAGE: usize = 1000;
/// Responses that a page looks at: half a second of work, if each has a comment that must be coded.
const MAX_LOOKS: usize = 20_000;

/// How responses are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A page of so many, and where the next begins.
    Json { page: usize },
    /// One a line.
    Ndjson,
    /// One a row.
    Csv { bom: bool },
}

impl Format {
    /// Its media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Json { .. } => "application/json",
            Self::Ndjson => "application/x-ndjson",
            Self::Csv { .. } => "text/csv; charset=utf-8",
        }
    }
}

/// Which responses are written, and in which order.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// Of these days.
    pub range: Range,
    /// How far days are ahead of UTC.
    pub minutes_ahead: i64,
    /// Of these dimensions.
    pub filter: Filter,
    /// That say this.
    pub search: Search,
    /// The newest first.
    pub newest: bool,
    /// Of those that are looked at, the ones that say most come first.
    pub ranked: bool,
    /// Those that come after this one.
    pub cursor: Option<ResponseId>,
    /// So many; all if of none. A page asks for one more, to know whether another follows.
    pub most: Option<usize>,
    /// How many are looked at, for those that are wanted.
    pub looks: usize,
}

/// Reads the query.
pub fn parse<I: Incoming>(
    request: &Request<I>,
    survey: &Survey,
) -> Result<(Format, Wanted), Failure> {
    let known = [
        "format",
        "from",
        "to",
        "limit",
        "cursor",
        "order",
        "bom",
        "comments",
        "question",
        "q",
        "topic",
        "sentiment",
        "score",
        "measure",
    ];
    let (values, filter) = request.filtered_parameters(known, survey)?;
    let [
        format,
        from,
        to,
        limit,
        cursor,
        order,
        bom,
        comments,
        question,
        q,
        topic,
        sentiment,
        score,
        measure,
    ] = values;
    let terms = Terms {
        comments,
        question,
        q,
        topic,
        sentiment,
        score,
        measure,
    };
    let limit = match limit.map(|limit| limit.parse::<usize>()) {
        None => None,
        Some(Ok(limit)) if limit > 0 => Some(limit),
        Some(_) => return Err(invalid("limit is a number from 1.")),
    };
    let bom = match bom.as_deref() {
        None => None,
        Some("0") => Some(false),
        Some("1") => Some(true),
        Some(_) => return Err(invalid("bom is 0 or 1.")),
    };
    let format = match format.as_deref() {
        Some("csv") => Format::Csv {
            bom: bom.unwrap_or(false),
        },
        _ if bom.is_some() => return Err(invalid("bom is for csv.")),
        None | Some("ndjson") => Format::Ndjson,
        Some("json") if limit.is_some_and(|limit| limit > LARGEST_PAGE) => {
            return Err(invalid("limit is at most 1000 for json."));
        }
        Some("json") => Format::Json {
            page: limit.unwrap_or(USUAL_PAGE),
        },
        Some(_) => return Err(invalid("format is json, ndjson or csv.")),
    };
    let is_page = matches!(format, Format::Json { .. });
    let (newest, ranked) = match order.as_deref() {
        None | Some("oldest") => (false, false),
        Some("newest") => (true, false),
        Some("relevance") if is_page && cursor.is_none() => (true, true),
        Some("relevance") => {
            return Err(invalid("order=relevance is for json, and takes no cursor."));
        }
        Some(_) => return Err(invalid("order is oldest, newest or relevance.")),
    };
    let cursor = cursor.map(|cursor| cursor.parse()).transpose();
    let cursor = cursor.map_err(|_| invalid("cursor is the next of an answer."))?;
    let most = match format {
        Format::Json { .. } if ranked => None,
        Format::Json { page } => Some(page + 1),
        Format::Ndjson | Format::Csv { .. } => limit,
    };
    let wanted = Wanted {
        range: parse_range(from, to)?,
        minutes_ahead: survey.minutes_ahead(),
        filter,
        search: Search::parse(survey, terms).map_err(|wrong| invalid(&wrong))?,
        newest,
        ranked,
        cursor,
        most,
        looks: if is_page { MAX_LOOKS } else { usize::MAX },
    };
    Ok((format, wanted))
}

fn invalid(detail: &str) -> Failure {
    Failure::BadRequest("invalid_parameter", detail.into())
}
