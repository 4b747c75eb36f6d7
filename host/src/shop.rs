//! A static site on its own origin: the demo shop that embeds the script.

use std::io;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

/// What stands for the edge's origin in the shop's pages.
const EDGE: &str = "{{EDGE}}";

/// A running shop. Dropping it ends it.
pub struct Shop {
    address: SocketAddr,
    acceptor: JoinHandle<()>,
}

impl Shop {
    /// Serves the files in `folder` on `listen`. `{{EDGE}}` in its pages becomes
    /// `edge`, which is also the only other origin they may use: the policy is as
    /// strict as that of a careful shop.
    pub async fn start(folder: &Path, edge: &str, listen: SocketAddr) -> anyhow::Result<Self> {
        let folder = folder
            .canonicalize()
            .with_context(|| format!("there is no folder {}", folder.display()))?;
        let policy = format!(
            "default-src 'self'; script-src {edge}; connect-src {edge}; \
             style-src 'self'; img-src 'self' data:"
        );
        let site = Arc::new(Site {
            folder,
            edge: edge.to_owned(),
            policy: policy.parse()?,
        });
        let listener = TcpListener::bind(listen)
            .await
            .with_context(|| format!("cannot listen on {listen}"))?;
        Ok(Self {
            address: listener.local_addr()?,
            acceptor: tokio::spawn(accept(listener, site)),
        })
    }

    /// The shop's origin, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        self.acceptor.abort();
    }
}

async fn accept(listener: TcpListener, site: Arc<Site>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let site = site.clone();
        let answer = service_fn(move |request: Request<Incoming>| {
            let site = site.clone();
            async move { site.answer(request.method(), request.uri().path()).await }
        });
        connections.spawn(async move {
            let builder = Builder::new(TokioExecutor::new());
            _ = builder.serve_connection(TokioIo::new(stream), answer).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

struct Site {
    folder: PathBuf,
    edge: String,
    policy: HeaderValue,
}

impl Site {
    async fn answer(&self, method: &Method, path: &str) -> io::Result<Response<Full<Bytes>>> {
        let mut response = match *method {
            Method::GET | Method::HEAD => self.file(path).await?,
            _ => {
                let mut response = text(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD");
                let allow = HeaderValue::from_static("GET, HEAD");
                response.headers_mut().insert(ALLOW, allow);
                response
            }
        };
        let headers = response.headers_mut();
        headers.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        Ok(response)
    }

    async fn file(&self, path: &str) -> io::Result<Response<Full<Bytes>>> {
        let not_found = || text(StatusCode::NOT_FOUND, "there is no such page");
        let Some(file) = self.locate(path) else {
            return Ok(not_found());
        };
        let content_type = content_type(&file);
        let content = match tokio::fs::read(&file).await {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(not_found()),
            Err(error) => return Err(error),
        };
        let content = match String::from_utf8(content) {
            Ok(page) if content_type.starts_with("text/html") => {
                page.replace(EDGE, &self.edge).into_bytes()
            }
            Ok(other) => other.into_bytes(),
            Err(binary) => binary.into_bytes(),
        };
        let mut response = Response::new(Full::from(content));
        let content_type = HeaderValue::from_static(content_type);
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        Ok(response)
    }

    /// The file behind a path, if it lies in the folder. Names are taken as they
    /// are, so one that needs percent-encoding is not found.
    fn locate(&self, path: &str) -> Option<PathBuf> {
        let relative = Path::new(path.strip_prefix('/')?);
        let plain = |part| matches!(part, Component::Normal(_));
        if !relative.components().all(plain) {
            return None;
        }
        let mut file = self.folder.join(relative);
        if file.is_dir() {
            file.push("index.html");
        }
        // A symbolic link may still lead outside.
        let file = file.canonicalize().ok()?;
        file.starts_with(&self.folder).then_some(file)
    }
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn text(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}

#[cfg(test)]
mod tests {
    use std::fs;

    use http_body_util::BodyExt;

    use super::*;

    fn site(folder: &Path) -> Site {
        Site {
            folder: folder.canonicalize().unwrap(),
            edge: "https://edge.example".to_owned(),
            policy: HeaderValue::from_static("default-src 'self'"),
        }
    }

    async fn get(site: &Site, path: &str) -> (StatusCode, String, String) {
        let response = site.answer(&Method::GET, path).await.unwrap();
        assert!(response.headers().contains_key(CONTENT_SECURITY_POLICY));
        let content_type = response.headers()[CONTENT_TYPE]
            .to_str()
            .unwrap()
            .to_owned();
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        (status, content_type, body)
    }

    #[tokio::test]
    async fn pages_name_the_edge_and_other_files_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("cart")).unwrap();
        for file in ["index.html", "cart/index.html", "shop.css"] {
            fs::write(folder.path().join(file), "at {{EDGE}}").unwrap();
        }
        let site = site(folder.path());
        let html = "text/html; charset=utf-8";
        let table = [
            ("/", html, "at https://edge.example"),
            ("/cart", html, "at https://edge.example"),
            ("/cart/", html, "at https://edge.example"),
            ("/shop.css", "text/css; charset=utf-8", "at {{EDGE}}"),
        ];
        for (path, content_type, body) in table {
            let expected = (StatusCode::OK, content_type.to_owned(), body.to_owned());
            assert_eq!(get(&site, path).await, expected, "{path}");
        }
    }

    #[tokio::test]
    async fn nothing_outside_the_folder_is_served() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.txt"), "secret").unwrap();
        let folder = outside.path().join("shop");
        fs::create_dir(&folder).unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.join("link")).unwrap();
        let site = site(&folder);
        let absolute = format!("/{}", outside.path().join("secret.txt").display());
        let table = [
            "/../secret.txt",
            "/./../secret.txt",
            "/link/secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/missing",
            "/",
            &absolute,
            "*",
        ];
        for path in table {
            assert_eq!(get(&site, path).await.0, StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[tokio::test]
    async fn only_reading_is_allowed() {
        let folder = tempfile::tempdir().unwrap();
        let response = site(folder.path()).answer(&Method::POST, "/").await;
        let response = response.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(response.headers()[ALLOW], "GET, HEAD");
    }
}
