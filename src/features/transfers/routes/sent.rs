//! The operations of the sender.

use actix_web::web::Path;
use actix_web::{get, post};

use super::{TransfersEnd, TransfersRead, TransfersWrite};
use crate::features::transfers::api::{FamilyTransfer, NewFamilyTransfer, TransferFilter};
use crate::features::transfers::{actions, store};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply};
use crate::ids::FamilyTransferId;

/// List transfers to other organisations
///
/// What the organisation offered, oldest first, without the packages. Traced in the access log of the families on the
/// page.
#[utoipa::path(tag = "Transfers", params(TransferFilter, PageQuery),
    responses((status = 200, description = "A page of transfers", body = Page<FamilyTransfer>)),
    security(("bearer" = ["transfers:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/family-transfers")]
pub(in crate::features::transfers) async fn list_family_transfers(
    permit: Permit<TransfersRead>,
    query: Query<Listing<TransferFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let transfers = store::transfer_list(tx, &query.0.filter, paging.after()?, paging.rows()).await?;
            let page = paging.page(transfers, |transfer| transfer.id)?;
            tx.disclose("family_transfer", None, page.items.iter().map(|transfer| transfer.family_id));
            paging.reply(&page)
        })
        .await
}

/// Offer a family to another organisation
///
/// For a family that moves. The trajectory is no longer under guidance: discontinue it first, because of the move (409
/// `family-has-running-trajectory`). Each of `parentIds` has a consent for `transfer` in force (409 `consent-missing`,
/// with `purpose` and `parentIds`). The answer holds `package`, the snapshot that is handed over: facts and codes of these
/// parents, the children, the trajectory, its plan, visits and scores; no free text, signals or answers, no secret address,
/// and nothing of other parents. The receiver can accept it up to and including `expiresOn`. A parent who takes the consent
/// back withdraws the offer. A trajectory has one open offer at a time (409 `already-exists`).
#[utoipa::path(tag = "Transfers", request_body = NewFamilyTransfer,
    responses((status = 201, description = "The offer", body = FamilyTransfer)),
    security(("bearer" = ["transfers:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "family-has-running-trajectory",
        "consent-missing", "subscription-inactive", "organisation-read-only"]))))]
#[post("/family-transfers")]
pub(in crate::features::transfers) async fn create_family_transfer(
    permit: Permit<TransfersWrite>,
    body: Body<NewFamilyTransfer>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let transfer = actions::transfer_offer(tx, new.id(), &new.fields).await?;
            Ok(Reply::created(format!("/v1/family-transfers/{}", transfer.id), &transfer)?)
        })
        .await
}

/// Get a transfer to another organisation
///
/// How it stands, and what is or was handed over. Of an accepted one you learn that and when, and nothing of what became
/// of the family there.
#[utoipa::path(tag = "Transfers", params(("id" = FamilyTransferId, Path, description = "The transfer")),
    responses((status = 200, description = "The transfer", body = FamilyTransfer)),
    security(("bearer" = ["transfers:read"])))]
#[get("/family-transfers/{id}")]
pub(in crate::features::transfers) async fn get_family_transfer(
    permit: Permit<TransfersRead>,
    id: Path<FamilyTransferId>,
) -> Answer {
    permit
        .read(async |tx| {
            let transfer = store::transfer_get(tx, *id).await?;
            tx.disclose("family_transfer", Some(id.0), [transfer.family_id]);
            Reply::resource(&transfer)
        })
        .await
}

/// Withdraw a transfer
///
/// Takes an open offer back; the receiver sees its package no more. It is never blocked by the subscription. What was
/// accepted stays with the receiver (409 `transfer-status-conflict`).
#[utoipa::path(tag = "Transfers", params(("id" = FamilyTransferId, Path, description = "The transfer")),
    responses((status = 200, description = "The transfer, withdrawn", body = FamilyTransfer)),
    security(("bearer" = ["transfers:write"])),
    extensions(("x-problem-codes" = json!(["transfer-status-conflict"]))))]
#[post("/family-transfers/{id}/withdraw")]
pub(in crate::features::transfers) async fn withdraw_family_transfer(
    permit: Permit<TransfersEnd>,
    id: Path<FamilyTransferId>,
) -> Answer {
    permit
        .change(async |tx| {
            let transfer = store::transfer_lock(tx, *id).await?;
            tx.proceed(transfer.version).await?;
            Ok(Reply::resource(&actions::transfer_withdraw(tx, &transfer).await?)?)
        })
        .await
}
