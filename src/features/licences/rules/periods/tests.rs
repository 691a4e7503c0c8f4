//! The licence years of `domain.md` §7, case by case, by chance, and against a reference that walks day by day.

use proptest::prelude::*;
use rstest::rstest;

use super::*;

mod registered;

const TERMS: Terms = Terms { refresher_minutes: 240, longest_gap_months: 24 };

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn trained(on: &str) -> Issuance {
    Issuance { on: day(on), until: None, ground: LicenceGround::Training }
}

fn refresher(on: &str) -> Refresher {
    Refresher { on: day(on), minutes: 240 }
}

/// `from/until ground` of each period.
fn told(grounds: &Grounds) -> Vec<String> {
    let tell = |one: &Earned| format!("{}/{} {}", one.from, one.until, one.ground.as_str());
    periods(grounds, TERMS).iter().map(tell).collect()
}

#[rstest]
#[case::one_year(&[], &["2026-03-10/2027-03-09 training"])]
#[case::on_the_first_day(&["2026-03-10"], &["2026-03-10/2027-03-09 training", "2027-03-10/2028-03-09 refresher"])]
#[case::on_the_last_day(&["2027-03-09"], &["2026-03-10/2027-03-09 training", "2027-03-10/2028-03-09 refresher"])]
#[case::on_the_day_after(&["2027-03-10"], &["2026-03-10/2027-03-09 training", "2027-03-10/2028-03-09 refresher"])]
#[case::later(&["2027-06-01"], &["2026-03-10/2027-03-09 training", "2027-06-01/2028-05-31 refresher"])]
#[case::before_the_licence(&["2026-03-09"], &["2026-03-10/2027-03-09 training"])]
#[case::twice_in_a_period(&["2026-05-01", "2026-06-01"],
    &["2026-03-10/2027-03-09 training", "2027-03-10/2028-03-09 refresher"])]
#[case::one_in_each(&["2026-05-01", "2027-05-01"],
    &["2026-03-10/2027-03-09 training", "2027-03-10/2028-03-09 refresher", "2028-03-10/2029-03-09 refresher"])]
#[case::what_starts_a_period_does_not_keep_it(&["2027-06-01", "2028-07-01"],
    &["2026-03-10/2027-03-09 training", "2027-06-01/2028-05-31 refresher", "2028-07-01/2029-06-30 refresher"])]
#[case::on_the_last_day_of_the_gap(&["2029-03-09"],
    &["2026-03-10/2027-03-09 training", "2029-03-09/2030-03-08 refresher"])]
#[case::after_the_gap(&["2029-03-10"], &["2026-03-10/2027-03-09 training"])]
fn refreshers_make_periods(#[case] refreshers: &[&str], #[case] expected: &[&str]) {
    let grounds = Grounds {
        issuances: vec![trained("2026-03-10")],
        refreshers: refreshers.iter().map(|on| refresher(on)).collect(),
        ..Grounds::default()
    };
    assert_eq!(told(&grounds), expected);
}

#[test]
fn a_leap_day_ends_the_day_before_it_would_return() {
    let grounds = Grounds {
        issuances: vec![trained("2028-02-29")],
        refreshers: vec![refresher("2028-05-01")],
        ..Grounds::default()
    };
    assert_eq!(told(&grounds), ["2028-02-29/2029-02-28 training", "2029-03-01/2030-02-28 refresher"]);
}

#[test]
fn parts_of_a_dagdeel_add_up_within_a_licence_year_only() {
    let part = |on: &str| Refresher { on: day(on), minutes: 120 };
    let within = Grounds {
        issuances: vec![trained("2026-03-10")],
        refreshers: vec![part("2026-05-01"), part("2027-03-09")],
        ..Grounds::default()
    };
    assert_eq!(told(&within).len(), 2);
    let across = Grounds { refreshers: vec![part("2026-05-01"), part("2027-03-10")], ..within.clone() };
    assert_eq!(told(&across).len(), 1);
    let after = Grounds { refreshers: vec![part("2027-04-01"), part("2027-05-01")], ..within };
    assert_eq!(told(&after), ["2026-03-10/2027-03-09 training", "2027-05-01/2028-04-30 refresher"]);
}

