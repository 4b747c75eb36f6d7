//! # Glas
pub mod config;
pub mod fault;
pub mod http;
pub mod id;
pub mod instance;
pub mod interval;
pub mod journal;
pub mod json;
pub mod locale;
pub mod period;
pub mod platform;
pub mod response;
pub mod score;
pub mod submission;
pub mod survey;
pub mod tally;
pub mod time;

#[cfg(target_arch = "wasm32")]
mod spin;
