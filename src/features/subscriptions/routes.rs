//! The operations on subscriptions.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::api::{NewSubscription, Subscription, SubscriptionFilter, SubscriptionPatch};
use super::{actions, store};
use crate::app::AppState;
use crate::db::Tx;
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat, permissions};
use crate::ids::SubscriptionId;
use crate::problem::Problem;

permissions! {
    SubscriptionsRead = "subscriptions:read" [LicenceHolder, ProjectLeader] Exempt;
    SubscriptionsWrite = "subscriptions:write" [LicenceHolder] Exempt;
}

/// List subscriptions
///
/// Oldest first. The licence holder gets those of every organisation, a project leader those of the own organisation.
/// Whether an organisation may write today is told by `activeOn` with today's date.
#[utoipa::path(tag = "Subscriptions", params(SubscriptionFilter, PageQuery),
    responses((status = 200, description = "A page of subscriptions", body = Page<Subscription>)),
    security(("bearer" = ["subscriptions:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/subscriptions")]
pub(super) async fn list_subscriptions(
    permit: Permit<SubscriptionsRead>,
    query: Query<Listing<SubscriptionFilter>>,
) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, &query.0).await).await,
    }
}

async fn page<D>(state: &AppState, tx: &mut Tx<D>, listing: &Listing<SubscriptionFilter>) -> Result<Reply, Problem> {
    let paging = Paging::new(state, tx, listing)?;
    let found = store::subscription_list(tx, listing.filter, paging.after()?, paging.rows()).await?;
    paging.reply(&paging.page(found, |subscription| subscription.id)?)
}

/// Start a subscription
///
/// By the licence holder. Subscriptions of one organisation never overlap; both days belong to the subscription. From
/// its first day on the organisation can write, and for as many days after its last one as the setting `grace_days`
/// says. Then it reads and exports, and winds down running trajectories for as many months after the last day as the
/// setting `wind_down_months` says. A month with at least one day of it is billed (`listSubscriptionMonths`); days of
/// grace are not.
#[utoipa::path(tag = "Subscriptions", request_body = NewSubscription,
    responses((status = 201, description = "The new subscription", body = Subscription)),
    security(("bearer" = ["subscriptions:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "subscription-overlaps", "unknown-reference"]))))]
#[post("/subscriptions")]
pub(super) async fn create_subscription(permit: Permit<SubscriptionsWrite>, body: Body<NewSubscription>) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let subscription = actions::subscription_create(tx, new.organisation_id, new.id(), &new.fields()).await?;
            Ok(Reply::created(format!("/v1/subscriptions/{}", subscription.id), &subscription)?)
        })
        .await
}

/// Get a subscription
///
/// Any subscription for the licence holder; one of the own organisation for a project leader.
#[utoipa::path(tag = "Subscriptions", params(("id" = SubscriptionId, Path, description = "The subscription")),
    responses((status = 200, description = "The subscription", body = Subscription)),
    security(("bearer" = ["subscriptions:read"])))]
#[get("/subscriptions/{id}")]
pub(super) async fn get_subscription(permit: Permit<SubscriptionsRead>, id: Path<SubscriptionId>) -> Answer {
    match permit.seat() {
        Seat::Platform => {
            permit.platform_read(async |tx| Reply::resource(&store::subscription_get(tx, *id).await?)).await
        }
        Seat::Organisation(_) => {
            permit.read(async |tx| Reply::resource(&store::subscription_get(tx, *id).await?)).await
        }
    }
}

/// Change a subscription
///
/// A merge patch on its days, by the licence holder: `endsOn` ends it, `null` there takes the end away again. The
/// change takes effect on the organisation's next request.
#[utoipa::path(tag = "Subscriptions", params(("id" = SubscriptionId, Path, description = "The subscription")),
    request_body = SubscriptionPatch,
    responses((status = 200, description = "The changed subscription", body = Subscription)),
    security(("bearer" = ["subscriptions:write"])), extensions(("x-problem-codes" = json!(["subscription-overlaps"]))))]
#[patch("/subscriptions/{id}")]
pub(super) async fn update_subscription(
    permit: Permit<SubscriptionsWrite>,
    id: Path<SubscriptionId>,
    body: Body<SubscriptionPatch>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let subscription = store::subscription_lock(tx, *id).await?;
            let organisation = subscription.organisation_id;
            tx.proceed(subscription.version).await?;
            let (fields, changed) = body.apply(&subscription.into())?;
            let subscription = actions::subscription_change(tx, organisation, *id, &fields, changed).await?;
            Ok(Reply::resource(&subscription)?)
        })
        .await
}
