//! The marketers' page, as it is served.

use hyper::Method;

use crate::support::Service;

/// The files of the first view may take as many bytes as this, in all and as they are sent.
const FIRST_VIEW: usize = 60_000;

/// The files that a page names.
fn named(html: &str) -> Vec<String> {
    let parts = html.split(['"', '\'']);
    let files = parts.filter(|part| part.starts_with("dashboard/"));
    files.map(|file| format!("/{file}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_lets_nothing_in_but_its_own_files() {
    let service = Service::start().await;
    let page = service.get("/dashboard").send().await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(page.header("cache-control"), "no-cache");
    let policy = page.header("content-security-policy");
    assert!(!policy.contains("unsafe"), "{policy}");
    for rule in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(rule), "{rule} in {policy}");
    }
    let html = page.text();
    assert!(!html.contains("://"), "another origin in {html}");
    assert!(
        !html.contains("<style") && !html.contains("style="),
        "{html}"
    );
    let again = service
        .get("/dashboard")
        .header("if-none-match", page.header("etag"));
    assert_eq!(again.send().await.status, 304);

    let preview = service.get("/dashboard/preview.html").send().await;
    let policy = preview.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_view_is_light_and_its_files_are_kept_for_good() {
    let service = Service::start().await;
    let page = service
        .get("/dashboard")
        .header("accept-encoding", "gzip, br")
        .send()
        .await;
    assert_eq!(page.header("content-encoding"), "br");
    assert_eq!(page.header("vary"), "Accept-Encoding");
    let files = named(&page.unpacked());
    assert!(files.len() >= 2, "{files:?}");
    let mut bytes = page.body.len();
    for file in &files {
        let packed = service
            .get(file)
            .header("accept-encoding", "br")
            .send()
            .await;
        assert_eq!(packed.status, 200, "{file}");
        assert_eq!(packed.header("content-encoding"), "br", "{file}");
        let again = service.get(file).header("accept-encoding", "br");
        let again = again.header("if-none-match", packed.header("etag"));
        let again = again.send().await;
        assert_eq!(again.status, 304, "{file}");
        assert_eq!(again.header("content-encoding"), "", "{file}");
        assert_eq!(again.header("vary"), "Accept-Encoding", "{file}");
        assert_eq!(
            packed.header("cache-control"),
            "public, max-age=31536000, immutable"
        );
        let plain = service.get(file).send().await;
        assert_eq!(packed.unpacked(), plain.text(), "{file}");
        bytes += packed.body.len();
    }
    assert!(bytes < FIRST_VIEW, "{bytes} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_one_of_its_files_is_not_there() {
    let service = Service::start().await;
    for (method, path, status) in [
        (Method::GET, "/dashboard/", 404),
        (Method::GET, "/dashboard/main.js", 404),
        (Method::GET, "/dashboard/../openapi.json", 404),
        (Method::GET, "/dashboard/%2e%2e", 404),
        (Method::POST, "/dashboard", 405),
        (Method::HEAD, "/dashboard", 200),
    ] {
        let answer = service.call(method.clone(), path).send().await;
        assert_eq!(answer.status, status, "{method} {path}");
    }
}
