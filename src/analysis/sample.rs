//! Counts to test with, and made-up shops of which is known what is true.

use std::collections::BTreeMap;

use serde_json::json;

use super::study::{DayCounts, Study, Window};
use crate::breakdown::{Detail, Segment, Sentiments};
use crate::dimension::Dimension;
use crate::statistics::importance::Moments;
use crate::survey::Survey;
use crate::tally::{Answers, Tally};
use crate::time::Day;

/// So many answers of a value to a question each.
pub fn tally(answers: &[(&str, &str, u64)]) -> Tally {
    let mut tally = Tally::default();
    for (question, value, count) in answers {
        let all = tally
            .questions
            .entry(question.parse().unwrap())
            .or_default();
        all.n += count;
        *all.counts.entry((*value).into()).or_default() += count;
        tally.responses = tally.responses.max(all.n);
    }
    tally.completed = tally.responses;
    tally
}

/// What is true of a made-up shop. By default nothing is: every day, place and person is like every other, but for the
/// week and the season.
#[derive(Debug, Clone, Default)]
pub struct Shop {
    /// Answers a day.
    pub volume: f64,
    /// How much more or fewer there are in the best and the worst season, of 1.
    pub season: f64,
    /// Points of likelihood to recommend that customers of the plan `free` are less happy by.
    pub segment: f64,
    /// The same, at the touchpoint `checkout` from 16 to 12 days ago.
    pub incident: f64,
    /// How much happier all are since 13 days.
    pub improvement: f64,
    /// Whether nobody could answer at `product` for three days, from 11 to 9 days ago.
    pub outage: bool,
    /// How much days differ from one another in how many answer, and in how happy they are.
    pub unrest: f64,
    /// Whether the touchpoint `returns` is not heard from since 15 days.
    pub silent: bool,
    /// How much a point of `delivery`, which is rated worse than the other aspects, drives the outcome.
    pub driver: f64,
}

pub const TOUCHPOINTS: [(&str, f64); 6] = [
    ("product", 0.3),
    ("checkout", 0.25),
    ("support", 0.2),
    ("delivery", 0.12),
    ("returns", 0.08),
    ("newsletter", 0.05),
];
const CHANNELS: [&str; 5] = ["web", "email", "kiosk", "phone", "app"];
const LOCALES: [&str; 4] = ["en", "sl", "bg", "be"];
const PLANS: [&str; 3] = ["free", "plus", "pro"];
const DEVICES: [&str; 2] = ["phone", "desktop"];
const COUNTRIES: [&str; 6] = ["SI", "BG", "BY", "AT", "GB", "DE"];
const ASPECTS: [&str; 5] = ["price", "quality", "delivery", "service", "website"];
const TOPICS: [&str; 6] = [
    "price", "quality", "delivery", "service", "website", "payment",
];
const QUESTIONS: [&str; 5] = ["recommend", "overall", "ease", "aspects", "why"];

/// 28 days after, of which the first is the period's, today is.
pub const TODAY: Day = Day(20_600);
const PERIOD: u32 = 28;
const BASELINE: u32 = 56;

pub fn survey() -> Survey {
    let text = json!({"en": "?"});
    let aspects = ASPECTS.map(|id| json!({"id": id, "text": text}));
    Survey::parse(&json!({
        "name": "Shop", "default_locale": "en",
        "questions": [
            {"id": "recommend", "kind": "nps", "text": text},
            {"id": "overall", "kind": "csat", "text": text},
            {"id": "ease", "kind": "ces", "text": text},
            {"id": "aspects", "kind": "drivers", "text": text, "aspects": aspects},
            {"id": "why", "kind": "text", "text": text},
        ],
        "attributes": {"plan": PLANS, "device": DEVICES, "country": COUNTRIES},
        "analysis": {
            "touchpoints": TOUCHPOINTS.map(|(name, _)| name),
            "goals": [{"question": "recommend", "target": 40, "by": "2030-01-01", "baseline": 0}],
            "references": [{"value": 60, "source": "Others"}],
        },
    }))
    .unwrap()
}

/// What somebody answered: ratings by question and aspect, and the rest.
struct Answered {
    rated: [u32; 3],
    aspects: Option<[u32; 5]>,
    topic: Option<(usize, usize)>,
    skipped: bool,
    left: Option<usize>,
    web: bool,
}

/// Counts of answers, in places instead of under names.
#[derive(Clone, Default)]
struct Dense {
    responses: u64,
    completed: u64,
    web: u64,
    web_completed: u64,
    rated: [[u64; 11]; 3],
    aspects: [[u64; 6]; 5],
    topics: [[u64; 4]; 6],
    skipped: u64,
    left: [u64; 5],
}

