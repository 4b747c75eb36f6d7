//! Live scores: from memory if they are fresh, else from the stored summary if that is, else by a fold.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use bytes::Bytes;
use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use super::days::{Crowded, Days};
use super::{A_MOMENT, Defined, Instance};
use crate::analysis::{Against, Change, Index, changes, index};
use crate::dimension::{Dimension, Filter};
use crate::funnel::Funnel;
use crate::id::SurveyId;
use crate::journal::{Folded, Holdings, Listing};
use crate::period::{By, Period, Range, TooLong, trend};
use crate::platform::{Platform, StoreError};
use crate::score::{Score, scores};
use crate::survey::Survey;
use crate::tally::Tally;
use crate::time::{Day, Millis};

/// Answers kept, over all surveys; past this many all are forgotten.
const MAX_REMEMBERED: usize = 256;
/// Their bytes, likewise: a trend of three years of days is 2 MB, and anybody may ask for one after another.
const MAX_BYTES: usize = 8 * 1024 * 1024;
/// While one request computes, the others are answered from what was fresh this many bounds ago.
const STALE_BOUNDS: u32 = 2;

/// What is asked of a survey's scores.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScoreQuery {
    /// Of these days.
    pub range: Range,
    /// With a trend.
    pub by: Option<By>,
    /// Each point of the trend also together with those before it, so many in all.
    pub moving: Option<u32>,
    /// Of these respondents.
    pub filter: Filter,
    /// What is not counted may be read.
    pub scan: bool,
    /// Against these.
    pub compare: BTreeSet<Against>,
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
    /// The value that is filtered by is not counted on its own.
    Crowded,
    /// There are more responses than one request reads.
    TooMany,
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for ScoresError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Crowded> for ScoresError {
    fn from(_: Crowded) -> Self {
        Self::Crowded
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

#[derive(Default, Serialize)]
struct Content {
    from: Option<Day>,
    to: Option<Day>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    filter: BTreeMap<Dimension, Box<str>>,
    responses: u64,
    completed: u64,
    scores: Vec<Score>,
    index: Option<Index>,
    funnel: Option<Funnel>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Comparison>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trend: Option<Vec<Point>>,
    /// Earlier days were left for another request.
    #[serde(skip_serializing_if = "Option::is_none")]
    more: Option<More>,
}

/// What to ask for the days that were left.
#[derive(Serialize)]
struct More {
    from: Option<Day>,
    to: Day,
}

#[derive(Serialize)]
struct Comparison {
    against: Against,
    from: Day,
    to: Day,
    responses: u64,
    scores: Vec<Change>,
}

#[derive(Serialize)]
struct Point {
    from: Day,
    to: Day,
    responses: u64,
    scores: Vec<Score>,
    #[serde(skip_serializing_if = "Option::is_none")]
    moving: Option<Moving>,
}

/// Several points together: thin data says more so.
#[derive(Serialize)]
struct Moving {
    from: Day,
    responses: u64,
    scores: Vec<Score>,
}

impl<P: Platform + 'static> Instance<P> {
    /// The scores of a survey, at most as old as the freshness bound.
    pub async fn scores(
        self: &Rc<Self>,
        defined: &Rc<Defined>,
        query: &ScoreQuery,
    ) -> Result<Rc<Scores>, ScoresError> {
        let freshness = self.config().await?.freshness;
        let key = (defined.id.clone(), query.clone());
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
                let bytes = |scores: &Rc<Scores>| scores.body.len();
                let held: usize = remembered.values().map(bytes).sum();
                if remembered.len() >= MAX_REMEMBERED || held + bytes(&scores) > MAX_BYTES {
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
        query: &ScoreQuery,
    ) -> Result<Scores, ScoresError> {
        let survey = &defined.survey;
        let mut content = Content {
            from: query.range.from,
            to: query.range.to,
            filter: query.filter.0.clone(),
            ..Content::default()
        };
        let whole = query.range == Range::default() && query.by.is_none() && !query.scan;
        let (as_of, total) = if whole && query.filter.is_empty() {
            self.total(&defined.id).await?
        } else if let (true, Some((dimension, value))) = (whole, query.filter.single()) {
            let (as_of, breakdown) = self.breakdown(defined).await?;
            let detail = breakdown.of(dimension, value).ok_or(Crowded)?;
            (as_of, detail.tally)
        } else {
            let mut range = query.range;
            if let (Some(by), Some(from), Some(moving)) = (query.by, range.from, query.moving) {
                range.from = Some(by.back(by.start(from), moving.saturating_sub(1)));
            }
            let asked = self.days(defined, range, &query.filter, query.scan).await?;
            let (as_of, days) = asked?;
            let mut range = query.range;
            // The look-back of a moving window may be left without any day of the range being left.
            let left = days.since;
            let left = left.filter(|since| range.from.is_none_or(|from| from < *since));
            if let Some(since) = left {
                content.more = Some(More {
                    from: range.from,
                    to: since,
                });
                range.from = Some(since);
                content.from = range.from;
            }
            let mut total = Tally::default();
            let within = days.tallies.iter().filter(|(day, _)| range.contains(**day));
            within.for_each(|(_, day)| total.merge(day));
            if let Some(by) = query.by {
                content.trend = Some(points(survey, &days, range, by, query.moving)?);
            }
            (as_of, total)
        };
        // A part is not to be compared with a whole, nor a whole with a part.
        let compared = query.compare.iter().filter(|_| content.more.is_none());
        for against in compared {
            let range = match against {
                Against::Previous => query.range.previous(),
                Against::YearAgo => query.range.year_ago(),
            };
            let Some((range, (from, to))) = range.and_then(|range| Some((range, range.ends()?)))
            else {
                continue;
            };
            let (_, days) = self
                .days(defined, range, &query.filter, query.scan)
                .await??;
            if days.since.is_some() {
                continue;
            }
            let mut was = Tally::default();
            days.tallies.values().for_each(|day| was.merge(day));
            content.changes.push(Comparison {
                against: *against,
                from,
                to,
                responses: was.responses,
                scores: changes(survey, &total, &was, *against),
            });
        }
        content.responses = total.responses;
        content.completed = total.completed;
        content.scores = scores(survey, &total);
        content.index = index(survey, &total);
        content.funnel = Funnel::of(&total);
        Ok(render(defined, as_of, content))
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
        let asked = async |listing: Rc<Listing>| {
            let none = Holdings::default();
            let holdings = listing.surveys.get(survey).unwrap_or(&none);
            let earlier = earlier.clone();
            let journal = self.journal();
            let folded = journal
                .fold(survey, holdings, listing.taken, earlier)
                .await?;
            Ok((folded, listing))
        };
        let (_, (folded, listing)) = self.as_listed(freshness, asked).await?;
        let total = self.remember_fold(survey, folded);
        self.compact_after(survey, &listing).await?;
        Ok(total)
    }

    fn remember_fold(&self, survey: &SurveyId, folded: Folded) -> (Millis, Tally) {
        let total = (folded.head.as_of, folded.head.total());
        self.folded.borrow_mut().insert(survey.clone(), folded);
        total
    }
}

/// The trend. `days` may begin before the range, for the first points to look back on; one that would look back on
/// days that were left for another request does not.
fn points(
    survey: &Survey,
    days: &Days,
    range: Range,
    by: By,
    moving: Option<u32>,
) -> Result<Vec<Point>, TooLong> {
    let mut within = BTreeMap::new();
    let tallies = &days.tallies;
    for (day, tally) in tallies.iter().filter(|(day, _)| range.contains(**day)) {
        within.insert(*day, tally.clone());
    }
    let point = |period: Period| {
        let moving = moving.and_then(|moving| {
            let from = by.back(by.start(period.from), moving.saturating_sub(1));
            let mut tally = Tally::default();
            let within = tallies.range(from..period.to);
            within.for_each(|(_, day)| tally.merge(day));
            days.since
                .is_none_or(|since| since <= from)
                .then(|| Moving {
                    from,
                    responses: tally.responses,
                    scores: scores(survey, &tally),
                })
        });
        Point {
            from: period.from,
            to: period.to,
            responses: period.tally.responses,
            scores: scores(survey, &period.tally),
            moving,
        }
    };
    let periods = trend(&within, range, by)?;
    Ok(periods.into_iter().map(point).collect())
}

fn render(defined: &Defined, as_of: Millis, content: Content) -> Scores {
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
        responses: document.content.responses,
        scores: document.content.scores,
        etag,
        body,
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    // Fails only for maps with keys that are not text, and there are none.
    serde_json::to_vec(value).unwrap_or_default()
}
