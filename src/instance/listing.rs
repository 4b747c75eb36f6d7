//! The last listing of the store, shared by all that can do with one of its age.

use std::rc::Rc;
use std::time::Duration;

use super::{A_MOMENT, Instance};
use crate::journal::Listing;
use crate::platform::{Platform, StoreError};

impl<P: Platform> Instance<P> {
    /// A listing at most so old.
    pub async fn listing(&self, age: Duration) -> Result<Rc<Listing>, StoreError> {
        loop {
            if let Some(listing) = &*self.listing.borrow()
                && self.now() - listing.taken <= age
            {
                return Ok(listing.clone());
            }
            if let Some(_claim) = self.claims.take("listing") {
                return self.list().await;
            }
            self.platform.pause(A_MOMENT).await;
        }
    }

    /// A listing of now.
    pub async fn list(&self) -> Result<Rc<Listing>, StoreError> {
        let listing = Rc::new(self.journal().list(self.now()).await?);
        *self.listing.borrow_mut() = Some(listing.clone());
        Ok(listing)
    }
}
