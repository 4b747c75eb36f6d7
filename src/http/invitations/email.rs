//! A question with a button for each rating, to paste into an e-mail.

use askama::Template;

use crate::invitation::Invitation;
use crate::locale::{choose, dir, in_language};
use crate::strings::Strings;
use crate::survey::{Question, QuestionKind, Survey};

#[derive(Template)]
#[template(path = "email.html")]
struct Block<'a> {
    lang: &'a str,
    dir: &'a str,
    start: &'a str,
    end: &'a str,
    question: &'a str,
    buttons: Vec<Button<'a>>,
    low: String,
    high: String,
}

struct Button<'a> {
    link: &'a str,
    sign: String,
    name: String,
}

/// The block as HTML that old mail programs show, too: tables and inline styles.
pub fn block(
    survey: &Survey,
    question: &Question,
    invitation: &Invitation,
    links: &[(u32, String)],
) -> String {
    let locale = choose(survey, invitation.locale.as_slice());
    let strings = Strings::of(&locale);
    let mut buttons = Vec::new();
    for (rating, link) in links {
        buttons.push(Button {
            link,
            sign: sign(question.kind, *rating),
            name: strings.point(question.kind, *rating),
        });
    }
    let (low, high) = strings.ends(question.kind);
    // With the rating: on a narrow screen the buttons wrap, and an end is not below its own.
    let end = |link: Option<&(u32, String)>, says: &str| match link {
        Some((rating, _)) if !says.is_empty() => format!("{rating} – {says}"),
        _ => String::new(),
    };
    let dir = dir(&locale);
    let (start, far) = match dir {
        "rtl" => ("right", "left"),
        _ => ("left", "right"),
    };
    let block = Block {
        lang: locale.as_str(),
        dir,
        start,
        end: far,
        question: in_language(&question.text, &locale, &survey.default_locale),
        buttons,
        low: end(links.first(), low),
        high: end(links.last(), high),
    };
    // Writing to a string does not fail.
    block.render().unwrap_or_default()
}

/// What a button shows. Mail programs hold pictures back, but not faces.
fn sign(kind: QuestionKind, rating: u32) -> String {
    match (kind, rating) {
        (QuestionKind::Emoji, 1) => "😞".into(),
        (QuestionKind::Emoji, 2) => "🙁".into(),
        (QuestionKind::Emoji, 3) => "😐".into(),
        (QuestionKind::Emoji, 4) => "🙂".into(),
        (QuestionKind::Emoji, _) => "😀".into(),
        (QuestionKind::Thumbs, 0) => "👎".into(),
        (QuestionKind::Thumbs, _) => "👍".into(),
        (QuestionKind::Stars, _) => format!("{rating}★"),
        _ => rating.to_string(),
    }
}
