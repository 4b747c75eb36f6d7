//! `/v1/surveys/{survey}/insights`

use std::collections::BTreeMap;
use std::rc::Rc;

use http::StatusCode;
use http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_DISPOSITION, ETAG, VARY};
use serde::Serialize;
use serde_json::{Map, Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::access::{self, Role};
use super::scores::{cache_control, parse_range, refused};
use super::{Failure, Incoming, Request, Response, cors, documents, surveys};
use crate::analysis::{Beside, Insight, Language, Report, Values, beside, insights};
use crate::dimension::Dimension;
use crate::id::{Locale, SurveyId};
use crate::instance::{Defined, Instance, Studied, StudyQuery};
use crate::locale;
use crate::period::Range;
use crate::platform::Platform;
use crate::score::{Score, scores};
use crate::survey::Annotation;
use crate::table;
use crate::tally::Tally;
use crate::time::{Day, Millis};

/// Without `from`: four of each weekday.
const USUAL_DAYS: u32 = 28;
/// A year: what is compared with the year before has to end before that begins.
const MAX_DAYS: u32 = 364;

/// GET: what the answers say.
pub async fn read<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let answered = answer(instance, request).await;
    let mut response = cors::shared_with_all(instance, answered);
    response.set(VARY, "Authorization, Accept-Language");
    Ok(response)
}

async fn answer<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, request, Role::Reader).await?;
    let defined = surveys::asked_for(instance, request).await?;
    let (query, export, other) = parse_query(request, &defined, instance.now())?;
    let studied = instance.study(&defined, &query).await.map_err(refused)?;
    let language = language(request)?;
    let mut document = Document::new(&defined, &query, &studied, language);
    if let Some(other) = other {
        let own = &studied.analysed.tally;
        document.beside = Some(compare(instance, &defined, own, &query, &other).await?);
    }
    let etag = document.etag();
    let mut response = if request.has(&etag) {
        documents::not_modified()
    } else {
        match export {
            None => Response::json(StatusCode::OK, &document),
            Some(export) => export.of(&document),
        }
    };
    response.set(ETAG, etag);
    let config = instance.config().await?;
    response.set(CACHE_CONTROL, cache_control(&config, false));
    Ok(response)
}

/// The other survey's scores of the same days beside its own.
async fn compare<P: Platform + 'static>(
    instance: &Rc<Instance<P>>,
    defined: &Defined,
    own: &Tally,
    query: &StudyQuery,
    other: &str,
) -> Result<Neighbour, Failure> {
    let none = || {
        let detail = "beside is the name of another survey.".into();
        Failure::BadRequest("invalid_parameter", detail)
    };
    let other = other.parse().map_err(|_| none())?;
    let other = instance.defined(&other).await?.ok_or_else(none)?;
    let range = Range {
        from: Some(query.from),
        to: Some(query.to),
    };
    let asked = instance.days(&other, range, &query.filter, true).await?;
    let (_, days) = asked.map_err(|crowded| refused(crowded.into()))?;
    // A part of it says nothing of the whole.
    if days.since.is_some() {
        return Ok(Neighbour {
            survey: other.id.clone(),
            refused: Some("too_many_responses"),
            responses: None,
            scores: Vec::new(),
        });
    }
    let mut tally = Tally::default();
    days.tallies.values().for_each(|day| tally.merge(day));
    Ok(Neighbour {
        survey: other.id.clone(),
        refused: None,
        responses: Some(tally.responses),
        scores: beside((&defined.survey, own), (&other.survey, &tally)),
    })
}

/// The language of the sentences: the one that is asked for, else the best that the reader accepts.
fn language<I: Incoming>(request: &Request<I>) -> Result<&'static Language, Failure> {
    let accepted = request.header(&ACCEPT_LANGUAGE).unwrap_or_default();
    let mut wanted: Vec<Locale> = request.lang()?.into_iter().collect();
    wanted.extend(locale::accepted(&accepted));
    Ok(Language::choose(&wanted))
}

/// A table as a file.
struct Export {
    name: &'static str,
    /// Its JSON Pointer.
    at: &'static str,
    format: Format,
}

#[derive(Clone, Copy)]
enum Format {
    Json,
    Ndjson,
    Csv { bom: bool },
}

/// The tables, and where they are in the document.
const TABLES: [(&str, &str); 14] = [
    ("scores", "/scores"),
    ("changes", "/changes"),
    ("segments", "/segments"),
    ("drivers", "/drivers"),
    ("topics", "/comments/topics"),
    ("phrases", "/comments/phrases"),
    ("surprises", "/surprises"),
    ("left_at", "/unsaid/left_at"),
    ("skipped", "/unsaid/skipped"),
    ("silent", "/unsaid/silent"),
    ("goals", "/goals"),
    ("references", "/references"),
    ("beside", "/beside/scores"),
    ("insights", "/insights"),
];

