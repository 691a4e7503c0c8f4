//! The operations on schools and teachers.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post};

use super::api::{NewSchool, NewTeacher, School, SchoolFilter, SchoolPatch, Teacher, TeacherPatch};
use super::store;
use crate::db::Trace;
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::{SchoolId, TeacherId};
use crate::problem::Problem;

permissions! {
    SchoolsRead = "schools:read" [ProjectLeader, Practitioner, Integration] Active;
    SchoolsWrite = "schools:write" [ProjectLeader, Integration] Active;
    /// Correcting or removing a teacher's personal data is never blocked (gate G2).
    TeachersCorrect = "schools:write" [ProjectLeader, Integration] Exempt;
}

/// List schools
///
/// The schools that the organisation works with, oldest first.
#[utoipa::path(tag = "Schools", params(SchoolFilter, PageQuery),
    responses((status = 200, description = "A page of schools", body = Page<School>)),
    security(("bearer" = ["schools:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/schools")]
pub(super) async fn list_schools(permit: Permit<SchoolsRead>, query: Query<Listing<SchoolFilter>>) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let schools = store::school_list(tx, query.0.filter.kind, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(schools, |school| school.id)?)
        })
        .await
}

/// Add a school
///
/// A school is known to the own organisation only. Its BRIN, when given, is unique there.
#[utoipa::path(tag = "Schools", request_body = NewSchool,
    responses((status = 201, description = "The new school", body = School)),
    security(("bearer" = ["schools:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "subscription-inactive", "organisation-read-only"]))))]
#[post("/schools")]
pub(super) async fn create_school(permit: Permit<SchoolsWrite>, body: Body<NewSchool>) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let id = new.id();
            let school = store::school_insert(tx, id, &new.fields)
                .await
                .map_err(|problem| problem.taken_at(|| format!("/v1/schools/{id}")))?;
            tx.trace(Trace::done("school", school.id.0));
            Ok(Reply::created(format!("/v1/schools/{}", school.id), &school)?)
        })
        .await
}

/// Get a school
///
/// One school of the own organisation.
#[utoipa::path(tag = "Schools", params(("id" = SchoolId, Path, description = "The school")),
    responses((status = 200, description = "The school", body = School)), security(("bearer" = ["schools:read"])))]
#[get("/schools/{id}")]
pub(super) async fn get_school(permit: Permit<SchoolsRead>, id: Path<SchoolId>) -> Answer {
    permit.read(async |tx| Reply::resource(&store::school_get(tx, *id).await?)).await
}

/// Change a school
///
/// A merge patch on the school's editable members.
#[utoipa::path(tag = "Schools", params(("id" = SchoolId, Path, description = "The school")),
    request_body = SchoolPatch,
    responses((status = 200, description = "The changed school", body = School)),
    security(("bearer" = ["schools:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "subscription-inactive", "organisation-read-only"]))))]
#[patch("/schools/{id}")]
pub(super) async fn update_school(permit: Permit<SchoolsWrite>, id: Path<SchoolId>, body: Body<SchoolPatch>) -> Answer {
    permit
        .change(async |tx| {
            let school = store::school_lock(tx, *id).await?;
            tx.proceed(school.version).await?;
            let (fields, changed) = body.apply(&school.into())?;
            let school = store::school_update(tx, *id, &fields).await?;
            tx.trace(Trace::done("school", id.0).changed(changed));
            Ok(Reply::resource(&school)?)
        })
        .await
}

/// Remove a school
///
/// Only a school that no child and no teacher refers to.
#[utoipa::path(tag = "Schools", params(("id" = SchoolId, Path, description = "The school")),
    responses((status = 204, description = "Removed")), security(("bearer" = ["schools:write"])),
    extensions(("x-problem-codes" = json!(["in-use", "subscription-inactive", "organisation-read-only"]))))]
#[delete("/schools/{id}")]
pub(super) async fn delete_school(permit: Permit<SchoolsWrite>, id: Path<SchoolId>) -> Answer {
    permit
        .change(async |tx| {
            let school = store::school_lock(tx, *id).await?;
            tx.proceed(school.version).await?;
            store::school_delete(tx, *id).await?;
            tx.trace(Trace::done("school", id.0));
            Ok(Reply::no_content())
        })
        .await
}

/// List a school's teachers
///
/// Teachers and internal supervisors, oldest first.
#[utoipa::path(tag = "Schools", params(("schoolId" = SchoolId, Path, description = "The school"), PageQuery),
    responses((status = 200, description = "A page of teachers", body = Page<Teacher>)),
    security(("bearer" = ["schools:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/schools/{schoolId}/teachers")]
pub(super) async fn list_teachers(
    permit: Permit<SchoolsRead>,
    school: Path<SchoolId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            store::school_get(tx, *school).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let teachers = store::teacher_list(tx, *school, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(teachers, |teacher| teacher.id)?)
        })
        .await
}

