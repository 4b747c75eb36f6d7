//! How often each client may submit: a token bucket per client, in the instance's memory.
//!
//! Instances come and go and a platform runs many, so the limit is per instance: it stops a loop,
//! not a determined crowd. A shared counter would cost a store operation a submission.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};

use crate::time::Millis;

/// Enough for a busy minute; past it the memory is worth more than the limit.
const MAX_CLIENTS: usize = 10_000;
const MINUTE: f64 = 60_000.0;

/// The buckets of the clients seen lately.
#[derive(Default)]
pub struct Clients(RefCell<BTreeMap<IpAddr, Bucket>>);

struct Bucket {
    tokens: f64,
    at: Millis,
}

impl Clients {
    /// Takes a token of the client's; without one, the seconds until there is one again.
    pub fn take(&self, client: IpAddr, per_minute: u32, now: Millis) -> Result<(), u64> {
        let mut clients = self.0.borrow_mut();
        let full = f64::from(per_minute);
        let refilled = |bucket: &Bucket| {
            let refill = (now - bucket.at).as_millis() as f64 / MINUTE * full;
            (bucket.tokens + refill).min(full)
        };
        if clients.len() >= MAX_CLIENTS {
            clients.retain(|_, bucket| refilled(bucket) < full);
        }
        if clients.len() >= MAX_CLIENTS {
            clients.clear();
        }
        let bucket = clients.entry(network(client)).or_insert(Bucket {
            tokens: full,
            at: now,
        });
        bucket.tokens = refilled(bucket);
        bucket.at = now;
        if bucket.tokens < 1.0 {
            let wait = (1.0 - bucket.tokens) / full * 60.0;
            return Err(wait.ceil() as u64);
        }
        bucket.tokens -= 1.0;
        Ok(())
    }
}

/// An IPv6 client commands a whole /64.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_gets_as_many_as_the_limit_and_then_one_at_a_time() {
        let clients = Clients::default();
        let client: IpAddr = "192.0.2.1".parse().unwrap();
        for _ in 0..60 {
            assert_eq!(clients.take(client, 60, Millis(0)), Ok(()));
        }
        assert_eq!(clients.take(client, 60, Millis(0)), Err(1));
        assert_eq!(
            clients.take("192.0.2.2".parse().unwrap(), 60, Millis(0)),
            Ok(())
        );
        assert_eq!(clients.take(client, 60, Millis(1000)), Ok(()));
        assert_eq!(clients.take(client, 60, Millis(1000)), Err(1));
    }

    #[test]
    fn a_slow_limit_says_how_long_to_wait() {
        let clients = Clients::default();
        let client: IpAddr = "::1".parse().unwrap();
        assert_eq!(clients.take(client, 1, Millis(0)), Ok(()));
        assert_eq!(clients.take(client, 1, Millis(15_000)), Err(45));
    }

    #[test]
    fn an_ipv6_network_is_one_client() {
        let clients = Clients::default();
        assert_eq!(
            clients.take("2001:db8::1".parse().unwrap(), 1, Millis(0)),
            Ok(())
        );
        assert!(
            clients
                .take("2001:db8::2".parse().unwrap(), 1, Millis(0))
                .is_err()
        );
        assert_eq!(
            clients.take("2001:db8:0:1::1".parse().unwrap(), 1, Millis(0)),
            Ok(())
        );
    }

    #[test]
    fn the_memory_is_bounded() {
        let clients = Clients::default();
        for n in 0..50_000u32 {
            clients
                .take(IpAddr::from(n.to_be_bytes()), 1, Millis(0))
                .ok();
        }
        assert!(clients.0.borrow().len() <= MAX_CLIENTS);
    }
}
