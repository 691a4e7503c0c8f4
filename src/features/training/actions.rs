//! The steps behind training. The licence holder and an organisation hold it within different limits; whatever was
//! attended, licences follow.

mod presence;

pub(crate) use presence::{SessionFacts, is_any_in_training, presences, sessions_seen};

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::api::{
    Attendance, AttendanceEntryFields, AttendanceFields, AttendanceStatus, TrainingHolder, TrainingKind,
    TrainingSession, TrainingSessionFields, TrainingSessionStatus,
};
use super::certificate;
use super::rules::{self, Holding};
use super::store;
use crate::context::{Role, Scope};
use crate::db::{Platform, Tenant, Trace, Tx};
use crate::documents::Document;
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
    let there = match own_person(tx).await? {
        Some(person) => store::present(tx, id).await?.contains(&person),
        None => false,
    };
    if own && has_been && there { Ok(()) } else { Err(unknown()) }
}

/// Those who hold training.
pub(super) trait Holder: Sized {
    const HOLDER: TrainingHolder;

    /// What a caller of this door sees.
    fn scope(tx: &Tx<Self>) -> Scope;

    /// Whether the caller may write a session that is there, and who attends it.
    async fn may_write(tx: &mut Tx<Self>, session: &TrainingSession) -> Result<(), Problem>;

    /// Completes a session that is about to be written, and judges whether this caller may hold it.
    async fn judge(tx: &mut Tx<Self>, session: TrainingSessionFields) -> Result<TrainingSessionFields, Problem>;

    /// Whether the caller may say of this person how he or she stands to a session.
    async fn may_register(
        tx: &mut Tx<Self>,
        session: &TrainingSession,
        person: PersonId,
        status: AttendanceStatus,
    ) -> Result<(), Problem>;

    /// What these people attended was changed: whether this caller may do that; their licences follow.
    async fn follow(tx: &mut Tx<Self>, kind: TrainingKind, people: &BTreeSet<PersonId>) -> Result<(), Problem>;

    /// A person attended something more.
    async fn follow_added(tx: &mut Tx<Self>, kind: TrainingKind, person: PersonId) -> Result<(), Problem>;
}

impl Holder for Platform {
    const HOLDER: TrainingHolder = TrainingHolder::LicenceHolder;

    fn scope(_: &Tx<Self>) -> Scope {
        Scope::Organisation
    }

    async fn may_write(_: &mut Tx<Self>, _: &TrainingSession) -> Result<(), Problem> {
        Ok(())
    }

    async fn judge(_: &mut Tx<Self>, session: TrainingSessionFields) -> Result<TrainingSessionFields, Problem> {
        Ok(session)
    }

    async fn may_register(
        _: &mut Tx<Self>,
        _: &TrainingSession,
        _: PersonId,
        _: AttendanceStatus,
    ) -> Result<(), Problem> {
        Ok(())
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
    const HOLDER: TrainingHolder = TrainingHolder::Organisation;

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
        if let Some(trainer) = session.trainer_id
            && !store::person_is_known(tx, trainer).await?
        {
            return Err(Problem::unknown_reference("/trainerId"));
        }
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

    /// Nobody grounds the own licence, and the trainer's licence B counts on the day that the training was given, however
    /// that day was planned.
    async fn may_register(
        tx: &mut Tx<Self>,
        session: &TrainingSession,
        person: PersonId,
        status: AttendanceStatus,
    ) -> Result<(), Problem> {
        if rules::holding(session.kind) != Holding::WithLicenceB || !rules::has_been(status) {
            return Ok(());
        }
        if own_person(tx).await? == Some(person) {
            return Err(Problem::new(Code::OwnTraining));
        }
        match session.trainer_id {
            Some(trainer) => licences::actions::require_trainer(tx, trainer, session.held_on).await,
            None => Err(Problem::new(Code::NotATrainer)),
        }
    }

    /// An organisation can't change a licence: what one rests on already is the licence holder's to correct.
    async fn follow(tx: &mut Tx<Self>, kind: TrainingKind, people: &BTreeSet<PersonId>) -> Result<(), Problem> {
        if !rules::grounds_licences(kind) {
            return Ok(());
        }
        for person in people {
            licences::actions::hold_still(tx, *person).await?;
        }
        if licences::actions::is_any_licensed(tx, people).await? {
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
    if own_person(tx).await? == Some(trainer) {
        return Ok(());
    }
    Err(Problem::new(Code::Forbidden).detail(
        "Noem uzelf als trainer; een projectleider legt trainingen van anderen vast.",
        "Name yourself as the trainer; a project leader records the trainings of others.",
    ))
}

/// The caller's own person, if he or she is a practitioner.
async fn own_person(tx: &mut Tx<Tenant>) -> Result<Option<PersonId>, Problem> {
    match tx.context.practitioner {
        Some(practitioner) => Ok(Some(licences::actions::person_of(tx, practitioner).await?)),
        None => Ok(None),
    }
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
    Ok(certificate::of_attendance(&name, &session, id, minutes))
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
    let scope = D::scope(tx);
    if store::session_get(tx, scope, id).await.is_ok() {
        return Err(Problem::taken(format!("/v1/training-sessions/{id}")));
    }
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
    valid(rules::check_session(&fields))?;
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
    let present = store::present(tx, session.id).await?;
    if !present.is_empty() && fields.held_on > tx.context.today {
        return Err(Problem::new(Code::FutureDate).with("member", "heldOn"));
    }
    if fields.trainer_id.is_some_and(|trainer| present.contains(&trainer)) {
        return Err(Problem::new(Code::OwnTraining));
    }
    let before = session.fields();
    let after = store::session_update(tx, session.id, &fields).await?;
    tx.trace(Trace::done("training_session", session.id.0).changed(changed));
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
    let scope = D::scope(tx);
    if store::attendance_get(tx, scope, session, id).await.is_ok() {
        return Err(Problem::taken(format!("/v1/training-sessions/{}/attendances/{id}", session.id)));
    }
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
        refuse_full(tx, session).await?;
    }
    D::may_register(tx, session, attendance.person_id, fields.status).await?;
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

/// Withdraws an attendance of a session that is locked.
pub(super) async fn attendance_withdraw<D: Holder>(
    tx: &mut Tx<D>,
    session: &TrainingSession,
    attendance: &Attendance,
) -> Result<(), Problem> {
    store::attendance_delete(tx, attendance.id).await?;
    tx.trace(Trace::done("attendance", attendance.id.0));
    // Only what somebody was there for can have counted.
    if attendance.status == AttendanceStatus::Present {
        D::follow(tx, session.kind, &BTreeSet::from([attendance.person_id])).await?;
    }
    Ok(())
}
