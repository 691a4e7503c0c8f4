//! On which days of a month an organisation had a subscription, and whether what was billed of it is right.

use chrono::NaiveDate;

use crate::documents::dutch;
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

/// What a month costs, as it stands on an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    pub cents: i64,
    pub vat_rate: i32,
    pub vat_exemption: Option<String>,
}

/// What a month costs whose first active day is this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Billing {
    pub first: NaiveDate,
    pub terms: Terms,
}

/// Why a month that was billed is taken back, as it stands on the credit note; `None` when it is billed rightly. `due` is
/// what it would be billed at now, absent when no day of it is active any more. Another first day at the same price
/// changes nothing: a month is billed whole.
pub(super) fn reason_to_take_back(month: Month, billed: &Billing, due: Option<&Billing>) -> Option<String> {
    let Some(due) = due else { return Some("Het abonnement liep niet in deze maand.".to_owned()) };
    if due.terms == billed.terms {
        return None;
    }
    let day = if due.first == billed.first {
        format!("De eerste dag met een abonnement in {} is {}.", name(month), dutch::day(due.first))
    } else {
        format!(
            "De eerste dag met een abonnement in {} is {} en niet {}.",
            name(month),
            dutch::day(due.first),
            dutch::day(billed.first)
        )
    };
    let (due, billed) = (terms_text(&due.terms), terms_text(&billed.terms));
    Some(format!("{day} Op die dag is de prijs {due} in plaats van {billed}. De maand wordt opnieuw gefactureerd."))
}

fn name(month: Month) -> String {
    dutch::month_and_year(month.first_day())
}

fn terms_text(terms: &Terms) -> String {
    let cents = dutch::euros(terms.cents);
    match &terms.vat_exemption {
        // A reason has 500 characters at most, an exemption may have 300.
        Some(ground) => format!("{cents} zonder btw ({})", ground.chars().take(100).collect::<String>()),
        None => format!("{cents} met {}% btw", terms.vat_rate),
    }
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

    fn billing(first: &str, cents: i64, vat_rate: i32, exemption: Option<&str>) -> Billing {
        let terms = Terms { cents, vat_rate, vat_exemption: exemption.map(str::to_owned) };
        Billing { first: first.parse().unwrap(), terms }
    }

    #[test]
    fn a_month_is_taken_back_for_what_happened_to_it() {
        let october: Month = "2026-10".parse().unwrap();
        let billed = billing("2026-10-20", 15_000, 21, None);
        let reason = |due: Option<Billing>| {
            reason_to_take_back(october, &billed, due.as_ref()).map(|text| text.replace('\u{a0}', " "))
        };
        assert_eq!(reason(None).as_deref(), Some("Het abonnement liep niet in deze maand."));
        assert_eq!(reason(Some(billing("2026-10-17", 15_000, 21, None))), None, "the same price: it stands");
        assert_eq!(
            reason(Some(billing("2026-10-01", 14_000, 21, None))).as_deref(),
            Some(
                "De eerste dag met een abonnement in oktober 2026 is 1 oktober 2026 en niet 20 oktober 2026. Op die dag is de \
                 prijs € 140,00 met 21% btw in plaats van € 150,00 met 21% btw. De maand wordt opnieuw gefactureerd."
            )
        );
        let exempt = reason(Some(billing("2026-10-20", 15_000, 0, Some("Artikel 11")))).unwrap();
        assert!(
            exempt.contains("is 20 oktober 2026. Op die dag is de prijs € 150,00 zonder btw (Artikel 11)"),
            "{exempt}"
        );
        let long = "x".repeat(300);
        let both = billing("2026-10-20", 100_000_000, 0, Some(&long));
        let other = billing("2026-10-01", 99_999_999, 0, Some(&long));
        assert!(reason_to_take_back(october, &both, Some(&other)).unwrap().chars().count() <= 500);
    }

    proptest! {
        #[test]
        fn a_month_that_stands_is_billed_at_what_it_costs_now(
            days in (1..28_u32, 1..28_u32), cents in (0..3_i64, 0..3_i64), rates in (0..2_i32, 0..2_i32),
        ) {
            let on = |day: u32| format!("2026-10-{day:02}");
            let billed = billing(&on(days.0), cents.0, rates.0, None);
            let due = billing(&on(days.1), cents.1, rates.1, None);
            let month = Month::of(billed.first);
            let stands = reason_to_take_back(month, &billed, Some(&due)).is_none();
            prop_assert_eq!(stands, (cents.0, rates.0) == (cents.1, rates.1));
            // Billed anew at what is due, it stands.
            prop_assert_eq!(reason_to_take_back(month, &due, Some(&due)), None);
        }
    }
}
