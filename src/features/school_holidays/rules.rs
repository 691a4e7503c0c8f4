//! The rules of school holidays: the days are in order.

use super::api::SchoolHolidayFields;
use crate::problem::{Problem, Violation};

/// Refuses a holiday that ends before it begins.
pub(super) fn check(fields: &SchoolHolidayFields) -> Result<(), Problem> {
    if fields.until_on >= fields.from_on {
        return Ok(());
    }
    let (dutch, english) = ("De laatste dag ligt voor de eerste.", "The last day lies before the first.");
    Err(Problem::invalid(vec![Violation::body("/untilOn", "beforeFromOn", dutch, english)]))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn holiday(from: u32, until: u32) -> SchoolHolidayFields {
        let day = |day| NaiveDate::from_ymd_opt(2026, 5, day).unwrap();
        SchoolHolidayFields { name: "Meivakantie".to_owned(), from_on: day(from), until_on: day(until) }
    }

    #[test]
    fn a_holiday_of_one_day_is_one_and_an_earlier_end_is_none() {
        assert!(check(&holiday(4, 4)).is_ok());
        assert!(check(&holiday(4, 3)).is_err());
    }
}
