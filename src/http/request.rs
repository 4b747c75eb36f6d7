//! What handlers ask of a request.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, IF_NONE_MATCH, ORIGIN};
use http::request::Parts;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;

use super::Failure;
use crate::id::{Locale, SurveyId};

/// A body that arrives from the platform.
pub trait Incoming:
    http_body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Unpin
{
}

impl<B> Incoming for B where
    B: http_body::Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + Unpin
{
}

/// A request on its way to a handler.
pub struct Request<B> {
    /// Everything but the body.
    pub parts: Parts,
    /// What stands in the place of `{survey}`.
    pub name: String,
    /// Not read yet.
    pub body: B,
}

impl<B> Request<B> {
    /// The survey in the path. A name no survey can have names no survey.
    pub fn survey(&self) -> Result<SurveyId, Failure> {
        self.name
            .parse()
            .map_err(|_| Failure::NotFound("There is no such survey."))
    }

    /// Its headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// A header as text, if it is there and is text; the first, if there are several.
    pub fn header(&self, name: impl http::header::AsHeaderName) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    /// The origin of the page that sent it, if a page did.
    pub fn origin(&self) -> Option<&str> {
        // One that is not even text is none of anybody's: it must not pass for none at all.
        self.parts
            .headers
            .get(ORIGIN)
            .map(|origin| origin.to_str().unwrap_or("null"))
    }

    /// Whether `origin` is this service's own. The scheme may differ: a CDN in front may end TLS.
    pub fn is_own(&self, origin: &str) -> bool {
        let host = self
            .parts
            .uri
            .authority()
            .map(|authority| authority.as_str());
        let host = host.or_else(|| self.header(http::header::HOST));
        let sent = origin.split_once("://").map(|(_, authority)| authority);
        host.is_some() && host == sent
    }

    /// The parameters of the query, all of which must be `known` and stand once.
    pub fn query<const N: usize>(&self, known: [&str; N]) -> Result<[Option<String>; N], Failure> {
        let mut values = [const { None }; N];
        let query = self.parts.uri.query().unwrap_or_default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(index) = known.iter().position(|known| *known == name) else {
                let detail = if N == 0 {
                    "There is no query here.".into()
                } else {
                    format!("The query takes {}.", known.join(", "))
                };
                return Err(Failure::BadRequest("unknown_parameter", detail));
            };
            if values[index].replace(value.into_owned()).is_some() {
                return Err(Failure::BadRequest(
                    "invalid_parameter",
                    format!("{} stands twice.", known[index]),
                ));
            }
        }
        Ok(values)
    }

    /// A parameter of the query, on a path where unknown ones may stand: mail tools and tag managers add theirs.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let query = self.parts.uri.query().unwrap_or_default();
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The language that the query asks for.
    pub fn lang(&self) -> Result<Option<Locale>, Failure> {
        let invalid = |_| {
            Failure::BadRequest(
                "invalid_parameter",
                "lang is a language tag such as sl.".into(),
            )
        };
        self.parameter("lang")
            .map(|lang| lang.parse().map_err(invalid))
            .transpose()
    }

    /// Whether the sender already has what `etag` names.
    pub fn has(&self, etag: &str) -> bool {
        let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let sent = self.parts.headers.get_all(IF_NONE_MATCH);
        let mut tags = sent
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','));
        tags.any(|tag| tag.trim() == "*" || bare(tag) == bare(etag))
    }

    /// The client's address: as a trusted proxy passes it, else as the platform saw it.
    pub fn client(&self, trusted_header: &str) -> Option<IpAddr> {
        let trusted = (!trusted_header.is_empty())
            .then(|| self.header(trusted_header))
            .flatten();
        if let Some(address) = trusted.and_then(|text| text.trim().parse().ok()) {
            return Some(address);
        }
        // Spin appends its own after whatever a client sent under that name, so only the last counts.
        let seen = self
            .parts
            .headers
            .get_all("spin-client-addr")
            .iter()
            .next_back()?;
        let seen: SocketAddr = seen.to_str().ok()?.parse().ok()?;
        Some(seen.ip())
    }

    /// Refuses a body that is not of type `wanted`.
    pub fn expect_type(&self, wanted: &'static str) -> Result<(), Failure> {
        let sent = self.header(CONTENT_TYPE).unwrap_or_default();
        let mut parts = sent.split(';').map(str::trim);
        let matches = parts
            .next()
            .is_some_and(|essence| essence.eq_ignore_ascii_case(wanted));
        let charset = parts.find_map(|part| {
            part.to_ascii_lowercase()
                .strip_prefix("charset=")
                .map(str::to_owned)
        });
        let utf8 = charset.is_none_or(|charset| charset.trim_matches('"') == "utf-8");
        let plain = self
            .header(CONTENT_ENCODING)
            .is_none_or(|encoding| encoding.eq_ignore_ascii_case("identity"));
        if matches && utf8 && plain {
            Ok(())
        } else {
            Err(Failure::UnsupportedMediaType(wanted))
        }
    }
}

impl<B: Incoming> Request<B> {
    /// The body, if it has at most so many bytes. A platform streams it without a limit of its own.
    pub async fn bytes(&mut self, most: usize) -> Result<Bytes, Failure> {
        let announced = self
            .header(CONTENT_LENGTH)
            .and_then(|length| length.parse::<u64>().ok());
        if announced.is_some_and(|length| length > most as u64) {
            return Err(Failure::TooLarge(most));
        }
        match Limited::new(&mut self.body, most).collect().await {
            Ok(body) => Ok(body.to_bytes()),
            Err(error) if error.is::<LengthLimitError>() => Err(Failure::TooLarge(most)),
            Err(_) => Err(Failure::BadRequest(
                "incomplete_body",
                "The body ended early.".into(),
            )),
        }
    }

    /// The body as JSON.
    pub async fn json(&mut self, most: usize) -> Result<Value, Failure> {
        self.expect_type("application/json")?;
        let body = self.bytes(most).await?;
        // Its own words could quote what was typed; the place is enough.
        serde_json::from_slice(&body).map_err(|error| {
            let detail = format!(
                "Not JSON in UTF-8, at line {} column {}.",
                error.line(),
                error.column()
            );
            Failure::BadRequest("invalid_json", detail)
        })
    }
}
