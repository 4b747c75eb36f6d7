//! The form token: that a form was fetched from here, a while ago but not long ago. It stands in for a captcha.

use std::time::Duration;

use crate::id::SurveyId;
use crate::signing::{Purpose, is_seal_of, seal_of};
use crate::submission;
use crate::time::Millis;

/// Nobody reads a question and answers it in less; a program that posts as soon as it has the form does.
pub const MIN_AGE: Duration = Duration::from_secs(2);
/// An answer queued offline may come 7 days late, and the page that asked may have been open for a day before.
pub const MAX_AGE: Duration = submission::MAX_AGE.saturating_add(Duration::from_secs(24 * 3600));

/// Why a token does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenFault {
    /// It will count after so many seconds.
    TooYoung {
        /// At least one.
        wait: u64,
    },
    /// It was not issued here for this survey.
    Invalid,
    /// It was, too long ago.
    Expired,
}

/// `<issued, in Unix seconds>.<seal>`
pub fn issue(key: &str, survey: &SurveyId, now: Millis) -> String {
    let issued = (now.0 / 1000).to_string();
    let seal = seal_of(key, Purpose::Form, survey, issued.as_bytes());
    format!("{issued}.{seal}")
}

/// Whether `text` is a token of the survey and of the right age.
pub fn check(key: &str, survey: &SurveyId, now: Millis, text: &str) -> Result<(), TokenFault> {
    let (issued, seal) = text.split_once('.').ok_or(TokenFault::Invalid)?;
    if !is_seal_of(key, Purpose::Form, survey, issued.as_bytes(), seal) {
        return Err(TokenFault::Invalid);
    }
    let issued: u64 = issued.parse().map_err(|_| TokenFault::Invalid)?;
    // Another machine's clock, which may be ahead of this one's.
    let age = now - Millis(issued.saturating_mul(1000));
    if age > MAX_AGE {
        return Err(TokenFault::Expired);
    }
    match MIN_AGE.checked_sub(age).filter(|wait| !wait.is_zero()) {
        Some(wait) => Err(TokenFault::TooYoung {
            wait: wait.as_millis().div_ceil(1000) as u64,
        }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Millis = Millis(1_763_754_002_000);

    fn survey(id: &str) -> SurveyId {
        id.parse().unwrap()
    }

    #[test]
    fn a_token_counts_from_two_seconds_to_eight_days() {
        const DAY: u64 = 24 * 3600 * 1000;
        let token = issue("key", &survey("demo"), NOW);
        for (millis, counts) in [
            (0, Err(TokenFault::TooYoung { wait: 2 })),
            (1, Err(TokenFault::TooYoung { wait: 2 })),
            (1000, Err(TokenFault::TooYoung { wait: 1 })),
            (1999, Err(TokenFault::TooYoung { wait: 1 })),
            (2000, Ok(())),
            (8 * DAY, Ok(())),
            (8 * DAY + 1, Err(TokenFault::Expired)),
        ] {
            let now = Millis(NOW.0 + millis);
            assert_eq!(
                check("key", &survey("demo"), now, &token),
                counts,
                "{millis}"
            );
        }
        let earlier = Millis(NOW.0 - 60_000);
        let ahead = check("key", &survey("demo"), earlier, &token);
        assert_eq!(ahead, Err(TokenFault::TooYoung { wait: 2 }));
    }

    #[test]
    fn a_token_counts_for_the_survey_it_was_issued_for() {
        let now = NOW.ahead(MIN_AGE);
        let token = issue("key", &survey("demo"), NOW);
        for (key, id, counts) in [
            ("key", "demo", Ok(())),
            ("key", "demo2", Err(TokenFault::Invalid)),
            ("yek", "demo", Err(TokenFault::Invalid)),
        ] {
            assert_eq!(check(key, &survey(id), now, &token), counts, "{key} {id}");
        }
    }

    proptest! {
        #[test]
        fn no_changed_token_counts(at in any::<prop::sample::Index>(), other in "[A-Za-z0-9_.=+ -]") {
            let token = issue("key", &survey("demo"), NOW);
            let at = at.index(token.len());
            let mut changed = token.clone();
            changed.replace_range(at..=at, &other);
            prop_assume!(changed != token);
            let checked = check("key", &survey("demo"), NOW.ahead(MIN_AGE), &changed);
            prop_assert_eq!(checked, Err(TokenFault::Invalid));
        }

        #[test]
        fn nothing_else_counts(text in ".{0,80}") {
            let checked = check("key", &survey("demo"), NOW, &text);
            prop_assert_eq!(checked, Err(TokenFault::Invalid));
        }
    }
}
