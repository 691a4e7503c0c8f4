//! What happened in a trajectory, read at once: the statements leave together on one connection and are answered one
//! after the other, so all of it is one round trip. Like reports, this reads the tables of several features.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::try_join;

use crate::clock::amsterdam_day;
use crate::db::{Tenant, Tx, Wire};
use crate::features::consents::{ConsentPurpose, Recorded};
use crate::features::evaluations::{EvaluationKind, EvaluationOutcome, EvaluationStatus, GoalScores, MidDecision};
use crate::features::guidance::api::DepartureKind;
use crate::features::guidance::rules::facts::{
    AgreedPlan, DepartureFact, EvaluationFact, Facts, Moved, Range, VisitFact,
};
use crate::features::plans::PlanGoals;
use crate::features::school_holidays::actions::holidays_of;
use crate::features::signals::SignalStatus;
use crate::features::trajectories::{TrajectoryPhase, TrajectoryRow, TrajectoryStatus};
use crate::features::visits::{GoalWorkList, VisitAttendance, VisitMode, VisitStatus};
use crate::ids::{ChildId, OrganisationId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{
    consents, departures, evaluations, focus_children, plan_versions, signals, trajectories, transitions, visits,
};

#[derive(Queryable)]
struct VisitRow {
    step: String,
    mode: VisitMode,
    status: VisitStatus,
    planned_at: Option<DateTime<Utc>>,
    held_on: Option<NaiveDate>,
    minutes: Option<i32>,
    attendance: Option<VisitAttendance>,
    within_school_hours: Option<bool>,
    goal_work: GoalWorkList,
}

impl From<VisitRow> for VisitFact {
    fn from(row: VisitRow) -> Self {
        Self {
            step: row.step,
            mode: row.mode,
            status: row.status,
            planned_on: row.planned_at.map(amsterdam_day),
            held_on: row.held_on,
            minutes: row.minutes,
            attendance: row.attendance,
            within_school_hours: row.within_school_hours,
            goal_work: row.goal_work.0,
        }
    }
}

type MoveRow = (NaiveDate, TrajectoryPhase, TrajectoryStatus, TrajectoryPhase, TrajectoryStatus);
type EvaluationRow = (EvaluationKind, Option<ChildId>, NaiveDate, Option<MidDecision>, EvaluationOutcome, GoalScores);

/// What happened in a trajectory; with its row these are the facts.
pub(in crate::features::guidance) struct Happened {
    visits: Vec<VisitFact>,
    moves: Vec<Moved>,
    plans: Vec<AgreedPlan>,
    evaluations: Vec<EvaluationFact>,
    departures: Vec<DepartureFact>,
    focus_children: Vec<ChildId>,
    holidays: Vec<Range>,
    participation: Vec<Recorded>,
    open_signals: i64,
}

impl Happened {
    /// Everything that the rules of guidance look at.
    pub(in crate::features::guidance) fn facts(self, row: &TrajectoryRow, today: NaiveDate) -> Facts {
        Facts {
            today,
            started_on: row.started_on,
            ended_on: row.ended_on,
            phase: row.phase,
            status: row.status,
            folder_handed_out_on: row.folder_handed_out_on,
            certificates_given_on: row.certificates_given_on,
            focus_children: self.focus_children,
            moves: self.moves,
            plans: self.plans,
            visits: self.visits,
            evaluations: self.evaluations,
            departures: self.departures,
            holidays: self.holidays,
            participation: self.participation,
            open_signals: usize::try_from(self.open_signals).unwrap_or(0),
        }
    }
}

/// Asks what happened in a trajectory; whether the caller may know is settled before, or after.
pub(in crate::features::guidance) async fn happened_ask(
    wire: &Wire,
    organisation: OrganisationId,
    id: TrajectoryId,
) -> Result<Happened, Problem> {
    let (visits, moves, plans, evaluations, departures, focus_children, holidays, participation, open_signals) = try_join!(
        visits_of(wire, organisation, id),
        moves_of(wire, organisation, id),
        plans_of(wire, organisation, id),
        evaluations_of(wire, organisation, id),
        departures_of(wire, organisation, id),
        children_of(wire, organisation, id),
        holidays_of(wire, organisation, id),
        participation_of(wire, organisation, id),
        open_signals_of(wire, organisation, id),
    )?;
    Ok(Happened {
        visits,
        moves,
        plans,
        evaluations,
        departures,
        focus_children,
        holidays,
        participation,
        open_signals,
    })
}

/// The facts of a trajectory that the caller sees.
pub(in crate::features::guidance) async fn facts_load(
    tx: &mut Tx<Tenant>,
    row: &TrajectoryRow,
) -> Result<Facts, Problem> {
    let organisation = tx.organisation();
    Ok(happened_ask(tx.conn(), organisation, row.id).await?.facts(row, tx.context.today))
}

/// The moves that were made, oldest first.
pub(in crate::features::guidance) async fn moves(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
) -> Result<Vec<Moved>, Problem> {
    let organisation = tx.organisation();
    Ok(moves_of(tx.conn(), organisation, trajectory).await?)
}

async fn visits_of(
    mut connection: &Wire,
    organisation: OrganisationId,
    trajectory: TrajectoryId,
) -> QueryResult<Vec<VisitFact>> {
    let rows: Vec<VisitRow> = visits::table
        .filter(visits::organisation_id.eq(organisation))
        .filter(visits::trajectory_id.eq(trajectory))
        .order((visits::held_on, visits::started_at, visits::id))
        .select((
            visits::step,
            visits::mode,
            visits::status,
            visits::planned_at,
            visits::held_on,
            visits::minutes,
            visits::attendance,
            visits::within_school_hours,
            visits::goal_work,
        ))
        .load(&mut connection)
        .await?;
    Ok(rows.into_iter().map(VisitFact::from).collect())
}

async fn moves_of(
    mut connection: &Wire,
    organisation: OrganisationId,
    trajectory: TrajectoryId,
) -> QueryResult<Vec<Moved>> {
    let rows: Vec<MoveRow> = transitions::table
        .filter(transitions::organisation_id.eq(organisation))
        .filter(transitions::trajectory_id.eq(trajectory))
        .order(transitions::number)
        .select((
            transitions::moved_on,
            transitions::from_phase,
            transitions::from_status,
            transitions::to_phase,
            transitions::to_status,
        ))
        .load(&mut connection)
        .await?;
    let moved = |(on, from_phase, from_status, to_phase, to_status)| Moved {
        on,
        from: (from_phase, from_status),
        to: (to_phase, to_status),
    };
    Ok(rows.into_iter().map(moved).collect())
}

async fn plans_of(
    mut connection: &Wire,
    organisation: OrganisationId,
    trajectory: TrajectoryId,
) -> QueryResult<Vec<AgreedPlan>> {
    let rows: Vec<(NaiveDate, PlanGoals)> = plan_versions::table
        .filter(plan_versions::organisation_id.eq(organisation))
        .filter(plan_versions::trajectory_id.eq(trajectory))
        .filter(plan_versions::agreed_on.is_not_null())
        .order(plan_versions::version)
        .select((plan_versions::agreed_on.assume_not_null(), plan_versions::goals))
        .load(&mut connection)
        .await?;
    Ok(rows.into_iter().map(|(agreed_on, goals)| AgreedPlan { agreed_on, goals: goals.0 }).collect())
}

async fn evaluations_of(
    mut connection: &Wire,
    organisation: OrganisationId,
    trajectory: TrajectoryId,
) -> QueryResult<Vec<EvaluationFact>> {
    let rows: Vec<EvaluationRow> = evaluations::table
        .filter(evaluations::organisation_id.eq(organisation))
        .filter(evaluations::trajectory_id.eq(trajectory))
        .filter(evaluations::status.ne(EvaluationStatus::Draft))
        .filter(evaluations::held_on.is_not_null())
        .order((evaluations::held_on, evaluations::id))
        .select((
            evaluations::kind,
            evaluations::child_id,
            evaluations::held_on.assume_not_null(),
            evaluations::decision,
            evaluations::outcome,
            evaluations::goal_scores,
        ))
        .load(&mut connection)
        .await?;
    let fact = |(kind, child, held_on, decision, outcome, scores): EvaluationRow| EvaluationFact {
        kind,
        child,
        held_on,
        taken_as_final: decision == Some(MidDecision::TakeAsFinal),
        outcome,
        scored: scores.0.into_iter().map(|score| score.goal).collect(),
    };
    Ok(rows.into_iter().map(fact).collect())
}

async fn departures_of(
    mut connection: &Wire,
    organisation: OrganisationId,
    trajectory: TrajectoryId,
) -> QueryResult<Vec<DepartureFact>> {
    let rows: Vec<(DepartureKind, String, NaiveDate, String)> = departures::table
        .filter(departures::organisation_id.eq(organisation))
        .filter(departures::trajectory_id.eq(trajectory))
        .select((departures::kind, departures::code, departures::noted_on, departures::reason))
        .load(&mut connection)
        .await?;
    let fact =
        |(kind, code, noted_on, reason)| DepartureFact { is_step: kind == DepartureKind::Step, code, noted_on, reason };
    Ok(rows.into_iter().map(fact).collect())
}

async fn children_of(
    mut connection: &Wire,
    organisation: OrganisationId,
    trajectory: TrajectoryId,
) -> QueryResult<Vec<ChildId>> {
    focus_children::table
        .filter(focus_children::organisation_id.eq(organisation))
        .filter(focus_children::trajectory_id.eq(trajectory))
        .order(focus_children::child_id)
        .select(focus_children::child_id)
        .load(&mut connection)
        .await
}

async fn participation_of(
    mut connection: &Wire,
    organisation: OrganisationId,
    trajectory: TrajectoryId,
) -> QueryResult<Vec<Recorded>> {
    let family = trajectories::table.find((organisation, trajectory)).select(trajectories::family_id);
    consents::table
        .filter(consents::organisation_id.eq(organisation))
        .filter(consents::family_id.eq_any(family))
        .filter(consents::purpose.eq(ConsentPurpose::Participation))
        .select((consents::parent_id, consents::given_on, consents::withdrawn_on))
        .load(&mut connection)
        .await
}

async fn open_signals_of(
    mut connection: &Wire,
    organisation: OrganisationId,
    trajectory: TrajectoryId,
) -> QueryResult<i64> {
    signals::table
        .filter(signals::organisation_id.eq(organisation))
        .filter(signals::trajectory_id.eq(trajectory))
        .filter(signals::status.eq(SignalStatus::Open))
        .count()
        .get_result(&mut connection)
        .await
}
