//! How often the 95 % intervals cover the truth, how often their tests are wrong, and how often charts raise false
//! alarms, by simulation from a fixed seed: `make coverage`. Each line appears as it is done; a minute in all.

use std::io::{Write, stdout};
use std::time::Instant;

use glas::statistics::chart::{score_chart, volume_chart};
use glas::statistics::difference::difference;
use glas::statistics::expected::expectations;
use glas::statistics::importance::{Moments, relative_weights};
use glas::statistics::interval::interval;
use glas::statistics::step::step;
use glas::statistics::{Sample, Scale};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const SIZES: [u64; 4] = [20, 50, 200, 1000];
const REPEATS: usize = 1000;
/// A family is so many charts side by side, as of touchpoints.
const CHARTS: usize = 8;
const FAMILIES: usize = 150;
const BASELINE: usize = 56;
const DAYS: usize = 84;

/// Contributions and how likely they are.
type Answers = &'static [(i64, f64)];

const RATINGS: Scale = Scale::Mean { min: 1.0, max: 5.0 };
const POPULATIONS: [(&str, Scale, Answers); 9] = [
    ("NPS 30", Scale::Net, &[(1, 0.5), (0, 0.3), (-1, 0.2)]),
    ("NPS 70", Scale::Net, &[(1, 0.75), (0, 0.2), (-1, 0.05)]),
    ("NPS -20", Scale::Net, &[(1, 0.2), (0, 0.4), (-1, 0.4)]),
    ("50 %", Scale::Share, &[(1, 0.5), (0, 0.5)]),
    ("80 %", Scale::Share, &[(1, 0.8), (0, 0.2)]),
    ("95 %", Scale::Share, &[(1, 0.95), (0, 0.05)]),
    (
        "stars 3.0",
        RATINGS,
        &[(1, 0.2), (2, 0.2), (3, 0.2), (4, 0.2), (5, 0.2)],
    ),
    (
        "stars 4.2",
        RATINGS,
        &[(1, 0.03), (2, 0.05), (3, 0.12), (4, 0.3), (5, 0.5)],
    ),
    ("stars 4.8", RATINGS, &[(1, 0.03), (4, 0.09), (5, 0.88)]),
];

