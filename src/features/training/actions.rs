//! The steps behind training. The licence holder and an organisation hold it within different limits; whatever was
//! attended, licences follow.

mod holder;
mod presence;

pub(super) use holder::Holder;
use holder::{not_inside, refuse_own_ground};
pub(crate) use presence::{SessionFacts, is_any_in_training, presences, sessions_seen};

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::api::{
    Attendance, AttendanceAct, AttendanceEntryFields, AttendanceFields, AttendanceStatus, TrainingHolder, TrainingKind,
    TrainingSession, TrainingSessionFields, TrainingSessionStatus,
};
use super::certificate;
use super::rules;
use super::store;
use crate::context::Scope;
use crate::db::{Tenant, Trace, Tx};
use crate::documents::Document;
use crate::features::persons;
use crate::ids::{AttendanceId, PersonId, TrainingSessionId};
use crate::problem::{Code, Problem, Violation};

/// Something that a person attended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attended {
    pub kind: TrainingKind,
    pub on: NaiveDate,
    pub minutes: i32,
}

/// What a person attended, oldest first.
pub(crate) async fn attended_by<D>(tx: &mut Tx<D>, person: PersonId) -> Result<Vec<Attended>, Problem> {
    Ok(attended_of(tx, &[person]).await?.remove(&person).unwrap_or_default())
}

