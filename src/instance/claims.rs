//! One request of an instance does a piece of work; the others wait for it or do without.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// The pieces of work under way.
#[derive(Default)]
pub struct Claims(RefCell<BTreeSet<String>>);

/// The right to a piece of work, until it is dropped: also when its request is cancelled.
pub struct Claim<'a> {
    claims: &'a Claims,
    work: String,
}

impl Claims {
    /// The right to `work`, unless another request has it.
    pub fn take(&self, work: &str) -> Option<Claim<'_>> {
        let taken = self.0.borrow_mut().insert(work.into());
        taken.then(|| Claim {
            claims: self,
            work: work.into(),
        })
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.claims.0.borrow_mut().remove(&self.work);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_free_again_once_dropped() {
        let claims = Claims::default();
        let claim = claims.take("fold").unwrap();
        assert!(claims.take("fold").is_none());
        assert!(claims.take("other").is_some());
        drop(claim);
        assert!(claims.take("fold").is_some());
    }
}
