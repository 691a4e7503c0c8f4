//! Guidelines about the rhythm of visits in goal work. Alternation, rhythm and school hours do not count in school
//! holidays or while paused.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde_json::json;

use super::super::facts::{Facts, VisitFact, week_of};
use super::super::fidelity::{Finding, Judgement, listed};
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
    let finding = (
        format!(
            "Bezoeken aan doelen: {}; van dezelfde soort als het vorige: {}. Gevraagd: om en om.",
            visits.len(),
            listed(&repeated, "geen")
        ),
        format!(
            "Goal visits: {}; of the same kind as the one before: {}. Asked: in turn.",
            visits.len(),
            listed(&repeated, "none")
        ),
    );
    if visits.len() < 2 {
        return judged_by_few(facts, evidence, finding);
    }
    Judgement::so_far(repeated.is_empty(), is_over(facts), evidence, finding)
}

fn judged_by_few(facts: &Facts, evidence: serde_json::Value, finding: Finding) -> Judgement {
    if is_over(facts) {
        Judgement::not_applicable(evidence, finding)
    } else {
        Judgement::settled(false, false, evidence, finding)
    }
}

/// Every whole week between the first and the last goal visit has one or two.
pub fn weekly(facts: &Facts) -> Judgement {
    let visits = goal_visits(facts);
    let mut weeks: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for (day, _) in &visits {
        *weeks.entry(week_of(*day)).or_default() += 1;
    }
    let (Some(first), Some(last)) = (weeks.keys().next().copied(), weeks.keys().next_back().copied()) else {
        let finding =
            ("Er is nog geen bezoek aan doelen gehouden.".to_owned(), "No goal visit has been held yet.".to_owned());
        return judged_by_few(facts, json!({ "visits": 0 }), finding);
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
    let counted: Vec<String> = odd.iter().map(|(week, count)| format!("{week} ({count})")).collect();
    let finding = (
        format!(
            "Bezoeken in {} weken: {}; weken met een ander aantal dan 1 of 2: {}. Gevraagd: 1 of 2 in elke week.",
            weeks.len(),
            visits.len(),
            listed(&counted, "geen")
        ),
        format!(
            "Visits in {} weeks: {}; weeks with another number than 1 or 2: {}. Asked: 1 or 2 in every week.",
            weeks.len(),
            visits.len(),
            listed(&counted, "none")
        ),
    );
    Judgement::so_far(odd.is_empty(), is_over(facts), evidence, finding)
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
    let finding = (
        format!(
            "Bezoeken waarvan de schooltijd is vastgelegd: {}; anders dan gevraagd: {}. Gevraagd: ouderbezoeken onder en \
             gezinsbezoeken buiten schooltijd.",
            known.len(),
            listed(&otherwise, "geen")
        ),
        format!(
            "Visits with school hours recorded: {}; otherwise than asked: {}. Asked: parent visits within and family \
             visits outside school hours.",
            known.len(),
            listed(&otherwise, "none")
        ),
    );
    if known.is_empty() {
        return judged_by_few(facts, evidence, finding);
    }
    Judgement::so_far(otherwise.is_empty(), is_over(facts), evidence, finding)
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
    let odd: Vec<_> = timed.iter().filter(|(_, attendance, minutes)| !fits(*attendance, *minutes)).collect();
    let otherwise: Vec<_> = odd.iter().map(|(day, _, minutes)| json!({ "on": day, "minutes": minutes })).collect();
    let evidence = json!({ "visits": timed.len(), "otherwise": otherwise });
    let told: Vec<String> = odd.iter().map(|(day, _, minutes)| format!("{day} ({minutes})")).collect();
    let (parents, family) = (PARENT_MINUTES, FAMILY_MINUTES);
    let asked = [parents.start(), parents.end(), family.start(), family.end()].map(ToString::to_string);
    let [least_parents, most_parents, least_family, most_family] = &asked;
    let finding = (
        format!(
            "Bezoeken aan doelen: {}; met een andere duur in minuten: {}. Gevraagd: ouderbezoeken {least_parents}–\
             {most_parents}, gezinsbezoeken {least_family}–{most_family} minuten.",
            timed.len(),
            listed(&told, "geen")
        ),
        format!(
            "Goal visits: {}; of another length in minutes: {}. Asked: parent visits {least_parents}–{most_parents}, \
             family visits {least_family}–{most_family} minutes.",
            timed.len(),
            listed(&told, "none")
        ),
    );
    if timed.is_empty() {
        return judged_by_few(facts, evidence, finding);
    }
    Judgement::so_far(otherwise.is_empty(), is_over(facts), evidence, finding)
}
