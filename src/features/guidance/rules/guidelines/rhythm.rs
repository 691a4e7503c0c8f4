//! Guidelines about the rhythm of visits in goal work. Alternation, rhythm and school hours do not count in school
//! holidays or while paused.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde_json::json;

use super::super::facts::{Facts, VisitFact, week_of};
use super::super::fidelity::Judgement;
use crate::features::trajectories::TrajectoryPhase;
use crate::features::visits::VisitAttendance;

/// Minutes of a parent visit and of a family visit (`domain.md` §6).
const PARENT_MINUTES: std::ops::RangeInclusive<i32> = 60..=120;
const FAMILY_MINUTES: std::ops::RangeInclusive<i32> = 40..=90;
/// How many visits a week.
const A_WEEK: std::ops::RangeInclusive<usize> = 1..=2;

fn goal_visits(facts: &Facts) -> Vec<(NaiveDate, &VisitFact)> {
    facts.held("goal_visit").filter(|(day, _)| !facts.is_off(*day)).collect()
}

fn is_over(facts: &Facts) -> bool {
    facts.status.is_closed() || matches!(facts.phase, TrajectoryPhase::Closing | TrajectoryPhase::Aftercare)
}

/// No two parent visits, and no two family visits, follow each other; a combined visit counts as both.
pub fn alternation(facts: &Facts) -> Judgement {
    let visits = goal_visits(facts);
    let pairs = visits.iter().zip(visits.iter().skip(1));
    let same = |one: &VisitFact, other: &VisitFact| {
        one.attendance == other.attendance && one.attendance != Some(VisitAttendance::Combined)
    };
    let repeated: Vec<NaiveDate> =
        pairs.filter(|((_, one), (_, other))| same(one, other)).map(|(_, (day, _))| *day).collect();
    let evidence = json!({ "visits": visits.len(), "sameKindAsBefore": repeated });
    if visits.len() < 2 {
        return judged_by_few(facts, evidence);
    }
    Judgement::so_far(repeated.is_empty(), is_over(facts), evidence)
}

fn judged_by_few(facts: &Facts, evidence: serde_json::Value) -> Judgement {
    if is_over(facts) { Judgement::not_applicable(evidence) } else { Judgement::settled(false, false, evidence) }
}

/// Every whole week between the first and the last goal visit has one or two.
pub fn weekly(facts: &Facts) -> Judgement {
    let visits = goal_visits(facts);
    let mut weeks: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for (day, _) in &visits {
        *weeks.entry(week_of(*day)).or_default() += 1;
    }
    let (Some(first), Some(last)) = (weeks.keys().next().copied(), weeks.keys().next_back().copied()) else {
        return judged_by_few(facts, json!({ "visits": 0 }));
    };
    let mut week = first;
    while week < last {
        // A week without a counting day is no gap.
        let counts =
            (0..5).any(|offset| week.checked_add_days(Days::new(offset)).is_some_and(|day| !facts.is_off(day)));
        if counts {
            weeks.entry(week).or_default();
        }
        week = week.checked_add_days(Days::new(7)).unwrap_or(last);
    }
    let odd: BTreeMap<String, usize> = weeks
        .iter()
        .filter(|(_, count)| !A_WEEK.contains(*count))
        .map(|(week, count)| (week.to_string(), *count))
        .collect();
    let evidence = json!({ "visits": visits.len(), "weeks": weeks.len(), "otherWeeks": odd });
    Judgement::so_far(odd.is_empty(), is_over(facts), evidence)
}

/// Parent visits fall within school hours and family visits outside them, as far as that was recorded.
pub fn school_hours(facts: &Facts) -> Judgement {
    let known: Vec<_> = goal_visits(facts)
        .into_iter()
        .filter_map(|(day, visit)| Some((day, visit.attendance?, visit.within_school_hours?)))
        .filter(|(_, attendance, _)| *attendance != VisitAttendance::Combined)
        .collect();
    let fits = |attendance: VisitAttendance, within: bool| within == (attendance == VisitAttendance::Parents);
    let otherwise: Vec<NaiveDate> =
        known.iter().filter(|(_, attendance, within)| !fits(*attendance, *within)).map(|(day, ..)| *day).collect();
    let evidence = json!({ "recorded": known.len(), "otherwise": otherwise });
    if known.is_empty() {
        return judged_by_few(facts, evidence);
    }
    Judgement::so_far(otherwise.is_empty(), is_over(facts), evidence)
}

/// Parent visits take 60 to 120 minutes, family visits 40 to 90; a combined visit may be as long as either.
pub fn lengths(facts: &Facts) -> Judgement {
    let timed: Vec<_> =
        facts.held("goal_visit").filter_map(|(day, visit)| Some((day, visit.attendance?, visit.minutes?))).collect();
    let fits = |attendance: VisitAttendance, minutes: i32| match attendance {
        VisitAttendance::Parents => PARENT_MINUTES.contains(&minutes),
        VisitAttendance::Family => FAMILY_MINUTES.contains(&minutes),
        VisitAttendance::Combined => PARENT_MINUTES.contains(&minutes) || FAMILY_MINUTES.contains(&minutes),
    };
    let otherwise: Vec<_> = timed
        .iter()
        .filter(|(_, attendance, minutes)| !fits(*attendance, *minutes))
        .map(|(day, _, minutes)| json!({ "on": day, "minutes": minutes }))
        .collect();
    let evidence = json!({ "visits": timed.len(), "otherwise": otherwise });
    if timed.is_empty() {
        return judged_by_few(facts, evidence);
    }
    Judgement::so_far(otherwise.is_empty(), is_over(facts), evidence)
}
