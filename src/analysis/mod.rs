//! What the answers say, and how sure one can be of it: from counts to findings. Pure, like all of the middle.
//!
//! | file | what it finds |
//! |---|---|
//! | `study.rs` | what there is to look at: the counts of a period, of those it is compared with, and of each day |
//! | `finding.rs` | what can be found, in numbers |
//! | `findings/` | what of it is worth telling |
//! | `report.rs` | all tables of a study |
//! | `index.rs` | the satisfaction index |
//! | `changes.rs` | what is otherwise than it was |
//! | `beside.rs` | how a survey compares with another |
//! | `segments.rs` | who is more satisfied than others, and what that does to the whole |
//! | `goals.rs` | how far goals are off, and how scores compare with those of others |
//! | `drivers.rs` | what drives the outcome, and how well that does |
//! | `topics.rs` | what comments speak of, and what comes up more or less often |
//! | `surprises/` | days that were not what they should have been, and levels that changed for good |
//! | `unsaid.rs` | who does not answer, where they leave, what they pass over, and where nobody speaks |
//! | `tested.rs` | differences and their tests, as all tables show them |
//! | `values.rs` | what a filter may ask for |
//! | `sentence/` | findings as sentences, in four languages |

mod beside;
mod changes;
mod drivers;
mod finding;
mod findings;
mod goals;
mod index;
mod report;
#[cfg(test)]
mod sample;
mod segments;
mod sentence;
#[cfg(test)]
mod simulation;
mod study;
mod surprises;
mod tested;
mod topics;
mod unsaid;
mod values;

pub use beside::{Beside, beside};
pub use changes::{Change, changes};
pub use drivers::{DriverScore, Drivers, Refusal};
pub use finding::{Against, Bounds, Fact, Finding, Quadrant, Reason, Watched};
pub use findings::findings;
pub use goals::{GoalState, ReferenceState, Standing};
pub use index::{Index, index};
pub use report::{Report, report};
pub use segments::SegmentScore;
pub use sentence::{Insight, Language, insights, sentence, sureness};
pub use study::{DayCounts, Study, Window};
pub use surprises::{Surprise, SurpriseKind};
pub use tested::Tested;
pub use topics::{CommentReport, PhraseScore, TopicScore};
pub use unsaid::{LeftAt, ResponseRate, Silent, Skipped, Unsaid};
pub use values::{Named, Values};
