//! What other pages and paper show: the QR code of a survey, and its live score as a picture and as data.

use glas::id::ResponseId;
use glas::time::Millis;
use http::Method;
use rqrr::PreparedImage;
use serde_json::{Value, json};

use crate::support::{Answer, Service};

fn definition(published: bool) -> Value {
    let text = json!({"en": "?", "sl": "?", "ar": "؟"});
    let ask = |kind: &str| json!({"id": kind, "kind": kind, "text": text});
    json!({
        "name": "<Shop> & \"Co\"",
        "default_locale": "en",
        "questions": [
            ask("text"),
            {"id": "choice", "kind": "choice", "text": text, "options": [{"id": "price", "text": text}]},
            ask("nps"), ask("csat"), ask("ces"), ask("stars"), ask("emoji"), ask("thumbs"),
        ],
        "publish_scores": published,
    })
}

async fn start() -> Service {
    let service = Service::start().await;
    service.put_survey("shop", &definition(true)).await;
    service.put_survey("secret", &definition(false)).await;
    let words = json!({"name": "Words", "default_locale": "en", "publish_scores": true,
        "questions": [{"id": "text", "kind": "text", "text": {"en": "?"}}]});
    service.put_survey("words", &words).await;
    service
}

/// Answers given by so many respondents each.
async fn answer(service: &Service, given: &[(Value, usize)]) {
    let all = given
        .iter()
        .flat_map(|(answers, times)| std::iter::repeat_n(answers, *times));
    for (index, answers) in all.enumerate() {
        let now = Millis(service.clock.now().as_millis() as u64);
        let mut random = [0; 10];
        random[2..].copy_from_slice(&index.to_be_bytes());
        let id = ResponseId::new(now, &random);
        let submission = json!({"id": id, "answers": answers});
        let posted = service.post("/v1/surveys/shop/responses", &submission);
        assert_eq!(posted.send().await.status, 201);
    }
    service.pass_freshness();
}

#[track_caller]
fn assert_refused(name: &str, answer: &Answer, status: u16, code: &str) {
    let is = (answer.status.as_u16(), answer.code());
    assert_eq!(is, (status, code.to_owned()), "{name}: {answer:?}");
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{name}"
    );
}

/// What every picture is, whatever it shows.
#[track_caller]
fn assert_picture(name: &str, answer: &Answer) {
    assert_eq!(answer.status, 200, "{name}: {answer:?}");
    assert_eq!(answer.header("content-type"), "image/svg+xml", "{name}");
    let policy = answer.header("content-security-policy");
    assert_eq!(policy, "default-src 'none'", "{name}");
    let anybody = answer.header("access-control-allow-origin");
    assert_eq!(anybody, "*", "{name}");
    let svg = answer.text();
    for says in ["<svg xmlns=\"http://www.w3.org/2000/svg\"", "<title>"] {
        assert!(svg.contains(says), "{name}: {says}: {svg}");
    }
    for forbidden in ["<Shop>", "<script", "<style", "style=", "<image", "href"] {
        assert!(!svg.contains(forbidden), "{name}: {forbidden}: {svg}");
    }
}

/// What stands between two others.
#[track_caller]
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

/// The picture as a scanner sees it, modules wide.
struct Scan {
    side: usize,
    dark: Vec<bool>,
}

impl Scan {
    fn of(svg: &str) -> Self {
        let size = between(svg, "viewBox=\"0 0 ", "\"");
        let side: usize = size
            .split_once(' ')
            .expect("two")
            .0
            .parse()
            .expect("a side");
        let mut dark = vec![false; side * side];
        let path = between(svg, "fill=\"#000\" d=\"", "\"");
        for stroke in path.split('M').skip(1) {
            let (at, width) = stroke.split_once('h').expect("a width");
            let (x, y) = at.split_once(' ').expect("a place");
            let width = width.split_once('v').expect("a height").0;
            let number = |text: &str| text.parse::<usize>().expect("a number");
            let from = number(y) * side + number(x);
            dark[from..from + number(width)].fill(true);
        }
        Self { side, dark }
    }

    /// What it says, and whether its correction is the lowest there is.
    fn read(&self) -> (String, bool) {
        const PIXELS: usize = 4;
        let pixels = self.side * PIXELS;
        let mut image = PreparedImage::prepare_from_greyscale(pixels, pixels, |x, y| {
            let dark = self.dark[y / PIXELS * self.side + x / PIXELS];
            if dark { 0 } else { 255 }
        });
        let grids = image.detect_grids();
        assert_eq!(grids.len(), 1, "one code");
        let (about, text) = grids[0].decode().expect("a code that can be read");
        // Of the two bits in a code, 01 is the lowest level (ISO/IEC 18004).
        (text, about.ecc_level == 1)
    }

