//! What the answers say, and how sure one can be of it: from counts to findings. Pure, like all of the middle.
//!
//! | file | what it finds |
//! |---|---|
//! | `study.rs` | what there is to look at: the counts of a period, of those it is compared with, and of each day |
//! | `finding.rs` | what can be found, in numbers |
//! | `sentence/` | findings as sentences, in four languages |

mod finding;
mod sentence;
mod study;

pub use finding::{Against, Bounds, Fact, Finding, Quadrant, Reason, Watched};
pub use sentence::{Insight, Language, insights, sentence, sureness};
pub use study::{DayCounts, Study, Window};
