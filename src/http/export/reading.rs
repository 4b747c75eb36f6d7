//! Responses on their way out: a group of keys at a time, so that memory is bounded by the largest group.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::vec::IntoIter;

use super::parameters::Wanted;
use crate::id::{ResponseId, SurveyId};
use crate::instance::{Defined, Instance};
use crate::journal::{Held, Listing, ReadError, Span};
use crate::platform::{Platform, StoreError};
use crate::response::{Record, Whole};
use crate::time::Millis;

/// Where an export is.
pub struct Reading<P> {
    instance: Rc<Instance<P>>,
    defined: Rc<Defined>,
    wanted: Wanted,
    /// Taken from the end.
    groups: Vec<(Span, Held)>,
    read: IntoIter<Whole>,
    left: usize,
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
            defined,
            wanted,
            groups,
            read: Vec::new().into_iter(),
        })
    }

    /// The next one. After a failure there is none.
    pub async fn next(&mut self) -> Result<Option<Whole>, StoreError> {
        while self.left > 0 {
            if let Some(whole) = self.read.next() {
                self.left -= 1;
                return Ok(Some(whole));
            }
            let Some((span, held)) = self.groups.pop() else {
                break;
            };
            self.read = self.read_group(span, held).await?.into_iter();
        }
        Ok(None)
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
            .filter(|record| span.contains(record.id.hour()) && self.wants(record))
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

    fn wants(&self, record: &Record) -> bool {
        let Wanted { filter, .. } = &self.wanted;
        if !record.has_answers() || !self.wanted.is_of_days_and_cursor(record.id) {
            return false;
        }
        filter.is_empty()
            || record
                .response()
                .is_ok_and(|response| filter.admits(&self.defined.survey, &response))
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

    fn is_of_days_and_cursor(&self, id: ResponseId) -> bool {
        let day = id.made_at().local_day(self.minutes_ahead);
        self.range.contains(day)
            && self.cursor.is_none_or(|cursor| match self.newest {
                true => id < cursor,
                false => id > cursor,
            })
    }
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
