//! The time the component sees.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, SystemTime};

use wasmtime_wasi::{HostMonotonicClock, HostWallClock};

/// The system's time, and a test may move it on. Only what the component reads
/// moves: its sleeps, and the host's own timeouts, take as long as ever.
#[derive(Clone, Default)]
pub struct Clock(Arc<AtomicU64>);

impl Clock {
    /// The system's time.
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the component's time on.
    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(nanos(by), Relaxed);
    }

    /// Now, since the Unix epoch.
    pub fn now(&self) -> Duration {
        let system = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        system + self.ahead()
    }

    fn ahead(&self) -> Duration {
        Duration::from_nanos(self.0.load(Relaxed))
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

impl HostWallClock for Clock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        Clock::now(self)
    }
}

/// A monotonic clock that moves on with a [`Clock`].
pub(crate) struct Monotonic {
    clock: Clock,
    start: std::time::Instant,
}

impl Monotonic {
    pub(crate) fn new(clock: Clock) -> Self {
        let start = std::time::Instant::now();
        Self { clock, start }
    }
}

impl HostMonotonicClock for Monotonic {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        nanos(self.start.elapsed() + self.clock.ahead())
    }
}