fn main() {
    let began = Instant::now();
    let mut random = StdRng::seed_from_u64(20_261_122);
    println!("95 % intervals: how many in 100 cover the truth ({REPEATS} samples each)");
    println!("{:34}{:>8}{:>8}{:>8}{:>8}", "", 20, 50, 200, 1000);
    for (name, scale, answers) in POPULATIONS {
        let truth = mean(answers);
        row(name, |n| {
            let sample = drawn(&mut random, answers, n);
            let interval = interval(scale, sample)?;
            Some(interval.low <= truth && truth <= interval.high)
        });
    }
    for (name, scale, answers) in POPULATIONS {
        row(&format!("difference, {name}, same n"), |n| {
            let (now, was) = (
                drawn(&mut random, answers, n),
                drawn(&mut random, answers, n),
            );
            let difference = difference(scale, now, was)?;
            Some(difference.low <= 0.0 && 0.0 <= difference.high)
        });
    }
    for pair in POPULATIONS.chunks(3) {
        let [(one, scale, answers), (other, _, others), _] = pair else {
            continue;
        };
        let truth = mean(answers) - mean(others);
        row(&format!("difference, {one}, 4n {other}"), |n| {
            let (now, was) = (
                drawn(&mut random, answers, n),
                drawn(&mut random, others, 4 * n),
            );
            let difference = difference(*scale, now, was)?;
            Some(difference.low <= truth && truth <= difference.high)
        });
    }
    for driver in [0, 3] {
        row(&format!("slope of driver {}", driver + 1), |n| {
            let (moments, slopes) = rated(&mut random, n);
            let driver_found = *relative_weights(&moments).ok()?.drivers.get(driver)?;
            let truth = *slopes.get(driver)?;
            Some(driver_found.slope_low <= truth && truth <= driver_found.slope_high)
        });
    }

    println!("\ntests at 5 %: how many in 100 find a difference where there is none");
    for (name, scale, answers) in POPULATIONS {
        row(name, |n| {
            let (now, was) = (
                drawn(&mut random, answers, n),
                drawn(&mut random, answers, n),
            );
            Some(difference(scale, now, was)?.significant())
        });
    }

    println!(
        "\nfamilies of {CHARTS} charts of {} days after {BASELINE}: how many in 100 raise any false alarm ({FAMILIES} \
         families each), and how many charts in 100 find 3 days that are otherwise",
        DAYS - BASELINE
    );
    println!("{:42}{:>8}{:>8}", "", "steady", "found");
    for (name, days, scale, answers, spread, worse) in [
        (
            "NPS 30, 30 a day",
            30.0,
            Scale::Net,
            POPULATIONS[0].2,
            0.0,
            0.3,
        ),
        (
            "NPS 30, 3 a day",
            3.0,
            Scale::Net,
            POPULATIONS[0].2,
            0.0,
            0.3,
        ),
        (
            "80 %, 30 a day",
            30.0,
            Scale::Share,
            POPULATIONS[4].2,
            0.0,
            0.3,
        ),
        (
            "95 %, 5 a day",
            5.0,
            Scale::Share,
            POPULATIONS[5].2,
            0.0,
            0.3,
        ),
        (
            "stars 4.2, 30 a day",
            30.0,
            RATINGS,
            POPULATIONS[7].2,
            0.0,
            0.3,
        ),
        (
            "stars 4.8, 4 a day",
            4.0,
            RATINGS,
            POPULATIONS[8].2,
            0.0,
            0.3,
        ),
        (
            "NPS 30, 60 a day, days differ",
            60.0,
            Scale::Net,
            POPULATIONS[0].2,
            0.1,
            0.3,
        ),
        (
            "80 %, 60 a day, days differ",
            60.0,
            Scale::Share,
            POPULATIONS[4].2,
            0.1,
            0.3,
        ),
    ] {
        let mut series = |worse: f64| -> Vec<Sample> {
            (0..DAYS)
                .map(|day| {
                    let incident = if (70..73).contains(&day) { worse } else { 0.0 };
                    let shift = spread * (random.random::<f64>() - random.random::<f64>());
                    let n = poisson(&mut random, days);
                    shifted(&mut random, answers, n, shift - incident)
                })
                .collect()
        };
        let chart =
            |points: &[Sample]| score_chart(scale, points, 0..BASELINE, CHARTS * (DAYS - BASELINE));
        let alarms = |points: &[Sample]| chart(points).map_or(0, |chart| chart.flags.len());
        alarm_row(name, |worst| {
            alarms(&series(if worst { worse } else { 0.0 })) > 0
        });
    }
    for (name, level, shape, weekend) in [
        ("40 responses a day", 40.0, None, 1.0),
        ("3 responses a day", 3.0, None, 1.0),
        ("0.5 responses a day", 0.5, None, 1.0),
        ("40 responses a day, weekends half", 40.0, None, 0.5),
        ("40 responses a day, days differ", 40.0, Some(10), 1.0),
        ("5 responses a day, days differ", 5.0, Some(2), 1.0),
    ] {
        let mut series = |worse: f64| -> Vec<u64> {
            (0..DAYS)
                .map(|day| {
                    let incident = if (70..73).contains(&day) { worse } else { 1.0 };
                    let weekend = if day % 7 > 4 { weekend } else { 1.0 };
                    let rate = shape.map_or(1.0, |shape| erlang(&mut random, shape));
                    poisson(&mut random, level * incident * weekend * rate)
                })
                .collect()
        };
        alarm_row(name, |worst| {
            let counts = series(if worst { 0.4 } else { 1.0 });
            let expected = expectations(&counts, |day| (day % 7) as u8, &[false; DAYS]);
            let chart = expected
                .and_then(|points| volume_chart(&points, 0..BASELINE, CHARTS * (DAYS - BASELINE)));
            chart.is_some_and(|chart| !chart.flags.is_empty())
        });
    }

    println!(
        "\nsteps: how many series of {DAYS} days in 100 show one where there is none, and where there is"
    );
    println!("{:42}{:>8}{:>8}", "", "steady", "found");
    for (name, days, scale, answers, spread) in [
        (
            "NPS 30, 30 a day, by 15",
            30.0,
            Scale::Net,
            POPULATIONS[0].2,
            0.0,
        ),
        (
            "80 %, 5 a day, by 7.5",
            5.0,
            Scale::Share,
            POPULATIONS[4].2,
            0.0,
        ),
        (
            "stars 4.2, 30 a day, by 0.3",
            30.0,
            RATINGS,
            POPULATIONS[7].2,
            0.0,
        ),
        (
            "NPS 30, 60 a day, days differ, by 15",
            60.0,
            Scale::Net,
            POPULATIONS[0].2,
            0.1,
        ),
    ] {
        let mut series = |worse: f64| -> Vec<Sample> {
            (0..DAYS)
                .map(|day| {
                    let level = if day >= 50 { worse } else { 0.0 };
                    let shift = spread * (random.random::<f64>() - random.random::<f64>());
                    let n = poisson(&mut random, days);
                    shifted(&mut random, answers, n, shift - level)
                })
                .collect()
        };
        let mut share = |worse: f64| {
            let found = (0..FAMILIES)
                .filter(|_| step(scale, &series(worse)).is_some_and(|step| step.significant()))
                .count();
            percent(found, FAMILIES)
        };
        println!("{name:42}{:>8}{:>8}", share(0.0), share(0.075));
    }
    println!("\n{:.0} s", began.elapsed().as_secs_f64());
}

