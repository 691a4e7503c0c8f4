//! What is done to invoices: drafting, issuing, crediting, mailing, and money that comes in. All that makes or takes away lines of
//! an organisation holds the lock of its billing first (`billing_hold`), then rows: the invoice before its credit note.

mod credit;
mod draft;
mod issue;
mod mailing;
mod payments;

pub(super) use credit::credit_note_create;
pub(crate) use draft::{Drafted, draft_for_month};
pub(super) use draft::{draft_of_orders, draft_take_away};
pub(super) use issue::issue;
pub(crate) use issue::{invoice_issue, organisations_with_drafts};
pub(crate) use mailing::{billing_address, mail_plan};
pub(super) use mailing::{mail_again, reminder_plan, reminders_of};
pub(super) use payments::{payment_book, payment_find, payment_reverse, refund_book};

use super::api::Invoice;
use super::store;
use crate::db::{Platform, Tx};
use crate::ids::{InvoiceId, InvoiceLineId, OrganisationId};
use crate::problem::{Code, Problem};

/// An invoice with all that belongs to it, for jobs.
pub(crate) async fn invoice_load(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
    id: InvoiceId,
) -> Result<Invoice, Problem> {
    let invoice = store::invoice_get(tx, id).await?;
    if invoice.organisation_id == organisation { Ok(invoice) } else { Err(Problem::not_found()) }
}

/// Which of these lines an organisation may know of: that a draft bills something is the licence holder's own affair.
pub(crate) async fn lines_issued<D>(tx: &mut Tx<D>, lines: &[InvoiceLineId]) -> Result<Vec<InvoiceLineId>, Problem> {
    store::lines_issued(tx, lines).await
}

/// Finds an invoice that something is about to be done to, behind the lock of its organisation's billing.
pub(super) async fn invoice_hold(tx: &mut Tx<Platform>, id: InvoiceId) -> Result<store::Row, Problem> {
    let organisation = store::organisation_of(tx, id).await?;
    store::drafts::billing_hold(tx, organisation).await?;
    store::invoice_lock(tx, organisation, id).await
}

fn refuse_issued(row: &store::Row) -> Result<(), Problem> {
    if row.is_draft() { Ok(()) } else { Err(Problem::new(Code::InvoiceIssued).with("number", row.number.clone())) }
}

fn require_issued(row: &store::Row) -> Result<(), Problem> {
    if row.is_draft() { Err(conflict("draft", &["issue"])) } else { Ok(()) }
}

/// What can't be done as the invoice stands, and what can.
fn conflict(status: &str, allowed: &[&str]) -> Problem {
    Problem::new(Code::InvoiceStatusConflict).with("currentStatus", status).with("allowed", allowed.to_vec())
}
