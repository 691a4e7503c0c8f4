//! The rules of school holidays: the days are in order, and a child has those of its school's region.

use chrono::NaiveDate;

use super::api::SchoolHolidayFields;
use crate::features::schools::SchoolRegion;
use crate::ids::ChildId;
use crate::problem::{Problem, Violation};

/// Refuses a holiday that ends before it begins.
pub(super) fn check(fields: &SchoolHolidayFields) -> Result<(), Problem> {
    if fields.until_on >= fields.from_on {
        return Ok(());
    }
    let (dutch, english) = ("De laatste dag ligt voor de eerste.", "The last day lies before the first.");
    Err(Problem::invalid(vec![Violation::body("/untilOn", "beforeFromOn", dutch, english)]))
}

/// A holiday: its first and last day, and whose it is.
pub(super) type RegionalHoliday = (NaiveDate, NaiveDate, Option<SchoolRegion>);

/// From which day on a child goes to a school, and where that lies; of a child without a school one without a day.
pub(super) type Schooling = (ChildId, Option<NaiveDate>, Option<SchoolRegion>);

/// The days of which holidays the children have, of any of them. A holiday without a region is everybody's. A child without
/// a school, or whose school's region is not known, has all of them; before the first school that is known of a child, that
/// one counts.
pub(super) fn of_children(holidays: &[RegionalHoliday], schooling: &[Schooling]) -> Vec<(NaiveDate, NaiveDate)> {
    let spans = spans(schooling);
    let mut had: Vec<_> = holidays
        .iter()
        .flat_map(|&(first, last, region)| {
            if region.is_none() {
                return vec![(first, last)];
            }
            let here = spans.iter().filter(|span| span.2.is_none() || span.2 == region);
            here.map(|span| (first.max(span.0), last.min(span.1))).filter(|(from, until)| from <= until).collect()
        })
        .collect();
    had.sort_unstable();
    had.dedup();
    had
}

/// The first and last day of each stay at a school, or without one.
fn spans(schooling: &[Schooling]) -> Vec<RegionalHoliday> {
    let mut found = Vec::new();
    for stays in schooling.chunk_by(|one, other| one.0 == other.0) {
        for (number, (_, from, region)) in stays.iter().enumerate() {
            let from = from.filter(|_| number > 0).unwrap_or(NaiveDate::MIN);
            let next = stays.get(number + 1).and_then(|next| next.1);
            let until = next.and_then(|from| from.pred_opt()).unwrap_or(NaiveDate::MAX);
            found.push((from, until, *region));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holiday(from: u32, until: u32) -> SchoolHolidayFields {
        let day = |day| NaiveDate::from_ymd_opt(2026, 5, day).unwrap();
        SchoolHolidayFields { name: "Meivakantie".to_owned(), from_on: day(from), until_on: day(until), region: None }
    }

    #[test]
    fn a_holiday_of_one_day_is_one_and_an_earlier_end_is_none() {
        assert!(check(&holiday(4, 4)).is_ok());
        assert!(check(&holiday(4, 3)).is_err());
    }

    fn region() -> impl Strategy<Value = Option<SchoolRegion>> {
        prop_oneof![Just(None), prop::sample::select(SchoolRegion::ALL).prop_map(Some)]
    }

    fn day(number: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Days::new(number)
    }

    proptest! {
        /// Day by day and child by child, as a parent would say it.
        #[test]
        fn a_child_is_free_when_its_school_is(
            holidays in prop::collection::vec((0_u64..60, 0_u64..10, region()), 0..5),
            children in prop::collection::vec(prop::collection::btree_map(0_u64..60, region(), 0..4), 0..3),
        ) {
            let holidays: Vec<_> =
                holidays.into_iter().map(|(from, length, region)| (day(from), day(from + length), region)).collect();
            let schooling: Vec<Schooling> = children
                .iter()
                .flat_map(|stays| {
                    let child = ChildId::new();
                    let nowhere = stays.is_empty().then_some((child, None, None));
                    stays.iter().map(move |(from, region)| (child, Some(day(*from)), *region)).chain(nowhere)
                })
                .collect();
            let found = of_children(&holidays, &schooling);
            for today in (0..80).map(day) {
                let regions: Vec<_> = children
                    .iter()
                    .map(|stays| {
                        let last = stays.iter().rev().find(|(from, _)| day(**from) <= today);
                        last.or_else(|| stays.first_key_value()).and_then(|(_, region)| *region)
                    })
                    .collect();
                let free = holidays.iter().filter(|(first, last, _)| *first <= today && today <= *last).any(|holiday| {
                    holiday.2.is_none()
                        || regions.iter().any(|region| region.is_none() || *region == holiday.2)
                });
                prop_assert_eq!(found.iter().any(|(first, last)| *first <= today && today <= *last), free);
            }
        }
    }
}