#[test]
fn a_dispensation_grants_one_period() {
    let grounds = Grounds {
        issuances: vec![trained("2026-03-10")],
        dispensations: vec![day("2027-01-05")],
        ..Grounds::default()
    };
    assert_eq!(told(&grounds), ["2026-03-10/2027-03-09 training", "2027-03-10/2028-03-09 dispensation"]);
    let lapsed = Grounds { dispensations: vec![day("2027-04-01")], ..grounds };
    assert_eq!(told(&lapsed), ["2026-03-10/2027-03-09 training", "2027-04-01/2028-03-31 dispensation"]);
}

#[test]
fn a_new_training_starts_anew_after_a_long_gap() {
    let grounds = Grounds { issuances: vec![trained("2026-03-10"), trained("2030-01-01")], ..Grounds::default() };
    assert_eq!(told(&grounds), ["2026-03-10/2027-03-09 training", "2030-01-01/2030-12-31 training"]);
}

#[test]
fn another_training_inside_a_period_is_worth_no_less_than_a_refresher() {
    let grounds = Grounds { issuances: vec![trained("2026-03-10"), trained("2027-09-01")], ..Grounds::default() };
    assert_eq!(told(&grounds), ["2026-03-10/2027-03-09 training", "2027-09-01/2028-08-31 training"]);
    // A refresher of before that became known late must not shorten what was there.
    let late = Grounds { refreshers: vec![refresher("2026-06-01")], ..grounds };
    assert_eq!(told(&late).last().unwrap(), "2028-03-10/2029-03-09 training");
}

#[test]
fn of_one_day_it_makes_no_difference_which_was_registered_first() {
    let part = |minutes| Refresher { on: day("2027-06-01"), minutes };
    let with = |refreshers| told(&Grounds { issuances: vec![trained("2026-03-10")], refreshers, ..Grounds::default() });
    assert_eq!(with(vec![part(240), part(120)]), with(vec![part(120), part(240)]));
}

#[test]
fn a_decision_of_later_takes_no_period_away() {
    let grounds = Grounds {
        issuances: vec![trained("2026-03-10")],
        refreshers: vec![refresher("2026-05-01")],
        granted: vec![Granted { from: day("2027-03-10"), minutes: 240, after: Some(day("2027-03-09")) }],
        ..Grounds::default()
    };
    let stricter = Terms { refresher_minutes: 480, longest_gap_months: 1 };
    assert_eq!(periods(&grounds, stricter).len(), 2);
    assert_eq!(periods(&Grounds { granted: Vec::new(), ..grounds }, stricter).len(), 1);
}

#[test]
fn a_gap_that_was_bridged_in_parts_stays_bridged_when_a_shorter_one_is_decided() {
    let part = |on: &str| Refresher { on: day(on), minutes: 120 };
    let grounds = Grounds {
        issuances: vec![trained("2026-03-10")],
        refreshers: vec![part("2027-06-01"), part("2027-07-01")],
        granted: vec![Granted { from: day("2027-07-01"), minutes: 240, after: Some(day("2027-03-09")) }],
        ..Grounds::default()
    };
    let shorter = Terms { longest_gap_months: 1, ..TERMS };
    assert_eq!(periods(&grounds, shorter).len(), 2);
    assert_eq!(periods(&Grounds { granted: Vec::new(), ..grounds }, shorter).len(), 1);
}

