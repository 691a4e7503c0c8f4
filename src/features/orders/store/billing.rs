//! The SQL of what the billing asks of order lines.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Platform, Tx};
use crate::features::orders::api::{BillableLine, OrderCode, OrderStatus};
use crate::ids::{InvoiceLineId, OrderLineId, OrganisationId, PriceId, TrainingSessionId};
use crate::problem::Problem;
use crate::schema::{order_lines, orders};

/// The columns of a billable line, in the order of its query.
type BillableRow = (
    OrderLineId,
    OrderCode,
    i32,
    Option<i64>,
    Option<i32>,
    Option<String>,
    Option<PriceId>,
    Option<TrainingSessionId>,
    Option<NaiveDate>,
    Option<String>,
    i32,
);

fn billable(row: BillableRow) -> Option<BillableLine> {
    let (id, code, quantity, unit_cents, vat_rate, vat_exemption, price_id, session, confirmed_on, reference, round) =
        row;
    Some(BillableLine {
        id,
        code: code.into(),
        quantity,
        unit_cents: unit_cents?,
        vat_rate: vat_rate?,
        vat_exemption,
        price_id,
        training_session_id: session,
        supplied_on: confirmed_on?,
        reference,
        round,
    })
}

/// The lines of orders confirmed on or before a day that no invoice bills now. They are locked: who waited for them
/// finds those that were billed meanwhile left out.
pub(in crate::features::orders) async fn lines_to_bill(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    until: NaiveDate,
) -> Result<Vec<BillableLine>, Problem> {
    let rows: Vec<BillableRow> = order_lines::table
        .inner_join(
            orders::table
                .on(orders::organisation_id.eq(order_lines::organisation_id).and(orders::id.eq(order_lines::order_id))),
        )
        .filter(order_lines::organisation_id.eq(organisation))
        .filter(order_lines::invoice_line_id.is_null())
        .filter(orders::status.eq(OrderStatus::Confirmed))
        .filter(orders::decided_on.le(until))
        .order((orders::decided_on, orders::id, order_lines::position))
        .select((
            order_lines::id,
            order_lines::code,
            order_lines::quantity,
            order_lines::unit_cents,
            order_lines::vat_rate,
            order_lines::vat_exemption,
            order_lines::price_id,
            order_lines::training_session_id,
            orders::decided_on,
            orders::reference,
            order_lines::round,
        ))
        .for_update()
        .load(tx.conn())
        .await?;
    let incomplete = || Problem::internal(anyhow::anyhow!("a confirmed line without a price"));
    rows.into_iter().map(|row| billable(row).ok_or_else(incomplete)).collect()
}

/// The sessions of order lines that these invoice lines bill.
pub(in crate::features::orders) async fn sessions_billed(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    lines: &[InvoiceLineId],
) -> Result<Vec<TrainingSessionId>, Problem> {
    let named = order_lines::table
        .filter(order_lines::organisation_id.eq(organisation))
        .filter(order_lines::invoice_line_id.eq_any(lines))
        .select(order_lines::training_session_id);
    let named: Vec<Option<TrainingSessionId>> = named.load(tx.conn()).await?;
    Ok(named.into_iter().flatten().collect())
}

pub(in crate::features::orders) async fn line_billed(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: OrderLineId,
    line: InvoiceLineId,
) -> Result<(), Problem> {
    let update = diesel::update(order_lines::table.find((organisation, id)));
    update.set(order_lines::invoice_line_id.eq(Some(line))).execute(tx.conn()).await?;
    Ok(())
}

pub(in crate::features::orders) async fn line_released(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    line: InvoiceLineId,
    again: bool,
) -> Result<(), Problem> {
    let billed = order_lines::table
        .filter(order_lines::organisation_id.eq(organisation))
        .filter(order_lines::invoice_line_id.eq(line));
    let change = (
        order_lines::invoice_line_id.eq(None::<InvoiceLineId>),
        order_lines::round.eq(order_lines::round + i32::from(again)),
    );
    diesel::update(billed).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Whose lines of orders confirmed on or before a day no invoice bills now, and of which sessions, in the order of the
/// organisations' ids.
pub(in crate::features::orders) async fn sessions_to_bill(
    tx: &mut Tx<Platform>,
    until: NaiveDate,
) -> Result<Vec<(OrganisationId, Option<TrainingSessionId>)>, Problem> {
    let query = order_lines::table
        .inner_join(
            orders::table
                .on(orders::organisation_id.eq(order_lines::organisation_id).and(orders::id.eq(order_lines::order_id))),
        )
        .filter(order_lines::invoice_line_id.is_null())
        .filter(orders::status.eq(OrderStatus::Confirmed))
        .filter(orders::decided_on.le(until))
        .order(order_lines::organisation_id)
        .select((order_lines::organisation_id, order_lines::training_session_id))
        .distinct();
    Ok(query.load(tx.conn()).await?)
}
