//! Breakdowns as of a listing: one value a day, and one of all days of a month, of the newest but for its last.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Journal;
use super::keys::{Key, Piece, Span};
use super::listing::Held;
use super::read::{MAX_VALUE, ReadError};
use super::summary::{read_digest, write_digest};
use crate::breakdown::{Breakdown, Recipe};
use crate::id::SurveyId;
use crate::period::Range;
use crate::platform::Store;
use crate::tally::{Count, Counts};
use crate::time::{Day, Month};

/// What a value holds besides a breakdown.
const MARGIN: usize = 1024;

/// The breakdown of several days, or of one of several.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Counted {
    /// Names the keys it was computed from.
    #[serde(serialize_with = "write_digest", deserialize_with = "read_digest")]
    digest: u128,
    /// Names the way it was counted.
    recipe: u64,
    /// Of all responses in question; of this piece of it, if there are more.
    total: Breakdown,
    /// How many more pieces there are: named in the first.
    #[serde(default)]
    more: u8,
}

impl Held {
    /// Days, each with all that can hold responses of it; one month where a run spans it. Days are UTC days.
    pub fn units(&self) -> BTreeMap<Span, Held> {
        let mut units: BTreeMap<Span, Held> = BTreeMap::new();
        for (span, held) in self.groups() {
            let unit = span.day().map_or(span, Span::Day);
            let all = units.entry(unit).or_default();
            all.entries.extend(held.entries);
            all.runs.extend(held.runs);
        }
        units
    }
}

impl<S: Store> Journal<'_, S> {
    /// The breakdowns of a unit by the days of the recipe, of those in a range.
    pub async fn detail(
        &self,
        survey: &SurveyId,
        recipe: &Recipe<'_>,
        unit: Span,
        held: &Held,
        range: Range,
    ) -> Result<BTreeMap<Day, Breakdown>, ReadError> {
        let mut days = match unit {
            Span::Month(month) => self.parts(survey, recipe, month, held, range).await?,
            Span::Day(_) => self.hours(survey, recipe, held).await?,
            Span::Hour(_) => self.counted_anew(survey, recipe, held).await?,
        };
        days.retain(|day, _| range.contains(*day));
        Ok(days)
    }

    /// Those of a day. While it is recent, all its hours together would be more than a value can hold: each has its own.
    async fn hours(
        &self,
        survey: &SurveyId,
        recipe: &Recipe<'_>,
        held: &Held,
    ) -> Result<BTreeMap<Day, Breakdown>, ReadError> {
        let mut days: BTreeMap<Day, Breakdown> = BTreeMap::new();
        for (span, held) in held.groups() {
            let key = Key::Detail(survey.clone(), span);
            let summary = self.summary(&key, recipe, &held).await?;
            for (day, breakdown) in summary.days() {
                days.entry(day).or_default().merge(&breakdown);
            }
        }
        Ok(days)
    }

    /// Those of a month that is one unit. It seldom changes, and all its days together are more than a value can hold:
    /// each has its own.
    async fn parts(
        &self,
        survey: &SurveyId,
        recipe: &Recipe<'_>,
        month: Month,
        held: &Held,
        range: Range,
    ) -> Result<BTreeMap<Day, Breakdown>, ReadError> {
        let digest = held.digest();
        let key = |day, piece| Key::Part(survey.clone(), month, day, piece);
        let ahead = recipe.minutes_ahead();
        let first = month.first_day().first_hour().start().local_day(ahead);
        let end = Span::Month(month).end().back(Duration::from_millis(1));
        let last = end.local_day(ahead);
        let all = || (first.0..=last.0).map(Day);
        let mut days = BTreeMap::new();
        for day in all().filter(|day| range.contains(*day)) {
            let known = self.counted(digest, recipe, |piece| key(day, piece));
            match known.await? {
                Some(known) => {
                    // A day without responses is known to have none.
                    if known != Breakdown::default() {
                        days.insert(day, known);
                    }
                }
                None => {
                    let days = self.counted_anew(survey, recipe, held).await?;
                    for day in all() {
                        let none = Breakdown::default();
                        let total = days.get(&day).unwrap_or(&none);
                        self.keep(digest, recipe, total, |piece| key(day, piece))
                            .await;
                    }
                    return Ok(days);
                }
            }
        }
        Ok(days)
    }

    async fn counted_anew(
        &self,
        survey: &SurveyId,
        recipe: &Recipe<'_>,
        held: &Held,
    ) -> Result<BTreeMap<Day, Breakdown>, ReadError> {
        Ok(self.recount(survey, recipe, held).await?.days)
    }

    /// The breakdown of some units of a month, which seldom change.
    pub async fn rollup(
        &self,
        survey: &SurveyId,
        recipe: &Recipe<'_>,
        month: Month,
        units: &BTreeMap<Span, Held>,
    ) -> Result<Breakdown, ReadError> {
        let mut all = Held::default();
        for held in units.values() {
            all.entries.extend(&held.entries);
            all.runs.extend(&held.runs);
        }
        let digest = all.digest();
        let key = |piece| Key::Rollup(survey.clone(), month, piece);
        if let Some(known) = self.counted(digest, recipe, key).await? {
            return Ok(known);
        }
        let mut total = Breakdown::default();
        for (unit, held) in units {
            let days = self
                .detail(survey, recipe, *unit, held, Range::default())
                .await?;
            days.values().for_each(|day| total.merge(day));
        }
        self.keep(digest, recipe, &total, key).await;
        Ok(total)
    }

    /// What is kept of a breakdown, if all its pieces are of these keys and this recipe.
    async fn counted(
        &self,
        digest: u128,
        recipe: &Recipe<'_>,
        key: impl Fn(Piece) -> Key,
    ) -> Result<Option<Breakdown>, ReadError> {
        let mut total: Option<Breakdown> = None;
        let mut last = 0;
        let mut piece = 0;
        while piece <= last {
            let known: Option<Counted> = self.load(&key(Piece(piece))).await?;
            let known =
                known.filter(|known| (known.digest, known.recipe) == (digest, recipe.recipe()));
            let Some(known) = known else {
                return Ok(None);
            };
            match &mut total {
                Some(total) => total.merge(&known.total),
                None => (total, last) = (Some(known.total), known.more),
            }
            piece += 1;
        }
        Ok(total)
    }

    /// Keeps a breakdown, in as many pieces as it takes; the first, which names the others, last.
    async fn keep(
        &self,
        digest: u128,
        recipe: &Recipe<'_>,
        total: &Breakdown,
        key: impl Fn(Piece) -> Key,
    ) {
        let pieces = total.pieces(MAX_VALUE - MARGIN);
        let more = pieces.len().saturating_sub(1) as u8;
        for (piece, total) in pieces.into_iter().enumerate().rev() {
            let counted = Counted {
                digest,
                recipe: recipe.recipe(),
                total,
                more,
            };
            let body = serde_json::to_vec(&counted).unwrap_or_default();
            self.save(&key(Piece(piece as u8)), body).await;
        }
    }
}
