//! The SQL of visits. Every change holds the lock on the trajectory's row, so visits need none of their own.

mod ending;
mod flags;
mod handover;
mod involved;
mod time;
mod warnings;

pub(super) use ending::{planned_cancel, planned_restore};
pub(super) use flags::{FlagKey, flag_list};
pub(super) use handover::{performer_replace, planned_of};
pub(super) use involved::{
    Involved, observers_delete, observers_insert, parents_delete, parents_insert, performers_delete, performers_insert,
};
pub(crate) use time::VisitMinutes;
pub(super) use time::visit_minutes;
pub(super) use warnings::licence_warnings;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;
use futures_util::{FutureExt, try_join};
use serde::{Deserialize, Serialize};

use super::api::{GoalWork, PerformerTime, VisitAttendance, VisitFields, VisitFilter, VisitMode, VisitStatus};
use super::rules::{self, Standing};
use crate::clock::as_stored;
use crate::context::Scope;
use crate::db::columns::jsonb;
use crate::db::{Tenant, Tx, Wire, kept};
use crate::features::families::Communication;
use crate::features::trajectories::{self, TrajectoryRow};
use crate::ids::{
    FamilyId, LicenceId, LicencePeriodId, OrganisationId, ParentId, PractitionerId, TrajectoryId, VisitId,
};
use crate::problem::Problem;
use crate::schema::{visit_performers, visits};

/// What was worked on, as the column keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[serde(transparent)]
#[diesel(sql_type = sql_types::Jsonb)]
pub(crate) struct GoalWorkList(pub Vec<GoalWork>);
jsonb!(GoalWorkList);

/// A visit's own row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = visits, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(super) struct VisitRow {
    pub id: VisitId,
    #[diesel(skip_update)]
    pub trajectory_id: TrajectoryId,
    #[diesel(skip_update)]
    pub family_id: FamilyId,
    pub step: String,
    pub mode: VisitMode,
    pub communication: Option<Communication>,
    pub status: VisitStatus,
    pub planned_at: Option<DateTime<Utc>>,
    pub planned_minutes: Option<i32>,
    pub held_on: Option<NaiveDate>,
    pub started_at: Option<DateTime<Utc>>,
    pub minutes: Option<i32>,
    pub travel_minutes: Option<i32>,
    pub attendance: Option<VisitAttendance>,
    pub within_school_hours: Option<bool>,
    pub cancel_reason: Option<String>,
    pub cancelled_from: Option<VisitStatus>,
    pub goal_work: GoalWorkList,
    pub notes: Option<String>,
    pub version: i32,
    #[diesel(skip_update)]
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl VisitRow {
    /// The row of a new visit of a trajectory, as it will be stored.
    pub fn new(
        id: VisitId,
        trajectory: &TrajectoryRow,
        standing: Standing,
        fields: &VisitFields,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            id,
            trajectory_id: trajectory.id,
            family_id: trajectory.family_id,
            step: fields.step.clone(),
            mode: fields.mode,
            communication: fields.communication,
            status: standing.status,
            planned_at: fields.planned_at.map(as_stored),
            planned_minutes: fields.planned_minutes,
            held_on: fields.held_on,
            started_at: fields.started_at.map(as_stored),
            minutes: fields.minutes,
            travel_minutes: fields.travel_minutes,
            attendance: fields.attendance,
            within_school_hours: fields.within_school_hours,
            cancel_reason: None,
            cancelled_from: standing.cancelled_from,
            goal_work: GoalWorkList(fields.goal_work.clone()),
            notes: fields.notes.clone(),
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }

    /// The row of this visit after an act or a change.
    pub fn after(
        &self,
        trajectory: &TrajectoryRow,
        standing: Standing,
        cancel_reason: Option<&str>,
        fields: &VisitFields,
        now: DateTime<Utc>,
    ) -> Self {
        Self {
            cancel_reason: cancel_reason.map(str::to_owned),
            version: self.version + 1,
            created_at: self.created_at,
            ..Self::new(self.id, trajectory, standing, fields, now)
        }
    }
}

