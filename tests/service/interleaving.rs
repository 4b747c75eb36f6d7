//! Requests of one instance interleave, also where the store lets only one of them through.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::Duration;

use futures_util::{StreamExt, stream};
use glas_host::{KeyValue, Reuse, Sqlite};
use http::StatusCode;
use serde_json::Value;

use super::compaction::compact;
use super::crowd::{self, Counts, Respondent, SURVEY, accepted};
use super::support::{READER, Service, config, run};

#[test]
fn an_instance_that_lists_a_large_sqlite_store_keeps_serving() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let store = Sqlite::open(folder.path()).unwrap();
        for n in 0..2000 {
            store.set(&format!("other/{n}"), vec![1]).await.unwrap();
        }
        let mut config = config(&[]);
        // As few instances as can be.
        config.reuse = Reuse {
            requests: usize::MAX,
            concurrent: 64,
            idle: Duration::from_secs(600),
        };
        let service = Service::over(Arc::new(store), config).await;
        service.put_survey(SURVEY, &crowd::survey()).await;
        let crowd = Respondent::crowd(0..40, service.clock.now());
        let sent: Vec<Value> = crowd.iter().map(|one| one.whole(0)).collect();
        let over = AtomicBool::new(false);
        let submissions = async {
            stream::iter(&sent)
                .for_each_concurrent(4, |one| accepted(&service, one))
                .await;
            over.store(true, SeqCst);
        };
        let polls = async {
            let mut polls = 0;
            while !over.load(SeqCst) {
                crowd::counts(&service).await;
                polls += 1;
            }
            assert!(polls > 1, "the polls came too late");
        };
        let others = async {
            while !over.load(SeqCst) {
                let surveys = service.get("/v1/surveys").token(READER).send().await;
                assert_eq!(surveys.status, StatusCode::OK);
                compact(&service).await;
                crowd::export(&service).await;
            }
        };
        tokio::join!(submissions, polls, others);
        assert_eq!(crowd::counts(&service).await, Counts::of(&sent));
        let counters = service.host.counters();
        assert!(counters.requests > counters.instances * 4, "{counters:?}");
        assert!(counters.keys_listed > 2000 * 4, "{counters:?}");
        service.finish().await;
    });
}
