//! The rules of visits: which act is possible in which status, what a visit must and may say in it, and when an
//! Amsterdam day begins.

pub(super) mod series;

use std::collections::HashSet;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;

use super::api::{VisitFields, VisitStatus};
use crate::clock::amsterdam_day;
use crate::problem::Violation;

/// What can be done with a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    Change,
    Record,
    NoShow,
    Cancel,
    Restore,
}

impl Act {
    pub const ALL: [Self; 5] = [Self::Change, Self::Record, Self::NoShow, Self::Cancel, Self::Restore];

    /// As `allowed` of a `visit-status-conflict` says it: the action's path, or `change` for a PATCH.
    pub fn name(self) -> &'static str {
        match self {
            Self::Change => "change",
            Self::Record => "record",
            Self::NoShow => "no-show",
            Self::Cancel => "cancel",
            Self::Restore => "restore",
        }
    }
}

/// How a visit stands, and what it was before it was cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub status: VisitStatus,
    pub cancelled_from: Option<VisitStatus>,
}

impl Standing {
    pub fn new(status: VisitStatus) -> Self {
        Self { status, cancelled_from: None }
    }

    /// How the visit stands after an act, or what can be done instead. Nothing that was recorded becomes planned, and a
    /// cancellation can always be undone.
    pub fn after(self, act: Act) -> Result<Self, Vec<Act>> {
        self.try_act(act).ok_or_else(|| Act::ALL.into_iter().filter(|other| self.try_act(*other).is_some()).collect())
    }

    fn try_act(self, act: Act) -> Option<Self> {
        use VisitStatus::{Cancelled, Held, NoShow, Planned};
        match (self.status, act) {
            (Planned | Held | NoShow, Act::Change) => Some(self),
            (Planned, Act::Record) => Some(Self::new(Held)),
            (Planned, Act::NoShow) => Some(Self::new(NoShow)),
            (Planned | Held | NoShow, Act::Cancel) => {
                Some(Self { status: Cancelled, cancelled_from: Some(self.status) })
            }
            (Cancelled, Act::Restore) => self.cancelled_from.map(Self::new),
            _ => None,
        }
    }
}

/// Whether a visit with this status says that something happened, so that gates G1 and G5 judge it.
pub(super) fn has_happened(status: VisitStatus) -> bool {
    matches!(status, VisitStatus::Held | VisitStatus::NoShow)
}

/// Whether a step belongs to aftercare, which begins with the completion (gate G3). These two the rules count on; another
/// edition of the catalogue may word them anew.
pub(crate) fn is_step_of_aftercare(step: &str) -> bool {
    matches!(step, "aftercare_contact" | "follow_up")
}

/// Everything that is missing, superfluous or contradictory in a visit with this status, all at once.
pub(super) fn check(status: VisitStatus, visit: &VisitFields) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut need = |pointer: &str, there: bool| {
        if !there {
            found.push(missing(pointer, status));
        }
    };
    match status {
        VisitStatus::Planned => need("/plannedAt", visit.planned_at.is_some()),
        VisitStatus::NoShow => need("/heldOn", visit.held_on.is_some()),
        VisitStatus::Held => {
            need("/heldOn", visit.held_on.is_some());
            need("/minutes", visit.minutes.is_some());
            need("/attendance", visit.attendance.is_some());
        }
        VisitStatus::Cancelled => {}
    }
    found.extend(superfluous(status, visit).into_iter().map(|pointer| unfit(pointer, status)));
    if status == VisitStatus::Held && visit.minutes == Some(0) {
        let (dutch, english) =
            ("Een gehouden bezoek duurt ten minste 1 minuut.", "A visit that was held takes at least 1 minute.");
        found.push(Violation::body("/minutes", "minimum", dutch, english));
    }
    if let (Some(day), Some(start)) = (visit.held_on, visit.started_at)
        && amsterdam_day(start) != day
    {
        let (dutch, english) =
            ("Dit valt in Amsterdam niet op 'heldOn'.", "In Amsterdam this does not fall on 'heldOn'.");
        found.push(Violation::body("/startedAt", "otherDay", dutch, english));
    }
    found.extend(contradictions(visit));
    found
}

