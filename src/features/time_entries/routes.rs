//! The operations on time entries, and the time of a trajectory.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post};

use super::actions;
use super::api::{NewTimeEntry, TimeEntry, TimeEntryFilter, TimeEntryPatch, TrajectoryTime};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::{TimeEntryId, TrajectoryId};

permissions! {
    TimeEntriesRead = "time-entries:read" [ProjectLeader, Practitioner, Integration] Active;
    /// A running trajectory may be wound down after the subscription's end (gate G2).
    TimeEntriesWrite = "time-entries:write" [ProjectLeader, Practitioner, Integration] Running;
}

/// List time entries
///
/// Oldest record first. Project leaders and integrations see the organisation's, a practitioner those of the own
/// trajectories. Every list is traced in the access log of the families on the page.
#[utoipa::path(tag = "Time", params(TimeEntryFilter, PageQuery),
    responses((status = 200, description = "A page of time entries", body = Page<TimeEntry>)),
    security(("bearer" = ["time-entries:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/time-entries")]
pub(super) async fn list_time_entries(
    permit: Permit<TimeEntriesRead>,
    query: Query<Listing<TimeEntryFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let entries = actions::entry_list(tx, &query.0.filter, paging.after()?, paging.rows()).await?;
            let page = paging.page(entries, |entry| entry.id)?;
            tx.disclose("time_entry", None, page.items.iter().map(|entry| entry.family_id));
            paging.reply(&page)
        })
        .await
}

/// Add a time entry
///
/// Time beside the visits, which count by themselves. It lies today or earlier, not before the trajectory's start, and
/// whoever spent it held licence A on that day: it is the practitioner named who is judged, not the caller. A
/// practitioner writes the own time and that of those assigned to the same trajectory (403 for others).
#[utoipa::path(tag = "Time", request_body = NewTimeEntry,
    responses((status = 201, description = "The new time entry", body = TimeEntry)),
    security(("bearer" = ["time-entries:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "date-in-future",
        "date-before-start", "licence-not-valid", "subscription-inactive", "organisation-read-only"]))))]
#[post("/time-entries")]
pub(super) async fn create_time_entry(permit: Permit<TimeEntriesWrite>, body: Body<NewTimeEntry>) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            let trajectory = actions::trajectory_for(tx, &new).await?;
            tx.create().await?;
            let entry = actions::entry_add(tx, &trajectory, new).await?;
            Ok(Reply::created(format!("/v1/time-entries/{}", entry.id), &entry)?)
        })
        .await
}

/// Get a time entry
///
/// With the licence that the time was spent under.
#[utoipa::path(tag = "Time", params(("id" = TimeEntryId, Path, description = "The time entry")),
    responses((status = 200, description = "The time entry", body = TimeEntry)),
    security(("bearer" = ["time-entries:read"])))]
#[get("/time-entries/{id}")]
pub(super) async fn get_time_entry(permit: Permit<TimeEntriesRead>, id: Path<TimeEntryId>) -> Answer {
    permit
        .read(async |tx| {
            let entry = actions::entry_get(tx, *id).await?;
            tx.disclose("time_entry", Some(id.0), [entry.family_id]);
            Reply::resource(&entry)
        })
        .await
}

/// Change a time entry
///
/// A merge patch. Day and licence are judged when `on` or `practitionerId` changes.
#[utoipa::path(tag = "Time", params(("id" = TimeEntryId, Path, description = "The time entry")),
    request_body = TimeEntryPatch,
    responses((status = 200, description = "The changed time entry", body = TimeEntry)),
    security(("bearer" = ["time-entries:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "date-in-future", "date-before-start",
        "licence-not-valid", "subscription-inactive", "organisation-read-only"]))))]
#[patch("/time-entries/{id}")]
pub(super) async fn update_time_entry(
    permit: Permit<TimeEntriesWrite>,
    id: Path<TimeEntryId>,
    body: Body<TimeEntryPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let locked = actions::entry_lock(tx, *id).await?;
            tx.proceed(locked.version()).await?;
            let (fields, changed) = body.apply(&locked.fields())?;
            Ok(Reply::resource(&actions::entry_change(tx, locked, &fields, changed).await?)?)
        })
        .await
}

/// Remove a time entry
///
/// For one that was recorded in error.
#[utoipa::path(tag = "Time", params(("id" = TimeEntryId, Path, description = "The time entry")),
    responses((status = 204, description = "Removed")), security(("bearer" = ["time-entries:write"])),
    extensions(("x-problem-codes" = json!(["subscription-inactive", "organisation-read-only"]))))]
#[delete("/time-entries/{id}")]
pub(super) async fn delete_time_entry(permit: Permit<TimeEntriesWrite>, id: Path<TimeEntryId>) -> Answer {
    permit
        .change(async |tx| {
            let locked = actions::entry_lock(tx, *id).await?;
            tx.proceed(locked.version()).await?;
            actions::entry_remove(tx, locked).await?;
            Ok(Reply::no_content())
        })
        .await
}

/// Get a trajectory's time
///
/// What was spent, per category and practitioner, against the budget of hours. A visit that was held or missed counts
/// as guidance with each performer's own minutes, or else the visit's, and as travel once for each performer. The
/// budget is no minimum: short trajectories rightly take less.
#[utoipa::path(tag = "Time", params(("trajectoryId" = TrajectoryId, Path, description = "The trajectory")),
    responses((status = 200, description = "The time against the budget", body = TrajectoryTime)),
    security(("bearer" = ["time-entries:read"])))]
#[get("/trajectories/{trajectoryId}/time")]
pub(super) async fn get_trajectory_time(permit: Permit<TimeEntriesRead>, trajectory: Path<TrajectoryId>) -> Answer {
    permit
        .read(async |tx| {
            let time = actions::trajectory_time(tx, *trajectory).await?;
            Ok(Reply::ok(&time)?.hashed(tx.context.language))
        })
        .await
}
