//! Invoices as they are shown: the row, its lines, and the payments, credits and mails that stand beside it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::Row;
use super::money::{Beside, money_of};
use crate::db::Tx;
use crate::features::invoices::api::{CreditedInvoice, Invoice, InvoiceKind, InvoiceLine};
use crate::features::invoices::rules;
use crate::ids::{InvoiceId, OrganisationId};
use crate::problem::Problem;
use crate::schema::{invoice_lines, invoice_mails, invoices};

/// The rows with all that belongs to them, in the same order.
pub(in crate::features::invoices) async fn whole<D>(tx: &mut Tx<D>, rows: Vec<Row>) -> Result<Vec<Invoice>, Problem> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut organisations: Vec<OrganisationId> = rows.iter().map(|row| row.organisation_id).collect();
    organisations.sort_unstable();
    organisations.dedup();
    let ids: Vec<InvoiceId> = rows.iter().map(|row| row.id).collect();
    let mut lines: HashMap<InvoiceId, Vec<InvoiceLine>> = HashMap::new();
    for (invoice, line) in lines_of(tx, &organisations, &ids).await? {
        lines.entry(invoice).or_default().push(line);
    }
    let money = money_of(tx, &organisations, &ids).await?;
    let about: Vec<InvoiceId> = rows.iter().filter_map(|row| row.credited_invoice_id).collect();
    let credited = credited_invoices(tx, &organisations, &about).await?;
    let mailed = mailed_at(tx, &organisations, &ids).await?;
    let today = tx.context.today;
    let made = rows.into_iter().map(|row| {
        let Beside { paid_cents, credited_cents } = money.get(&row.id).copied().unwrap_or_default();
        let money = rules::Money { total_cents: row.total_cents, paid_cents, credited_cents };
        Invoice {
            id: row.id,
            organisation_id: row.organisation_id,
            kind: row.kind,
            status: rules::status(row.kind, row.due_on, money, today),
            number: row.number,
            credited_invoice: row.credited_invoice_id.and_then(|id| credited.get(&id).cloned()),
            reason: row.reason,
            month: row.month,
            issued_on: row.issued_on,
            due_on: row.due_on,
            seller: row.seller,
            buyer: row.buyer,
            lines: lines.remove(&row.id).unwrap_or_default(),
            net_cents: row.net_cents,
            vat_cents: row.vat_cents,
            total_cents: row.total_cents,
            vat: row.vat.0,
            paid_cents,
            credited_cents,
            open_cents: if row.kind == InvoiceKind::Invoice { money.open_cents() } else { 0 },
            mailed_at: mailed.get(&row.id).copied(),
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    });
    Ok(made.collect())
}

/// The lines of some invoices, each in its order.
async fn lines_of<D>(
    tx: &mut Tx<D>,
    organisations: &[OrganisationId],
    ids: &[InvoiceId],
) -> Result<Vec<(InvoiceId, InvoiceLine)>, Problem> {
    let lines = invoice_lines::table
        .filter(invoice_lines::organisation_id.eq_any(organisations))
        .filter(invoice_lines::invoice_id.eq_any(ids))
        .order((invoice_lines::invoice_id, invoice_lines::position))
        .select((invoice_lines::invoice_id, InvoiceLine::as_select()));
    Ok(lines.load(tx.conn()).await?)
}

/// What credit notes say about the invoices that they credit.
async fn credited_invoices<D>(
    tx: &mut Tx<D>,
    organisations: &[OrganisationId],
    ids: &[InvoiceId],
) -> Result<HashMap<InvoiceId, CreditedInvoice>, Problem> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = invoices::table
        .filter(invoices::organisation_id.eq_any(organisations))
        .filter(invoices::id.eq_any(ids))
        .select((invoices::id, invoices::number.assume_not_null(), invoices::issued_on.assume_not_null()));
    let found: Vec<CreditedInvoice> = found.load(tx.conn()).await?;
    Ok(found.into_iter().map(|one| (one.id, one)).collect())
}

/// When the invoices themselves were mailed: the last time of each, which comes last.
async fn mailed_at<D>(
    tx: &mut Tx<D>,
    organisations: &[OrganisationId],
    ids: &[InvoiceId],
) -> Result<HashMap<InvoiceId, DateTime<Utc>>, Problem> {
    let found = invoice_mails::table
        .filter(invoice_mails::organisation_id.eq_any(organisations))
        .filter(invoice_mails::invoice_id.eq_any(ids))
        .filter(invoice_mails::reason.eq("issued"))
        .filter(invoice_mails::sent_at.is_not_null())
        .order(invoice_mails::sent_at)
        .select((invoice_mails::invoice_id, invoice_mails::sent_at.assume_not_null()));
    let found: Vec<(InvoiceId, DateTime<Utc>)> = found.load(tx.conn()).await?;
    Ok(found.into_iter().collect())
}