/// Somebody who performs or performed a visit.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = visit_performers)]
pub(super) struct Performer {
    pub practitioner_id: PractitionerId,
    pub minutes: Option<i32>,
    pub licence_id: Option<LicenceId>,
    pub licence_period_id: Option<LicencePeriodId>,
}

/// A visit with everybody involved, each list in the order of the ids.
#[derive(Debug, Clone)]
pub(super) struct StoredVisit {
    pub row: VisitRow,
    pub performers: Vec<Performer>,
    pub observers: Vec<PractitionerId>,
    pub parents: Vec<ParentId>,
}

impl StoredVisit {
    pub fn standing(&self) -> Standing {
        Standing { status: self.row.status, cancelled_from: self.row.cancelled_from }
    }

    /// The times of those performers who have one of their own.
    pub fn performer_times(&self) -> Vec<PerformerTime> {
        let own = |one: &Performer| Some(PerformerTime { practitioner_id: one.practitioner_id, minutes: one.minutes? });
        self.performers.iter().filter_map(own).collect()
    }

    /// What a PATCH works on.
    pub fn fields(&self) -> VisitFields {
        let row = self.row.clone();
        VisitFields {
            step: row.step,
            mode: row.mode,
            communication: row.communication,
            planned_at: row.planned_at,
            planned_minutes: row.planned_minutes,
            held_on: row.held_on,
            started_at: row.started_at,
            minutes: row.minutes,
            travel_minutes: row.travel_minutes,
            attendance: row.attendance,
            within_school_hours: row.within_school_hours,
            performer_ids: self.performers.iter().map(|one| one.practitioner_id).collect(),
            performer_times: self.performer_times(),
            observer_ids: self.observers.clone(),
            parent_ids_present: self.parents.clone(),
            goal_work: row.goal_work.0,
            notes: row.notes,
        }
    }
}

/// Which visits to read, of those that the caller sees.
fn seen(tx: &Tx<Tenant>, filter: &VisitFilter) -> visits::BoxedQuery<'static, Pg> {
    let organisation = tx.organisation();
    let mut query = visits::table.filter(visits::organisation_id.eq(organisation)).into_boxed();
    query = match tx.context.scope() {
        Scope::Organisation => query,
        Scope::Own(own) => {
            query.filter(visits::trajectory_id.eq_any(trajectories::in_care_of(organisation, own, tx.context.today)))
        }
        Scope::Nothing => query.filter(false.into_sql::<sql_types::Bool>()),
    };
    if let Some(trajectory) = filter.trajectory_id {
        query = query.filter(visits::trajectory_id.eq(trajectory));
    }
    if let Some(status) = filter.status {
        query = query.filter(visits::status.eq(status));
    }
    if let Some(performer) = filter.performer_id {
        let performed = visit_performers::table
            .filter(visit_performers::organisation_id.eq(organisation))
            .filter(visit_performers::practitioner_id.eq(performer))
            .select(visit_performers::visit_id);
        query = query.filter(visits::id.eq_any(performed));
    }
    if let Some(from) = filter.planned_from {
        query = query.filter(visits::planned_at.ge(rules::start_of(from)));
    }
    if let Some(until) = filter.planned_until {
        query = query.filter(visits::planned_at.lt(rules::end_of(until)));
    }
    if let Some(from) = filter.held_from {
        query = query.filter(visits::held_on.ge(from));
    }
    if let Some(until) = filter.held_until {
        query = query.filter(visits::held_on.le(until));
    }
    query
}

