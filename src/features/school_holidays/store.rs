//! The SQL of school holidays.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{SchoolHoliday, SchoolHolidayFields};
use crate::db::{Tenant, Tx};
use crate::ids::SchoolHolidayId;
use crate::problem::Problem;
use crate::schema::school_holidays;

pub(super) async fn holiday_list(
    tx: &mut Tx<Tenant>,
    after: Option<SchoolHolidayId>,
    rows: i64,
) -> Result<Vec<SchoolHoliday>, Problem> {
    let mut query = school_holidays::table
        .filter(school_holidays::organisation_id.eq(tx.organisation()))
        .order(school_holidays::id)
        .limit(rows)
        .select(SchoolHoliday::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(school_holidays::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn holiday_days(tx: &mut Tx<Tenant>) -> Result<Vec<(NaiveDate, NaiveDate)>, Problem> {
    let query = school_holidays::table
        .filter(school_holidays::organisation_id.eq(tx.organisation()))
        .order((school_holidays::from_on, school_holidays::id))
        .select((school_holidays::from_on, school_holidays::until_on));
    Ok(query.load(tx.conn()).await?)
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
