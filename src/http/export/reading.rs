//! Responses on their way out: a group of keys at a time, so that memory is bounded by the largest group.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::vec::IntoIter;

use super::parameters::Wanted;
use crate::breakdown::Recipe;
use crate::id::{ResponseId, SurveyId};
use crate::instance::{Defined, Instance};
use crate::journal::{Held, Listing, ReadError, Span};
use crate::platform::{Platform, StoreError};
use crate::response::Whole;
use crate::search::Relevance;
use crate::survey::Survey;
use crate::time::Millis;

/// Responses looked at together, so that what they are coded by is not made anew for each of them, and a short page
/// need not look at many more than it shows.
const SOME: usize = 100;

/// Where an export is.
pub struct Reading<P> {
    instance: Rc<Instance<P>>,
    defined: Rc<Defined>,
    wanted: Wanted,
    /// Taken from the end.
    groups: Vec<(Span, Held)>,
    /// Of the days and after the cursor.
    read: IntoIter<Whole>,
    found: IntoIter<Found>,
    left: usize,
    looks: usize,
    last: Option<ResponseId>,
}

/// A response that is wanted.
struct Found {
    whole: Whole,
    /// If the most relevant ones are wanted.
    relevance: Option<Relevance>,
}

impl<P: Platform + 'static> Reading<P> {
    /// Looks up where the wanted ones are.
    pub async fn begin(
        instance: &Rc<Instance<P>>,
        defined: Rc<Defined>,
        wanted: Wanted,
    ) -> Result<Self, StoreError> {
        let listing = instance.list().await?;
        let mut groups = groups(&listing, &defined.id);
        groups.retain(|(span, _)| wanted.may_be_in(*span));
        if !wanted.newest {
            groups.reverse();
        }
        Ok(Self {
            instance: instance.clone(),
            left: wanted.most.unwrap_or(usize::MAX),
            looks: wanted.looks,
            defined,
            wanted,
            groups,
            read: Vec::new().into_iter(),
            found: Vec::new().into_iter(),
            last: None,
        })
    }

    /// The next one. After a failure there is none.
    pub async fn next(&mut self) -> Result<Option<Whole>, StoreError> {
        Ok(self.find().await?.map(|found| found.whole))
    }

    /// Where to go on, if it has looked at as many as it may before it came to the end.
    pub fn stopped(&self) -> Option<ResponseId> {
        let more = self.read.len() > 0 || !self.groups.is_empty();
        self.last.filter(|_| self.looks == 0 && more)
    }

    /// The most relevant ones, the best first: so many, and no more than have so many bytes with the first that has
    /// no room any more.
    pub async fn best(mut self, most: usize, bytes: usize) -> Result<Vec<Whole>, StoreError> {
        let mut best: Vec<Found> = Vec::new();
        let mut held = 0;
        while let Some(found) = self.find().await? {
            held += found.whole.record.line().len();
            best.push(found);
            if best.len() >= most * 2 || held >= bytes * 2 {
                held = keep_best(&mut best, most, bytes);
            }
        }
        keep_best(&mut best, most, bytes);
        Ok(best.into_iter().map(|found| found.whole).collect())
    }

    async fn find(&mut self) -> Result<Option<Found>, StoreError> {
        while self.left > 0 {
            if let Some(found) = self.found.next() {
                self.left -= 1;
                return Ok(Some(found));
            }
            if self.looks == 0 {
                break;
            }
            if self.read.len() == 0 {
                let Some((span, held)) = self.groups.pop() else {
                    break;
                };
                self.read = self.read_group(span, held).await?.into_iter();
            }
            self.found = self.look().into_iter();
        }
        Ok(None)
    }

    /// What is wanted of the next of those that were read.
    fn look(&mut self) -> Vec<Found> {
        let some = SOME.min(self.looks).min(self.read.len());
        self.looks -= some;
        let recipe = OnceCell::new();
        let mut found = Vec::with_capacity(some);
        for whole in self.read.by_ref().take(some) {
            self.last = Some(whole.record.id);
            found.extend(self.wanted.found(&recipe, &self.defined.survey, whole));
        }
        found
    }

    async fn read_group(&self, span: Span, held: Held) -> Result<Vec<Whole>, StoreError> {
        let journal = self.instance.journal();
        let id = &self.defined.id;
        let union = match journal.union(id, &held).await {
            Ok(union) => union,
            Err(ReadError::Store(error)) => return Err(error),
            // Compacted since it was listed: what it held is elsewhere in the same hours now.
            Err(ReadError::Gone) => {
                let listing = self.instance.list().await?;
                let mut now = Held::default();
                for (_, held) in groups(&listing, id)
                    .into_iter()
                    .filter(|(other, _)| other.overlaps(span))
                {
                    now.entries.extend(held.entries);
                    now.runs.extend(held.runs);
                }
                let read = journal.union(id, &now).await;
                read.map_err(|_| StoreError("keys vanish as fast as they are listed".into()))?
            }
        };
        let mut corrections = union.corrections();
        let records = union.into_records();
        let mut wanted: Vec<Whole> = records
            .filter(|record| {
                span.contains(record.id.hour())
                    && self.wanted.is_of_days_and_cursor(record.id)
                    && record.has_answers()
            })
            .map(|record| Whole {
                corrections: corrections.remove(&record.id).unwrap_or_default(),
                record,
            })
            .collect();
        if self.wanted.newest {
            wanted.reverse();
        }
        Ok(wanted)
    }
}

