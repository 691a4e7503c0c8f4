//! The operations on credit notes.

use actix_web::web::Path;
use actix_web::{get, post};

use super::{InvoicesRead, InvoicesWrite};
use crate::features::invoices::api::{Invoice, InvoiceFilter, InvoiceKind, NewCreditNote};
use crate::features::invoices::{actions, store};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Permit, Query, Reply};
use crate::ids::InvoiceId;
use crate::problem::{Code, Problem};

/// List credit notes
///
/// Oldest first. The licence holder gets those of every organisation, drafts too; a project leader those that were issued
/// to the own organisation.
#[utoipa::path(tag = "Invoices", params(InvoiceFilter, PageQuery),
    responses((status = 200, description = "A page of credit notes", body = Page<Invoice>)),
    security(("bearer" = ["invoices:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/credit-notes")]
pub(in crate::features::invoices) async fn list_credit_notes(
    permit: Permit<InvoicesRead>,
    query: Query<Listing<InvoiceFilter>>,
) -> Answer {
    super::page(permit, query.0, InvoiceKind::CreditNote).await
}

/// Draft a credit note
///
/// By the licence holder: it takes back an issued invoice or lines of it, in full or in part, and never more than there
/// is (`credit-exceeds-invoice` says how much is left, line by line). The draft is issued like an invoice
/// (`POST /v1/invoices/{id}/issue`), and has its documents and its removal under the same paths.
#[utoipa::path(tag = "Invoices", request_body = NewCreditNote,
    responses((status = 201, description = "The draft", body = Invoice)),
    security(("bearer" = ["invoices:write"])),
    extensions(("x-problem-codes" = json!([
        "already-exists", "unknown-reference", "invoice-status-conflict", "credit-exceeds-invoice"]))))]
#[post("/credit-notes")]
pub(in crate::features::invoices) async fn create_credit_note(
    permit: Permit<InvoicesWrite>,
    body: Body<NewCreditNote>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            let invoice = actions::invoice_hold(tx, new.invoice_id).await.map_err(unknown)?;
            tx.create().await?;
            let id = new.id.map_or_else(InvoiceId::new, InvoiceId);
            actions::credit_note_create(tx, &invoice, id, &new).await?;
            Ok(Reply::created(format!("/v1/credit-notes/{id}"), &store::invoice_get(tx, id).await?)?)
        })
        .await
}

/// An invoice named in a body that is not there.
fn unknown(problem: Problem) -> Problem {
    if problem.code == Code::NotFound { Problem::unknown_reference("/invoiceId") } else { problem }
}

/// Get a credit note
///
/// With its lines, and the number of the invoice that it credits. Any for the licence holder; those that were issued to
/// the own organisation for a project leader.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The credit note")),
    responses((status = 200, description = "The credit note", body = Invoice)),
    security(("bearer" = ["invoices:read"])))]
#[get("/credit-notes/{id}")]
pub(in crate::features::invoices) async fn get_credit_note(
    permit: Permit<InvoicesRead>,
    id: Path<InvoiceId>,
) -> Answer {
    super::one(permit, *id, Some(InvoiceKind::CreditNote)).await
}
