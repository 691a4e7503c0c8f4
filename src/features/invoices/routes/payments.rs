//! The operations on payments.

use actix_web::web::Path;
use actix_web::{get, post};
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::{InvoicesRead, InvoicesWrite};
use crate::app::AppState;
use crate::db::{Platform, Tx};
use crate::features::invoices::api::{NewPayment, NewRefund, Payment};
use crate::features::invoices::{actions, store};
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, Seat};
use crate::ids::{InvoiceId, PaymentId};
use crate::problem::Problem;

/// List payments of an invoice
///
/// What came in for it and what was taken back, oldest first. For the licence holder, and for the project leader of the
/// organisation that it was issued to.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The invoice"), PageQuery),
    responses((status = 200, description = "A page of payments", body = Page<Payment>)),
    security(("bearer" = ["invoices:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/invoices/{id}/payments")]
pub(in crate::features::invoices) async fn list_payments(
    permit: Permit<InvoicesRead>,
    id: Path<InvoiceId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, *id, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, *id, &query.0).await).await,
    }
}

async fn page<D>(
    state: &AppState,
    tx: &mut Tx<D>,
    id: InvoiceId,
    listing: &Listing<NoFilter>,
) -> Result<Reply, Problem> {
    let invoice = store::invoice_get(tx, id).await?;
    let paging = Paging::new(state, tx, listing)?;
    let found = store::money::payment_list(tx, invoice.organisation_id, id, paging.after()?, paging.rows()).await?;
    paging.reply(&paging.page(found, |payment| payment.id)?)
}

/// Book a payment
///
/// Money that came in for an issued invoice, all at once or in parts, by the licence holder. More than is open is refused
/// with `payment-exceeds-open`. The invoice itself does not change; its `status` follows.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The invoice")),
    request_body = NewPayment,
    responses((status = 201, description = "The payment", body = Payment)),
    security(("bearer" = ["invoices:write"])),
    extensions(("x-problem-codes" = json!([
        "already-exists", "date-before-start", "date-in-future", "invoice-status-conflict", "payment-exceeds-open"]))))]
#[post("/invoices/{id}/payments")]
pub(in crate::features::invoices) async fn create_payment(
    permit: Permit<InvoicesWrite>,
    id: Path<InvoiceId>,
    body: Body<NewPayment>,
) -> Answer {
    booked(permit, *id, &body, async |tx, invoice, new: NewPayment| {
        actions::payment_book(tx, invoice, new.id(), &new.fields).await
    })
    .await
}

/// Books money on an invoice, whichever way it went.
async fn booked<T: DeserializeOwned + ToSchema>(
    permit: Permit<InvoicesWrite>,
    id: InvoiceId,
    body: &Body<T>,
    book: impl AsyncFnOnce(&mut Tx<Platform>, &store::Row, T) -> Result<Payment, Problem>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let invoice = actions::invoice_hold(tx, id).await?;
            let new = body.valid()?;
            tx.create().await?;
            let payment = book(tx, &invoice, new).await?;
            Ok(Reply::made(format!("/v1/invoices/{}/payments", invoice.id), &payment)?)
        })
        .await
}

/// Book a refund
///
/// Money that was paid back, because the invoice was credited after it was paid: at most what `openCents` is below zero
/// (`payment-exceeds-open` says how much that is). By the licence holder.
#[utoipa::path(tag = "Invoices", params(("id" = InvoiceId, Path, description = "The invoice")),
    request_body = NewRefund,
    responses((status = 201, description = "The refund, with a negative amount", body = Payment)),
    security(("bearer" = ["invoices:write"])),
    extensions(("x-problem-codes" = json!([
        "already-exists", "date-before-start", "date-in-future", "invoice-status-conflict", "payment-exceeds-open"]))))]
#[post("/invoices/{id}/refunds")]
pub(in crate::features::invoices) async fn create_refund(
    permit: Permit<InvoicesWrite>,
    id: Path<InvoiceId>,
    body: Body<NewRefund>,
) -> Answer {
    booked(permit, *id, &body, async |tx, invoice, new: NewRefund| {
        actions::refund_book(tx, invoice, new.id(), &new.fields).await
    })
    .await
}

/// Take back a payment
///
/// A payment that was booked by mistake gets a row that reverses it, once; both stay. By the licence holder.
#[utoipa::path(tag = "Invoices",
    params(("id" = InvoiceId, Path, description = "The invoice"),
        ("paymentId" = PaymentId, Path, description = "The payment")),
    responses((status = 201, description = "The reversal", body = Payment)),
    security(("bearer" = ["invoices:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "invoice-status-conflict"]))))]
#[post("/invoices/{id}/payments/{paymentId}/reversals")]
pub(in crate::features::invoices) async fn create_reversal(
    permit: Permit<InvoicesWrite>,
    path: Path<(InvoiceId, PaymentId)>,
) -> Answer {
    let (id, payment) = path.into_inner();
    permit
        .platform_change(async |tx| {
            let invoice = actions::invoice_hold(tx, id).await?;
            let payment = actions::payment_find(tx, &invoice, payment).await?;
            tx.act().await?;
            let reversal = actions::payment_reverse(tx, &invoice, payment).await?;
            Ok(Reply::made(format!("/v1/invoices/{id}/payments"), &reversal)?)
        })
        .await
}
