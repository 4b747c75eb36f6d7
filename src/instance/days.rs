//! The tallies of days, whichever way they are had: as polls count them, from breakdowns, or by reading what was answered.

use std::collections::BTreeMap;
use std::rc::Rc;

use xxhash_rust::xxh3::Xxh3;

use super::{Defined, Instance};
use crate::breakdown::{Breakdown, Detail, Recipe};
use crate::dimension::Filter;
use crate::id::SurveyId;
use crate::journal::{Held, Listing, ReadError, Span};
use crate::period::Range;
use crate::platform::{Platform, StoreError};
use crate::response::Response;
use crate::tally::{Count, Counts, Tally};
use crate::time::{Day, Millis, Month};

/// Responses that one request reads one by one: a second of work, where a request may take 30.
pub const MAX_SCANNED: usize = 20_000;

/// Breakdowns kept, of a survey each; past this many all are forgotten.
const MAX_REMEMBERED: usize = 8;

/// The breakdown of all there ever was.
#[derive(Clone)]
pub struct Total {
    as_of: Millis,
    version: String,
    digest: u128,
    breakdown: Rc<Breakdown>,
}

/// The tallies of some days.
#[derive(Debug, Default, Clone)]
pub struct Days {
    /// Of each day with responses.
    pub tallies: BTreeMap<Day, Tally>,
    /// The first day that was looked at, if earlier ones were left for another request.
    pub since: Option<Day>,
}

/// What was read of the days of a range, by what it was read from and how.
pub type ReadDays = BTreeMap<(SurveyId, Range, Filter), ((u128, u64), Days)>;

/// A reading of what was answered.
pub struct Scan<'a> {
    /// The survey.
    pub defined: &'a Defined,
    /// Says on which day something was answered.
    pub recipe: &'a Recipe<'a>,
    /// Who is asked for.
    pub filter: &'a Filter,
    /// What there is.
    pub listing: &'a Listing,
    /// Responses read so far.
    pub read: usize,
}

/// A value that is not counted on its own.
#[derive(Debug)]
pub struct Crowded;

