//! The operations on school holidays.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post};

use super::api::{NewSchoolHoliday, SchoolHoliday, SchoolHolidayFilter, SchoolHolidayPatch};
use super::{rules, store};
use crate::db::Trace;
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::SchoolHolidayId;

permissions! {
    SchoolHolidaysRead = "schools:read" [ProjectLeader, Practitioner, Integration] Active;
    SchoolHolidaysWrite = "schools:write" [ProjectLeader, Integration] Active;
}

/// List school holidays
///
/// Those that the organisation keeps, of all its regions or of one, in the order in which they were added.
#[utoipa::path(tag = "Schools", params(SchoolHolidayFilter, PageQuery),
    responses((status = 200, description = "A page of school holidays", body = Page<SchoolHoliday>)),
    security(("bearer" = ["schools:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/school-holidays")]
pub(super) async fn list_school_holidays(
    permit: Permit<SchoolHolidaysRead>,
    query: Query<Listing<SchoolHolidayFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let holidays = store::holiday_list(tx, query.0.filter.region, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(holidays, |holiday| holiday.id)?)
        })
        .await
}

/// Add a school holiday
///
/// Both days belong to the holiday. What the programme expects of rhythm and school hours does not count in it, for the
/// families whose child goes to a school of its region.
#[utoipa::path(tag = "Schools", request_body = NewSchoolHoliday,
    responses((status = 201, description = "The new school holiday", body = SchoolHoliday)),
    security(("bearer" = ["schools:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "subscription-inactive", "organisation-read-only"]))))]
#[post("/school-holidays")]
pub(super) async fn create_school_holiday(permit: Permit<SchoolHolidaysWrite>, body: Body<NewSchoolHoliday>) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            rules::check(&new.fields)?;
            let id = new.id();
            let holiday = store::holiday_insert(tx, id, &new.fields)
                .await
                .map_err(|problem| problem.taken_at(|| format!("/v1/school-holidays/{id}")))?;
            tx.trace(Trace::done("school_holiday", id.0));
            Ok(Reply::created(format!("/v1/school-holidays/{id}"), &holiday)?)
        })
        .await
}

/// Get a school holiday
///
/// One school holiday of the own organisation.
#[utoipa::path(tag = "Schools", params(("id" = SchoolHolidayId, Path, description = "The school holiday")),
    responses((status = 200, description = "The school holiday", body = SchoolHoliday)),
    security(("bearer" = ["schools:read"])))]
#[get("/school-holidays/{id}")]
pub(super) async fn get_school_holiday(permit: Permit<SchoolHolidaysRead>, id: Path<SchoolHolidayId>) -> Answer {
    permit.read(async |tx| Reply::resource(&store::holiday_get(tx, *id).await?)).await
}

/// Change a school holiday
///
/// A merge patch on its name and days.
#[utoipa::path(tag = "Schools", params(("id" = SchoolHolidayId, Path, description = "The school holiday")),
    request_body = SchoolHolidayPatch,
    responses((status = 200, description = "The changed school holiday", body = SchoolHoliday)),
    security(("bearer" = ["schools:write"])),
    extensions(("x-problem-codes" = json!(["subscription-inactive", "organisation-read-only"]))))]
#[patch("/school-holidays/{id}")]
pub(super) async fn update_school_holiday(
    permit: Permit<SchoolHolidaysWrite>,
    id: Path<SchoolHolidayId>,
    body: Body<SchoolHolidayPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let holiday = store::holiday_lock(tx, *id).await?;
            tx.proceed(holiday.version).await?;
            let (fields, changed) = body.apply(&holiday.into())?;
            rules::check(&fields)?;
            let holiday = store::holiday_update(tx, *id, &fields).await?;
            tx.trace(Trace::done("school_holiday", id.0).changed(changed));
            Ok(Reply::resource(&holiday)?)
        })
        .await
}

/// Remove a school holiday
///
/// What was planned or recorded in it stays as it is.
#[utoipa::path(tag = "Schools", params(("id" = SchoolHolidayId, Path, description = "The school holiday")),
    responses((status = 204, description = "Removed")), security(("bearer" = ["schools:write"])),
    extensions(("x-problem-codes" = json!(["subscription-inactive", "organisation-read-only"]))))]
#[delete("/school-holidays/{id}")]
pub(super) async fn delete_school_holiday(permit: Permit<SchoolHolidaysWrite>, id: Path<SchoolHolidayId>) -> Answer {
    permit
        .change(async |tx| {
            let holiday = store::holiday_lock(tx, *id).await?;
            tx.proceed(holiday.version).await?;
            store::holiday_delete(tx, *id).await?;
            tx.trace(Trace::done("school_holiday", id.0));
            Ok(Reply::no_content())
        })
        .await
}
