//! `/s/{survey}.js`: the widget, the survey and its texts in one request.

use std::collections::BTreeMap;
use std::rc::Rc;

use http::HeaderName;
use serde::Serialize;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::{Failure, Incoming, Request, Response, cors, documents, pages, surveys};
use crate::form_token;
use crate::id::{Label, Locale, QuestionId, SurveyId};
use crate::instance::Instance;
use crate::platform::Platform;
use crate::strings::Strings;
use crate::survey::{Display, Question, Survey, Thanks, Theme};

/// The script up to the survey.
const OPENING: &[u8] = include_bytes!("../../static/dist/widget.js");
/// The same as a brotli stream (RFC 7932) that is not ended yet.
const OPENING_BROTLI: &[u8] = include_bytes!("../../static/dist/widget.js.br");
const CLOSING: &[u8] = b");\n";

/// The survey as the widget wants it. What has its default is left out: visitors pay for every byte.
#[derive(Serialize)]
pub struct Embedded<'a> {
    survey: &'a SurveyId,
    status: &'static str,
    default_locale: &'a Locale,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a Locale>,
    questions: &'a [Question],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    thanks: &'a [Thanks],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: &'a BTreeMap<QuestionId, Vec<Label>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    display: Option<&'a Display>,
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<&'a Theme>,
    /// The system's words in the survey's languages.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    strings: BTreeMap<&'a Locale, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// What shows a score in a page's text. The same for all surveys: it knows its own by its address.
const SCORE: &[u8] = include_bytes!("../../static/dist/score.js");

/// GET: the script that keeps a score in a page up to date.
pub fn read_score<I: Incoming>(request: &Request<I>) -> Response {
    let cache = "public, max-age=3600, stale-while-revalidate=86400";
    let content_type = "text/javascript; charset=utf-8";
    let mut response = documents::cacheable(request, content_type, SCORE, cache);
    share(&mut response);
    response
}

/// Lets every page load it, those that are isolated from other origins, too.
fn share(response: &mut Response) {
    let policy = HeaderName::from_static("cross-origin-resource-policy");
    response.set(policy, "cross-origin");
    cors::share_with_all(response);
}

/// GET: the script a page embeds.
pub async fn read<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let lang = request.lang()?;
    let defined = surveys::asked_for(instance, request).await?;
    let config = instance.config().await?;
    let survey = &defined.survey;
    let status = surveys::status(survey, instance.now());
    let mut embedded = embed(&defined.id, survey, lang.as_ref(), status);
    let mut thanks = Vec::new();
    if request
        .parameter("channel")
        .is_some_and(|channel| channel == pages::KIOSK)
    {
        // The tablet is for whoever comes next, too: nothing leads away from it.
        thanks.extend_from_slice(embedded.thanks);
        thanks.iter_mut().for_each(|thanks| thanks.link = None);
        embedded.thanks = &thanks;
    }
    // The token changes by the second; a copy of the script is good for a day.
    let today = instance.now().0 / (24 * 3600 * 1000);
    let content = xxh3_64(&json(&embedded)) ^ xxh3_64(OPENING_BROTLI);
    let etag = format!("W/\"{content:016x}-{today}\"");
    let key = config.signing_key.as_deref();
    embedded.token = key.map(|key| form_token::issue(key, &defined.id, instance.now()));

    let survey = json(&embedded);
    Ok(widget_with(request, &survey, etag))
}

/// The draft that a page has put there, with nothing of it sent or kept: what is checked need not be in force, nor be
/// the definition of anything that is.
const DRAFT: &[u8] =
    b"{...globalThis.GLAS_DRAFT,display:{...globalThis.GLAS_DRAFT.display,preview:true}}";

/// GET: the script that shows the draft of the page that embeds it.
pub fn read_preview<I: Incoming>(request: &Request<I>) -> Result<Response, Failure> {
    request.survey()?;
    let content = xxh3_64(DRAFT) ^ xxh3_64(OPENING_BROTLI);
    let etag = format!("W/\"{content:016x}\"");
    Ok(widget_with(request, DRAFT, etag))
}

/// The widget with a survey, packed if that is accepted.
fn widget_with<I: Incoming>(request: &Request<I>, survey: &[u8], etag: String) -> Response {
    let brotli = request.accepts_brotli();
    let script = if brotli {
        end_brotli(OPENING_BROTLI, &[survey, CLOSING].concat())
    } else {
        [OPENING, survey, CLOSING].concat()
    };
    let cache = "public, max-age=60, stale-while-revalidate=600";
    let content_type = "text/javascript; charset=utf-8";
    let mut response = documents::cacheable_as(request, content_type, script, cache, etag);
    documents::encoded(&mut response, brotli);
    share(&mut response);
    response
}

/// What the script embeds, but for the token.
pub fn embed<'a>(
    id: &'a SurveyId,
    survey: &'a Survey,
    lang: Option<&'a Locale>,
    status: &'static str,
) -> Embedded<'a> {
    let mut strings = BTreeMap::new();
    for locale in survey
        .questions
        .iter()
        .flat_map(|question| question.text.keys())
    {
        if !strings.contains_key(locale)
            && let Some(words) = Strings::of_widget(locale)
        {
            strings.insert(locale, words);
        }
    }
    Embedded {
        survey: id,
        status,
        default_locale: &survey.default_locale,
        lang,
        questions: &survey.questions,
        thanks: &survey.thanks,
        attributes: &survey.attributes,
        display: survey.display.as_ref(),
        theme: survey.theme.as_ref(),
        strings,
        token: None,
    }
}

fn json(embedded: &Embedded) -> Vec<u8> {
    // Fails only for maps with keys that are not text, and there are none.
    serde_json::to_vec(embedded).unwrap_or_default()
}

/// Appends bytes to a brotli stream as they are, and ends it.
fn end_brotli(stream: &[u8], bytes: &[u8]) -> Vec<u8> {
    // RFC 7932, 9.2: an uncompressed meta-block holds up to 2^16 bytes if its length takes four nibbles. Its header is
    // ISLAST 0, MNIBBLES 00, MLEN - 1 in 16 bits and ISUNCOMPRESSED 1, from the lowest bit on, filled up to a byte.
    const MOST: usize = 1 << 16;
    const LAST_AND_EMPTY: u8 = 0b11;
    let mut ended = Vec::with_capacity(stream.len() + bytes.len() + 8);
    ended.extend_from_slice(stream);
    for block in bytes.chunks(MOST) {
        let header = ((block.len() - 1) << 3) | (1 << 19);
        ended.extend_from_slice(&header.to_le_bytes()[..3]);
        ended.extend_from_slice(block);
    }
    ended.push(LAST_AND_EMPTY);
    ended
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_appended_to_a_brotli_stream_is_read_after_it() {
        for length in [1, 2, 300, 65_535, 65_536, 65_537, 200_000] {
            let bytes: Vec<u8> = (0..length).map(|n: u32| (n % 251) as u8).collect();
            let ended = end_brotli(OPENING_BROTLI, &bytes);
            let mut read = Vec::new();
            let mut reader = brotli_decompressor::Decompressor::new(&ended[..], 4096);
            reader.read_to_end(&mut read).unwrap();
            assert!(read == [OPENING, &bytes].concat(), "{length}");
        }
    }
}
