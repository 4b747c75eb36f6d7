//! A first survey for an empty application, so that a first try shows something.

use std::fs;
use std::path::Path;

use anyhow::{Context, ensure};
use bytes::Bytes;
use glas_host::Host;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Method, Request, StatusCode};
use serde_json::Value;

/// Where surveys are listed and made.
const SURVEYS: &str = "/v1/surveys";

/// A token for this run.
pub fn token() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Makes the survey in `file` unless there is any, and returns its name.
pub async fn sow(host: &Host, file: &Path, token: &str) -> anyhow::Result<String> {
    let survey = file
        .file_stem()
        .and_then(|stem| stem.to_str())
        .with_context(|| format!("{} has no name", file.display()))?;
    let (status, listed) = call(host, Method::GET, SURVEYS, Bytes::new(), token).await?;
    ensure!(
        status.is_success(),
        "the seed cannot list surveys: {status} {listed}"
    );
    if is_empty(&listed) {
        let text = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        let path = format!("{SURVEYS}/{survey}");
        let (status, answer) = call(host, Method::PUT, &path, text.into(), token).await?;
        ensure!(
            status.is_success(),
            "{} is refused: {status} {answer}",
            file.display()
        );
    }
    Ok(survey.to_owned())
}

/// Whether `listed` is an empty list, or an object that holds one.
fn is_empty(listed: &Value) -> bool {
    match listed {
        Value::Array(surveys) => surveys.is_empty(),
        Value::Object(fields) => fields
            .values()
            .any(|v| v.as_array().is_some_and(Vec::is_empty)),
        _ => false,
    }
}

async fn call(
    host: &Host,
    method: Method,
    path: &str,
    body: Bytes,
    token: &str,
) -> anyhow::Result<(StatusCode, Value)> {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(CONTENT_TYPE, "application/json")
        .body(body)?;
    let answer = host.call(request).await?;
    let text = String::from_utf8_lossy(answer.body());
    let value = serde_json::from_str(&text).unwrap_or_else(|_| text.into_owned().into());
    Ok((answer.status(), value))
}
