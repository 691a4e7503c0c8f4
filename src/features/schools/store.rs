//! The SQL of schools and teachers.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{School, SchoolFields, SchoolKind, Teacher, TeacherFields};
use crate::db::{Tenant, Tx};
use crate::ids::{SchoolId, TeacherId};
use crate::problem::Problem;
use crate::schema::{schools, teachers};

pub(super) async fn school_list(
    tx: &mut Tx<Tenant>,
    kind: Option<SchoolKind>,
    after: Option<SchoolId>,
    rows: i64,
) -> Result<Vec<School>, Problem> {
    let organisation = tx.organisation();
    let mut query = schools::table
        .filter(schools::organisation_id.eq(organisation))
        .order(schools::id)
        .limit(rows)
        .select(School::as_select())
        .into_boxed();
    if let Some(kind) = kind {
        query = query.filter(schools::kind.eq(kind));
    }
    if let Some(after) = after {
        query = query.filter(schools::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn school_get(tx: &mut Tx<Tenant>, id: SchoolId) -> Result<School, Problem> {
    let key = (tx.organisation(), id);
    Ok(schools::table.find(key).select(School::as_select()).first(tx.conn()).await?)
}

/// Reads a school that is about to change; nobody else changes it before this transaction ends.
pub(super) async fn school_lock(tx: &mut Tx<Tenant>, id: SchoolId) -> Result<School, Problem> {
    let key = (tx.organisation(), id);
    Ok(schools::table.find(key).select(School::as_select()).for_update().first(tx.conn()).await?)
}

pub(super) async fn school_insert(tx: &mut Tx<Tenant>, id: SchoolId, fields: &SchoolFields) -> Result<School, Problem> {
    let row = (
        schools::organisation_id.eq(tx.organisation()),
        schools::id.eq(id),
        fields,
        schools::version.eq(1),
        schools::created_at.eq(tx.context.now),
        schools::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(schools::table).values(row).returning(School::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn school_update(tx: &mut Tx<Tenant>, id: SchoolId, fields: &SchoolFields) -> Result<School, Problem> {
    let change = (fields, schools::version.eq(schools::version + 1), schools::updated_at.eq(tx.context.now));
    let update = diesel::update(schools::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(School::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn school_delete(tx: &mut Tx<Tenant>, id: SchoolId) -> Result<(), Problem> {
    diesel::delete(schools::table.find((tx.organisation(), id))).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn teacher_list(
    tx: &mut Tx<Tenant>,
    school: SchoolId,
    after: Option<TeacherId>,
    rows: i64,
) -> Result<Vec<Teacher>, Problem> {
    let organisation = tx.organisation();
    let mut query = teachers::table
        .filter(teachers::organisation_id.eq(organisation))
        .filter(teachers::school_id.eq(school))
        .order(teachers::id)
        .limit(rows)
        .select(Teacher::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(teachers::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn teacher_get(tx: &mut Tx<Tenant>, school: SchoolId, id: TeacherId) -> Result<Teacher, Problem> {
    let query = teachers::table.find((tx.organisation(), id)).filter(teachers::school_id.eq(school));
    Ok(query.select(Teacher::as_select()).first(tx.conn()).await?)
}

/// Reads a teacher that is about to change.
pub(super) async fn teacher_lock(tx: &mut Tx<Tenant>, school: SchoolId, id: TeacherId) -> Result<Teacher, Problem> {
    let query = teachers::table.find((tx.organisation(), id)).filter(teachers::school_id.eq(school));
    Ok(query.select(Teacher::as_select()).for_update().first(tx.conn()).await?)
}

pub(super) async fn teacher_insert(
    tx: &mut Tx<Tenant>,
    school: SchoolId,
    id: TeacherId,
    fields: &TeacherFields,
) -> Result<Teacher, Problem> {
    let row = (
        teachers::organisation_id.eq(tx.organisation()),
        teachers::id.eq(id),
        teachers::school_id.eq(school),
        fields,
        teachers::version.eq(1),
        teachers::created_at.eq(tx.context.now),
        teachers::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(teachers::table).values(row).returning(Teacher::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn teacher_update(
    tx: &mut Tx<Tenant>,
    id: TeacherId,
    fields: &TeacherFields,
) -> Result<Teacher, Problem> {
    let change = (fields, teachers::version.eq(teachers::version + 1), teachers::updated_at.eq(tx.context.now));
    let update = diesel::update(teachers::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(Teacher::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn teacher_delete(tx: &mut Tx<Tenant>, id: TeacherId) -> Result<(), Problem> {
    diesel::delete(teachers::table.find((tx.organisation(), id))).execute(tx.conn()).await?;
    Ok(())
}
