//! Where, when, how often and in which look the script shows a survey. The component passes it on; the
//! widget acts on it, and a page's own settings go before it.

use std::ops::RangeInclusive;

use serde::Serialize;

use super::texts::{filled, one_of};
use crate::fault::Faults;
use crate::id::Label;
use crate::json::{Members, Node};

const MAX_URLS: usize = 50;
const MAX_PATTERN: usize = 500;
const MAX_FONT: usize = 200;
/// Longer is not a visit any more.
const MAX_DELAY: u32 = 3600;
/// Ten years, for "never".
const MAX_DAYS: u32 = 3650;

/// Where, when and how often the script shows the survey. What is absent has the widget's default.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Display {
    /// `popover`, `inline`, `tab` or `none`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placement: Option<&'static str>,
    /// The corner of a popover, the side of a tab.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<&'static str>,
    /// Patterns of page addresses: `*` stands for anything, `!` excludes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub urls: Vec<String>,
    /// Seconds of the page view.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delay: Option<u32>,
    /// How far down the page, in %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scroll: Option<u32>,
    /// When the pointer leaves the window.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub exit_intent: bool,
    /// When the page says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Label>,
    /// The share of visitors to ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample: Option<f64>,
    /// Days until it is shown again to whom it was shown,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_shown: Option<u32>,
    /// to who dismissed it,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_dismissed: Option<u32>,
    /// and to who completed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after_completed: Option<u32>,
    /// How often at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_shows: Option<u32>,
    /// Days after any survey of this edge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quiet: Option<u32>,
    /// One show in so many is reported, as so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impression_weight: Option<u32>,
}

/// Its look. What is absent has the widget's default.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Theme {
    /// `#rrggbb`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<String>,
    /// Of corners, in pixels.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub radius: Option<u32>,
    /// A CSS font family.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub font: Option<String>,
    /// `auto`, `light` or `dark`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<&'static str>,
}

/// The largest weight an impression may have: what one visitor may count for.
pub const IMPRESSION_WEIGHT: RangeInclusive<u32> = 1..=1000;

const fn named<const N: usize>(names: [&'static str; N]) -> [(&'static str, &'static str); N] {
    let mut pairs = [("", ""); N];
    let mut at = 0;
    while at < N {
        pairs[at] = (names[at], names[at]);
        at += 1;
    }
    pairs
}

const PLACEMENTS: [(&str, &str); 4] = named(["popover", "inline", "tab", "none"]);
const POSITIONS: [(&str, &str); 4] = named(["bottom-end", "bottom-start", "top-end", "top-start"]);
const SCHEMES: [(&str, &str); 3] = named(["auto", "light", "dark"]);

pub(super) fn parse_display(node: &Node, faults: &mut Faults) -> Option<Display> {
    const FIELDS: [&str; 14] = [
        "placement",
        "position",
        "urls",
        "delay",
        "scroll",
        "exit_intent",
        "event",
        "sample",
        "after_shown",
        "after_dismissed",
        "after_completed",
        "max_shows",
        "quiet",
        "impression_weight",
    ];
    let display = node.object(&FIELDS, faults)?;
    let mut urls = Vec::new();
    if let Some(node) = display.get("urls") {
        for pattern in node.items(MAX_URLS, faults) {
            urls.extend(filled(&pattern, MAX_PATTERN, faults));
        }
    }
    let number = |name: &str, range: RangeInclusive<u32>, faults: &mut Faults| {
        display.get(name).and_then(|node| node.whole(range, faults))
    };
    Some(Display {
        placement: name(&display, "placement", &PLACEMENTS, faults),
        position: name(&display, "position", &POSITIONS, faults),
        urls,
        delay: number("delay", 0..=MAX_DELAY, faults),
        scroll: number("scroll", 0..=100, faults),
        exit_intent: display
            .get("exit_intent")
            .and_then(|node| node.boolean(faults))
            .unwrap_or(false),
        event: display.get("event").and_then(|node| node.parsed(faults)),
        sample: display.get("sample").and_then(|node| node.share(faults)),
        after_shown: number("after_shown", 0..=MAX_DAYS, faults),
        after_dismissed: number("after_dismissed", 0..=MAX_DAYS, faults),
        after_completed: number("after_completed", 0..=MAX_DAYS, faults),
        max_shows: number("max_shows", 1..=MAX_DAYS, faults),
        quiet: number("quiet", 0..=MAX_DAYS, faults),
        impression_weight: number("impression_weight", IMPRESSION_WEIGHT, faults),
    })
}

pub(super) fn parse_theme(node: &Node, faults: &mut Faults) -> Option<Theme> {
    let theme = node.object(&["accent", "radius", "font", "scheme"], faults)?;
    let accent = theme.get("accent").and_then(|node| {
        let accent = node.text(MAX_FONT, faults)?;
        let digits = accent.strip_prefix('#').unwrap_or_default();
        if digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Some(accent);
        }
        faults.add(&node.at, "malformed", "Expected a colour such as #2b4fd3.");
        None
    });
    let font = theme.get("font").and_then(|node| {
        let font = filled(&node, MAX_FONT, faults)?;
        // It becomes part of a style sheet.
        let allowed = |c: char| c.is_alphanumeric() || " ,-_'\"".contains(c);
        if font.chars().all(allowed) {
            return Some(font);
        }
        faults.add(&node.at, "malformed", "Expected names of fonts.");
        None
    });
    Some(Theme {
        accent,
        radius: theme
            .get("radius")
            .and_then(|node| node.whole(0..=32, faults)),
        font,
        scheme: name(&theme, "scheme", &SCHEMES, faults),
    })
}

fn name(
    members: &Members,
    field: &str,
    names: &[(&'static str, &'static str)],
    faults: &mut Faults,
) -> Option<&'static str> {
    members
        .get(field)
        .and_then(|node| one_of(&node, names, faults))
}
