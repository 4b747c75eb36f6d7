//! Counts to test with.

use crate::tally::Tally;

/// So many answers of a value to a question each.
pub fn tally(answers: &[(&str, &str, u64)]) -> Tally {
    let mut tally = Tally::default();
    for (question, value, count) in answers {
        let all = tally
            .questions
            .entry(question.parse().unwrap())
            .or_default();
        all.n += count;
        *all.counts.entry((*value).into()).or_default() += count;
        tally.responses = tally.responses.max(all.n);
    }
    tally.completed = tally.responses;
    tally
}
