//! Injected time. Days are Europe/Amsterdam days. Nothing else in the crate asks the machine for the time
//! (clippy's `disallowed-methods` holds that), so a test can move the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is moved; milliseconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn standing_at(at: DateTime<Utc>) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(at.timestamp_millis())))
    }

    /// Moves a manual clock; the machine's clock is left alone.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Self::Manual(millis) = self {
            millis.store(at.timestamp_millis(), Ordering::SeqCst);
        }
    }

    /// The moment, as it is stored.
    pub fn now(&self) -> DateTime<Utc> {
        let now = match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
            Self::System => Utc::now(),
            Self::Manual(millis) => {
                Utc.timestamp_millis_opt(millis.load(Ordering::SeqCst)).single().unwrap_or_default()
            }
        };
        as_stored(now)
    }

    /// Today in Amsterdam.
    pub fn today(&self) -> NaiveDate {
        amsterdam_day(self.now())
    }
}

/// A moment to the microsecond, which is what PostgreSQL keeps; it knows no leap seconds.
pub fn as_stored(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}

/// The Amsterdam calendar day of a moment.
pub fn amsterdam_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Amsterdam).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_amsterdam() {
        let winter = Utc.with_ymd_and_hms(2026, 1, 31, 23, 30, 0).single();
        let summer = Utc.with_ymd_and_hms(2026, 6, 30, 22, 30, 0).single();
        assert_eq!(winter.map(amsterdam_day), NaiveDate::from_ymd_opt(2026, 2, 1));
        assert_eq!(summer.map(amsterdam_day), NaiveDate::from_ymd_opt(2026, 7, 1));
    }
}
