//! `/s/{survey}/badge.svg`: the live score as a small picture.

use std::rc::Rc;

use askama::Template;

use super::{Failure, Incoming, Request, Response, picture, scores};
use crate::id::Locale;
use crate::instance::Instance;
use crate::locale::{dir, number};
use crate::platform::Platform;
use crate::score::Score;
use crate::strings::Strings;

/// What the texts are drawn in, in pixels.
const FONT_SIZE: f64 = 14.0;
/// Beside each text.
const PADDING: u32 = 9;
/// Around the panel with the value.
const FRAME: u32 = 2;

#[derive(Template)]
#[template(path = "badge.svg")]
struct Picture<'a> {
    title: &'a str,
    width: u32,
    panel: Panel,
    label: Text<'a>,
    value: Text<'a>,
}

struct Panel {
    x: u32,
    width: u32,
}

/// A text around its middle.
struct Text<'a> {
    says: &'a str,
    x: u32,
    width: u32,
}

/// GET: the score of the first question that has one, or of the one that is asked for.
pub async fn read<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let [question, _] = request.parameters(["question", "lang"])?;
    let lang = request.lang()?;
    let (defined, scores) = scores::published(instance, request).await?;
    // A table of shares has no one value.
    let is_number = |score: &Score| !matches!(score.metric, "counts" | "drivers");
    let score = scores::choose(&scores, question.as_deref(), is_number)?;
    let locale = lang.unwrap_or_else(|| defined.survey.default_locale.clone());
    let strings = Strings::of(&locale);
    let (label, value) = (label(score, &strings), value(score, &strings, &locale));
    let responses = strings.responses.replace("{n}", &score.n.to_string());
    let title = format!("{}: {label} {value}. {responses}", defined.survey.name);
    let picture = draw(&title, label, &value, dir(&locale) == "rtl");
    let cache_control = scores::cache_control(&*instance.config().await?, true);
    Ok(picture::svg(request, &picture, cache_control))
}

fn label<'a>(score: &Score, strings: &'a Strings) -> &'a str {
    match score.metric {
        "nps" => "NPS",
        "csat" => "CSAT",
        "ces" => "CES",
        "thumbs" => &strings.thumbs_1,
        _ => "★",
    }
}

fn value(score: &Score, strings: &Strings, locale: &Locale) -> String {
    let Some(value) = score.estimate.value else {
        return "–".into();
    };
    match score.metric {
        "nps" => number(value, 0, locale),
        "ces" => format!("{} / 7", number(value, 1, locale)),
        "stars" => format!("{} / 5", number(value, 1, locale)),
        _ => strings.percent(&number(value, 0, locale)),
    }
}

fn draw<'a>(title: &'a str, label: &'a str, value: &'a str, mirrored: bool) -> Picture<'a> {
    let (label_width, value_width) = (width(label), width(value));
    let beside = label_width + 2 * PADDING;
    let panel = value_width + 2 * PADDING;
    let (panel_x, label_x) = if mirrored {
        (FRAME, FRAME + panel + beside / 2)
    } else {
        (beside, beside / 2)
    };
    Picture {
        title,
        width: beside + panel + FRAME,
        panel: Panel {
            x: panel_x,
            width: panel,
        },
        label: Text {
            says: label,
            x: label_x,
            width: label_width,
        },
        value: Text {
            says: value,
            x: panel_x + panel / 2,
            width: value_width,
        },
    }
}

/// About as wide as system fonts draw it; the picture makes them keep to it.
fn width(text: &str) -> u32 {
    let ems = text.chars().map(|character| match character {
        ' ' | '.' | ',' | '/' | 'i' | 'j' | 'l' | 'I' | '\'' => 0.3,
        'm' | 'w' | '%' => 0.85,
        'A'..='Z' => 0.68,
        // Scripts whose letters are square, and signs.
        '\u{1100}'.. => 0.95,
        _ => 0.57,
    });
    (ems.sum::<f64>() * FONT_SIZE).ceil() as u32
}
