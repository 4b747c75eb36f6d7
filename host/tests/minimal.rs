//! The host with `tests/minimal`, over real HTTP.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use glas_host::{
    Component, Counters, Fault, Faults, Host, HostConfig, KeyValue, Manifest, Memory, Moment,
    Options, Reuse,
};
use http::{Method, Request, Response, StatusCode};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

const MANIFEST: &str = r#"
    spin_manifest_version = 2
    application.name = "minimal"
    [[trigger.http]]
    route = "/shop/..."
    component = "minimal"
    [component.minimal]
    source = "minimal.wasm"
    key_value_stores = ["default"]
"#;

#[track_caller]
fn load(options: Options) -> Component {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let wasm = root.join("target/wasm32-wasip2/release/minimal.wasm");
    assert!(
        wasm.is_file(),
        "build it first: cargo build --release --target wasm32-wasip2 -p minimal"
    );
    Component::load(&wasm, options).unwrap()
}

static COMPONENT: LazyLock<Component> = LazyLock::new(|| load(Options::default()));

fn config() -> HostConfig {
    let manifest = Manifest::parse(MANIFEST, Path::new("")).unwrap();
    HostConfig::new(&manifest, &Default::default()).unwrap()
}

async fn start(config: HostConfig, store: Arc<dyn KeyValue>) -> Host {
    Host::start(&COMPONENT, config, store).await.unwrap()
}

async fn call(host: &Host, method: Method, path: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    let request = Request::builder().method(method).uri(path);
    let request = request.body(body.into()).unwrap();
    host.call(request).await.unwrap()
}

