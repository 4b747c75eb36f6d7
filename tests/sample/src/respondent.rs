//! What one respondent answers.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::calendar::{Moment, in_incident};
use crate::chance::Chance;
use crate::comment::{Occasion, PAYMENT, Phrases};
use crate::planted::{
    ASPECTS, BEFORE_IMPROVEMENT, FAILED, FAILING, FAILURE_EFFECT, FAILURE_OF_WEBSITE, Facts,
    IMPROVED, LEFT_AT, PLAN, PLAN_EFFECT, SERVICE, SERVICE_BEFORE, WEBSITE,
};

/// A row of an import, nested as a submission is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// Of the shop.
    pub id: String,
    /// RFC 3339, in UTC.
    pub time: String,
    /// Whether the respondent came to the end.
    pub complete: bool,
    /// The question that was on the screen if not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<&'static str>,
    /// By question.
    pub answers: Answers,
    /// The point of the customer's journey.
    pub touchpoint: &'static str,
    /// How the respondent was reached.
    pub channel: &'static str,
    /// The language the survey was shown in.
    pub locale: &'static str,
    /// The path of the page it was given on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// What the shop knows of the customer.
    pub attributes: Attributes,
}

/// By question.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Answers {
    /// NPS.
    pub recommend: u32,
    /// CSAT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overall: Option<u32>,
    /// CES.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ease: Option<u32>,
    /// By aspect.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub aspects: BTreeMap<&'static str, u32>,
    /// What could be better.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reason: Vec<&'static str>,
    /// In the respondent's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What the shop knows of the customer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attributes {
    /// Who is on the free one is less happy.
    pub plan: &'static str,
    /// No matter.
    pub device: &'static str,
    /// Goes with the language, and with nothing else.
    pub country: &'static str,
    /// No matter.
    pub new_customer: &'static str,
}

/// The mean of the likelihood to recommend before anything else.
const OUTCOME_MEAN: f64 = 8.35;
/// How much of an aspect's rating is the respondent's general mood, and how much is its own.
const MOOD: f64 = 0.45;
const OWN: f64 = 0.75;

/// At which question people leave.
const LEAVING: [(Option<&str>, f64); 6] = [
    (None, 0.87),
    (Some("overall"), 0.01),
    (Some("ease"), 0.01),
    (Some(LEFT_AT), 0.09),
    (Some("reason"), 0.01),
    (Some("why"), 0.01),
];

const PLANS: [(&str, f64); 3] = [(PLAN, 0.45), ("plus", 0.35), ("pro", 0.20)];
const DEVICES: [(&str, f64); 3] = [("phone", 0.55), ("desktop", 0.37), ("tablet", 0.08)];
const CHANNELS: [(&str, f64); 4] = [
    ("web", 0.58),
    ("email", 0.27),
    ("app", 0.11),
    ("phone", 0.04),
];
const LOCALES: [(&str, f64); 4] = [("sl", 0.38), ("en", 0.34), ("bg", 0.18), ("be", 0.10)];

type Weighted = &'static [(&'static str, f64)];

fn countries(locale: &str) -> Weighted {
    match locale {
        "sl" => &[("SI", 0.92), ("AT", 0.08)],
        "bg" => &[("BG", 0.94), ("DE", 0.06)],
        "be" => &[("BY", 0.95), ("DE", 0.05)],
        _ => &[("GB", 0.45), ("AT", 0.25), ("DE", 0.20), ("SI", 0.10)],
    }
}

/// Who answers at that moment.
pub fn answer(
    number: usize,
    moment: &Moment,
    facts: &Facts,
    phrases: &Phrases,
    chance: &mut Chance,
) -> Row {
    let locale = chance.weighted(&LOCALES);
    let channel = chance.weighted(&CHANNELS);
    let attributes = Attributes {
        plan: chance.weighted(&PLANS),
        device: chance.weighted(&DEVICES),
        country: chance.weighted(countries(locale)),
        new_customer: chance.weighted(&[("yes", 0.3), ("no", 0.7)]),
    };
    let opinion = Opinion::form(moment, &attributes, facts, chance);
    let left = chance.weighted(&LEAVING);
    // Only who is not thrilled is asked what could be better.
    let at = left.filter(|left| *left != "reason" || opinion.outcome <= 8);
    Row {
        id: format!("A{number:07}"),
        time: moment.time.clone(),
        complete: at.is_none(),
        at,
        answers: opinion.tell(at, locale, phrases, chance),
        touchpoint: moment.touchpoint,
        channel,
        locale,
        page: page(moment.touchpoint, channel, number),
        attributes,
    }
}

