//! How long an instance lives and how many requests share it.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use tokio::time::Sleep;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;
use wasmtime::component::GuestTaskId;
use wasmtime::{Store, StoreContextMut};
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::handler::{
    HandlerState, Instance, Proxy, ShouldAccept, WorkerExpiration, WorkerState, WorkerStatus,
};

use crate::component::Component;
use crate::guest::{Grants, Guest};

/// How instances are reused. The defaults are those of `spin up`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reuse {
    /// Requests an instance serves before it is dropped.
    pub requests: usize,
    /// Requests an instance serves at the same time.
    pub concurrent: usize,
    /// How long an instance waits for its next request.
    pub idle: Duration,
}

impl Default for Reuse {
    fn default() -> Self {
        Self {
            requests: 128,
            concurrent: 16,
            idle: Duration::from_secs(1),
        }
    }
}

/// When instances must end, and whether all have.
#[derive(Clone, Default)]
pub(crate) struct Lifetime {
    /// Idle instances end at once.
    pub(crate) stopping: CancellationToken,
    /// Every instance ends at once.
    pub(crate) killed: CancellationToken,
    pub(crate) instances: TaskTracker,
}

/// Makes instances for the requests that find none free.
pub(crate) struct Instances {
    pub(crate) component: Component,
    pub(crate) grants: Arc<Grants>,
    pub(crate) reuse: Reuse,
    pub(crate) lifetime: Lifetime,
}

impl HandlerState for Instances {
    type StoreData = Guest;
    type WorkerExpiration = Expiration;
    type WorkerState = Worker;

    async fn instantiate(&self) -> wasmtime::Result<Instance<Guest, Expiration, Worker>> {
        let (store, service) = self.component.instantiate(self.grants.clone()).await?;
        Ok(Instance {
            store,
            proxy: Proxy::P3(service),
            view: Guest::http,
            expiration: Expiration {
                idle: self.reuse.idle,
                timer: Box::pin(tokio::time::sleep(self.reuse.idle)),
                stopping: Box::pin(self.lifetime.stopping.clone().cancelled_owned()),
                killed: Box::pin(self.lifetime.killed.clone().cancelled_owned()),
            },
            state: Worker {
                grants: self.grants.clone(),
                reuse: self.reuse,
                killed: self.lifetime.killed.clone(),
                _alive: self.lifetime.instances.token(),
            },
        })
    }
}

/// Ends an instance that is idle for too long, or that the host ends.
pub(crate) struct Expiration {
    idle: Duration,
    timer: Pin<Box<Sleep>>,
    stopping: Pin<Box<WaitForCancellationFutureOwned>>,
    killed: Pin<Box<WaitForCancellationFutureOwned>>,
}

impl WorkerExpiration for Expiration {
    fn poll(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        status: WorkerStatus,
        since: Instant,
    ) -> Poll<()> {
        if self.killed.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        match status {
            // Spin sets a request no deadline unless told to.
            WorkerStatus::Requests | WorkerStatus::PostReturn => Poll::Pending,
            WorkerStatus::Idle => {
                if self.stopping.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(());
                }
                let deadline = (since + self.idle).into();
                if self.timer.deadline() != deadline {
                    self.timer.as_mut().reset(deadline);
                }
                self.timer.as_mut().poll(cx)
            }
        }
    }
}

/// What one instance may take on.
pub(crate) struct Worker {
    grants: Arc<Grants>,
    reuse: Reuse,
    killed: CancellationToken,
    _alive: TaskTrackerToken,
}

impl WorkerState for Worker {
    type StoreData = Guest;
    type RequestData = ();

    fn should_accept_request(&self, concurrent: usize, total: usize) -> ShouldAccept {
        if total >= self.reuse.requests {
            ShouldAccept::Never
        } else if concurrent >= self.reuse.concurrent {
            ShouldAccept::No
        } else {
            ShouldAccept::Yes
        }
    }

    fn on_request_start(
        &self,
        _store: StoreContextMut<'_, Guest>,
        _data: (),
        _task: GuestTaskId,
    ) -> Pin<Box<dyn Future<Output = ()> + Send + Sync>> {
        self.grants.meter.requests.add(1);
        Box::pin(std::future::pending())
    }

    fn drop(&self, store: Store<Guest>, result: wasmtime::Result<()>) {
        if let Err(error) = result
            && !self.killed.is_cancelled()
        {
            self.grants.meter.traps.add(1);
            eprintln!("the component trapped: {error:#}");
        }
        drop(store);
    }
}
