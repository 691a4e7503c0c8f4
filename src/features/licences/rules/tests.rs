//! The rules of licences against date cases and against a day-by-day reference.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::discriminant;

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The day that many days into 2027 (which has 29 February 2028 ahead of it).
fn nth(number: i64) -> NaiveDate {
    day("2027-01-01") + chrono::TimeDelta::days(number)
}

fn period(from: &str, until: &str) -> Period {
    Period { id: LicencePeriodId::new(), valid_from: day(from), valid_until: day(until) }
}

fn measure(sanction: Sanction, from: &str, until: Option<&str>) -> Measure {
    Measure { id: LicenceMeasureId::new(), sanction, from: day(from), until: until.map(day) }
}

#[test]
fn the_first_period_is_a_year_less_a_day() {
    for (issued, until) in [
        ("2026-03-10", "2027-03-09"),
        ("2026-01-01", "2026-12-31"),
        ("2027-03-01", "2028-02-29"),
        ("2028-02-28", "2029-02-27"),
        ("2028-02-29", "2029-02-28"),
        ("2028-03-01", "2029-02-28"),
    ] {
        assert_eq!(first_period(day(issued)), (day(issued), day(until)), "{issued}");
    }
}

#[test]
fn the_state_turns_on_the_days_themselves() {
    let periods = [period("2026-03-10", "2027-03-09"), period("2027-03-10", "2028-03-09")];
    let until = |text| State::Valid { until: day(text) };
    for (on, state) in [
        ("2026-03-09", State::NotYetValid { from: day("2026-03-10") }),
        ("2026-03-10", until("2027-03-09")),
        ("2027-03-09", until("2027-03-09")),
        ("2027-03-10", until("2028-03-09")),
        ("2028-03-10", State::Expired { until: day("2028-03-09") }),
    ] {
        assert_eq!(state_on(&periods, &[], day(on)), state, "{on}");
    }
    assert_eq!(state_on(&[], &[], day("2026-03-10")), State::None);
}

#[test]
fn a_gap_between_periods_is_expired_and_not_yet_to_come() {
    let periods = [period("2026-03-10", "2027-03-09"), period("2027-06-01", "2028-05-31")];
    assert_eq!(state_on(&periods, &[], day("2027-04-01")), State::Expired { until: day("2027-03-09") });
}

#[test]
fn a_measure_outranks_periods_and_a_revocation_outranks_a_suspension() {
    let periods = [period("2026-03-10", "2027-03-09")];
    let measures = [
        measure(Sanction::Suspended, "2026-05-01", Some("2026-06-30")),
        measure(Sanction::Revoked, "2026-06-15", Some("2026-06-20")),
        measure(Sanction::Revoked, "2026-08-01", Some("2026-07-31")),
    ];
    for (on, state) in [
        // Valid no longer than until the measure that is decided already.
        ("2026-04-30", State::Valid { until: day("2026-04-30") }),
        ("2026-05-01", State::Suspended),
        ("2026-06-15", State::Revoked),
        ("2026-06-20", State::Revoked),
        ("2026-06-21", State::Suspended),
        ("2026-06-30", State::Suspended),
        ("2026-07-01", State::Valid { until: day("2027-03-09") }),
        ("2026-08-01", State::Valid { until: day("2027-03-09") }),
    ] {
        assert_eq!(state_on(&periods, &measures, day(on)), state, "{on}");
    }
    assert_eq!(state_on(&[], &measures, day("2026-05-01")), State::Suspended);
}

#[test]
fn there_may_be_nothing_to_do() {
    let today = day("2026-07-01");
    let suspended = [measure(Sanction::Suspended, "2026-05-01", None)];
    let revoked = [measure(Sanction::Revoked, "2026-05-01", None)];
    let over = [measure(Sanction::Suspended, "2026-05-01", Some("2026-05-31"))];
    let act = |act, measures: &[Measure]| consequence(act, today, measures, today);
    assert_eq!(act(Act::Reinstate, &[]), None);
    assert_eq!(act(Act::Reinstate, &over), None);
    assert_eq!(act(Act::Suspend, &suspended), None);
    assert_eq!(act(Act::Suspend, &revoked), None);
    assert_eq!(act(Act::Revoke, &revoked), None);
    assert!(act(Act::Suspend, &over).is_some());
    assert!(act(Act::Revoke, &suspended).is_some());
}

