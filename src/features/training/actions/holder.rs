//! The licence holder and an organisation as those who hold training: what each may write, and what follows.

use std::collections::BTreeSet;

use crate::context::{Role, Scope};
use crate::db::{Platform, Tenant, Tx};
use crate::features::training::api::{
    AttendanceStatus, TrainingHolder, TrainingKind, TrainingSession, TrainingSessionFields,
};
use crate::features::training::rules::{self, Holding};
use crate::features::training::store;
use crate::features::{licences, organisations, persons};
use crate::ids::{OrganisationId, PersonId};
use crate::problem::{Code, Problem, Violation};

/// Those who hold training.
pub(in crate::features::training) trait Holder: Sized {
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

    /// What an organisation that the caller sees is called.
    async fn organisation_name(tx: &mut Tx<Self>, id: OrganisationId) -> Result<String, Problem>;
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

    /// Nor do the licence holder's staff ground their own licences.
    async fn may_register(
        tx: &mut Tx<Self>,
        session: &TrainingSession,
        person: PersonId,
        status: AttendanceStatus,
    ) -> Result<(), Problem> {
        if rules::has_been(status) { refuse_own_ground(tx, session.kind, [person]).await } else { Ok(()) }
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

    async fn organisation_name(tx: &mut Tx<Self>, id: OrganisationId) -> Result<String, Problem> {
        Ok(organisations::actions::organisation_any(tx, id).await?.name)
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
            Holding::NotInside => Err(not_inside()),
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
        refuse_own_ground(tx, session.kind, [person]).await?;
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

    /// Of the sessions that organisations hold, another one's are never seen.
    async fn organisation_name(tx: &mut Tx<Self>, _: OrganisationId) -> Result<String, Problem> {
        Ok(organisations::actions::organisation_own(tx).await?.name)
    }
}

/// A kind that an organisation may not hold.
pub(super) fn not_inside() -> Problem {
    Problem::new(Code::Forbidden).detail(
        "Deze training geeft alleen de licentiehouder; een organisatie heeft 'basic', 'deepening' en 'intervision'.",
        "Only the licence holder gives this training; an organisation has 'basic', 'deepening' and 'intervision'.",
    )
}

/// Nobody grounds the own licence: that the caller was at something that earns one is for somebody else to record, and so
/// is what makes a session earn one at which the caller was.
pub(super) async fn refuse_own_ground<D>(
    tx: &mut Tx<D>,
    kind: TrainingKind,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<(), Problem> {
    if rules::earns_a_licence(kind) && persons::actions::is_caller_among(tx, people).await? {
        return Err(Problem::new(Code::OwnTraining).detail(
            "U was hier zelf. Een collega legt vast wat meetelt voor uw licentie.",
            "You were at this yourself. A colleague records what counts for your licence.",
        ));
    }
    Ok(())
}

/// A practitioner writes the sessions that he or she gives; a project leader those of all trainers.
async fn own_training_only(tx: &mut Tx<Tenant>, trainer: PersonId) -> Result<(), Problem> {
    if tx.context.has(Role::ProjectLeader) {
        return Ok(());
    }
    if persons::actions::own_person(tx).await? == Some(trainer) {
        return Ok(());
    }
    Err(Problem::new(Code::Forbidden).detail(
        "Noem uzelf als trainer; een projectleider legt trainingen van anderen vast.",
        "Name yourself as the trainer; a project leader records the trainings of others.",
    ))
}
