//! Moving a trajectory, and the moves that were made.

use actix_web::web::Path;
use actix_web::{get, post};

use super::{GuidanceRead, GuidanceWrite};
use crate::context::Role;
use crate::features::guidance::api::{NewTransition, Transition};
use crate::features::guidance::{actions, store};
use crate::features::trajectories::Trajectory;
use crate::features::trajectories::actions::{trajectory_get, trajectory_lock, trajectory_row};
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply};
use crate::ids::TrajectoryId;

/// List a trajectory's transitions
///
/// Every move through phases and statuses, oldest first. Integrations get no reasons.
#[utoipa::path(tag = "Guidance",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"), PageQuery),
    responses((status = 200, description = "A page of transitions", body = Page<Transition>)),
    security(("bearer" = ["trajectories:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/trajectories/{trajectoryId}/transitions")]
pub(in crate::features::guidance) async fn list_transitions(
    permit: Permit<GuidanceRead>,
    trajectory: Path<TrajectoryId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let row = trajectory_row(tx, *trajectory).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let mut list = store::transition_list(tx, *trajectory, paging.after()?, paging.rows()).await?;
            if tx.context.has(Role::Integration) {
                for transition in &mut list {
                    (transition.reason, transition.contra_indication) = (None, None);
                }
            }
            tx.disclose("trajectory", Some(trajectory.0), [row.family_id]);
            paging.reply(&paging.page(list, |transition| transition.number)?)
        })
        .await
}

/// Move a trajectory
///
/// Into the next phase (`goal_work`, `closing`, `completed`), to a pause and back (`paused`, `active`), to its early end
/// (`discontinued`), back to goal work as an extension, or open again (`active` after an end). Alignment closes with an
/// agreed plan of at least one goal; guidance is completed when the final evaluation (or the mid evaluation taken as
/// final) and the closing activity are done, or the latter was left out with a reason (a departure of kind `step`).
/// A 409 `transition-not-allowed` names in `unmet` everything that is missing. Once every parent who had agreed to take
/// part has withdrawn that consent, the next phase and reopening are refused (`participation_withdrawn`): discontinue,
/// pause, or record the new consent. Completing cancels the planned visits but
/// those of aftercare, discontinuing all; reopening gives back those that nobody touched since. `If-Match` is the
/// trajectory's ETag.
#[utoipa::path(tag = "Guidance", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    request_body = NewTransition,
    responses((status = 200, description = "The trajectory, moved", body = Trajectory)),
    security(("bearer" = ["trajectories:write"])),
    extensions(("x-problem-codes" = json!(["transition-not-allowed", "family-has-running-trajectory",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/transitions")]
pub(in crate::features::guidance) async fn move_trajectory(
    permit: Permit<GuidanceWrite>,
    trajectory: Path<TrajectoryId>,
    body: Body<NewTransition>,
) -> Answer {
    permit
        .change(async |tx| {
            let row = trajectory_lock(tx, *trajectory).await?;
            tx.proceed(row.version).await?;
            let ask = body.valid()?;
            actions::trajectory_move(tx, &row, &ask).await?;
            Ok(Reply::resource(&trajectory_get(tx, *trajectory).await?)?)
        })
        .await
}