    fn has_quiet_zone(&self) -> bool {
        let quiet = |at: usize| at < 4 || at >= self.side - 4;
        let mut modules = self.dark.iter().enumerate();
        modules
            .all(|(index, dark)| !dark || !(quiet(index % self.side) || quiet(index / self.side)))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_code_leads_to_the_page() {
    let service = start().await;
    let long: String = "🛒".repeat(64);
    let long_query: String = form_urlencoded::byte_serialize(long.as_bytes()).collect();
    for (query, asks) in [
        ("", "channel=qr".to_owned()),
        ("?lang=sl", "channel=qr&lang=sl".into()),
        (
            "?lang=sl&touchpoint=Till%204%20%26%20%C5%BE",
            "channel=qr&touchpoint=Till+4+%26+%C5%BE&lang=sl".into(),
        ),
        (
            &format!("?touchpoint={long_query}"),
            format!("channel=qr&touchpoint={long_query}"),
        ),
    ] {
        let picture = service.get(&format!("/s/shop/qr.svg{query}")).send().await;
        assert_picture(query, &picture);
        let page = format!("http://{}/s/shop?{asks}", service.host.address());
        let svg = picture.text();
        let title = format!(
            "&#60;Shop&#62; &#38; &#34;Co&#34; – {}",
            page.replace('&', "&#38;")
        );
        assert_eq!(between(svg, "<title>", "</title>"), title, "{query}");
        let scan = Scan::of(svg);
        assert_eq!(scan.read(), (page, false), "{query}");
        assert!(scan.has_quiet_zone(), "{query}");
        assert!(svg.contains("shape-rendering=\"crispEdges\""), "{query}");
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_of_what_cannot_be_is_refused() {
    let service = start().await;
    for (path, status, code) in [
        ("/s/nowhere/qr.svg", 404, "not_found"),
        ("/s/Shop!/qr.svg", 404, "not_found"),
        ("/s/shop/qr.svg?touchpoint=", 400, "invalid_parameter"),
        ("/s/shop/qr.svg?touchpoint=%00", 400, "invalid_parameter"),
        (
            "/s/shop/qr.svg?lang=no%20language",
            400,
            "invalid_parameter",
        ),
        ("/s/shop/qr.svg?lang=sl&lang=en", 400, "invalid_parameter"),
        ("/s/shop/qr.svg?touchpiont=till", 400, "unknown_parameter"),
        ("/s/nowhere/badge.svg", 404, "not_found"),
        ("/s/secret/badge.svg", 404, "not_published"),
        ("/s/words/badge.svg", 404, "not_found"),
        (
            "/s/shop/badge.svg?question=choice",
            400,
            "invalid_parameter",
        ),
        (
            "/s/shop/badge.svg?question=nowhere",
            400,
            "invalid_parameter",
        ),
        ("/s/shop/badge.svg?lang=", 400, "invalid_parameter"),
        (
            "/s/shop/badge.svg?from=2026-11-01",
            400,
            "unknown_parameter",
        ),
        ("/s/nowhere/rating.json", 404, "not_found"),
        ("/s/secret/rating.json", 404, "not_published"),
        ("/s/words/rating.json", 404, "not_found"),
        (
            "/s/shop/rating.json?question=thumbs",
            400,
            "invalid_parameter",
        ),
        ("/s/shop/rating.json?item=Us", 400, "unknown_parameter"),
        ("/s/shop/rating.json", 404, "not_enough"),
    ] {
        assert_refused(path, &service.get(path).send().await, status, code);
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_badge_shows_the_score_of_a_question() {
    let service = start().await;
    for (path, label, value) in [
        ("/s/shop/badge.svg", "NPS", "–"),
        ("/s/shop/badge.svg?question=stars", "★", "–"),
    ] {
        let badge = service.get(path).send().await;
        assert_badge(path, &badge, label, value, 0);
    }
    let unlike = json!({"nps": 3, "csat": 2, "ces": 5, "stars": 4, "emoji": 1, "thumbs": 0});
    let like = json!({"nps": 8, "csat": 5, "ces": 6, "stars": 5, "emoji": 4, "thumbs": 1});
    answer(&service, &[(unlike, 1), (like, 2)]).await;
    for (query, label, value) in [
        ("", "NPS", "−33"),
        ("?question=nps&lang=sl", "NPS", "−33"),
        ("?question=csat", "CSAT", "67%"),
        ("?question=csat&lang=de", "CSAT", "67 %"),
        ("?question=csat&lang=tr", "CSAT", "%67"),
        ("?question=ces", "CES", "5.7 / 7"),
        ("?question=ces&lang=sl", "CES", "5,7 / 7"),
        ("?question=stars", "★", "4.7 / 5"),
        ("?question=emoji", "CSAT", "67%"),
        ("?question=thumbs", "Thumbs up", "67%"),
        ("?question=thumbs&lang=xx", "Thumbs up", "67%"),
        ("?question=thumbs&lang=ar", "إبهام لأعلى", "67%"),
    ] {
        let path = format!("/s/shop/badge.svg{query}");
        let badge = service.get(&path).send().await;
        assert_badge(&path, &badge, label, value, 3);
    }
    service.finish().await;
}

#[track_caller]
fn assert_badge(name: &str, badge: &Answer, label: &str, value: &str, n: usize) {
    assert_picture(name, badge);
    let svg = badge.text().replace('\u{a0}', " ");
    for shown in [label, value] {
        assert!(
            svg.contains(&format!(">{shown}</text>")),
            "{name}: {shown}: {svg}"
        );
    }
    let title = format!("&#60;Shop&#62; &#38; &#34;Co&#34;: {label} {value}. ");
    for says in [
        between(&svg, "<title>", "</title>"),
        between(&svg, "aria-label=\"", "\""),
    ] {
        assert!(says.starts_with(&title), "{name}: {title}: {says}");
        assert!(says.ends_with(&format!(": {n}")), "{name}: {says}");
    }
    // In languages written from the right the value stands on the left.
    let place = |of: &str| -> u32 { between(&svg, of, "\"").parse().expect("a number") };
    let (label, value) = (place("<text x=\""), place("</text>\n<text x=\""));
    assert_eq!(label < value, !name.ends_with("lang=ar"), "{name}: {svg}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rating_is_given_once_it_is_sure() {
    let service = start().await;
    let rate = |rating: u32, nps: u32| json!({"stars": rating, "csat": rating, "emoji": rating, "nps": nps});
    answer(&service, &[(rate(5, 10), 6), (rate(4, 9), 3)]).await;
    for question in ["stars", "csat", "emoji", "nps"] {
        let path = format!("/s/shop/rating.json?question={question}");
        let few = service.get(&path).send().await;
        assert_refused(question, &few, 404, "not_enough");
        assert_eq!(few.header("access-control-allow-origin"), "*");
    }
    service.clock.advance(std::time::Duration::from_secs(1));
    answer(&service, &[(rate(5, 10), 30), (rate(4, 9), 15)]).await;
    for (query, value, worst, best) in [
        ("", 9.67, 0, 10),
        ("?question=nps", 9.67, 0, 10),
        ("?question=stars", 4.67, 1, 5),
        ("?question=csat", 4.67, 1, 5),
        ("?question=emoji", 4.67, 1, 5),
    ] {
        let rating = service.get(&format!("/s/shop/rating.json{query}"));
        let rating = rating.send().await;
        assert_eq!(rating.status, 200, "{query}: {rating:?}");
        assert_eq!(rating.header("content-type"), "application/ld+json");
        assert_eq!(rating.header("access-control-allow-origin"), "*");
        let want = json!({
            "@context": "https://schema.org",
            "@type": "AggregateRating",
            "itemReviewed": {"@type": "Thing", "name": "<Shop> & \"Co\""},
            "ratingValue": value, "worstRating": worst, "bestRating": best, "ratingCount": 54,
        });
        assert_eq!(rating.json(), want, "{query}");
    }
    service.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn caches_keep_what_is_drawn_until_it_changes() {
    let service = start().await;
    answer(&service, &[(json!({"stars": 5, "nps": 10}), 40)]).await;
    let scores = service.get("/v1/surveys/shop/scores").send().await;
    let live = scores.header("cache-control");
    for (path, cached) in [
        ("/s/shop/qr.svg", "public, max-age=3600"),
        ("/s/shop/badge.svg", live),
        ("/s/shop/rating.json?question=stars", live),
    ] {
        let first = service.get(path).send().await;
        assert_eq!(first.header("cache-control"), cached, "{path}");
        let again = |path: &str| {
            service
                .get(path)
                .header("if-none-match", first.header("etag"))
        };
        let same = again(path).send().await;
        assert_eq!(same.status, 304, "{path}");
        assert!(same.body.is_empty(), "{path}");
        let head = service.call(Method::HEAD, path).send().await;
        assert_eq!(head.header("etag"), first.header("etag"), "{path}");
        if cached == live {
            service.clock.advance(std::time::Duration::from_secs(1));
            answer(&service, &[(json!({"stars": 4, "nps": 8}), 1)]).await;
            let other = again(path).send().await;
            assert_eq!(other.status, 200, "{path}");
            assert_ne!(other.body, first.body, "{path}");
        }
    }
    service.finish().await;
}