/// A line of the table: `covers` tells of one sample whether all is well, or that nothing is said.
fn row(name: &str, mut covers: impl FnMut(u64) -> Option<bool>) {
    print!("{name:34}");
    for n in SIZES {
        let verdicts = (0..REPEATS).map_while(|_| covers(n));
        let (mut covered, mut all) = (0, 0);
        for verdict in verdicts {
            covered += usize::from(verdict);
            all += 1;
        }
        print!("{:>8}", percent(covered, all));
        let _ = stdout().flush();
    }
    println!();
}

/// A line of false alarms of families, and of single charts with an incident.
fn alarm_row(name: &str, mut alarm: impl FnMut(bool) -> bool) {
    let families = (0..FAMILIES)
        .filter(|_| (0..CHARTS).filter(|_| alarm(false)).count() > 0)
        .count();
    print!("{name:42}{:>8}", percent(families, FAMILIES));
    let _ = stdout().flush();
    let found = (0..FAMILIES).filter(|_| alarm(true)).count();
    println!("{:>8}", percent(found, FAMILIES));
}

fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".into();
    }
    format!("{:.1}", 100.0 * part as f64 / whole as f64)
}

fn mean(answers: Answers) -> f64 {
    answers
        .iter()
        .map(|(value, share)| *value as f64 * share)
        .sum()
}

fn drawn(random: &mut StdRng, answers: Answers, n: u64) -> Sample {
    shifted(random, answers, n, 0.0)
}

/// That share of respondents of the best answer gives the worst instead, or the other way round.
fn shifted(random: &mut StdRng, answers: Answers, n: u64, better: f64) -> Sample {
    let (worst, best) = (
        answers.iter().map(|(value, _)| *value).min(),
        answers.iter().map(|(value, _)| *value).max(),
    );
    let mut below = 0.0;
    let limits: Vec<f64> = answers
        .iter()
        .map(|(value, share)| {
            below += share;
            below += if best == Some(*value) { better } else { 0.0 };
            below -= if worst == Some(*value) { better } else { 0.0 };
            below
        })
        .collect();
    let mut counts = vec![0; answers.len()];
    for _ in 0..n {
        let place: f64 = random.random();
        let answer = limits.iter().position(|limit| place < *limit);
        counts[answer.unwrap_or(answers.len() - 1)] += 1;
    }
    let mut sample = Sample::default();
    for ((value, _), count) in answers.iter().zip(counts) {
        sample.add(*value, count);
    }
    sample
}

/// Five correlated drivers and an outcome that depends on three of them.
fn rated(random: &mut StdRng, n: u64) -> (Moments, [f64; 5]) {
    let mut moments = Moments::new(5);
    for _ in 0..n {
        let mood = random.random_range(0..3_u32);
        let drivers: [u32; 5] = std::array::from_fn(|_| 1 + mood + random.random_range(0..3_u32));
        let outcome = 10 + 2 * drivers[0] + drivers[1] + drivers[2] + random.random_range(0..7_u32);
        moments.add(&drivers, outcome);
    }
    (moments, [2.0, 1.0, 1.0, 0.0, 0.0])
}

fn poisson(random: &mut StdRng, mean: f64) -> u64 {
    let mut time = 0.0;
    let mut events = 0;
    loop {
        time += exponential(random);
        if time > mean {
            return events;
        }
        events += 1;
    }
}

fn exponential(random: &mut StdRng) -> f64 {
    -(1.0 - random.random::<f64>()).ln()
}

/// A gamma-distributed rate of mean 1.
fn erlang(random: &mut StdRng, shape: u32) -> f64 {
    (0..shape).map(|_| exponential(random)).sum::<f64>() / f64::from(shape)
}
