//! The SQL of drafts: making them, taking them away, and what was credited of the lines that they may credit.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::Row;
use crate::db::{Platform, Tx};
use crate::features::invoices::api::{InvoiceKind, InvoiceLine, VatTotals};
use crate::features::invoices::rules::Totals;
use crate::ids::{InvoiceId, InvoiceLineId, OrderLineId, OrganisationId, PriceId, SubscriptionMonthId};
use crate::problem::Problem;
use crate::schema::{invoice_lines, invoices};
use crate::values::Month;

/// One lock for all that is drafted, issued or taken away of an organisation: there may be no row yet to lock.
pub(in crate::features::invoices) async fn billing_hold(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
) -> Result<(), Problem> {
    let query = diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('billing ' || $1, 0))")
        .bind::<diesel::sql_types::Text, _>(organisation.to_string());
    query.execute(tx.conn()).await?;
    Ok(())
}

/// What a new draft consists of, beside its lines.
#[derive(Debug)]
pub(in crate::features::invoices) struct Draft<'a> {
    pub id: InvoiceId,
    pub kind: InvoiceKind,
    pub credited_invoice_id: Option<InvoiceId>,
    pub reason: Option<&'a str>,
    pub bill_again: bool,
    pub month: Option<Month>,
}

/// A line of a draft; what it bills or credits is one of the last three.
#[derive(Debug, Clone)]
pub(in crate::features::invoices) struct NewLine {
    pub id: InvoiceLineId,
    pub code: String,
    pub description: String,
    pub quantity: i32,
    pub unit_cents: i64,
    pub vat_rate: i32,
    pub vat_exemption: Option<String>,
    pub price_id: Option<PriceId>,
    pub period: (NaiveDate, NaiveDate),
    pub subscription_month: Option<(SubscriptionMonthId, i32)>,
    pub order_line: Option<(OrderLineId, i32)>,
    pub credited_line_id: Option<InvoiceLineId>,
}

impl NewLine {
    pub fn net_cents(&self) -> i64 {
        i64::from(self.quantity) * self.unit_cents
    }
}

pub(in crate::features::invoices) async fn draft_insert(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    draft: &Draft<'_>,
    totals: Totals,
    lines: &[NewLine],
) -> Result<(), Problem> {
    let now = tx.context.now;
    let row = (
        (
            invoices::organisation_id.eq(organisation),
            invoices::id.eq(draft.id),
            invoices::kind.eq(draft.kind),
            invoices::status.eq("draft"),
            invoices::credited_invoice_id.eq(draft.credited_invoice_id),
            invoices::reason.eq(draft.reason),
            invoices::bill_again.eq(draft.bill_again),
            invoices::month.eq(draft.month),
        ),
        (
            invoices::net_cents.eq(totals.net_cents),
            invoices::vat_cents.eq(totals.vat_cents),
            invoices::total_cents.eq(totals.total_cents),
            invoices::vat.eq(VatTotals(totals.vat)),
            invoices::version.eq(1),
            invoices::created_at.eq(now),
            invoices::updated_at.eq(now),
        ),
    );
    diesel::insert_into(invoices::table).values(row).execute(tx.conn()).await?;
    let rows: Vec<_> = (1_i32..)
        .zip(lines)
        .map(|(position, line)| {
            let round = line.subscription_month.map(|(_, round)| round).or(line.order_line.map(|(_, round)| round));
            (
                (
                    invoice_lines::organisation_id.eq(organisation),
                    invoice_lines::id.eq(line.id),
                    invoice_lines::invoice_id.eq(draft.id),
                    invoice_lines::position.eq(position),
                    invoice_lines::code.eq(line.code.clone()),
                    invoice_lines::description.eq(line.description.clone()),
                    invoice_lines::quantity.eq(line.quantity),
                    invoice_lines::unit_cents.eq(line.unit_cents),
                    invoice_lines::net_cents.eq(line.net_cents()),
                ),
                (
                    invoice_lines::vat_rate.eq(line.vat_rate),
                    invoice_lines::vat_exemption.eq(line.vat_exemption.clone()),
                    invoice_lines::price_id.eq(line.price_id),
                    invoice_lines::period_from.eq(line.period.0),
                    invoice_lines::period_until.eq(line.period.1),
                    invoice_lines::subscription_month_id.eq(line.subscription_month.map(|(id, _)| id)),
                    invoice_lines::order_line_id.eq(line.order_line.map(|(id, _)| id)),
                    invoice_lines::round.eq(round),
                    invoice_lines::credited_line_id.eq(line.credited_line_id),
                ),
            )
        })
        .collect();
    diesel::insert_into(invoice_lines::table).values(rows).execute(tx.conn()).await?;
    Ok(())
}

