//! `/s/{survey}.js`: the widget, the survey and its texts in one request.

use std::rc::Rc;

use serde_json::Value;

use super::{Failure, Incoming, Request, Response, cors, documents, surveys};
use crate::instance::Instance;
use crate::platform::Platform;

const WIDGET: &str = include_str!("../../static/dist/widget.js");

/// GET: the script a page embeds.
pub async fn read<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let lang = request.lang()?;
    let defined = instance.defined(&request.survey()?).await?;
    let defined = defined.ok_or(Failure::NotFound("There is no such survey."))?;
    let mut survey = surveys::public_view(&defined, instance.now());
    if let Some(lang) = lang {
        survey["lang"] = Value::String(lang.to_string());
    }
    let script = format!("(function(SURVEY){{{WIDGET}}})({survey});\n");
    let cache = "public, max-age=60, stale-while-revalidate=600";
    let mut response =
        documents::cacheable(request, "text/javascript; charset=utf-8", script, cache);
    cors::share_with_all(&mut response);
    Ok(response)
}
