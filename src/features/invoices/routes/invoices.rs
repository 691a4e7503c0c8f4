//! The operations on invoices.

use actix_web::web::Path;
use actix_web::{delete, get, post};

use super::{InvoicesRead, InvoicesWrite};
use crate::features::invoices::api::{Invoice, InvoiceFilter, InvoiceKind, NewInvoice};
use crate::features::invoices::{actions, store};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Permit, Query, Reply};
use crate::ids::InvoiceId;

/// List invoices
///
/// Oldest first. The licence holder gets those of every organisation, drafts too; a project leader those that were
/// issued to the own organisation. Credit notes have a list of their own.
#[utoipa::path(tag = "Invoices", params(InvoiceFilter, PageQuery),
    responses((status = 200, description = "A page of invoices", body = Page<Invoice>)),
    security(("bearer" = ["invoices:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/invoices")]
pub(in crate::features::invoices) async fn list_invoices(
    permit: Permit<InvoicesRead>,
    query: Query<Listing<InvoiceFilter>>,
) -> Answer {
    super::page(permit, query.0, InvoiceKind::Invoice).await
}

/// Draft an invoice
///
/// By the licence holder, outside the billing run of a month: the organisation's confirmed orders that were not billed yet
/// become the lines of a draft. Months are billed by billing runs only. With nothing to bill the answer is 409
/// `nothing-to-bill`.
#[utoipa::path(tag = "Invoices", request_body = NewInvoice,
    responses((status = 201, description = "The draft", body = Invoice)),
    security(("bearer" = ["invoices:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "nothing-to-bill"]))))]
#[post("/invoices")]
pub(in crate::features::invoices) async fn create_invoice(
    permit: Permit<InvoicesWrite>,
    body: Body<NewInvoice>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let id = new.id.map_or_else(InvoiceId::new, InvoiceId);
            actions::draft_of_orders(tx, new.organisation_id, id).await?;
            Ok(Reply::created(format!("/v1/invoices/{id}"), &store::invoice_get(tx, id).await?)?)
        })
        .await
}

/// Get an invoice
///
/// An invoice or a credit note, with its lines, its BTW per rate, and what was paid and credited. Any for the licence
/// holder; those that were issued to the own organisation for a project leader.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The invoice or credit note")),
    responses((status = 200, description = "The invoice", body = Invoice)),
    security(("bearer" = ["invoices:read"])))]
#[get("/invoices/{id}")]
pub(in crate::features::invoices) async fn get_invoice(permit: Permit<InvoicesRead>, id: Path<InvoiceId>) -> Answer {
    super::one(permit, *id, None).await
}

/// Take a draft away
///
/// A draft of an invoice or credit note, by the licence holder. What it billed can be billed again. Refused with
/// `invoice-issued` once it has a number: then a credit note is the way.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The draft")),
    responses((status = 204, description = "It is gone")),
    security(("bearer" = ["invoices:write"])), extensions(("x-problem-codes" = json!(["invoice-issued"]))))]
#[delete("/invoices/{id}")]
pub(in crate::features::invoices) async fn delete_invoice(
    permit: Permit<InvoicesWrite>,
    id: Path<InvoiceId>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let row = actions::invoice_hold(tx, *id).await?;
            tx.proceed(row.version).await?;
            actions::draft_take_away(tx, &row).await?;
            Ok(Reply::no_content())
        })
        .await
}

/// Issue a draft
///
/// An invoice or credit note gets its number, in a series without gaps per kind and year, and copies of names, addresses
/// and account as they are today. It is due after the days of the setting `payment_term_days`, and mailed to the
/// billing address with PDF and UBL. From here on it never changes. A draft that bills a training which was cancelled since
/// is refused with `training-cancelled`: delete it, and draft what is left anew. By the licence holder.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The draft")),
    responses((status = 200, description = "The issued invoice", body = Invoice)),
    security(("bearer" = ["invoices:write"])),
    extensions(("x-problem-codes" = json!(["invoice-issued", "seller-missing", "training-cancelled"]))))]
#[post("/invoices/{id}/issue")]
pub(in crate::features::invoices) async fn issue_invoice(permit: Permit<InvoicesWrite>, id: Path<InvoiceId>) -> Answer {
    permit
        .platform_change(async |tx| {
            let row = actions::invoice_hold(tx, *id).await?;
            tx.proceed(row.version).await?;
            actions::issue(tx, &row).await?;
            Ok(Reply::resource(&store::invoice_get(tx, *id).await?)?)
        })
        .await
}
