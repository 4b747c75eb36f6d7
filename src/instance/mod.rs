//! What one instance of the component remembers between requests.
//!
//! A platform interleaves many requests of an instance at every `await`, so nothing here is about a
//! request, and no borrow is held over an `await`. All of it may vanish at any time.

mod claims;
mod clients;
mod compaction;
mod day_cache;
mod days;
mod definitions;
mod history;
mod impressions;
mod listing;
mod responses;
mod scores;
mod studies;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use claims::Claims;
pub use clients::Clients;
use day_cache::DayCache;
pub use days::MAX_SCANNED;
use days::{ReadDays, Total};
pub use definitions::Defined;
use impressions::Impressions;
pub use scores::{ScoreQuery, Scores, ScoresError};
use studies::Remembered;
pub use studies::{Studied, StudyQuery};

use crate::config::Config;
use crate::id::SurveyId;
use crate::journal::{Folded, Journal, Listing};
use crate::platform::{Platform, StoreError};
use crate::time::Millis;

/// Variables can be changed while an application runs; this soon it is noticed.
const CONFIG_AGE: Duration = Duration::from_secs(60);

/// Until a request looks again whether another has done what it waits for.
const A_MOMENT: Duration = Duration::from_millis(1);

/// Something read, and when.
struct Dated<T> {
    read: Millis,
    value: T,
}

/// One instance on its platform.
pub struct Instance<P> {
    platform: P,
    claims: Claims,
    config: RefCell<Option<Dated<Rc<Config>>>>,
    definitions: RefCell<BTreeMap<SurveyId, Dated<Option<Rc<Defined>>>>>,
    listing: RefCell<Option<Rc<Listing>>>,
    folded: RefCell<BTreeMap<SurveyId, Folded>>,
    scores: RefCell<BTreeMap<(SurveyId, ScoreQuery), Rc<Scores>>>,
    totals: RefCell<BTreeMap<SurveyId, Total>>,
    day_cache: RefCell<DayCache>,
    read_days: RefCell<ReadDays>,
    studies: RefCell<BTreeMap<(SurveyId, StudyQuery), Rc<Remembered>>>,
    impressions: Impressions,
    /// Who submitted how often.
    pub clients: Clients,
}

impl<P: Platform> Instance<P> {
    /// One that remembers nothing yet.
    pub fn new(platform: P) -> Self {
        Self {
            platform,
            claims: Claims::default(),
            config: RefCell::default(),
            definitions: RefCell::default(),
            listing: RefCell::default(),
            folded: RefCell::default(),
            scores: RefCell::default(),
            totals: RefCell::default(),
            day_cache: RefCell::default(),
            read_days: RefCell::default(),
            studies: RefCell::default(),
            impressions: Impressions::default(),
            clients: Clients::default(),
        }
    }

    /// What it runs on.
    pub fn platform(&self) -> &P {
        &self.platform
    }

    /// The journal in its store.
    pub fn journal(&self) -> Journal<'_, P::Store> {
        Journal::new(self.platform.store())
    }

    /// The clock.
    pub fn now(&self) -> Millis {
        self.platform.now()
    }

    /// What is fresh, or becomes so: one request computes it and the others wait.
    async fn shared<T, E>(
        &self,
        work: &str,
        fresh: impl Fn() -> Option<T>,
        compute: impl AsyncFnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        loop {
            if let Some(fresh) = fresh() {
                return Ok(fresh);
            }
            if let Some(_claim) = self.claims.take(work) {
                return compute().await;
            }
            self.platform.pause(A_MOMENT).await;
        }
    }

    /// What the operator set.
    pub async fn config(&self) -> Result<Rc<Config>, StoreError> {
        // Its age is left to `age_config`: this is asked several times a request, and the clock is
        // the platform's to read.
        if let Some(config) = &*self.config.borrow() {
            return Ok(config.value.clone());
        }
        let read = self.now();
        let config = Rc::new(Config::load(&self.platform).await?);
        *self.config.borrow_mut() = Some(Dated {
            read,
            value: config.clone(),
        });
        Ok(config)
    }

    /// Forgets what the operator set long ago, to read it anew when it is asked for.
    fn age_config(&self, now: Millis) {
        self.config
            .borrow_mut()
            .take_if(|config| now - config.read >= CONFIG_AGE);
    }
}