impl<P: Platform + 'static> Instance<P> {
    /// The tallies of each day in a range of those who are asked for, and as of when. What is counted is looked up;
    /// what several filters leave is read, newest first, and a value that is not counted on its own if `scan` says so.
    pub async fn days(
        &self,
        defined: &Defined,
        range: Range,
        filter: &Filter,
        scan: bool,
    ) -> Result<Result<(Millis, Days), Crowded>, StoreError> {
        let recipe = Recipe::new(&defined.survey);
        let plain = filter.is_empty() && recipe.in_utc();
        if let Some((dimension, value)) = filter.single() {
            // What nobody ever gave is known to be none: anybody may ask for one such value after another.
            let (as_of, all) = self.breakdown(defined).await?;
            if all.of(dimension, value) == Some(Detail::default()) {
                return Ok(Ok((as_of, Days::default())));
            }
        }
        let freshness = self.config().await?.freshness;
        let asked = async |listing: Rc<Listing>| {
            if plain {
                return Ok(Ok(self.plain_days(defined, range, &listing).await?));
            }
            if filter.0.len() < 2 {
                let counted = self.counted_days(defined, &recipe, range, filter, &listing);
                let counted = counted.await?;
                if counted.is_ok() || !scan {
                    return Ok(counted);
                }
            }
            let reading = Scan {
                defined,
                recipe: &recipe,
                filter,
                listing: &listing,
                read: 0,
            };
            Ok(Ok(self.read_days(reading, range).await?))
        };
        let (as_of, days) = self.as_listed(freshness, asked).await?;
        Ok(days.map(|days| (as_of, days)))
    }

    async fn plain_days(
        &self,
        defined: &Defined,
        range: Range,
        listing: &Listing,
    ) -> Result<Days, ReadError> {
        let mut days = Days::default();
        for (month, held) in months(defined, range, 0, listing) {
            let journal = self.journal();
            let summary = journal.month(&defined.id, month, held).await?;
            days.tallies.extend(summary.days());
        }
        days.tallies.retain(|day, _| range.contains(*day));
        Ok(days)
    }

    /// Those of one segment at the most, from breakdowns.
    async fn counted_days(
        &self,
        defined: &Defined,
        recipe: &Recipe<'_>,
        range: Range,
        filter: &Filter,
        listing: &Listing,
    ) -> Result<Result<Days, Crowded>, ReadError> {
        let mut days = Days::default();
        let mut crowded = false;
        let mut take = |day: Day, breakdown: Breakdown| match filter.single() {
            None => drop(days.tallies.insert(day, breakdown.total.tally)),
            Some((dimension, value)) => match breakdown.of(dimension, value) {
                Some(detail) => drop(days.tallies.insert(day, detail.tally)),
                None => crowded = true,
            },
        };
        self.each_day(defined, recipe, range, listing, &mut take)
            .await?;
        Ok(if crowded { Err(Crowded) } else { Ok(days) })
    }

    /// Those that are read. They are remembered for as long as none of the keys that they were read from has changed:
    /// days that are over are seldom read again.
    async fn read_days(&self, mut reading: Scan<'_>, range: Range) -> Result<Days, ReadError> {
        let Scan {
            defined,
            recipe,
            filter,
            listing,
            ..
        } = reading;
        let mut hash = Xxh3::new();
        for (unit, held) in units(defined, recipe, range, listing) {
            hash.update(&unit.end().0.to_le_bytes());
            hash.update(&held.digest().to_le_bytes());
        }
        let origin = (hash.digest128(), recipe.recipe());
        let key = (defined.id.clone(), range, filter.clone());
        if let Some((known, days)) = self.read_days.borrow().get(&key)
            && *known == origin
        {
            return Ok(days.clone());
        }
        let mut days = Days::default();
        let mut take = |day: Day, response: &Response| {
            days.tallies.entry(day).or_default().add(response);
        };
        days.since = self.scan(&mut reading, range, &mut take).await?;
        if let Some(since) = days.since {
            days.tallies.retain(|day, _| *day >= since);
        }
        let mut remembered = self.read_days.borrow_mut();
        if remembered.len() >= MAX_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(key, (origin, days.clone()));
        Ok(days)
    }

    /// Calls `take` with the breakdown of each day in a range, one at a time to bound memory, in order.
    pub async fn each_day(
        &self,
        defined: &Defined,
        recipe: &Recipe<'_>,
        range: Range,
        listing: &Listing,
        take: &mut impl FnMut(Day, Breakdown),
    ) -> Result<(), ReadError> {
        // Where days are not UTC days, the responses of one are in two units.
        let mut open: BTreeMap<Day, Breakdown> = BTreeMap::new();
        for (unit, held) in units(defined, recipe, range, listing) {
            let closed = first_day(unit, recipe);
            while let Some(entry) = open.first_entry().filter(|entry| *entry.key() < closed) {
                let (day, breakdown) = entry.remove_entry();
                take(day, breakdown);
            }
            let days = self.unit_days(defined, recipe, range, unit, &held);
            for (day, breakdown) in days.await? {
                open.entry(day).or_default().merge(&breakdown);
            }
        }
        open.into_iter()
            .for_each(|(day, breakdown)| take(day, breakdown));
        Ok(())
    }

    /// The breakdowns of a unit by days, of those in a range. They are remembered for all who ask for other days, or for
    /// another part of them: anybody may ask for one after another.
    async fn unit_days(
        &self,
        defined: &Defined,
        recipe: &Recipe<'_>,
        range: Range,
        unit: Span,
        held: &Held,
    ) -> Result<BTreeMap<Day, Breakdown>, ReadError> {
        let origin = (held.digest(), recipe.recipe());
        let place = |day| (defined.id.clone(), unit, day);
        let within = first_day(unit, recipe).0..=last_day(unit, recipe).0;
        let wanted = within.map(Day).filter(|day| range.contains(*day));
        let mut days = BTreeMap::new();
        let mut unknown: Vec<Day> = Vec::new();
        for day in wanted {
            match self.day_cache.borrow().get(&place(day), origin) {
                Some(known) => drop(days.insert(day, known)),
                None => unknown.push(day),
            }
        }
        if let (Some(first), Some(last)) = (unknown.first(), unknown.last()) {
            let range = Range {
                from: Some(*first),
                to: Some(last.next()),
            };
            let journal = self.journal();
            let read = journal.detail(&defined.id, recipe, unit, held, range);
            let read = read.await?;
            let none = Breakdown::default();
            let mut cache = self.day_cache.borrow_mut();
            for day in unknown {
                // A day without responses is known to have none.
                let breakdown = read.get(&day).unwrap_or(&none);
                cache.put(place(day), origin, breakdown);
            }
            days.extend(read);
        }
        days.retain(|_, breakdown| *breakdown != Breakdown::default());
        Ok(days)
    }

    /// The breakdown of all there ever was, and as of when. It is remembered for all who ask for a part of it: a poll
    /// costs a few reads, however much there is and whichever part it wants.
    pub async fn breakdown(
        &self,
        defined: &Defined,
    ) -> Result<(Millis, Rc<Breakdown>), StoreError> {
        let freshness = self.config().await?.freshness;
        let remembered = || {
            let remembered = self.totals.borrow().get(&defined.id).cloned();
            remembered.filter(|total| total.version == defined.version)
        };
        let fresh = || remembered().filter(|total| self.now() - total.as_of <= freshness);
        let count = async || {
            let total = self.count_all(defined, remembered()).await?;
            let mut totals = self.totals.borrow_mut();
            if totals.len() >= MAX_REMEMBERED {
                totals.clear();
            }
            totals.insert(defined.id.clone(), total.clone());
            Ok::<Total, StoreError>(total)
        };
        let work = format!("breakdown {}", defined.id);
        let total = self.shared(&work, fresh, count).await?;
        Ok((total.as_of, total.breakdown))
    }

    async fn count_all(
        &self,
        defined: &Defined,
        earlier: Option<Total>,
    ) -> Result<Total, StoreError> {
        let recipe = Recipe::new(&defined.survey);
        let freshness = self.config().await?.freshness;
        let asked = async |listing: Rc<Listing>| {
            let digest = digest(defined, &listing);
            if let Some(same) = earlier.as_ref().filter(|total| total.digest == digest) {
                return Ok((same.breakdown.clone(), digest));
            }
            let mut total = Breakdown::default();
            let mut months = months(defined, Range::default(), 0, &listing).peekable();
            while let Some((month, held)) = months.next() {
                let mut units = held.units();
                let journal = self.journal();
                // Answers arrive on the last day of all. What is before it seldom changes, and the days of a month are
                // thirty times as much to read as their sum.
                let newest = months.peek().is_none();
                if let Some(last) = units.last_entry().filter(|_| newest)
                    && let Span::Day(_) = last.key()
                {
                    let (last, held) = last.remove_entry();
                    let range = Range::default();
                    let days = journal.detail(&defined.id, &recipe, last, &held, range);
                    let days = days.await?;
                    days.values().for_each(|day| total.merge(day));
                }
                if !units.is_empty() {
                    let rollup = journal.rollup(&defined.id, &recipe, month, &units);
                    total.merge(&rollup.await?);
                }
            }
            Ok((Rc::new(total), digest))
        };
        let (as_of, (breakdown, digest)) = self.as_listed(freshness, asked).await?;
        Ok(Total {
            as_of,
            version: defined.version.clone(),
            digest,
            breakdown,
        })
    }

    /// Calls `take` with each response in a range that is asked for, the newest days first, until enough is read for one
    /// request. If some of the range is left, it says since which day all is read; of that before some may be.
    pub async fn scan(
        &self,
        reading: &mut Scan<'_>,
        range: Range,
        take: &mut impl FnMut(Day, &Response),
    ) -> Result<Option<Day>, ReadError> {
        let Scan {
            defined,
            recipe,
            filter,
            listing,
            read,
        } = reading;
        let mut units = units(defined, recipe, range, listing);
        while let Some((unit, held)) = units.pop() {
            // What is left begins with the day after this unit's last.
            let since = last_day(unit, recipe).next();
            // A day may lie in two units: who stopped between them would stop there for ever.
            let stops = range.to.is_none_or(|to| since < to);
            if *read >= MAX_SCANNED && stops && range.from.is_none_or(|from| from < since) {
                return Ok(Some(since));
            }
            let union = self.journal().union(&defined.id, &held).await?;
            let mut corrections = union.corrections();
            for record in union.records() {
                let day = recipe.day(record.id);
                if record.id.is_of_corrections() || !range.contains(day) {
                    continue;
                }
                *read += 1;
                if let Ok(mut response) = record.response()
                    && filter.admits(&defined.survey, &response)
                {
                    response.corrections = corrections.remove(&record.id).unwrap_or_default();
                    take(day, &response);
                }
            }
        }
        Ok(None)
    }
}

