use serde_json::json;

use super::*;
use crate::analysis::Watched;

const LANGUAGES: [&str; 4] = ["en", "sl", "bg", "be"];

fn survey() -> Survey {
    let item = |id: &str, en: &str, sl: &str, bg: &str, be: &str| json!({"id": id, "text": {"en": en, "sl": sl, "bg": bg, "be": be}});
    let question = |id: &str, kind: &str| json!({"id": id, "kind": kind, "text": {"en": "?"}});
    let mut aspects = question("aspects", "drivers");
    aspects["aspects"] = json!([
        item("delivery", "Delivery", "Dostava", "Доставка", "Дастаўка"),
        item("price", "Price", "Cena", "Цена", "Цана"),
    ]);
    let mut email = item(
        "email",
        "What is your e-mail?",
        "Kakšen je vaš e-naslov?",
        "Какъв е имейлът Ви?",
        "Які ваш адрас пошты?",
    );
    email["kind"] = "text".into();
    let questions = json!([
        question("recommend", "nps"),
        question("happy", "csat"),
        question("easy", "ces"),
        question("stars", "stars"),
        question("thumbs", "thumbs"),
        aspects,
        email,
    ]);
    Survey::parse(&json!({"name": "Shop", "default_locale": "en", "questions": questions})).unwrap()
}

fn watched(question: &str, metric: &'static str) -> Watched {
    Watched {
        question: question.parse().ok(),
        metric: Some(metric),
        ..Watched::default()
    }
}

fn nps() -> Watched {
    watched("recommend", "nps")
}

fn at(touchpoint: &str, watched: Watched) -> Watched {
    Watched {
        touchpoint: Some(touchpoint.into()),
        ..watched
    }
}

fn aspect(id: &str) -> Watched {
    Watched {
        aspect: id.parse().ok(),
        ..watched("aspects", "aspect")
    }
}

