//! The implementation track (`domain.md` §7): what a licence year asks beside the visits, shown as progress and never a
//! condition for validity. Done once, in the first licence year; afterwards a yearly sign of quality.

use chrono::NaiveDate;

use crate::features::licences::api::{TrackRequirement, TrackRequirementCode as Code};

/// What happened, as days; each list in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    pub completions: i32,
    pub supervisions: Vec<NaiveDate>,
    pub intervisions: Vec<NaiveDate>,
    pub intervision_reports: Vec<NaiveDate>,
    pub work_assignments: Vec<NaiveDate>,
}

/// What is asked; the licence holder's decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackTerms {
    pub trajectories: i32,
    pub supervisions: i32,
    pub intervisions: i32,
}

/// How far the track of a licence year is, both days included.
pub fn progress(done: &Done, terms: TrackTerms, (from, until): (NaiveDate, NaiveDate)) -> Vec<TrackRequirement> {
    let within = |days: &[NaiveDate]| {
        i32::try_from(days.iter().filter(|day| from <= **day && **day <= until).count()).unwrap_or(i32::MAX)
    };
    let mut supervisions: Vec<NaiveDate> =
        done.supervisions.iter().copied().filter(|day| from <= *day && *day <= until).collect();
    supervisions.sort_unstable();
    let TrackTerms { trajectories, supervisions: asked, intervisions } = terms;
    // The work assignment comes before the second supervision.
    let second = supervisions.get(1).copied();
    let in_time: Vec<NaiveDate> =
        done.work_assignments.iter().copied().filter(|day| second.is_none_or(|second| *day < second)).collect();
    let requirement = |code, have, need, by| TrackRequirement { code, have, need, met: have >= need, by };
    vec![
        requirement(Code::Trajectories, done.completions, trajectories, Some(until)),
        requirement(Code::Supervisions, within(&done.supervisions), asked, Some(until)),
        requirement(Code::Intervisions, within(&done.intervisions), intervisions, Some(until)),
        requirement(Code::IntervisionReports, within(&done.intervision_reports), intervisions, Some(until)),
        requirement(Code::WorkAssignments, within(&in_time), 1, second.and_then(|day| day.pred_opt()).or(Some(until))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(texts: &[&str]) -> Vec<NaiveDate> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn met(done: &Done) -> Vec<bool> {
        let year = days(&["2026-03-10", "2027-03-09"]);
        let terms = TrackTerms { trajectories: 2, supervisions: 2, intervisions: 4 };
        progress(done, terms, (year[0], year[1])).iter().map(|one| one.met).collect()
    }

    #[test]
    fn everything_counts_within_the_licence_year_only() {
        let all = Done {
            completions: 2,
            supervisions: days(&["2026-06-01", "2026-12-01"]),
            intervisions: days(&["2026-04-01", "2026-06-01", "2026-09-01", "2027-03-09"]),
            intervision_reports: days(&["2026-04-02", "2026-06-02", "2026-09-02", "2027-03-09"]),
            work_assignments: days(&["2026-11-30"]),
        };
        assert_eq!(met(&all), [true; 5]);
        let late =
            Done { intervisions: days(&["2026-04-01", "2026-06-01", "2026-09-01", "2027-03-10"]), ..all.clone() };
        assert_eq!(met(&late), [true, true, false, true, true]);
        let after = Done { work_assignments: days(&["2026-12-01"]), ..all };
        assert_eq!(met(&after), [true, true, true, true, false], "not on the day of the second supervision either");
    }
}
