//! `/s/{survey}`: the survey as a page that needs no script.

use std::collections::BTreeMap;
use std::rc::Rc;

use askama::Template;
use http::StatusCode;
use http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY,
};
use serde_json::{Map, Value, json};

use super::responses::{MAX_SUBMISSION, admit, keep, let_in};
use super::{Failure, Incoming, Request, Response};
use crate::fault::Fault;
use crate::id::{Label, Locale, ResponseId};
use crate::instance::{Defined, Instance};
use crate::locale::{accepted, choose, dir};
use crate::platform::Platform;
use crate::strings::Strings;
use crate::submission::{self, MAX_AGE, Received};
use crate::survey::{Question, QuestionKind, Texts, Unavailable};

const CSS: &str = include_str!("../../static/dist/page.css");
/// The hash of that style sheet, for the page's policy.
const CSS_HASH: &str = include_str!("../../static/dist/page.css.sha256");
/// What form fields that hold answers begin with.
const ANSWER: &str = "a.";

#[derive(Template)]
#[template(path = "hosted.html")]
struct HostedPage<'a> {
    lang: &'a str,
    dir: &'a str,
    css: &'a str,
    title: &'a str,
    survey_id: &'a str,
    intro_errors: Vec<FieldError>,
    questions: Vec<QuestionView>,
    id: String,
    touchpoint: &'a str,
    channel: &'a str,
    strings: &'a Strings,
}

#[derive(Template)]
#[template(path = "thanks.html")]
struct ThanksPage<'a> {
    lang: &'a str,
    dir: &'a str,
    css: &'a str,
    title: &'a str,
    strings: &'a Strings,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    lang: &'a str,
    dir: &'a str,
    css: &'a str,
    heading: &'a str,
    text: &'a str,
}

struct FieldError {
    href: String,
    message: String,
}

struct QuestionView {
    id: String,
    kind: &'static str,
    text: String,
    required: bool,
    error: Option<String>,
    points: Vec<PointView>,
    low_label: String,
    high_label: String,
    multiple: bool,
    options: Vec<OptionView>,
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

/// What a form carries.
#[derive(Default)]
struct Form {
    id: String,
    touchpoint: String,
    channel: String,
    locale: String,
    /// By question; a choice of several repeats its field.
    answers: BTreeMap<String, Vec<String>>,
}

/// GET: the form. It records nothing, whoever fetches it.
pub async fn read<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let wanted = wanted(request, request.lang()?);
    let answered = form_page(instance, request, &wanted).await;
    Ok(answered.unwrap_or_else(|failure| problem_page(instance.platform(), &failure, &wanted)))
}

async fn form_page<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
    wanted: &[Locale],
) -> Result<Response, Failure> {
    let defined = instance.defined(&request.survey()?).await?;
    let defined = defined.ok_or(Failure::NotFound("There is no such survey."))?;
    let now = instance.now();
    defined
        .survey
        .available(now)
        .map_err(Failure::Unavailable)?;
    // A label in a link that is none is left out: its reader did not write it.
    let label = |name: &str| {
        request
            .parameter(name)
            .filter(|text| text.parse::<Label>().is_ok())
            .unwrap_or_default()
    };
    let form = Form {
        // Made here, so that sending the form twice is one response.
        id: ResponseId::new(now, &instance.platform().random()).to_string(),
        touchpoint: label("touchpoint"),
        channel: label("channel"),
        ..Form::default()
    };
    Ok(render_form(
        &defined,
        &form,
        &[],
        &choose(&defined.survey, wanted),
        StatusCode::OK,
    ))
}

/// POST: the form, sent without a script.
pub async fn submit<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    mut request: Request<I>,
) -> Result<Response, Failure> {
    let mut wanted = wanted(&request, None);
    let answered = accept_form(instance, &mut request, &mut wanted).await;
    Ok(answered.unwrap_or_else(|failure| problem_page(instance.platform(), &failure, &wanted)))
}

