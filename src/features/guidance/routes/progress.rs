//! Where a trajectory stands: steps, their drawing, fidelity.

use actix_web::get;
use actix_web::web::Path;

use super::GuidanceRead;
use crate::features::guidance::api::{Fidelity, Steps};
use crate::features::guidance::{actions, arrow};
use crate::http::{Answer, Permit, Reply};
use crate::ids::TrajectoryId;

/// List a trajectory's steps
///
/// Every step of the programme with how it stands today, its window counted from what happened, tips and the handbook's
/// chapter, in the language of `Accept-Language`. `overdue` is a label and blocks nothing. Beside the mid and the final
/// evaluation, until they are done, a hint says how many signals are open; integrations are not told.
#[utoipa::path(tag = "Guidance", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    responses((status = 200, description = "The steps", body = Steps)), security(("bearer" = ["trajectories:read"])))]
#[get("/trajectories/{trajectoryId}/steps")]
pub(in crate::features::guidance) async fn list_steps(
    permit: Permit<GuidanceRead>,
    trajectory: Path<TrajectoryId>,
) -> Answer {
    permit
        .read(async |tx| {
            let steps = actions::steps(tx, *trajectory).await?;
            Ok(Reply::ok(&steps)?.hashed(tx.context.language))
        })
        .await
}

/// Draw a trajectory's steps
///
/// The trajectory as an arrow of its steps: an SVG with titles for screen readers, in the language of `Accept-Language`.
/// It names nobody.
#[utoipa::path(tag = "Guidance", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    responses((status = 200, description = "The drawing", content_type = "image/svg+xml", body = String)),
    security(("bearer" = ["trajectories:read"])))]
#[get("/trajectories/{trajectoryId}/steps.svg")]
pub(in crate::features::guidance) async fn get_steps_drawing(
    permit: Permit<GuidanceRead>,
    trajectory: Path<TrajectoryId>,
) -> Answer {
    permit
        .read(async |tx| {
            let steps = actions::steps(tx, *trajectory).await?;
            let drawing = arrow::draw(&steps, tx.context.language).into_string().into_bytes();
            Ok(Reply::file("image/svg+xml", "trajectory.svg", drawing).in_language(tx.context.language))
        })
        .await
}

/// Get a trajectory's fidelity
///
/// Every guideline of the programme as kept or not in this trajectory, with what it looked at and an explanation in the
/// language of `Accept-Language`, under a named edition. Made to measure is allowed: a departure notes why.
#[utoipa::path(tag = "Guidance", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    responses((status = 200, description = "The guidelines", body = Fidelity)),
    security(("bearer" = ["trajectories:read"])))]
#[get("/trajectories/{trajectoryId}/fidelity")]
pub(in crate::features::guidance) async fn get_fidelity(
    permit: Permit<GuidanceRead>,
    trajectory: Path<TrajectoryId>,
) -> Answer {
    permit
        .read(async |tx| {
            let fidelity = actions::fidelity(tx, *trajectory).await?;
            Ok(Reply::ok(&fidelity)?.hashed(tx.context.language))
        })
        .await
}
