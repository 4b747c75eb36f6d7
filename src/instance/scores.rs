//! Live scores: from memory if they are fresh, else from the stored summary if that is, else by a fold.

use std::collections::BTreeMap;
use std::rc::Rc;

use bytes::Bytes;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::{A_MOMENT, Defined, Instance};
use crate::funnel::Funnel;
use crate::id::SurveyId;
use crate::journal::{Folded, Held, Holdings, Listing, ReadError};
use crate::period::{By, Period, Range, TooLong, trend};
use crate::platform::{Platform, StoreError};
use crate::score::{Score, scores};
use crate::tally::Tally;
use crate::time::{Day, Millis, Month};

/// Answers kept, over all surveys; past this many all are forgotten.
const MAX_REMEMBERED: usize = 256;
/// A key that vanishes between listing and reading means a listing out of date. More often than this
/// in a row means a store out of order.
const MAX_LISTINGS: usize = 10;
/// While one request computes, the others are answered from what was fresh this many bounds ago.
const STALE_BOUNDS: u32 = 2;

/// What is asked of a survey's scores.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScoreQuery {
    /// Of these days.
    pub range: Range,
    /// With a trend.
    pub by: Option<By>,
}

/// A ready answer.
#[derive(Debug)]
pub struct Scores {
    /// Everything acknowledged by then is in it.
    pub as_of: Millis,
    /// The version of the definition it was derived by.
    pub version: String,
    /// Respondents counted.
    pub responses: u64,
    /// The scores themselves, without a trend.
    pub scores: Vec<Score>,
    /// Names what it says, its time left aside.
    pub etag: String,
    /// The answer as JSON.
    pub body: Bytes,
}

/// Why there are no scores.
#[derive(Debug)]
pub enum ScoresError {
    /// The trend has too many points.
    TooLong,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for ScoresError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<TooLong> for ScoresError {
    fn from(_: TooLong) -> Self {
        Self::TooLong
    }
}

#[derive(Serialize)]
struct Document<'a> {
    survey: &'a SurveyId,
    as_of: String,
    #[serde(flatten)]
    content: Content,
}

#[derive(Serialize)]
struct Content {
    from: Option<Day>,
    to: Option<Day>,
    responses: u64,
    completed: u64,
    scores: Vec<Score>,
    funnel: Option<Funnel>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trend: Option<Vec<Point>>,
}

#[derive(Serialize)]
struct Point {
    from: Day,
    to: Day,
    responses: u64,
    scores: Vec<Score>,
}

