//! The questions of a page and the thanks, as the templates print them.

use std::ops::RangeInclusive;

use askama::Template;
use http::StatusCode;

use super::form::{Flaw, Form, aspect_field, field, other_field};
use super::frame::{Frame, Place, render};
use super::way::{Progress, Way};
use crate::http::Response;
use crate::id::{Locale, QuestionId};
use crate::instance::Defined;
use crate::locale::in_language;
use crate::strings::Strings;
use crate::submission::{MAX_OTHER, MAX_VERBATIM};
use crate::survey::{ASPECT_SCALE, OTHER, Question, QuestionKind, Texts, Thanks};

/// The channel of who is asked by phone,
pub const PHONE: &str = "phone";
/// and of who is asked in a store.
pub const KIOSK: &str = "kiosk";

/// A survey's pages in one language.
pub struct View<'a> {
    defined: &'a Defined,
    pub frame: Frame,
    pub strings: Strings,
}

#[derive(Template)]
#[template(path = "hosted.html")]
struct QuestionPage<'a> {
    frame: &'a Frame,
    strings: &'a Strings,
    title: &'a str,
    action: String,
    progress: Option<ProgressView>,
    errors: Vec<ErrorView>,
    questions: Vec<QuestionView>,
    form: &'a Form,
    at: &'a str,
    /// The answers of the other pages.
    carried: Vec<(String, String)>,
    is_first: bool,
    is_last: bool,
}

#[derive(Template)]
#[template(path = "thanks.html")]
struct ThanksPage<'a> {
    frame: &'a Frame,
    title: &'a str,
    heading: &'a str,
    text: &'a str,
    link: Option<(String, &'a str)>,
    /// Where the next response begins, and what it says there.
    again: Option<(String, &'a str)>,
}

#[derive(Template)]
#[template(path = "kiosk.html")]
struct KioskPage<'a> {
    frame: &'a Frame,
    title: &'a str,
    survey_id: &'a str,
    touchpoint: &'a str,
    /// Where the same is asked without a script.
    plain: String,
}

struct ProgressView {
    text: String,
    value: usize,
    max: usize,
}

struct ErrorView {
    href: String,
    message: String,
}

struct QuestionView {
    id: String,
    name: String,
    kind: &'static str,
    text: String,
    required: bool,
    error: Option<String>,
    points: Vec<PointView>,
    low_label: String,
    high_label: String,
    multiple: bool,
    options: Vec<OptionView>,
    other: Option<OtherView>,
    aspects: Vec<AspectView>,
    value: String,
}

struct PointView {
    value: u32,
    label: String,
    checked: bool,
}

struct OptionView {
    id: String,
    text: String,
    checked: bool,
}

struct OtherView {
    name: String,
    checked: bool,
    words: String,
}

struct AspectView {
    id: String,
    name: String,
    text: String,
    missing: bool,
    points: Vec<PointView>,
}

impl QuestionView {
    /// The control of its options.
    fn control(&self) -> &'static str {
        if self.multiple { "checkbox" } else { "radio" }
    }
}

impl<'a> View<'a> {
    /// In that language and the survey's look.
    pub fn new(defined: &'a Defined, locale: Locale, place: Place) -> Self {
        Self {
            defined,
            strings: Strings::of(&locale),
            frame: Frame::new(locale, place, defined.survey.theme.as_ref()),
        }
    }

    /// A page on the way.
    pub fn ask(&self, form: &Form, way: &Way, page: usize) -> Response {
        self.ask_again(StatusCode::OK, form, way, page, &[], None)
    }

    /// The same with what is wrong with its answers, and what else keeps it from being accepted.
    pub fn ask_again(
        &self,
        status: StatusCode,
        form: &Form,
        way: &Way,
        page: usize,
        flaws: &[(&QuestionId, Flaw)],
        why: Option<&str>,
    ) -> Response {
        let asked = way.asked_on(page);
        let first = way.first_on(page).as_str();
        let error = |href: &str, message: String| ErrorView {
            href: format!("#q-{href}"),
            message,
        };
        let mut errors = Vec::new();
        errors.extend(why.map(|message| error(first, message.into())));
        let mut questions = Vec::new();
        for question in asked {
            let flaw = flaws.iter().find(|(id, _)| **id == question.id);
            let message = flaw.map(|(_, flaw)| self.message(*flaw));
            let view = self.question(question, form, message);
            if let Some(message) = &view.error {
                errors.push(error(&view.id, format!("{} — {message}", view.text)));
            }
            questions.push(view);
        }
        let mut carried = Vec::new();
        for question in way.asked() {
            if !asked.iter().any(|here| here.id == question.id) {
                carried.extend(form.fields(question));
            }
        }
        let page = QuestionPage {
            frame: &self.frame,
            strings: &self.strings,
            title: &self.defined.survey.name,
            // An address of its own: browsers forget what they have of the one they post to, and who goes back would get a
            // first page anew, as another respondent.
            action: format!("/s/{}?at={first}", self.defined.id),
            progress: self.progress(&way.progress(page)),
            errors,
            questions,
            form,
            at: first,
            carried,
            is_first: way.before(page).is_none(),
            is_last: !way.may_go_on(page),
        };
        render(status, &self.frame, &page)
    }