/// Add a teacher
///
/// A teacher has no account and answers through a personal link.
#[utoipa::path(tag = "Schools", params(("schoolId" = SchoolId, Path, description = "The school")),
    request_body = NewTeacher,
    responses((status = 201, description = "The new teacher", body = Teacher)),
    security(("bearer" = ["schools:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "subscription-inactive", "organisation-read-only"]))))]
#[post("/schools/{schoolId}/teachers")]
pub(super) async fn create_teacher(
    permit: Permit<SchoolsWrite>,
    school: Path<SchoolId>,
    body: Body<NewTeacher>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            store::school_get(tx, *school).await?;
            tx.create().await?;
            if let Some(id) = new.chosen() {
                Problem::refuse_taken(store::teacher_get(tx, *school, id).await, || {
                    format!("/v1/schools/{school}/teachers/{id}")
                })?;
            }
            let teacher = store::teacher_insert(tx, *school, new.id(), &new.fields).await?;
            tx.trace(Trace::done("teacher", teacher.id.0));
            Ok(Reply::created(format!("/v1/schools/{school}/teachers/{}", teacher.id), &teacher)?)
        })
        .await
}

/// Get a teacher
///
/// One teacher of a school.
#[utoipa::path(tag = "Schools",
    params(("schoolId" = SchoolId, Path, description = "The school"), ("id" = TeacherId, Path, description = "The teacher")),
    responses((status = 200, description = "The teacher", body = Teacher)), security(("bearer" = ["schools:read"])))]
#[get("/schools/{schoolId}/teachers/{id}")]
pub(super) async fn get_teacher(permit: Permit<SchoolsRead>, path: Path<(SchoolId, TeacherId)>) -> Answer {
    let (school, id) = *path;
    permit.read(async |tx| Reply::resource(&store::teacher_get(tx, school, id).await?)).await
}

/// Change a teacher
///
/// A merge patch; a correction of personal data, so never blocked by the subscription.
#[utoipa::path(tag = "Schools",
    params(("schoolId" = SchoolId, Path, description = "The school"), ("id" = TeacherId, Path, description = "The teacher")),
    request_body = TeacherPatch,
    responses((status = 200, description = "The changed teacher", body = Teacher)),
    security(("bearer" = ["schools:write"])))]
#[patch("/schools/{schoolId}/teachers/{id}")]
pub(super) async fn update_teacher(
    permit: Permit<TeachersCorrect>,
    path: Path<(SchoolId, TeacherId)>,
    body: Body<TeacherPatch>,
) -> Answer {
    let (school, id) = *path;
    permit
        .change(async |tx| {
            let teacher = store::teacher_lock(tx, school, id).await?;
            tx.proceed(teacher.version).await?;
            let (fields, changed) = body.apply(&teacher.into())?;
            let teacher = store::teacher_update(tx, id, &fields).await?;
            tx.trace(Trace::done("teacher", id.0).changed(changed));
            Ok(Reply::resource(&teacher)?)
        })
        .await
}

/// Remove a teacher
///
/// Only a teacher that no child's placement names.
#[utoipa::path(tag = "Schools",
    params(("schoolId" = SchoolId, Path, description = "The school"), ("id" = TeacherId, Path, description = "The teacher")),
    responses((status = 204, description = "Removed")), security(("bearer" = ["schools:write"])),
    extensions(("x-problem-codes" = json!(["in-use"]))))]
#[delete("/schools/{schoolId}/teachers/{id}")]
pub(super) async fn delete_teacher(permit: Permit<TeachersCorrect>, path: Path<(SchoolId, TeacherId)>) -> Answer {
    let (school, id) = *path;
    permit
        .change(async |tx| {
            let teacher = store::teacher_lock(tx, school, id).await?;
            tx.proceed(teacher.version).await?;
            store::teacher_delete(tx, id).await?;
            tx.trace(Trace::done("teacher", id.0));
            Ok(Reply::no_content())
        })
        .await
}
