//! Analyses, remembered for as long as nothing they rest on has changed.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::days::{Scan, digest};
use super::{Defined, Instance};
use crate::analysis::{DayCounts, Finding, Named, Report, Study, Values, Window, findings, report};
use crate::breakdown::{Breakdown, Detail, Recipe};
use crate::dimension::Filter;
use crate::instance::ScoresError;
use crate::journal::{Listing, ReadError};
use crate::period::Range;
use crate::platform::Platform;
use crate::response::Response;
use crate::survey::Survey;
use crate::tally::{Count, Tally};
use crate::time::{Day, Millis};

/// Analyses kept, over all surveys; past this many all are forgotten.
const MAX_REMEMBERED: usize = 16;
/// Days before the period that charts learn from what is usual: eight of each weekday.
const BASELINE: u32 = 56;
/// Days of a long period that charts look at, its last.
const CHARTED: u32 = 120;

/// What is to be analysed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StudyQuery {
    /// The first day.
    pub from: Day,
    /// The day after the last.
    pub to: Day,
    /// Of these respondents.
    pub filter: Filter,
}

impl StudyQuery {
    fn range(&self) -> Range {
        Range {
            from: Some(self.from),
            to: Some(self.to),
        }
    }
}

/// What was found, and in what.
pub struct Analysed {
    /// The counts of the period.
    pub tally: Tally,
    /// As many days before it: the first, and the day after the last.
    pub previous: (Day, Day),
    /// The same days a year before.
    pub year_ago: (Day, Day),
    /// The values that a filter may ask for in the period, whatever was asked for.
    pub dimensions: Vec<Values>,
    /// All tables.
    pub report: Report,
    /// What of them is worth telling.
    pub findings: Vec<Finding>,
}

impl Analysed {
    fn of(study: Study, named: &Named) -> Self {
        let report = report(&study);
        Self {
            dimensions: named.values(study.survey),
            findings: findings(&study, &report),
            previous: (study.previous.from, study.previous.to),
            year_ago: (study.year_ago.from, study.year_ago.to),
            report,
            tally: study.now.breakdown.total.tally,
        }
    }
}

/// An analysis, and as of when.
pub struct Studied {
    /// Everything acknowledged by then is in it.
    pub as_of: Millis,
    /// What was found.
    pub analysed: Rc<Analysed>,
}

/// One that is remembered, with what it rests on.
pub struct Remembered {
    as_of: Millis,
    /// None if there was too much to read.
    analysed: Option<Rc<Analysed>>,
    version: String,
    today: Day,
    digest: u128,
}

