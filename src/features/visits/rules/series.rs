//! The rules of a series of visits: on which days they fall, at which moment, and for whom each is.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;

use crate::features::visits::api::{NewVisitSeries, SeriesAttendance, VisitAttendance};
use crate::problem::Violation;

/// How far ahead a series reaches at most.
const MONTHS_AHEAD: Months = Months::new(24);

/// The days of a series, or everything that is wrong with it, all at once.
pub(in crate::features::visits) fn plan(
    new: &NewVisitSeries,
    holidays: &[(NaiveDate, NaiveDate)],
    today: NaiveDate,
) -> Result<Vec<NaiveDate>, Vec<Violation>> {
    let mut found = Vec::new();
    if new.family_time.is_some() && new.attendance != SeriesAttendance::Alternate {
        let (dutch, english) = ("Alleen bij 'alternate'.", "Only with 'alternate'.");
        found.push(Violation::body("/familyTime", "notWithAttendance", dutch, english));
    }
    let horizon = today.checked_add_months(MONTHS_AHEAD).unwrap_or(today);
    let weekdays: Vec<u32> = new.weekdays.iter().map(|day| day.0).collect();
    let days = dates(new.start_on, horizon, &weekdays, new.count, holidays);
    if new.start_on < today {
        found.push(Violation::body("/startOn", "inPast", "Vandaag of later.", "Today or later."));
    } else if days.len() < new.count {
        let fit = days.len();
        let dutch = format!("Binnen twee jaar vanaf vandaag passen er {fit}.");
        let english = format!("Within two years from today {fit} fit.");
        found.push(Violation::body("/count", "tooFarAhead", dutch, english));
    }
    if found.is_empty() { Ok(days) } else { Err(found) }
}

/// The first days from a start, on these weekdays (1 is Monday) and in no holiday; fewer when they would pass the
/// horizon.
fn dates(
    start: NaiveDate,
    horizon: NaiveDate,
    weekdays: &[u32],
    count: usize,
    holidays: &[(NaiveDate, NaiveDate)],
) -> Vec<NaiveDate> {
    let fits = |day: &NaiveDate| {
        weekdays.contains(&day.weekday().number_from_monday())
            && !holidays.iter().any(|(first, last)| first <= day && day <= last)
    };
    start.iter_days().take_while(|day| *day <= horizon).filter(fits).take(count).collect()
}

/// When and for whom each of the visits is: alternating, the first is for the parents.
pub(in crate::features::visits) fn visits(
    new: &NewVisitSeries,
    days: &[NaiveDate],
) -> Vec<(DateTime<Utc>, VisitAttendance)> {
    let visit = |(position, day): (usize, &NaiveDate)| {
        let attendance = match new.attendance {
            SeriesAttendance::Parents => VisitAttendance::Parents,
            SeriesAttendance::Family => VisitAttendance::Family,
            SeriesAttendance::Combined => VisitAttendance::Combined,
            SeriesAttendance::Alternate if position % 2 == 0 => VisitAttendance::Parents,
            SeriesAttendance::Alternate => VisitAttendance::Family,
        };
        let own_time = new.family_time.filter(|_| attendance == VisitAttendance::Family);
        (moment(*day, own_time.unwrap_or(new.time).0), attendance)
    };
    days.iter().enumerate().map(visit).collect()
}

/// The moment at which clocks in Amsterdam show a time. Of two the earlier; a time that is skipped when summer begins
/// moves to the next minute that there is.
fn moment(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    let wanted = day.and_time(time);
    let shown = |minutes| Amsterdam.from_local_datetime(&(wanted + TimeDelta::minutes(minutes))).earliest();
    // Clocks never skip more than an hour.
    (0..=60).find_map(shown).map_or_else(|| wanted.and_utc(), |local| local.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::Days;
    use proptest::prelude::*;

    use super::*;
    use crate::clock::amsterdam_day;

    fn day(offset: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 1).unwrap() + Days::new(offset)
    }

    fn weekdays() -> impl Strategy<Value = BTreeSet<u32>> {
        proptest::collection::btree_set(1_u32..=7, 1..=7)
    }

    fn holidays() -> impl Strategy<Value = Vec<(NaiveDate, NaiveDate)>> {
        proptest::collection::vec((0_u64..400, 0_u64..45), 0..6)
            .prop_map(|all| all.into_iter().map(|(first, length)| (day(first), day(first + length))).collect())
    }

    proptest! {
        #[test]
        fn a_series_takes_every_day_that_fits_and_no_other(start in 0_u64..300, weekdays in weekdays(),
            count in 1_usize..=40, holidays in holidays()) {
            let weekdays: Vec<u32> = weekdays.into_iter().collect();
            let found = dates(day(start), day(2000), &weekdays, count, &holidays);
            prop_assert_eq!(found.len(), count);
            prop_assert!(found.is_sorted_by(|one, next| one < next));
            let last = *found.last().unwrap();
            for day in day(start).iter_days().take_while(|day| *day <= last) {
                let free = holidays.iter().all(|(first, end)| day < *first || *end < day);
                let fits = weekdays.contains(&day.weekday().number_from_monday()) && free;
                prop_assert_eq!(found.contains(&day), fits, "{}", day);
            }
        }

        #[test]
        fn nothing_is_planned_past_the_horizon(start in 0_u64..100, ahead in 0_u64..100, count in 1_usize..=40) {
            let found = dates(day(start), day(ahead), &[2, 4], count, &[]);
            prop_assert!(found.len() <= count && found.iter().all(|one| *one <= day(ahead)));
        }

        #[test]
        fn a_visit_falls_on_its_day_at_its_time(offset in 0_u64..800, minute in 0_u32..1440) {
            let time = NaiveTime::from_num_seconds_from_midnight_opt(minute * 60, 0).unwrap();
            let at = moment(day(offset), time);
            prop_assert_eq!(amsterdam_day(at), day(offset));
            let shown = at.with_timezone(&Amsterdam).time();
            prop_assert!(shown == time || (minute / 60 == 2 && shown == NaiveTime::from_hms_opt(3, 0, 0).unwrap()));
        }
    }

    #[test]
    fn when_clocks_change_a_time_is_the_next_that_there_is_or_the_first_of_two() {
        let at = |day: &str, time: &str| {
            let moment = moment(day.parse().unwrap(), NaiveTime::parse_from_str(time, "%H:%M").unwrap());
            moment.to_rfc3339()
        };
        assert_eq!(at("2026-03-29", "01:59"), "2026-03-29T00:59:00+00:00");
        assert_eq!(at("2026-03-29", "02:30"), "2026-03-29T01:00:00+00:00");
        assert_eq!(at("2026-03-29", "03:00"), "2026-03-29T01:00:00+00:00");
        assert_eq!(at("2026-10-25", "02:30"), "2026-10-25T00:30:00+00:00");
    }
}
