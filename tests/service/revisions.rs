//! Revisions and copies: whatever comes again, and from wherever, one wins and it is the same everywhere.

use std::sync::Arc;

use glas_host::{Clock, KeyValue, Memory};
use serde_json::Value;

use super::compaction::rest;
use super::crowd::{self, Counts, Respondent, SURVEY, accepted, export};
use super::support::{Service, config, delete_under, run};

async fn services(clock: &Clock) -> [Service; 2] {
    let store: Arc<dyn KeyValue> = Arc::new(Memory::new());
    let config = || {
        let mut config = config(&[]);
        config.clock = clock.clone();
        config
    };
    let services = [
        Service::over(store.clone(), config()).await,
        Service::over(store, config()).await,
    ];
    services[0].put_survey(SURVEY, &crowd::survey()).await;
    services
}

/// What both show, which must be the same, with and without summaries and when compacted.
async fn agreed(services: &[Service; 2]) -> Counts {
    let [first, second] = services;
    let agreed = crowd::counts(first).await;
    assert_eq!(crowd::counts(second).await, agreed);
    delete_under(&*first.store, "sum/").await;
    assert_eq!(crowd::counts(second).await, agreed);
    assert_eq!(crowd::counts(first).await, agreed);
    assert_eq!(Counts::of(&export(first).await), agreed);
    rest(&[first, second]).await;
    assert_eq!(crowd::counts(first).await, agreed);
    delete_under(&*first.store, "sum/").await;
    assert_eq!(crowd::counts(second).await, agreed);
    assert_eq!(Counts::of(&export(second).await), agreed);
    agreed
}

#[test]
fn other_content_under_the_same_revision_is_settled_the_same_everywhere() {
    run(async {
        let clock = Clock::new();
        for n in 0..8 {
            let respondent = Respondent::new(n, clock.now());
            let mut other = Respondent::new(n + 100, clock.now()).whole(0);
            other["id"] = respondent.id.clone().into();
            let whole = respondent.whole(0);
            let mut winners = Vec::new();
            for order in [[&whole, &other], [&other, &whole]] {
                let services = services(&clock).await;
                // The second arrives after the first was counted, at another host.
                for (service, submission) in services.iter().zip(order) {
                    accepted(service, submission).await;
                    crowd::counts(service).await;
                }
                winners.push(agreed(&services).await);
                for service in services {
                    service.finish().await;
                }
            }
            assert_eq!(winners[0], winners[1], "the order decides");
            let either = [Counts::of([&whole]), Counts::of([&other])];
            assert!(either.contains(&winners[0]), "{winners:?}");
        }
    });
}

#[test]
fn the_highest_revision_counts_in_whatever_order_they_come() {
    run(async {
        let clock = Clock::new();
        let services = services(&clock).await;
        let orders: [&[u32]; 8] = [
            &[0, 1, 2],
            &[2, 1, 0],
            &[1, 2, 0],
            &[2, 0, 1],
            &[0, 2, 2],
            &[2, 2, 0],
            &[1, 0, 2],
            &[2],
        ];
        let crowd = Respondent::crowd(0..8, clock.now());
        for step in 0..3 {
            for (respondent, order) in crowd.iter().zip(orders) {
                if let Some(revision) = order.get(step) {
                    let service = &services[(step + order.len()) % 2];
                    accepted(service, &respondent.whole(*revision)).await;
                }
            }
            // Each step is counted before the next, so that folds go on from one another.
            for service in &services {
                crowd::counts(service).await;
            }
        }
        let sent: Vec<Value> = crowd.iter().map(|one| one.whole(2)).collect();
        assert_eq!(agreed(&services).await, Counts::of(&sent));

        // A revision of what lies in a run already.
        accepted(&services[1], &crowd[0].whole(3)).await;
        let mut sent = sent;
        sent[0] = crowd[0].whole(3);
        assert_eq!(agreed(&services).await, Counts::of(&sent));
        // And one that it wins over.
        accepted(&services[0], &crowd[0].whole(1)).await;
        assert_eq!(agreed(&services).await, Counts::of(&sent));
        for service in services {
            service.finish().await;
        }
    });
}
