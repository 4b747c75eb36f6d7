//! What handlers ask of a request.

use std::collections::BTreeMap;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName,
    IF_NONE_MATCH, ORIGIN,
};
use serde_json::Value;

use super::Failure;
use crate::dimension::{Dimension, Filter};
use crate::id::{Locale, ResponseId, SurveyId};
use crate::survey::Survey;

/// What a platform knows of a request, asked for piece by piece: most requests need little of it.
pub trait Incoming {
    /// Every value of a header, in the order they arrived.
    fn header(&self, name: &str) -> Vec<Vec<u8>>;
    /// The host and port it was sent to, if the platform tells them apart from the headers. Before the body is read.
    fn authority(&self) -> Option<String>;
    /// The body, once.
    fn read(&mut self, most: usize) -> impl Future<Output = Result<Vec<u8>, Unreadable>>;
}

/// Those that are known, in their order, and the others by name.
type Parameters<const N: usize> = ([Option<String>; N], BTreeMap<String, String>);

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It has more bytes than wanted.
    TooLong,
    /// It ended before its end.
    Incomplete,
}

/// What stands in the places of a path's parameters, by their names.
pub type Captures = Vec<(&'static str, String)>;

/// What is said where a response would be.
pub const NO_RESPONSE: &str = "There is no such response.";

/// A request on its way to a handler.
pub struct Request<I> {
    /// Its query, as it was sent.
    pub query: String,
    /// What stands in the places of its path's parameters.
    pub captures: Captures,
    /// Whether its answer is wanted without the body.
    pub head: bool,
    /// The rest of it.
    pub incoming: I,
}

impl<I: Incoming> Request<I> {
    /// The survey in the path. A name no survey can have names no survey.
    pub fn survey(&self) -> Result<SurveyId, Failure> {
        self.captured("survey", Failure::NotFound("There is no such survey."))
    }

    /// What stands in the place of a parameter of the path. What it cannot be is not found.
    pub fn captured<T: FromStr>(&self, name: &str, missing: Failure) -> Result<T, Failure> {
        let mut captures = self.captures.iter();
        let found = captures.find(|(known, _)| *known == name);
        let parsed = found.and_then(|(_, text)| text.parse().ok());
        parsed.ok_or(missing)
    }

    /// The response in the path. What no response can be called names none.
    pub fn response(&self) -> Result<ResponseId, Failure> {
        self.captured("response", Failure::NotFound(NO_RESPONSE))
    }

    /// A header as text, if it is there and is text; the first, if there are several.
    pub fn header(&self, name: &HeaderName) -> Option<String> {
        self.named_header(name.as_str())
    }

    fn named_header(&self, name: &str) -> Option<String> {
        let first = self.incoming.header(name).into_iter().next()?;
        String::from_utf8(first).ok()
    }

    /// Whether its answer may be compressed with brotli.
    pub fn accepts_brotli(&self) -> bool {
        let accepted = self.header(&ACCEPT_ENCODING).unwrap_or_default();
        accepts(&accepted, "br")
    }

    /// The origin of the page that sent it, if a page did.
    pub fn origin(&self) -> Option<String> {
        // One that is not even text is none of anybody's: it must not pass for none at all.
        let sent = self.incoming.header(ORIGIN.as_str());
        let first = sent.into_iter().next()?;
        Some(String::from_utf8(first).unwrap_or_else(|_| "null".into()))
    }

    /// Whether `origin` is this service's own. The scheme may differ: a CDN in front may end TLS.
    pub fn is_own(&self, origin: &str) -> bool {
        let host = self.incoming.authority().or_else(|| self.header(&HOST));
        let sent = origin.split_once("://").map(|(_, authority)| authority);
        host.is_some() && host.as_deref() == sent
    }

    /// The parameters of the query, all of which must be `known` and stand once.
    pub fn parameters<const N: usize>(
        &self,
        known: [&str; N],
    ) -> Result<[Option<String>; N], Failure> {
        let (values, others) = self.parameters_and_others(known)?;
        match others.is_empty() {
            true => Ok(values),
            false => Err(unknown_parameter(&known)),
        }
    }

    /// The parameters of the query, all of which must be `known` or name a dimension of the survey, and stand once.
    pub fn filtered_parameters<const N: usize>(
        &self,
        known: [&str; N],
        survey: &Survey,
    ) -> Result<([Option<String>; N], Filter), Failure> {
        let (values, others) = self.parameters_and_others(known)?;
        let mut filter = Filter::default();
        if others.is_empty() {
            return Ok((values, filter));
        }
        let dimensions = Dimension::all(survey);
        for (name, value) in others {
            let dimension = name.parse().ok();
            let Some(dimension) = dimension.filter(|named| dimensions.contains(named)) else {
                let mut names: Vec<String> = known.map(str::to_owned).into();
                names.extend(dimensions.iter().map(Dimension::to_string));
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                return Err(unknown_parameter(&names));
            };
            filter.0.insert(dimension, value.into());
        }
        Ok((values, filter))
    }

    /// The `known` parameters of the query and the others by name, each of which must stand once.
    fn parameters_and_others<const N: usize>(
        &self,
        known: [&str; N],
    ) -> Result<Parameters<N>, Failure> {
        let mut values = [const { None }; N];
        let mut others = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(self.query.as_bytes()) {
            let earlier = match known.iter().position(|known| *known == name) {
                Some(index) => values[index]
                    .replace(value.into_owned())
                    .map(|_| known[index]),
                None => others
                    .insert(name.into_owned(), value.into_owned())
                    .map(|_| "A parameter"),
            };
            if let Some(name) = earlier {
                return Err(Failure::BadRequest(
                    "invalid_parameter",
                    format!("{name} stands twice."),
                ));
            }
        }
        Ok((values, others))
    }

    /// A parameter of the query, on a path where unknown ones may stand: mail tools and tag managers add theirs.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.query.as_bytes());
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
        let sent = self.incoming.header(IF_NONE_MATCH.as_str());
        let mut tags = sent
            .iter()
            .filter_map(|value| std::str::from_utf8(value).ok())
            .flat_map(|value| value.split(','));
        tags.any(|tag| tag.trim() == "*" || bare(tag) == bare(etag))
    }

    /// The client's address: as a trusted proxy passes it, else as the platform saw it.
    pub fn client(&self, trusted_header: &str) -> Option<IpAddr> {
        let trusted = match trusted_header {
            "" => None,
            name => self.named_header(name),
        };
        if let Some(address) = trusted.and_then(|text| text.trim().parse().ok()) {
            return Some(address);
        }
        // Spin appends its own after whatever a client sent under that name, so only the last counts.
        let seen = self.incoming.header("spin-client-addr").pop()?;
        let seen: SocketAddr = std::str::from_utf8(&seen).ok()?.parse().ok()?;
        Some(seen.ip())
    }

    /// Refuses a body that is not of type `wanted`.
    pub fn expect_type(&self, wanted: &'static str) -> Result<(), Failure> {
        let sent = self.header(&CONTENT_TYPE).unwrap_or_default();
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
            .header(&CONTENT_ENCODING)
            .is_none_or(|encoding| encoding.eq_ignore_ascii_case("identity"));
        if matches && utf8 && plain {
            Ok(())
        } else {
            Err(Failure::UnsupportedMediaType(wanted))
        }
    }

    /// The body, if it has at most so many bytes. A platform streams it without a limit of its own.
    pub async fn bytes(&mut self, most: usize) -> Result<Vec<u8>, Failure> {
        let announced = self
            .header(&CONTENT_LENGTH)
            .and_then(|length| length.parse::<u64>().ok());
        if announced.is_some_and(|length| length > most as u64) {
            return Err(Failure::TooLarge(most));
        }
        self.incoming
            .read(most)
            .await
            .map_err(|unreadable| match unreadable {
                Unreadable::TooLong => Failure::TooLarge(most),
                Unreadable::Incomplete => {
                    Failure::BadRequest("incomplete_body", "The body ended early.".into())
                }
            })
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

/// Whether an `Accept-Encoding` header names a coding, with a weight above 0 (RFC 9110, 12.4.2 and 12.5.3).
fn accepts(header: &str, wanted: &str) -> bool {
    header.split(',').any(|item| {
        let (coding, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let weight = weight.split_once('=');
        let weight = weight.filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
        let weight: Option<f32> = weight.and_then(|(_, weight)| weight.trim().parse().ok());
        coding.trim().eq_ignore_ascii_case(wanted) && weight.is_some_and(|weight| weight > 0.0)
    })
}

fn unknown_parameter(known: &[&str]) -> Failure {
    let detail = match known {
        [] => "There is no query here.".into(),
        known => format!("The query takes {}.", known.join(", ")),
    };
    Failure::BadRequest("unknown_parameter", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_accepted_that_is_named_with_a_weight_above_0() {
        for (header, expected) in [
            ("br", true),
            ("BR", true),
            ("gzip, deflate, br, zstd", true),
            ("gzip,br;q=0.5", true),
            ("br ; Q=0.001", true),
            ("gzip;q=0, br", true),
            ("br;q=0", false),
            ("br;q=0.0", false),
            ("br; q=0.000", false),
            ("br;Q=0", false),
            ("BR ; Q = 0", false),
            ("br;q=", false),
            ("br;q=NaN", false),
            ("br;level=1", false),
            ("brotli, gzip;br=1", false),
            ("*", false),
            ("", false),
        ] {
            assert_eq!(accepts(header, "br"), expected, "{header:?}");
        }
    }
}
