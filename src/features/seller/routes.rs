//! The operations on the sender of invoices.

use actix_web::{get, put};

use super::api::{Seller, SellerDetails};
use super::{actions, store};
use crate::http::{Answer, Body, Permit, Reply, permissions};

permissions! {
    SellerRead = "seller:read" [LicenceHolder] Exempt;
    SellerWrite = "seller:write" [LicenceHolder] Exempt;
}

/// Get the sender of invoices
///
/// Who sends the invoices: one for the whole service. `details` is `null` until the licence holder has filled it in.
#[utoipa::path(tag = "Invoices", responses((status = 200, description = "The sender", body = Seller)),
    security(("bearer" = ["seller:read"])))]
#[get("/seller")]
pub(super) async fn get_seller(permit: Permit<SellerRead>) -> Answer {
    permit.platform_read(async |tx| Reply::resource(&store::seller_get(tx).await?)).await
}

/// Replace the sender of invoices
///
/// By the licence holder. Invoices that are issued from now on name these details; those that were issued keep theirs.
/// The check digits of `iban` must be right.
#[utoipa::path(tag = "Invoices", request_body = SellerDetails,
    responses((status = 200, description = "The sender from now on", body = Seller)),
    security(("bearer" = ["seller:write"])))]
#[put("/seller")]
pub(super) async fn replace_seller(permit: Permit<SellerWrite>, body: Body<SellerDetails>) -> Answer {
    permit
        .platform_change(async |tx| {
            let seller = store::seller_lock(tx).await?;
            tx.proceed(seller.version).await?;
            let details = body.valid()?;
            Ok(Reply::resource(&actions::seller_replace(tx, &details).await?)?)
        })
        .await
}
