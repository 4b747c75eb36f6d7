//! # Glas
//!
//! The voice of the customer at the edge: a website embeds one line of script, a visitor answers a
//! short survey, the answer is kept in the platform's key-value store, and the score is live at an
//! HTTP endpoint. All of it is one WebAssembly component.
//!
//! The middle is pure: it does no I/O, reads no clock, draws no randomness and is never async.
//!
//! | module | what it holds |
//! |---|---|
//! | [`id`], [`time`], [`fault`], [`json`] | typed names, moments and days; what is wrong with an input, and reading one |
//! | [`survey`] | definitions: questions, their kinds and scales, who may submit and when |
//! | [`submission`] | what a client sent, checked against the survey |
//! | [`column`], [`import`] | what tables of responses hold, and rows of other tools' exports, checked as submissions are |
//! | [`response`] | what was accepted, and [`response::Union`]: every response once, in its winning version |
//! | [`tally`], [`score`], [`statistics`], [`period`] | counts, and the scores, intervals and trends derived from them |
//! | [`dimension`], [`measure`], [`breakdown`] | what responses are told apart by, what is scored by one number, and the counts that analysis takes |
//! | [`analysis`] | what is found in those counts, as tables, findings and sentences |
//! | [`signing`], [`form_token`], [`invitation`] | what the service hands out and wants back unchanged |
//! | [`coding`], [`correction`] | what comments speak of and how, by rules for four languages, and what somebody says instead; phrases that rise and fall |
//! | [`search`] | which responses say what is asked for, and which say most of it |
//! | [`sheet`], [`table`] | tables as spreadsheets write and read them, and JSON as such |
//! | [`locale`], [`strings`], [`contrast`] | which language a respondent reads, the service's own words in it, and colours that can be told apart |
//!
//! Around it:
//!
//! | module | what it does |
//! |---|---|
//! | [`journal`] | keeps responses as a grow-only set of immutable keys; folds, compacts, exports |
//! | [`platform`] | the ports: a key-value store, a clock, randomness, variables |
//! | [`config`], [`instance`] | what the operator set; what one instance remembers between requests |
//! | [`http`] | routes, handlers, and every way a request can go wrong |
//! | `spin` | the adapter to Spin, and the only module that names its SDK |
//!
//! `ARCHITECTURE.md` walks a submitted response and a polled score through them.

pub mod analysis;
pub mod breakdown;
pub mod coding;
pub mod column;
pub mod config;
pub mod contrast;
pub mod correction;
pub mod dimension;
pub mod fault;
pub mod form_token;
pub mod funnel;
pub mod http;
pub mod id;
pub mod import;
pub mod impression;
pub mod instance;
pub mod invitation;
pub mod journal;
pub mod json;
pub mod locale;
pub mod measure;
pub mod period;
pub mod platform;
pub mod response;
pub mod score;
pub mod search;
pub mod sheet;
pub mod signing;
pub mod statistics;
pub mod strings;
pub mod submission;
pub mod survey;
pub mod table;
pub mod tally;
pub mod time;

#[cfg(target_arch = "wasm32")]
mod spin;
