//! The host is killed at any moment: what was acknowledged is counted once, what was refused never.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, SystemTime};

use futures_util::future::join_all;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::ChildStdout;
use tokio::time::sleep;

use super::crowd::{self, Counts, Respondent, SURVEY};
use super::support::{ADMIN, Answer, Client, Cut, READER, root, run, target, wasm};

const KILLS: u64 = 10;
const CONNECTIONS: u64 = 8;
/// As many respondents begin before a kill, however slow the machine is.
const BEGUN: u64 = 24;

/// The program that is killed.
fn program() -> PathBuf {
    let program = target().join("debug/glas-host");
    assert!(
        program.is_file(),
        "there is no host: run cargo build -p glas-host"
    );
    program
}

/// `glas-host up` in a folder, over and over.
struct Process {
    folder: PathBuf,
    child: Child,
    client: Client,
}

impl Process {
    /// With a manifest like ours, in `folder`.
    async fn start(folder: &Path) -> Self {
        let manifest = fs::read_to_string(root().join("spin.toml")).expect("spin.toml");
        let source = r#"source = "target/wasm32-wasip2/release/glas.wasm""#;
        assert!(manifest.contains(source), "spin.toml names another file");
        let manifest = manifest.replace(source, &format!("source = {:?}", wasm()));
        fs::write(folder.join("spin.toml"), manifest).expect("a manifest");
        let (child, client) = spawn(folder).await;
        Self {
            folder: folder.to_owned(),
            child,
            client,
        }
    }

    /// SIGKILL.
    fn kill(&mut self) {
        self.child.kill().expect("it was alive");
        self.child.wait().expect("it is dead");
    }

    async fn restart(&mut self) {
        (self.child, self.client) = spawn(&self.folder).await;
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

async fn spawn(folder: &Path) -> (Child, Client) {
    let mut child = Command::new(program())
        .current_dir(folder)
        .args(["up", "--store", "sqlite", "--state-dir", "state"])
        // Any free port: one that was free a moment ago may be another test's by now.
        .args(["--listen", "127.0.0.1:0"])
        .env("SPIN_VARIABLE_ADMIN_TOKEN", ADMIN)
        .env("SPIN_VARIABLE_READER_TOKEN", READER)
        .env("SPIN_VARIABLE_SUBMISSIONS_PER_MINUTE", "0")
        .env("SPIN_VARIABLE_FRESHNESS", "0.1")
        .env("SPIN_VARIABLE_COMPACTION_GRACE", "0.5")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    // Once it listens it says where, and then nothing more but an empty line.
    let stdout = child.stdout.take().expect("a pipe");
    let mut lines = BufReader::new(ChildStdout::from_std(stdout).expect("a pipe")).lines();
    let mut address: Option<SocketAddr> = None;
    while let Some(line) = lines.next_line().await.expect("a line") {
        match address {
            None => {
                let said = line.split_once("http://").map(|(_, url)| url);
                let host = said.and_then(|url| url.split('/').next());
                address = host.map(|host| host.parse().expect("an address"));
            }
            Some(address) if line.is_empty() => return (child, Client::to(address)),
            Some(_) => {}
        }
    }
    child.kill().ok();
    child.wait().ok();
    panic!("the host does not start");
}

/// What became of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// 201.
    Kept,
    /// Any other answer.
    Refused,
    /// No answer: the connection was cut.
    Unknown,
}

/// Everything that was sent, by id, and what became of it.
type Ledger = BTreeMap<String, Vec<(Value, Fate)>>;

async fn send(client: &Client, survey: &str, submission: &Value) -> Fate {
    let path = format!("/v1/surveys/{survey}/responses");
    let answer = client.call(Method::POST, &path).json(submission);
    match answer.try_send().await {
        Ok(answer) if answer.status == StatusCode::CREATED => Fate::Kept,
        Ok(_) => Fate::Refused,
        Err(Cut) => Fate::Unknown,
    }
}

/// One connection's submissions until the host is gone.
async fn submit(client: &Client, next: &AtomicU64, over: &AtomicBool) -> Ledger {
    let mut ledger = Ledger::new();
    while !over.load(SeqCst) {
        let n = next.fetch_add(1, SeqCst);
        let since = SystemTime::UNIX_EPOCH.elapsed().expect("a clock");
        let respondent = Respondent::new(n, since);
        let mut invalid = respondent.whole(0);
        invalid["answers"]["recommend"] = json!(11);
        let sent = match n % 10 {
            0 => vec![(SURVEY, invalid)],
            1 => vec![("paused", respondent.whole(0))],
            2 => vec![(SURVEY, respondent.whole(0)), (SURVEY, respondent.whole(0))],
            3 => vec![
                (SURVEY, respondent.partial()),
                (SURVEY, respondent.whole(1)),
            ],
            _ => vec![(SURVEY, respondent.whole(0))],
        };
        for (survey, submission) in sent {
            let fate = send(client, survey, &submission).await;
            let refused = survey != SURVEY || submission["answers"]["recommend"] == 11;
            assert!(!refused || fate != Fate::Kept, "{submission} was kept");
            let sent = ledger.entry(respondent.id.clone()).or_default();
            sent.push((submission, fate));
        }
    }
    ledger
}

/// Compaction and polls, so that they are cut short too.
async fn disturb(client: &Client, over: &AtomicBool) {
    while !over.load(SeqCst) {
        let round = client.call(Method::POST, "/v1/compact").token(ADMIN);
        round.try_send().await.ok();
        let path = format!("/v1/surveys/{SURVEY}/scores");
        client.call(Method::GET, &path).try_send().await.ok();
    }
}

/// The whole answer of a host that is not killed.
async fn get(client: &Client, path: &str) -> Answer {
    let answer = client.call(Method::GET, path).token(READER).send().await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    answer
}

/// What the service says against what was sent.
async fn check(client: &Client, ledger: &Ledger) {
    let export = get(client, &format!("/v1/surveys/{SURVEY}/responses")).await;
    let mut lines: BTreeMap<String, Value> = BTreeMap::new();
    for line in export.text().lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let id = line["id"].as_str().expect("an id").to_owned();
        assert!(lines.insert(id, line).is_none(), "an id stands twice");
    }
    for (id, sent) in ledger {
        let highest = |fate: Fate| {
            let with = sent.iter().filter(|(_, its)| *its == fate);
            with.map(|(submission, _)| submission["revision"].as_u64())
                .max()
        };
        let said = lines.get(id);
        if let Some(kept) = highest(Fate::Kept) {
            let said = said.unwrap_or_else(|| panic!("{id} was kept and is gone"));
            assert!(said["revision"].as_u64() >= kept, "{said} was revised");
        }
        if let Some(said) = said {
            let same = |submission: &Value| {
                ["revision", "complete", "answers"]
                    .iter()
                    .all(|field| submission[field] == said[field])
            };
            let known =
                |(submission, fate): &(Value, Fate)| *fate != Fate::Refused && same(submission);
            assert!(sent.iter().any(known), "{said} is nothing of {sent:?}");
        }
    }
    assert!(lines.keys().all(|id| ledger.contains_key(id)));

