//! Who may do what.

use std::rc::Rc;

use http::header::AUTHORIZATION;
use serde::Serialize;
use subtle::ConstantTimeEq;

use super::{Failure, Incoming, Request};
use crate::config::Config;
use crate::instance::Instance;
use crate::platform::Platform;

/// What a request may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Read everything.
    Reader,
    /// Do everything.
    Admin,
}

/// What the token of a request allows, if that is at least `role`; refuses the request otherwise.
pub async fn require<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
    role: Role,
) -> Result<Role, Failure> {
    let config = instance.config().await?;
    if let Some(own) = role_of(&config, request).filter(|own| *own >= role) {
        return Ok(own);
    }
    let configured = match role {
        Role::Reader => &config.reader_token,
        Role::Admin => &config.admin_token,
    };
    Err(if configured.is_some() {
        Failure::Unauthorized
    } else {
        Failure::NotConfigured
    })
}

/// Whether a request brings the token that `role` needs.
pub fn is<I: Incoming>(config: &Config, request: &Request<I>, role: Role) -> bool {
    role_of(config, request).is_some_and(|own| own >= role)
}

/// What the token of a request allows, if it brings one that is known.
fn role_of<I: Incoming>(config: &Config, request: &Request<I>) -> Option<Role> {
    let header = request.header(&AUTHORIZATION)?;
    let sent = bearer(&header)?;
    let same = |token: &Option<String>| {
        let token = token.as_deref().unwrap_or_default();
        !token.is_empty() && bool::from(token.as_bytes().ct_eq(sent.as_bytes()))
    };
    if same(&config.admin_token) {
        return Some(Role::Admin);
    }
    same(&config.reader_token).then_some(Role::Reader)
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