fn parse_query<I: Incoming>(
    request: &Request<I>,
    defined: &Defined,
    now: Millis,
) -> Result<(StudyQuery, Option<Export>, Option<String>), Failure> {
    let known = ["from", "to", "lang", "table", "format", "bom", "beside"];
    let ([from, to, _, table, format, bom, other], filter) =
        request.filtered_parameters(known, &defined.survey)?;
    let invalid = |detail: String| Failure::BadRequest("invalid_parameter", detail);
    let range = parse_range(from, to)?;
    let ahead = defined.survey.minutes_ahead();
    let to = range.to.unwrap_or(now.local_day(ahead).next());
    let from = range.from.unwrap_or(Day(to.0.saturating_sub(USUAL_DAYS)));
    if from >= to || to.0 - from.0 > MAX_DAYS {
        return Err(invalid(format!(
            "from is before to, by {MAX_DAYS} days at the most."
        )));
    }
    let named = |name: String| {
        let found = TABLES.iter().find(|(known, _)| *known == name);
        found.ok_or_else(|| {
            let names = TABLES.map(|(name, _)| name);
            invalid(format!("table is one of {}.", names.join(", ")))
        })
    };
    let table = table.map(named).transpose()?;
    let format = match (format.as_deref(), bom.as_deref()) {
        (None | Some("json"), None) => Format::Json,
        (Some("ndjson"), None) => Format::Ndjson,
        (Some("csv"), None | Some("0")) => Format::Csv { bom: false },
        (Some("csv"), Some("1")) => Format::Csv { bom: true },
        (_, None) => return Err(invalid("format is json, ndjson or csv.".into())),
        (_, Some(_)) => return Err(invalid("bom is 0 or 1, and is for csv.".into())),
    };
    let export = match (table, format) {
        (Some((name, at)), format) => Some(Export { name, at, format }),
        (None, Format::Json) => None,
        (None, _) => return Err(invalid("A format other than json takes a table.".into())),
    };
    Ok((StudyQuery { from, to, filter }, export, other))
}

/// What was found, with the names and the words for it.
#[derive(Serialize)]
struct Document<'a> {
    survey: &'a SurveyId,
    as_of: String,
    from: Day,
    to: Day,
    previous: Days,
    year_ago: Days,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    filter: &'a BTreeMap<Dimension, Box<str>>,
    responses: u64,
    completed: u64,
    dimensions: &'a [Values],
    annotations: Vec<&'a Annotation>,
    scores: Vec<Score>,
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<Neighbour>,
    insights: Vec<Insight<'a>>,
}

/// Another survey.
#[derive(Serialize)]
struct Neighbour {
    survey: SurveyId,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'static str>,
    responses: Option<u64>,
    scores: Vec<Beside>,
}

#[derive(Serialize)]
struct Days {
    from: Day,
    to: Day,
}

impl<'a> Document<'a> {
    fn new(
        defined: &'a Defined,
        query: &'a StudyQuery,
        studied: &'a Studied,
        language: &Language,
    ) -> Self {
        let days = |(from, to): (Day, Day)| Days { from, to };
        let analysed = &*studied.analysed;
        Self {
            survey: &defined.id,
            as_of: studied.as_of.to_string(),
            from: query.from,
            to: query.to,
            previous: days(analysed.previous),
            year_ago: days(analysed.year_ago),
            filter: &query.filter.0,
            responses: analysed.tally.responses,
            completed: analysed.tally.completed,
            dimensions: &analysed.dimensions,
            annotations: defined.survey.annotations(query.from, query.to),
            scores: scores(&defined.survey, &analysed.tally),
            report: &analysed.report,
            beside: None,
            insights: insights(
                &analysed.findings,
                &defined.survey,
                language,
                Day(query.to.0.saturating_sub(1)),
            ),
        }
    }

    /// Names what it says, its time left aside.
    fn etag(&mut self) -> String {
        let as_of = std::mem::take(&mut self.as_of);
        let content = serde_json::to_vec(self).unwrap_or_default();
        self.as_of = as_of;
        format!("W/\"{:016x}\"", xxh3_64(&content))
    }
}

impl Export {
    fn of(&self, document: &Document) -> Response {
        let document = serde_json::to_value(document).unwrap_or_default();
        let rows = document.pointer(self.at).and_then(Value::as_array);
        let rows: Vec<Value> = rows.into_iter().flatten().flat_map(rows_of).collect();
        let (content_type, extension, file) = match self.format {
            Format::Json => ("application/json", "json", json!(rows).to_string()),
            Format::Ndjson => ("application/x-ndjson", "ndjson", table::ndjson(&rows)),
            Format::Csv { bom } => ("text/csv; charset=utf-8", "csv", table::csv(&rows, bom)),
        };
        let mut response = Response::full(StatusCode::OK, content_type, file.into_bytes());
        let survey = document["survey"].as_str().unwrap_or_default();
        let named = format!(
            "attachment; filename=\"{survey}-{}.{extension}\"",
            self.name
        );
        response.set(CONTENT_DISPOSITION, named);
        response
    }
}

/// An item of a table; one that has rows itself is as many, each with the rest of it.
fn rows_of(item: &Value) -> Vec<Value> {
    let of_rows = |value: &Value| {
        let items = value.as_array();
        items.is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_object))
    };
    let members = item.as_object().into_iter().flatten();
    let Some((name, rows)) = members.clone().find(|(_, value)| of_rows(value)) else {
        return vec![item.clone()];
    };
    let mut shared = Map::new();
    for (member, value) in members.filter(|(member, _)| *member != name) {
        shared.insert(member.clone(), value.clone());
    }
    let whole = |row: &Value| {
        let mut whole = shared.clone();
        whole.extend(row.as_object().cloned().unwrap_or_default());
        Value::Object(whole)
    };
    rows.as_array().into_iter().flatten().map(whole).collect()
}
