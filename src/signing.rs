//! What the service hands out and wants back unchanged: sealed with HMAC-SHA256 (RFC 2104), readable by all.

use base64ct::{Base64UrlUnpadded, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::id::SurveyId;

/// What something was sealed for. A seal for one purpose is none for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To send in a form.
    Form,
    /// To answer by a link.
    Invitation,
}

impl Purpose {
    fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Invitation => "invitation",
        }
    }
}

/// `<payload>.<seal>`, both in base64url: it may stand in a URL and in a form as it is.
pub fn seal(key: &str, purpose: Purpose, survey: &SurveyId, payload: &[u8]) -> String {
    let payload = Base64UrlUnpadded::encode_string(payload);
    let seal = seal_of(key, purpose, survey, payload.as_bytes());
    format!("{payload}.{seal}")
}

/// The payload, if `text` is as [`seal`] made it.
pub fn open(key: &str, purpose: Purpose, survey: &SurveyId, text: &str) -> Option<Vec<u8>> {
    let (payload, seal) = text.split_once('.')?;
    if !is_seal_of(key, purpose, survey, payload.as_bytes(), seal) {
        return None;
    }
    Base64UrlUnpadded::decode_vec(payload).ok()
}

/// The seal alone, of a message that travels by other means.
pub fn seal_of(key: &str, purpose: Purpose, survey: &SurveyId, message: &[u8]) -> String {
    let seal = mac(key, purpose, survey, message).finalize().into_bytes();
    Base64UrlUnpadded::encode_string(&seal)
}

/// Whether `seal` is that of the message, compared in constant time.
pub fn is_seal_of(
    key: &str,
    purpose: Purpose,
    survey: &SurveyId,
    message: &[u8],
    seal: &str,
) -> bool {
    Base64UrlUnpadded::decode_vec(seal).is_ok_and(|seal| {
        mac(key, purpose, survey, message)
            .verify_slice(&seal)
            .is_ok()
    })
}

fn mac(key: &str, purpose: Purpose, survey: &SurveyId, message: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(key.as_bytes()).expect("HMAC takes keys of any length");
    // Neither name holds a NUL, so no two triples are the same bytes.
    for part in [purpose.name(), "\0", survey.as_str(), "\0"] {
        mac.update(part.as_bytes());
    }
    mac.update(message);
    mac
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn survey(id: &str) -> SurveyId {
        id.parse().unwrap()
    }

    #[test]
    fn a_seal_is_hmac_sha256_over_purpose_survey_and_message() {
        // printf 'form\0demo\0001763754002' | openssl dgst -sha256 -hmac secret -binary | basenc --base64url
        let seal = seal_of("secret", Purpose::Form, &survey("demo"), b"1763754002");
        assert_eq!(seal, "-X-JVy6nXiISCk9uWyFL4Psfnp-nhmDMq0sXXVpRcjQ");
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens(key in ".{1,80}", payload in vec(any::<u8>(), 0..200)) {
            let sealed = seal(&key, Purpose::Invitation, &survey("demo"), &payload);
            let opened = open(&key, Purpose::Invitation, &survey("demo"), &sealed);
            prop_assert_eq!(opened, Some(payload));
            prop_assert!(sealed.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
        }

        #[test]
        fn no_changed_character_opens(
            payload in vec(any::<u8>(), 0..60), at in any::<prop::sample::Index>(), other in "[A-Za-z0-9_.=+/-]",
        ) {
            let sealed = seal("key", Purpose::Invitation, &survey("demo"), &payload);
            let at = at.index(sealed.len());
            let mut changed = sealed.clone();
            changed.replace_range(at..=at, &other);
            prop_assume!(changed != sealed);
            prop_assert_eq!(open("key", Purpose::Invitation, &survey("demo"), &changed), None);
        }

        #[test]
        fn nothing_that_was_not_sealed_opens(text in ".{0,100}") {
            prop_assert_eq!(open("key", Purpose::Invitation, &survey("demo"), &text), None);
        }
    }

    #[test]
    fn a_seal_holds_for_one_key_purpose_and_survey() {
        let sealed = seal("key", Purpose::Invitation, &survey("demo"), b"payload");
        for (key, purpose, id, opens) in [
            ("key", Purpose::Invitation, "demo", true),
            ("Key", Purpose::Invitation, "demo", false),
            ("", Purpose::Invitation, "demo", false),
            ("key", Purpose::Form, "demo", false),
            ("key", Purpose::Invitation, "demo2", false),
        ] {
            let opened = open(key, purpose, &survey(id), &sealed);
            assert_eq!(opened.is_some(), opens, "{key} {purpose:?} {id}");
        }
    }

    #[test]
    fn a_seal_cut_short_or_made_longer_is_none() {
        let sealed = seal("key", Purpose::Invitation, &survey("demo"), b"payload");
        let opens = |text: &str| open("key", Purpose::Invitation, &survey("demo"), text).is_some();
        assert!(opens(&sealed));
        for length in 0..sealed.len() {
            assert!(!opens(&sealed[..length]), "{length}");
        }
        for more in ["=", "A", ".", " ", "\0"] {
            assert!(!opens(&format!("{sealed}{more}")), "{more:?}");
        }
    }
}
