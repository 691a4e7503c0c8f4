//! The SQL of money that stands beside an invoice: payments and credits.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Platform, Tx};
use crate::features::invoices::api::Payment;
use crate::ids::{InvoiceId, OrganisationId, PaymentId};
use crate::problem::Problem;
use crate::schema::{invoices, payments};

/// What was paid and credited of an invoice.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::features::invoices) struct Beside {
    pub paid_cents: i64,
    pub credited_cents: i64,
}

/// What was paid and credited of some invoices; drafts of credit notes do not count.
pub(in crate::features::invoices) async fn money_of<D>(
    tx: &mut Tx<D>,
    organisations: &[OrganisationId],
    ids: &[InvoiceId],
) -> Result<HashMap<InvoiceId, Beside>, Problem> {
    let mut money: HashMap<InvoiceId, Beside> = HashMap::new();
    let paid = payments::table
        .filter(payments::organisation_id.eq_any(organisations))
        .filter(payments::invoice_id.eq_any(ids))
        .select((payments::invoice_id, payments::amount_cents));
    for (invoice, cents) in paid.load::<(InvoiceId, i64)>(tx.conn()).await? {
        money.entry(invoice).or_default().paid_cents += cents;
    }
    let credited = invoices::table
        .filter(invoices::organisation_id.eq_any(organisations))
        .filter(invoices::credited_invoice_id.eq_any(ids))
        .filter(invoices::status.eq("issued"))
        .select((invoices::credited_invoice_id.assume_not_null(), invoices::total_cents));
    for (invoice, cents) in credited.load::<(InvoiceId, i64)>(tx.conn()).await? {
        money.entry(invoice).or_default().credited_cents += cents;
    }
    Ok(money)
}

pub(in crate::features::invoices) async fn payment_list<D>(
    tx: &mut Tx<D>,
    organisation: OrganisationId,
    invoice: InvoiceId,
    after: Option<PaymentId>,
    rows: i64,
) -> Result<Vec<Payment>, Problem> {
    let mut query = payments::table
        .filter(payments::organisation_id.eq(organisation))
        .filter(payments::invoice_id.eq(invoice))
        .order(payments::id)
        .limit(rows)
        .select(Payment::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(payments::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(in crate::features::invoices) async fn payment_get(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    invoice: InvoiceId,
    id: PaymentId,
) -> Result<Payment, Problem> {
    let payment = payments::table.find((organisation, id)).filter(payments::invoice_id.eq(invoice));
    Ok(payment.select(Payment::as_select()).first(tx.conn()).await?)
}

pub(in crate::features::invoices) async fn payment_insert(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    payment: &Payment,
) -> Result<(), Problem> {
    let row = (
        payments::organisation_id.eq(organisation),
        payments::id.eq(payment.id),
        payments::invoice_id.eq(payment.invoice_id),
        payments::received_on.eq(payment.received_on),
        payments::kind.eq(payment.kind),
        payments::amount_cents.eq(payment.amount_cents),
        payments::reference.eq(payment.reference.as_deref()),
        payments::reverses_id.eq(payment.reverses_id),
        payments::created_at.eq(payment.created_at),
    );
    diesel::insert_into(payments::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// What was paid of an invoice, less what was taken back.
pub(in crate::features::invoices) async fn beside_of(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    invoice: InvoiceId,
) -> Result<Beside, Problem> {
    Ok(money_of(tx, &[organisation], &[invoice]).await?.remove(&invoice).unwrap_or_default())
}