impl<P: Platform + 'static> Instance<P> {
    /// An analysis, at most as old as the freshness bound. What is not counted is read.
    pub async fn study(
        &self,
        defined: &Defined,
        query: &StudyQuery,
    ) -> Result<Studied, ScoresError> {
        let freshness = self.config().await?.freshness;
        let key = (defined.id.clone(), query.clone());
        let remembered = || {
            let remembered = self.studies.borrow().get(&key).cloned();
            remembered.filter(|studied| studied.version == defined.version)
        };
        let fresh = || remembered().filter(|studied| self.now() - studied.as_of <= freshness);
        let analyse = async || {
            let studied = self.analyse(defined, query, remembered()).await?;
            let studied = Rc::new(studied);
            let mut studies = self.studies.borrow_mut();
            if studies.len() >= MAX_REMEMBERED {
                studies.clear();
            }
            studies.insert(key.clone(), studied.clone());
            Ok::<_, ScoresError>(studied)
        };
        let work = format!("study {} {query:?}", defined.id);
        let studied = self.shared(&work, fresh, analyse).await?;
        Ok(Studied {
            as_of: studied.as_of,
            analysed: studied.analysed.clone().ok_or(ScoresError::TooMany)?,
        })
    }

    async fn analyse(
        &self,
        defined: &Defined,
        query: &StudyQuery,
        earlier: Option<Rc<Remembered>>,
    ) -> Result<Remembered, ScoresError> {
        let freshness = self.config().await?.freshness;
        let recipe = Recipe::new(&defined.survey);
        let asked = async |listing: Rc<Listing>| {
            let today = listing.taken.local_day(recipe.minutes_ahead());
            let digest = digest(defined, &listing);
            let same =
                |studied: &&Rc<Remembered>| (studied.today, studied.digest) == (today, digest);
            let analysed = match earlier.as_ref().filter(same) {
                Some(earlier) => earlier.analysed.clone(),
                None => {
                    let study = self
                        .gather(defined, &recipe, query, today, &listing)
                        .await?;
                    study.map(|(study, named)| Rc::new(Analysed::of(study, &named)))
                }
            };
            Ok((analysed, today, digest))
        };
        let (as_of, (analysed, today, digest)) = self.as_listed(freshness, asked).await?;
        Ok(Remembered {
            as_of,
            analysed,
            version: defined.version.clone(),
            today,
            digest,
        })
    }

    /// None if there is more to read than one request reads.
    async fn gather<'a>(
        &self,
        defined: &'a Defined,
        recipe: &Recipe<'_>,
        query: &StudyQuery,
        today: Day,
        listing: &Listing,
    ) -> Result<Option<(Study<'a>, Named)>, ReadError> {
        let reading = Scan {
            defined,
            recipe,
            filter: &query.filter,
            listing,
            read: 0,
        };
        if query.filter.0.len() < 2 {
            let gathered = Gathered::new(&defined.survey, query, today);
            if let Some(counted) = self.count(gathered, query, &reading).await? {
                return Ok(Some(counted));
            }
        }
        let gathered = Gathered::new(&defined.survey, query, today);
        self.read(gathered, query, reading).await
    }

    /// From breakdowns. None if some day has a value that is asked for, and not on its own.
    async fn count<'a>(
        &self,
        mut gathered: Gathered<'a>,
        query: &StudyQuery,
        reading: &Scan<'_>,
    ) -> Result<Option<(Study<'a>, Named)>, ReadError> {
        let (defined, recipe, listing) = (reading.defined, reading.recipe, reading.listing);
        let mut named = Named::default();
        let mut crowded = false;
        for range in gathered.ranges() {
            let mut take = |day: Day, breakdown: Breakdown| {
                if query.range().contains(day) {
                    named.add(&defined.survey, &breakdown);
                }
                match query.filter.single() {
                    None => gathered.add(day, breakdown),
                    Some((dimension, value)) => match breakdown.of(dimension, value) {
                        Some(detail) => gathered.add(day, segment(detail)),
                        None => crowded = true,
                    },
                }
            };
            self.each_day(defined, recipe, range, listing, &mut take)
                .await?;
        }
        Ok((!crowded).then_some((gathered.study, named)))
    }

    /// By reading what was answered: all of the days that are compared, and as many before them as may be read.
    async fn read<'a>(
        &self,
        mut gathered: Gathered<'a>,
        query: &StudyQuery,
        mut reading: Scan<'_>,
    ) -> Result<Option<(Study<'a>, Named)>, ReadError> {
        let (defined, recipe, listing) = (reading.defined, reading.recipe, reading.listing);
        let mut named = Named::default();
        let mut name = |_, breakdown: Breakdown| named.add(&defined.survey, &breakdown);
        self.each_day(defined, recipe, query.range(), listing, &mut name)
            .await?;
        let whole = recipe.whole();
        for (range, needed) in gathered.readings() {
            let mut days: BTreeMap<Day, Breakdown> = BTreeMap::new();
            let mut take = |day: Day, response: &Response| {
                whole.add(days.entry(day).or_default(), response);
            };
            let since = self.scan(&mut reading, range, &mut take).await?;
            if needed && since.is_some() {
                return Ok(None);
            }
            for (day, breakdown) in days {
                if since.is_none_or(|since| since <= day) {
                    gathered.add(day, segment(breakdown.total));
                }
            }
        }
        Ok(Some((gathered.study, named)))
    }
}

/// A study while the days are counted that it is of.
struct Gathered<'a> {
    study: Study<'a>,
    /// The first day that charts look at.
    charted: Day,
}

impl<'a> Gathered<'a> {
    fn new(survey: &'a Survey, query: &StudyQuery, today: Day) -> Self {
        let range = query.range();
        let window = |range: Option<Range>| {
            let ends = range.and_then(Range::ends).unwrap_or_default();
            Window::new(ends.0, ends.1)
        };
        let back = |day: Day, days: u32| Day(day.0.saturating_sub(days));
        Self {
            study: Study {
                survey,
                today,
                now: window(Some(range)),
                previous: window(range.previous()),
                year_ago: window(range.year_ago()),
                days: Default::default(),
            },
            charted: back(back(query.to, CHARTED).max(query.from), BASELINE),
        }
    }

    /// The days that are needed: the recent ones, and those of a year ago that are not among them.
    fn ranges(&self) -> Vec<Range> {
        let range = |from, to| Range {
            from: Some(from),
            to: Some(to),
        };
        let first = self.study.previous.from.min(self.charted);
        let year_ago = &self.study.year_ago;
        let mut ranges = vec![
            range(first, self.study.now.to),
            range(year_ago.from, year_ago.to.min(first)),
        ];
        ranges.retain(|range| range.from < range.to);
        ranges
    }

    /// The same in the order in which they are read, and whether all of them is needed: charts learn from what there is.
    fn readings(&self) -> Vec<(Range, bool)> {
        let compared = self.study.previous.from;
        let part = |from: Option<Day>, to: Option<Day>, needed| (Range { from, to }, needed);
        let mut readings = Vec::new();
        for Range { from, to } in self.ranges() {
            if from < Some(compared) && Some(compared) < to {
                readings.push(part(Some(compared), to, true));
                readings.push(part(from, Some(compared), false));
            } else {
                readings.push(part(from, to, true));
            }
        }
        readings.sort_by_key(|(_, needed)| !needed);
        readings
    }

    fn add(&mut self, day: Day, breakdown: Breakdown) {
        let study = &mut self.study;
        study.now.add(day, &breakdown);
        study.previous.add(day, &breakdown);
        study.year_ago.add(day, &breakdown);
        if day >= self.charted {
            study.days.insert(day, DayCounts::of(breakdown));
        }
    }
}

/// What is counted of one segment: it has no segments in it.
fn segment(total: Detail) -> Breakdown {
    Breakdown {
        total,
        ..Breakdown::default()
    }
}
