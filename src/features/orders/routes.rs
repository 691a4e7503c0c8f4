//! The operations on orders.

use actix_web::web::Path;
use actix_web::{get, post};

use super::api::{NewOrder, Order, OrderConfirmation, OrderDecline, OrderFilter, OrderProposal, OrderProposalFilter};
use super::{actions, store};
use crate::app::AppState;
use crate::db::Tx;
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat, permissions};
use crate::ids::OrderId;
use crate::problem::Problem;

permissions! {
    OrdersRead = "orders:read" [LicenceHolder, ProjectLeader] Exempt;
    OrderProposalsRead = "orders:read" [LicenceHolder] Exempt;
    OrdersWrite = "orders:write" [LicenceHolder, ProjectLeader] Active;
    OrdersDecide = "orders:write" [LicenceHolder] Exempt;
    /// Taking a request back is never blocked (gate G2).
    OrdersCancel = "orders:write" [ProjectLeader] Exempt;
}

/// List orders
///
/// Oldest first, with their lines. The licence holder gets those of every organisation, a project leader those of the own
/// organisation.
#[utoipa::path(tag = "Orders", params(OrderFilter, PageQuery),
    responses((status = 200, description = "A page of orders", body = Page<Order>)),
    security(("bearer" = ["orders:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/orders")]
pub(super) async fn list_orders(permit: Permit<OrdersRead>, query: Query<Listing<OrderFilter>>) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, &query.0).await).await,
    }
}

async fn page<D>(state: &AppState, tx: &mut Tx<D>, listing: &Listing<OrderFilter>) -> Result<Reply, Problem> {
    let paging = Paging::new(state, tx, listing)?;
    let found = store::order_list(tx, listing.filter, paging.after()?, paging.rows()).await?;
    paging.reply(&paging.page(found, |order| order.id)?)
}

/// Order materials or places in training
///
/// A project leader orders for the own organisation, the licence holder for any, named by `organisationId`. Nothing has a
/// price before the licence holder confirms. `training_licence_a` names the basic training; `quantity` counts people
/// there, and trainings with `training_licence_b` and `project_leader_instruction`, whatever the group's size. A session
/// that the caller does not see is an unknown reference, as is one inside another organisation. The licence holder orders
/// what was attended with `attendanceIds`, as the proposals give them: an attendance is ordered once.
#[utoipa::path(tag = "Orders", request_body = NewOrder,
    responses((status = 201, description = "The new order", body = Order)),
    security(("bearer" = ["orders:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "training-cancelled",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/orders")]
pub(super) async fn create_order(permit: Permit<OrdersWrite>, body: Body<NewOrder>) -> Answer {
    match permit.seat() {
        Seat::Platform => {
            permit
                .platform_change(async |tx| {
                    let new = body.valid()?;
                    tx.create().await?;
                    created(&actions::order_create(tx, &new).await?)
                })
                .await
        }
        Seat::Organisation(_) => {
            permit
                .change(async |tx| {
                    let new = body.valid()?;
                    tx.create().await?;
                    created(&actions::order_create(tx, &new).await?)
                })
                .await
        }
    }
}

fn created(order: &Order) -> Result<Reply, crate::http::Halt> {
    Ok(Reply::created(format!("/v1/orders/{}", order.id), order)?)
}

/// Get an order
///
/// Any order for the licence holder; one of the own organisation for a project leader.
#[utoipa::path(tag = "Orders", params(("id" = OrderId, Path, description = "The order")),
    responses((status = 200, description = "The order", body = Order)),
    security(("bearer" = ["orders:read"])))]
#[get("/orders/{id}")]
pub(super) async fn get_order(permit: Permit<OrdersRead>, id: Path<OrderId>) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| Reply::resource(&store::order_get(tx, *id).await?)).await,
        Seat::Organisation(_) => permit.read(async |tx| Reply::resource(&store::order_get(tx, *id).await?)).await,
    }
}

