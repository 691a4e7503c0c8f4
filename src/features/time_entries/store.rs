//! The SQL of time entries. Every change holds the lock on the trajectory's row, so entries need none of their own.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use super::api::{TimeCategory, TimeEntryFields, TimeEntryFilter};
use super::rules::EntryMinutes;
use crate::context::Scope;
use crate::db::{Tenant, Tx};
use crate::features::trajectories::{self, TrajectoryRow};
use crate::ids::{FamilyId, LicenceId, LicencePeriodId, PractitionerId, TimeEntryId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{assignments, time_entries};

/// The licence that the time was spent under, with its period.
pub(super) type Licence = (Option<LicenceId>, Option<LicencePeriodId>);

/// An entry as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = time_entries)]
pub(super) struct EntryRow {
    pub id: TimeEntryId,
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    pub practitioner_id: PractitionerId,
    pub licence_id: Option<LicenceId>,
    pub licence_period_id: Option<LicencePeriodId>,
    pub category: TimeCategory,
    pub minutes: i32,
    pub spent_on: NaiveDate,
    pub note: Option<String>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl EntryRow {
    pub fn licence(&self) -> Licence {
        (self.licence_id, self.licence_period_id)
    }

    /// What a PATCH works on.
    pub fn fields(&self) -> TimeEntryFields {
        TimeEntryFields {
            practitioner_id: self.practitioner_id,
            category: self.category,
            minutes: self.minutes,
            on: self.spent_on,
            note: self.note.clone(),
        }
    }
}

/// What adding or changing an entry writes.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = time_entries, treat_none_as_null = true, treat_none_as_default_value = false)]
struct EntryColumns<'e> {
    practitioner_id: PractitionerId,
    licence_id: Option<LicenceId>,
    licence_period_id: Option<LicencePeriodId>,
    category: TimeCategory,
    minutes: i32,
    spent_on: NaiveDate,
    note: Option<&'e str>,
}

impl<'e> EntryColumns<'e> {
    fn new(fields: &'e TimeEntryFields, (licence_id, licence_period_id): Licence) -> Self {
        Self {
            practitioner_id: fields.practitioner_id,
            licence_id,
            licence_period_id,
            category: fields.category,
            minutes: fields.minutes,
            spent_on: fields.on,
            note: fields.note.as_deref(),
        }
    }
}

/// Entries that the caller sees: those of the trajectories that the caller sees.
async fn load(
    tx: &mut Tx<Tenant>,
    only: Option<TimeEntryId>,
    filter: &TimeEntryFilter,
    after: Option<TimeEntryId>,
    rows: i64,
) -> Result<Vec<EntryRow>, Problem> {
    let organisation = tx.organisation();
    let mut query = time_entries::table
        .filter(time_entries::organisation_id.eq(organisation))
        .order(time_entries::id)
        .limit(rows)
        .select(EntryRow::as_select())
        .into_boxed();
    query = match tx.context.scope() {
        Scope::Organisation => query,
        Scope::Own(own) => {
            let seen = trajectories::in_care_of(organisation, own, tx.context.today);
            query.filter(time_entries::trajectory_id.eq_any(seen))
        }
        Scope::Nothing => query.filter(false.into_sql::<Bool>()),
    };
    if let Some(id) = only {
        query = query.filter(time_entries::id.eq(id));
    }
    if let Some(after) = after {
        query = query.filter(time_entries::id.gt(after));
    }
    if let Some(trajectory) = filter.trajectory_id {
        query = query.filter(time_entries::trajectory_id.eq(trajectory));
    }
    if let Some(practitioner) = filter.practitioner_id {
        query = query.filter(time_entries::practitioner_id.eq(practitioner));
    }
    if let Some(category) = filter.category {
        query = query.filter(time_entries::category.eq(category));
    }
    if let Some(from) = filter.spent_from {
        query = query.filter(time_entries::spent_on.ge(from));
    }
    if let Some(until) = filter.spent_until {
        query = query.filter(time_entries::spent_on.le(until));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn entry_list(
    tx: &mut Tx<Tenant>,
    filter: &TimeEntryFilter,
    after: Option<TimeEntryId>,
    rows: i64,
) -> Result<Vec<EntryRow>, Problem> {
    load(tx, None, filter, after, rows).await
}

/// An entry that the caller sees.
pub(super) async fn entry_get(tx: &mut Tx<Tenant>, id: TimeEntryId) -> Result<EntryRow, Problem> {
    load(tx, Some(id), &TimeEntryFilter::default(), None, 1).await?.pop().ok_or_else(Problem::not_found)
}

/// The trajectory of an entry; whether the caller sees it is asked of the trajectory.
pub(super) async fn trajectory_of(tx: &mut Tx<Tenant>, id: TimeEntryId) -> Result<TrajectoryId, Problem> {
    let row = time_entries::table.find((tx.organisation(), id)).select(time_entries::trajectory_id);
    Ok(row.first(tx.conn()).await?)
}

/// Whether somebody is or was assigned to a trajectory, or will be.
pub(super) async fn is_assigned(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    practitioner: PractitionerId,
) -> Result<bool, Problem> {
    let assigned = assignments::table
        .filter(assignments::organisation_id.eq(tx.organisation()))
        .filter(assignments::trajectory_id.eq(trajectory))
        .filter(assignments::practitioner_id.eq(practitioner));
    Ok(diesel::select(diesel::dsl::exists(assigned)).get_result(tx.conn()).await?)
}

/// What the entries of a trajectory add up to, per practitioner and category.
pub(super) async fn entry_sums(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Vec<EntryMinutes>, Problem> {
    type Sum = (PractitionerId, TimeCategory, Option<i64>);
    let sums: Vec<Sum> = time_entries::table
        .filter(time_entries::organisation_id.eq(tx.organisation()))
        .filter(time_entries::trajectory_id.eq(trajectory))
        .group_by((time_entries::practitioner_id, time_entries::category))
        .select((time_entries::practitioner_id, time_entries::category, diesel::dsl::sum(time_entries::minutes)))
        .load(tx.conn())
        .await?;
    let entry = |(practitioner_id, category, minutes): Sum| EntryMinutes {
        practitioner_id,
        category,
        minutes: minutes.unwrap_or(0),
    };
    Ok(sums.into_iter().map(entry).collect())
}

pub(super) async fn entry_insert(
    tx: &mut Tx<Tenant>,
    id: TimeEntryId,
    trajectory: &TrajectoryRow,
    fields: &TimeEntryFields,
    licence: Licence,
) -> Result<EntryRow, Problem> {
    let row = (
        time_entries::organisation_id.eq(tx.organisation()),
        time_entries::id.eq(id),
        time_entries::trajectory_id.eq(trajectory.id),
        time_entries::family_id.eq(trajectory.family_id),
        EntryColumns::new(fields, licence),
        time_entries::version.eq(1),
        time_entries::created_at.eq(tx.context.now),
        time_entries::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(time_entries::table).values(row).returning(EntryRow::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn entry_update(
    tx: &mut Tx<Tenant>,
    id: TimeEntryId,
    fields: &TimeEntryFields,
    licence: Licence,
) -> Result<EntryRow, Problem> {
    let change = (
        EntryColumns::new(fields, licence),
        time_entries::version.eq(time_entries::version + 1),
        time_entries::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(time_entries::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(EntryRow::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn entry_delete(tx: &mut Tx<Tenant>, id: TimeEntryId) -> Result<(), Problem> {
    diesel::delete(time_entries::table.find((tx.organisation(), id))).execute(tx.conn()).await?;
    Ok(())
}

/// The first day that a time entry of a trajectory bears.
pub(super) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    Ok(time_entries::table
        .filter(time_entries::organisation_id.eq(tx.organisation()))
        .filter(time_entries::trajectory_id.eq(trajectory))
        .select(diesel::dsl::min(time_entries::spent_on))
        .first(tx.conn())
        .await?)
}
