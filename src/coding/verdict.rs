//! From words that judge, and a rating, to a sentiment and its strength.

use super::Sentiment;

/// How much the text must say on one side to stand against a rating of the other side.
const STRONG: i32 = 2;
/// From here on it is very good or very bad.
const VERY: i32 = 3;

/// What speaks for and what against.
#[derive(Debug, Default)]
pub struct Balance {
    good: i32,
    bad: i32,
}

impl Balance {
    /// Adds what a word says.
    pub fn add(&mut self, score: i32) {
        if score > 0 {
            self.good += score;
        } else {
            self.bad -= score;
        }
    }

    /// Adds what another weighs.
    pub fn merge(&mut self, other: &Self) {
        self.good += other.good;
        self.bad += other.bad;
    }

    /// None where nothing speaks either way. Mixed if the lesser side has half of the greater one's weight.
    pub fn sentiment(&self) -> Option<Sentiment> {
        let (less, more) = (self.good.min(self.bad), self.good.max(self.bad));
        if more == 0 {
            None
        } else if less * 2 >= more {
            Some(Sentiment::Mixed)
        } else if self.good > self.bad {
            Some(Sentiment::Positive)
        } else {
            Some(Sentiment::Negative)
        }
    }
}

/// What text and rating come to together.
pub struct Verdict {
    /// The sentiment.
    pub sentiment: Sentiment,
    score: i32,
    /// The text speaks against the rating.
    pub disagrees: bool,
}

/// What a rating weighs, −2…2, so that one in the middle fifth or so says nothing.
fn weight(rating: Option<f64>) -> i32 {
    let rated = rating.filter(|rating| rating.is_finite());
    rated.map_or(0, |rating| (rating.clamp(-1.0, 1.0) * 2.0).round() as i32)
}

impl Verdict {
    /// Of what the text says and the rating, from −1 to 1.
    pub fn of(said: &Balance, rating: Option<f64>) -> Self {
        let rated = weight(rating);
        let score = said.good - said.bad;
        let opposite = score.signum() * rated.signum() < 0;
        let weigh = |score: i32| match score.signum() {
            1 => Sentiment::Positive,
            -1 => Sentiment::Negative,
            _ => Sentiment::Neutral,
        };
        match said.sentiment() {
            // The best or the worst rating decides where the text does not.
            Some(Sentiment::Mixed) if rated.abs() == 2 => Self {
                sentiment: weigh(rated),
                score: rated.signum(),
                disagrees: false,
            },
            Some(Sentiment::Mixed) => Self {
                sentiment: Sentiment::Mixed,
                score: 0,
                disagrees: false,
            },
            Some(sentiment) if score.abs() >= STRONG => Self {
                sentiment,
                score,
                disagrees: opposite,
            },
            _ => Self {
                sentiment: weigh(score + rated),
                score: score + rated,
                disagrees: false,
            },
        }
    }

    /// Of what somebody says who read the text.
    pub fn said(sentiment: Sentiment, rating: Option<f64>) -> Self {
        let score = match sentiment {
            Sentiment::Negative => -1,
            Sentiment::Neutral | Sentiment::Mixed => 0,
            Sentiment::Positive => 1,
        };
        Self {
            sentiment,
            score,
            disagrees: score * weight(rating).signum() < 0,
        }
    }

    /// `loud` says that a word of feeling was shouted.
    pub fn strength(&self, loud: bool) -> u8 {
        let very = self.score.abs() + i32::from(loud) >= VERY;
        match (self.sentiment, very) {
            (Sentiment::Negative, true) => 1,
            (Sentiment::Negative, false) => 2,
            (Sentiment::Neutral | Sentiment::Mixed, _) => 3,
            (Sentiment::Positive, false) => 4,
            (Sentiment::Positive, true) => 5,
        }
    }
}
