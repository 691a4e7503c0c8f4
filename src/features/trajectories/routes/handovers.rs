//! The operations that hand trajectories over to a colleague.

use actix_web::post;
use actix_web::web::Path;

use crate::features::trajectories::actions;
use crate::features::trajectories::api::{Handover, NewHandover, NewHandovers};
use crate::http::{Answer, Body, Permit, Reply, permissions};
use crate::ids::TrajectoryId;

permissions! {
    /// A running trajectory may need another practitioner after the subscription's end (gate G2).
    HandoversWrite = "trajectories:write" [ProjectLeader] Running;
}

/// Hand a trajectory over
///
/// To a colleague, by the project leader. `permanent`: from `on` `toPractitionerId` performs, and nothing of
/// `fromPractitionerId` goes on after the day before it; with `on` today that practitioner loses sight of the family at
/// once, and can still enter own visits up to the hand-over for some days (see `POST /visits`). The family's trajectories
/// that have ended go along in the same way, unless `fromPractitionerId` goes on guiding the family in another one. `deputy`:
/// `toPractitionerId` stands in from `on` up to and including `untilOn`, and `fromPractitionerId` goes on performing.
/// Visits that are planned in that time name the new practitioner in the place of the former one. Licence A of
/// `toPractitionerId` is valid on `on`. The answer has the assignments that are new, and `Location` leads to all of the
/// trajectory's. Whoever performs in that time anyway gets none; one that covers it in part is a 409
/// `assignment-overlaps`, which names it as `assignmentId`.
#[utoipa::path(tag = "Trajectories", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    request_body = NewHandover,
    responses((status = 201, description = "What was handed over", body = Handover)),
    security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "trajectory-closed", "date-before-start",
        "licence-not-valid", "assignment-overlaps", "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/handovers")]
pub(in crate::features::trajectories) async fn create_handover(
    permit: Permit<HandoversWrite>,
    trajectory: Path<TrajectoryId>,
    body: Body<NewHandover>,
) -> Answer {
    permit
        .change(async |tx| {
            let ask = body.valid()?;
            let row = actions::trajectory_lock_with_family(tx, *trajectory).await?;
            tx.create().await?;
            let handover = actions::trajectory_hand_over(tx, row, &ask).await?;
            Ok(Reply::made(format!("/v1/trajectories/{trajectory}/assignments"), &handover)?)
        })
        .await
}

/// Hand several trajectories over
///
/// As for one trajectory, with those of the families that have ended, for all of `trajectoryIds`, or without them for every trajectory under guidance or in
/// aftercare that `fromPractitionerId` performs on `on`. All of them or none: a refusal names the trajectory as
/// `trajectoryId`. `Location` leads to the trajectories of `toPractitionerId`.
#[utoipa::path(tag = "Trajectories", request_body = NewHandovers,
    responses((status = 201, description = "What was handed over", body = Handover)),
    security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "trajectory-closed", "date-before-start",
        "licence-not-valid", "assignment-overlaps", "subscription-inactive", "organisation-read-only"]))))]
#[post("/handovers")]
pub(in crate::features::trajectories) async fn create_handovers(
    permit: Permit<HandoversWrite>,
    body: Body<NewHandovers>,
) -> Answer {
    permit
        .change(async |tx| {
            let asked = body.valid()?;
            tx.create().await?;
            let handover = actions::trajectories_hand_over(tx, &asked).await?;
            let location = format!("/v1/trajectories?practitionerId={}", asked.to_practitioner_id);
            Ok(Reply::made(location, &handover)?)
        })
        .await
}
