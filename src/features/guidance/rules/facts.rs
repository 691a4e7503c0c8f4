//! What happened in a trajectory, as the rules look at it.

use chrono::{NaiveDate, Weekday};

use crate::features::consents::Recorded;
use crate::features::evaluations::{EvaluationKind, EvaluationOutcome, counts_as_final, final_day};
use crate::features::plans::PlanGoal;
use crate::features::trajectories::{TrajectoryPhase, TrajectoryStatus};
use crate::features::visits::{GoalWork, LearningStage, VisitAttendance, VisitMode, VisitStatus, is_step_of_aftercare};
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

    /// The day on which somebody went: it was held, or nobody was met.
    pub fn happened(&self) -> Option<NaiveDate> {
        self.held_on.filter(|_| matches!(self.status, VisitStatus::Held | VisitStatus::NoShow))
    }

    /// Whether it belongs to aftercare, and not to the guidance.
    pub fn is_of_aftercare(&self) -> bool {
        is_step_of_aftercare(&self.step)
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

impl EvaluationFact {
    /// Whether it is the final evaluation, or was taken as one.
    pub fn counts_as_final(&self) -> bool {
        counts_as_final(self.kind, self.taken_as_final)
    }
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
        final_day(self.evaluations.iter().map(|one| (one.kind, one.taken_as_final, one.held_on)))
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

    /// Days without guidance: from the day of a pause or an end up to the day before it goes on. The day of resuming is a day
    /// of guidance, and so is the day on which it stopped when a visit was held on it.
    pub fn without_guidance(&self) -> Vec<Range> {
        let mut found = Vec::new();
        let mut since: Option<NaiveDate> = None;
        for moved in &self.moves {
            match (since, moved.to.1) {
                (None, status) if status != TrajectoryStatus::Active => {
                    let guided = self.all_held().any(|(day, _)| day == moved.on);
                    since = if guided { moved.on.succ_opt() } else { Some(moved.on) };
                }
                (Some(from), TrajectoryStatus::Active) => {
                    found.extend(moved.on.pred_opt().filter(|last| *last >= from).map(|last| (from, last)));
                    since = None;
                }
                _ => {}
            }
        }
        found.extend(since.map(|from| (from, self.today.max(from))));
        found
    }

    /// Days on which no rhythm is asked for: those without guidance, and school holidays.
    pub fn off_days(&self) -> Vec<Range> {
        let mut off = self.holidays.clone();
        off.extend(self.without_guidance());
        off
    }

    /// How many days from one up to another were days of guidance.
    pub fn guided_days(&self, from: NaiveDate, until: NaiveDate) -> usize {
        let apart = self.without_guidance();
        from.iter_days().take_while(|day| *day < until).filter(|day| !within(*day, &apart)).count()
    }

    /// The day on which so many days of guidance lie behind a first one, as far as is known by now: a pause that goes on
    /// moves it along.
    pub fn after_guided_days(&self, from: NaiveDate, number: usize) -> Option<NaiveDate> {
        let apart = self.without_guidance();
        from.iter_days().filter(|day| !within(*day, &apart)).nth(number)
    }

    /// Whether no rhythm is asked for on a day.
    pub fn is_off(&self, day: NaiveDate) -> bool {
        within(day, &self.off_days())
    }
}

fn within(day: NaiveDate, ranges: &[Range]) -> bool {
    ranges.iter().any(|(first, last)| *first <= day && day <= *last)
}

/// The Monday of a day's week.
pub fn week_of(day: NaiveDate) -> NaiveDate {
    day.week(Weekday::Mon).checked_first_day().unwrap_or(day)
}