/// What each of these people attended, oldest first.
pub(crate) async fn attended_of<D>(
    tx: &mut Tx<D>,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Vec<Attended>>, Problem> {
    let mut found: HashMap<PersonId, Vec<Attended>> = HashMap::new();
    for row in store::attended(tx, people).await? {
        let (kind, on, minutes) = (row.kind, row.held_on, row.minutes.unwrap_or(0));
        found.entry(row.person_id).or_default().push(Attended { kind, on, minutes });
    }
    Ok(found)
}

/// Refuses a session that is no intervision of the organisation, has not been, or that the caller was not at.
pub(crate) async fn require_intervision(tx: &mut Tx<Tenant>, id: TrainingSessionId) -> Result<(), Problem> {
    let unknown = || Problem::unknown_reference("/trainingSessionId");
    let session = store::session_get(tx, Scope::Organisation, id).await.map_err(|_| unknown())?;
    let own = session.organisation_id == Some(tx.organisation()) && session.kind == TrainingKind::Intervision;
    let has_been = session.status == TrainingSessionStatus::Open && session.held_on <= tx.context.today;
    let there = match persons::actions::own_person(tx).await? {
        Some(person) => store::present(tx, id).await?.contains(&person),
        None => false,
    };
    if own && has_been && there { Ok(()) } else { Err(unknown()) }
}

/// Reads a session that is about to change, itself or in who attends. One that the caller sees and that others hold is
/// not the caller's to change.
pub(super) async fn session_lock<D: Holder>(tx: &mut Tx<D>, id: TrainingSessionId) -> Result<TrainingSession, Problem> {
    match store::session_lock(tx, id).await {
        Ok(session) => {
            D::may_write(tx, &session).await?;
            Ok(session)
        }
        Err(problem) if problem.code == Code::NotFound => {
            let scope = D::scope(tx);
            store::session_get(tx, scope, id).await?;
            Err(Problem::new(Code::Forbidden).detail(
                "Deze training houdt de licentiehouder; alleen die legt er iets voor vast.",
                "The licence holder holds this training, and alone records anything for it.",
            ))
        }
        Err(problem) => Err(problem),
    }
}

/// The certificate of somebody who was present at a session that took place.
pub(super) async fn attendance_certificate<D: Holder>(
    tx: &mut Tx<D>,
    session: TrainingSessionId,
    id: AttendanceId,
) -> Result<Document, Problem> {
    let scope = D::scope(tx);
    let session = store::session_get(tx, scope, session).await?;
    let attendance = store::attendance_get(tx, scope, &session, id).await?;
    let Some(minutes) = attendance.minutes.filter(|_| session.status == TrainingSessionStatus::Open) else {
        return Err(Problem::not_found());
    };
    let name = store::person_name(tx, attendance.person_id).await?;
    let inside = session.organisation_id.filter(|_| session.held_by == TrainingHolder::Organisation);
    let held_by = match inside {
        Some(organisation) => D::organisation_name(tx, organisation).await?,
        None => certificate::LICENCE_HOLDER.to_owned(),
    };
    Ok(certificate::of_attendance(&name, &held_by, &session, (id, minutes)))
}

fn valid(found: Vec<Violation>) -> Result<(), Problem> {
    if found.is_empty() { Ok(()) } else { Err(Problem::invalid(found)) }
}

/// Plans or records a session.
pub(super) async fn session_create<D: Holder>(
    tx: &mut Tx<D>,
    id: TrainingSessionId,
    fields: TrainingSessionFields,
) -> Result<TrainingSession, Problem> {
    let fields = D::judge(tx, fields).await?;
    valid(rules::check_session(D::HOLDER, &fields))?;
    let scope = D::scope(tx);
    Problem::refuse_taken(store::session_get(tx, scope, id).await, || format!("/v1/training-sessions/{id}"))?;
    let session = store::session_insert(tx, id, (D::HOLDER, &fields)).await?;
    tx.trace(Trace::done("training_session", id.0));
    Ok(session)
}

/// Changes a session that is locked.
pub(super) async fn session_change<D: Holder>(
    tx: &mut Tx<D>,
    session: &TrainingSession,
    fields: TrainingSessionFields,
    changed: Vec<String>,
) -> Result<TrainingSession, Problem> {
    refuse_cancelled(session)?;
    let fields = D::judge(tx, fields).await?;
    valid(rules::check_session(session.held_by, &fields))?;
    if session.held_by == TrainingHolder::Organisation && fields.organisation_id != session.organisation_id {
        let (dutch, english) =
            ("De organisatie houdt deze training zelf.", "The organisation holds this session itself.");
        return Err(Problem::invalid(vec![Violation::body("/organisationId", "fixed", dutch, english)]));
    }
    let longest = store::longest_attended(tx, session.id).await?;
    if longest.is_some_and(|longest| longest > fields.minutes) {
        let (dutch, english) = ("Iemand was er langer.", "Somebody was there for longer.");
        return Err(Problem::invalid(vec![Violation::body("/minutes", "minimum", dutch, english)]));
    }
    if fields.capacity != session.capacity {
        refuse_too_few(tx, session.id, fields.capacity, 0).await?;
    }
    let present = store::present(tx, session.id).await?;
    if !present.is_empty() && fields.held_on > tx.context.today {
        return Err(Problem::new(Code::FutureDate).with("member", "heldOn"));
    }
    if fields.trainer_id.is_some_and(|trainer| present.contains(&trainer)) {
        return Err(Problem::new(Code::OwnTraining));
    }
    let before = session.fields();
    let moved = rules::changes_what_was_attended(&before, &fields);
    if moved {
        refuse_own_ground(tx, fields.kind, present.iter().copied()).await?;
        let attendances = store::attendances_present(tx, session.id).await?;
        store::changes_insert(tx, AttendanceAct::SessionChanged, session, &attendances).await?;
    }
    let after = store::session_update(tx, session.id, &fields).await?;
    tx.trace(Trace::done("training_session", session.id.0).changed(changed));
    if moved {
        D::follow(tx, before.kind, &present).await?;
        D::follow(tx, fields.kind, &present).await?;
    }
    Ok(after)
}

/// Cancels a session that is locked; what was registered for it counts no longer.
pub(super) async fn session_cancel<D: Holder>(
    tx: &mut Tx<D>,
    session: &TrainingSession,
    reason: &str,
) -> Result<TrainingSession, Problem> {
    refuse_cancelled(session)?;
    let present = store::present(tx, session.id).await?;
    let attendances = store::attendances_present(tx, session.id).await?;
    store::changes_insert(tx, AttendanceAct::SessionCancelled, session, &attendances).await?;
    let cancelled = store::session_cancel(tx, session.id, reason).await?;
    tx.trace(Trace::done("training_session", session.id.0).changed(["status".to_owned()]));
    D::follow(tx, session.kind, &present).await?;
    Ok(cancelled)
}

fn refuse_cancelled(session: &TrainingSession) -> Result<(), Problem> {
    match session.status {
        TrainingSessionStatus::Open => Ok(()),
        TrainingSessionStatus::Cancelled => Err(Problem::new(Code::TrainingCancelled)),
    }
}

/// What an attendance may say of a session.
fn judge<D>(tx: &Tx<D>, session: &TrainingSession, person: PersonId, fields: &AttendanceFields) -> Result<(), Problem> {
    refuse_cancelled(session)?;
    if !rules::may_hold(session.held_by, session.kind) {
        return Err(not_inside());
    }
    valid(rules::check_attendance(fields))?;
    if rules::has_been(fields.status) && session.held_on > tx.context.today {
        return Err(Problem::new(Code::FutureDate).with("member", "status"));
    }
    if session.trainer_id == Some(person) {
        return Err(Problem::new(Code::OwnTraining));
    }
    if fields.minutes.is_some_and(|minutes| minutes > session.minutes) {
        let (dutch, english) = ("Niet langer dan de training zelf.", "No longer than the session itself.");
        return Err(Problem::invalid(vec![Violation::body("/minutes", "maximum", dutch, english)]));
    }
    Ok(())
}

/// Refuses when a session has fewer places than are taken and are asked for besides.
async fn refuse_too_few<D>(
    tx: &mut Tx<D>,
    session: TrainingSessionId,
    capacity: Option<i32>,
    asked: i64,
) -> Result<(), Problem> {
    let Some(capacity) = capacity else { return Ok(()) };
    let taken = store::places_taken(tx, session).await?;
    if rules::fits(capacity, taken + asked) {
        return Ok(());
    }
    let (dutch, english) = (
        format!("Er zijn {taken} plaatsen bezet en het aantal plaatsen is {capacity}. Maak eerst plaats."),
        format!("{taken} places are taken and there are {capacity}. Make room first."),
    );
    let problem = Problem::new(Code::TrainingFull).with("capacity", capacity).with("placesTaken", taken);
    Err(problem.detail(dutch, english))
}

/// Registers somebody's part in a session that is locked.
pub(super) async fn attendance_create<D: Holder>(
    tx: &mut Tx<D>,
    session: &TrainingSession,
    id: AttendanceId,
    entry: &AttendanceEntryFields,
) -> Result<Attendance, Problem> {
    let fields = AttendanceFields { status: entry.status, minutes: entry.minutes };
    if !store::person_is_known(tx, entry.person_id).await? {
        return Err(Problem::unknown_reference("/personId"));
    }
    judge(tx, session, entry.person_id, &fields)?;
    if rules::takes_a_place(fields.status) {
        refuse_too_few(tx, session.id, session.capacity, 1).await?;
    }
    let scope = D::scope(tx);
    Problem::refuse_taken(store::attendance_get(tx, scope, session, id).await, || {
        format!("/v1/training-sessions/{}/attendances/{id}", session.id)
    })?;
    D::may_register(tx, session, entry.person_id, fields.status).await?;
    let made = store::attendance_insert(tx, id, session.id, entry.person_id, &fields).await?;
    tx.trace(Trace::done("attendance", id.0));
    if rules::has_been(fields.status) {
        D::follow_added(tx, session.kind, entry.person_id).await?;
    }
    Ok(made)
}

/// Changes an attendance of a session that is locked.
pub(super) async fn attendance_change<D: Holder>(
    tx: &mut Tx<D>,
    session: &TrainingSession,
    attendance: &Attendance,
    fields: &AttendanceFields,
    changed: Vec<String>,
) -> Result<Attendance, Problem> {
    judge(tx, session, attendance.person_id, fields)?;
    if rules::takes_a_place(fields.status) && !rules::takes_a_place(attendance.status) {
        refuse_too_few(tx, session.id, session.capacity, 1).await?;
    }
    D::may_register(tx, session, attendance.person_id, fields.status).await?;
    let before = std::slice::from_ref(attendance);
    store::changes_insert(tx, AttendanceAct::AttendanceChanged, session, before).await?;
    let after = store::attendance_update(tx, attendance.id, fields).await?;
    tx.trace(Trace::done("attendance", attendance.id.0).changed(changed));
    let person = BTreeSet::from([attendance.person_id]);
    if attendance.status == AttendanceStatus::Present {
        D::follow(tx, session.kind, &person).await?;
    } else {
        D::follow_added(tx, session.kind, attendance.person_id).await?;
    }
    Ok(after)
}

/// Withdraws an attendance of a session that is locked. It counts nowhere any more; what it said is kept in the changes.
pub(super) async fn attendance_withdraw<D: Holder>(
    tx: &mut Tx<D>,
    session: &TrainingSession,
    attendance: &Attendance,
) -> Result<(), Problem> {
    let before = std::slice::from_ref(attendance);
    store::changes_insert(tx, AttendanceAct::AttendanceWithdrawn, session, before).await?;
    store::attendance_delete(tx, attendance.id).await?;
    tx.trace(Trace::done("attendance", attendance.id.0));
    // Only what somebody was there for can have counted.
    if attendance.status == AttendanceStatus::Present {
        D::follow(tx, session.kind, &BTreeSet::from([attendance.person_id])).await?;
    }
    Ok(())
}
