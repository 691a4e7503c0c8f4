//! The operations on billing runs.

use std::time::Duration;

use actix_web::http::header::LOCATION;
use actix_web::web::Path;
use actix_web::{get, post};

use super::api::{BillingRun, BillingRunFilter, BillingRunItem, NewBillingRun};
use super::{actions, store};
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::BillingRunId;
use crate::problem::Problem;

permissions! {
    BillingRead = "billing-runs:read" [LicenceHolder] Exempt;
    BillingWrite = "billing-runs:write" [LicenceHolder] Exempt;
}

/// How long a request works on the run that it started; after that the jobs go on with it.
const PATIENCE: Duration = Duration::from_secs(20);

/// List billing runs
///
/// Oldest first, with what each did. By the licence holder.
#[utoipa::path(tag = "Billing", params(BillingRunFilter, PageQuery),
    responses((status = 200, description = "A page of billing runs", body = Page<BillingRun>)),
    security(("bearer" = ["billing-runs:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/billing-runs")]
pub(super) async fn list_billing_runs(permit: Permit<BillingRead>, query: Query<Listing<BillingRunFilter>>) -> Answer {
    let state = permit.state();
    permit
        .platform_read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let runs = store::run_list(tx, query.0.filter.month, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(runs, |run| run.id)?)
        })
        .await
}

/// Bill a month
///
/// Every organisation whose subscription is active on a day of the month gets one invoice: the month, at the price in force
/// on its first active day, and its orders that were confirmed by the month's last day. Earlier months that were run and
/// are still to be billed, because a subscription was entered or restored later, stand on the same invoice. Months that were
/// billed and turned out not to be active, or to cost something else on their first active day, are taken back on credit
/// notes, and what is active of them is billed again; with `issue: false` once the credit note is issued. Running a month
/// again bills what is not billed yet and nothing twice, also when two runs work at once or one died half-way. With `dryRun`
/// nothing is stored but the report.
///
/// The answer comes when the run is finished, or after 20 seconds with `status` `running`: then ask for it at `Location`.
/// What happened to each organisation is under `/v1/billing-runs/{id}/items`.
#[utoipa::path(tag = "Billing", request_body = NewBillingRun,
    responses((status = 201, description = "The run and what it did", body = BillingRun)),
    security(("bearer" = ["billing-runs:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "date-in-future", "price-missing", "seller-missing"]))))]
#[post("/billing-runs")]
pub(super) async fn create_billing_run(permit: Permit<BillingWrite>, body: Body<NewBillingRun>) -> Answer {
    let state = permit.state();
    let mut response = permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let id = new.id.map_or_else(BillingRunId::new, BillingRunId);
            actions::run_create(tx, id, &new).await?;
            Ok(Reply::made(format!("/v1/billing-runs/{id}"), &store::run_get(tx, id).await?)?)
        })
        .await?;
    // The run is recorded. A repeat with the same key comes here as well, and finds how it stands by now.
    let id =
        response.headers().get(LOCATION).and_then(|value| value.to_str().ok()).and_then(|path| path.rsplit('/').next());
    let Some(id) = id.and_then(|id| id.parse().ok()).map(BillingRunId) else { return Ok(response) };
    match tokio::time::timeout(PATIENCE, super::work(&state, id, |_, _| {})).await {
        Ok(Ok(())) => {}
        // The jobs take it up.
        Ok(Err(problem)) => tracing::warn!(%problem, run = %id, "a billing run stopped"),
        Err(_) => super::leave(&state, id).await?,
    }
    let context = crate::context::Context::system("createBillingRun", &state.clock);
    let run = state.doors.in_platform(context, async |tx| store::run_get(tx, id).await).await?;
    let body = serde_json::to_string(&run).map_err(Problem::internal)?;
    response.headers_mut().remove(actix_web::http::header::CONTENT_LENGTH);
    Ok(response.set_body(actix_web::body::BoxBody::new(body)))
}

/// Get a billing run
///
/// How far it is, and what it did. By the licence holder.
#[utoipa::path(tag = "Billing", params(("id" = BillingRunId, Path, description = "The run")),
    responses((status = 200, description = "The run", body = BillingRun)),
    security(("bearer" = ["billing-runs:read"])))]
#[get("/billing-runs/{id}")]
pub(super) async fn get_billing_run(permit: Permit<BillingRead>, id: Path<BillingRunId>) -> Answer {
    let language = crate::context::Language::Dutch;
    permit.platform_read(async |tx| Ok(Reply::ok(&store::run_get(tx, *id).await?)?.hashed(language))).await
}

/// List what a billing run did
///
/// One item for each organisation that the run looked at: what was billed, or why not. By the licence holder.
#[utoipa::path(tag = "Billing",
    params(("id" = BillingRunId, Path, description = "The run"), PageQuery),
    responses((status = 200, description = "A page of items", body = Page<BillingRunItem>)),
    security(("bearer" = ["billing-runs:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/billing-runs/{id}/items")]
pub(super) async fn list_billing_run_items(
    permit: Permit<BillingRead>,
    id: Path<BillingRunId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .platform_read(async |tx| {
            store::run_get(tx, *id).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let items = store::item_list(tx, *id, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(items, |item| item.organisation_id)?)
        })
        .await
}