#[test]
fn what_is_to_begin_later_keeps_nobody_waiting() {
    let today = day("2026-07-01");
    let act = |act, planned: &[Measure]| consequence(act, today, planned, today);
    let revoked = [measure(Sanction::Revoked, "2026-12-01", None)];
    let never = vec![(revoked[0].id, day("2026-11-30"))];
    assert_eq!(act(Act::Revoke, &revoked), Some(Consequence { ends: never, opens: Some((Sanction::Revoked, None)) }));
    // A suspension until then: the revocation takes over from it.
    let until_then = Some((Sanction::Suspended, Some(day("2026-11-30"))));
    assert_eq!(act(Act::Suspend, &revoked), Some(Consequence { ends: Vec::new(), opens: until_then }));
    let suspended = [measure(Sanction::Suspended, "2026-12-01", None)];
    let never = vec![(suspended[0].id, day("2026-11-30"))];
    let replaced = |sanction| Some(Consequence { ends: never.clone(), opens: Some((sanction, None)) });
    assert_eq!(act(Act::Suspend, &suspended), replaced(Sanction::Suspended));
    assert_eq!(act(Act::Revoke, &suspended), replaced(Sanction::Revoked));
}

#[test]
fn a_reinstatement_before_the_start_leaves_a_measure_that_never_counts() {
    let planned = [measure(Sanction::Suspended, "2026-09-01", None)];
    let done = consequence(Act::Reinstate, day("2026-08-01"), &planned, day("2026-07-01")).unwrap();
    assert_eq!(done.ends, vec![(planned[0].id, day("2026-08-31"))]);
}

/// Periods that don't overlap, as the database guarantees: (gap before, length) each.
fn some_periods() -> impl Strategy<Value = Vec<Period>> {
    prop::collection::vec((0_i64..60, 1_i64..120), 0..5).prop_map(|spans| {
        let mut next = 0;
        let place = |(gap, length): (i64, i64)| {
            let (from, until) = (next + gap, next + gap + length - 1);
            next = until + 1;
            Period { id: LicencePeriodId::new(), valid_from: nth(from), valid_until: nth(until) }
        };
        spans.into_iter().map(place).collect()
    })
}

/// Measures of any kind, open ones and ones that ended before they began among them.
fn some_measures() -> impl Strategy<Value = Vec<Measure>> {
    let one = (any::<bool>(), 0_i64..500, prop::option::of(-1_i64..150));
    prop::collection::vec(one, 0..4).prop_map(|all| {
        let build = |(revoked, from, length): (bool, i64, Option<i64>)| Measure {
            id: LicenceMeasureId::new(),
            sanction: if revoked { Sanction::Revoked } else { Sanction::Suspended },
            from: nth(from),
            until: length.map(|length| nth(from + length)),
        };
        all.into_iter().map(build).collect()
    })
}

