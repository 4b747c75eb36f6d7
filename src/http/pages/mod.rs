//! `/s/{survey}`: the survey as pages that need no script.

mod form;
mod frame;
mod problem;
mod view;
mod way;

use std::collections::BTreeMap;
use std::rc::Rc;

use http::StatusCode;
use http::header::ACCEPT_LANGUAGE;
use serde_json::{Value, json};

use super::responses::{MAX_SUBMISSION, admit, keep, let_in};
use super::{Failure, Incoming, Request, Response};
use crate::id::{Locale, QuestionId, ResponseId};
use crate::instance::Instance;
use crate::locale::{accepted, choose};
use crate::platform::Platform;
use crate::response::Answer;
use crate::submission::{self, MAX_AGE, Received};
use crate::time::Millis;
use form::{Flaw, Form};
use frame::render;
use problem::problem;
use view::View;
use way::Way;

/// As much as a submission may have: forms spell a byte in up to three.
const MAX_FORM: usize = 3 * MAX_SUBMISSION;

/// GET: the first page. It records nothing, whoever fetches it.
pub async fn read<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let mut wanted = wanted(request);
    // What is no language tag is left out: who follows a link did not write it.
    if let Some(Ok(lang)) = request.parameter("lang").map(|lang| lang.parse()) {
        wanted.insert(0, lang);
    }
    let answered = open(instance, request, &wanted).await;
    Ok(answered.unwrap_or_else(|failure| problem(instance.platform(), &failure, &wanted)))
}

async fn open<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
    wanted: &[Locale],
) -> Result<Response, Failure> {
    let defined = instance.defined(&request.survey()?).await?;
    let defined = defined.ok_or(Failure::NotFound("There is no such survey."))?;
    let survey = &defined.survey;
    let now = instance.now();
    survey.available(now).map_err(Failure::Unavailable)?;
    let mut form = Form::of_link(&request.query, survey);
    // Made here, so that sending the form twice is one response.
    form.id = ResponseId::new(now, &instance.platform().random()).to_string();
    form.revision = "0".into();
    let way = Way::through(survey, &form.read(survey).answers);
    let view = View::new(&defined, choose(survey, wanted));
    let page = view.questions(&form, &way, 0, &[], None);
    Ok(render(StatusCode::OK, &view.frame, &page))
}

/// POST: the answers of a page, sent without a script.
pub async fn submit<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    mut request: Request<I>,
) -> Result<Response, Failure> {
    let mut wanted = wanted(&request);
    let answered = accept(instance, &mut request, &mut wanted).await;
    Ok(answered.unwrap_or_else(|failure| problem(instance.platform(), &failure, &wanted)))
}

async fn accept<P: Platform + 'static, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &mut Request<I>,
    wanted: &mut Vec<Locale>,
) -> Result<Response, Failure> {
    let defined = let_in(instance, request).await?;
    admit(instance, &defined, request).await?;
    request.expect_type("application/x-www-form-urlencoded")?;
    let mut form = Form::parse(&request.bytes(MAX_FORM).await?);
    let survey = &defined.survey;
    if let Ok(locale) = form.locale.parse() {
        wanted.insert(0, locale);
    }
    let now = instance.now();
    let made = ResponseId::new(now, &instance.platform().random());
    if form.id.is_empty() {
        form.id = made.to_string();
    }

    let reading = form.read(survey);
    let way = Way::through(survey, &reading.answers);
    let at = way.page_of(&form.at);
    let view = View::new(&defined, choose(survey, wanted));
    if form.back {
        let page = way.before(at).unwrap_or(at);
        let page = view.questions(&form, &way, page, &[], None);
        return Ok(render(StatusCode::OK, &view.frame, &page));
    }
    let to_mend = |page, flaws: &[(&QuestionId, Flaw)], refusal| {
        let page = view.questions(&form, &way, page, flaws, refusal);
        Ok(render(StatusCode::UNPROCESSABLE_ENTITY, &view.frame, &page))
    };
    // Earlier pages were accepted already, unless the form or the survey was changed since.
    for page in 0..=at {
        let mut flaws = Vec::new();
        for question in way.asked_on(page) {
            flaws.extend(reading.flaw(question).map(|flaw| (&question.id, flaw)));
        }
        if !flaws.is_empty() {
            return to_mend(page, &flaws, None);
        }
    }

    let next = way.after(at);
    let mut answers = reading.answers;
    answers.retain(|id, _| way.asked().any(|question| question.id == *id));
    if !answers.is_empty() {
        let document = document(&form, &answers, next.map(|page| way.first_on(page)));
        let received = Received {
            now,
            made,
            max_age: MAX_AGE,
        };
        let response =
            submission::parse(&document, survey, &received).map_err(Failure::Rejected)?;
        keep(instance, &defined, &response).await?;
    } else if next.is_none() {
        return to_mend(at, &[], Some(view.strings.error_required.as_str()));
    }
    if let Some(page) = next {
        form.revision = revision_after(&form, now).to_string();
        let page = view.questions(&form, &way, page, &[], None);
        return Ok(render(StatusCode::OK, &view.frame, &page));
    }
    let page = view.thanks(survey.thanks_for(&answers));
    Ok(render(StatusCode::OK, &view.frame, &page))
}

fn wanted<I: Incoming>(request: &Request<I>) -> Vec<Locale> {
    accepted(&request.header(&ACCEPT_LANGUAGE).unwrap_or_default())
}

/// The answers as the submission a script would send. It is complete if no question is left to be asked.
fn document(
    form: &Form,
    answers: &BTreeMap<QuestionId, Answer>,
    next: Option<&QuestionId>,
) -> Value {
    let mut document = json!({ "answers": answers, "complete": next.is_none() });
    if let Some(next) = next {
        document["at"] = json!(next);
    }
    if !form.revision.is_empty() {
        let revision = form.revision.parse::<u32>();
        document["revision"] = revision.map_or(json!(form.revision), |revision| json!(revision));
    }
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

/// Higher than that of the page before. Higher, too, than that of any page shown earlier: who goes back in the browser
/// and answers otherwise is heard.
fn revision_after(form: &Form, now: Millis) -> u64 {
    let before: u64 = form.revision.parse().unwrap_or_default();
    let made = form.id.parse().map_or(now, ResponseId::made_at);
    (before + 1).max((now - made).as_secs())
}
