//! The operations of the receiver.

use actix_web::web::Path;
use actix_web::{get, post};

use super::{TransfersEnd, TransfersRead, TransfersWrite};
use crate::features::transfers::api::{ReceivedTransfer, TransferAcceptance, TransferDecline, TransferFilter};
use crate::features::transfers::{actions, store};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply};
use crate::ids::ReceivedTransferId;

/// List transfers from other organisations
///
/// Offers to the organisation and what became of them, oldest first. Nothing of a family but, once it was accepted, its
/// ids here; traced in the access log of those.
#[utoipa::path(tag = "Transfers", params(TransferFilter, PageQuery),
    responses((status = 200, description = "A page of transfers", body = Page<ReceivedTransfer>)),
    security(("bearer" = ["transfers:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/received-transfers")]
pub(in crate::features::transfers) async fn list_received_transfers(
    permit: Permit<TransfersRead>,
    query: Query<Listing<TransferFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let transfers = store::received_list(tx, &query.0.filter, paging.after()?, paging.rows()).await?;
            let page = paging.page(transfers, |transfer| transfer.id)?;
            tx.disclose("received_transfer", None, page.items.iter().filter_map(|transfer| transfer.family_id));
            paging.reply(&page)
        })
        .await
}

/// Get a transfer from another organisation
///
/// With its package while the offer is open, and for good once it was accepted. Reading an open offer is in the audit of
/// both organisations.
#[utoipa::path(tag = "Transfers", params(("id" = ReceivedTransferId, Path, description = "The transfer")),
    responses((status = 200, description = "The transfer", body = ReceivedTransfer)),
    security(("bearer" = ["transfers:read"])))]
#[get("/received-transfers/{id}")]
pub(in crate::features::transfers) async fn get_received_transfer(
    permit: Permit<TransfersRead>,
    id: Path<ReceivedTransferId>,
) -> Answer {
    permit
        .read_and_note(async |tx| {
            let transfer = actions::received_open(tx, *id).await?;
            tx.disclose("received_transfer", Some(id.0), transfer.family_id);
            Reply::resource(&transfer)
        })
        .await
}

/// Accept a transfer
///
/// Makes the family with the parents and children of the package, each child at the own school with the same BRIN or at
/// none, and a trajectory that continues the old one (`continuedFromTransferId`); all of it or nothing. With `familyId` it
/// is a trajectory of that family, which stays as it is. Each of `practitionerIds` holds licence A on `startedOn`. Of an
/// offer that was withdrawn (a parent's consent was taken back), is over or was settled meanwhile the answer is 409
/// `transfer-status-conflict`.
#[utoipa::path(tag = "Transfers", params(("id" = ReceivedTransferId, Path, description = "The transfer")),
    request_body = TransferAcceptance,
    responses((status = 200, description = "The transfer, accepted", body = ReceivedTransfer)),
    security(("bearer" = ["transfers:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "transfer-status-conflict", "date-in-future",
        "date-before-start", "licence-not-valid", "family-has-running-trajectory", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/received-transfers/{id}/accept")]
pub(in crate::features::transfers) async fn accept_received_transfer(
    permit: Permit<TransfersWrite>,
    id: Path<ReceivedTransferId>,
    body: Body<TransferAcceptance>,
) -> Answer {
    permit
        .change(async |tx| {
            let transfer = store::received_get(tx, *id).await?;
            let acceptance = body.valid()?;
            tx.proceed(transfer.version).await?;
            Ok(Reply::resource(&actions::transfer_accept(tx, *id, acceptance).await?)?)
        })
        .await
}

/// Decline a transfer
///
/// With the reason as a code, which the sender sees. It is never blocked by the subscription.
#[utoipa::path(tag = "Transfers", params(("id" = ReceivedTransferId, Path, description = "The transfer")),
    request_body = TransferDecline,
    responses((status = 200, description = "The transfer, declined", body = ReceivedTransfer)),
    security(("bearer" = ["transfers:write"])),
    extensions(("x-problem-codes" = json!(["transfer-status-conflict"]))))]
#[post("/received-transfers/{id}/decline")]
pub(in crate::features::transfers) async fn decline_received_transfer(
    permit: Permit<TransfersEnd>,
    id: Path<ReceivedTransferId>,
    body: Body<TransferDecline>,
) -> Answer {
    permit
        .change(async |tx| {
            let transfer = store::received_get(tx, *id).await?;
            let decline = body.valid()?;
            tx.proceed(transfer.version).await?;
            Ok(Reply::resource(&actions::transfer_decline(tx, *id, &decline).await?)?)
        })
        .await
}
