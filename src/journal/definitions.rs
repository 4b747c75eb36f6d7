//! Survey definitions: the one document that the last write wins, kept with all its versions.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Journal;
use super::keys::{Key, VersionName};
use crate::id::SurveyId;
use crate::platform::{Store, StoreError};
use crate::survey::Survey;
use crate::time::Millis;

/// What is stored under a survey's name.
#[derive(Debug, Clone, PartialEq)]
pub enum Definition {
    /// The definition in force.
    InForce {
        /// Names this version.
        version: String,
        /// What it has in common with all versions of the survey.
        lineage: Lineage,
        /// When it was put.
        updated_at: Millis,
        /// The definition itself.
        survey: Box<Survey>,
    },
    /// The survey was deleted. Kept, because only this proves that what is left of it may go:
    /// a store that lags could fail to show a definition that is there.
    Deleted,
}

/// What is stored where a definition should be is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Damaged(Key);

impl From<Damaged> for StoreError {
    fn from(Damaged(key): Damaged) -> Self {
        Self(format!("the definition in {key} is damaged"))
    }
}

/// What holds over all versions of a survey, from when it was made, or made anew.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Lineage {
    /// Names the first version.
    pub since: String,
    /// The kind of every question there ever was: answers to it may be stored.
    pub kinds: Map<String, Value>,
}

impl<S: Store> Journal<'_, S> {
    /// What is defined under that name.
    pub async fn definition(&self, id: &SurveyId) -> Result<Option<Definition>, StoreError> {
        let read = self.read_definition(Key::Survey(id.clone())).await?;
        Ok(read.transpose()?)
    }

    /// A definition as it was put, which may have been before the survey was deleted and made anew.
    pub async fn version(
        &self,
        id: &SurveyId,
        name: VersionName,
    ) -> Result<Option<Result<Definition, Damaged>>, StoreError> {
        self.read_definition(Key::Version(id.clone(), name)).await
    }

    async fn read_definition(
        &self,
        key: Key,
    ) -> Result<Option<Result<Definition, Damaged>>, StoreError> {
        let body = self.store.get(&key.to_string()).await?;
        Ok(body.map(|body| parse(&body).ok_or(Damaged(key))))
    }

    /// Puts a definition in force. `lineage` is that of the one it replaces, if there is one. Its
    /// version is kept first, so that no definition is ever without one.
    pub async fn define(
        &self,
        id: &SurveyId,
        survey: &Survey,
        lineage: Option<Lineage>,
        now: Millis,
        unique: u64,
    ) -> Result<Definition, StoreError> {
        let name = VersionName { put: now, unique };
        let version = name.to_string();
        let mut lineage = lineage.unwrap_or_else(|| Lineage {
            since: version.clone(),
            ..Lineage::default()
        });
        for question in &survey.questions {
            let kind = question.kind.name().into();
            lineage.kinds.insert(question.id.to_string(), kind);
        }
        let stored = json!({
            "version": version,
            "lineage": lineage,
            "updated_at": now.to_string(),
            "survey": survey,
        })
        .to_string();
        let kept = Key::Version(id.clone(), name).to_string();
        self.store.set(&kept, stored.as_bytes()).await?;
        let in_force = Key::Survey(id.clone()).to_string();
        self.store.set(&in_force, stored.as_bytes()).await?;
        Ok(Definition::InForce {
            version,
            lineage,
            updated_at: now,
            survey: Box::new(survey.clone()),
        })
    }

    /// Whether the survey is still the one made then, and not deleted or made anew.
    pub(super) async fn is_since(&self, id: &SurveyId, then: &str) -> Result<bool, StoreError> {
        let definition = self.definition(id).await?;
        Ok(matches!(definition, Some(Definition::InForce { lineage, .. }) if lineage.since == then))
    }

    /// Takes a definition out of force.
    pub async fn retire(&self, id: &SurveyId, now: Millis) -> Result<(), StoreError> {
        let stored = json!({"deleted_at": now.to_string()}).to_string();
        self.store
            .set(&Key::Survey(id.clone()).to_string(), stored.as_bytes())
            .await
    }
}

fn parse(body: &[u8]) -> Option<Definition> {
    let stored: Value = serde_json::from_slice(body).ok()?;
    if stored.get("deleted_at").is_some() {
        return Some(Definition::Deleted);
    }
    Some(Definition::InForce {
        version: stored.get("version")?.as_str()?.into(),
        lineage: Lineage {
            since: stored.pointer("/lineage/since")?.as_str()?.into(),
            kinds: stored.pointer("/lineage/kinds")?.as_object()?.clone(),
        },
        updated_at: stored.get("updated_at")?.as_str()?.parse().ok()?,
        survey: Box::new(Survey::parse(stored.get("survey")?).ok()?),
    })
}
