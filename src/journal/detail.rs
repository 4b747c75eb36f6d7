//! Breakdowns as of a listing: one summary a day, and one of all but the last day of a month.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Journal;
use super::keys::{Key, Span};
use super::listing::Held;
use super::read::ReadError;
use super::summary::{read_digest, write_digest};
use crate::breakdown::{Breakdown, Recipe};
use crate::id::SurveyId;
use crate::platform::Store;
use crate::tally::{Count, Counts};
use crate::time::{Day, Month};

/// Breakdowns of several days in one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Rollup {
    /// Names the keys it was computed from.
    #[serde(serialize_with = "write_digest", deserialize_with = "read_digest")]
    digest: u128,
    /// Names the way it was counted.
    recipe: u64,
    /// Over all of them.
    total: Breakdown,
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
    /// The breakdowns of a unit by the days of the recipe.
    pub async fn detail(
        &self,
        survey: &SurveyId,
        recipe: &Recipe<'_>,
        unit: Span,
        held: &Held,
    ) -> Result<BTreeMap<Day, Breakdown>, ReadError> {
        let key = Key::Detail(survey.clone(), unit);
        Ok(self.summary(&key, recipe, held).await?.days())
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
        let key = Key::Rollup(survey.clone(), month);
        let known: Option<Rollup> = self.load(&key).await?;
        if let Some(known) = known
            && (known.digest, known.recipe) == (digest, recipe.recipe())
        {
            return Ok(known.total);
        }
        let mut rollup = Rollup {
            digest,
            recipe: recipe.recipe(),
            total: Breakdown::default(),
        };
        for (unit, held) in units {
            let days = self.detail(survey, recipe, *unit, held).await?;
            days.values().for_each(|day| rollup.total.merge(day));
        }
        self.save(&key, serde_json::to_vec(&rollup).unwrap_or_default())
            .await;
        Ok(rollup.total)
    }
}