impl Wanted {
    /// Whether a group can hold any of it.
    fn may_be_in(&self, span: Span) -> bool {
        let first = span.first_hour().start();
        let last = Millis(span.end().0.saturating_sub(1));
        let days = (
            first.local_day(self.minutes_ahead),
            last.local_day(self.minutes_ahead),
        );
        let Wanted { range, .. } = self;
        range.from.is_none_or(|from| days.1 >= from)
            && range.to.is_none_or(|to| days.0 < to)
            && self.cursor.is_none_or(|cursor| match self.newest {
                true => first <= cursor.made_at(),
                false => cursor.made_at() <= last,
            })
    }

    fn found<'s>(
        &self,
        recipe: &OnceCell<Recipe<'s>>,
        survey: &'s Survey,
        whole: Whole,
    ) -> Option<Found> {
        let mut relevance = None;
        if self.ranked || !self.filter.is_empty() || !self.search.is_empty() {
            let response = whole.response().ok()?;
            if !self.filter.admits(survey, &response) {
                return None;
            }
            let recipe = || recipe.get_or_init(|| Recipe::new(survey));
            let code = || recipe().coded(&response);
            if self.ranked {
                relevance = Some(self.search.relevance(&response, code)?);
            } else if !self.search.admits(&response, code) {
                return None;
            }
        }
        Some(Found { whole, relevance })
    }

    fn is_of_days_and_cursor(&self, id: ResponseId) -> bool {
        let day = id.made_at().local_day(self.minutes_ahead);
        self.range.contains(day)
            && self.cursor.is_none_or(|cursor| match self.newest {
                true => id < cursor,
                false => id > cursor,
            })
    }
}

/// Keeps what a page may show, the best first; how many bytes that has.
fn keep_best(found: &mut Vec<Found>, most: usize, bytes: usize) -> usize {
    found.sort_unstable_by_key(|found| Reverse(found.relevance));
    found.truncate(most);
    let mut held = 0;
    found.retain(|found| {
        let room = held <= bytes;
        held += if room {
            found.whole.record.line().len()
        } else {
            0
        };
        room
    });
    held
}

/// In the order of time.
fn groups(listing: &Listing, survey: &SurveyId) -> Vec<(Span, Held)> {
    let mut ordered = BTreeMap::new();
    if let Some(holdings) = listing.surveys.get(survey) {
        for (span, held) in holdings.months.values().flat_map(Held::groups) {
            ordered.insert((span.end(), span), held);
        }
    }
    let groups = ordered.into_iter().map(|((_, span), held)| (span, held));
    groups.collect()
}
