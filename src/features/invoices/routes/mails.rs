//! The operations on what is mailed: the documents once more, and reminders.

use actix_web::web::Path;
use actix_web::{get, post};
use serde::Serialize;
use utoipa::ToSchema;

use super::{InvoicesRead, InvoicesWrite};
use crate::db::Tx;
use crate::features::invoices::api::{InvoiceMail, NewInvoiceMail, Reminder};
use crate::features::invoices::{actions, store};
use crate::http::{Answer, Body, Permit, Reply, Seat};
use crate::ids::InvoiceId;
use crate::problem::Problem;

/// The mails of one invoice: with the invoice itself first, then the reminders.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::features::invoices) struct InvoiceMails {
    pub items: Vec<InvoiceMail>,
}

/// List mails of an invoice
///
/// Every mail about an invoice or credit note, with its address: with the documents, each time that they were mailed, and
/// the reminders. One without `sentAt` is still to leave; `failedAttempts` says how often that failed. For the licence
/// holder, and for the project leader of the organisation that it was issued to.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The invoice or credit note")),
    responses((status = 200, description = "The mails", body = InvoiceMails)),
    security(("bearer" = ["invoices:read"])))]
#[get("/invoices/{id}/mails")]
pub(in crate::features::invoices) async fn list_invoice_mails(
    permit: Permit<InvoicesRead>,
    id: Path<InvoiceId>,
) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| mails(tx, *id).await).await,
        Seat::Organisation(_) => permit.read(async |tx| mails(tx, *id).await).await,
    }
}

async fn mails<D>(tx: &mut Tx<D>, id: InvoiceId) -> Result<Reply, Problem> {
    let invoice = store::invoice_get(tx, id).await?;
    Reply::ok(&InvoiceMails { items: store::mails::mails_of(tx, invoice.organisation_id, id).await? })
}

/// Mail an invoice again
///
/// An issued invoice or credit note, with the PDF and the UBL as they were stored, to `to` or to the organisation's present
/// billing address. By the licence holder: for an address that was wrong when it was issued. A mail with them that has not
/// left yet goes to this address instead.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The invoice or credit note")),
    request_body = NewInvoiceMail,
    responses((status = 201, description = "The planned mail", body = InvoiceMail)),
    security(("bearer" = ["invoices:write"])),
    extensions(("x-problem-codes" = json!(["invoice-status-conflict"]))))]
#[post("/invoices/{id}/mails")]
pub(in crate::features::invoices) async fn create_invoice_mail(
    permit: Permit<InvoicesWrite>,
    id: Path<InvoiceId>,
    body: Body<NewInvoiceMail>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let invoice = actions::invoice_hold(tx, *id).await?;
            let new = body.valid()?;
            tx.create().await?;
            let mail = actions::mail_again(tx, &invoice, &new).await?;
            Ok(Reply::made(format!("/v1/invoices/{}/mails", invoice.id), &mail)?)
        })
        .await
}

/// The reminders of one invoice, first to last.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(in crate::features::invoices) struct Reminders {
    pub items: Vec<Reminder>,
}

/// List reminders of an invoice
///
/// The reminders that were planned or sent, at most three. For the licence holder, and for the project leader of the
/// organisation that it was issued to.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The invoice")),
    responses((status = 200, description = "The reminders", body = Reminders)),
    security(("bearer" = ["invoices:read"])))]
#[get("/invoices/{id}/reminders")]
pub(in crate::features::invoices) async fn list_reminders(permit: Permit<InvoicesRead>, id: Path<InvoiceId>) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| reminders(tx, *id).await).await,
        Seat::Organisation(_) => permit.read(async |tx| reminders(tx, *id).await).await,
    }
}

async fn reminders<D>(tx: &mut Tx<D>, id: InvoiceId) -> Result<Reply, Problem> {
    let invoice = store::invoice_get(tx, id).await?;
    Reply::ok(&Reminders { items: actions::reminders_of(tx, invoice.organisation_id, id).await? })
}

/// Remind of an invoice
///
/// Plans the next of three reminders of an overdue invoice at once, by the licence holder. Without this the service sends
/// them by itself, so many days after the due date as the settings `invoice_reminder_days_first`, `_second` and `_third`
/// say. An invoice that was never mailed is not reminded of (`currentStatus` `not_mailed`).
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The invoice")),
    responses((status = 201, description = "The planned reminder", body = Reminder)),
    security(("bearer" = ["invoices:write"])),
    extensions(("x-problem-codes" = json!(["invoice-status-conflict"]))))]
#[post("/invoices/{id}/reminders")]
pub(in crate::features::invoices) async fn create_reminder(
    permit: Permit<InvoicesWrite>,
    id: Path<InvoiceId>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let invoice = actions::invoice_hold(tx, *id).await?;
            tx.create().await?;
            let reminder = actions::reminder_plan(tx, &invoice).await?;
            Ok(Reply::made(format!("/v1/invoices/{}/reminders", invoice.id), &reminder)?)
        })
        .await
}
