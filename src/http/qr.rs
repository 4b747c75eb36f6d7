//! `/s/{survey}/qr.svg`: the hosted page's address as a picture to print.

use std::fmt::Write;
use std::rc::Rc;

use askama::Template;
use qrcodegen::{QrCode, QrCodeEcc};

use super::{Failure, Incoming, Request, Response, own_url, picture, surveys};
use crate::id::{Label, Locale};
use crate::instance::Instance;
use crate::platform::Platform;

/// Modules left white on every side, without which scanners do not find the code (ISO/IEC 18004).
const QUIET_ZONE: i32 = 4;

#[derive(Template)]
#[template(path = "qr.svg")]
struct Picture<'a> {
    name: &'a str,
    url: &'a str,
    side: i32,
    modules: String,
}

/// GET: the picture. What is printed wrong cannot be mended, so nothing in the query is passed over.
pub async fn read<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
) -> Result<Response, Failure> {
    let [touchpoint, lang] = request.parameters(["touchpoint", "lang"])?;
    let invalid =
        |name: &str, is: &str| Failure::BadRequest("invalid_parameter", format!("{name} is {is}."));
    let defined = surveys::asked_for(instance, request).await?;
    let page = own_url::page(&*instance.config().await?, request, &defined.id)?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("channel", "qr");
    if let Some(touchpoint) = touchpoint {
        let label: Result<Label, _> = touchpoint.parse();
        label.map_err(|malformed| invalid("touchpoint", malformed.0))?;
        query.append_pair("touchpoint", &touchpoint);
    }
    if let Some(lang) = lang {
        let locale: Result<Locale, _> = lang.parse();
        locale.map_err(|malformed| invalid("lang", malformed.0))?;
        query.append_pair("lang", &lang);
    }
    let url = format!("{page}?{}", query.finish());
    // Medium correction: some 15 % of a printed code may be scratched or stained.
    let code = QrCode::encode_binary(url.as_bytes(), QrCodeEcc::Medium)
        .map_err(|_| invalid("touchpoint", "shorter, to fit a QR code"))?;
    let picture = Picture {
        name: &defined.survey.name,
        url: &url,
        side: code.size() + 2 * QUIET_ZONE,
        modules: modules(&code),
    };
    Ok(picture::svg(request, &picture, "public, max-age=3600"))
}

/// The dark modules as a path, those beside each other in a row in one stroke: gaps between squares would show.
fn modules(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let from = x;
            while code.get_module(x, y) {
                x += 1;
            }
            if x > from {
                let (left, top, width) = (from + QUIET_ZONE, y + QUIET_ZONE, x - from);
                // Writing to a string does not fail.
                write!(path, "M{left} {top}h{width}v1h-{width}z").ok();
            }
            x += 1;
        }
    }
    path
}
