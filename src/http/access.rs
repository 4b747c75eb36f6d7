//! Who may do what.

use std::rc::Rc;

use http::header::AUTHORIZATION;
use subtle::ConstantTimeEq;

use super::{Failure, Incoming, Request};
use crate::config::Config;
use crate::instance::Instance;
use crate::platform::Platform;

/// What a request may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Read everything.
    Reader,
    /// Do everything.
    Admin,
}

/// Refuses a request without the token that `role` needs.
pub async fn require<P: Platform, I: Incoming>(
    instance: &Rc<Instance<P>>,
    request: &Request<I>,
    role: Role,
) -> Result<(), Failure> {
    let config = instance.config().await?;
    if is(&config, request, role) {
        return Ok(());
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
    let header = request.header(&AUTHORIZATION);
    let Some(sent) = header.as_deref().and_then(bearer) else {
        return false;
    };
    let same = |token: &Option<String>| {
        let token = token.as_deref().unwrap_or_default();
        !token.is_empty() && bool::from(token.as_bytes().ct_eq(sent.as_bytes()))
    };
    same(&config.admin_token) || (role == Role::Reader && same(&config.reader_token))
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