#[test]
fn a_laxer_decision_moves_no_start_that_stands() {
    let part = |on: &str| Refresher { on: day(on), minutes: 120 };
    let grounds = Grounds {
        issuances: vec![trained("2026-03-10")],
        refreshers: vec![part("2027-06-01"), part("2027-07-01")],
        granted: vec![Granted { from: day("2027-07-01"), minutes: 240, after: Some(day("2027-03-09")) }],
        ..Grounds::default()
    };
    let laxer = Terms { refresher_minutes: 120, ..TERMS };
    let starts = |grounds: &Grounds| periods(grounds, laxer).get(1).map(|period| period.from);
    assert_eq!(starts(&grounds), Some(day("2027-07-01")));
    assert_eq!(starts(&Grounds { granted: Vec::new(), ..grounds }), Some(day("2027-06-01")));
}

#[test]
fn what_was_granted_after_another_gap_is_judged_anew() {
    // By dispensation in 2028 the gap before this refresher was short. Without it the gap is three years.
    let facts = |dispensations| {
        let (issuances, refreshers) = (vec![trained("2026-03-10")], vec![refresher("2030-03-10")]);
        Grounds { issuances, refreshers, dispensations, ..Grounds::default() }
    };
    let with = periods(&facts(vec![day("2028-03-10")]), TERMS);
    assert_eq!(with.len(), 3);
    let granted = Granted::among(with.into_iter().map(|period| (period, Some(TERMS.refresher_minutes))));
    assert_eq!(granted.len(), 1);
    assert_eq!(periods(&Grounds { granted, ..facts(Vec::new()) }, TERMS).len(), 1);
}

#[test]
fn of_a_transferred_licence_only_the_last_year_asks_for_a_refresher() {
    let transferred =
        Issuance { on: day("2020-05-01"), until: Some(day("2026-04-30")), ground: LicenceGround::Transferred };
    let with =
        |on: &str| Grounds { issuances: vec![transferred], refreshers: vec![refresher(on)], ..Grounds::default() };
    assert_eq!(told(&with("2025-04-30")).len(), 1);
    assert_eq!(told(&with("2025-05-01")).len(), 2);
}

#[test]
fn progress_says_how_much_is_there_and_until_when() {
    let part = Refresher { on: day("2026-05-01"), minutes: 90 };
    let grounds = Grounds { issuances: vec![trained("2026-03-10")], refreshers: vec![part], ..Grounds::default() };
    let during = progress(&grounds, TERMS, day("2026-12-01"));
    assert_eq!(during, Some(Progress { minutes: 90, by: Some(day("2027-03-09")) }));
    let lapsed = progress(&grounds, TERMS, day("2027-06-01"));
    assert_eq!(lapsed, Some(Progress { minutes: 0, by: Some(day("2029-03-09")) }));
    let too_late = progress(&grounds, TERMS, day("2029-03-10"));
    assert_eq!(too_late, Some(Progress { minutes: 0, by: None }));
    assert_eq!(progress(&grounds, TERMS, day("2026-03-09")), None);
}

/// The last day of what an issue gives: the one that a transferred licence brings along, or that of a year.
fn last_day_of(issue: &Issuance) -> NaiveDate {
    issue.until.unwrap_or(first_period(issue.on).1)
}

/// From this day on a year covers the rest, and did not the day before.
fn begins_last_year(today: NaiveDate, last: NaiveDate) -> bool {
    first_period(today).1 >= last && first_period(today - Days::new(1)).1 < last
}