/// Sends `request` and returns what comes back until the connection closes.
async fn exchange(host: &Host, request: &str) -> String {
    let mut stream = TcpStream::connect(host.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_get_is_answered_and_touches_no_store() {
    let host = start(config(), Arc::new(Memory::new())).await;
    let request = "GET /shop/score HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    let answer = exchange(&host, request).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains("content-type: application/json"),
        "{answer}"
    );
    assert!(answer.contains(r#""nps""#), "{answer}");
    let expected = Counters {
        instances: 1,
        requests: 1,
        ..Counters::default()
    };
    assert_eq!(host.counters(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_one_write() {
    let store = Arc::new(Memory::new());
    let host = start(config(), store.clone()).await;
    let request =
        "POST /shop/a HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello";
    let answer = exchange(&host, request).await;
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    assert!(answer.contains("content-length: 0"), "{answer}");
    assert_eq!(store.get("/shop/a").await, Ok(Some(b"hello".to_vec())));
    let counted = host.counters();
    assert_eq!((counted.sets, counted.bytes_written), (1, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn spin_answers_its_own_paths_and_unrouted_ones() {
    let host = start(config(), Arc::new(Memory::new())).await;
    let table = [
        ("/.well-known/spin/health", StatusCode::OK, "OK"),
        ("/.well-known/spin/other", StatusCode::NOT_FOUND, ""),
        ("/elsewhere", StatusCode::NOT_FOUND, ""),
    ];
    for (path, status, body) in table {
        let answer = call(&host, Method::GET, path, "").await;
        assert_eq!(
            (answer.status(), &answer.body()[..]),
            (status, body.as_bytes())
        );
    }
    assert_eq!(host.counters(), Counters::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_a_host_gets_no_answer() {
    let host = start(config(), Arc::new(Memory::new())).await;
    assert_eq!(exchange(&host, "GET /shop/a HTTP/1.1\r\n\r\n").await, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_ends_after_as_many_requests_as_it_may_serve() {
    let mut config = config();
    config.reuse.requests = 3;
    let host = start(config, Arc::new(Memory::new())).await;
    for _ in 0..9 {
        call(&host, Method::GET, "/shop/a", "").await;
    }
    let counted = host.counters();
    assert_eq!(counted.requests, 9);
    assert!(counted.instances >= 3, "{counted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_under_way_share_an_instance() {
    let store = Faults::over(Arc::new(Memory::new()));
    store.add(Fault::delay(Duration::from_millis(200)));
    let host = Arc::new(start(config(), store).await);
    let requests: Vec<_> = (0..16)
        .map(|n| {
            let host = host.clone();
            tokio::spawn(async move {
                let path = format!("/shop/{n}");
                call(&host, Method::POST, &path, "").await.status()
            })
        })
        .collect();
    for request in requests {
        assert_eq!(request.await.unwrap(), StatusCode::CREATED);
    }
    let counted = host.counters();
    assert!(counted.instances < 16, "{counted:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_store_is_an_empty_500() {
    let store = Faults::over(Arc::new(Memory::new()));
    store.add(Fault::fail(Moment::Before));
    let host = start(config(), store).await;
    let answer = call(&host, Method::POST, "/shop/a", "x").await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.body().is_empty());
    assert_eq!(host.counters().traps, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_is_not_granted_is_not_opened() {
    let mut config = config();
    config.key_value_stores.clear();
    let host = start(config, Arc::new(Memory::new())).await;
    let answer = call(&host, Method::POST, "/shop/a", "x").await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(host.counters().sets, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_much_memory_is_a_trap_and_the_next_request_is_served() {
    let mut config = config();
    config.memory_limit = 4 << 20;
    let host = start(config, Arc::new(Memory::new())).await;
    let answer = call(&host, Method::POST, "/shop/a", vec![0; 8 << 20]).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.body().is_empty());
    let answer = call(&host, Method::POST, "/shop/a", "x").await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    // It is counted when the instance is dropped, a moment after the answer.
    let counted = async {
        while host.counters().traps == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(Duration::from_secs(5), counted).await.unwrap();
    assert_eq!(host.counters().traps, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_most_memory_of_an_instance_is_known() {
    let config = config();
    let limit = config.memory_limit;
    let host = start(config, Arc::new(Memory::new())).await;
    call(&host, Method::GET, "/shop", "").await;
    let at_rest = host.peak_memory();
    assert!((64 << 10..4 << 20).contains(&at_rest), "{at_rest}");
    call(&host, Method::POST, "/shop/a", vec![0; 8 << 20]).await;
    let most = host.peak_memory();
    assert!((8 << 20..=limit).contains(&most), "{most}");
    call(&host, Method::POST, "/shop/a", "x").await;
    assert_eq!(host.peak_memory(), most);
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_waits_for_requests_and_ends_idle_instances() {
    let store = Faults::over(Arc::new(Memory::new()));
    store.add(Fault::delay(Duration::from_millis(500)));
    let mut config = config();
    config.reuse.idle = Duration::from_secs(3600);
    let host = start(config, store.clone()).await;
    let mut stream = TcpStream::connect(host.address()).await.unwrap();
    let request = "POST /shop/a HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    while store.log().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    timeout(Duration::from_secs(5), host.stop()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_waits_for_nothing() {
    let store = Faults::over(Arc::new(Memory::new()));
    store.add(Fault::delay(Duration::from_secs(3600)));
    let host = start(config(), store.clone()).await;
    let mut stream = TcpStream::connect(host.address()).await.unwrap();
    let request = "POST /shop/a HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    while store.log().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    timeout(Duration::from_secs(5), host.kill()).await.unwrap();
    let mut answer = String::new();
    _ = stream.read_to_string(&mut answer).await;
    assert_eq!(answer, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_requests_burn_equal_fuel() {
    let component = load(Options { fuel: true });
    let mut config = config();
    config.reuse = Reuse {
        requests: 1,
        ..Reuse::default()
    };
    let store = Arc::new(Memory::new());
    let host = Host::start(&component, config, store).await.unwrap();
    let mut burnt = Vec::new();
    for _ in 0..3 {
        let before = host.counters();
        call(&host, Method::POST, "/shop/a", "x").await;
        // The instance still tidies up after its answer: four looks in a row are to show the same.
        let mut looks = [0, 1, 2, 3];
        while looks != [looks[0]; 4] {
            tokio::time::sleep(Duration::from_millis(50)).await;
            looks.rotate_right(1);
            looks[0] = host.counters().since(&before).fuel;
        }
        burnt.push(looks[0]);
    }
    assert!(burnt[0] > 0);
    assert!(burnt.iter().all(|fuel| *fuel == burnt[0]), "{burnt:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_use_is_named() {
    let host = start(config(), Arc::new(Memory::new())).await;
    let mut config = config();
    config.listen = host.address();
    let error = Host::start(&COMPONENT, config, Arc::new(Memory::new())).await;
    let message = error.err().unwrap().to_string();
    assert!(message.contains(&host.address().to_string()), "{message}");
}
