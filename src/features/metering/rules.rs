//! On which days of a month an organisation had a subscription.

use chrono::NaiveDate;

use crate::values::Month;

/// A subscription: its first day, and its last if there is one.
pub(super) type Interval = (NaiveDate, Option<NaiveDate>);

/// The days of a month with a subscription. Between the first and the last there may be days without one, when one
/// subscription ended and another began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Activity {
    pub from: NaiveDate,
    pub until: NaiveDate,
    pub days: i32,
}

/// The activity in a month of an organisation with these subscriptions, which never overlap; `None` without a day.
pub(super) fn activity(month: Month, subscriptions: &[Interval]) -> Option<Activity> {
    let (first, last) = (month.first_day(), month.last_day());
    let inside = subscriptions.iter().filter_map(|(starts_on, ends_on)| {
        let (from, until) = ((*starts_on).max(first), ends_on.map_or(last, |ends_on| ends_on.min(last)));
        let days = i32::try_from((until - from).num_days() + 1).ok()?;
        (days > 0).then_some(Activity { from, until, days })
    });
    inside.reduce(|one, other| Activity {
        from: one.from.min(other.from),
        until: one.until.max(other.until),
        days: one.days + other.days,
    })
}

/// The days of a month whose use can be known today; `None` before the month begins.
pub(super) fn known_days(month: Month, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let (first, last) = (month.first_day(), month.last_day());
    (first <= today).then_some((first, last.min(today)))
}

/// Whether what was used in a month is still looked at: always before it is billed, and after that until it is over.
pub(super) fn is_measured(month: Month, billed: bool, today: NaiveDate) -> bool {
    !billed || today <= month.last_day()
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(number)
    }

    /// Subscriptions that follow each other with gaps; the last may be without end.
    fn row() -> impl Strategy<Value = Vec<Interval>> {
        (vec((1..40_u64, 0..60_u64), 0..6), any::<bool>()).prop_map(|(steps, open)| {
            let mut row = Vec::new();
            let mut next = 0;
            for (gap, length) in steps {
                row.push((day(next + gap), Some(day(next + gap + length))));
                next += gap + length;
            }
            if open && let Some(last) = row.last_mut() {
                last.1 = None;
            }
            row
        })
    }

    proptest! {
        #[test]
        fn active_are_exactly_the_days_with_a_subscription(row in row(), offset in 0..400_u64) {
            let month = Month::of(day(offset));
            let days = month.first_day().iter_days().take_while(|day| *day <= month.last_day());
            let within = |day: NaiveDate| row.iter().any(|(from, until)| *from <= day && until.is_none_or(|until| day <= until));
            let expected: Vec<NaiveDate> = days.filter(|day| within(*day)).collect();
            let found = activity(month, &row);
            prop_assert_eq!(found.map(|found| found.from), expected.first().copied());
            prop_assert_eq!(found.map(|found| found.until), expected.last().copied());
            prop_assert_eq!(found.map_or(0, |found| found.days), i32::try_from(expected.len()).unwrap());
        }

        #[test]
        fn the_days_of_all_months_add_up_to_the_days_of_the_subscriptions(row in row()) {
            prop_assume!(row.iter().all(|(_, until)| until.is_some()));
            let total: i64 = row.iter().map(|(from, until)| (until.unwrap() - *from).num_days() + 1).sum();
            let mut month = Month::of(day(0));
            let mut found = 0;
            for _ in 0..30 {
                found += activity(month, &row).map_or(0, |activity| i64::from(activity.days));
                month = month.next();
            }
            prop_assert_eq!(found, total);
        }

        #[test]
        fn what_was_billed_is_measured_until_its_month_is_over(offset in 0..400_u64, later in 0..400_u64) {
            let (month, today) = (Month::of(day(offset)), day(later));
            prop_assert!(is_measured(month, false, today));
            prop_assert_eq!(is_measured(month, true, today), today <= month.last_day());
            let known = known_days(month, today);
            prop_assert_eq!(known.is_none(), today < month.first_day());
            prop_assert!(known.is_none_or(|(_, last)| last <= today && last <= month.last_day()));
        }
    }
}
