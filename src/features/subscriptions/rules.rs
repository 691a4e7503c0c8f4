//! When a subscription runs.

use chrono::NaiveDate;

/// Whether the last day is on or after the first; an open end always is.
pub fn is_in_order(starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> bool {
    ends_on.is_none_or(|ends_on| ends_on >= starts_on)
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_last_day_is_not_before_the_first(first in 0..40_000_u64, last in 0..40_000_u64) {
            let day = |number| NaiveDate::default() + Days::new(number);
            prop_assert_eq!(is_in_order(day(first), Some(day(last))), first <= last);
            prop_assert!(is_in_order(day(first), None));
            prop_assert!(is_in_order(day(first), Some(day(first))));
        }
    }
}
