//! How many calls each API client made since this process last wrote it down. Counting is a lock and an addition; the
//! jobs take the counts out and add them up in the database, month by month.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;

use crate::ids::{ApiClientId, OrganisationId};
use crate::values::Month;

/// Whose calls, and of which month.
pub type Counted = (OrganisationId, ApiClientId, Month);

/// Calls that are not written down yet.
#[derive(Debug, Default)]
pub struct Usage {
    calls: Mutex<BTreeMap<Counted, i64>>,
}

impl Usage {
    /// A count is whole between two additions, so a panic elsewhere leaves nothing half done.
    fn calls(&self) -> MutexGuard<'_, BTreeMap<Counted, i64>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more call, made on this day.
    pub fn count(&self, organisation: OrganisationId, client: ApiClientId, on: NaiveDate) {
        self.add((organisation, client, Month::of(on)), 1);
    }

    /// Adds calls, or gives back what could not be written down.
    pub fn add(&self, whose: Counted, calls: i64) {
        *self.calls().entry(whose).or_default() += calls;
    }

    /// Takes all counts out.
    pub fn take(&self) -> BTreeMap<Counted, i64> {
        std::mem::take(&mut *self.calls())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_add_up_by_client_and_month_and_what_is_given_back_is_not_lost() {
        let (usage, organisation, client) = (Usage::default(), OrganisationId::new(), ApiClientId::new());
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for on in ["2026-03-01", "2026-03-31", "2026-04-01"] {
            usage.count(organisation, client, day(on));
        }
        let taken = usage.take();
        assert_eq!(taken.values().copied().collect::<Vec<_>>(), [2, 1]);
        assert!(usage.take().is_empty());
        usage.count(organisation, client, day("2026-03-15"));
        for (whose, calls) in taken {
            usage.add(whose, calls);
        }
        assert_eq!(usage.take().get(&(organisation, client, Month::of(day("2026-03-01")))), Some(&3));
    }
}