/// Names all that is held of a survey.
pub fn digest(defined: &Defined, listing: &Listing) -> u128 {
    let mut hash = Xxh3::new();
    for (month, held) in months(defined, Range::default(), 0, listing) {
        hash.update(&month.0.to_le_bytes());
        hash.update(&held.digest().to_le_bytes());
    }
    hash.digest128()
}

/// The months that may hold responses of a range whose days are so many days off from UTC's at the most.
fn months<'a>(
    defined: &Defined,
    range: Range,
    slack: u32,
    listing: &'a Listing,
) -> impl Iterator<Item = (Month, &'a Held)> {
    let holdings = listing.surveys.get(&defined.id);
    let months = holdings.into_iter().flat_map(|holdings| &holdings.months);
    months
        .map(|(month, held)| (*month, held))
        .filter(move |(month, _)| near(Span::Month(*month), range, slack))
}

/// Likewise, their units, in the order of time.
fn units(
    defined: &Defined,
    recipe: &Recipe<'_>,
    range: Range,
    listing: &Listing,
) -> Vec<(Span, Held)> {
    let slack = if recipe.in_utc() { 0 } else { 1 };
    let mut units = Vec::new();
    for (_, held) in months(defined, range, slack, listing) {
        let near = |unit: &(Span, Held)| near(unit.0, range, slack);
        units.extend(held.units().into_iter().filter(near));
    }
    units.sort_unstable_by_key(|(unit, _)| unit.end());
    units
}

fn near(span: Span, range: Range, slack: u32) -> bool {
    let end = span.end().day().0.saturating_add(slack);
    let before = range.from.is_some_and(|from| end <= from.0);
    let start = first_utc_day(span).0;
    let after = range
        .to
        .is_some_and(|to| start >= to.0.saturating_add(slack));
    !before && !after
}

fn first_utc_day(span: Span) -> Day {
    match span {
        Span::Hour(hour) => hour.day(),
        Span::Day(day) => day,
        Span::Month(month) => month.first_day(),
    }
}

fn first_day(unit: Span, recipe: &Recipe<'_>) -> Day {
    let start = first_utc_day(unit).first_hour().start();
    start.local_day(recipe.minutes_ahead())
}

fn last_day(unit: Span, recipe: &Recipe<'_>) -> Day {
    let end = Millis(unit.end().0.saturating_sub(1));
    end.local_day(recipe.minutes_ahead())
}