fn bounds(value: f64, low: f64, high: f64) -> Bounds {
    Bounds { value, low, high }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn found(watched: Watched, fact: Fact, p: Option<f64>, n: u64) -> Finding {
    Finding {
        watched,
        fact,
        impact: 1.0,
        p,
        n,
    }
}

fn change(watched: Watched, against: Against, was: f64, now: f64, wide: f64, p: f64) -> Finding {
    let difference = bounds(now - was, now - was - wide, now - was + wide);
    let fact = Fact::Change {
        against,
        was,
        now,
        difference,
    };
    found(watched, fact, Some(p), 412)
}

fn segment(dimension: &str, value: &str, score: f64) -> Finding {
    let fact = Fact::Segment {
        dimension: dimension.parse().unwrap(),
        value: value.into(),
        score,
        rest: 40.0,
        difference: bounds(score - 40.0, score - 47.0, score - 33.0),
        share: 31.2,
    };
    found(nps(), fact, Some(0.0002), 412)
}

fn contribution(points: f64) -> Finding {
    let fact = Fact::Contribution {
        dimension: Dimension::Touchpoint,
        value: "checkout".into(),
        points,
        was: 24.0,
        now: 24.0 + 10.0 * points,
    };
    found(nps(), fact, None, 412)
}

fn driver(quadrant: Quadrant, strongest: bool, weakest: bool, slope: Bounds) -> Finding {
    let fact = Fact::Driver {
        importance: 0.41,
        performance: 3.1,
        slope,
        quadrant,
        strongest,
        weakest,
    };
    found(aspect("delivery"), fact, Some(0.00001), 412)
}

fn topic(topic: &str, was: f64) -> Finding {
    let fact = Fact::Topic {
        topic: topic.into(),
        share: 18.0,
        negative: 64.0,
        was,
        difference: bounds(18.0 - was, 15.0 - was, 21.0 - was),
    };
    found(Watched::default(), fact, Some(0.004), 302)
}

fn phrase(was: f64) -> Finding {
    let phrase = "late again".into();
    let share = 4.1;
    let fact = Fact::Phrase { phrase, share, was };
    found(Watched::default(), fact, Some(0.02), 302)
}

fn score_surprise(seen: f64) -> Finding {
    let fact = Fact::ScoreSurprise {
        from: day("2026-08-03"),
        to: day("2026-08-07"),
        expected: bounds(46.0, 38.0, 55.0),
        seen,
    };
    found(at("checkout", nps()), fact, Some(0.00001), 240)
}

fn volume_surprise(seen: f64) -> Finding {
    let fact = Fact::VolumeSurprise {
        from: day("2025-11-03"),
        to: day("2025-11-04"),
        expected: bounds(1046.0, 1002.0, 1093.0),
        seen,
    };
    found(Watched::default(), fact, Some(0.00001), seen as u64)
}

fn rate(was: f64, now: f64) -> Finding {
    let difference = bounds(now - was, now - was - 1.0, now - was + 1.0);
    let fact = Fact::ResponseRate {
        was,
        now,
        difference,
    };
    found(Watched::default(), fact, Some(0.0001), 2412)
}

fn skipped(was: f64) -> Finding {
    let fact = Fact::Skipped { share: 23.0, was };
    let watched = Watched {
        question: "email".parse().ok(),
        ..Watched::default()
    };
    found(watched, fact, Some(0.03), 300)
}

fn silent(last: Option<&str>, expected: f64) -> Finding {
    let last = last.map(day);
    let fact = Fact::Silent { last, expected };
    found(at("support", Watched::default()), fact, None, 0)
}

fn goal(now: f64, progress: Option<f64>, pace: Option<f64>, probability: f64) -> Finding {
    let fact = Fact::Goal {
        target: 50.0,
        by: day("2026-12-31"),
        now,
        progress,
        pace,
        probability,
    };
    found(nps(), fact, None, 412)
}

fn reference(watched: Watched, now: f64, reference: f64, probability: f64) -> Finding {
    let fact = Fact::Reference {
        reference,
        source: "Retail, 2025".into(),
        now,
        probability,
    };
    found(watched, fact, None, 412)
}

fn unknown(watched: Watched, reason: Reason, needed: Option<u64>) -> Finding {
    found(watched, Fact::Unknown { reason, needed }, None, 31)
}

fn left_at() -> Finding {
    let watched = Watched {
        question: "email".parse().ok(),
        ..Watched::default()
    };
    let fact = Fact::LeftAt {
        share: 43.0,
        of_started: 12.4,
    };
    found(watched, fact, None, 99)
}

fn step(watched: Watched, was: f64, now: f64) -> Finding {
    let fact = Fact::Step {
        since: day("2026-09-12"),
        was,
        now,
        difference: bounds(now - was, now - was - 0.2, now - was + 0.2),
    };
    found(watched, fact, Some(0.00001), 1240)
}

/// Every way in which every fact is told.
fn all() -> Vec<Finding> {
    let drivers = || watched("aspects", "drivers");
    let clear = bounds(0.6, 0.4, 0.8);
    let mut all = vec![
        change(nps(), Against::Previous, 44.0, 38.0, 4.0, 0.004),
        change(nps(), Against::YearAgo, 24.0, 38.0, 4.0, 0.0),
        change(
            watched("happy", "csat"),
            Against::Previous,
            78.2,
            80.1,
            3.0,
            0.2,
        ),
        change(
            watched("easy", "ces"),
            Against::Previous,
            5.21,
            5.92,
            0.2,
            0.03,
        ),
        change(
            watched("stars", "stars"),
            Against::Previous,
            4.21,
            4.12,
            0.05,
            0.03,
        ),
        change(
            watched("thumbs", "thumbs"),
            Against::YearAgo,
            91.0,
            82.0,
            4.0,
            0.03,
        ),
        change(aspect("delivery"), Against::Previous, 4.2, 3.1, 0.2, 0.0),
        change(
            Watched {
                metric: Some("index"),
                ..Watched::default()
            },
            Against::Previous,
            71.0,
            72.0,
            0.5,
            0.03,
        ),
        change(Watched::default(), Against::Previous, 71.0, 64.0, 0.5, 0.03),
        step(watched("easy", "ces"), 5.2, 5.9),
        step(watched("easy", "ces"), 5.9, 5.2),
        segment("touchpoint", "checkout", 62.0),
        segment("channel", "email", 18.0),
        segment("locale", "de", 47.0),
        segment("page", "product", 18.0),
        segment("page", "other", 18.0),
        segment("attribute.plan", "free", 18.0),
        contribution(1.8),
        contribution(-2.0),
        driver(Quadrant::FixFirst, true, true, clear),
        driver(Quadrant::FixFirst, false, false, clear),
        driver(Quadrant::KeepUp, true, false, clear),
        driver(Quadrant::LowPriority, false, true, bounds(0.05, -0.1, 0.2)),
        driver(Quadrant::Overdone, false, false, bounds(-0.3, -0.5, -0.1)),
        topic("delivery", 12.0),
        topic("loyalty", 25.0),
        phrase(1.0),
        phrase(9.9),
        score_surprise(-12.0),
        score_surprise(71.0),
        volume_surprise(12.0),
        volume_surprise(12_345.0),
        rate(15.5, 11.3),
        rate(11.3, 21.5),
        left_at(),
        skipped(9.0),
        skipped(30.0),
        silent(Some("2026-10-01"), 48.0),
        silent(None, 3.0),
        goal(38.0, Some(60.0), Some(2.1), 0.003),
        goal(34.0, Some(-5.0), Some(3.0), 0.003),
        goal(38.0, None, None, 0.12),
        goal(52.0, Some(113.0), None, 0.995),
        reference(nps(), 38.0, 31.5, 0.97),
        reference(watched("stars", "stars"), 4.12, 4.5, 0.01),
        reference(watched("happy", "csat"), 82.0, 82.0, 0.5),
        unknown(drivers(), Reason::TooFew, Some(90)),
        unknown(drivers(), Reason::Collinear, None),
        unknown(aspect("delivery"), Reason::NoVariance, None),
        unknown(nps(), Reason::TooFew, None),
        unknown(watched("happy", "csat"), Reason::NoVariance, None),
    ];
    all[0].n = 1;
    all
}

fn told(finding: &Finding, language: &str) -> String {
    let locale = language.parse().unwrap();
    let language = Language::choose([&locale]);
    sentence(finding, &survey(), language, day("2026-11-22")).replace('\u{a0}', " ")
}

/// What was read by eye: a line a language, and an empty line after each finding. The test prints what is said now.
const READ: &str = include_str!("told.txt");

#[test]
fn every_fact_is_told_in_every_language() {
    let mut lines = String::new();
    for finding in all() {
        for language in LANGUAGES {
            let told = told(&finding, language);
            println!("{told}");
            for fault in [
                "{", "}", "  ", " .", " ,", " ;", "..", "()", "(;", "NaN", "“”", "„“", "«»",
            ] {
                assert!(!told.contains(fault), "{fault:?} in {told}");
            }
            assert!(told.ends_with(['.', '!']), "{told}");
            assert!(!told.starts_with(char::is_lowercase), "{told}");
            assert_eq!(
                told.matches('(').count(),
                told.matches(')').count(),
                "{told}"
            );
            lines.push_str(&told);
            lines.push('\n');
        }
        println!();
        lines.push('\n');
    }
    for (told, read) in lines.lines().zip(READ.lines()) {
        assert_eq!(told, read);
    }
    assert_eq!(lines.lines().count(), READ.lines().count());
}

#[test]
fn sureness_is_said_in_steps() {
    for (p, said) in [
        (Some(0.0), ": almost certainly not chance."),
        (Some(0.001), ": very likely not chance."),
        (Some(0.01), ": likely not chance."),
        (Some(0.05), ": it may be chance."),
        (None, "answers)."),
    ] {
        let mut finding = step(nps(), 30.0, 40.0);
        finding.p = p;
        let told = told(&finding, "en");
        assert!(told.ends_with(said), "{p:?}: {told}");
        assert_eq!(sureness(p), p.map(|p| 1.0 - p));
    }
}

#[test]
fn a_question_is_named_if_its_metric_does_not_tell_it_apart() {
    let survey = Survey::parse(
        &json!({"name": "Shop", "default_locale": "sl", "questions": [
            {"id": "shop", "kind": "csat", "text": {"sl": "Trgovina?", "en": "The shop?"}},
            {"id": "site", "kind": "emoji", "text": {"sl": "Stran?"}},
        ]}),
    )
    .unwrap();
    for (question, tag, begins) in [
        (
            "shop",
            "en",
            "Satisfaction (“The shop?”) at “till” is 10 percentage",
        ),
        (
            "site",
            "en",
            "Satisfaction (“Stran?”) at “till” is 10 percentage",
        ),
        (
            "gone",
            "en",
            "Satisfaction (“gone”) at “till” is 10 percentage",
        ),
        (
            "shop",
            "sl",
            "Zadovoljstvo („Trgovina?“) na stični točki „till“ je za 10",
        ),
        (
            "shop",
            "be",
            "Задаволенасць («Trgovina?») у пункце кантакту «till» на 10",
        ),
    ] {
        let watched = at("till", watched(question, "csat"));
        let finding = change(watched, Against::Previous, 70.0, 80.0, 3.0, 0.0);
        let language = Language::choose([&tag.parse().unwrap()]);
        let told = sentence(&finding, &survey, language, day("2026-11-22"));
        assert!(told.starts_with(begins), "{told}");
    }
}

#[test]
fn a_topic_that_nobody_speaks_of_is_not_criticised() {
    let mut finding = topic("delivery", 9.0);
    let Fact::Topic { share, .. } = &mut finding.fact else {
        panic!("{finding:?}");
    };
    *share = 0.0;
    let told = told(&finding, "en");
    assert!(!told.contains("negative"), "{told}");
}

#[test]
fn what_customers_write_stays_what_it_is() {
    let told = |value: &str| told(&segment("touchpoint", value, 18.0), "en");
    assert!(told("{by} <b>").starts_with("Among customers at “{by} <b>”, NPS"));
    assert!(told("קופה").contains("“\u{2068}קופה\u{2069}”"));
    assert!(told("a\u{202e}b").contains("“ab”"));
}

#[test]
fn an_insight_is_a_finding_with_its_sentence() {
    let findings = [rate(15.5, 11.3)];
    let language = Language::choose([]);
    let insights = insights(&findings, &survey(), language, day("2026-11-22"));
    assert_eq!(
        serde_json::to_value(insights).unwrap(),
        json!([{
            "kind": "response_rate", "was": 15.5, "now": 11.3, "impact": 1.0, "p": 0.0001, "n": 2412, "sureness": 0.9999,
            "difference": {"value": 11.3 - 15.5, "low": 11.3 - 15.5 - 1.0, "high": 11.3 - 15.5 + 1.0},
            "sentence": told(&findings[0], "en"),
        }])
    );
}

#[test]
fn every_topic_of_the_rules_has_a_name_in_every_language() {
    for (topic, names) in &*TOPICS {
        for language in LANGUAGES {
            assert!(names.get(language).is_some(), "{topic} {language}");
        }
    }
}
