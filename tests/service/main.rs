//! The built component on the local host, over HTTP.

mod compaction;
mod contract;
mod cost;
mod counting;
mod crash;
mod crowd;
mod dashboard;
mod deletion;
mod draft;
mod drawn;
mod exports;
mod failures;
mod filters;
mod import;
mod insights;
mod interleaving;
mod invitations;
mod pages;
mod planted;
mod replica;
mod revisions;
mod script;
mod summaries;
mod support;
mod versions;
mod world;
