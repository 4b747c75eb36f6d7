//! The application's variables, read once and believed for a while.

use std::time::Duration;

use crate::platform::{Platform, StoreError};
use crate::survey::Origin;

/// What the operator set.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// May do everything; unset means nobody may.
    pub admin_token: Option<String>,
    /// May read everything.
    pub reader_token: Option<String>,
    /// Signs form tokens and invitations; unset means there are none.
    pub signing_key: Option<String>,
    /// Where browsers reach the service, if that is not where requests say they were sent.
    pub public_url: Option<Origin>,
    /// How far a score may lag behind the answers.
    pub freshness: Duration,
    /// How long an entry rests before it is merged, and again before it is deleted.
    pub grace: Duration,
    /// Per client; none means no limit.
    pub submissions_per_minute: Option<u32>,
    /// A header in which a trusted proxy passes the client's address.
    pub client_address_header: String,
}

impl Config {
    /// Reads every variable. One that cannot be understood is an error: guessing what was meant
    /// could open a door.
    pub async fn load(platform: &impl Platform) -> Result<Self, StoreError> {
        let secret = |secret: String| (!secret.is_empty()).then_some(secret);
        let limit: u32 = number(platform, "submissions_per_minute").await?;
        Ok(Self {
            admin_token: secret(platform.variable("admin_token").await?),
            reader_token: secret(platform.variable("reader_token").await?),
            signing_key: secret(platform.variable("signing_key").await?),
            public_url: origin(platform, "public_url").await?,
            freshness: seconds(platform, "freshness").await?,
            grace: seconds(platform, "compaction_grace").await?,
            submissions_per_minute: (limit > 0).then_some(limit),
            client_address_header: platform.variable("client_address_header").await?,
        })
    }
}

async fn number<T: std::str::FromStr>(
    platform: &impl Platform,
    name: &str,
) -> Result<T, StoreError> {
    let text = platform.variable(name).await?;
    text.trim()
        .parse()
        .map_err(|_| StoreError(format!("the variable {name} is not a number")))
}

async fn seconds(platform: &impl Platform, name: &str) -> Result<Duration, StoreError> {
    let seconds: f64 = number(platform, name).await?;
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| StoreError(format!("the variable {name} is not a time in seconds")))
}

async fn origin(platform: &impl Platform, name: &str) -> Result<Option<Origin>, StoreError> {
    let text = platform.variable(name).await?;
    match text.trim_end_matches('/') {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_| StoreError(format!("the variable {name} is not an origin"))),
    }
}