/// Only browsers have one.
fn page(touchpoint: &str, channel: &str, number: usize) -> Option<String> {
    if channel != "web" {
        return None;
    }
    Some(match touchpoint {
        "product" => format!("/p/{}", 100 + number % 60),
        "checkout" => "/checkout/thanks".into(),
        "delivery" => format!("/account/orders/{number}"),
        "support" => "/help/contact".into(),
        "returns" => "/account/returns".into(),
        _ => "/news".into(),
    })
}

/// What somebody thinks, told or not.
struct Opinion {
    outcome: u32,
    overall: u32,
    ease: u32,
    ratings: [u32; ASPECTS.len()],
    payment_failed: bool,
}

impl Opinion {
    fn form(moment: &Moment, who: &Attributes, facts: &Facts, chance: &mut Chance) -> Self {
        let touchpoint = moment.touchpoint;
        let failing = touchpoint == FAILING && in_incident(moment.day, facts);
        let payment_failed = failing && chance.happens(FAILED);
        let not_yet_improved = touchpoint == IMPROVED && moment.day < facts.improvement.since;

        let mood = chance.normal();
        let mut outcome = OUTCOME_MEAN;
        let ratings = ASPECTS.each_ref().map(|aspect| {
            let mut level = aspect.mean + MOOD * mood + OWN * chance.normal();
            if aspect.id == WEBSITE && payment_failed {
                level += FAILURE_OF_WEBSITE;
            }
            if aspect.id == SERVICE && not_yet_improved {
                level += SERVICE_BEFORE;
            }
            let rating = on_scale(level, 1, 5);
            outcome += aspect.slope * (f64::from(rating) - aspect.mean);
            rating
        });
        if who.plan == PLAN {
            outcome += PLAN_EFFECT;
        }
        if payment_failed {
            outcome += FAILURE_EFFECT;
        }
        if not_yet_improved {
            outcome += BEFORE_IMPROVEMENT;
        }
        outcome += chance.normal();
        let above = outcome - OUTCOME_MEAN;
        Self {
            outcome: on_scale(outcome, 0, 10),
            overall: on_scale(3.9 + 0.42 * above + 0.5 * chance.normal(), 1, 5),
            ease: on_scale(5.5 + 0.5 * above + 0.8 * chance.normal(), 1, 7),
            ratings,
            payment_failed,
        }
    }

    /// What is told before leaving at a question, in the survey's order.
    fn tell(
        &self,
        at: Option<&str>,
        locale: &str,
        phrases: &Phrases,
        chance: &mut Chance,
    ) -> Answers {
        let mut answers = Answers {
            recommend: self.outcome,
            ..Answers::default()
        };
        if at == Some("overall") {
            return answers;
        }
        answers.overall = chance.happens(0.97).then_some(self.overall);
        if at == Some("ease") {
            return answers;
        }
        answers.ease = chance.happens(0.96).then_some(self.ease);
        if at == Some("aspects") {
            return answers;
        }
        if chance.happens(0.94) {
            let mut rated: Vec<(&str, u32)> = ASPECTS
                .iter()
                .map(|aspect| aspect.id)
                .zip(self.ratings)
                .collect();
            if chance.happens(0.06) {
                rated.remove(chance.below(rated.len()));
            }
            answers.aspects.extend(rated);
        }
        if at == Some("reason") {
            return answers;
        }
        if self.outcome <= 8 && chance.happens(0.9) {
            answers.reason = self.reasons(chance);
        }
        if at == Some("why") {
            return answers;
        }
        let writes = match (self.payment_failed, self.outcome) {
            (true, _) => 0.8,
            (_, ..=6) => 0.6,
            _ => 0.35,
        };
        if chance.happens(writes) {
            let occasion = Occasion {
                outcome: self.outcome,
                ratings: &self.ratings,
                payment_failed: self.payment_failed,
            };
            answers.why = Some(phrases.comment(locale, &occasion, chance));
        }
        answers
    }

    /// What was rated worst.
    fn reasons(&self, chance: &mut Chance) -> Vec<&'static str> {
        if self.payment_failed {
            return vec![PAYMENT];
        }
        let worst = self.ratings.iter().min();
        let mut reasons: Vec<&str> = ASPECTS
            .iter()
            .zip(&self.ratings)
            .filter(|(_, rating)| Some(*rating) == worst)
            .map(|(aspect, _)| aspect.id)
            .collect();
        while reasons.len() > 2 {
            reasons.remove(chance.below(reasons.len()));
        }
        reasons
    }
}

fn on_scale(value: f64, low: u32, high: u32) -> u32 {
    (value.round().max(f64::from(low)) as u32).min(high)
}
