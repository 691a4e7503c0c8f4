//! How much a caller and an organisation may ask, per process, with the figures that `RateLimit` shows. Sign-in has a
//! throttle of its own, shared between processes, in the sessions feature.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};

use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota as Rate, RateLimiter};
use uuid::Uuid;

type Limiter<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// What is left, for the response's headers.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    pub limit: u32,
    pub remaining: u32,
    /// Seconds until a refused caller may go on.
    pub retry_after_seconds: Option<u64>,
}

/// The limiters of this process.
pub struct Limits {
    callers: Limiter<Uuid>,
    organisations: Limiter<Uuid>,
    addresses: Limiter<String>,
    per_minute: u32,
    seen: AtomicU64,
}

/// What of an address names its holder: all of it, or of IPv6 the first 64 bits, below which one household has them all.
pub fn network_of(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
        _ => address.to_owned(),
    }
}

fn rate(per_minute: u32) -> Rate {
    Rate::per_minute(NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN))
}

fn limiter<K: std::hash::Hash + Eq + Clone>(per_minute: u32) -> Limiter<K> {
    RateLimiter::keyed(rate(per_minute)).with_middleware::<StateInformationMiddleware>()
}

impl Limits {
    /// `per_minute` requests for each caller; ten times that for an organisation; and for an address that has not
    /// signed in as much as for a caller.
    pub fn new(per_minute: u32) -> Self {
        Self {
            callers: limiter(per_minute),
            organisations: limiter(per_minute.saturating_mul(10)),
            addresses: limiter(per_minute),
            per_minute,
            seen: AtomicU64::new(0),
        }
    }

    /// Counts a request of a known caller.
    pub fn caller(&self, caller: Uuid, organisation: Uuid) -> Quota {
        self.tidy();
        let own = self.check(&self.callers, &caller);
        if own.retry_after_seconds.is_some() {
            return own;
        }
        let shared = self.check(&self.organisations, &organisation);
        if shared.retry_after_seconds.is_some() { shared } else { own }
    }

    /// Counts a request of an address without a token.
    pub fn address(&self, address: &str) -> Quota {
        self.tidy();
        self.check(&self.addresses, &network_of(address))
    }

    fn check<K: std::hash::Hash + Eq + Clone>(&self, limiter: &Limiter<K>, key: &K) -> Quota {
        match limiter.check_key(key) {
            Ok(state) => Quota {
                limit: self.per_minute,
                remaining: state.remaining_burst_capacity().min(self.per_minute),
                retry_after_seconds: None,
            },
            Err(refused) => {
                let wait = refused.wait_time_from(DefaultClock::default().now());
                Quota { limit: self.per_minute, remaining: 0, retry_after_seconds: Some(wait.as_secs() + 1) }
            }
        }
    }

    /// Forgets callers that were not seen for a while, now and then.
    fn tidy(&self) {
        if self.seen.fetch_add(1, Ordering::Relaxed) % 10_000 == 9_999 {
            self.callers.retain_recent();
            self.organisations.retain_recent();
            self.addresses.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_is_one_address() {
        assert_eq!(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2::9"));
        assert_ne!(network_of("2001:db8:1:2::9"), network_of("2001:db8:1:3::9"));
        assert_ne!(network_of("192.0.2.1"), network_of("192.0.2.2"));
    }

    #[test]
    fn callers_of_one_organisation_share_its_quota() {
        let limits = Limits::new(1);
        let organisation = Uuid::from_u128(1);
        let refused = (0..11)
            .filter(|caller| limits.caller(Uuid::from_u128(100 + caller), organisation).retry_after_seconds.is_some());
        assert_eq!(refused.count(), 1, "ten callers with one request each fit, the eleventh does not");
    }
}