/// The state by walking through every day, one by one.
fn naive(periods: &[Period], measures: &[Measure], on: NaiveDate) -> State {
    let days = || (-50..1500).map(nth);
    let mut owner: BTreeMap<NaiveDate, LicencePeriodId> = BTreeMap::new();
    for period in periods {
        for day in days().filter(|day| (period.valid_from..=period.valid_until).contains(day)) {
            owner.insert(day, period.id);
        }
    }
    let struck = |sanction| -> BTreeSet<NaiveDate> {
        let those = measures.iter().filter(|one| one.sanction == sanction);
        let walk = |one: &Measure| {
            let (from, until) = (one.from, one.until);
            days().skip_while(move |day| *day < from).take_while(move |day| until != day.pred_opt())
        };
        those.flat_map(walk).collect()
    };
    let (revoked, suspended) = (struck(Sanction::Revoked), struck(Sanction::Suspended));
    let last_of = |id| {
        let free = |day: &NaiveDate| !revoked.contains(day) && !suspended.contains(day);
        let own = owner.range(on..).take_while(|(day, owner)| **owner == id && free(day));
        own.map(|(day, _)| *day).last()
    };
    match (revoked.contains(&on), suspended.contains(&on), owner.get(&on)) {
        (true, ..) => State::Revoked,
        (_, true, _) => State::Suspended,
        (.., Some(id)) => State::Valid { until: last_of(*id).unwrap() },
        _ => match (owner.range(..on).next_back(), owner.keys().next()) {
            (Some((day, _)), _) => State::Expired { until: *day },
            (None, Some(day)) => State::NotYetValid { from: *day },
            (None, None) => State::None,
        },
    }
}

/// The measures after an act; as they were when there was nothing to do.
fn after(act: Act, from: NaiveDate, measures: &[Measure], today: NaiveDate) -> Vec<Measure> {
    let mut measures = measures.to_vec();
    let Some(Consequence { ends, opens }) = consequence(act, from, &measures, today) else { return measures };
    for (id, last) in ends {
        let one = measures.iter_mut().find(|measure| measure.id == id).unwrap();
        assert!(last >= one.from.pred_opt().unwrap(), "the database's check");
        one.until = Some(last);
    }
    measures.extend(opens.map(|(sanction, until)| Measure { id: LicenceMeasureId::new(), sanction, from, until }));
    measures
}

proptest! {
    #[test]
    fn the_first_period_ends_the_day_before_its_anniversary(number in 0_i64..20_000) {
        let issued = day("1990-01-01") + chrono::TimeDelta::days(number);
        let (from, until) = first_period(issued);
        let length = (until - from).num_days() + 1;
        prop_assert_eq!(from, issued);
        prop_assert!(length == 365 || length == 366);
        let leap = (issued.month(), issued.day()) == (2, 29);
        let next = until.succ_opt().unwrap();
        let anniversary = if leap { (3, 1) } else { (issued.month(), issued.day()) };
        prop_assert_eq!((next.month(), next.day()), anniversary);
        prop_assert_eq!(next.year(), issued.year() + 1);
    }

    #[test]
    fn the_state_is_what_walking_through_the_days_says(
        periods in some_periods(), measures in some_measures(), on in -20_i64..800,
    ) {
        prop_assert_eq!(state_on(&periods, &measures, nth(on)), naive(&periods, &measures, nth(on)));
    }

    #[test]
    fn acts_change_nothing_before_their_day_and_everything_after(
        periods in some_periods(), measures in some_measures(), from in 0_i64..600, wait in 0_i64..100, on in -20_i64..800,
    ) {
        let (from, on) = (nth(from), nth(on));
        let today = from - chrono::TimeDelta::days(wait);
        let state = |measures: &[Measure]| state_on(&periods, measures, on);
        for act in [Act::Suspend, Act::Revoke, Act::Reinstate] {
            if act != Act::Reinstate && consequence(act, from, &measures, today).is_none() {
                let there = state_on(&periods, &measures, from);
                prop_assert!(there == State::Revoked || (act == Act::Suspend && there == State::Suspended));
            }
            let changed = after(act, from, &measures, today);
            if on < from {
                // How long it stays valid may change, not whether it is.
                prop_assert_eq!(discriminant(&state(&changed)), discriminant(&state(&measures)));
                continue;
            }
            match act {
                Act::Reinstate => prop_assert!(!matches!(state(&changed), State::Suspended | State::Revoked)),
                _ if changed == measures => {}
                Act::Suspend => prop_assert!(matches!(state(&changed), State::Suspended | State::Revoked)),
                Act::Revoke => prop_assert_eq!(state(&changed), State::Revoked),
            }
        }
    }
}
