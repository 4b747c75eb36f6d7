//! `GET /v1/surveys/{survey}/responses`: what people said, and `…/{response}`: what one of them did.

mod one;
mod parameters;
mod reading;

pub use one::read as read_one;

use std::rc::Rc;

use futures_util::stream;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use serde_json::{Map, Value, json};

use self::parameters::Format;
use self::reading::Reading;
use super::access::{self, Role};
use super::{Body, Failure, Incoming, Request, Response, surveys};
use crate::breakdown::Recipe;
use crate::column::Table;
use crate::id::ResponseId;
use crate::instance::Instance;
use crate::platform::{Platform, StoreError};
use crate::response::{Record, Whole};
use crate::survey::Survey;

/// Of a body that is streamed: as much as is made before it is sent.
const PIECE: usize = 64 * 1024;
/// A page of many long answers ends early.
const MAX_PAGE: usize = 1024 * 1024;

/// GET: a page of them, or all of them as they are read.
pub async fn read<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, request, Role::Reader).await?;
    let defined = surveys::asked_for(instance, request).await?;
    let (format, wanted) = parameters::parse(request, &defined.survey)?;
    let mut response = Response::new(StatusCode::OK, Body::Streamed(Box::pin(stream::empty())));
    response.set(CONTENT_TYPE, format.content_type());
    response.set(CACHE_CONTROL, "no-store");
    if let Format::Csv { .. } = format {
        let named = format!("attachment; filename=\"{}-responses.csv\"", defined.id);
        response.set(CONTENT_DISPOSITION, named);
    }
    if request.head {
        return Ok(response);
    }
    let table = Table::of(&defined.survey, format == Format::Csv { bom: true });
    let ranked = wanted.ranked;
    let reading = Reading::begin(instance, defined.clone(), wanted).await?;
    response.body = match format {
        Format::Json { page } => {
            let survey = &defined.survey;
            Body::Whole(match ranked {
                true => as_best(reading, page, survey).await?.into(),
                false => as_page(reading, page, survey).await?.into(),
            })
        }
        Format::Ndjson => Writing::body(reading, String::new(), |piece, whole| {
            piece.push_str(whole.record.line());
            piece.push('\n');
        }),
        Format::Csv { .. } => Writing::body(reading, table.start(), move |piece, whole| {
            if let Ok(response) = whole.record.response() {
                table.write(piece, &response);
            }
        }),
    };
    Ok(response)
}

/// `{"responses": […], "next": …}`
async fn as_page<P: Platform + 'static>(
    mut reading: Reading<P>,
    most: usize,
    survey: &Survey,
) -> Result<String, StoreError> {
    let mut page = Page::new(survey);
    let mut last = None;
    let next = loop {
        let Some(whole) = reading.next().await? else {
            break reading.stopped();
        };
        if page.taken == most || !page.has_room(&whole.record) {
            break last;
        }
        page.add(&whole);
        last = Some(whole.record.id);
    };
    Ok(page.end(next))
}

/// One page of those that say most, from where no other follows.
async fn as_best<P: Platform + 'static>(
    reading: Reading<P>,
    most: usize,
    survey: &Survey,
) -> Result<String, StoreError> {
    let mut page = Page::new(survey);
    for whole in reading.best(most, MAX_PAGE).await? {
        if !page.has_room(&whole.record) {
            break;
        }
        page.add(&whole);
    }
    Ok(page.end(None))
}

/// A page in the making.
struct Page<'a> {
    recipe: Recipe<'a>,
    text: String,
    taken: usize,
}

impl<'a> Page<'a> {
    fn new(survey: &'a Survey) -> Self {
        Self {
            recipe: Recipe::new(survey),
            text: String::from("{\"responses\":["),
            taken: 0,
        }
    }

    fn has_room(&self, record: &Record) -> bool {
        self.taken == 0 || self.text.len() + record.line().len() <= MAX_PAGE
    }

    fn add(&mut self, whole: &Whole) {
        if self.taken > 0 {
            self.text.push(',');
        }
        write_whole(&mut self.text, &self.recipe, whole);
        self.taken += 1;
    }

    fn end(mut self, next: Option<ResponseId>) -> String {
        let next = next.map_or("null".into(), |id| format!("\"{id}\""));
        self.text.push_str(&format!("],\"next\":{next}}}"));
        self.text
    }
}

/// A response as JSON, with its time, and with what its comments speak of.
fn write_whole(text: &mut String, recipe: &Recipe, whole: &Whole) {
    // A record is an object, and never an empty one.
    let members = whole.record.line().strip_prefix('{').unwrap_or_default();
    let time = whole.record.id.made_at();
    text.push_str(&format!("{{\"time\":\"{time}\","));
    if let Some(comments) = comments(recipe, whole) {
        text.push_str(&format!("\"comments\":{comments},"));
    }
    text.push_str(members);
}

/// What was written, coded, by question; if somebody corrected it, with what the rules say.
fn comments(recipe: &Recipe, whole: &Whole) -> Option<Value> {
    let response = whole.response().ok()?;
    let mut comments = Map::new();
    for written in recipe.written(&response) {
        let rules = json!(written.rules);
        let comment = match written.corrected {
            Some(coded) => {
                let mut comment = json!(coded);
                comment["corrected"] = true.into();
                comment["rules"] = rules;
                comment
            }
            None if rules.is_null() => continue,
            None => rules,
        };
        comments.insert(written.question.to_string(), comment);
    }
    (!comments.is_empty()).then_some(Value::Object(comments))
}

/// An export on its way.
struct Writing<P, W> {
    reading: Reading<P>,
    /// What comes before the responses.
    start: String,
    write: W,
    ended: bool,
}

impl<P: Platform + 'static, W: Fn(&mut String, &Whole) + 'static> Writing<P, W> {
    fn body(reading: Reading<P>, start: String, write: W) -> Body {
        let writing = Self {
            reading,
            start,
            write,
            ended: false,
        };
        Body::Streamed(Box::pin(stream::unfold(writing, Self::next)))
    }

    async fn next(mut self) -> Option<(Result<Vec<u8>, StoreError>, Self)> {
        let mut piece = std::mem::take(&mut self.start);
        while !self.ended && piece.len() < PIECE {
            match self.reading.next().await {
                Ok(Some(whole)) => (self.write)(&mut piece, &whole),
                Ok(None) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some((Err(error), self));
                }
            }
        }
        (!piece.is_empty()).then(|| (Ok(piece.into_bytes()), self))
    }
}
