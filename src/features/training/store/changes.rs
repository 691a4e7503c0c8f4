//! The SQL of what attendances said before: only added to, never changed.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Tx;
use crate::features::training::api::{Attendance, AttendanceAct, AttendanceChange, AttendanceStatus, TrainingSession};
use crate::ids::{AttendanceChangeId, TrainingSessionId};
use crate::problem::Problem;
use crate::schema::{training_attendance_changes, training_attendances};

/// The attendances of those who were there: what can have counted.
pub(in crate::features::training) async fn attendances_present<D>(
    tx: &mut Tx<D>,
    session: TrainingSessionId,
) -> Result<Vec<Attendance>, Problem> {
    let query = training_attendances::table
        .filter(training_attendances::session_id.eq(session))
        .filter(training_attendances::status.eq(AttendanceStatus::Present))
        .order(training_attendances::id);
    Ok(query.select(Attendance::as_select()).load(tx.conn()).await?)
}

/// Keeps what these attendances say, with the session as it is, before an act changes either.
pub(in crate::features::training) async fn changes_insert<D>(
    tx: &mut Tx<D>,
    act: AttendanceAct,
    session: &TrainingSession,
    attendances: &[Attendance],
) -> Result<(), Problem> {
    use training_attendance_changes as changes;
    if attendances.is_empty() {
        return Ok(());
    }
    let row = |attendance: &Attendance| {
        (
            changes::id.eq(AttendanceChangeId::new()),
            changes::session_id.eq(session.id),
            changes::attendance_id.eq(attendance.id),
            changes::person_id.eq(attendance.person_id),
            changes::act.eq(act),
            changes::kind.eq(session.kind),
            changes::held_on.eq(session.held_on),
            changes::trainer_id.eq(session.trainer_id),
            changes::status.eq(attendance.status),
            changes::minutes.eq(attendance.minutes),
            changes::account_id.eq(tx.context.actor.id()),
            changes::changed_at.eq(tx.context.now),
        )
    };
    let rows: Vec<_> = attendances.iter().map(row).collect();
    diesel::insert_into(changes::table).values(rows).execute(tx.conn()).await?;
    Ok(())
}

/// What was changed of the attendances of a session that the caller sees, oldest first.
pub(in crate::features::training) async fn change_list<D>(
    tx: &mut Tx<D>,
    session: TrainingSessionId,
    after: Option<AttendanceChangeId>,
    rows: i64,
) -> Result<Vec<AttendanceChange>, Problem> {
    let mut query = training_attendance_changes::table
        .filter(training_attendance_changes::session_id.eq(session))
        .order(training_attendance_changes::id)
        .limit(rows)
        .select(AttendanceChange::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(training_attendance_changes::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}
