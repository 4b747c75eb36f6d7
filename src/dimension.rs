//! What responses are told apart by: where they came from, how, in which language, and what the owner declared.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::id::{Label, Malformed, QuestionId};
use crate::response::Response;
use crate::survey::Survey;

/// What a page is called that none of the declared patterns fits, and what values are called together that are too many.
pub const OTHER: &str = "other";

/// The channels that everybody has: nobody who makes up others can have them counted together.
const CHANNELS: [&str; 9] = [
    "web", "page", "email", "link", "kiosk", "phone", "qr", "sms", "app",
];

/// One way to tell responses apart. Shown as `touchpoint` or `attribute.plan`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Dimension {
    /// The point of the customer's journey.
    Touchpoint,
    /// How the respondent was reached.
    Channel,
    /// The language the survey was shown in.
    Locale,
    /// The declared name of the page.
    Page,
    /// A declared attribute.
    Attribute(QuestionId),
}

const ATTRIBUTE: &str = "attribute.";

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Touchpoint => f.write_str("touchpoint"),
            Self::Channel => f.write_str("channel"),
            Self::Locale => f.write_str("locale"),
            Self::Page => f.write_str("page"),
            Self::Attribute(name) => write!(f, "{ATTRIBUTE}{name}"),
        }
    }
}

impl FromStr for Dimension {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Ok(match text {
            "touchpoint" => Self::Touchpoint,
            "channel" => Self::Channel,
            "locale" => Self::Locale,
            "page" => Self::Page,
            _ => {
                let unknown = Malformed("touchpoint, channel, locale, page or attribute.{name}");
                let name = text.strip_prefix(ATTRIBUTE).ok_or(unknown)?;
                Self::Attribute(name.parse()?)
            }
        })
    }
}

impl TryFrom<String> for Dimension {
    type Error = Malformed;

    fn try_from(text: String) -> Result<Self, Malformed> {
        text.parse()
    }
}

impl From<Dimension> for String {
    fn from(dimension: Dimension) -> String {
        dimension.to_string()
    }
}

impl Dimension {
    /// Those of a survey.
    pub fn all(survey: &Survey) -> Vec<Self> {
        let mut all = vec![Self::Touchpoint, Self::Channel, Self::Locale];
        if survey
            .analysis
            .as_ref()
            .is_some_and(|analysis| !analysis.pages.is_empty())
        {
            all.push(Self::Page);
        }
        all.extend(survey.attributes.keys().cloned().map(Self::Attribute));
        all
    }

    /// Where a response stands in it, if anywhere.
    pub fn value<'a>(&self, survey: &'a Survey, response: &'a Response) -> Option<&'a str> {
        match self {
            Self::Touchpoint => Some(response.touchpoint.as_ref()?.as_str()),
            Self::Channel => Some(response.channel.as_ref()?.as_str()),
            Self::Locale => Some(response.locale.as_ref()?.as_str()),
            Self::Attribute(name) => Some(response.attributes.get(name)?.as_str()),
            Self::Page => {
                let path = response.page.as_ref()?;
                let pages = &survey.analysis.as_ref()?.pages;
                let found = pages.iter().find(|page| page.fits(path));
                Some(found.map_or(OTHER, |page| page.name.as_str()))
            }
        }
    }

    /// The values that the owner names, in that order.
    pub fn declared<'a>(&'a self, survey: &'a Survey) -> impl Iterator<Item = &'a str> {
        let analysis = survey.analysis.as_ref();
        let touchpoints = analysis.filter(|_| *self == Self::Touchpoint).into_iter();
        let touchpoints = touchpoints.flat_map(|analysis| &analysis.touchpoints);
        let pages = analysis.filter(|_| *self == Self::Page).into_iter();
        let pages = pages.flat_map(|analysis| analysis.pages.iter().map(|page| &page.name));
        let values = match self {
            Self::Attribute(name) => survey.attributes.get(name),
            _ => None,
        };
        let values = values.into_iter().flatten();
        touchpoints.chain(pages).chain(values).map(Label::as_str)
    }

    /// The lower, the sooner a value is counted on its own: the owner's first, then in an order that depends on
    /// nothing but the value, so that whatever is counted where, the same values are named.
    pub fn rank(&self, survey: &Survey, value: &str) -> u64 {
        let declared = match self {
            Self::Channel => CHANNELS.iter().position(|known| *known == value),
            Self::Locale => survey.speaks(value).then_some(0),
            _ => self.declared(survey).position(|declared| declared == value),
        };
        match declared {
            Some(place) => place as u64,
            None => xxh3_64(value.as_bytes()) | 1 << 63,
        }
    }
}

/// Which responses are asked for: those with this value in each of these dimensions.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Filter(pub BTreeMap<Dimension, Box<str>>);

impl Filter {
    /// Whether it asks for all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its dimension and value, if it is of one.
    pub fn single(&self) -> Option<(&Dimension, &str)> {
        let (dimension, value) = self.0.first_key_value()?;
        (self.0.len() == 1).then_some((dimension, value))
    }

    /// Whether a response is asked for.
    pub fn admits(&self, survey: &Survey, response: &Response) -> bool {
        self.0
            .iter()
            .all(|(dimension, value)| dimension.value(survey, response) == Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dimension_reads_as_it_is_written() {
        for text in ["touchpoint", "channel", "locale", "page", "attribute.plan"] {
            assert_eq!(text.parse::<Dimension>().unwrap().to_string(), text);
        }
        for text in ["", "attribute", "attribute.", "attribute.Plan", "plan"] {
            assert!(text.parse::<Dimension>().is_err(), "{text}");
        }
    }
}
