//! `/s/{survey}`: the survey as pages that need no script.

mod form;
mod frame;
mod problem;
mod view;
mod way;

use std::rc::Rc;

use http::StatusCode;
use http::header::ACCEPT_LANGUAGE;

use super::responses::{MAX_SUBMISSION, admit, check_token, keep, let_in};
use super::{Failure, Incoming, Request, Response, surveys};
use crate::form_token;
use crate::id::{Locale, QuestionId, ResponseId};
use crate::instance::{Defined, Instance};
use crate::invitation::{Invitation, Unusable};
use crate::locale::{accepted, choose};
use crate::platform::Platform;
use crate::submission::{self, MAX_AGE, Received};
use form::{Flaw, Form, Reading};
use frame::Place;
use problem::problem;
pub use view::KIOSK;
use view::{PHONE, View};
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
    let answered = open(instance, request, &mut wanted).await;
    Ok(answered.unwrap_or_else(|failure| problem(instance.platform(), &failure, &wanted)))
}

async fn open<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
    wanted: &mut Vec<Locale>,
) -> Result<Response, Failure> {
    let defined = surveys::asked_for(instance, request).await?;
    let survey = &defined.survey;
    let now = instance.now();
    survey.available(now).map_err(Failure::Unavailable)?;
    let mut form = Form::of_link(&request.query, survey);
    if invited(instance, &defined, &mut form, wanted)
        .await?
        .is_some()
    {
        form.go_on(now);
    } else if request.parameter("mode").is_some_and(|mode| mode == KIOSK) {
        form.channel = KIOSK.into();
        let view = View::new(&defined, choose(survey, wanted), Place::Kiosk);
        return Ok(view.kiosk(&form));
    } else {
        // Made here, so that sending the form twice is one response.
        form.id = ResponseId::new(now, &instance.platform().random()).to_string();
        form.revision = "0".into();
    }
    match &instance.config().await?.signing_key {
        Some(key) => form.token = form_token::issue(key, &defined.id, now),
        None if survey.require_token => return Err(Failure::NotConfigured),
        None => {}
    }
    let way = Way::through(survey, &form.read(survey).answers);
    let view = View::new(&defined, choose(survey, wanted), place(&form));
    Ok(view.ask(&form, &way, 0))
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
    if let Ok(locale) = form.locale.parse() {
        wanted.insert(0, locale);
    }
    let invitation = invited(instance, &defined, &mut form, wanted).await?;
    let (survey, now) = (&defined.survey, instance.now());
    let made = ResponseId::new(now, &instance.platform().random());
    if form.id.is_empty() {
        form.id = made.to_string();
    }

    let reading = form.read(survey);
    let way = Way::through(survey, &reading.answers);
    let at = way.page_of(&form.at);
    let view = View::new(&defined, choose(survey, wanted), place(&form));
    if form.back {
        return Ok(view.ask(&form, &way, way.before(at).unwrap_or(at)));
    }
    let rejected = StatusCode::UNPROCESSABLE_ENTITY;
    if !form.website.is_empty() {
        let why = view.strings.failed_title.as_str();
        return Ok(view.ask_again(rejected, &form, &way, at, &[], Some(why)));
    }
    let token = Some(form.token.as_str()).filter(|token| !token.is_empty());
    if let Err(failure) = check_token(instance, &defined, token).await {
        let Failure::TooSoon(_) = failure else {
            return Err(failure);
        };
        let (status, why) = (failure.parts().0, view.strings.error_too_soon.as_str());
        let mut response = view.ask_again(status, &form, &way, at, &[], Some(why));
        failure.set_headers(&mut response);
        return Ok(response);
    }
    if let Some((page, flaws)) = first_flawed(&way, &reading, at) {
        return Ok(view.ask_again(rejected, &form, &way, page, &flaws, None));
    }

    let next = way.after(at);
    let answers = &way.answers;
    if answers.is_empty() && next.is_none() {
        let why = view.strings.error_required.as_str();
        return Ok(view.ask_again(rejected, &form, &way, at, &[], Some(why)));
    }
    if !answers.is_empty() {
        let next = next.map(|page| way.first_on(page));
        let document = form.document(answers, next, &view.frame.lang, invitation.as_ref());
        let received = Received {
            now,
            made,
            // A link says itself how long it can be used.
            max_age: invitation.map_or(MAX_AGE, |invitation| now - invitation.id.made_at()),
        };
        let response =
            submission::parse(&document, survey, &received).map_err(Failure::Rejected)?;
        keep(instance, &defined, &response).await?;
        form.go_on(now);
    }
    Ok(match next {
        Some(page) => view.ask(&form, &way, page),
        None => view.thank(&form, survey.thanks_for(answers)),
    })
}

/// The first page that cannot be accepted, and why. Those before the one that was sent were accepted already, unless the
/// form or the survey was changed since.
fn first_flawed<'a>(
    way: &Way<'a>,
    reading: &Reading,
    sent: usize,
) -> Option<(usize, Vec<(&'a QuestionId, Flaw)>)> {
    for page in 0..=sent {
        let mut flaws = Vec::new();
        for question in way.asked_on(page) {
            flaws.extend(reading.flaw(question).map(|flaw| (&question.id, flaw)));
        }
        if !flaws.is_empty() {
            return Some((page, flaws));
        }
    }
    None
}

/// Opens the link that the form came by, if it came by one. What that says goes before all that the form says.
async fn invited<P: Platform>(
    instance: &Rc<Instance<P>>,
    defined: &Defined,
    form: &mut Form,
    wanted: &mut Vec<Locale>,
) -> Result<Option<Invitation>, Failure> {
    if form.invitation.is_empty() {
        return Ok(None);
    }
    let config = instance.config().await?;
    let key = config
        .signing_key
        .as_deref()
        .ok_or(Failure::NotConfigured)?;
    let opened = Invitation::open(
        key,
        &defined.id,
        &defined.survey,
        instance.now(),
        &form.invitation,
    );
    let invitation = opened.map_err(|unusable| match unusable {
        Unusable::Invalid => Failure::NotFound("The link is damaged."),
        Unusable::Expired => Failure::LinkExpired,
    })?;
    form.id = invitation.id.to_string();
    form.touchpoint = invitation
        .touchpoint
        .clone()
        .map_or(String::new(), String::from);
    form.channel = invitation.channel.to_string();
    if let Some(locale) = &invitation.locale {
        wanted.insert(0, locale.clone());
    }
    Ok(Some(invitation))
}

/// Where the form is filled in. An invitation's is, wherever it was sent to, by who was invited.
fn place(form: &Form) -> Place {
    if form.channel == PHONE && form.invitation.is_empty() {
        Place::Phone
    } else {
        Place::Anywhere
    }
}

fn wanted<I: Incoming>(request: &Request<I>) -> Vec<Locale> {
    accepted(&request.header(&ACCEPT_LANGUAGE).unwrap_or_default())
}
