//! Writing organisation-months. What is used is counted by a function of the database, since the licence holder sees no
//! record.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;

use super::{Measures, MonthRow};
use crate::db::{Platform, Tx};
use crate::features::metering::rules::Interval;
use crate::features::prices::api::Price;
use crate::ids::{InvoiceLineId, OrganisationId, PriceId, SubscriptionMonthId};
use crate::problem::Problem;
use crate::schema::{subscription_months, subscriptions};
use crate::values::Month;

/// The subscriptions of an organisation that reach into a month.
pub(in crate::features::metering) async fn intervals(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
) -> Result<Vec<Interval>, Problem> {
    let query = subscriptions::table
        .filter(subscriptions::organisation_id.eq(organisation))
        .filter(subscriptions::starts_on.le(month.last_day()))
        .filter(subscriptions::ends_on.is_null().or(subscriptions::ends_on.ge(month.first_day())))
        .select((subscriptions::starts_on, subscriptions::ends_on));
    Ok(query.load(tx.conn()).await?)
}

/// Reads a month that is about to change; nobody else changes it before this transaction ends.
pub(in crate::features::metering) async fn month_lock(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
) -> Result<Option<MonthRow>, Problem> {
    let query = subscription_months::table
        .filter(subscription_months::organisation_id.eq(organisation))
        .filter(subscription_months::month.eq(month))
        .select(MonthRow::as_select());
    Ok(query.for_update().first(tx.conn()).await.optional()?)
}

/// Writes a month down for the first time; when somebody else did so at this moment, reads it when they are done.
pub(in crate::features::metering) async fn month_insert(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
    measures: &Measures,
) -> Result<MonthRow, Problem> {
    let row = (
        subscription_months::organisation_id.eq(organisation),
        subscription_months::id.eq(SubscriptionMonthId::new()),
        subscription_months::month.eq(month),
        measures,
        subscription_months::practitioners.eq(0),
        subscription_months::trajectories.eq(0),
        subscription_months::visits.eq(0),
        subscription_months::measured_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(subscription_months::table).values(row).on_conflict_do_nothing();
    insert.execute(tx.conn()).await?;
    month_lock(tx, organisation, month).await?.ok_or_else(Problem::not_found)
}

pub(in crate::features::metering) async fn month_update(
    tx: &mut Tx<Platform>,
    row: &MonthRow,
    measures: &Measures,
) -> Result<MonthRow, Problem> {
    let change = (measures, subscription_months::measured_at.eq(tx.context.now));
    let update = diesel::update(subscription_months::table.find((row.organisation_id, row.id))).set(change);
    Ok(update.returning(MonthRow::as_returning()).get_result(tx.conn()).await?)
}

/// What an organisation used, as the database function counts it.
#[derive(Debug, QueryableByName)]
struct Usage {
    #[diesel(sql_type = sql_types::Integer)]
    practitioners: i32,
    #[diesel(sql_type = sql_types::Integer)]
    trajectories: i32,
    #[diesel(sql_type = sql_types::Integer)]
    visits: i32,
}

/// Counts what was used from the first to the last of these days, and writes it down.
pub(in crate::features::metering) async fn month_used(
    tx: &mut Tx<Platform>,
    row: &MonthRow,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<MonthRow, Problem> {
    let query = diesel::sql_query(
        "SELECT practitioners::integer, trajectories::integer, visits::integer FROM organisation_usage($1, $2, $3)",
    );
    let query = query
        .bind::<sql_types::Uuid, _>(row.organisation_id)
        .bind::<sql_types::Date, _>(first)
        .bind::<sql_types::Date, _>(last);
    let usage: Usage = query.get_result(tx.conn()).await?;
    let change = (
        subscription_months::practitioners.eq(usage.practitioners),
        subscription_months::trajectories.eq(usage.trajectories),
        subscription_months::visits.eq(usage.visits),
        subscription_months::measured_at.eq(tx.context.now),
    );
    let update = diesel::update(subscription_months::table.find((row.organisation_id, row.id))).set(change);
    Ok(update.returning(MonthRow::as_returning()).get_result(tx.conn()).await?)
}

pub(in crate::features::metering) async fn month_set_line(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: SubscriptionMonthId,
    line: InvoiceLineId,
) -> Result<(), Problem> {
    let unbilled =
        subscription_months::table.find((organisation, id)).filter(subscription_months::invoice_line_id.is_null());
    let change = subscription_months::invoice_line_id.eq(Some(line));
    match diesel::update(unbilled).set(change).execute(tx.conn()).await? {
        1 => Ok(()),
        // The row was locked when it was measured, so only a defect comes here.
        _ => Err(Problem::internal(anyhow::anyhow!("organisation-month {id} is billed already, or is not there"))),
    }
}

pub(in crate::features::metering) async fn month_clear_line(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    line: InvoiceLineId,
    again: bool,
) -> Result<(), Problem> {
    let billed = subscription_months::table
        .filter(subscription_months::organisation_id.eq(organisation))
        .filter(subscription_months::invoice_line_id.eq(line));
    let change = (
        subscription_months::invoice_line_id.eq(None::<InvoiceLineId>),
        subscription_months::round.eq(subscription_months::round + i32::from(again)),
    );
    diesel::update(billed).set(change).execute(tx.conn()).await?;
    Ok(())
}

pub(in crate::features::metering) async fn months_clear_price(
    tx: &mut Tx<Platform>,
    price: PriceId,
) -> Result<(), Problem> {
    let priced = subscription_months::table
        .filter(subscription_months::invoice_line_id.is_null())
        .filter(subscription_months::price_id.eq(price));
    let change = (subscription_months::price_id.eq(None::<PriceId>), subscription_months::price_cents.eq(None::<i64>));
    diesel::update(priced).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// The first active days of the months that are not billed.
pub(in crate::features::metering) async fn unbilled_first_days(
    tx: &mut Tx<Platform>,
) -> Result<Vec<NaiveDate>, Problem> {
    let query = subscription_months::table
        .filter(subscription_months::invoice_line_id.is_null())
        .filter(subscription_months::active_from.is_not_null())
        .select(subscription_months::active_from.assume_not_null())
        .distinct();
    Ok(query.load(tx.conn()).await?)
}

/// Gives the months that are not billed and begin on this day their price.
pub(in crate::features::metering) async fn months_set_price(
    tx: &mut Tx<Platform>,
    day: NaiveDate,
    price: Option<&Price>,
) -> Result<(), Problem> {
    let unbilled = subscription_months::table
        .filter(subscription_months::invoice_line_id.is_null())
        .filter(subscription_months::active_from.eq(day));
    let change = (
        subscription_months::price_id.eq(price.map(|price| price.id)),
        subscription_months::price_cents.eq(price.map(|price| price.amount_cents)),
    );
    diesel::update(unbilled).set(change).execute(tx.conn()).await?;
    Ok(())
}
