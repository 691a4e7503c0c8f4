//! The rules of consents: nothing is taken back before it was given.

use chrono::NaiveDate;

use crate::problem::{Problem, Violation};

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
    use super::*;

    #[test]
    fn a_consent_can_be_taken_back_on_the_day_that_it_was_given() {
        let given = NaiveDate::from_ymd_opt(2026, 3, 10).unwrap();
        assert!(check_withdrawal(given, given).is_ok());
        assert!(check_withdrawal(given, given.pred_opt().unwrap()).is_err());
    }
}
