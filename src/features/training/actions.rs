//! The steps behind training. The licence holder and an organisation hold it within different limits; whatever was
//! attended, licences follow.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::api::{
    Attendance, AttendanceEntryFields, AttendanceFields, TrainingKind, TrainingSession, TrainingSessionFields,
    TrainingSessionStatus,
};
use super::rules::{self, Holding};
use super::store;
use crate::context::{Role, Scope};
use crate::db::{Platform, Tenant, Trace, Tx};
use crate::features::licences;
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
    for (person, kind, on, minutes) in store::attended(tx, people).await? {
        found.entry(person).or_default().push(Attended { kind, on, minutes: minutes.unwrap_or(0) });
    }
    Ok(found)
}

/// Refuses a session that is no intervision of the organisation.
pub(crate) async fn require_intervision(tx: &mut Tx<Tenant>, id: TrainingSessionId) -> Result<(), Problem> {
    let unknown = || Problem::unknown_reference("/trainingSessionId");
    let session = store::session_get(tx, Scope::Organisation, id).await.map_err(|_| unknown())?;
    let own = session.organisation_id == Some(tx.organisation()) && session.kind == TrainingKind::Intervision;
    if own { Ok(()) } else { Err(unknown()) }
}

/// Those who hold training.
pub(super) trait Holder: Sized {
    /// What a caller of this door sees.
    fn scope(tx: &Tx<Self>) -> Scope;

    /// Whether the caller may write a session that is there, and who attends it.
    async fn may_write(tx: &mut Tx<Self>, session: &TrainingSession) -> Result<(), Problem>;

    /// Completes a session that is about to be written, and judges whether this caller may hold it.
    async fn judge(tx: &mut Tx<Self>, session: TrainingSessionFields) -> Result<TrainingSessionFields, Problem>;

    /// What these people attended was changed: whether this caller may do that; their licences follow.
    async fn follow(tx: &mut Tx<Self>, kind: TrainingKind, people: &BTreeSet<PersonId>) -> Result<(), Problem>;

    /// A person attended something more.
    async fn follow_added(tx: &mut Tx<Self>, kind: TrainingKind, person: PersonId) -> Result<(), Problem>;
}

impl Holder for Platform {
    fn scope(_: &Tx<Self>) -> Scope {
        Scope::Organisation
    }

    async fn may_write(_: &mut Tx<Self>, _: &TrainingSession) -> Result<(), Problem> {
        Ok(())
    }

    async fn judge(_: &mut Tx<Self>, session: TrainingSessionFields) -> Result<TrainingSessionFields, Problem> {
        Ok(session)
    }

    async fn follow(tx: &mut Tx<Self>, kind: TrainingKind, people: &BTreeSet<PersonId>) -> Result<(), Problem> {
        if rules::grounds_licences(kind) {
            for person in people {
                licences::actions::licences_follow(tx, *person).await?;
            }
        }
        Ok(())
    }

    async fn follow_added(tx: &mut Tx<Self>, kind: TrainingKind, person: PersonId) -> Result<(), Problem> {
        Self::follow(tx, kind, &BTreeSet::from([person])).await
    }
}

impl Holder for Tenant {
    fn scope(tx: &Tx<Self>) -> Scope {
        tx.context.scope()
    }

    async fn may_write(tx: &mut Tx<Self>, session: &TrainingSession) -> Result<(), Problem> {
        match (rules::holding(session.kind), session.trainer_id) {
            (Holding::WithLicenceB, Some(trainer)) => own_training_only(tx, trainer).await,
            _ => Ok(()),
        }
    }

    async fn judge(tx: &mut Tx<Self>, mut session: TrainingSessionFields) -> Result<TrainingSessionFields, Problem> {
        let organisation = tx.organisation();
        if session.organisation_id.is_some_and(|inside| inside != organisation) {
            return Err(Problem::unknown_reference("/organisationId"));
        }
        session.organisation_id = Some(organisation);
        match rules::holding(session.kind) {
            Holding::Freely => Ok(session),
            Holding::NotInside => Err(Problem::new(Code::Forbidden).detail(
                "Deze training geeft alleen de licentiehouder; een organisatie heeft 'basic', 'deepening' en 'intervision'.",
                "Only the licence holder gives this training; an organisation has 'basic', 'deepening' and 'intervision'.",
            )),
            Holding::WithLicenceB => {
                let Some(trainer) = session.trainer_id else {
                    let (dutch, english) = ("Noem de collega met licentie B.", "Name the colleague with licence B.");
                    return Err(Problem::invalid(vec![Violation::body("/trainerId", "required", dutch, english)]));
                };
                own_training_only(tx, trainer).await?;
                licences::actions::require_trainer(tx, trainer, session.held_on).await?;
                Ok(session)
            }
        }
    }