/// The rule told differently: day after day, with what is known on each.
fn by_days(grounds: &Grounds, from: NaiveDate, until: NaiveDate) -> Vec<bool> {
    let mut valid_until: Option<NaiveDate> = None;
    let (mut year_minutes, mut gap_minutes, mut dispensed) = (0, 0, false);
    let mut answers = Vec::new();
    for today in from.iter_days().take_while(|day| *day <= until) {
        let minutes: i32 = grounds.refreshers.iter().filter(|one| one.on == today).map(|one| one.minutes).sum();
        let dispensation = grounds.dispensations.contains(&today);
        let issue = grounds.issuances.iter().find(|one| one.on == today);
        let issued_today = issue.is_some();
        match valid_until {
            Some(last) if today <= last => {
                // Of a transferred licence of several years only what falls in the last one keeps it.
                if begins_last_year(today, last) {
                    (year_minutes, dispensed) = (0, false);
                }
                year_minutes += minutes;
                dispensed |= dispensation || issued_today;
            }
            Some(last) if today == last + Days::new(1) && (year_minutes >= 240 || dispensed) => {
                valid_until = Some(first_period(today).1);
                (year_minutes, gap_minutes, dispensed) = (minutes, 0, dispensation || issued_today);
            }
            Some(last) => {
                if today == last + Days::new(1) {
                    gap_minutes = 0;
                }
                let in_time = today <= last_day_of_gap(last, TERMS);
                if in_time {
                    gap_minutes += minutes;
                }
                if in_time && minutes > 0 && gap_minutes >= 240 {
                    valid_until = Some(first_period(today).1);
                    (year_minutes, gap_minutes, dispensed) = (0, 0, dispensation || issued_today);
                } else if issued_today || dispensation {
                    valid_until = Some(issue.map_or(first_period(today).1, last_day_of));
                    (year_minutes, gap_minutes, dispensed) = (minutes, 0, dispensation && issued_today);
                }
            }
            None => {
                valid_until = issue.map(last_day_of);
                (year_minutes, gap_minutes, dispensed) = (minutes, 0, dispensation);
            }
        }
        answers.push(valid_until.is_some_and(|last| today <= last));
    }
    answers
}

fn begin() -> NaiveDate {
    day("2026-01-01")
}

fn after(days: u64) -> NaiveDate {
    begin() + Days::new(days)
}

prop_compose! {
    fn histories()(
        issued in prop::collection::btree_map(0..2500_u64, prop::option::of(0..900_u64), 1..4),
        refreshed in prop::collection::btree_map(0..2500_u64, prop::sample::select(vec![90, 120, 240, 480]), 0..8),
        dispensed in prop::collection::btree_set(0..2500_u64, 0..3),
    ) -> Grounds {
        Grounds {
            issuances: issued.into_iter().map(|(on, transferred)| Issuance {
                on: after(on),
                until: transferred.map(|days| after(on + days)),
                ground: transferred.map_or(LicenceGround::Training, |_| LicenceGround::Transferred),
            }).collect(),
            refreshers: refreshed.into_iter().map(|(on, minutes)| Refresher { on: after(on), minutes }).collect(),
            dispensations: dispensed.into_iter().map(after).collect(),
            granted: Vec::new(),
        }
    }
}

proptest! {
    #[test]
    fn periods_never_overlap_and_never_run_backwards(grounds in histories()) {
        let found = periods(&grounds, TERMS);
        for period in &found {
            prop_assert!(period.from <= period.until);
        }
        for pair in found.windows(2) {
            prop_assert!(pair[0].until < pair[1].from, "{pair:?}");
        }
    }

    #[test]
    fn more_attendance_never_takes_a_valid_day_away_before_it(grounds in histories(), on in 0..2500_u64) {
        let more = Grounds {
            refreshers: [grounds.refreshers.clone(), vec![Refresher { on: after(on), minutes: 240 }]].concat(),
            ..grounds.clone()
        };
        let covers = |of: &Grounds, day: NaiveDate| periods(of, TERMS).iter().any(|one| one.from <= day && day <= one.until);
        for offset in (0..on).step_by(30) {
            prop_assert_eq!(covers(&grounds, after(offset)), covers(&more, after(offset)));
        }
    }

    #[test]
    fn walking_day_by_day_comes_to_the_same(grounds in histories()) {
        let last = after(3600);
        let found = periods(&grounds, TERMS);
        let fast: Vec<bool> = begin().iter_days().take_while(|day| *day <= last)
            .map(|day| found.iter().any(|one| one.from <= day && day <= one.until)).collect();
        prop_assert_eq!(by_days(&grounds, begin(), last), fast);
    }
}