/// The rows of visits that the caller sees, by their ids.
pub(super) async fn visit_rows(
    tx: &mut Tx<Tenant>,
    filter: &VisitFilter,
    after: Option<VisitId>,
    rows: i64,
) -> Result<Vec<VisitRow>, Problem> {
    let mut query = seen(tx, filter).order(visits::id).limit(rows).select(VisitRow::as_select());
    if let Some(after) = after {
        query = query.filter(visits::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// These visits with everybody involved: one statement each for performers, observers and parents.
pub(super) async fn visits_whole(tx: &mut Tx<Tenant>, rows: Vec<VisitRow>) -> Result<Vec<StoredVisit>, Problem> {
    let ids: Vec<VisitId> = rows.iter().map(|row| row.id).collect();
    let organisation = tx.organisation();
    let mut involved = involved::involved(tx.split().0, organisation, &ids).await?;
    Ok(rows.into_iter().map(|row| whole(row, &mut involved)).collect())
}

fn whole(row: VisitRow, involved: &mut HashMap<VisitId, Involved>) -> StoredVisit {
    let Involved { performers, observers, parents } = involved.remove(&row.id).unwrap_or_default();
    StoredVisit { row, performers, observers, parents }
}

/// A visit that the caller sees. Who is involved is asked for in the same breath; of one that is not found nobody looks
/// at them.
pub(super) async fn visit_get(tx: &mut Tx<Tenant>, id: VisitId) -> Result<StoredVisit, Problem> {
    let query = seen(tx, &VisitFilter::default()).filter(visits::id.eq(id)).select(VisitRow::as_select());
    let organisation = tx.organisation();
    let mut wire = tx.split().0;
    let involved = involved::involved(wire, organisation, std::slice::from_ref(&id));
    let (row, mut involved) = try_join!(query.first(&mut wire).map(|row| row.optional()), involved)?;
    row.map(|row| whole(row, &mut involved)).ok_or_else(Problem::not_found)
}

/// The trajectory of a visit; whether the caller sees it is asked of the trajectory.
pub(super) async fn trajectory_of(tx: &mut Tx<Tenant>, id: VisitId) -> Result<TrajectoryId, Problem> {
    Ok(visits::table.find((tx.organisation(), id)).select(visits::trajectory_id).first(tx.conn()).await?)
}

/// Puts off a new visit with everybody involved, until the transaction ends or somebody catches up with it.
pub(super) fn visit_insert(tx: &mut Tx<Tenant>, row: VisitRow, involved: Involved) -> StoredVisit {
    let Involved { performers, observers, parents } = involved;
    let visit = StoredVisit { row, performers, observers, parents };
    let (organisation, new) = (tx.organisation(), visit.clone());
    tx.at_last_with(move |wire| insert(wire, organisation, new).boxed());
    visit
}

async fn insert(mut wire: &Wire, organisation: OrganisationId, visit: StoredVisit) -> QueryResult<()> {
    let StoredVisit { row, performers, observers, parents } = visit;
    let (id, family) = (row.id, row.family_id);
    let row = diesel::insert_into(visits::table).values((visits::organisation_id.eq(organisation), row));
    try_join!(
        kept(row).execute(&mut wire),
        performers_insert(wire, organisation, id, &performers),
        observers_insert(wire, organisation, id, &observers),
        parents_insert(wire, organisation, id, family, &parents),
    )?;
    Ok(())
}

/// Writes the row of a visit anew, under its trajectory's lock. Whoever acts on a visit by hand takes it out of the hands of
/// the transition that cancelled it.
pub(super) async fn visit_update(tx: &mut Tx<Tenant>, row: &VisitRow) -> Result<(), Problem> {
    let change = (row, visits::cancelled_by.eq(None::<uuid::Uuid>));
    let update = diesel::update(visits::table.find((tx.organisation(), row.id))).set(change);
    kept(update).execute(tx.conn()).await?;
    Ok(())
}

/// The first day of a visit that was held or missed, also of one that was cancelled after it.
pub(super) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    let happened = [VisitStatus::Held, VisitStatus::NoShow].map(VisitStatus::as_str);
    Ok(visits::table
        .filter(visits::organisation_id.eq(tx.organisation()))
        .filter(visits::trajectory_id.eq(trajectory))
        .filter(visits::status.eq_any(happened).or(visits::cancelled_from.eq_any(happened)))
        .select(diesel::dsl::min(visits::held_on))
        .first(tx.conn())
        .await?)
}
