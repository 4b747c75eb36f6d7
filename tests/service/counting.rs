//! Every response is counted exactly once, whatever the load.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use glas_host::{Clock, KeyValue, Memory, Sqlite};
use http::StatusCode;
use serde_json::Value;

use super::compaction::{rest, try_compact};
use super::crowd::{self, Counts, Respondent, SURVEY, accepted};
use super::support::{Answer, Service, config, keys_under, run};

const RESPONDENTS: u64 = 2000;
const CONNECTIONS: usize = 32;

/// What one respondent's client sends: some at once, then what comes after. Ten in a hundred send
/// twice and five send a part first; in one of these the part arrives last.
fn sendings(respondent: &Respondent, n: u64) -> Vec<Vec<Value>> {
    match n % 100 {
        0..5 => vec![vec![respondent.whole(0), respondent.whole(0)]],
        5..10 => vec![vec![respondent.whole(0)], vec![respondent.whole(0)]],
        10..14 => vec![vec![respondent.partial()], vec![respondent.whole(1)]],
        14 => vec![vec![respondent.whole(1)], vec![respondent.partial()]],
        _ => vec![vec![respondent.whole(0)]],
    }
}

/// What all of that must come to.
fn counted(respondent: &Respondent, n: u64) -> Value {
    respondent.whole(u32::from((10..15).contains(&(n % 100))))
}

/// Sends everything, respondents in turn to each service, and shows how many have begun and by when
/// how many were told that theirs is kept.
struct Load<'a> {
    services: &'a [Service],
    begun: AtomicU64,
    kept: std::sync::Mutex<Vec<u64>>,
    over: AtomicBool,
}

impl Load<'_> {
    async fn send(&self, crowd: &[Respondent]) {
        stream::iter(0..)
            .zip(stream::iter(crowd))
            .for_each_concurrent(CONNECTIONS, |(n, respondent)| async move {
                let service = &self.services[n as usize % self.services.len()];
                self.begun.fetch_add(1, SeqCst);
                for together in sendings(respondent, n) {
                    join_all(together.iter().map(|one| accepted(service, one))).await;
                }
                let now = service.clock.now().as_secs();
                self.kept.lock().unwrap().push(now);
            })
            .await;
        self.over.store(true, SeqCst);
    }

    /// Polls while the others send: never more than have begun, never less than was kept by the
    /// time that the answer names.
    async fn poll(&self, service: &Service) {
        let mut shown_at_all = false;
        while !self.over.load(SeqCst) {
            let path = format!("/v1/surveys/{SURVEY}/scores");
            let answer = service.get(&path).send().await;
            let begun = self.begun.load(SeqCst);
            if is_outrun(&answer) {
                continue;
            }
            assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
            let scores = answer.json();
            let shown = scores["responses"].as_u64().expect("a number");
            let as_of = scores["as_of"].as_str().expect("a time");
            let as_of: glas::time::Millis = as_of.parse().expect("a time");
            let kept = self.kept.lock().unwrap().clone();
            let kept = kept.iter().filter(|at| **at < as_of.0 / 1000).count();
            assert!(shown <= begun, "{shown} shown, {begun} begun");
            assert!(shown >= kept as u64, "{shown} shown, {kept} kept: {scores}");
            shown_at_all = true;
        }
        assert!(shown_at_all, "no poll was answered");
    }

    async fn compact(&self, service: &Service) {
        while !self.over.load(SeqCst) {
            let answer = try_compact(service).await;
            assert!(answer.status == StatusCode::OK || is_outrun(&answer));
        }
    }
}

/// With so short a grace period, rounds one after another may delete what a slow request has listed
/// before it gets to read it; instances that poll do rounds by themselves. It must say so then.
fn is_outrun(answer: &Answer) -> bool {
    answer.status == StatusCode::SERVICE_UNAVAILABLE && answer.code() == "unavailable"
}

/// Lets the crowd answer on one host per store, all of the same data.
async fn every_count_is_exact(stores: Vec<Arc<dyn KeyValue>>, compacting: bool) {
    let clock = Clock::new();
    let mut services = Vec::new();
    for store in stores {
        let mut config = config(&[("freshness", "0.2"), ("compaction_grace", "0.2")]);
        config.clock = clock.clone();
        services.push(Service::over(store, config).await);
    }
    services[0].put_survey(SURVEY, &crowd::survey()).await;
    let crowd = Respondent::crowd(0..RESPONDENTS, clock.now());
    let load = Load {
        services: &services,
        begun: AtomicU64::new(0),
        kept: std::sync::Mutex::default(),
        over: AtomicBool::new(false),
    };
    let polls = join_all(services.iter().map(|service| load.poll(service)));
    let rounds = services.iter().filter(|_| compacting);
    let rounds = join_all(rounds.map(|service| load.compact(service)));
    tokio::join!(load.send(&crowd), polls, rounds);

    let sent: Vec<Value> = (0..)
        .zip(&crowd)
        .map(|(n, respondent)| counted(respondent, n))
        .collect();
    let expected = Counts::of(&sent);
    assert_eq!(expected.responses, RESPONDENTS);
    for service in &services {
        assert_eq!(crowd::counts(service).await, expected);
        let instances = service.host.counters().instances;
        assert!(instances >= 3, "only {instances} instances took part");
    }
    if compacting {
        rest(&services.iter().collect::<Vec<_>>()).await;
        let left = keys_under(&*services[0].store, "in/").await;
        assert_eq!(left, [""; 0], "entries are left");
        for service in &services {
            assert_eq!(crowd::counts(service).await, expected);
        }
    }
    for service in services {
        service.finish().await;
    }
}

fn sqlite(folder: &Path) -> Arc<dyn KeyValue> {
    Arc::new(Sqlite::open(folder).expect("a store"))
}

#[test]
fn every_count_is_exact_in_memory() {
    run(every_count_is_exact(vec![Arc::new(Memory::new())], false));
}

#[test]
fn every_count_is_exact_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    run(every_count_is_exact(vec![sqlite(folder.path())], false));
}

#[test]
fn every_count_is_exact_on_two_hosts_with_one_sqlite_file() {
    let folder = tempfile::tempdir().unwrap();
    let stores = vec![sqlite(folder.path()), sqlite(folder.path())];
    run(every_count_is_exact(stores, false));
}

#[test]
fn every_count_is_exact_while_two_hosts_compact_one_sqlite_file() {
    let folder = tempfile::tempdir().unwrap();
    let stores = vec![sqlite(folder.path()), sqlite(folder.path())];
    run(every_count_is_exact(stores, true));
}

#[test]
fn every_count_is_exact_while_two_hosts_compact_one_store_in_memory() {
    let store: Arc<dyn KeyValue> = Arc::new(Memory::new());
    run(every_count_is_exact(vec![store.clone(), store], true));
}
