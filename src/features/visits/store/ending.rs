//! The SQL of planned visits that the end of a trajectory cancels, and that come back when it is reopened.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Tenant, Tx};
use crate::features::visits::api::VisitStatus;
use crate::ids::{TrajectoryId, TransitionId};
use crate::problem::Problem;
use crate::schema::visits;

/// Cancels the planned visits of a trajectory, but those of the steps that go on.
pub(in crate::features::visits) async fn planned_cancel(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    transition: TransitionId,
    reason: &str,
    but_steps: &[String],
) -> Result<(), Problem> {
    let planned = visits::table
        .filter(visits::organisation_id.eq(tx.organisation()))
        .filter(visits::trajectory_id.eq(trajectory))
        .filter(visits::status.eq(VisitStatus::Planned))
        .filter(visits::step.ne_all(but_steps));
    let change = (
        visits::status.eq(VisitStatus::Cancelled),
        visits::cancelled_from.eq(VisitStatus::Planned),
        visits::cancel_reason.eq(reason),
        visits::cancelled_by.eq(Some(transition.0)),
        visits::version.eq(visits::version + 1),
        visits::updated_at.eq(tx.context.now),
    );
    diesel::update(planned).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Gives back the planned visits that a transition cancelled and that nobody touched since.
pub(in crate::features::visits) async fn planned_restore(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    transition: TransitionId,
) -> Result<(), Problem> {
    let cancelled = visits::table
        .filter(visits::organisation_id.eq(tx.organisation()))
        .filter(visits::trajectory_id.eq(trajectory))
        .filter(visits::status.eq(VisitStatus::Cancelled))
        .filter(visits::cancelled_by.eq(transition.0));
    let change = (
        visits::status.eq(VisitStatus::Planned),
        visits::cancelled_from.eq(None::<VisitStatus>),
        visits::cancel_reason.eq(None::<String>),
        visits::cancelled_by.eq(None::<uuid::Uuid>),
        visits::version.eq(visits::version + 1),
        visits::updated_at.eq(tx.context.now),
    );
    diesel::update(cancelled).set(change).execute(tx.conn()).await?;
    Ok(())
}