impl<P: Platform + 'static> Instance<P> {
    /// The scores of a survey, at most as old as the freshness bound.
    pub async fn scores(
        self: &Rc<Self>,
        defined: &Rc<Defined>,
        query: ScoreQuery,
    ) -> Result<Rc<Scores>, ScoresError> {
        let freshness = self.config().await?.freshness;
        let key = (defined.id.clone(), query);
        loop {
            let remembered = self.scores.borrow().get(&key).cloned();
            let remembered = remembered.filter(|scores| scores.version == defined.version);
            let younger = |bounds: u32| {
                let young = |scores: &&Rc<Scores>| self.now() - scores.as_of <= freshness * bounds;
                remembered.as_ref().filter(young).cloned()
            };
            if let Some(fresh) = younger(1) {
                return Ok(fresh);
            }
            let work = format!("scores {} {query:?}", defined.id);
            if let Some(_claim) = self.claims.take(&work) {
                let scores = Rc::new(self.compute(defined, query).await?);
                let mut remembered = self.scores.borrow_mut();
                if remembered.len() >= MAX_REMEMBERED {
                    remembered.clear();
                }
                remembered.insert(key, scores.clone());
                return Ok(scores);
            }
            if let Some(stale) = younger(STALE_BOUNDS) {
                return Ok(stale);
            }
            self.platform.pause(A_MOMENT).await;
        }
    }

    async fn compute(
        self: &Rc<Self>,
        defined: &Rc<Defined>,
        query: ScoreQuery,
    ) -> Result<Scores, ScoresError> {
        if query == ScoreQuery::default() {
            let (as_of, total) = self.total(&defined.id).await?;
            return Ok(render(defined, query, as_of, &total, None));
        }
        let (as_of, days) = self.days(&defined.id, query.range).await?;
        let mut total = Tally::default();
        days.values().for_each(|day| total.merge(day));
        let trend = query
            .by
            .map(|by| trend(&days, query.range, by))
            .transpose()?;
        Ok(render(defined, query, as_of, &total, trend))
    }

    /// The total of a survey, and as of when.
    async fn total(self: &Rc<Self>, survey: &SurveyId) -> Result<(Millis, Tally), StoreError> {
        let freshness = self.config().await?.freshness;
        let now = self.now();
        let mut earlier = self.folded.borrow_mut().remove(survey).unwrap_or_default();
        if let Some(stored) = self.journal().head(survey).await?
            && stored.as_of > earlier.head.as_of
        {
            earlier.head = stored;
        }
        // A clock ahead of this one must not keep a summary fresh for ever.
        if earlier.head.as_of <= now && now - earlier.head.as_of <= freshness {
            return Ok(self.remember_fold(survey, earlier));
        }
        let mut listing = self.listing(freshness).await?;
        for _ in 0..MAX_LISTINGS {
            let none = Holdings::default();
            let holdings = listing.surveys.get(survey).unwrap_or(&none);
            match self
                .journal()
                .fold(survey, holdings, listing.taken, earlier.clone())
                .await
            {
                Ok(folded) => {
                    let total = self.remember_fold(survey, folded);
                    self.compact_after(survey, &listing).await?;
                    return Ok(total);
                }
                Err(ReadError::Store(error)) => return Err(error),
                Err(ReadError::Gone) => listing = self.list().await?,
            }
        }
        Err(restless())
    }

    fn remember_fold(&self, survey: &SurveyId, folded: Folded) -> (Millis, Tally) {
        let total = (folded.head.as_of, folded.head.total());
        self.folded.borrow_mut().insert(survey.clone(), folded);
        total
    }

    /// The tallies of each day in a range, and as of when.
    async fn days(
        &self,
        survey: &SurveyId,
        range: Range,
    ) -> Result<(Millis, BTreeMap<Day, Tally>), StoreError> {
        let freshness = self.config().await?.freshness;
        let mut listing = self.listing(freshness).await?;
        for _ in 0..MAX_LISTINGS {
            match self.days_of(survey, range, &listing).await {
                Ok(days) => return Ok((listing.taken, days)),
                Err(ReadError::Store(error)) => return Err(error),
                Err(ReadError::Gone) => listing = self.list().await?,
            }
        }
        Err(restless())
    }

    async fn days_of(
        &self,
        survey: &SurveyId,
        range: Range,
        listing: &Listing,
    ) -> Result<BTreeMap<Day, Tally>, ReadError> {
        let none = BTreeMap::<Month, Held>::new();
        let months = listing
            .surveys
            .get(survey)
            .map_or(&none, |holdings| &holdings.months);
        let mut days = BTreeMap::new();
        for (month, held) in months {
            let last = Day(month.next().first_day().0.saturating_sub(1));
            let before = range.from.is_some_and(|from| last < from);
            let after = range.to.is_some_and(|to| month.first_day() >= to);
            if !before && !after {
                days.extend(self.journal().month(survey, *month, held).await?.days());
            }
        }
        days.retain(|day, _| range.contains(*day));
        Ok(days)
    }
}

fn restless() -> StoreError {
    StoreError("keys vanish as fast as they are listed".into())
}

fn render(
    defined: &Defined,
    query: ScoreQuery,
    as_of: Millis,
    total: &Tally,
    trend: Option<Vec<Period>>,
) -> Scores {
    let point = |period: Period| Point {
        from: period.from,
        to: period.to,
        responses: period.tally.responses,
        scores: scores(&defined.survey, &period.tally),
    };
    let content = Content {
        from: query.range.from,
        to: query.range.to,
        responses: total.responses,
        completed: total.completed,
        scores: scores(&defined.survey, total),
        funnel: Funnel::of(total),
        trend: trend.map(|periods| periods.into_iter().map(point).collect()),
    };
    let etag = format!("W/\"{:016x}\"", xxh3_64(&json(&content)));
    let document = Document {
        survey: &defined.id,
        as_of: as_of.to_string(),
        content,
    };
    let body = json(&document).into();
    Scores {
        as_of,
        version: defined.version.clone(),
        responses: total.responses,
        scores: document.content.scores,
        etag,
        body,
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Fails only for maps with keys that are not text, and there are none.
    serde_json::to_vec(value).unwrap_or_default()
}
