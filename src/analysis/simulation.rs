//! Made-up shops: what is planted is found, and where there is nothing nothing is.

use super::sample::{Shop, survey};
use super::{findings, report};

#[test]
fn look() {
    let survey = survey();
    let studies: u64 = std::env::var("STUDIES").map_or(10, |n| n.parse().unwrap());
    let volume: f64 = std::env::var("VOLUME").map_or(60.0, |n| n.parse().unwrap());
    let mut wrong = 0;
    let mut flags = std::collections::BTreeMap::<String, u32>::new();
    for seed in 0..studies {
        let shop = Shop {
            volume,
            season: 0.4,
            ..Shop::default()
        };
        let study = shop.study(&survey, seed);
        let started = std::time::Instant::now();
        let report = report(&study);
        if seed == 0 {
            println!("{:?}", started.elapsed());
        }
        let mut count = |name: &str, any: bool| {
            if any {
                *flags.entry(name.into()).or_default() += 1
            }
        };
        count(
            "changes",
            report.changes.iter().any(|row| row.tested.significant),
        );
        count(
            "segments",
            report.segments.iter().any(|row| row.tested.significant),
        );
        count(
            "moved",
            report
                .segments
                .iter()
                .any(|row| row.moved_p < Some(0.05) && row.moved_p.is_some()),
        );
        count(
            "drivers",
            report.drivers.iter().any(|row| row.p < Some(0.05)),
        );
        count(
            "topics",
            report
                .comments
                .topics
                .iter()
                .any(|row| row.tested.significant),
        );
        for kind in [
            super::SurpriseKind::Score,
            super::SurpriseKind::Step,
            super::SurpriseKind::Volume,
        ] {
            count(
                &format!("{kind:?}"),
                report.surprises.iter().any(|row| row.kind == kind),
            );
        }
        count(
            "rate",
            report
                .unsaid
                .response_rate
                .iter()
                .any(|row| row.tested.significant),
        );
        count(
            "left",
            report
                .unsaid
                .left_at
                .iter()
                .any(|row| row.tested.significant),
        );
        count(
            "skipped",
            report
                .unsaid
                .skipped
                .iter()
                .any(|row| row.tested.significant),
        );
        count("silent", !report.unsaid.silent.is_empty());
        let found = findings(&study, &report);
        let tested: Vec<_> = found.iter().filter(|finding| finding.p.is_some()).collect();
        wrong += u32::from(!tested.is_empty());
        for finding in tested {
            println!("{seed} {finding:?}");
        }
    }
    println!("{wrong} of {studies}: {flags:?}");
}

#[test]
fn planted() {
    let survey = survey();
    for seed in 0..3 {
        let shop = Shop {
            volume: std::env::var("VOLUME").map_or(60.0, |n| n.parse().unwrap()),
            season: 0.3,
            segment: 1.0,
            incident: 4.0,
            improvement: 0.8,
            silent: true,
            driver: 0.8,
        };
        let study = shop.study(&survey, seed);
        let report = report(&study);
        println!(
            "=== {seed}: {} responses",
            study.now.breakdown.total.tally.responses
        );
        for row in &report.surprises {
            println!(
                "  {} {:?} {} {} {} ({}..{}) {} {:?}",
                serde_json::json!(row.watched),
                row.kind,
                row.from,
                row.to,
                row.expected,
                row.low,
                row.high,
                row.seen,
                row.p
            );
        }
        for finding in findings(&study, &report) {
            println!("{}", serde_json::json!(finding));
        }
    }
}
