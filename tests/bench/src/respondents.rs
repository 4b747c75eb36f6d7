//! Made-up respondents to the demo survey: a score and, from most, a sentence or two.

use std::collections::BTreeMap;

use glas::id::ResponseId;
use glas::response::{Answer, Record, Response};
use glas::time::Millis;
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

/// About as people score: more promoters than detractors.
const SCORES: [u32; 20] = [
    10, 10, 10, 10, 10, 9, 9, 9, 9, 8, 8, 8, 8, 7, 7, 6, 5, 3, 2, 0,
];

const REASONS: [&str; 8] = [
    "The delivery was fast and the parcel was whole.",
    "Checkout asked for my address twice.",
    "Plačilo je bilo preprosto.",
    "Good prices, but the size chart is hard to find on a phone.",
    "Доставката закъсня с два дни.",
    "Support answered within a minute.",
    "I could not use my voucher.",
    "Everything as promised.",
];

const CHANNELS: [&str; 4] = ["web", "email", "kiosk", "phone"];

/// Makes up responses, the same ones in every run.
pub struct Respondents(StdRng);

impl Respondents {
    /// The first of them is yet to come.
    pub fn new() -> Self {
        Self(StdRng::seed_from_u64(7))
    }

    /// Whoever answers at that moment.
    pub fn answer(&mut self, at: Millis) -> Response {
        let mut random = [0; 10];
        self.0.fill_bytes(&mut random);
        let score = Answer::Rating(self.pick(&SCORES));
        let mut answers = BTreeMap::from([(known("recommend"), score)]);
        let reasons: Vec<&str> = (0..self.0.random_range(0..3))
            .map(|_| self.pick(&REASONS))
            .collect();
        if !reasons.is_empty() {
            answers.insert(known("why"), Answer::Verbatim(reasons.join(" ")));
        }
        Response {
            id: ResponseId::new(at, &random),
            revision: 0,
            complete: true,
            answers,
            touchpoint: None,
            channel: Some(known(self.pick(&CHANNELS))),
            locale: None,
            attributes: BTreeMap::new(),
            page: Some("/checkout/thanks".into()),
            respondent: None,
            at: None,
            impressions: None,
            corrections: BTreeMap::new(),
        }
    }

    /// As it is stored, which is also what a client may send.
    pub fn record(&mut self, at: Millis) -> Record {
        Record::of(&self.answer(at))
    }

    fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.0.random_range(0..among.len())]
    }
}

fn known<T: std::str::FromStr<Err: std::fmt::Debug>>(name: &str) -> T {
    name.parse().expect("a name")
}
