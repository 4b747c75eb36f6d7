//! What there is to look at.

use std::collections::{BTreeMap, BTreeSet};

use crate::breakdown::{Breakdown, Comment, Detail};
use crate::dimension::Dimension;
use crate::survey::Survey;
use crate::tally::Counts;
use crate::time::Day;

/// The counts of a period, of those it is compared with, and of each day.
pub struct Study<'a> {
    /// The survey they are of.
    pub survey: &'a Survey,
    /// The survey's own day as it is now; it is not over.
    pub today: Day,
    /// The period that is asked about.
    pub now: Window,
    /// As many days before it.
    pub previous: Window,
    /// The same days a year before.
    pub year_ago: Window,
    /// The days of the period and those before it, as far back as charts look; none without responses or impressions.
    pub days: BTreeMap<Day, DayCounts>,
}

/// Some days together.
#[derive(Debug, Clone, Default)]
pub struct Window {
    /// The first.
    pub from: Day,
    /// The day after the last.
    pub to: Day,
    /// What is counted of them. Its sample of comments is left to `comments`.
    pub breakdown: Breakdown,
    /// A random sample of what was written on each of them.
    pub comments: Vec<Comment>,
}

/// What charts look at of a day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DayCounts {
    /// Of all.
    pub total: Detail,
    /// By touchpoint; those that are counted together are left out.
    pub touchpoints: BTreeMap<Box<str>, Detail>,
    /// Whether some are counted together.
    pub together: bool,
}

impl Study<'_> {
    /// The touchpoints that can be followed from day to day. Where some are counted together, any that the survey does
    /// not declare may be among them on one day and not on another.
    pub(super) fn touchpoints(&self) -> BTreeSet<&str> {
        let declared = self.survey.analysis.iter();
        let declared = declared.flat_map(|analysis| &analysis.touchpoints);
        let together = self.days.values().any(|counts| counts.together);
        let days = self.days.values();
        days.flat_map(|counts| counts.touchpoints.keys())
            .map(|touchpoint| &**touchpoint)
            .filter(|name| !together || declared.clone().any(|known| known.as_str() == *name))
            .collect()
    }
}

impl Window {
    /// So many days without anything yet.
    pub fn new(from: Day, to: Day) -> Self {
        Self {
            from,
            to,
            ..Self::default()
        }
    }

    /// Counts a day in if it is one of these.
    pub fn add(&mut self, day: Day, breakdown: &Breakdown) {
        if self.from <= day && day < self.to {
            self.merge(breakdown);
        }
    }

    /// Counts in what was counted of some of these days.
    pub fn merge(&mut self, breakdown: &Breakdown) {
        self.comments.extend(breakdown.comments.values().cloned());
        self.breakdown.merge(breakdown);
    }

    /// How many days.
    pub fn days(&self) -> u32 {
        self.to.0.saturating_sub(self.from.0)
    }
}

impl DayCounts {
    /// What charts look at of a breakdown.
    pub fn of(breakdown: Breakdown) -> Self {
        let mut counts = Self {
            total: breakdown.total,
            ..Self::default()
        };
        let mut by = breakdown.by;
        if let Some(touchpoints) = by.remove(&Dimension::Touchpoint) {
            counts.together = touchpoints.other.is_some();
            for (value, segment) in touchpoints.values {
                counts.touchpoints.insert(value, segment.detail);
            }
        }
        counts
    }
}
