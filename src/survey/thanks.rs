//! How a survey says thanks: it may depend on the answers, and may lead on.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::condition::Conditions;
use super::question::Question;
use super::texts::{Texts, parse_texts};
use crate::fault::Faults;
use crate::id::{Locale, Malformed};
use crate::json::{Members, Node};

const MAX_THANKS: usize = 10;
const MAX_URL: usize = 2000;
/// Links that lead somewhere and run nothing.
const SCHEMES: [&str; 4] = ["https:", "http:", "mailto:", "tel:"];

/// One way to say thanks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Thanks {
    /// Said only if the answers are so.
    #[serde(skip_serializing_if = "Conditions::is_empty")]
    pub show_if: Conditions,
    /// In place of the system's title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Texts>,
    /// In place of the system's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Texts>,
    /// A review page, the support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<Link>,
}

/// Where to go on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Link {
    /// `https:`, `http:`, `mailto:` or `tel:`.
    pub url: Url,
    /// What it says.
    pub text: Texts,
}

/// An address that is safe to lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url(String);

impl FromStr for Url {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let known = SCHEMES.iter().any(|scheme| text.starts_with(scheme));
        let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
        if known && plain && text.len() <= MAX_URL {
            Ok(Self(text.into()))
        } else {
            Err(Malformed("a link with https:, http:, mailto: or tel:"))
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Url {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Reads the ways to say thanks; the first whose conditions hold is taken.
pub(super) fn parse_thanks(
    survey: &Members,
    default_locale: Option<&Locale>,
    questions: &[Question],
    faults: &mut Faults,
) -> Vec<Thanks> {
    let mut all = Vec::new();
    if let Some(node) = survey.get("thanks") {
        for item in node.items(MAX_THANKS, faults) {
            all.extend(parse_one(&item, default_locale, questions, faults));
        }
    }
    all
}

fn parse_one(
    node: &Node,
    default_locale: Option<&Locale>,
    questions: &[Question],
    faults: &mut Faults,
) -> Option<Thanks> {
    let thanks = node.object(&["show_if", "title", "text", "link"], faults)?;
    let show_if = match thanks.get("show_if") {
        Some(condition) => Conditions::parse(&condition, questions, faults)?,
        None => Conditions::default(),
    };
    let mut texts = |name: &str| {
        let texts = thanks.get(name);
        texts.map(|texts| parse_texts(&texts, default_locale, faults))
    };
    let (title, text) = (texts("title"), texts("text"));
    let link = match thanks.get("link") {
        Some(link) => Some(parse_link(&link, default_locale, faults)?),
        None => None,
    };
    Some(Thanks {
        show_if,
        title,
        text,
        link,
    })
}

fn parse_link(node: &Node, default_locale: Option<&Locale>, faults: &mut Faults) -> Option<Link> {
    let link = node.object(&["url", "text"], faults)?;
    let url = link.require("url", faults)?.parsed(faults);
    let text = link.require("text", faults)?;
    let text = parse_texts(&text, default_locale, faults);
    Some(Link { url: url?, text })
}