    /// An organisation can't change a licence: what one rests on already is the licence holder's to correct.
    async fn follow(tx: &mut Tx<Self>, kind: TrainingKind, people: &BTreeSet<PersonId>) -> Result<(), Problem> {
        if rules::grounds_licences(kind) && licences::actions::is_any_licensed(tx, people).await? {
            return Err(Problem::new(Code::AttendanceGroundsLicence));
        }
        Ok(())
    }

    /// More basic or deepening training changes no licence by itself: the licence holder issues on it.
    async fn follow_added(_: &mut Tx<Self>, _: TrainingKind, _: PersonId) -> Result<(), Problem> {
        Ok(())
    }
}

/// A practitioner writes the sessions that he or she gives; a project leader those of all trainers.
async fn own_training_only(tx: &mut Tx<Tenant>, trainer: PersonId) -> Result<(), Problem> {
    if tx.context.has(Role::ProjectLeader) {
        return Ok(());
    }
    let own = match tx.context.practitioner {
        Some(practitioner) => Some(licences::actions::person_of(tx, practitioner).await?),
        None => None,
    };
    if own == Some(trainer) {
        return Ok(());
    }
    Err(Problem::new(Code::Forbidden).detail(
        "Noem uzelf als trainer; een projectleider legt trainingen van anderen vast.",
        "Name yourself as the trainer; a project leader records the trainings of others.",
    ))
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
    valid(rules::check_session(&fields))?;
    let session = store::session_insert(tx, id, &fields)
        .await
        .map_err(|problem| problem.taken_at(|| format!("/v1/training-sessions/{id}")))?;
    tx.trace(Trace::done("training_session", id.0)).await?;
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
    valid(rules::check_session(&fields))?;
    let present = store::present(tx, session.id).await?;
    if !present.is_empty() && fields.held_on > tx.context.today {
        return Err(Problem::new(Code::FutureDate).with("member", "heldOn"));
    }
    if fields.trainer_id.is_some_and(|trainer| present.contains(&trainer)) {
        return Err(Problem::new(Code::OwnTraining));
    }
    let before = session.fields();
    let after = store::session_update(tx, session.id, &fields).await?;
    tx.trace(Trace::done("training_session", session.id.0).changed(changed)).await?;
    if rules::changes_what_was_attended(&before, &fields) {
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
    let cancelled = store::session_cancel(tx, session.id, reason).await?;
    tx.trace(Trace::done("training_session", session.id.0).changed(["status".to_owned()])).await?;
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
    valid(rules::check_attendance(fields))?;
    if rules::has_been(fields.status) && session.held_on > tx.context.today {
        return Err(Problem::new(Code::FutureDate).with("member", "status"));
    }
    if session.trainer_id == Some(person) {
        return Err(Problem::new(Code::OwnTraining));
    }
    Ok(())
}

async fn refuse_full<D>(tx: &mut Tx<D>, session: &TrainingSession) -> Result<(), Problem> {
    let Some(capacity) = session.capacity else { return Ok(()) };
    if store::places_taken(tx, session.id).await? < i64::from(capacity) {
        return Ok(());
    }
    Err(Problem::new(Code::TrainingFull).with("capacity", capacity))
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
        refuse_full(tx, session).await?;
    }
    let made = store::attendance_insert(tx, id, session.id, entry.person_id, &fields)
        .await
        .map_err(|problem| problem.taken_at(|| format!("/v1/training-sessions/{}/attendances/{id}", session.id)))?;
    tx.trace(Trace::done("attendance", id.0)).await?;
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
        refuse_full(tx, session).await?;
    }
    let after = store::attendance_update(tx, attendance.id, fields).await?;
    tx.trace(Trace::done("attendance", attendance.id.0).changed(changed)).await?;
    let person = BTreeSet::from([attendance.person_id]);
    if rules::has_been(attendance.status) {
        D::follow(tx, session.kind, &person).await?;
    } else {
        D::follow_added(tx, session.kind, attendance.person_id).await?;
    }
    Ok(after)
}

/// Withdraws an attendance of a session that is locked.
pub(super) async fn attendance_withdraw<D: Holder>(
    tx: &mut Tx<D>,
    session: &TrainingSession,
    attendance: &Attendance,
) -> Result<(), Problem> {
    store::attendance_delete(tx, attendance.id).await?;
    tx.trace(Trace::done("attendance", attendance.id.0)).await?;
    D::follow(tx, session.kind, &BTreeSet::from([attendance.person_id])).await
}
