//! The SQL of sessions and who was present, for orders.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Platform, Tx};
use crate::features::training::api::{AttendanceStatus, TrainingKind, TrainingSession, TrainingSessionStatus};
use crate::ids::{AttendanceId, PersonId, TrainingSessionId};
use crate::problem::Problem;
use crate::schema::{training_attendances, training_sessions};

/// Those of these sessions that the door shows.
pub(in crate::features::training) async fn sessions_of<D>(
    tx: &mut Tx<D>,
    ids: &[TrainingSessionId],
) -> Result<Vec<TrainingSession>, Problem> {
    let query = training_sessions::table.filter(training_sessions::id.eq_any(ids));
    Ok(query.select(TrainingSession::as_select()).load(tx.conn()).await?)
}

/// Who was present at sessions of these kinds that took place, in the order of registration.
pub(in crate::features::training) async fn presences(
    tx: &mut Tx<Platform>,
    kinds: &[TrainingKind],
    sessions: Option<&[TrainingSessionId]>,
) -> Result<Vec<(AttendanceId, PersonId, TrainingSession)>, Problem> {
    let mut query = training_attendances::table
        .inner_join(training_sessions::table)
        .filter(training_attendances::status.eq(AttendanceStatus::Present))
        .filter(training_sessions::status.eq(TrainingSessionStatus::Open))
        .filter(training_sessions::kind.eq_any(kinds))
        .order(training_attendances::id)
        .select((training_attendances::id, training_attendances::person_id, TrainingSession::as_select()))
        .into_boxed();
    if let Some(sessions) = sessions {
        query = query.filter(training_sessions::id.eq_any(sessions));
    }
    Ok(query.load(tx.conn()).await?)
}

/// Whether any of these people is invited to a session that takes place, or was there.
pub(in crate::features::training) async fn any_in_training(
    tx: &mut Tx<Platform>,
    people: &[PersonId],
) -> Result<bool, Problem> {
    let found = training_attendances::table
        .inner_join(training_sessions::table)
        .filter(training_attendances::person_id.eq_any(people))
        .filter(training_attendances::status.ne(AttendanceStatus::Absent))
        .filter(training_sessions::status.eq(TrainingSessionStatus::Open));
    Ok(diesel::select(diesel::dsl::exists(found)).get_result(tx.conn()).await?)
}
