//! A table of those who are invited, which comes back with their links.

use futures_util::stream;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::links::Links;
use crate::fault::{Fault, Faults, MAX_FAULTS, pointer};
use crate::http::{Body, Failure, Response};
use crate::invitation::{FIELDS, Invitation, Making};
use crate::sheet::{Row, Sheet, Style};
use crate::survey::Survey;

/// As many as are made well within the time that platforms give to a request.
const MAX_ROWS: usize = 5000;
/// Rows that are written at once: with a link for every rating, all of them are many megabytes.
const ROWS_AT_ONCE: usize = 100;

/// Adds links to the rows of `file`, or refuses them all.
pub fn invite(file: &[u8], links: Links, making: impl Fn() -> Making) -> Result<Response, Failure> {
    let sheet = Sheet::parse(file)
        .map_err(|reason| Failure::BadRequest("invalid_csv", reason.to_string()))?;
    let mut added = vec!["link".to_owned()];
    for (rating, _) in links.by_rating("") {
        added.push(format!("link_{rating}"));
    }
    let known = known_columns(&sheet, &links.defined.survey, &added).map_err(Failure::Rejected)?;
    let mut invited = Vec::new();
    let mut faults = Vec::new();
    for (index, row) in sheet.rows.into_iter().enumerate() {
        let cells = known.iter().zip(&row.cells);
        let cells = cells.filter_map(|(known, cell)| Some((known.as_deref()?, cell.as_str())));
        let at = pointer("/rows", index);
        match Invitation::parse_row(&at, cells, &links.defined.survey, making()) {
            Ok(invitation) => invited.push((row, invitation)),
            Err(of_row) => faults.extend(of_row.into_iter().map(|fault| Fault {
                detail: format!("{} (line {})", fault.detail, row.line),
                ..fault
            })),
        }
        if faults.len() >= MAX_FAULTS {
            break;
        }
    }
    if !faults.is_empty() {
        faults.truncate(MAX_FAULTS);
        return Err(Failure::Rejected(faults));
    }
    let mut start = sheet.style.start();
    let columns = sheet.columns.iter().chain(&added);
    sheet.style.write(&mut start, columns.map(String::as_str));
    let writing = Writing {
        style: sheet.style,
        start,
        rows: invited.into_iter(),
        links,
    };
    let pieces = stream::unfold(writing, |mut writing| async {
        let piece = writing.next()?;
        Some((Ok(piece.into_bytes()), writing))
    });
    let mut response = Response::new(StatusCode::CREATED, Body::Streamed(Box::pin(pieces)));
    response.set(CONTENT_TYPE, "text/csv; charset=utf-8");
    response.set(CACHE_CONTROL, "no-store");
    Ok(response)
}

/// What each column says of an invitation, if it says anything: its field or attribute.
fn known_columns(
    sheet: &Sheet,
    survey: &Survey,
    added: &[String],
) -> Result<Vec<Option<String>>, Vec<Fault>> {
    let mut faults = Faults::default();
    if sheet.rows.len() > MAX_ROWS {
        faults.add("/rows", "too_long", format!("At most {MAX_ROWS} rows."));
    }
    let mut known: Vec<Option<String>> = Vec::new();
    for (index, name) in sheet.columns.iter().enumerate() {
        // Spreadsheets like capitals, and no name of ours has one.
        let name = name.trim().to_ascii_lowercase();
        let says = FIELDS.contains(&name.as_str()) || survey.attributes.contains_key(name.as_str());
        let at = pointer("/columns", index);
        if added.contains(&name) {
            faults.add(&at, "duplicate", "The answer adds a column of this name.");
        }
        let name = says.then_some(name);
        if name.is_some() && known.contains(&name) {
            faults.add(&at, "duplicate", "Another column has this name.");
        }
        known.push(name);
    }
    faults.finish(Some(known))
}

/// A table on its way, with the links that were added to it.
struct Writing {
    style: Style,
    /// What comes before the rows.
    start: String,
    rows: std::vec::IntoIter<(Row, Invitation)>,
    links: Links,
}

impl Writing {
    fn next(&mut self) -> Option<String> {
        let mut piece = std::mem::take(&mut self.start);
        for (row, invitation) in self.rows.by_ref().take(ROWS_AT_ONCE) {
            let link = self.links.link(&invitation);
            let rated = self.links.by_rating(&link);
            let links = std::iter::once(&link).chain(rated.iter().map(|(_, link)| link));
            let cells = row.cells.iter().chain(links);
            self.style.write(&mut piece, cells.map(String::as_str));
        }
        (!piece.is_empty()).then_some(piece)
    }
}
