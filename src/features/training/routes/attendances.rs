//! Who attends a session.

use actix_web::web::{self, Path};
use actix_web::{delete, get, patch, post};

use super::{TrainingRead, TrainingWrite};
use crate::app::AppState;
use crate::db::Tx;
use crate::features::training::actions::{self, Holder};
use crate::features::training::api::{Attendance, AttendancePatch, NewAttendance};
use crate::features::training::store;
use crate::http::{Answer, Body, Change, Halt, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, Seat};
use crate::ids::{AttendanceId, TrainingSessionId};
use crate::problem::Problem;

/// List a session's attendances
///
/// In the order of registration. An organisation sees its own people; a practitioner colleagues at the organisation's
/// own sessions, and only himself or herself elsewhere.
#[utoipa::path(tag = "Training",
    params(("sessionId" = TrainingSessionId, Path, description = "The session"), PageQuery),
    responses((status = 200, description = "A page of attendances", body = Page<Attendance>)),
    security(("bearer" = ["training:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/training-sessions/{sessionId}/attendances")]
pub(in crate::features::training) async fn list_attendances(
    permit: Permit<TrainingRead>,
    session: Path<TrainingSessionId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    async fn page<D: Holder>(
        state: &AppState,
        tx: &mut Tx<D>,
        session: TrainingSessionId,
        query: &Listing<NoFilter>,
    ) -> Result<Reply, Problem> {
        let scope = D::scope(tx);
        let session = store::session_get(tx, scope, session).await?;
        let paging = Paging::new(state, tx, query)?;
        let list = store::attendance_list(tx, scope, &session, paging.after()?, paging.rows()).await?;
        paging.reply(&paging.page(list, |attendance| attendance.id)?)
    }
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, *session, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, *session, &query.0).await).await,
    }
}

/// Register an attendance
///
/// Invites a person, who gets a mail, or says afterwards whether he or she was there, and for how many minutes. Nobody
/// attends the own training as a participant, nor registers the own part in what counts for a licence, the licence
/// holder's staff included (`own-training`). A session has no more places than its `capacity`. Attended refreshers move
/// the person's licence at once, also when they are registered late.
#[utoipa::path(tag = "Training", params(("sessionId" = TrainingSessionId, Path, description = "The session")),
    request_body = NewAttendance,
    responses((status = 201, description = "The new attendance", body = Attendance)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "date-in-future", "own-training",
        "training-full", "training-cancelled", "subscription-inactive", "organisation-read-only"]))))]
#[post("/training-sessions/{sessionId}/attendances")]
pub(in crate::features::training) async fn create_attendance(
    permit: Permit<TrainingWrite>,
    session: Path<TrainingSessionId>,
    body: Body<NewAttendance>,
) -> Answer {
    async fn create<D: Holder>(
        tx: &mut Change<'_, D>,
        session: TrainingSessionId,
        body: &Body<NewAttendance>,
    ) -> Result<Reply, Halt> {
        let new = body.valid()?;
        let session = actions::session_lock(tx, session).await?;
        tx.create().await?;
        let made = actions::attendance_create(tx, &session, new.id(), &new.fields).await?;
        Ok(Reply::created(format!("/v1/training-sessions/{}/attendances/{}", session.id, made.id), &made)?)
    }
    match permit.seat() {
        Seat::Platform => permit.platform_change(async |tx| create(tx, *session, &body).await).await,
        Seat::Organisation(_) => permit.change(async |tx| create(tx, *session, &body).await).await,
    }
}

/// Get an attendance
///
/// One attendance that the caller sees in the list.
#[utoipa::path(tag = "Training",
    params(("sessionId" = TrainingSessionId, Path, description = "The session"),
        ("id" = AttendanceId, Path, description = "The attendance")),
    responses((status = 200, description = "The attendance", body = Attendance)),
    security(("bearer" = ["training:read"])))]
#[get("/training-sessions/{sessionId}/attendances/{id}")]
pub(in crate::features::training) async fn get_attendance(
    permit: Permit<TrainingRead>,
    path: Path<(TrainingSessionId, AttendanceId)>,
) -> Answer {
    async fn get<D: Holder>(
        tx: &mut Tx<D>,
        (session, id): (TrainingSessionId, AttendanceId),
    ) -> Result<Reply, Problem> {
        let scope = D::scope(tx);
        let session = store::session_get(tx, scope, session).await?;
        Reply::resource(&store::attendance_get(tx, scope, &session, id).await?)
    }
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| get(tx, *path).await).await,
        Seat::Organisation(_) => permit.read(async |tx| get(tx, *path).await).await,
    }
}

