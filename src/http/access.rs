//! Who may do what.

use std::rc::Rc;

use http::header::AUTHORIZATION;
use subtle::ConstantTimeEq;

use super::{Failure, Request};
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
pub async fn require<P: Platform, B>(
    instance: &Rc<Instance<P>>,
    request: &Request<B>,
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
pub fn is<B>(config: &Config, request: &Request<B>, role: Role) -> bool {
    let Some(sent) = request.header(AUTHORIZATION).and_then(bearer) else {
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
