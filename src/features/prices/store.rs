//! The SQL of prices. What was billed with them is read from the lines of invoices and orders.

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel_async::RunQueryDsl;

use super::api::{Price, PriceCode, PriceFields, PriceFilter};
use crate::db::{Platform, Tx};
use crate::ids::PriceId;
use crate::problem::Problem;
use crate::schema::{invoice_lines, order_lines, orders, prices};

/// The advisory locks of prices: one number each for the codes. Locks of two numbers and of one never meet.
const LOCKS: i32 = 1;

fn lock_of(code: PriceCode) -> i32 {
    let place = PriceCode::ALL.iter().position(|one| *one == code);
    place.and_then(|place| i32::try_from(place).ok()).unwrap_or_default()
}

/// Nobody changes prices of this code before this transaction ends.
pub(super) async fn code_share<D>(tx: &mut Tx<D>, code: PriceCode) -> Result<(), Problem> {
    let query = diesel::sql_query("SELECT pg_advisory_xact_lock_shared($1, $2)");
    query.bind::<Integer, _>(LOCKS).bind::<Integer, _>(lock_of(code)).execute(tx.conn()).await?;
    Ok(())
}

/// Nobody reads a price of this code to bill it, or changes one, before this transaction ends.
pub(super) async fn code_hold(tx: &mut Tx<Platform>, code: PriceCode) -> Result<(), Problem> {
    let query = diesel::sql_query("SELECT pg_advisory_xact_lock($1, $2)");
    query.bind::<Integer, _>(LOCKS).bind::<Integer, _>(lock_of(code)).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn price_list<D>(
    tx: &mut Tx<D>,
    filter: PriceFilter,
    after: Option<PriceId>,
    rows: i64,
) -> Result<Vec<Price>, Problem> {
    let mut query = prices::table.order(prices::id).limit(rows).select(Price::as_select()).into_boxed();
    if let Some(code) = filter.code {
        query = query.filter(prices::code.eq(code));
    }
    if let Some(day) = filter.valid_on {
        let later = diesel::alias!(prices as later);
        let replaced = later
            .filter(later.field(prices::code).eq(prices::code))
            .filter(later.field(prices::valid_from).gt(prices::valid_from))
            .filter(later.field(prices::valid_from).le(day));
        query = query.filter(prices::valid_from.le(day)).filter(not(exists(replaced)));
    }
    if let Some(after) = after {
        query = query.filter(prices::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// All prices of a code, oldest first.
pub(super) async fn prices_of<D>(tx: &mut Tx<D>, code: PriceCode) -> Result<Vec<Price>, Problem> {
    let query = prices::table.filter(prices::code.eq(code)).order(prices::valid_from).select(Price::as_select());
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn price_get<D>(tx: &mut Tx<D>, id: PriceId) -> Result<Price, Problem> {
    Ok(prices::table.find(id).select(Price::as_select()).first(tx.conn()).await?)
}

pub(super) async fn price_lock(tx: &mut Tx<Platform>, id: PriceId) -> Result<Price, Problem> {
    Ok(prices::table.find(id).select(Price::as_select()).for_update().first(tx.conn()).await?)
}

/// Whether an invoice has a line with this price, or an order was confirmed at it.
pub(super) async fn price_is_billed(tx: &mut Tx<Platform>, id: PriceId) -> Result<bool, Problem> {
    let billed = exists(invoice_lines::table.filter(invoice_lines::price_id.eq(id)));
    let confirmed = exists(order_lines::table.filter(order_lines::price_id.eq(id)));
    Ok(diesel::select(billed.or(confirmed)).get_result(tx.conn()).await?)
}

/// The days whose price of this code was billed or confirmed; what was sold at an agreed price is none of them.
pub(super) async fn billed_days(tx: &mut Tx<Platform>, code: PriceCode) -> Result<Vec<NaiveDate>, Problem> {
    let billed = invoice_lines::table
        .filter(invoice_lines::code.eq(code.as_str()))
        .filter(invoice_lines::price_id.is_not_null())
        // The line of an order says when it was supplied; its price is that of the day of confirmation, below.
        .filter(invoice_lines::subscription_month_id.is_not_null())
        .select(invoice_lines::period_from)
        .distinct();
    let mut days: Vec<NaiveDate> = billed.load(tx.conn()).await?;
    let of_order = orders::organisation_id.eq(order_lines::organisation_id).and(orders::id.eq(order_lines::order_id));
    let confirmed = order_lines::table
        .inner_join(orders::table.on(of_order))
        .filter(order_lines::code.eq(code.as_str()))
        .filter(order_lines::price_id.is_not_null())
        .filter(orders::decided_on.is_not_null())
        .select(orders::decided_on.assume_not_null())
        .distinct();
    let confirmed: Vec<NaiveDate> = confirmed.load(tx.conn()).await?;
    days.extend(confirmed);
    Ok(days)
}

pub(super) async fn price_insert(
    tx: &mut Tx<Platform>,
    id: PriceId,
    code: PriceCode,
    fields: &PriceFields,
) -> Result<Price, Problem> {
    let row = (
        prices::id.eq(id),
        prices::code.eq(code),
        fields,
        prices::version.eq(1),
        prices::created_at.eq(tx.context.now),
        prices::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(prices::table).values(row).returning(Price::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn price_update(tx: &mut Tx<Platform>, id: PriceId, fields: &PriceFields) -> Result<Price, Problem> {
    let change = (fields, prices::version.eq(prices::version + 1), prices::updated_at.eq(tx.context.now));
    let update = diesel::update(prices::table.find(id)).set(change);
    Ok(update.returning(Price::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn price_delete(tx: &mut Tx<Platform>, id: PriceId) -> Result<(), Problem> {
    diesel::delete(prices::table.find(id)).execute(tx.conn()).await?;
    Ok(())
}
