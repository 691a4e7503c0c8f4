//! What happened in a trajectory, as the rules look at it.

use chrono::{Days, NaiveDate, Weekday};

use crate::features::consents::Recorded;
use crate::features::evaluations::{EvaluationKind, EvaluationOutcome};
use crate::features::plans::PlanGoal;
use crate::features::trajectories::{TrajectoryPhase, TrajectoryStatus};
use crate::features::visits::{GoalWork, LearningStage, VisitAttendance, VisitMode, VisitStatus};
use crate::ids::ChildId;

/// Days, from the first up to and including the last.
pub type Range = (NaiveDate, NaiveDate);

/// A move that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    pub on: NaiveDate,
    pub from: (TrajectoryPhase, TrajectoryStatus),
    pub to: (TrajectoryPhase, TrajectoryStatus),
}

/// A version of the plan that was agreed.
#[derive(Debug, Clone)]
pub struct AgreedPlan {
    pub agreed_on: NaiveDate,
    pub goals: Vec<PlanGoal>,
}

/// A visit.
#[derive(Debug, Clone)]
pub struct VisitFact {
    pub step: String,
    pub mode: VisitMode,
    pub status: VisitStatus,
    pub planned_on: Option<NaiveDate>,
    pub held_on: Option<NaiveDate>,
    pub minutes: Option<i32>,
    pub attendance: Option<VisitAttendance>,
    pub within_school_hours: Option<bool>,
    pub goal_work: Vec<GoalWork>,
}

impl VisitFact {
    /// The day on which it was held.
    pub fn held(&self) -> Option<NaiveDate> {
        self.held_on.filter(|_| self.status == VisitStatus::Held)
    }

    /// A combined visit counts as both kinds.
    pub fn with_parents(&self) -> bool {
        matches!(self.attendance, Some(VisitAttendance::Parents | VisitAttendance::Combined))
    }

    pub fn with_family(&self) -> bool {
        matches!(self.attendance, Some(VisitAttendance::Family | VisitAttendance::Combined))
    }

    pub fn worked_on_goal(&self, goal: i32) -> bool {
        self.goal_work.iter().any(|work| work.subgoal.starts_with(&format!("{goal}.")))
    }

    pub fn worked_on(&self, subgoal: &str) -> Option<&[LearningStage]> {
        self.goal_work.iter().find(|work| work.subgoal == subgoal).map(|work| work.stages.as_slice())
    }
}

/// An evaluation that is final.
#[derive(Debug, Clone)]
pub struct EvaluationFact {
    pub kind: EvaluationKind,
    pub child: Option<ChildId>,
    pub held_on: NaiveDate,
    pub taken_as_final: bool,
    pub outcome: EvaluationOutcome,
    /// The goals that were scored.
    pub scored: Vec<i32>,
}

/// A step left out, or a guideline departed from.
#[derive(Debug, Clone)]
pub struct DepartureFact {
    pub is_step: bool,
    pub code: String,
    pub noted_on: NaiveDate,
    pub reason: String,
}

/// What happened in a trajectory, visits and evaluations in the order of their days.
#[derive(Debug, Clone)]
pub struct Facts {
    pub today: NaiveDate,
    pub started_on: NaiveDate,
    pub ended_on: Option<NaiveDate>,
    pub phase: TrajectoryPhase,
    pub status: TrajectoryStatus,
    pub folder_handed_out_on: Option<NaiveDate>,
    pub certificates_given_on: Option<NaiveDate>,
    pub focus_children: Vec<ChildId>,
    pub moves: Vec<Moved>,
    pub plans: Vec<AgreedPlan>,
    pub visits: Vec<VisitFact>,
    pub evaluations: Vec<EvaluationFact>,
    pub departures: Vec<DepartureFact>,
    pub holidays: Vec<Range>,
    /// What the family's parents said about taking part, and took back.
    pub participation: Vec<Recorded>,
    /// How many signals there is still something to be done about.
    pub open_signals: usize,
}

impl Facts {
    /// The goals of the plan in force.
    pub fn goals(&self) -> &[PlanGoal] {
        self.plans.last().map_or(&[], |plan| plan.goals.as_slice())
    }

    /// The visits with this step that were held, by day.
    pub fn held<'f>(&'f self, step: &'f str) -> impl Iterator<Item = (NaiveDate, &'f VisitFact)> {
        self.visits.iter().filter(move |visit| visit.step == step).filter_map(|visit| Some((visit.held()?, visit)))
    }

    /// All visits that were held, by day.
    pub fn all_held(&self) -> impl Iterator<Item = (NaiveDate, &VisitFact)> {
        self.visits.iter().filter_map(|visit| Some((visit.held()?, visit)))
    }

    /// The first day of an evaluation of this kind.
    pub fn evaluated(&self, kind: EvaluationKind) -> Option<NaiveDate> {
        self.evaluations.iter().find(|one| one.kind == kind).map(|one| one.held_on)
    }

    /// The day of the final evaluation, or of the mid evaluation that was taken as final.
    pub fn final_on(&self) -> Option<NaiveDate> {
        let last = |one: &&EvaluationFact| one.kind == EvaluationKind::Final || one.taken_as_final;
        self.evaluations.iter().find(last).map(|one| one.held_on)
    }

    /// The note that a step was left out.
    pub fn left_out(&self, step: &str) -> Option<&DepartureFact> {
        self.departures.iter().find(|one| one.is_step && one.code == step)
    }

    /// The note that a guideline was departed from.
    pub fn departed(&self, guideline: &str) -> Option<&DepartureFact> {
        self.departures.iter().find(|one| !one.is_step && one.code == guideline)
    }

    /// The day of the closing activity, or of the note that it was left out.
    pub fn closing_activity_on(&self) -> Option<NaiveDate> {
        let held = self.held("closing_activity").map(|(day, _)| day).next();
        held.or_else(|| self.left_out("closing_activity").map(|note| note.noted_on))
    }

    /// The first day in a phase.
    pub fn entered(&self, phase: TrajectoryPhase) -> Option<NaiveDate> {
        if phase == TrajectoryPhase::Alignment {
            return Some(self.started_on);
        }
        self.moves.iter().find(|moved| moved.to.0 == phase && moved.from.0 != phase).map(|moved| moved.on)
    }

    /// Days that do not count: while paused, and in school holidays.
    pub fn off_days(&self) -> Vec<Range> {
        let mut off = self.holidays.clone();
        let mut paused = None;
        for moved in &self.moves {
            match (paused, moved.to.1) {
                (None, TrajectoryStatus::Paused) => paused = Some(moved.on),
                (Some(from), status) if status != TrajectoryStatus::Paused => {
                    off.push((from, moved.on));
                    paused = None;
                }
                _ => {}
            }
        }
        off.extend(paused.map(|from| (from, self.today.max(from))));
        off
    }

    /// How many days of a range count.
    pub fn counted_days(&self, from: NaiveDate, until: NaiveDate) -> i64 {
        let off = self.off_days();
        let is_off = |day: NaiveDate| off.iter().any(|(first, last)| *first <= day && day <= *last);
        let mut counted = 0;
        let mut day = from;
        while day < until {
            counted += i64::from(!is_off(day));
            day = day.checked_add_days(Days::new(1)).unwrap_or(until);
        }
        counted
    }

    /// Whether a day does not count.
    pub fn is_off(&self, day: NaiveDate) -> bool {
        self.off_days().iter().any(|(first, last)| *first <= day && day <= *last)
    }
}

/// The Monday of a day's week.
pub fn week_of(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).checked_first_day().unwrap_or(day)
}
