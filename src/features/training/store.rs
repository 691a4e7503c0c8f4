//! The SQL of training. The tables are global: row level security shows an organisation its own sessions and those that
//! its people take part in, and lets it write its own only.

mod changes;
mod presence;

pub(super) use changes::*;
pub(super) use presence::*;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{self, Bool};
use diesel_async::RunQueryDsl;

use super::api::{
    Attendance, AttendanceFields, AttendanceStatus, TrainingHolder, TrainingKind, TrainingSession,
    TrainingSessionFields, TrainingSessionFilter, TrainingSessionStatus,
};
use crate::context::Scope;
use crate::db::Tx;
use crate::features::practitioners::people_within;
use crate::ids::{AttendanceId, OrganisationId, PersonId, TrainingSessionId};
use crate::problem::Problem;
use crate::schema::{persons, practitioners, training_attendances, training_sessions};

/// The sessions within a scope: those of the organisation, and those that concern its people; of a practitioner those
/// that concern the own person. `None` is every session. Which these are is asked for before a page of them: in one
/// statement PostgreSQL would go through everybody's until a page is full.
async fn within<D>(tx: &mut Tx<D>, scope: Scope) -> Result<Option<Vec<TrainingSessionId>>, Problem> {
    let (Some(organisation), Some(people)) = (tx.own(), people_within(tx, scope).await?) else { return Ok(None) };
    if scope == Scope::Nothing {
        return Ok(Some(Vec::new()));
    }
    let held = training_sessions::table.filter(training_sessions::organisation_id.eq(organisation));
    let concerning = training_attendances::table.filter(training_attendances::person_id.eq_any(people));
    let these = held.select(training_sessions::id).union(concerning.select(training_attendances::session_id));
    Ok(Some(these.load(tx.conn()).await?))
}

pub(super) async fn session_list<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    filter: &TrainingSessionFilter,
    after: Option<TrainingSessionId>,
    rows: i64,
) -> Result<Vec<TrainingSession>, Problem> {
    let own = within(tx, scope).await?;
    let mut query = training_sessions::table.order(training_sessions::id).limit(rows).into_boxed();
    if let Some(own) = own {
        query = query.filter(training_sessions::id.eq_any(own));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(training_sessions::kind.eq(kind));
    }
    if let Some(from) = filter.from {
        query = query.filter(training_sessions::held_on.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(training_sessions::held_on.le(until));
    }
    if let Some(person) = filter.person_id {
        let of = training_attendances::table
            .filter(training_attendances::person_id.eq(person))
            .select(training_attendances::session_id);
        query = query.filter(training_sessions::id.eq_any(of));
    }
    if let Some(after) = after {
        query = query.filter(training_sessions::id.gt(after));
    }
    Ok(query.select(TrainingSession::as_select()).load(tx.conn()).await?)
}

pub(super) async fn session_get<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    id: TrainingSessionId,
) -> Result<TrainingSession, Problem> {
    let session = training_sessions::table.find(id).select(TrainingSession::as_select());
    let session: TrainingSession = session.first(tx.conn()).await?;
    let sees = tx.own().is_none_or(|own| session.organisation_id == Some(own) && scope != Scope::Nothing);
    if sees || concerns(tx, scope, id).await? { Ok(session) } else { Err(Problem::not_found()) }
}

/// Whether a session concerns the people within a scope.
async fn concerns<D>(tx: &mut Tx<D>, scope: Scope, id: TrainingSessionId) -> Result<bool, Problem> {
    let Some(people) = people_within(tx, scope).await? else { return Ok(true) };
    let theirs = training_attendances::table
        .filter(training_attendances::session_id.eq(id))
        .filter(training_attendances::person_id.eq_any(people));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(tx.conn()).await?)
}

/// Reads a session that is about to change, itself or in who attends; an organisation's own only.
pub(super) async fn session_lock<D>(tx: &mut Tx<D>, id: TrainingSessionId) -> Result<TrainingSession, Problem> {
    let query = training_sessions::table.find(id).select(TrainingSession::as_select());
    Ok(query.for_no_key_update().first(tx.conn()).await?)
}

