//! What is wrong with an input, said so that its sender can mend it.

use std::fmt::{self, Write};

use serde::Serialize;

/// One fault in a document a client sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where: a JSON Pointer (RFC 6901) into the document.
    pub pointer: String,
    /// What: stable, for programs.
    pub code: &'static str,
    /// What, in words, for people.
    pub detail: String,
}

/// All the faults of one document, so that a sender mends them in one go.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

/// Enough to mend a document by; a hostile one must not buy a larger answer.
pub const MAX_FAULTS: usize = 64;

impl Faults {
    /// Notes a fault at `pointer`.
    pub fn add(&mut self, pointer: &str, code: &'static str, detail: impl Into<String>) {
        if self.0.len() < MAX_FAULTS {
            self.0.push(Fault {
                pointer: pointer.into(),
                code,
                detail: detail.into(),
            });
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was read, if nothing was wrong with it.
    pub fn finish<T>(mut self, read: Option<T>) -> Result<T, Vec<Fault>> {
        match read {
            Some(read) if self.0.is_empty() => Ok(read),
            None if self.0.is_empty() => {
                self.add("", "malformed", "The document is not of the expected form.");
                Err(self.0)
            }
            _ => Err(self.0),
        }
    }
}

/// `parent/token`, escaped as RFC 6901 wants. A client's own key may be the token, so it is cut short.
pub fn pointer(parent: &str, token: impl fmt::Display) -> String {
    const MAX_TOKEN: usize = 64;
    // One is made of every member that is read, faulty or not, so it is made in one go.
    struct Escaping {
        pointer: String,
        left: usize,
    }
    impl fmt::Write for Escaping {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            for character in text.chars().take(self.left) {
                match character {
                    '~' => self.pointer.push_str("~0"),
                    '/' => self.pointer.push_str("~1"),
                    plain => self.pointer.push(plain),
                }
                self.left -= 1;
            }
            Ok(())
        }
    }
    let mut pointer = String::with_capacity(parent.len() + 24);
    pointer.push_str(parent);
    pointer.push('/');
    let mut escaping = Escaping {
        pointer,
        left: MAX_TOKEN,
    };
    // Writing to a string does not fail.
    write!(escaping, "{token}").ok();
    escaping.pointer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_escape_as_rfc_6901_has_it() {
        assert_eq!(pointer("/answers", "a/b~c"), "/answers/a~1b~0c");
        assert_eq!(pointer("", 3), "/3");
        assert_eq!(
            pointer("/a", "ž".repeat(100)),
            format!("/a/{}", "ž".repeat(64))
        );
    }

    #[test]
    fn faults_are_bounded() {
        let mut faults = Faults::default();
        for _ in 0..1000 {
            faults.add("", "x", "x");
        }
        assert_eq!(faults.finish(Some(())).unwrap_err().len(), MAX_FAULTS);
    }
}
