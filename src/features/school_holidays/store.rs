//! The SQL of school holidays.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{SchoolHoliday, SchoolHolidayFields};
use super::rules::{RegionalHoliday, Schooling};
use crate::db::{Tenant, Tx, Wire};
use crate::features::schools::SchoolRegion;
use crate::ids::{OrganisationId, SchoolHolidayId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{focus_children, placements, school_holidays, schools};

pub(super) async fn holiday_list(
    tx: &mut Tx<Tenant>,
    region: Option<SchoolRegion>,
    after: Option<SchoolHolidayId>,
    rows: i64,
) -> Result<Vec<SchoolHoliday>, Problem> {
    let mut query = school_holidays::table
        .filter(school_holidays::organisation_id.eq(tx.organisation()))
        .order(school_holidays::id)
        .limit(rows)
        .select(SchoolHoliday::as_select())
        .into_boxed();
    if let Some(region) = region {
        query = query.filter(school_holidays::region.is_null().or(school_holidays::region.eq(region)));
    }
    if let Some(after) = after {
        query = query.filter(school_holidays::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// The school holidays of an organisation, by first day.
pub(super) async fn holiday_days(
    mut connection: &Wire,
    organisation: OrganisationId,
) -> QueryResult<Vec<RegionalHoliday>> {
    school_holidays::table
        .filter(school_holidays::organisation_id.eq(organisation))
        .order((school_holidays::from_on, school_holidays::id))
        .select((school_holidays::from_on, school_holidays::until_on, school_holidays::region))
        .load(&mut connection)
        .await
}

/// Since which days the focus children of a trajectory go to schools of which regions, per child by day; a child without a
/// school is there too.
pub(super) async fn schooling(
    mut connection: &Wire,
    organisation: OrganisationId,
    trajectory: TrajectoryId,
) -> QueryResult<Vec<Schooling>> {
    let own = placements::organisation_id
        .eq(focus_children::organisation_id)
        .and(placements::child_id.eq(focus_children::child_id));
    let there = schools::organisation_id
        .nullable()
        .eq(placements::organisation_id.nullable())
        .and(schools::id.nullable().eq(placements::school_id.nullable()));
    focus_children::table
        .left_join(placements::table.on(own))
        .left_join(schools::table.on(there))
        .filter(focus_children::organisation_id.eq(organisation))
        .filter(focus_children::trajectory_id.eq(trajectory))
        .order((focus_children::child_id, placements::from_on))
        .select((focus_children::child_id, placements::from_on.nullable(), schools::region.nullable()))
        .load(&mut connection)
        .await
}

pub(super) async fn holiday_get(tx: &mut Tx<Tenant>, id: SchoolHolidayId) -> Result<SchoolHoliday, Problem> {
    let key = (tx.organisation(), id);
    Ok(school_holidays::table.find(key).select(SchoolHoliday::as_select()).first(tx.conn()).await?)
}

/// Reads a holiday that is about to change; nobody else changes it before this transaction ends.
pub(super) async fn holiday_lock(tx: &mut Tx<Tenant>, id: SchoolHolidayId) -> Result<SchoolHoliday, Problem> {
    let key = (tx.organisation(), id);
    Ok(school_holidays::table.find(key).select(SchoolHoliday::as_select()).for_update().first(tx.conn()).await?)
}

pub(super) async fn holiday_insert(
    tx: &mut Tx<Tenant>,
    id: SchoolHolidayId,
    fields: &SchoolHolidayFields,
) -> Result<SchoolHoliday, Problem> {
    let row = (
        school_holidays::organisation_id.eq(tx.organisation()),
        school_holidays::id.eq(id),
        fields,
        school_holidays::version.eq(1),
        school_holidays::created_at.eq(tx.context.now),
        school_holidays::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(school_holidays::table).values(row).returning(SchoolHoliday::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn holiday_update(
    tx: &mut Tx<Tenant>,
    id: SchoolHolidayId,
    fields: &SchoolHolidayFields,
) -> Result<SchoolHoliday, Problem> {
    let change = (
        fields,
        school_holidays::version.eq(school_holidays::version + 1),
        school_holidays::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(school_holidays::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(SchoolHoliday::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn holiday_delete(tx: &mut Tx<Tenant>, id: SchoolHolidayId) -> Result<(), Problem> {
    diesel::delete(school_holidays::table.find((tx.organisation(), id))).execute(tx.conn()).await?;
    Ok(())
}
