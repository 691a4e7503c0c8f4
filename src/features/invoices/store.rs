//! The SQL of invoices: reading them with what stands beside them. Drafting and issuing are below.

pub(super) mod drafts;
pub(super) mod issuing;
pub(super) mod mails;
pub(super) mod money;
mod whole;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{Buyer, Invoice, InvoiceFilter, InvoiceKind, VatTotals};
use crate::db::{Platform, Tx};
use crate::features::seller::api::SellerDetails;
use crate::ids::{InvoiceId, InvoiceLineId, OrganisationId};
use crate::problem::Problem;
use crate::schema::{invoice_lines, invoices};
use crate::values::Month;

/// An invoice as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = invoices)]
pub(super) struct Row {
    pub organisation_id: OrganisationId,
    pub id: InvoiceId,
    pub kind: InvoiceKind,
    pub credited_invoice_id: Option<InvoiceId>,
    pub reason: Option<String>,
    pub bill_again: bool,
    pub month: Option<Month>,
    pub number: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub seller: Option<SellerDetails>,
    pub buyer: Option<Buyer>,
    pub net_cents: i64,
    pub vat_cents: i64,
    pub total_cents: i64,
    pub vat: VatTotals,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl Row {
    pub fn is_draft(&self) -> bool {
        self.issued_on.is_none()
    }
}

/// Invoices of a kind, oldest first. An organisation sees what was issued, the licence holder drafts too.
pub(super) async fn invoice_list<D>(
    tx: &mut Tx<D>,
    kind: InvoiceKind,
    filter: &InvoiceFilter,
    after: Option<InvoiceId>,
    rows: i64,
) -> Result<Vec<Invoice>, Problem> {
    let mut query = invoices::table
        .filter(invoices::kind.eq(kind))
        .order(invoices::id)
        .limit(rows)
        .select(Row::as_select())
        .into_boxed();
    if let Some(own) = tx.own() {
        query = query.filter(invoices::organisation_id.eq(own)).filter(invoices::status.eq("issued"));
    }
    if let Some(organisation) = filter.organisation_id {
        query = query.filter(invoices::organisation_id.eq(organisation));
    }
    if let Some(month) = filter.month {
        query = query.filter(invoices::month.eq(month));
    }
    if let Some(number) = &filter.number {
        query = query.filter(invoices::number.eq(number));
    }
    if let Some(issued) = filter.issued {
        query = query.filter(invoices::status.eq(if issued { "issued" } else { "draft" }));
    }
    if let Some(after) = after {
        query = query.filter(invoices::id.gt(after));
    }
    let found = query.load(tx.conn()).await?;
    whole::whole(tx, found).await
}

/// One invoice, as an organisation or the licence holder may see it.
pub(super) async fn invoice_get<D>(tx: &mut Tx<D>, id: InvoiceId) -> Result<Invoice, Problem> {
    let mut query = invoices::table.filter(invoices::id.eq(id)).select(Row::as_select()).into_boxed();
    if let Some(own) = tx.own() {
        query = query.filter(invoices::organisation_id.eq(own)).filter(invoices::status.eq("issued"));
    }
    let row: Row = query.first(tx.conn()).await?;
    whole::whole(tx, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

/// Whether the id is in use, in whichever organisation; nobody else takes it before this transaction ends.
pub(super) async fn invoice_exists(tx: &mut Tx<Platform>, id: InvoiceId) -> Result<bool, Problem> {
    let hold = diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('invoice ' || $1, 0))");
    hold.bind::<diesel::sql_types::Text, _>(id.to_string()).execute(tx.conn()).await?;
    let found = invoices::table.filter(invoices::id.eq(id));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(tx.conn()).await?)
}

/// Which organisation an invoice is of.
pub(super) async fn organisation_of(tx: &mut Tx<Platform>, id: InvoiceId) -> Result<OrganisationId, Problem> {
    Ok(invoices::table.filter(invoices::id.eq(id)).select(invoices::organisation_id).first(tx.conn()).await?)
}

/// Reads an invoice that something is about to happen to; nothing else happens to it before this transaction ends.
pub(super) async fn invoice_lock(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: InvoiceId,
) -> Result<Row, Problem> {
    let row = invoices::table.find((organisation, id)).select(Row::as_select());
    Ok(row.for_update().first(tx.conn()).await?)
}

/// Which of these lines of the transaction's organisation stand on something that was issued.
pub(super) async fn lines_issued<D>(tx: &mut Tx<D>, lines: &[InvoiceLineId]) -> Result<Vec<InvoiceLineId>, Problem> {
    let of_invoice =
        invoices::organisation_id.eq(invoice_lines::organisation_id).and(invoices::id.eq(invoice_lines::invoice_id));
    let issued = invoice_lines::table
        .inner_join(invoices::table.on(of_invoice))
        .filter(invoice_lines::organisation_id.eq(tx.organisation()))
        .filter(invoice_lines::id.eq_any(lines))
        .filter(invoices::status.eq("issued"))
        .select(invoice_lines::id);
    Ok(issued.load(tx.conn()).await?)
}
