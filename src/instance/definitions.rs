//! Survey definitions, remembered for as long as the freshness bound allows.

use std::rc::Rc;

use super::{A_MOMENT, Dated, Instance};
use crate::id::SurveyId;
use crate::journal::{Damaged, Definition, Lineage, VersionName};
use crate::platform::{Platform, StoreError};
use crate::survey::Survey;
use crate::time::Millis;

/// Names asked for that name nothing are remembered too; past this many all are forgotten.
const MAX_REMEMBERED: usize = 1000;

/// A definition in force.
#[derive(Debug, PartialEq)]
pub struct Defined {
    /// Under which name.
    pub id: SurveyId,
    /// Names this version.
    pub version: String,
    /// What it has in common with all versions of the survey.
    pub lineage: Lineage,
    /// When it was put.
    pub updated_at: Millis,
    /// The definition itself.
    pub survey: Survey,
}

impl Defined {
    /// A definition under its name, if it is in force.
    pub fn of(id: &SurveyId, definition: Definition) -> Option<Self> {
        match definition {
            Definition::InForce {
                version,
                lineage,
                updated_at,
                survey,
            } => Some(Self {
                id: id.clone(),
                version,
                lineage,
                updated_at,
                survey: *survey,
            }),
            Definition::Deleted => None,
        }
    }
}

impl<P: Platform> Instance<P> {
    /// The definition in force under that name, at most as old as the freshness bound.
    pub async fn defined(&self, id: &SurveyId) -> Result<Option<Rc<Defined>>, StoreError> {
        let freshness = self.config().await?.freshness;
        loop {
            if let Some(defined) = self.definitions.borrow().get(id)
                && self.now() - defined.read <= freshness
            {
                return Ok(defined.value.clone());
            }
            if let Some(_claim) = self.claims.take(&format!("definition {id}")) {
                return self.read_definition(id).await;
            }
            self.platform.pause(A_MOMENT).await;
        }
    }

    /// The definition in the store now.
    pub async fn read_definition(&self, id: &SurveyId) -> Result<Option<Rc<Defined>>, StoreError> {
        let read = self.now();
        self.age_config(read);
        let defined = self.journal().definition(id).await?;
        let defined = defined.and_then(|definition| Defined::of(id, definition));
        let defined = defined.map(Rc::new);
        let mut definitions = self.definitions.borrow_mut();
        if definitions.len() >= MAX_REMEMBERED {
            definitions.clear();
        }
        definitions.insert(
            id.clone(),
            Dated {
                read,
                value: defined.clone(),
            },
        );
        Ok(defined)
    }

    /// A definition that was put for this survey since it was made, or made anew.
    pub async fn version(
        &self,
        defined: &Defined,
        name: VersionName,
    ) -> Result<Option<Result<Defined, Damaged>>, StoreError> {
        let version = match self.journal().version(&defined.id, name).await? {
            None => None,
            Some(Ok(version)) => Defined::of(&defined.id, version)
                .filter(|version| version.lineage.since == defined.lineage.since)
                .map(Ok),
            // Versions are named by their times: what is older is not of this survey.
            Some(Err(damaged)) => {
                let of_this = name.to_string() >= defined.lineage.since;
                of_this.then_some(Err(damaged))
            }
        };
        Ok(version)
    }

    /// The names of the versions kept under a survey's name, the newest first: of those before one, if that is given.
    pub async fn version_names(
        &self,
        id: &SurveyId,
        before: Option<VersionName>,
    ) -> Result<Vec<VersionName>, StoreError> {
        let listing = self.list().await?;
        let holdings = listing.surveys.get(id).into_iter();
        let names = holdings.flat_map(|holdings| holdings.versions());
        let mut names: Vec<VersionName> = names
            .filter(|name| before.is_none_or(|before| *name < before))
            .collect();
        names.sort_unstable_by(|a, b| b.cmp(a));
        Ok(names)
    }

    /// Forgets what it knows of a survey, after a change to it.
    pub fn forget(&self, id: &SurveyId) {
        self.definitions.borrow_mut().remove(id);
        self.folded.borrow_mut().remove(id);
        self.scores
            .borrow_mut()
            .retain(|(survey, _), _| survey != id);
        self.totals.borrow_mut().remove(id);
        self.day_cache.borrow_mut().forget(id);
        self.read_days
            .borrow_mut()
            .retain(|(survey, _, _), _| survey != id);
        self.studies
            .borrow_mut()
            .retain(|(survey, _), _| survey != id);
        *self.listing.borrow_mut() = None;
    }
}
