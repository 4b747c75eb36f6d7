//! The least a `spin-sdk` component can do: a GET answers a fixed document and
//! touches no store, a POST is one write. The benchmark compares Glas with it.
#![cfg(target_arch = "wasm32")]

use std::cell::OnceCell;
use std::rc::Rc;

use spin_sdk::key_value::Store;
use spin_sdk::wasip3;
use wasip3::exports::http::handler::Guest;
use wasip3::http::types::{ErrorCode, Fields, Method, Request, Response};
use wasip3::{wit_future, wit_stream};

/// About as long as a score.
const DOCUMENT: &str = r#"{"survey":"checkout","as_of":"2026-01-01T00:00:00Z","responses":1000,"nps":{"score":42.0,"low":38.1,"high":45.9,"n":1000,"promoters":600,"passives":220,"detractors":180},"csat":{"score":87.5,"low":85.2,"high":89.6,"n":1000},"ces":{"score":5.9,"low":5.8,"high":6.0,"n":1000},"window":"30d","trend":1.5}"#;

thread_local! {
    /// One handle for all requests of the instance: opening costs a host call.
    static STORE: OnceCell<Rc<Store>> = const { OnceCell::new() };
}

struct Minimal;

wasip3::http::service::export!(Minimal);

impl Guest for Minimal {
    async fn handle(request: Request) -> Result<Response, ErrorCode> {
        match request.get_method() {
            Method::Post => post(request).await,
            _ => get(),
        }
    }
}

fn get() -> Result<Response, ErrorCode> {
    let length = DOCUMENT.len().to_string();
    let headers = [
        ("content-type", "application/json"),
        ("content-length", &length),
    ];
    let (mut body, contents) = wit_stream::new();
    let response = respond(200, &headers, Some(contents))?;
    wasip3::spawn(async move {
        body.write_all(DOCUMENT.into()).await;
    });
    Ok(response)
}

async fn post(request: Request) -> Result<Response, ErrorCode> {
    let key = request.get_path_with_query().unwrap_or_default();
    let (_, done) = wit_future::new(|| Ok(()));
    let (body, _) = Request::consume_body(request, done);
    let value = body.collect().await;
    let store = store().await.map_err(failed)?;
    store.set(key, value).await.map_err(failed)?;
    respond(201, &[("content-length", "0")], None)
}

async fn store() -> Result<Rc<Store>, spin_sdk::key_value::Error> {
    if let Some(store) = STORE.with(|store| store.get().cloned()) {
        return Ok(store);
    }
    let opened = Rc::new(Store::open_default().await?);
    Ok(STORE.with(|store| store.get_or_init(|| opened).clone()))
}

fn failed(error: impl std::fmt::Debug) -> ErrorCode {
    ErrorCode::InternalError(Some(format!("{error:?}")))
}

fn respond(
    status: u16,
    headers: &[(&str, &str)],
    contents: Option<wasip3::wit_bindgen::StreamReader<u8>>,
) -> Result<Response, ErrorCode> {
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
        .collect();
    let headers = Fields::from_list(&headers).map_err(failed)?;
    let (_, no_trailers) = wit_future::new(|| Ok(None));
    let (response, _) = Response::new(headers, contents, no_trailers);
    response.set_status_code(status).map_err(failed)?;
    Ok(response)
}
