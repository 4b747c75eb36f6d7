//! `/v1/surveys/{survey}/import`: the answers that another tool took.

use std::rc::Rc;

use http::StatusCode;

use super::access::{self, Role};
use super::{Failure, Incoming, Request, Response};
use crate::import::{self, Columns, Target, Unread};
use crate::instance::Instance;
use crate::platform::Platform;

/// Some 20,000 rows; a larger history is sent in parts.
const MAX_IMPORT: usize = 4 * 1024 * 1024;

/// POST: keeps the rows that are responses, and reports on the others.
pub async fn create<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    mut request: Request<I>,
) -> Result<Response, Failure> {
    access::require(instance, &request, Role::Admin).await?;
    let [columns] = request.parameters(["columns"])?;
    let id = request.survey()?;
    let defined = instance.read_definition(&id).await?;
    let defined = defined.ok_or(Failure::NotFound("There is no such survey."))?;
    let columns = columns.map_or(Ok(Columns::default()), |columns| {
        Columns::parse(&columns, &defined.survey)
            .map_err(|detail| Failure::BadRequest("invalid_parameter", detail))
    })?;
    let read = if request.expect_type("text/csv").is_ok() {
        import::csv
    } else {
        request
            .expect_type("application/x-ndjson")
            .map_err(|_| Failure::UnsupportedMediaType("text/csv or application/x-ndjson"))?;
        import::ndjson
    };
    let file = request.bytes(MAX_IMPORT).await?;
    let now = instance.now();
    let target = Target {
        id: &id,
        survey: &defined.survey,
        columns,
        now,
    };
    let import = read(&file, &target).map_err(|unread| match unread {
        Unread::NoSheet(reason) => Failure::BadRequest("invalid_csv", reason.to_string()),
        Unread::Faulty(faults) => Failure::Rejected(faults),
    })?;
    drop(file);
    let kept = instance.keep_history(&defined, import.records, now).await;
    match kept.map_err(Failure::Unfinished)? {
        true => Ok(Response::json(StatusCode::OK, &import.report)),
        false => Err(Failure::NotFound("The survey was deleted meanwhile.")),
    }
}
