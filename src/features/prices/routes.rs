//! The operations on prices.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post};

use super::api::{NewPrice, Price, PriceFilter, PricePatch};
use super::{actions, store};
use crate::app::AppState;
use crate::db::Tx;
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat, permissions};
use crate::ids::PriceId;
use crate::problem::Problem;

permissions! {
    PricesRead = "prices:read" [LicenceHolder, ProjectLeader] Exempt;
    PricesWrite = "prices:write" [LicenceHolder] Exempt;
}

/// List prices
///
/// Everything that the programme costs, and from which day on, without BTW. `validOn` gives the prices in force on a day.
#[utoipa::path(tag = "Prices", params(PriceFilter, PageQuery),
    responses((status = 200, description = "A page of prices", body = Page<Price>)),
    security(("bearer" = ["prices:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/prices")]
pub(super) async fn list_prices(permit: Permit<PricesRead>, query: Query<Listing<PriceFilter>>) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, &query.0).await).await,
    }
}

async fn page<D>(state: &AppState, tx: &mut Tx<D>, listing: &Listing<PriceFilter>) -> Result<Reply, Problem> {
    let paging = Paging::new(state, tx, listing)?;
    let found = store::price_list(tx, listing.filter, paging.after()?, paging.rows()).await?;
    paging.reply(&paging.page(found, |price| price.id)?)
}

/// Record a price
///
/// By the licence holder. It is in force from `validFrom` until a later price of the same code takes over. A price that
/// would be in force on a day that was billed already is refused with `price-billed`; `earliest` names the first day that
/// is possible.
#[utoipa::path(tag = "Prices", request_body = NewPrice,
    responses((status = 201, description = "The new price", body = Price)), security(("bearer" = ["prices:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "price-billed"]))))]
#[post("/prices")]
pub(super) async fn create_price(permit: Permit<PricesWrite>, body: Body<NewPrice>) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let price = actions::price_create(tx, new.id(), new.code, &new.fields()).await?;
            Ok(Reply::created(format!("/v1/prices/{}", price.id), &price)?)
        })
        .await
}

/// Get a price
///
/// One price, in force or not.
#[utoipa::path(tag = "Prices", params(("id" = PriceId, Path, description = "The price")),
    responses((status = 200, description = "The price", body = Price)), security(("bearer" = ["prices:read"])))]
#[get("/prices/{id}")]
pub(super) async fn get_price(permit: Permit<PricesRead>, id: Path<PriceId>) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| Reply::resource(&store::price_get(tx, *id).await?)).await,
        Seat::Organisation(_) => permit.read(async |tx| Reply::resource(&store::price_get(tx, *id).await?)).await,
    }
}

/// Change a price
///
/// A merge patch, by the licence holder, as long as nothing was billed and no order was confirmed with the price. After
/// that it is `price-billed`: record a new price from a later day.
#[utoipa::path(tag = "Prices", params(("id" = PriceId, Path, description = "The price")), request_body = PricePatch,
    responses((status = 200, description = "The changed price", body = Price)),
    security(("bearer" = ["prices:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "price-billed"]))))]
#[patch("/prices/{id}")]
pub(super) async fn update_price(permit: Permit<PricesWrite>, id: Path<PriceId>, body: Body<PricePatch>) -> Answer {
    permit
        .platform_change(async |tx| {
            let price = actions::price_lock(tx, *id).await?;
            tx.proceed(price.version).await?;
            let (fields, changed) = body.apply(&price.clone().into())?;
            Ok(Reply::resource(&actions::price_change(tx, &price, &fields, changed).await?)?)
        })
        .await
}

/// Remove a price
///
/// By the licence holder, as long as nothing was billed and no order was confirmed with it. The price before it is then
/// in force again.
#[utoipa::path(tag = "Prices", params(("id" = PriceId, Path, description = "The price")),
    responses((status = 204, description = "Removed")), security(("bearer" = ["prices:write"])),
    extensions(("x-problem-codes" = json!(["price-billed"]))))]
#[delete("/prices/{id}")]
pub(super) async fn delete_price(permit: Permit<PricesWrite>, id: Path<PriceId>) -> Answer {
    permit
        .platform_change(async |tx| {
            let price = actions::price_lock(tx, *id).await?;
            tx.proceed(price.version).await?;
            actions::price_delete(tx, &price).await?;
            Ok(Reply::no_content())
        })
        .await
}