pub(super) async fn session_insert<D>(
    tx: &mut Tx<D>,
    id: TrainingSessionId,
    (held_by, fields): (TrainingHolder, &TrainingSessionFields),
) -> Result<TrainingSession, Problem> {
    let row = (
        training_sessions::id.eq(id),
        training_sessions::held_by.eq(held_by),
        fields,
        training_sessions::status.eq(TrainingSessionStatus::Open),
        training_sessions::version.eq(1),
        training_sessions::created_at.eq(tx.context.now),
        training_sessions::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(training_sessions::table).values(row);
    Ok(insert.returning(TrainingSession::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn session_update<D>(
    tx: &mut Tx<D>,
    id: TrainingSessionId,
    fields: &TrainingSessionFields,
) -> Result<TrainingSession, Problem> {
    let counted = (
        training_sessions::version.eq(training_sessions::version + 1),
        training_sessions::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(training_sessions::table.find(id)).set((fields, counted));
    Ok(update.returning(TrainingSession::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn session_cancel<D>(
    tx: &mut Tx<D>,
    id: TrainingSessionId,
    reason: &str,
) -> Result<TrainingSession, Problem> {
    let change = (
        training_sessions::status.eq(TrainingSessionStatus::Cancelled),
        training_sessions::cancel_reason.eq(Some(reason)),
        training_sessions::version.eq(training_sessions::version + 1),
        training_sessions::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(training_sessions::table.find(id)).set(change);
    Ok(update.returning(TrainingSession::as_returning()).get_result(tx.conn()).await?)
}

/// The attendances of a session that a caller sees: a practitioner all of the organisation's own sessions, and the own
/// one elsewhere.
fn attendances<'q>(
    scope: Scope,
    organisation: OrganisationId,
    session: &TrainingSession,
) -> training_attendances::BoxedQuery<'q, Pg> {
    let query = training_attendances::table.filter(training_attendances::session_id.eq(session.id)).into_boxed();
    match scope {
        Scope::Own(practitioner) if session.organisation_id != Some(organisation) => {
            let own = practitioners::table.find((organisation, practitioner)).select(practitioners::person_id);
            query.filter(training_attendances::person_id.eq_any(own))
        }
        Scope::Nothing => query.filter(false.into_sql::<Bool>()),
        Scope::Own(_) | Scope::Organisation => query,
    }
}

pub(super) async fn attendance_list<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    session: &TrainingSession,
    after: Option<AttendanceId>,
    rows: i64,
) -> Result<Vec<Attendance>, Problem> {
    let mut query = attendances(scope, tx.organisation(), session).order(training_attendances::id).limit(rows);
    if let Some(after) = after {
        query = query.filter(training_attendances::id.gt(after));
    }
    Ok(query.select(Attendance::as_select()).load(tx.conn()).await?)
}

pub(super) async fn attendance_get<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    session: &TrainingSession,
    id: AttendanceId,
) -> Result<Attendance, Problem> {
    let query = attendances(scope, tx.organisation(), session).filter(training_attendances::id.eq(id));
    Ok(query.select(Attendance::as_select()).first(tx.conn()).await?)
}

/// Whether the caller's door shows this person.
pub(super) async fn person_is_known<D>(tx: &mut Tx<D>, id: PersonId) -> Result<bool, Problem> {
    Ok(diesel::select(diesel::dsl::exists(persons::table.find(id))).get_result(tx.conn()).await?)
}

pub(super) async fn person_name<D>(tx: &mut Tx<D>, id: PersonId) -> Result<String, Problem> {
    Ok(persons::table.find(id).select(persons::name).first(tx.conn()).await?)
}

/// How many places of a session are taken.
pub(super) async fn places_taken<D>(tx: &mut Tx<D>, session: TrainingSessionId) -> Result<i64, Problem> {
    let taken = training_attendances::table
        .filter(training_attendances::session_id.eq(session))
        .filter(training_attendances::status.ne(AttendanceStatus::Absent));
    Ok(taken.count().get_result(tx.conn()).await?)
}

pub(super) async fn attendance_insert<D>(
    tx: &mut Tx<D>,
    id: AttendanceId,
    session: TrainingSessionId,
    person: PersonId,
    fields: &AttendanceFields,
) -> Result<Attendance, Problem> {
    let row = (
        training_attendances::id.eq(id),
        training_attendances::session_id.eq(session),
        training_attendances::person_id.eq(person),
        training_attendances::status.eq(fields.status),
        training_attendances::minutes.eq(fields.minutes),
        training_attendances::version.eq(1),
        training_attendances::created_at.eq(tx.context.now),
        training_attendances::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(training_attendances::table).values(row);
    Ok(insert.returning(Attendance::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn attendance_update<D>(
    tx: &mut Tx<D>,
    id: AttendanceId,
    fields: &AttendanceFields,
) -> Result<Attendance, Problem> {
    let counted = (
        training_attendances::version.eq(training_attendances::version + 1),
        training_attendances::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(training_attendances::table.find(id)).set((fields, counted));
    Ok(update.returning(Attendance::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn attendance_delete<D>(tx: &mut Tx<D>, id: AttendanceId) -> Result<(), Problem> {
    diesel::delete(training_attendances::table.find(id)).execute(tx.conn()).await?;
    Ok(())
}

/// How long somebody attended a session at most.
pub(super) async fn longest_attended<D>(tx: &mut Tx<D>, session: TrainingSessionId) -> Result<Option<i32>, Problem> {
    let query = training_attendances::table.filter(training_attendances::session_id.eq(session));
    Ok(query.select(diesel::dsl::max(training_attendances::minutes)).first(tx.conn()).await?)
}

/// Those who attended a session.
pub(super) async fn present<D>(tx: &mut Tx<D>, session: TrainingSessionId) -> Result<BTreeSet<PersonId>, Problem> {
    let query = training_attendances::table
        .filter(training_attendances::session_id.eq(session))
        .filter(training_attendances::status.eq(AttendanceStatus::Present))
        .select(training_attendances::person_id);
    Ok(query.load(tx.conn()).await?.into_iter().collect())
}

/// What somebody attended, as the database function tells it.
#[derive(Debug, QueryableByName)]
pub(super) struct AttendedRow {
    #[diesel(sql_type = sql_types::Uuid)]
    pub person_id: PersonId,
    #[diesel(sql_type = sql_types::Text)]
    pub kind: TrainingKind,
    #[diesel(sql_type = sql_types::Date)]
    pub held_on: NaiveDate,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Integer>)]
    pub minutes: Option<i32>,
}

/// What these people attended, of sessions that took place, in whatever organisation; oldest first.
pub(super) async fn attended<D>(tx: &mut Tx<D>, people: &[PersonId]) -> Result<Vec<AttendedRow>, Problem> {
    let query = diesel::sql_query("SELECT person_id, kind, held_on, minutes FROM attended_training($1)")
        .bind::<sql_types::Array<sql_types::Uuid>, _>(people);
    Ok(query.load(tx.conn()).await?)
}
