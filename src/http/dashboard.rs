//! `/dashboard`: the marketers' page and what it is made of. It is the same for everybody; what it shows, it asks for.

use http::header::{CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY};

use super::{Failure, Incoming, Request, Response, documents};

/// A file that is made at build.
struct Asset {
    name: &'static str,
    content_type: &'static str,
    bytes: &'static [u8],
    brotli: &'static [u8],
}

const ASSETS: &[Asset] = &include!("../../static/dist/dashboard.rs");
const NOTHING: Failure = Failure::NotFound("There is nothing at this path.");
const PAGE: &str = "index.html";
/// What the editor shows a draft in.
const PREVIEW: &str = "preview.html";

/// The page runs its own scripts and asks its own edge only. A QR code becomes a picture by way of a blob.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    connect-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// A theme may have a logo from anywhere, as on a shop's page.
const PREVIEW_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src * data:; form-action 'none'; \
    base-uri 'none'; frame-ancestors 'self'";

/// GET: the page.
pub fn read<I: Incoming>(request: &Request<I>) -> Result<Response, Failure> {
    file(request, PAGE)
}

/// GET: a script, a style sheet, or the words of a language.
pub fn read_file<I: Incoming>(request: &Request<I>) -> Result<Response, Failure> {
    let name: String = request.captured("file", NOTHING)?;
    file(request, &name)
}

fn file<I: Incoming>(request: &Request<I>, name: &str) -> Result<Response, Failure> {
    let found = ASSETS.iter().find(|asset| asset.name == name);
    let asset = found.ok_or(NOTHING)?;
    let brotli = request.accepts_brotli();
    let body = if brotli { asset.brotli } else { asset.bytes };
    let page = asset.name.ends_with(".html");
    // All but the pages have a digest of what is in them in their names.
    let cache = if page {
        "no-cache"
    } else {
        "public, max-age=31536000, immutable"
    };
    let mut response = documents::cacheable(request, asset.content_type, body, cache);
    documents::encoded(&mut response, brotli);
    if page {
        let policy = if name == PREVIEW {
            PREVIEW_POLICY
        } else {
            POLICY
        };
        response.set(CONTENT_SECURITY_POLICY, policy);
        response.set(REFERRER_POLICY, "same-origin");
        response.set(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        );
    }
    Ok(response)
}
