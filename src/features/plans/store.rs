//! The SQL of plans. Every write holds the lock on the trajectory's row.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{PlanFields, PlanGoals};
use crate::db::{Tenant, Tx};
use crate::features::trajectories::TrajectoryRow;
use crate::ids::{LicenceId, LicencePeriodId, PractitionerId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::plan_versions;

/// A version as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = plan_versions)]
pub(super) struct PlanRow {
    pub version: i32,
    pub agreed_on: Option<NaiveDate>,
    pub practitioner_id: Option<PractitionerId>,
    pub licence_id: Option<LicenceId>,
    pub licence_period_id: Option<LicencePeriodId>,
    pub goals: PlanGoals,
    pub remarks: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// The licence that a version was agreed under.
pub(super) type Under = (Option<LicenceId>, Option<LicencePeriodId>);

pub(super) async fn versions(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    after: Option<i32>,
    rows: i64,
) -> Result<Vec<PlanRow>, Problem> {
    Ok(plan_versions::table
        .filter(plan_versions::organisation_id.eq(tx.organisation()))
        .filter(plan_versions::trajectory_id.eq(trajectory))
        .filter(plan_versions::version.gt(after.unwrap_or(0)))
        .order(plan_versions::version)
        .limit(rows)
        .select(PlanRow::as_select())
        .load(tx.conn())
        .await?)
}

/// A version, or the newest one.
pub(super) async fn version_get(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    version: Option<i32>,
) -> Result<Option<PlanRow>, Problem> {
    let mut query = plan_versions::table
        .filter(plan_versions::organisation_id.eq(tx.organisation()))
        .filter(plan_versions::trajectory_id.eq(trajectory))
        .order(plan_versions::version.desc())
        .select(PlanRow::as_select())
        .into_boxed();
    if let Some(version) = version {
        query = query.filter(plan_versions::version.eq(version));
    }
    Ok(query.first(tx.conn()).await.optional()?)
}

/// The newest version that was agreed.
pub(super) async fn in_force(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<i32>, Problem> {
    Ok(plan_versions::table
        .filter(plan_versions::organisation_id.eq(tx.organisation()))
        .filter(plan_versions::trajectory_id.eq(trajectory))
        .filter(plan_versions::agreed_on.is_not_null())
        .select(diesel::dsl::max(plan_versions::version))
        .first(tx.conn())
        .await?)
}

pub(super) async fn version_insert(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    version: i32,
    fields: &PlanFields,
    (licence, period): Under,
) -> Result<(), Problem> {
    let row = (
        plan_versions::organisation_id.eq(tx.organisation()),
        plan_versions::trajectory_id.eq(trajectory.id),
        plan_versions::family_id.eq(trajectory.family_id),
        plan_versions::version.eq(version),
        plan_versions::agreed_on.eq(fields.agreed_on),
        plan_versions::practitioner_id.eq(fields.practitioner_id),
        plan_versions::licence_id.eq(licence),
        plan_versions::licence_period_id.eq(period),
        plan_versions::goals.eq(PlanGoals(fields.goals.clone())),
        plan_versions::remarks.eq(fields.remarks.as_deref()),
        plan_versions::created_at.eq(tx.context.now),
    );
    diesel::insert_into(plan_versions::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// The goals that are or were in the plan.
pub(super) async fn goals_ever_planned(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Vec<i32>, Problem> {
    let versions: Vec<PlanGoals> = plan_versions::table
        .filter(plan_versions::organisation_id.eq(tx.organisation()))
        .filter(plan_versions::trajectory_id.eq(trajectory))
        .select(plan_versions::goals)
        .load(tx.conn())
        .await?;
    Ok(versions.into_iter().flat_map(|goals| goals.0).map(|goal| goal.goal).collect())
}

/// The first day that a version that was agreed of a trajectory bears.
pub(super) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    Ok(plan_versions::table
        .filter(plan_versions::organisation_id.eq(tx.organisation()))
        .filter(plan_versions::trajectory_id.eq(trajectory))
        .select(diesel::dsl::min(plan_versions::agreed_on))
        .first(tx.conn())
        .await?)
}
