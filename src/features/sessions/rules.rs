//! How long failed sign-ins make one wait, and how long a session lives.

use chrono::{DateTime, TimeDelta, Utc};

/// The life of a person's access token.
pub const ACCESS_TOKEN: TimeDelta = TimeDelta::minutes(15);
/// A session ends when it was not used for this long …
pub const IDLE: TimeDelta = TimeDelta::days(30);
/// … and at the latest after this long.
pub const LONGEST: TimeDelta = TimeDelta::days(90);
/// After this much peace, failures are forgotten.
pub const FORGIVEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// When a session that is used at `now` ends.
pub fn session_end(created_at: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
    (now + IDLE).min(created_at + LONGEST)
}

/// How long to wait after this many attempts in a row: nothing up to `free`, then half a minute, doubling to a quarter
/// of an hour.
pub fn wait_after(attempts: i32, free: i32) -> TimeDelta {
    if attempts < free {
        return TimeDelta::zero();
    }
    let doublings = u32::try_from(attempts - free).unwrap_or(0).min(5);
    TimeDelta::seconds(30 * i64::from(2_u32.pow(doublings))).min(TimeDelta::minutes(15))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn waiting_never_shrinks_and_is_bounded(attempts in 0..1000_i32, free in 1..50_i32) {
            let (now, next) = (wait_after(attempts, free), wait_after(attempts + 1, free));
            prop_assert!(now <= next && next <= TimeDelta::minutes(15));
            prop_assert_eq!(now.is_zero(), attempts < free);
        }

        #[test]
        fn a_session_never_outlives_its_longest_life(used_after in 0..200_i64) {
            let created = DateTime::<Utc>::default();
            let end = session_end(created, created + TimeDelta::days(used_after));
            prop_assert!(end <= created + LONGEST);
        }
    }
}