    /// A page around the widget.
    pub fn kiosk(&self, form: &Form) -> Response {
        let page = KioskPage {
            frame: &self.frame,
            title: &self.defined.survey.name,
            survey_id: self.defined.id.as_str(),
            touchpoint: &form.touchpoint,
            plain: self.link(form),
        };
        render(StatusCode::OK, &self.frame, &page)
    }

    /// Where the survey is asked from its beginning in the same way.
    fn link(&self, form: &Form) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("channel", &form.channel)
            .append_pair("lang", self.frame.lang.as_str());
        if !form.touchpoint.is_empty() {
            query.append_pair("touchpoint", &form.touchpoint);
        }
        format!("/s/{}?{}", self.defined.id, query.finish())
    }

    /// What is said in the end.
    pub fn thank(&self, form: &Form, thanks: Option<&Thanks>) -> Response {
        let title = thanks.and_then(|thanks| thanks.title.as_ref());
        let text = thanks.and_then(|thanks| thanks.text.as_ref());
        let link = thanks.and_then(|thanks| thanks.link.as_ref());
        // It leads the one who answered on: not an agent, nor the next one in a store.
        let link = link.filter(|_| !matches!(form.channel.as_str(), PHONE | KIOSK));
        let next = (self.frame.place == Place::Phone).then_some(self.strings.phone_next.as_str());
        let page = ThanksPage {
            frame: &self.frame,
            title: &self.defined.survey.name,
            heading: title.map_or(&self.strings.thanks_title, |title| self.text(title)),
            text: text.map_or(&self.strings.thanks_text, |text| self.text(text)),
            link: link.map(|link| (link.url.to_string(), self.text(&link.text))),
            again: next.map(|next| (self.link(form), next)),
        };
        render(StatusCode::OK, &self.frame, &page)
    }

    fn text<'t>(&self, texts: &'t Texts) -> &'t str {
        in_language(texts, &self.frame.lang, &self.defined.survey.default_locale)
    }

    /// None where all is on one page.
    fn progress(&self, progress: &Progress) -> Option<ProgressView> {
        let Progress { first, last, all } = progress;
        let value = if first == last {
            first.to_string()
        } else {
            format!("{first}–{last}")
        };
        let text = self.strings.progress.replace("{value}", &value);
        (last - first + 1 < *all).then(|| ProgressView {
            text: text.replace("{max}", &all.to_string()),
            value: first - 1,
            max: *all,
        })
    }

    fn message(&self, flaw: Flaw) -> String {
        let message = match flaw {
            Flaw::Missing => &self.strings.error_required,
            Flaw::TooLong => &self.strings.error_too_long,
            Flaw::NotOffered => &self.strings.error_choice,
        };
        message.clone()
    }

    fn question(&self, question: &Question, form: &Form, error: Option<String>) -> QuestionView {
        let name = field(question);
        let (low_label, high_label) = self.strings.ends(question.kind);
        let mut options = Vec::new();
        for option in &question.options {
            options.push(OptionView {
                id: option.id.to_string(),
                text: self.text(&option.text).into(),
                checked: form
                    .values(&name)
                    .iter()
                    .any(|given| given == option.id.as_str()),
            });
        }
        let mut aspects = Vec::new();
        for aspect in &question.aspects {
            let name = aspect_field(question, &aspect.id);
            let points = self.points(question.kind, ASPECT_SCALE, form.values(&name));
            aspects.push(AspectView {
                id: aspect.id.to_string(),
                text: self.text(&aspect.text).into(),
                missing: error.is_some() && !points.iter().any(|point| point.checked),
                points,
                name,
            });
        }
        let other = question.other.then(|| OtherView {
            name: other_field(question),
            checked: form.takes_other(question),
            words: form.other(question).into(),
        });
        let scale = question.kind.scale();
        QuestionView {
            id: question.id.to_string(),
            kind: question.kind.name(),
            text: self.text(&question.text).into(),
            required: question.required,
            error,
            points: scale.map_or(Vec::new(), |scale| {
                self.points(question.kind, scale, form.values(&name))
            }),
            low_label: low_label.into(),
            high_label: high_label.into(),
            multiple: question.multiple,
            options,
            other,
            aspects,
            value: form.values(&name).first().cloned().unwrap_or_default(),
            name,
        }
    }

    fn points(
        &self,
        kind: QuestionKind,
        scale: RangeInclusive<u32>,
        given: &[String],
    ) -> Vec<PointView> {
        let point = |value: u32| PointView {
            value,
            label: self.strings.point(kind, value),
            checked: given
                .first()
                .is_some_and(|given| *given == value.to_string()),
        };
        scale.map(point).collect()
    }
}
