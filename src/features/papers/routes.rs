//! The operations on papers.

use actix_web::get;
use actix_web::web::{self, Path};

use super::actions;
use crate::db::{Tenant, Tx};
use crate::features::trajectories::TrajectoryRow;
use crate::features::trajectories::actions::trajectory_row;
use crate::http::{Answer, Permit, Reply, permissions};
use crate::ids::TrajectoryId;
use crate::problem::Problem;

permissions! {
    PapersRead = "trajectories:read" [ProjectLeader, Practitioner] Active;
}

/// Get the plan of action on paper
///
/// The plan's newest version as a PDF in Dutch, to go through and sign with the parents: its goals and sub-goals, the
/// smileys of now and of what is wanted, the visits planned. It says whether it was agreed or is a proposal. The
/// remarks of the plan are not on it. Not for integrations.
#[utoipa::path(tag = "Papers", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    responses((status = 200, description = "The plan", content((Vec<u8> = "application/pdf")))),
    security(("bearer" = ["trajectories:read"])))]
#[get("/trajectories/{trajectoryId}/plan.pdf")]
pub(super) async fn get_plan_document(permit: Permit<PapersRead>, trajectory: Path<TrajectoryId>) -> Answer {
    permit
        .read(async |tx| {
            let row = disclosed(tx, *trajectory).await?;
            let document = actions::plan_document(tx, &row).await?;
            file("plan-van-aanpak", &row, move || document.to_pdf()).await
        })
        .await
}

/// Get the parents' certificates
///
/// A PDF in Dutch with a page for each parent of the family, which names the goals of the plan in force. Dated on the
/// trajectory's `certificatesGivenOn`, or else its end, or else today, with the names of who performed on that day. Refused with `certificate-too-early` until the
/// trajectory is in the phase `closing` or `aftercare`. Not for integrations.
#[utoipa::path(tag = "Papers", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    responses((status = 200, description = "The certificates", content((Vec<u8> = "application/pdf")))),
    security(("bearer" = ["trajectories:read"])),
    extensions(("x-problem-codes" = json!(["certificate-too-early"]))))]
#[get("/trajectories/{trajectoryId}/certificates/parent.pdf")]
pub(super) async fn get_parent_certificates(permit: Permit<PapersRead>, trajectory: Path<TrajectoryId>) -> Answer {
    permit
        .read(async |tx| {
            let row = disclosed(tx, *trajectory).await?;
            let certificates = actions::parent_certificates(tx, &row).await?;
            file("certificaten-ouders", &row, move || certificates.to_pdf()).await
        })
        .await
}

/// Get the children's certificates
///
/// A PDF in Dutch with a page for each focus child, in simple words and with the given name only. Dated on the
/// trajectory's `certificatesGivenOn`, or else its end, or else today, with the names of who performed on that day. Refused with `certificate-too-early` until the
/// trajectory is in the phase `closing` or `aftercare`. Not for integrations.
#[utoipa::path(tag = "Papers", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    responses((status = 200, description = "The certificates", content((Vec<u8> = "application/pdf")))),
    security(("bearer" = ["trajectories:read"])),
    extensions(("x-problem-codes" = json!(["certificate-too-early"]))))]
#[get("/trajectories/{trajectoryId}/certificates/child.pdf")]
pub(super) async fn get_child_certificates(permit: Permit<PapersRead>, trajectory: Path<TrajectoryId>) -> Answer {
    permit
        .read(async |tx| {
            let row = disclosed(tx, *trajectory).await?;
            let certificates = actions::child_certificates(tx, &row).await?;
            file("certificaten-kinderen", &row, move || certificates.to_pdf()).await
        })
        .await
}

/// Get the appointment card
///
/// A PDF in Dutch with the visits that are planned from today on: when (Amsterdam time), how long, where, for whom, who
/// comes, and how to cancel. It shows no addresses. Not for integrations.
#[utoipa::path(tag = "Papers", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    responses((status = 200, description = "The card", content((Vec<u8> = "application/pdf")))),
    security(("bearer" = ["trajectories:read"])))]
#[get("/trajectories/{trajectoryId}/appointment-card.pdf")]
pub(super) async fn get_appointment_card(permit: Permit<PapersRead>, trajectory: Path<TrajectoryId>) -> Answer {
    permit
        .read(async |tx| {
            let row = disclosed(tx, *trajectory).await?;
            let document = actions::appointment_card(tx, &row).await?;
            file("afsprakenkaart", &row, move || document.to_pdf()).await
        })
        .await
}

/// A trajectory that the caller sees, with the line in the audit that a paper of it was given.
async fn disclosed(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<TrajectoryRow, Problem> {
    let row = trajectory_row(tx, id).await?;
    tx.disclose("paper", Some(id.0), [row.family_id]);
    Ok(row)
}

/// Makes the file where it keeps no other request waiting.
async fn file(
    name: &str,
    trajectory: &TrajectoryRow,
    make: impl FnOnce() -> anyhow::Result<Vec<u8>> + Send + 'static,
) -> Result<Reply, Problem> {
    let made = web::block(make).await.map_err(Problem::internal)?;
    let name = format!("{name}-{}.pdf", trajectory.id);
    Ok(Reply::file("application/pdf", &name, made.map_err(Problem::internal)?))
}
