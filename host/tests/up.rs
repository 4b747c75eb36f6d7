//! The program `glas-host up`, serving `tests/minimal`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A folder with a manifest for the built component.
#[track_caller]
fn folder() -> TempDir {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let wasm = root.join("target/wasm32-wasip2/release/minimal.wasm");
    assert!(
        wasm.is_file(),
        "build it first: cargo build --release --target wasm32-wasip2 -p minimal"
    );
    let folder = tempfile::tempdir().unwrap();
    let manifest = format!(
        r#"
        spin_manifest_version = 2
        application.name = "minimal"
        variables.admin_token.default = ""
        [[trigger.http]]
        route = "/..."
        component = "minimal"
        [component.minimal]
        source = "{}"
        key_value_stores = ["default"]
        variables.admin_token = "{{{{ admin_token }}}}"
        "#,
        wasm.display()
    );
    fs::write(folder.path().join("spin.toml"), manifest).unwrap();
    folder
}

/// Any free port: one that was free a moment ago may be another's by now.
const ANY: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

fn up(folder: &Path, listen: SocketAddr, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_glas-host"))
        .current_dir(folder)
        .args(["up", "--listen", &listen.to_string()])
        .args(arguments)
        .env("SPIN_VARIABLE_ADMIN_TOKEN", "s3cret")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Where it says that it serves this.
#[track_caller]
fn address(printed: &str, name: &str) -> SocketAddr {
    let mut lines = printed.lines().map(str::trim);
    let line = lines.find_map(|line| line.strip_prefix(name)).expect(name);
    let host = line.trim().strip_prefix("http://").expect("a URL");
    host.trim_end_matches('/').parse().expect("an address")
}

fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_serves_until_it_is_told_to_end() {
    let folder = folder();
    fs::create_dir(folder.path().join("shop")).unwrap();
    fs::write(folder.path().join("shop/index.html"), "{{EDGE}}/s.js").unwrap();
    let any = ANY.to_string();
    let arguments = ["--shop", "shop", "--shop-listen", &any];
    let mut host = up(folder.path(), ANY, &arguments);

    let mut printed = String::new();
    let mut lines = BufReader::new(host.stdout.take().unwrap());
    while !printed.contains("admin token") {
        assert_ne!(lines.read_line(&mut printed).unwrap(), 0, "{printed}");
    }
    let (edge, shop) = (address(&printed, "edge "), address(&printed, "demo shop "));
    assert!(
        printed.contains(&format!("demo shop    http://{shop}/")),
        "{printed}"
    );
    assert!(printed.contains("admin token  s3cret"), "{printed}");

    let page = get(shop, "/");
    assert!(
        page.contains(&format!("script-src http://{edge};")),
        "{page}"
    );
    assert!(page.ends_with(&format!("http://{edge}/s.js")), "{page}");
    let answer = get(edge, "/any");
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(folder.path().join(".spin/sqlite_key_value.db").is_file());

    let process = host.id().to_string();
    assert!(
        Command::new("kill")
            .arg(process)
            .status()
            .unwrap()
            .success()
    );
    assert!(host.wait().unwrap().success());
}

#[test]
fn a_port_in_use_is_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let folder = folder();
    let host = up(folder.path(), address, &["--store", "memory"]);
    let ended = host.wait_with_output().unwrap();
    assert!(!ended.status.success());
    let message = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(
        message.contains(&format!("{address} is in use")),
        "{message}"
    );
    assert!(message.contains("PORT="), "{message}");
}

#[test]
fn a_missing_manifest_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let host = up(folder.path(), ANY, &["--manifest", "no.toml"]);
    let ended = host.wait_with_output().unwrap();
    assert!(!ended.status.success());
    let message = String::from_utf8(ended.stderr).unwrap();
    assert!(message.contains("no.toml"), "{message}");
}
