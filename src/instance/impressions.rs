//! How often surveys were shown, gathered for a moment before it is kept: a write holds many reports.
//!
//! They are a sample, and nobody was promised that a report is kept. An instance that is lost takes a few
//! seconds of them along.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use super::Instance;
use crate::id::{Label, ResponseId, SurveyId};
use crate::impression::Impression;
use crate::platform::Platform;
use crate::response::{self, Response};

/// A busy instance writes this often; a score may lag behind by as much again.
const GATHER: Duration = Duration::from_secs(2);
/// Touchpoints are named by clients. Past this many, reports are kept without.
const MAX_PLACES: usize = 256;

/// The reports not yet kept, by survey and touchpoint.
#[derive(Default)]
pub struct Impressions {
    gathered: RefCell<BTreeMap<(SurveyId, Option<Label>), response::Impressions>>,
    gathering: Cell<bool>,
}

impl Impressions {
    fn add(&self, survey: &SurveyId, impression: Impression) {
        let mut gathered = self.gathered.borrow_mut();
        let mut place = (survey.clone(), impression.touchpoint);
        if gathered.len() >= MAX_PLACES && !gathered.contains_key(&place) {
            place.1 = None;
        }
        let sum = gathered.entry(place).or_default();
        sum.reports = sum.reports.saturating_add(1);
        sum.shown = sum.shown.saturating_add(impression.weight);
    }
}

impl<P: Platform + 'static> Instance<P> {
    /// Gathers a report. All that is gathered is kept a moment later, after the response is sent.
    pub fn report(self: &Rc<Self>, survey: &SurveyId, impression: Impression) {
        self.impressions.add(survey, impression);
        if !self.impressions.gathering.replace(true) {
            let instance = self.clone();
            self.platform.spawn(async move {
                instance.platform.pause(GATHER).await;
                instance.impressions.gathering.set(false);
                instance.keep_impressions().await;
            });
        }
    }

    async fn keep_impressions(&self) {
        let gathered = self.impressions.gathered.take();
        for ((survey, touchpoint), sum) in gathered {
            let id = ResponseId::new(self.now(), &self.platform.random());
            let record = Response::of_impressions(id, touchpoint, sum);
            if let Err(error) = self.journal().accept(&survey, &record).await {
                self.platform.log(&error.to_string());
            }
        }
    }
}