/// Change an attendance
///
/// A merge patch: says whether an invited person was there, or corrects it. The person's licences are computed anew;
/// inside an organisation that is refused once a licence rests on it (`attendance-grounds-licence`).
#[utoipa::path(tag = "Training",
    params(("sessionId" = TrainingSessionId, Path, description = "The session"),
        ("id" = AttendanceId, Path, description = "The attendance")),
    request_body = AttendancePatch,
    responses((status = 200, description = "The changed attendance", body = Attendance)),
    security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["date-in-future", "own-training", "training-full", "training-cancelled",
        "attendance-grounds-licence", "subscription-inactive", "organisation-read-only"]))))]
#[patch("/training-sessions/{sessionId}/attendances/{id}")]
pub(in crate::features::training) async fn update_attendance(
    permit: Permit<TrainingWrite>,
    path: Path<(TrainingSessionId, AttendanceId)>,
    body: Body<AttendancePatch>,
) -> Answer {
    async fn change<D: Holder>(
        tx: &mut Change<'_, D>,
        (session, id): (TrainingSessionId, AttendanceId),
        body: &Body<AttendancePatch>,
    ) -> Result<Reply, Halt> {
        let (session, attendance) = locked(tx, session, id).await?;
        tx.proceed(attendance.version).await?;
        let (fields, changed) = body.apply(&attendance.fields())?;
        let after = actions::attendance_change(tx, &session, &attendance, &fields, changed).await?;
        Ok(Reply::resource(&after)?)
    }
    match permit.seat() {
        Seat::Platform => permit.platform_change(async |tx| change(tx, *path, &body).await).await,
        Seat::Organisation(_) => permit.change(async |tx| change(tx, *path, &body).await).await,
    }
}

/// Withdraw an attendance
///
/// It was registered in error. Licences that rest on it are computed anew; what was recorded under a period that
/// disappears stays, and is flagged. What the attendance said is kept in the session's `attendance-changes`. One that an
/// order pays can only be corrected.
#[utoipa::path(tag = "Training",
    params(("sessionId" = TrainingSessionId, Path, description = "The session"),
        ("id" = AttendanceId, Path, description = "The attendance")),
    responses((status = 204, description = "Withdrawn")), security(("bearer" = ["training:write"])),
    extensions(("x-problem-codes" = json!(["attendance-grounds-licence", "in-use", "subscription-inactive",
        "organisation-read-only"]))))]
#[delete("/training-sessions/{sessionId}/attendances/{id}")]
pub(in crate::features::training) async fn delete_attendance(
    permit: Permit<TrainingWrite>,
    path: Path<(TrainingSessionId, AttendanceId)>,
) -> Answer {
    async fn withdraw<D: Holder>(
        tx: &mut Change<'_, D>,
        (session, id): (TrainingSessionId, AttendanceId),
    ) -> Result<Reply, Halt> {
        let (session, attendance) = locked(tx, session, id).await?;
        tx.proceed(attendance.version).await?;
        actions::attendance_withdraw(tx, &session, &attendance).await?;
        Ok(Reply::no_content())
    }
    match permit.seat() {
        Seat::Platform => permit.platform_change(async |tx| withdraw(tx, *path).await).await,
        Seat::Organisation(_) => permit.change(async |tx| withdraw(tx, *path).await).await,
    }
}

/// Get a certificate of attendance
///
/// A PDF in Dutch with who held the session, name, kind, day and attended time; 404 unless the person was present at a session that took place.
#[utoipa::path(tag = "Training",
    params(("sessionId" = TrainingSessionId, Path, description = "The session"),
        ("id" = AttendanceId, Path, description = "The attendance")),
    responses((status = 200, description = "The certificate", content((Vec<u8> = "application/pdf")))),
    security(("bearer" = ["training:read"])))]
#[get("/training-sessions/{sessionId}/attendances/{id}/certificate.pdf")]
pub(in crate::features::training) async fn get_attendance_certificate(
    permit: Permit<TrainingRead>,
    path: Path<(TrainingSessionId, AttendanceId)>,
) -> Answer {
    async fn certificate<D: Holder>(
        tx: &mut Tx<D>,
        (session, id): (TrainingSessionId, AttendanceId),
    ) -> Result<Reply, Problem> {
        let document = actions::attendance_certificate(tx, session, id).await?;
        let name = format!("bewijs-van-deelname-{id}.pdf");
        let made = web::block(move || document.to_pdf()).await.map_err(Problem::internal)?;
        Ok(Reply::file("application/pdf", &name, made.map_err(Problem::internal)?))
    }
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| certificate(tx, *path).await).await,
        Seat::Organisation(_) => permit.read(async |tx| certificate(tx, *path).await).await,
    }
}

/// An attendance with its session, whose lock covers all its attendances.
async fn locked<D: Holder>(
    tx: &mut Tx<D>,
    session: TrainingSessionId,
    id: AttendanceId,
) -> Result<(crate::features::training::api::TrainingSession, Attendance), Problem> {
    let session = actions::session_lock(tx, session).await?;
    let scope = D::scope(tx);
    let attendance = store::attendance_get(tx, scope, &session, id).await?;
    Ok((session, attendance))
}
