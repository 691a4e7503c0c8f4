//! The SQL of issuing: the number, the freezing, and the documents as they were rendered.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Platform, Tx};
use crate::features::invoices::api::{Buyer, InvoiceKind, VatTotals};
use crate::features::invoices::rules::{Totals, VatKey};
use crate::features::seller::api::SellerDetails;
use crate::ids::{InvoiceId, OrganisationId};
use crate::problem::Problem;
use crate::schema::{invoice_documents, invoice_lines, invoice_numbers, invoice_series, invoices};

/// The next number of a series. The counter's row stays locked until this transaction ends, so a number that is not used
/// after all is given to the next: there are no gaps, and issuing transactions must be short.
pub(in crate::features::invoices) async fn number_next(
    tx: &mut Tx<Platform>,
    kind: InvoiceKind,
    year: i32,
) -> Result<i32, Problem> {
    let first = (invoice_series::kind.eq(kind), invoice_series::year.eq(year), invoice_series::last.eq(1));
    let next = diesel::insert_into(invoice_series::table)
        .values(first)
        .on_conflict((invoice_series::kind, invoice_series::year))
        .do_update()
        .set(invoice_series::last.eq(invoice_series::last + 1))
        .returning(invoice_series::last);
    Ok(next.get_result(tx.conn()).await?)
}

/// What an invoice gets when it is issued.
#[derive(Debug)]
pub(in crate::features::invoices) struct Freeze {
    pub kind: InvoiceKind,
    pub year: i32,
    pub sequence: i32,
    pub number: String,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub seller: SellerDetails,
    pub buyer: Buyer,
    pub totals: Totals,
}

/// Issues a draft: from here on the database refuses every change.
pub(in crate::features::invoices) async fn invoice_freeze(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: InvoiceId,
    freeze: Freeze,
) -> Result<(), Problem> {
    let number = (
        invoice_numbers::kind.eq(freeze.kind),
        invoice_numbers::year.eq(freeze.year),
        invoice_numbers::sequence.eq(freeze.sequence),
        invoice_numbers::organisation_id.eq(organisation),
        invoice_numbers::invoice_id.eq(id),
    );
    diesel::insert_into(invoice_numbers::table).values(number).execute(tx.conn()).await?;
    let change = (
        invoices::status.eq("issued"),
        invoices::number.eq(freeze.number),
        invoices::issued_on.eq(freeze.issued_on),
        invoices::due_on.eq(freeze.due_on),
        invoices::seller.eq(freeze.seller),
        invoices::buyer.eq(freeze.buyer),
        invoices::net_cents.eq(freeze.totals.net_cents),
        invoices::vat_cents.eq(freeze.totals.vat_cents),
        invoices::total_cents.eq(freeze.totals.total_cents),
        invoices::vat.eq(VatTotals(freeze.totals.vat)),
        invoices::version.eq(invoices::version + 1),
        invoices::updated_at.eq(tx.context.now),
    );
    diesel::update(invoices::table.find((organisation, id))).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// What issued credit notes took back of an invoice, rate by rate.
pub(in crate::features::invoices) async fn credited_before(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    invoice: InvoiceId,
) -> Result<BTreeMap<VatKey, i64>, Problem> {
    let lines = invoice_lines::table
        .inner_join(
            invoices::table.on(invoices::organisation_id
                .eq(invoice_lines::organisation_id)
                .and(invoices::id.eq(invoice_lines::invoice_id))),
        )
        .filter(invoices::organisation_id.eq(organisation))
        .filter(invoices::credited_invoice_id.eq(invoice))
        .filter(invoices::status.eq("issued"))
        .select((invoice_lines::vat_rate, invoice_lines::vat_exemption, invoice_lines::net_cents));
    let mut sums = BTreeMap::new();
    for (rate, exemption, cents) in lines.load::<(i32, Option<String>, i64)>(tx.conn()).await? {
        *sums.entry((rate, exemption)).or_default() += cents;
    }
    Ok(sums)
}

/// A stored document of an invoice: its bytes as they were rendered.
pub(in crate::features::invoices) async fn document_get<D>(
    tx: &mut Tx<D>,
    organisation: OrganisationId,
    invoice: InvoiceId,
    format: &str,
) -> Result<Option<Vec<u8>>, Problem> {
    let document = invoice_documents::table.find((organisation, invoice, format)).select(invoice_documents::content);
    Ok(document.first(tx.conn()).await.optional()?)
}
