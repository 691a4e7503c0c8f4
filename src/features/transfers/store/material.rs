//! What a package is made of. Like reports, this reads the tables of several features. Columns with free text (notes,
//! reasons, remarks, answers) are never selected, nor is any row of a parent who is not named.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Tenant, Tx};
use crate::features::evaluations::{EvaluationKind, EvaluationStatus, GoalScores};
use crate::features::families::Communication;
use crate::features::plans::{PlanGoal, PlanGoals};
use crate::features::trajectories::actions::focus_children;
use crate::features::trajectories::{TrajectoryRow, TrajectoryStatus};
use crate::features::transfers::api::{
    TransferredChild, TransferredFamily, TransferredSchool, TransferredTrajectory, TransferredVisit,
};
use crate::features::transfers::rules::{Material, NamedParent};
use crate::features::visits::{GoalWorkList, VisitAttendance, VisitMode, VisitStatus};
use crate::ids::{ChildId, FamilyId, ParentId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{
    children, evaluations, families, parents, placements, plan_versions, schools, transitions, visits,
};

/// All that the package of a locked trajectory is made of, with these parents.
pub(in crate::features::transfers) async fn material_load(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    named: &[ParentId],
) -> Result<Material, Problem> {
    let family = trajectory.family_id;
    Ok(Material {
        family: family_of(tx, family).await?,
        parents: parents_of(tx, family, named).await?,
        children: children_of(tx, family, trajectory.id).await?,
        trajectory: trajectory_of(tx, trajectory).await?,
        plan: plan_of(tx, trajectory.id).await?,
        visits: visits_of(tx, trajectory.id).await?,
        scores: scores_of(tx, trajectory.id).await?,
    })
}

async fn family_of(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<TransferredFamily, Problem> {
    let query = families::table.find((tx.organisation(), family));
    let query = query.select((families::languages, families::interpreter_needed, families::communication));
    let (languages, interpreter_needed, communication): (Vec<String>, bool, Communication) =
        query.first(tx.conn()).await?;
    Ok(TransferredFamily { languages, interpreter_needed, communication })
}

async fn parents_of(tx: &mut Tx<Tenant>, family: FamilyId, named: &[ParentId]) -> Result<Vec<NamedParent>, Problem> {
    Ok(parents::table
        .filter(parents::organisation_id.eq(tx.organisation()))
        .filter(parents::family_id.eq(family))
        .filter(parents::id.eq_any(named))
        .order(parents::id)
        .select((
            parents::id,
            parents::name,
            parents::language,
            parents::email,
            parents::phone,
            parents::address,
            parents::address_secret,
        ))
        .load(tx.conn())
        .await?)
}

async fn children_of(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    trajectory: TrajectoryId,
) -> Result<Vec<TransferredChild>, Problem> {
    let (organisation, today) = (tx.organisation(), tx.context.today);
    let focus = focus_children(tx, trajectory).await?;
    let rows: Vec<(ChildId, String, String, NaiveDate)> = children::table
        .filter(children::organisation_id.eq(organisation))
        .filter(children::family_id.eq(family))
        .order(children::id)
        .select((children::id, children::given_name, children::family_name, children::birth_date))
        .load(tx.conn())
        .await?;
    let ids: Vec<ChildId> = rows.iter().map(|(id, ..)| *id).collect();
    let placed: Vec<(ChildId, NaiveDate, i16, String, Option<String>)> =
        placements::table
            .inner_join(schools::table.on(
                schools::organisation_id.eq(placements::organisation_id).and(schools::id.eq(placements::school_id)),
            ))
            .filter(placements::organisation_id.eq(organisation))
            .filter(placements::child_id.eq_any(&ids))
            .filter(placements::from_on.le(today))
            .order((placements::child_id, placements::from_on))
            .select((placements::child_id, placements::from_on, placements::group_number, schools::name, schools::brin))
            .load(tx.conn())
            .await?;
    // The last one of each child is the present one.
    let mut schools: HashMap<ChildId, TransferredSchool> = HashMap::new();
    for (child, since, group, name, brin) in placed {
        schools.insert(child, TransferredSchool { name, brin, group, since });
    }
    let child = |(id, given_name, family_name, birth_date)| TransferredChild {
        given_name,
        family_name,
        birth_date,
        focus: focus.contains(&id),
        school: schools.remove(&id),
    };
    Ok(rows.into_iter().map(child).collect())
}

/// With the contra-indication that it was discontinued for; a reason in words stays behind.
async fn trajectory_of(tx: &mut Tx<Tenant>, row: &TrajectoryRow) -> Result<TransferredTrajectory, Problem> {
    let ended: Option<Option<String>> = transitions::table
        .filter(transitions::organisation_id.eq(tx.organisation()))
        .filter(transitions::trajectory_id.eq(row.id))
        .filter(transitions::to_status.eq(TrajectoryStatus::Discontinued))
        .order(transitions::number.desc())
        .select(transitions::contra_indication)
        .first(tx.conn())
        .await
        .optional()?;
    let discontinued = row.status == TrajectoryStatus::Discontinued;
    Ok(TransferredTrajectory {
        started_on: row.started_on,
        ended_on: row.ended_on,
        phase: row.phase,
        status: row.status,
        contra_indication: ended.flatten().filter(|_| discontinued),
    })
}

/// The newest version that was agreed.
async fn plan_of(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<(NaiveDate, Vec<PlanGoal>)>, Problem> {
    let agreed: Option<(NaiveDate, PlanGoals)> = plan_versions::table
        .filter(plan_versions::organisation_id.eq(tx.organisation()))
        .filter(plan_versions::trajectory_id.eq(trajectory))
        .filter(plan_versions::agreed_on.is_not_null())
        .order(plan_versions::version.desc())
        .select((plan_versions::agreed_on.assume_not_null(), plan_versions::goals))
        .first(tx.conn())
        .await
        .optional()?;
    Ok(agreed.map(|(agreed_on, goals)| (agreed_on, goals.0)))
}

async fn visits_of(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Vec<TransferredVisit>, Problem> {
    type Held = (String, VisitMode, NaiveDate, i32, VisitAttendance, GoalWorkList);
    let rows: Vec<Held> = visits::table
        .filter(visits::organisation_id.eq(tx.organisation()))
        .filter(visits::trajectory_id.eq(trajectory))
        .filter(visits::status.eq(VisitStatus::Held))
        .order((visits::held_on, visits::started_at, visits::id))
        .select((
            visits::step,
            visits::mode,
            visits::held_on.assume_not_null(),
            visits::minutes.assume_not_null(),
            visits::attendance.assume_not_null(),
            visits::goal_work,
        ))
        .load(tx.conn())
        .await?;
    let visit = |(step, mode, held_on, minutes, attendance, goal_work): Held| TransferredVisit {
        step,
        mode,
        held_on,
        minutes,
        attendance,
        goal_work: goal_work.0,
    };
    Ok(rows.into_iter().map(visit).collect())
}

async fn scores_of(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
) -> Result<Vec<(EvaluationKind, NaiveDate, GoalScores)>, Problem> {
    Ok(evaluations::table
        .filter(evaluations::organisation_id.eq(tx.organisation()))
        .filter(evaluations::trajectory_id.eq(trajectory))
        .filter(evaluations::status.ne(EvaluationStatus::Draft))
        .filter(evaluations::held_on.is_not_null())
        .order((evaluations::held_on, evaluations::id))
        .select((evaluations::kind, evaluations::held_on.assume_not_null(), evaluations::goal_scores))
        .load(tx.conn())
        .await?)
}