impl Dense {
    fn add(&mut self, answered: &Answered) {
        let complete = u64::from(answered.left.is_none());
        self.responses += 1;
        self.completed += complete;
        self.web += u64::from(answered.web);
        self.web_completed += u64::from(answered.web) * complete;
        let asked = answered.left.unwrap_or(5);
        for (question, rating) in answered.rated.iter().enumerate().take(asked.max(1)) {
            self.rated[question][*rating as usize] += 1;
        }
        if let Some(aspects) = answered.aspects {
            for (aspect, rating) in aspects.iter().enumerate() {
                self.aspects[aspect][*rating as usize] += 1;
            }
        }
        if let Some((topic, sentiment)) = answered.topic {
            self.topics[topic][sentiment] += 1;
        }
        self.skipped += u64::from(answered.skipped);
        if let Some(left) = answered.left {
            self.left[left] += 1;
        }
    }

    fn detail(&self) -> Detail {
        let mut detail = Detail::default();
        let tally = &mut detail.tally;
        tally.responses = self.responses;
        tally.completed = self.completed;
        tally.web = self.web;
        tally.web_completed = self.web_completed;
        for (question, counts) in QUESTIONS.iter().zip(&self.rated) {
            let mut answers = Answers::default();
            for (rating, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                answers.n += count;
                answers.counts.insert(rating.to_string().into(), *count);
            }
            if answers.n > 0 {
                tally.questions.insert(question.parse().unwrap(), answers);
            }
        }
        let mut answers = Answers::default();
        for (aspect, counts) in ASPECTS.iter().zip(&self.aspects) {
            answers.n = counts.iter().sum();
            for (rating, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
                answers
                    .counts
                    .insert(format!("{aspect}:{rating}").into(), *count);
            }
        }
        if answers.n > 0 {
            tally.questions.insert("aspects".parse().unwrap(), answers);
        }
        for (question, left) in QUESTIONS.iter().zip(self.left) {
            if left > 0 {
                tally.left_at.insert(question.parse().unwrap(), left);
            }
        }
        if self.skipped > 0 {
            detail.skipped.insert("why".parse().unwrap(), self.skipped);
        }
        for (topic, [negative, neutral, positive, mixed]) in TOPICS.iter().zip(self.topics) {
            let spoken = Sentiments {
                negative,
                neutral,
                positive,
                mixed,
            };
            if spoken.n() > 0 {
                detail.topics.insert((*topic).into(), spoken);
                detail.comments.n += spoken.n();
                let coded = &mut detail.comments.coded;
                coded.negative += negative;
                coded.neutral += neutral;
                coded.positive += positive;
                coded.mixed += mixed;
            }
        }
        detail
    }
}

/// Numbers drawn by S. Vigna's splitmix64, the same for the same seed.
pub struct Chance(pub u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn of(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.share()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.share()).cos()
    }

    fn poisson(&mut self, mean: f64) -> u64 {
        let (mut count, mut left) = (0, mean);
        loop {
            left += (1.0 - self.share()).ln();
            if left < 0.0 {
                return count;
            }
            count += 1;
        }
    }
}

