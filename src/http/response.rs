//! Answers, before the platform's adapter sends them.

use std::borrow::Cow;
use std::pin::Pin;

use bytes::Bytes;
use futures_util::Stream;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};

use crate::platform::StoreError;

/// An answer. A list of headers, not a map: the adapter takes a list, and there are few.
pub struct Response {
    /// Its status.
    pub status: StatusCode,
    /// Its headers, none of them twice.
    pub headers: Vec<(HeaderName, Cow<'static, str>)>,
    /// Its body.
    pub body: Body,
}

/// What an answer carries.
pub enum Body {
    /// All at once.
    Whole(Bytes),
    /// As it is made. After an error nothing follows, and the reader sees that it is not whole.
    Streamed(Chunks),
}

/// A body in pieces.
pub type Chunks = Pin<Box<dyn Stream<Item = Result<Vec<u8>, StoreError>>>>;

impl Response {
    /// With no body and no header.
    pub fn empty(status: StatusCode) -> Self {
        Self::new(status, Body::Whole(Bytes::new()))
    }

    /// With no header.
    pub fn new(status: StatusCode, body: Body) -> Self {
        Self {
            status,
            headers: Vec::with_capacity(8),
            body,
        }
    }

    /// With a body of a type.
    pub fn full(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut response = Self::new(status, Body::Whole(body.into()));
        response.set(CONTENT_TYPE, content_type);
        response
    }

    /// In JSON, for nobody's cache.
    pub fn json(status: StatusCode, value: &impl serde::Serialize) -> Self {
        // Fails only for maps with keys that are not text, and there are none.
        let body = serde_json::to_vec(value).unwrap_or_default();
        let mut response = Self::full(status, "application/json", body);
        response.set(CACHE_CONTROL, "no-store");
        response
    }

    /// Sets a header, in place of one of that name. The value is made here, never typed by a client.
    pub fn set(&mut self, name: HeaderName, value: impl Into<Cow<'static, str>>) {
        let value = value.into();
        match self.headers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.headers.push((name, value)),
        }
    }
}
