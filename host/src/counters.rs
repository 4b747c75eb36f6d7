//! What a host counts, for benchmarks and for tests of what a request may cost.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A snapshot of what a [`Host`](crate::Host) has counted since its start.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Counters {
            $($(#[$doc])* pub $name: u64,)*
        }

        impl Counters {
            /// What was counted between `earlier` and this snapshot.
            pub fn since(&self, earlier: &Self) -> Self {
                Self { $($name: self.$name - earlier.$name,)* }
            }
        }

        #[derive(Default)]
        pub(crate) struct Meter {
            $(pub(crate) $name: Count,)*
        }

        impl Meter {
            pub(crate) fn read(&self) -> Counters {
                Counters { $($name: self.$name.0.load(Relaxed),)* }
            }
        }
    };
}

counters! {
    /// Values read.
    gets,
    /// Values written.
    sets,
    /// Keys deleted.
    deletes,
    /// Keys asked about.
    exists,
    /// Key listings begun.
    listings,
    /// Keys handed to the component by listings.
    keys_listed,
    /// Bytes of values written.
    bytes_written,
    /// Instances started.
    instances,
    /// Requests handed to the component.
    requests,
    /// Instances that ended in a trap.
    traps,
    /// Fuel burnt, if the component was loaded with it.
    fuel,
}

#[derive(Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self, n: u64) {
        self.0.fetch_add(n, Relaxed);
    }
}