#[derive(Default)]
struct Counted {
    total: Dense,
    by: BTreeMap<(Dimension, &'static str), Dense>,
    moments: Option<Moments>,
}

impl Shop {
    /// The made-up answers of a seed.
    pub fn study<'a>(&self, survey: &'a Survey, seed: u64) -> Study<'a> {
        let mut chance = Chance(seed.wrapping_mul(0x1234_5678_9abc_def1));
        let phase = chance.share() * 365.0;
        let weekdays: [f64; 7] = std::array::from_fn(|_| 0.5 + chance.share());
        let now = Day(TODAY.0 + 1 - PERIOD);
        let windows = [now, Day(now.0 - PERIOD), Day(now.0 - 364)];
        let mut counted: [Counted; 3] = Default::default();
        let mut shown = [0; 3];
        let mut days = BTreeMap::new();
        let recent = now.0 - BASELINE..=TODAY.0;
        for day in (windows[2].0..windows[2].0 + PERIOD).chain(recent.clone()) {
            let window = windows
                .iter()
                .position(|from| (from.0..from.0 + PERIOD).contains(&day));
            let turn = (f64::from(day) + phase) / 365.0 * std::f64::consts::TAU;
            let mut expected =
                self.volume * weekdays[day as usize % 7] * (1.0 + self.season * turn.sin());
            expected *= (self.unrest * chance.normal()).exp();
            let mood = self.unrest * chance.normal();
            if day == TODAY.0 {
                expected *= 0.4;
            }
            let mut of_day = DayCounts::default();
            let mut total = Dense::default();
            let mut open = 0.0;
            for (touchpoint, share) in TOUCHPOINTS {
                if self.silent && touchpoint == "returns" && TODAY.0.saturating_sub(day) < 15 {
                    continue;
                }
                if self.outage
                    && touchpoint == "product"
                    && (9..=11).contains(&TODAY.0.saturating_sub(day))
                {
                    continue;
                }
                open += share;
                let mut counts = Dense::default();
                for _ in 0..chance.poisson(expected * share) {
                    let channel = CHANNELS[chance.of(5)];
                    let plan = PLANS[chance.of(3)];
                    let answered = self.answer(&mut chance, (day, mood), touchpoint, plan, channel);
                    counts.add(&answered);
                    total.add(&answered);
                    let Some(window) = window else { continue };
                    let attribute = |name: &str| Dimension::Attribute(name.parse().unwrap());
                    let counted = &mut counted[window];
                    counted.total.add(&answered);
                    for (dimension, value) in [
                        (Dimension::Touchpoint, touchpoint),
                        (Dimension::Channel, channel),
                        (Dimension::Locale, LOCALES[chance.of(4)]),
                        (attribute("plan"), plan),
                        (attribute("device"), DEVICES[chance.of(2)]),
                        (attribute("country"), COUNTRIES[chance.of(6)]),
                    ] {
                        counted
                            .by
                            .entry((dimension, value))
                            .or_default()
                            .add(&answered);
                    }
                    if let Some(aspects) = answered.aspects {
                        let moments = counted.moments.get_or_insert_with(|| Moments::new(5));
                        moments.add(&aspects, answered.rated[0]);
                    }
                }
                if counts.responses > 0 {
                    of_day
                        .touchpoints
                        .insert(touchpoint.into(), counts.detail());
                }
            }
            of_day.total = total.detail();
            // Four in a hundred or so come to the end, and one show in ten is reported.
            let shows = total.web_completed + chance.poisson(expected * open * 4.0);
            let reports = (0..shows).filter(|_| chance.share() < 0.1).count() as u64;
            of_day.total.tally.reports = reports;
            of_day.total.tally.shown = reports * 10;
            if let Some(window) = window {
                shown[window] += reports;
            }
            if recent.contains(&day) {
                days.insert(Day(day), of_day);
            }
        }
        let windows = std::array::from_fn(|window| {
            let from = windows[window];
            let mut filled = Window::new(from, Day(from.0 + PERIOD));
            let breakdown = &mut filled.breakdown;
            breakdown.total = counted[window].total.detail();
            breakdown.total.tally.reports = shown[window];
            breakdown.total.tally.shown = shown[window] * 10;
            if let Some(moments) = &counted[window].moments {
                let id = "aspects".parse().unwrap();
                breakdown.total.moments.insert(id, moments.clone());
            }
            for ((dimension, value), counts) in &counted[window].by {
                let mut segment = Segment::default();
                segment.detail = counts.detail();
                let segments = breakdown.by.entry(dimension.clone()).or_default();
                segments.values.insert((*value).into(), segment);
            }
            filled
        });
        let [now, previous, year_ago] = windows;
        Study {
            survey,
            today: TODAY,
            now,
            previous,
            year_ago,
            days,
        }
    }

    fn answer(
        &self,
        chance: &mut Chance,
        (day, mood): (u32, f64),
        touchpoint: &str,
        plan: &str,
        channel: &str,
    ) -> Answered {
        let ago = TODAY.0.saturating_sub(day);
        let mut effect = 2.0 * mood;
        if plan == "free" {
            effect -= self.segment;
        }
        if touchpoint == "checkout" && (13..=16).contains(&ago) {
            effect -= self.incident;
        }
        if ago <= 13 {
            effect += self.improvement;
        }
        let rate = |chance: &mut Chance, mean: f64, spread: f64, min: f64, max: f64| {
            (mean + spread * chance.normal()).round().clamp(min, max) as u32
        };
        let aspects: [u32; 5] = std::array::from_fn(|aspect| {
            let mean = if ASPECTS[aspect] == "delivery" {
                3.0
            } else {
                3.9
            };
            rate(chance, mean, 0.9, 1.0, 5.0)
        });
        let driven = self.driver * (f64::from(aspects[2]) - 3.0);
        let mood = chance.normal() + (effect + driven) / 2.0;
        let recommend = (7.6 + 2.0 * mood).round().clamp(0.0, 10.0) as u32;
        let overall = (3.8 + 0.7 * mood + 0.6 * chance.normal())
            .round()
            .clamp(1.0, 5.0) as u32;
        let ease = (5.2 + 0.6 * mood + 1.1 * chance.normal())
            .round()
            .clamp(1.0, 7.0) as u32;
        // The same hazard at each of the five questions.
        let left = (0..5).find(|_| chance.share() < 0.04);
        let reached = |question: usize| left.is_none_or(|left| left > question);
        let writes = reached(4) && chance.share() < 0.3;
        Answered {
            rated: [recommend, overall, ease],
            aspects: (reached(3) && chance.share() < 0.7).then_some(aspects),
            topic: writes.then(|| (chance.of(6), chance.of(4))),
            skipped: left.is_none() && !writes,
            left,
            web: channel == "web",
        }
    }
}