/// Confirm an order
///
/// Gives every line the price in force today, or the one that is named for it in `prices`; what is missing is all said at
/// once. Places of licence A in a group that is smaller than the setting `training_group_minimum` need a named price:
/// counted are all places that are requested or confirmed in the session, over all organisations. Materials go only to
/// organisations with somebody in or after training. What is confirmed is billed with the month.
#[utoipa::path(tag = "Orders", params(("id" = OrderId, Path, description = "The order")),
    request_body = OrderConfirmation,
    responses((status = 200, description = "The confirmed order", body = Order)),
    security(("bearer" = ["orders:write"])),
    extensions(("x-problem-codes" = json!(["order-status-conflict", "unknown-reference", "training-cancelled",
        "training-group-too-small", "materials-need-practitioners", "price-missing"]))))]
#[post("/orders/{id}/confirm")]
pub(super) async fn confirm_order(
    permit: Permit<OrdersDecide>,
    id: Path<OrderId>,
    body: Body<OrderConfirmation>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let confirmation = body.valid()?;
            let order = actions::order_lock(tx, *id).await?;
            tx.proceed(order.version).await?;
            let agreed = confirmation.prices.unwrap_or_default();
            Ok(Reply::resource(&actions::order_confirm(tx, &order, &agreed).await?)?)
        })
        .await
}

/// Decline an order
///
/// With a reason, which the organisation reads. Attendances that its lines paid can be ordered again.
#[utoipa::path(tag = "Orders", params(("id" = OrderId, Path, description = "The order")), request_body = OrderDecline,
    responses((status = 200, description = "The declined order", body = Order)),
    security(("bearer" = ["orders:write"])), extensions(("x-problem-codes" = json!(["order-status-conflict"]))))]
#[post("/orders/{id}/decline")]
pub(super) async fn decline_order(permit: Permit<OrdersDecide>, id: Path<OrderId>, body: Body<OrderDecline>) -> Answer {
    permit
        .platform_change(async |tx| {
            let decline = body.valid()?;
            let order = actions::order_lock(tx, *id).await?;
            tx.proceed(order.version).await?;
            Ok(Reply::resource(&actions::order_decline(tx, &order, &decline.reason).await?)?)
        })
        .await
}

/// Cancel an order
///
/// By a project leader, as long as the order is requested. Never blocked by the subscription.
#[utoipa::path(tag = "Orders", params(("id" = OrderId, Path, description = "The order")),
    responses((status = 200, description = "The cancelled order", body = Order)),
    security(("bearer" = ["orders:write"])), extensions(("x-problem-codes" = json!(["order-status-conflict"]))))]
#[post("/orders/{id}/cancel")]
pub(super) async fn cancel_order(permit: Permit<OrdersCancel>, id: Path<OrderId>) -> Answer {
    permit
        .change(async |tx| {
            let order = actions::order_lock(tx, *id).await?;
            tx.proceed(order.version).await?;
            Ok(Reply::resource(&actions::order_cancel(tx, &order).await?)?)
        })
        .await
}

/// List order proposals
///
/// What was attended and no order covers: by session and organisation, each a line that can be ordered as it is. Basic
/// training and refreshers of the licence holder are per person, training for licence B is one line per session, for the
/// organisation of the participant who was registered first; the instruction of project leaders is one per session and
/// organisation; basic training by an own trainer costs the handbooks only. For the session's organisation if it has one,
/// otherwise for the organisation in which the participant had a place on the day. Somebody with several places is
/// proposed to each, and ordered once. Places that an order asked for beforehand are subtracted.
#[utoipa::path(tag = "Orders", params(OrderProposalFilter, PageQuery),
    responses((status = 200, description = "A page of proposals", body = Page<OrderProposal>)),
    security(("bearer" = ["orders:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/order-proposals")]
pub(super) async fn list_order_proposals(
    permit: Permit<OrderProposalsRead>,
    query: Query<Listing<OrderProposalFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .platform_read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let found = actions::proposal_list(tx, query.0.filter, paging.after()?, paging.rows()).await?;
            let page = paging.page(found, |proposal| (proposal.training_session_id, proposal.organisation_id))?;
            Ok(paging.reply(&page)?.in_language(tx.context.language))
        })
        .await
}
