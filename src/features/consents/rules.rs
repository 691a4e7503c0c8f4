//! The rules of consents: nothing is taken back before it was given, and the newest record of a parent says how that
//! parent stands.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::ids::ParentId;
use crate::problem::{Problem, Violation};

/// A consent of a parent for the purpose that is looked at.
#[derive(Debug, Clone, Copy, Queryable)]
pub(crate) struct Recorded {
    pub parent_id: ParentId,
    pub given_on: NaiveDate,
    pub withdrawn_on: Option<NaiveDate>,
}

/// How a parent stands towards a purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConsentStanding {
    Given,
    /// Taken back on this day, with no later consent.
    Withdrawn(NaiveDate),
    NotRecorded,
}

/// How a parent stands on a day: as the newest consent says that was given by then. Of two from one day the one counts
/// that lasted longer, for the other was taken back first.
pub(crate) fn standing_on(day: NaiveDate, parent: ParentId, recorded: &[Recorded]) -> ConsentStanding {
    let known = recorded.iter().filter(|one| one.parent_id == parent && one.given_on <= day);
    let newest = known.max_by_key(|one| (one.given_on, one.withdrawn_on.unwrap_or(NaiveDate::MAX)));
    match newest.map(|one| one.withdrawn_on) {
        None => ConsentStanding::NotRecorded,
        Some(Some(on)) if on <= day => ConsentStanding::Withdrawn(on),
        Some(_) => ConsentStanding::Given,
    }
}

/// Since when every parent who had ever agreed has taken it back, as of a day; nothing while one still agrees, or when
/// nobody ever did.
pub(crate) fn all_withdrawn_since(day: NaiveDate, recorded: &[Recorded]) -> Option<NaiveDate> {
    let mut since = None;
    for one in recorded {
        match standing_on(day, one.parent_id, recorded) {
            ConsentStanding::Given => return None,
            ConsentStanding::Withdrawn(on) => since = since.max(Some(on)),
            ConsentStanding::NotRecorded => {}
        }
    }
    since
}

/// Refuses a consent from before the day on which this parent took an earlier one back.
pub(super) fn check_giving(given_on: NaiveDate, parent: ParentId, recorded: &[Recorded]) -> Result<(), Problem> {
    let taken_back = recorded.iter().filter(|one| one.parent_id == parent).filter_map(|one| one.withdrawn_on).max();
    let Some(last) = taken_back.filter(|last| given_on < *last) else { return Ok(()) };
    let (dutch, english) = (
        format!("Deze ouder heeft een eerdere toestemming ingetrokken op {last}; een nieuwe is van die dag of later."),
        format!("This parent took an earlier consent back on {last}; a new one is of that day or later."),
    );
    Err(Problem::invalid(vec![Violation::body("/givenOn", "beforeWithdrawal", dutch, english)]))
}

/// Refuses a withdrawal from before the consent.
pub(super) fn check_withdrawal(given_on: NaiveDate, withdrawn_on: NaiveDate) -> Result<(), Problem> {
    if withdrawn_on >= given_on {
        return Ok(());
    }
    let (dutch, english) = (
        format!("De toestemming is pas gegeven op {given_on}."),
        format!("The consent was not given before {given_on}."),
    );
    Err(Problem::invalid(vec![Violation::body("/withdrawnOn", "beforeGivenOn", dutch, english)]))
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 10).unwrap().checked_add_days(Days::new(number)).unwrap()
    }

    fn parent(number: u128) -> ParentId {
        ParentId(uuid::Uuid::from_u128(number))
    }

    /// Giving and taking back in turn, each some days after the one before.
    fn history(whose: ParentId, gaps: &[u64]) -> (Vec<u64>, Vec<Recorded>) {
        let acts: Vec<u64> = gaps
            .iter()
            .scan(0, |sum, gap| {
                *sum += gap;
                Some(*sum)
            })
            .collect();
        let record = |pair: &[u64]| Recorded {
            parent_id: whose,
            given_on: day(pair[0]),
            withdrawn_on: pair.get(1).map(|on| day(*on)),
        };
        let recorded = acts.chunks(2).map(record).collect();
        (acts, recorded)
    }

    #[test]
    fn a_consent_can_be_taken_back_on_the_day_that_it_was_given() {
        assert!(check_withdrawal(day(1), day(1)).is_ok());
        assert!(check_withdrawal(day(1), day(0)).is_err());
    }

    #[test]
    fn a_new_consent_is_not_older_than_the_last_withdrawal() {
        let recorded = history(parent(1), &[0, 5]).1;
        assert!(check_giving(day(5), parent(1), &recorded).is_ok());
        assert!(check_giving(day(4), parent(1), &recorded).is_err());
        assert!(check_giving(day(4), parent(2), &recorded).is_ok());
    }

    #[test]
    fn one_parent_who_still_agrees_is_enough() {
        let mut both = history(parent(1), &[0, 5]).1;
        assert_eq!(all_withdrawn_since(day(9), &both), Some(day(5)));
        assert_eq!(all_withdrawn_since(day(4), &both), None);
        both.extend(history(parent(2), &[3, 5]).1);
        assert_eq!(all_withdrawn_since(day(7), &both), None);
        assert_eq!(all_withdrawn_since(day(9), &both), Some(day(8)));
        assert_eq!(all_withdrawn_since(day(9), &[]), None);
    }

    proptest! {
        #[test]
        fn the_last_act_of_a_parent_says_how_that_parent_stands(
            gaps in proptest::collection::vec(0..9_u64, 0..8),
            others in proptest::collection::vec(0..9_u64, 0..8),
            on in 0..80_u64,
            turn in 0..8_usize,
        ) {
            let (acts, mut recorded) = history(parent(1), &gaps);
            recorded.extend(history(parent(2), &others).1);
            // In whatever order they come.
            let places = recorded.len().max(1);
            recorded.rotate_left(turn % places);
            let done: Vec<u64> = acts.into_iter().filter(|act| *act <= on).collect();
            let expected = match done.last() {
                None => ConsentStanding::NotRecorded,
                Some(last) if done.len().is_multiple_of(2) => ConsentStanding::Withdrawn(day(*last)),
                Some(_) => ConsentStanding::Given,
            };
            prop_assert_eq!(standing_on(day(on), parent(1), &recorded), expected);
        }
    }
}
