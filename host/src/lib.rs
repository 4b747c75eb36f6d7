//! A small Spin-compatible host: it serves the component of a `spin.toml` as
//! `spin up` does, with the same imports, instance reuse, request headers and
//! key-value file, so that tests and a first try need no Spin.
//!
//! [`Manifest`] reads `spin.toml`, [`Component`] compiles what it names, and
//! [`Host`] serves it over a [`KeyValue`] store. For tests, a store can be told
//! to fail, delay and reorder ([`Faults`]) or to lag ([`Replica`]), the
//! component's [`Clock`] can be moved on, and [`Counters`] tell what requests cost.

mod bindings;
mod clock;
mod component;
mod counters;
mod faults;
mod guest;
mod headers;
mod instance;
mod key_value;
mod manifest;
mod memory;
mod replica;
mod routes;
mod server;
mod shop;
mod sqlite;
mod variables;

pub use clock::Clock;
pub use component::{Component, Options};
pub use counters::Counters;
pub use faults::{Fault, Faults, Moment, Operation};
pub use instance::Reuse;
pub use key_value::{KeyValue, Listing, StoreError};
pub use manifest::Manifest;
pub use memory::Memory;
pub use replica::{Primary, Replica};
pub use routes::Route;
pub use server::{Host, HostConfig};
pub use shop::Shop;
pub use sqlite::Sqlite;
pub use variables::{Declaration, from_environment};
