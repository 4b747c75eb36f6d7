//! What all pages have: a language, a look, and a policy that lets in nothing else.

use std::borrow::Cow;

use askama::Template;
use base64ct::{Base64, Encoding};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY};
use sha2::{Digest, Sha256};

use crate::contrast::{Rgb, SHAPE};
use crate::http::Response;
use crate::id::Locale;
use crate::locale::dir;
use crate::survey::Theme;

/// A text that a page has in itself, and its hash for the policy. Both are made at build.
macro_rules! inlined {
    ($name:literal) => {
        Inlined {
            text: include_str!(concat!("../../../static/dist/", $name)),
            hash: include_str!(concat!("../../../static/dist/", $name, ".sha256")),
        }
    };
}

struct Inlined {
    text: &'static str,
    hash: &'static str,
}

const CSS: Inlined = inlined!("pages.css");
/// The colours in which that is dark.
const DARK: Inlined = inlined!("dark.css");
const PHONE: Inlined = inlined!("phone.js");
const KIOSK: Inlined = inlined!("kiosk.js");

/// What is behind all that has the accent, as the style sheets have it.
const SURFACE: Rgb = Rgb([0xff; 3]);
const DARK_SURFACE: Rgb = Rgb([0x1c, 0x1e, 0x24]);

/// What all pages have.
pub struct Frame {
    /// The language.
    pub lang: Locale,
    /// Where it is read.
    pub place: Place,
    /// Light, dark, or as the visitor has it.
    scheme: Scheme,
    /// The survey's theme as a style sheet.
    pub theme: String,
}

/// Where a page is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Anywhere, by who answers.
    Anywhere,
    /// In a store, on a tablet that one visitor uses after the other.
    Kiosk,
    /// In a call centre, by who asks on the phone.
    Phone,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Auto,
    Light,
    Dark,
}

impl Frame {
    /// With the survey's look.
    pub fn new(lang: Locale, place: Place, theme: Option<&Theme>) -> Self {
        let scheme = match theme.and_then(|theme| theme.scheme) {
            Some("light") => Scheme::Light,
            Some("dark") => Scheme::Dark,
            _ => Scheme::Auto,
        };
        Self {
            lang,
            place,
            scheme,
            theme: theme.map(|theme| sheet(theme, scheme)).unwrap_or_default(),
        }
    }

    /// The direction of its text.
    pub fn dir(&self) -> &'static str {
        dir(&self.lang)
    }

    /// What tells the style sheet where.
    pub fn class(&self) -> Option<&'static str> {
        match self.place {
            Place::Anywhere => None,
            Place::Kiosk => Some("kiosk"),
            Place::Phone => Some("phone"),
        }
    }

    /// The script of pages read there.
    pub fn script(&self) -> Option<&'static str> {
        self.inlined_script().map(|script| script.text)
    }

    fn inlined_script(&self) -> Option<Inlined> {
        match self.place {
            Place::Anywhere => None,
            Place::Kiosk => Some(KIOSK),
            Place::Phone => Some(PHONE),
        }
    }

    /// The style sheet of all pages.
    pub fn css(&self) -> &'static str {
        CSS.text
    }

    /// The colours in which that is dark, and when they apply.
    pub fn dark(&self) -> Option<(&'static str, &'static str)> {
        match self.scheme {
            Scheme::Auto => Some((DARK.text, "(prefers-color-scheme: dark)")),
            Scheme::Light => None,
            Scheme::Dark => Some((DARK.text, "all")),
        }
    }

    /// What browsers may draw their own controls in.
    pub fn color_scheme(&self) -> &'static str {
        match self.scheme {
            Scheme::Auto => "light dark",
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        }
    }

    fn policy(&self) -> String {
        let mut policy = String::from("default-src 'none'; style-src");
        for hash in [CSS.hash, DARK.hash] {
            allow(&mut policy, hash);
        }
        if !self.theme.is_empty() {
            allow(
                &mut policy,
                &Base64::encode_string(&Sha256::digest(&self.theme)),
            );
        }
        if let Some(script) = self.inlined_script() {
            policy.push_str("; script-src");
            allow(&mut policy, script.hash);
        }
        if self.place == Place::Kiosk {
            policy.push_str(" 'self'; connect-src 'self'");
        }
        policy.push_str("; form-action 'self'; base-uri 'none'; frame-ancestors 'self'");
        policy
    }
}

fn allow(policy: &mut String, hash: &str) {
    for part in [" 'sha256-", hash, "'"] {
        policy.push_str(part);
    }
}

/// The survey's theme. It is made of checked parts, none of which can end it.
fn sheet(theme: &Theme, scheme: Scheme) -> String {
    let mut css = String::from(":root{");
    if let Some(radius) = theme.radius {
        css.push_str(&format!("--radius:{radius}px;"));
    }
    // A quotation mark without its other half spoils the line that it is on, and no more.
    if let Some(font) = theme.font.as_deref().filter(|font| *font != "inherit") {
        css.push_str(&format!("--font:{font}\n;"));
    }
    let accent = theme
        .accent
        .as_deref()
        .and_then(|accent| accent.parse::<Rgb>().ok());
    let colors = |surface| {
        accent.map_or(String::new(), |accent| {
            let accent = accent.stand_out(surface, SHAPE);
            format!("--accent:{accent};--on-accent:{}", accent.ink())
        })
    };
    match scheme {
        Scheme::Light => css.push_str(&colors(SURFACE)),
        Scheme::Dark => css.push_str(&colors(DARK_SURFACE)),
        Scheme::Auto => {
            css.push_str(&colors(SURFACE));
            css.push_str("}@media(prefers-color-scheme:dark){:root{");
            css.push_str(&colors(DARK_SURFACE));
            css.push('}');
        }
    }
    css.push('}');
    css
}

/// As an answer.
pub fn render(status: StatusCode, frame: &Frame, page: &impl Template) -> Response {
    // Writing to a string does not fail.
    let html = page.render().unwrap_or_default();
    let mut response = Response::full(status, "text/html; charset=utf-8", html);
    // A form carries an id of its own, which no cache may hand to a second respondent. The browser's own may keep it
    // for who goes back: fetched anew, it would be another response.
    response.set(CACHE_CONTROL, "private, no-cache");
    // `no-referrer` would make browsers send `Origin: null` with the form.
    response.set(REFERRER_POLICY, "same-origin");
    response.set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    response.set(CONTENT_SECURITY_POLICY, Cow::from(frame.policy()));
    response
}
