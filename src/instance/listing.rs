//! The last listing of the store, shared by all that can do with one of its age.

use std::rc::Rc;
use std::time::Duration;

use super::{A_MOMENT, Instance};
use crate::journal::{Listing, ReadError};
use crate::platform::{Platform, StoreError};
use crate::time::Millis;

/// A key that vanishes between listing and reading means a listing out of date. More often than this
/// in a row means a store out of order.
const MAX_LISTINGS: usize = 10;

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

    /// What the journal answers to a listing at most so old, and as of when. `ask` is asked again, with a new
    /// listing, while keys that were listed are gone when they are read.
    pub async fn as_listed<T>(
        &self,
        age: Duration,
        ask: impl AsyncFnMut(Rc<Listing>) -> Result<T, ReadError>,
    ) -> Result<(Millis, T), StoreError> {
        let listing = self.listing(age).await?;
        self.ask(listing, ask).await
    }

    /// The same of a listing that is begun now: whatever was kept before is in it.
    pub async fn as_listed_now<T>(
        &self,
        ask: impl AsyncFnMut(Rc<Listing>) -> Result<T, ReadError>,
    ) -> Result<T, StoreError> {
        let listing = self.list().await?;
        Ok(self.ask(listing, ask).await?.1)
    }

    async fn ask<T>(
        &self,
        mut listing: Rc<Listing>,
        mut ask: impl AsyncFnMut(Rc<Listing>) -> Result<T, ReadError>,
    ) -> Result<(Millis, T), StoreError> {
        for _ in 0..MAX_LISTINGS {
            match ask(listing.clone()).await {
                Ok(answer) => return Ok((listing.taken, answer)),
                Err(ReadError::Store(error)) => return Err(error),
                Err(ReadError::Gone) => listing = self.list().await?,
            }
        }
        let restless = "keys vanish as fast as they are listed";
        Err(StoreError(restless.into()))
    }

    /// A listing of now.
    pub async fn list(&self) -> Result<Rc<Listing>, StoreError> {
        let listing = Rc::new(self.journal().list(self.now()).await?);
        *self.listing.borrow_mut() = Some(listing.clone());
        Ok(listing)
    }
}
