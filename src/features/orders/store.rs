//! The SQL of orders: the same reading for both doors, since the licence holder sees those of every organisation.

mod billing;
mod sessions;

pub(super) use billing::*;
pub(super) use sessions::*;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{NewOrderLine, Order, OrderFilter, OrderLine, OrderRow, OrderStatus};
use crate::db::{Platform, Tx};
use crate::features::invoices::actions::lines_issued;
use crate::ids::{InvoiceLineId, OrderId, OrderLineId, OrganisationId, PriceId};
use crate::problem::Problem;
use crate::schema::{order_lines, orders};

/// These orders with their lines.
async fn with_lines<D>(tx: &mut Tx<D>, rows: Vec<OrderRow>) -> Result<Vec<Order>, Problem> {
    let organisations: Vec<OrganisationId> = rows.iter().map(|row| row.organisation_id).collect();
    let ids: Vec<OrderId> = rows.iter().map(|row| row.id).collect();
    let mut lines: Vec<OrderLine> = order_lines::table
        .filter(order_lines::organisation_id.eq_any(organisations))
        .filter(order_lines::order_id.eq_any(ids))
        .order((order_lines::order_id, order_lines::position))
        .select(OrderLine::as_select())
        .load(tx.conn())
        .await?;
    if tx.own().is_some() {
        // That a draft bills a line is the licence holder's own affair.
        let billed: Vec<InvoiceLineId> = lines.iter().filter_map(|line| line.invoice_line_id).collect();
        let issued = lines_issued(tx, &billed).await?;
        for line in &mut lines {
            line.invoice_line_id = line.invoice_line_id.filter(|id| issued.contains(id));
        }
    }
    let of = |row: &OrderRow| {
        let own = |line: &&OrderLine| line.organisation_id == row.organisation_id && line.order_id == row.id;
        lines.iter().filter(own).cloned().collect()
    };
    Ok(rows.into_iter().map(|row| Order::new(row.clone(), of(&row))).collect())
}

async fn one_with_lines<D>(tx: &mut Tx<D>, row: OrderRow) -> Result<Order, Problem> {
    with_lines(tx, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

pub(super) async fn order_list<D>(
    tx: &mut Tx<D>,
    filter: OrderFilter,
    after: Option<OrderId>,
    rows: i64,
) -> Result<Vec<Order>, Problem> {
    let mut query = orders::table.order(orders::id).limit(rows).select(OrderRow::as_select()).into_boxed();
    if let Some(own) = tx.own() {
        query = query.filter(orders::organisation_id.eq(own));
    }
    if let Some(organisation) = filter.organisation_id {
        query = query.filter(orders::organisation_id.eq(organisation));
    }
    if let Some(status) = filter.status {
        query = query.filter(orders::status.eq(status));
    }
    if let Some(after) = after {
        query = query.filter(orders::id.gt(after));
    }
    let found = query.load(tx.conn()).await?;
    with_lines(tx, found).await
}

/// An order by its id, which is given once over all organisations.
pub(super) async fn order_get<D>(tx: &mut Tx<D>, id: OrderId) -> Result<Order, Problem> {
    let mut query = orders::table.filter(orders::id.eq(id)).select(OrderRow::as_select()).into_boxed();
    if let Some(own) = tx.own() {
        query = query.filter(orders::organisation_id.eq(own));
    }
    let row = query.first(tx.conn()).await?;
    one_with_lines(tx, row).await
}

/// Whether an order that the door shows has this id.
pub(super) async fn order_exists<D>(tx: &mut Tx<D>, id: OrderId) -> Result<bool, Problem> {
    let found = orders::table.filter(orders::id.eq(id));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(tx.conn()).await?)
}

/// Reads an order that is about to change; nobody else changes it before this transaction ends.
pub(super) async fn order_lock<D>(tx: &mut Tx<D>, id: OrderId) -> Result<Order, Problem> {
    let order = order_get(tx, id).await?;
    let query = orders::table.find((order.organisation_id, id)).select(OrderRow::as_select());
    let row = query.for_update().first(tx.conn()).await?;
    one_with_lines(tx, row).await
}

pub(super) async fn order_insert<D>(
    tx: &mut Tx<D>,
    organisation: OrganisationId,
    id: OrderId,
    (reference, note): (Option<&str>, Option<&str>),
) -> Result<(), Problem> {
    let row = (
        orders::organisation_id.eq(organisation),
        orders::id.eq(id),
        orders::status.eq(OrderStatus::Requested),
        orders::reference.eq(reference),
        orders::note.eq(note),
        orders::requested_on.eq(tx.context.today),
        orders::version.eq(1),
        orders::created_at.eq(tx.context.now),
        orders::updated_at.eq(tx.context.now),
    );
    diesel::insert_into(orders::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn line_insert<D>(
    tx: &mut Tx<D>,
    organisation: OrganisationId,
    (order, id): (OrderId, OrderLineId),
    position: i32,
    asked: &NewOrderLine,
) -> Result<(), Problem> {
    let row = (
        order_lines::organisation_id.eq(organisation),
        order_lines::id.eq(id),
        order_lines::order_id.eq(order),
        order_lines::position.eq(position),
        order_lines::code.eq(asked.code),
        order_lines::quantity.eq(asked.quantity),
        order_lines::training_session_id.eq(asked.training_session_id),
    );
    diesel::insert_into(order_lines::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// What a line costs from its confirmation on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Priced<'p> {
    pub price_id: Option<PriceId>,
    pub unit_cents: i64,
    pub vat_rate: i32,
    pub vat_exemption: Option<&'p str>,
}

pub(super) async fn line_price(tx: &mut Tx<Platform>, line: &OrderLine, priced: Priced<'_>) -> Result<(), Problem> {
    let change = (
        order_lines::price_id.eq(priced.price_id),
        order_lines::unit_cents.eq(priced.unit_cents),
        order_lines::vat_rate.eq(priced.vat_rate),
        order_lines::vat_exemption.eq(priced.vat_exemption),
    );
    let update = diesel::update(order_lines::table.find((line.organisation_id, line.id))).set(change);
    update.execute(tx.conn()).await?;
    Ok(())
}

/// Puts an order that is locked into its last status.
pub(super) async fn order_decide<D>(
    tx: &mut Tx<D>,
    order: &Order,
    status: OrderStatus,
    reason: Option<&str>,
) -> Result<(), Problem> {
    let change = (
        orders::status.eq(status),
        orders::decided_on.eq(tx.context.today),
        orders::decline_reason.eq(reason),
        orders::version.eq(orders::version + 1),
        orders::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(orders::table.find((order.organisation_id, order.id))).set(change);
    update.execute(tx.conn()).await?;
    Ok(())
}