/// Takes a draft away with its lines; nothing may refer to them any more.
pub(in crate::features::invoices) async fn draft_delete(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: InvoiceId,
) -> Result<(), Problem> {
    let lines = invoice_lines::table
        .filter(invoice_lines::organisation_id.eq(organisation))
        .filter(invoice_lines::invoice_id.eq(id));
    diesel::delete(lines).execute(tx.conn()).await?;
    diesel::delete(invoices::table.find((organisation, id))).execute(tx.conn()).await?;
    Ok(())
}

/// The lines of one invoice, in their order.
pub(in crate::features::invoices) async fn lines_of(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: InvoiceId,
) -> Result<Vec<InvoiceLine>, Problem> {
    let lines = invoice_lines::table
        .filter(invoice_lines::organisation_id.eq(organisation))
        .filter(invoice_lines::invoice_id.eq(id))
        .order(invoice_lines::position);
    Ok(lines.select(InvoiceLine::as_select()).load(tx.conn()).await?)
}

/// The invoice that a line stands on.
pub(in crate::features::invoices) async fn invoice_of_line(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    line: InvoiceLineId,
) -> Result<InvoiceId, Problem> {
    let found = invoice_lines::table.find((organisation, line)).select(invoice_lines::invoice_id);
    Ok(found.first(tx.conn()).await?)
}

/// Which credit notes count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::features::invoices) enum Credits {
    /// What is drafted is spoken for, too.
    WithDrafts,
    Issued,
}

/// How much was taken back of each line of an invoice.
pub(in crate::features::invoices) async fn credited_of_lines(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    lines: &[InvoiceLineId],
    which: Credits,
) -> Result<HashMap<InvoiceLineId, i64>, Problem> {
    let mut credits = invoice_lines::table
        .inner_join(
            invoices::table.on(invoices::organisation_id
                .eq(invoice_lines::organisation_id)
                .and(invoices::id.eq(invoice_lines::invoice_id))),
        )
        .filter(invoice_lines::organisation_id.eq(organisation))
        .filter(invoice_lines::credited_line_id.eq_any(lines))
        .select((invoice_lines::credited_line_id.assume_not_null(), invoice_lines::net_cents))
        .into_boxed();
    if which == Credits::Issued {
        credits = credits.filter(invoices::status.eq("issued"));
    }
    let mut credited: HashMap<InvoiceLineId, i64> = HashMap::new();
    for (line, cents) in credits.load::<(InvoiceLineId, i64)>(tx.conn()).await? {
        *credited.entry(line).or_default() += cents;
    }
    Ok(credited)
}

/// The organisations for which runs of a month left drafts.
pub(in crate::features::invoices) async fn organisations_with_drafts(
    tx: &mut Tx<Platform>,
    month: Month,
) -> Result<Vec<OrganisationId>, Problem> {
    let drafts = invoices::table.filter(invoices::month.eq(month)).filter(invoices::status.eq("draft"));
    Ok(drafts.select(invoices::organisation_id).distinct().load(tx.conn()).await?)
}

/// The drafts that runs of a month left for an organisation.
pub(in crate::features::invoices) async fn drafts_of_month(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    month: Month,
) -> Result<Vec<Row>, Problem> {
    let drafts = invoices::table
        .filter(invoices::organisation_id.eq(organisation))
        .filter(invoices::month.eq(month))
        .filter(invoices::status.eq("draft"))
        .order(invoices::id);
    Ok(drafts.select(Row::as_select()).for_update().load(tx.conn()).await?)
}