    // Until the freshness bound has passed a score may be older.
    let expected = Counts::of(lines.values());
    let path = format!("/v1/surveys/{SURVEY}/scores");
    let mut shown = Counts::default();
    for _ in 0..100 {
        shown = Counts::shown(&get(client, &path).await.json());
        if shown == expected {
            break;
        }
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(shown, expected);
    let paused = get(client, "/v1/surveys/paused/responses").await;
    assert_eq!(paused.text(), "");
}

#[test]
fn killing_the_host_loses_nothing_acknowledged_and_counts_nothing_twice() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let mut process = Process::start(folder.path()).await;
        let mut paused = crowd::survey();
        paused["status"] = json!("paused");
        for (id, survey) in [(SURVEY, crowd::survey()), ("paused", paused)] {
            let put = process
                .client
                .call(Method::PUT, &format!("/v1/surveys/{id}"));
            let answer = put.token(ADMIN).json(&survey).send().await;
            assert_eq!(answer.status, StatusCode::CREATED, "{answer:?}");
        }
        let next = AtomicU64::new(0);
        let mut ledger = Ledger::new();
        for kill in 0..KILLS {
            // Two of five clients whose connection was cut try again with the same id; the rest give up.
            let unknown: Vec<Value> = ledger
                .values()
                .flatten()
                .filter(|(_, fate)| *fate == Fate::Unknown)
                .map(|(submission, _)| submission.clone())
                .collect();
            for submission in unknown
                .iter()
                .step_by(5)
                .chain(unknown.iter().skip(1).step_by(5))
            {
                let fate = send(&process.client, SURVEY, submission).await;
                let id = submission["id"].as_str().expect("an id");
                ledger
                    .entry(id.into())
                    .or_default()
                    .push((submission.clone(), fate));
            }

            let over = AtomicBool::new(false);
            let (client, next) = (process.client.clone(), &next);
            let begun = next.load(SeqCst);
            let clients = join_all((0..CONNECTIONS).map(|_| submit(&client, next, &over)));
            let killer = async {
                // Hashers are seeded at random.
                let random = RandomState::new().hash_one(kill);
                sleep(Duration::from_millis(100 + random % 500)).await;
                while next.load(SeqCst) < begun + BEGUN {
                    sleep(Duration::from_millis(5)).await;
                }
                process.kill();
                over.store(true, SeqCst);
            };
            let (sent, (), ()) = tokio::join!(clients, killer, disturb(&client, &over));
            for (id, sent) in sent.into_iter().flatten() {
                ledger.entry(id).or_default().extend(sent);
            }
            process.restart().await;
            check(&process.client, &ledger).await;
            eprintln!("killed {} of {KILLS} times", kill + 1);
        }
        let fates = |wanted: Fate| {
            let all = ledger.values().flatten();
            all.filter(|(_, fate)| *fate == wanted).count()
        };
        assert!(fates(Fate::Kept) > 100, "{} kept", fates(Fate::Kept));
        assert!(
            fates(Fate::Refused) > 10,
            "{} refused",
            fates(Fate::Refused)
        );
        assert!(fates(Fate::Unknown) > 0, "no connection was cut");
    });
}
