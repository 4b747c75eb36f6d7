//! What a page says where there is no survey to answer.

use askama::Template;

use super::frame::{Frame, Place, render};
use crate::http::{Failure, Response};
use crate::id::Locale;
use crate::platform::Platform;
use crate::strings::Strings;
use crate::survey::Unavailable;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    frame: &'a Frame,
    heading: &'a str,
    text: &'a str,
}

/// A failure in words, in the first of these languages that the service speaks.
pub fn problem(platform: &impl Platform, failure: &Failure, wanted: &[Locale]) -> Response {
    failure.log(platform);
    let spoken = wanted
        .iter()
        .find(|locale| Strings::speaks(locale))
        .cloned();
    let Some(locale) = spoken.or_else(|| "en".parse().ok()) else {
        return failure.response(platform);
    };
    let strings = Strings::of(&locale);
    let (heading, text) = match failure {
        Failure::NotFound(_) => (&strings.missing_title, &strings.missing_text),
        Failure::Unavailable(Unavailable::Paused | Unavailable::NotYetOpen) => {
            (&strings.paused_title, &strings.paused_text)
        }
        Failure::Unavailable(Unavailable::Closed | Unavailable::Full) => {
            (&strings.closed_title, &strings.closed_text)
        }
        Failure::Rejected(_) => (&strings.expired_title, &strings.expired_text),
        Failure::LinkExpired => (&strings.link_expired_title, &strings.link_expired_text),
        Failure::TooMany(_) => (&strings.too_many_title, &strings.too_many_text),
        _ => (&strings.failed_title, &strings.failed_text),
    };
    let frame = Frame::new(locale, Place::Anywhere, None);
    let page = ProblemPage {
        frame: &frame,
        heading,
        text,
    };
    let mut response = render(failure.parts().0, &frame, &page);
    failure.set_headers(&mut response);
    response
}
