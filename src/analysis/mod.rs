//! What the answers say, and how sure one can be of it: from counts to findings. Pure, like all of the middle.
//!
//! | file | what it finds |
//! |---|---|
//! | `study.rs` | what there is to look at: the counts of a period, of those it is compared with, and of each day |
//! | `finding.rs` | what can be found, in numbers |
//! | `report.rs` | all tables of a study |
//! | `index.rs` | the satisfaction index |
//! | `changes.rs` | what is otherwise than it was |
//! | `segments.rs` | who is more satisfied than others, and what that does to the whole |
//! | `goals.rs` | how far goals are off, and how scores compare with those of others |
//! | `tested.rs` | differences and their tests, as all tables show them |

mod changes;
mod finding;
mod goals;
mod index;
mod report;
#[cfg(test)]
mod sample;
mod segments;
mod study;
mod tested;

pub use changes::{Change, changes};
pub use finding::{Against, Bounds, Fact, Finding, Quadrant, Reason, Watched};
pub use goals::{GoalState, ReferenceState, Standing};
pub use index::{Index, index};
pub use report::{Report, report};
pub use segments::SegmentScore;
pub use study::{DayCounts, Study, Window};
pub use tested::Tested;
