//! Planning visits on fixed days of the week.

use actix_web::post;
use actix_web::web::Path;

use super::VisitsWrite;
use crate::features::trajectories::actions::trajectory_lock;
use crate::features::visits::actions;
use crate::features::visits::api::{NewVisitSeries, VisitSeries};
use crate::http::{Answer, Body, Permit, Reply};
use crate::ids::TrajectoryId;

/// Plan a series of visits
///
/// `count` visits on fixed days of the week, from `startOn` on: `weekdays` `[2, 4]` is every Tuesday and Thursday. Days
/// of school holidays, those of the region of a focus child's school, are passed over. Each is a planned visit like any other, to be moved, recorded
/// or cancelled by itself; together they are planned or none is, and one idempotency key stands for all. Planning ahead
/// past a licence's end is allowed and told in `licenceWarnings`. `Location` leads to all visits of the trajectory.
#[utoipa::path(tag = "Visits", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    request_body = NewVisitSeries,
    responses((status = 201, description = "The planned visits", body = VisitSeries)),
    security(("bearer" = ["visits:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "trajectory-closed", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/visit-series")]
pub(in crate::features::visits) async fn plan_visit_series(
    permit: Permit<VisitsWrite>,
    trajectory: Path<TrajectoryId>,
    body: Body<NewVisitSeries>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            let row = trajectory_lock(tx, *trajectory).await?;
            tx.create().await?;
            let series = actions::series_plan(tx, &row, &new).await?;
            Ok(Reply::made(format!("/v1/trajectories/{trajectory}/visits"), &series)?)
        })
        .await
}
