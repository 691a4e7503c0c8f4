//! Making links, following them and taking them back.

use actix_web::web::Path;
use actix_web::{delete, get, post};

use super::{LinksRead, LinksRevoke, LinksWrite};
use crate::db::Trace;
use crate::features::teacher_links::api::{NewTeacherLink, TeacherLink, TeacherOutcome};
use crate::features::teacher_links::{actions, store};
use crate::features::trajectories::actions::{trajectory_lock, trajectory_row};
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply};
use crate::ids::{TeacherLinkId, TrajectoryId};
use crate::problem::Problem;

/// List a trajectory's teacher links
///
/// Oldest first, those that no longer work too; without the links themselves.
#[utoipa::path(tag = "Teacher links",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"), PageQuery),
    responses((status = 200, description = "A page of links", body = Page<TeacherLink>)),
    security(("bearer" = ["evaluations:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/trajectories/{trajectoryId}/teacher-links")]
pub(in crate::features::teacher_links) async fn list_teacher_links(
    permit: Permit<LinksRead>,
    trajectory: Path<TrajectoryId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let family = trajectory_row(tx, *trajectory).await?.family_id;
            let paging = Paging::new(&state, tx, &query.0)?;
            let links = store::link_list(tx, *trajectory, paging.after()?, paging.rows()).await?;
            let links = actions::links_shown(tx, family, links).await?;
            tx.disclose("teacher_link", None, [family]);
            paging.reply(&paging.page(links, |link: &TeacherLink| link.id)?)
        })
        .await
}

/// Make a teacher link
///
/// A personal link through which the teacher of a focus child fills in the teacher's evaluation, without an account, for
/// some days (a setting, thirty by default). Begins that evaluation as a draft on the newest version of the
/// questionnaire, or goes on with the draft that is there. Earlier links to it stop working. The link is shown once:
/// pass it on to the teacher. With `mailTo` it is mailed within moments instead, in `language`, and the answer has no
/// link; the mail names the child by the first name, the organisation, and until when the link works. A parent who has
/// withdrawn the consent `school_contact` and not given it anew is a 409 `consent-withdrawn`; when it is recorded of no
/// parent, the link is made with a warning.
#[utoipa::path(tag = "Teacher links", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    request_body = NewTeacherLink,
    responses((status = 201, description = "The new link", body = TeacherLink)),
    security(("bearer" = ["evaluations:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "teacher-link-conflict",
        "consent-withdrawn", "idempotency-response-not-kept", "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/teacher-links")]
pub(in crate::features::teacher_links) async fn create_teacher_link(
    permit: Permit<LinksWrite>,
    trajectory: Path<TrajectoryId>,
    body: Body<NewTeacherLink>,
) -> Answer {
    let state = permit.state();
    permit
        .change(async |tx| {
            let new = body.valid()?;
            let row = trajectory_lock(tx, *trajectory).await?;
            tx.create().await?;
            let location = |id: TeacherLinkId| format!("/v1/trajectories/{trajectory}/teacher-links/{id}");
            if let Some(id) = new.chosen() {
                Problem::refuse_taken(store::link_get(tx, *trajectory, id).await, || location(id))?;
            }
            let link = actions::link_create(&state, tx, &row, new.id(), &new.fields).await?;
            let reply = Reply::created(location(link.id), &link)?;
            Ok(if link.url.is_some() { reply.secret() } else { reply })
        })
        .await
}

/// Get a teacher link
///
/// Whether it was mailed, opened and submitted, and until when it works; without the link itself.
#[utoipa::path(tag = "Teacher links",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = TeacherLinkId, Path, description = "The link")),
    responses((status = 200, description = "The link", body = TeacherLink)),
    security(("bearer" = ["evaluations:read"])))]
#[get("/trajectories/{trajectoryId}/teacher-links/{id}")]
pub(in crate::features::teacher_links) async fn get_teacher_link(
    permit: Permit<LinksRead>,
    path: Path<(TrajectoryId, TeacherLinkId)>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .read(async |tx| {
            let family = trajectory_row(tx, trajectory).await?.family_id;
            let link = store::link_get(tx, trajectory, id).await?;
            tx.disclose("teacher_link", Some(id.0), [family]);
            Reply::resource(&actions::link_shown(tx, link).await?)
        })
        .await
}

/// Revoke a teacher link
///
/// The link stops working at once. The draft behind it stays, for a next link.
#[utoipa::path(tag = "Teacher links",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = TeacherLinkId, Path, description = "The link")),
    responses((status = 204, description = "Revoked")), security(("bearer" = ["evaluations:write"])))]
#[delete("/trajectories/{trajectoryId}/teacher-links/{id}")]
pub(in crate::features::teacher_links) async fn revoke_teacher_link(
    permit: Permit<LinksRevoke>,
    path: Path<(TrajectoryId, TeacherLinkId)>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let family = trajectory_lock(tx, trajectory).await?.family_id;
            let (link, _) = store::link_get(tx, trajectory, id).await?;
            tx.proceed(link.version).await?;
            if link.revoked_at.is_none() {
                store::link_revoke(tx, id).await?;
            }
            let changed = ["revokedAt".to_owned()];
            tx.trace(Trace::done("teacher_link", id.0).families([family]).changed(changed));
            Ok(Reply::no_content())
        })
        .await
}

/// Record that a teacher did not answer
///
/// Declined, or no response: makes the teacher's evaluation final with that outcome and without answers, and closes
/// every link to it. A link that has expired or was revoked is no hindrance.
#[utoipa::path(tag = "Teacher links",
    params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory"),
        ("id" = TeacherLinkId, Path, description = "The link")),
    request_body = TeacherOutcome,
    responses((status = 200, description = "The link, closed", body = TeacherLink)),
    security(("bearer" = ["evaluations:write"])),
    extensions(("x-problem-codes" = json!(["teacher-link-conflict", "date-in-future", "date-before-start",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/trajectories/{trajectoryId}/teacher-links/{id}/outcome")]
pub(in crate::features::teacher_links) async fn record_teacher_outcome(
    permit: Permit<LinksWrite>,
    path: Path<(TrajectoryId, TeacherLinkId)>,
    body: Body<TeacherOutcome>,
) -> Answer {
    let (trajectory, id) = *path;
    permit
        .change(async |tx| {
            let row = trajectory_lock(tx, trajectory).await?;
            let link = store::link_get(tx, trajectory, id).await?;
            tx.proceed(link.0.version).await?;
            let given = body.valid()?;
            Ok(Reply::resource(&actions::outcome_record(tx, row, &link, &given).await?)?)
        })
        .await
}