async fn accept_form<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &mut Request<I>,
    wanted: &mut Vec<Locale>,
) -> Result<Response, Failure> {
    let defined = let_in(instance, request).await?;
    admit(instance, &defined, request).await?;
    request.expect_type("application/x-www-form-urlencoded")?;
    let form = parse_form(&request.bytes(MAX_SUBMISSION).await?);
    if let Ok(locale) = form.locale.parse() {
        wanted.insert(0, locale);
    }
    let locale = choose(&defined.survey, wanted);
    let now = instance.now();
    let received = Received {
        now,
        made: ResponseId::new(now, &instance.platform().random()),
        max_age: MAX_AGE,
    };
    match submission::parse(&document(&form, &defined), &defined.survey, &received) {
        Ok(response) => {
            keep(instance, &defined, &response).await?;
            Ok(render_thanks(&defined, &locale))
        }
        // Not mended by filling in anything else.
        Err(faults)
            if faults
                .iter()
                .any(|fault| !fault.pointer.starts_with("/answers")) =>
        {
            Err(Failure::Rejected(faults))
        }
        Err(faults) => Ok(render_form(
            &defined,
            &form,
            &faults,
            &locale,
            StatusCode::UNPROCESSABLE_ENTITY,
        )),
    }
}

fn wanted<I: Incoming>(request: &Request<I>, lang: Option<Locale>) -> Vec<Locale> {
    let header = request.header(&ACCEPT_LANGUAGE).unwrap_or_default();
    lang.into_iter().chain(accepted(&header)).collect()
}

fn parse_form(body: &[u8]) -> Form {
    let mut form = Form::default();
    for (name, value) in form_urlencoded::parse(body) {
        match name.as_ref() {
            "id" => form.id = value.into_owned(),
            "touchpoint" => form.touchpoint = value.into_owned(),
            "channel" => form.channel = value.into_owned(),
            "locale" => form.locale = value.into_owned(),
            name => {
                if let Some(question) = name.strip_prefix(ANSWER) {
                    form.answers
                        .entry(question.into())
                        .or_default()
                        // Forms end lines with two characters where people and limits count one.
                        .push(value.replace("\r\n", "\n"));
                }
            }
        }
    }
    form
}

/// The form as the submission a script would have sent.
fn document(form: &Form, defined: &Defined) -> Value {
    let mut answers = Map::new();
    for (name, values) in &form.answers {
        let first = values.first().cloned().unwrap_or_default();
        let answer = match defined.survey.question(name).map(|question| question.kind) {
            Some(QuestionKind::Choice) => json!(values),
            Some(QuestionKind::Text) | None => json!(first),
            Some(_) => first
                .parse::<u32>()
                .map_or(json!(first), |rating| json!(rating)),
        };
        answers.insert(name.clone(), answer);
    }
    let mut document = json!({ "answers": answers });
    for (name, value) in [
        ("id", &form.id),
        ("touchpoint", &form.touchpoint),
        ("channel", &form.channel),
        ("locale", &form.locale),
    ] {
        if !value.is_empty() {
            document[name] = json!(value);
        }
    }
    document
}

fn render_form(
    defined: &Defined,
    form: &Form,
    faults: &[Fault],
    locale: &Locale,
    status: StatusCode,
) -> Response {
    let strings = &Strings::of(locale);
    let default = &defined.survey.default_locale;
    let mut intro_errors = Vec::new();
    let mut questions = Vec::new();
    for question in &defined.survey.questions {
        let error = error_of(question, faults, strings);
        let view = view(question, form, error, locale, default, strings);
        if let Some(message) = &view.error {
            let message = format!("{} — {message}", view.text);
            intro_errors.push(FieldError {
                href: format!("#q-{}", question.id),
                message,
            });
        }
        questions.push(view);
    }
    if intro_errors.is_empty() && !faults.is_empty() {
        let message = strings.error_required.clone();
        let first = defined
            .survey
            .questions
            .first()
            .map_or("", |question| question.id.as_str());
        intro_errors.push(FieldError {
            href: format!("#q-{first}"),
            message,
        });
    }
    let page = HostedPage {
        lang: locale.as_str(),
        dir: dir(locale),
        css: CSS,
        title: &defined.survey.name,
        survey_id: defined.id.as_str(),
        intro_errors,
        questions,
        id: form.id.clone(),
        touchpoint: &form.touchpoint,
        channel: &form.channel,
        strings,
    };
    render(status, &page)
}