/// Members that say what happened, in a visit that has not, or that met nobody. For whom a visit is can be planned.
fn superfluous(status: VisitStatus, visit: &VisitFields) -> Vec<&'static str> {
    let filled = [
        ("/parentIdsPresent", !visit.parent_ids_present.is_empty(), true),
        ("/goalWork", !visit.goal_work.is_empty(), true),
        ("/heldOn", visit.held_on.is_some(), false),
        ("/startedAt", visit.started_at.is_some(), false),
        ("/minutes", visit.minutes.is_some(), false),
        ("/travelMinutes", visit.travel_minutes.is_some(), false),
        ("/performerTimes", !visit.performer_times.is_empty(), false),
    ];
    let unfit = |meeting_only: bool| match status {
        VisitStatus::Planned => true,
        VisitStatus::NoShow => meeting_only,
        VisitStatus::Held | VisitStatus::Cancelled => false,
    };
    filled.into_iter().filter(|(_, there, meeting)| *there && unfit(*meeting)).map(|(pointer, ..)| pointer).collect()
}

fn contradictions(visit: &VisitFields) -> Vec<Violation> {
    let mut found = Vec::new();
    for (position, observer) in visit.observer_ids.iter().enumerate() {
        if visit.performer_ids.contains(observer) {
            found.push(Violation::body(
                format!("/observerIds/{position}"),
                "alsoPerformer",
                "Wie uitvoert is geen meekijker.",
                "Who performs is no observer.",
            ));
        }
    }
    let mut seen = HashSet::new();
    for (position, work) in visit.goal_work.iter().enumerate() {
        if !seen.insert(work.subgoal.as_str()) {
            found.push(only_once(format!("/goalWork/{position}/subgoal")));
        }
    }
    let mut seen = HashSet::new();
    for (position, time) in visit.performer_times.iter().enumerate() {
        let pointer = format!("/performerTimes/{position}/practitionerId");
        if !visit.performer_ids.contains(&time.practitioner_id) {
            found.push(Violation::body(
                pointer,
                "noPerformer",
                "Dit is geen van de 'performerIds'.",
                "This is none of 'performerIds'.",
            ));
        } else if !seen.insert(time.practitioner_id) {
            found.push(only_once(pointer));
        }
    }
    found
}

fn missing(pointer: &str, status: VisitStatus) -> Violation {
    let status = status.as_str();
    Violation::body(
        pointer,
        "required",
        format!("Een bezoek met status '{status}' heeft dit nodig."),
        format!("A visit with status '{status}' needs this."),
    )
}

fn unfit(pointer: &str, status: VisitStatus) -> Violation {
    let status = status.as_str();
    Violation::body(
        pointer,
        "notWithStatus",
        format!("Dit hoort niet bij een bezoek met status '{status}'; leg vast wat gebeurd is met 'record'."),
        format!("This does not belong to a visit with status '{status}'; record what happened with 'record'."),
    )
}

fn only_once(pointer: String) -> Violation {
    Violation::body(pointer, "uniqueItems", "Elk maar één keer.", "Each only once.")
}

/// The moment at which a day begins in Amsterdam, where no clock ever changes at midnight.
pub(super) fn start_of(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let local = Amsterdam.from_local_datetime(&midnight).earliest();
    local.map_or_else(|| midnight.and_utc(), |local| local.with_timezone(&Utc))
}

/// The moment at which a day is over in Amsterdam.
pub(super) fn end_of(day: NaiveDate) -> DateTime<Utc> {
    start_of(day.checked_add_days(Days::new(1)).unwrap_or(day))
}

#[cfg(test)]
mod tests;
