//! The operations on organisation-months.

use actix_web::get;
use actix_web::web::Path;

use super::api::{MonthFilter, SubscriptionMonth};
use super::store;
use crate::app::AppState;
use crate::db::Tx;
use crate::http::{Answer, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat, permissions};
use crate::ids::SubscriptionMonthId;
use crate::problem::Problem;

permissions! {
    MonthsRead = "subscriptions:read" [LicenceHolder, ProjectLeader] Exempt;
}

/// List organisation-months
///
/// Every calendar month in which an organisation had a subscription on at least one day: what it costs, what was used,
/// and which invoice line bills it. The licence holder gets those of every organisation, a project leader those of the own
/// organisation. The service measures the present month and the one before it several times a day, and older ones that
/// nothing bills, up to 36 months back, when a subscription was entered or changed.
#[utoipa::path(tag = "Subscriptions", params(MonthFilter, PageQuery),
    responses((status = 200, description = "A page of organisation-months", body = Page<SubscriptionMonth>)),
    security(("bearer" = ["subscriptions:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/subscription-months")]
pub(super) async fn list_subscription_months(permit: Permit<MonthsRead>, query: Query<Listing<MonthFilter>>) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, &query.0).await).await,
    }
}

async fn page<D>(state: &AppState, tx: &mut Tx<D>, listing: &Listing<MonthFilter>) -> Result<Reply, Problem> {
    let paging = Paging::new(state, tx, listing)?;
    let found = store::month_list(tx, listing.filter, paging.after()?, paging.rows()).await?;
    paging.reply(&paging.page(found, |month| month.id)?)
}

/// Get an organisation-month
///
/// Any for the licence holder; one of the own organisation for a project leader. Nobody writes it: the ETag is there for
/// `If-None-Match`.
#[utoipa::path(tag = "Subscriptions", params(("id" = SubscriptionMonthId, Path, description = "The organisation-month")),
    responses((status = 200, description = "The organisation-month", body = SubscriptionMonth)),
    security(("bearer" = ["subscriptions:read"])))]
#[get("/subscription-months/{id}")]
pub(super) async fn get_subscription_month(permit: Permit<MonthsRead>, id: Path<SubscriptionMonthId>) -> Answer {
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| Reply::resource(&store::month_get(tx, *id).await?)).await,
        Seat::Organisation(_) => permit.read(async |tx| Reply::resource(&store::month_get(tx, *id).await?)).await,
    }
}