fn error_of(question: &Question, faults: &[Fault], strings: &Strings) -> Option<String> {
    let own = format!("/answers/{}", question.id);
    let within = format!("{own}/");
    let fault = faults
        .iter()
        .find(|fault| fault.pointer == own || fault.pointer.starts_with(&within))?;
    let message = match fault.code {
        "missing" => &strings.error_required,
        "too_long" if question.kind == QuestionKind::Text => &strings.error_too_long,
        _ => &strings.error_choice,
    };
    Some(message.clone())
}

fn view(
    question: &Question,
    form: &Form,
    error: Option<String>,
    locale: &Locale,
    default: &Locale,
    strings: &Strings,
) -> QuestionView {
    let given = form
        .answers
        .get(question.id.as_str())
        .map(Vec::as_slice)
        .unwrap_or_default();
    let is_given = |value: &str| given.iter().any(|given| given == value);
    let text = |texts: &Texts| {
        texts
            .get(locale)
            .or_else(|| texts.get(default))
            .cloned()
            .unwrap_or_default()
    };
    let scale = question.kind.scale();
    let (low_label, high_label) = strings.ends(question.kind);
    let point = |value: u32| PointView {
        value,
        label: strings.point(question.kind, value),
        checked: is_given(&value.to_string()),
    };
    let points = scale
        .map(|scale| scale.map(point).collect())
        .unwrap_or_default();
    let option = |option: &crate::survey::Item| OptionView {
        id: option.id.to_string(),
        text: text(&option.text),
        checked: is_given(option.id.as_str()),
    };
    QuestionView {
        id: question.id.to_string(),
        kind: question.kind.name(),
        text: text(&question.text),
        // All are on one page: one that may not apply cannot be demanded beforehand.
        required: question.required && question.show_if.is_empty(),
        error,
        points,
        low_label: low_label.into(),
        high_label: high_label.into(),
        multiple: question.multiple,
        options: question.options.iter().map(option).collect(),
        value: given.first().cloned().unwrap_or_default(),
    }
}

fn render_thanks(defined: &Defined, locale: &Locale) -> Response {
    let title = defined.survey.name.as_str();
    let page = ThanksPage {
        lang: locale.as_str(),
        dir: dir(locale),
        css: CSS,
        title,
        strings: &Strings::of(locale),
    };
    render(StatusCode::OK, &page)
}

fn problem_page(platform: &impl Platform, failure: &Failure, wanted: &[Locale]) -> Response {
    failure.log(platform);
    // Nothing here is the survey's, so only the page's own languages are at hand.
    let spoken = wanted
        .iter()
        .find(|locale| Strings::speaks(locale))
        .cloned();
    let Some(locale) = spoken.or_else(|| "en".parse().ok()) else {
        return failure.response(platform);
    };
    let strings = &Strings::of(&locale);
    let (heading, text) = match failure {
        Failure::NotFound(_) => (&strings.missing_title, &strings.missing_text),
        Failure::Unavailable(Unavailable::Paused | Unavailable::NotYetOpen) => {
            (&strings.paused_title, &strings.paused_text)
        }
        Failure::Unavailable(Unavailable::Closed | Unavailable::Full) => {
            (&strings.closed_title, &strings.closed_text)
        }
        Failure::Rejected(_) => (&strings.expired_title, &strings.expired_text),
        Failure::TooMany(_) => (&strings.too_many_title, &strings.too_many_text),
        _ => (&strings.failed_title, &strings.failed_text),
    };
    let page = ProblemPage {
        lang: locale.as_str(),
        dir: dir(&locale),
        css: CSS,
        heading,
        text,
    };
    let mut response = render(failure.parts().0, &page);
    failure.set_headers(&mut response);
    response
}

fn render(status: StatusCode, page: &impl Template) -> Response {
    // Writing to a string does not fail.
    let mut response = Response::full(
        status,
        "text/html; charset=utf-8",
        page.render().unwrap_or_default(),
    );
    // The form carries an id of its own, which no cache may hand to a second respondent.
    response.set(CACHE_CONTROL, "no-store");
    // `no-referrer` would make browsers send `Origin: null` with the form.
    response.set(REFERRER_POLICY, "same-origin");
    response.set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
        CSS_HASH.trim()
    );
    response.set(CONTENT_SECURITY_POLICY, policy);
    response
}
