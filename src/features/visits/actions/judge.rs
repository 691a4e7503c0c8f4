//! What a visit will say is judged here before it is written: its members, its references, its day and its performers.

use chrono::NaiveDate;
use futures_util::try_join;

use crate::db::{Tenant, Tx, Wire};
use crate::features::licences::actions::{Held, licences_on, refuse_not_valid};
use crate::features::trajectories::actions::{
    closed, not_before_start, not_in_future, pointed, practitioners_unknown, unknown_references,
};
use crate::features::trajectories::{TrajectoryRow, TrajectoryStatus};
use crate::features::visits::api::{VisitFields, VisitStatus};
use crate::features::visits::rules;
use crate::features::visits::store::{Performer, StoredVisit};
use crate::features::{catalogue, guidance};
use crate::ids::{OrganisationId, PractitionerId};
use crate::problem::{Problem, Violation};

/// Whom gate G1 judges, for which day. For what has happened: everybody when the day is new, otherwise those who are.
struct Judged {
    day: NaiveDate,
    is_new_day: bool,
    performers: Vec<(PractitionerId, String)>,
}

impl Judged {
    fn of(status: VisitStatus, fields: &VisitFields, current: Option<&StoredVisit>) -> Option<Self> {
        let day = fields.held_on.filter(|_| rules::has_happened(status))?;
        let is_new_day =
            current.is_none_or(|visit| !rules::has_happened(visit.row.status) || visit.row.held_on != Some(day));
        let performed = |id| current.is_some_and(|visit| visit.performers.iter().any(|one| one.practitioner_id == id));
        let mut performers = pointed(&fields.performer_ids, "performerIds");
        performers.retain(|(id, _)| is_new_day || !performed(*id));
        Some(Self { day, is_new_day, performers })
    }
}

/// What is known of what a visit will say, asked in one breath. The catalogue is asked only about what is new, so that a
/// later edition blocks no correction.
pub(in crate::features::visits) struct Known {
    step: bool,
    held: Vec<Held>,
}

impl Known {
    pub(super) async fn ask(
        wire: &Wire,
        organisation: OrganisationId,
        status: VisitStatus,
        fields: &VisitFields,
        current: Option<&StoredVisit>,
    ) -> Result<Self, Problem> {
        let same_step = current.is_some_and(|visit| visit.row.step == fields.step);
        let step = async { Ok(same_step || catalogue::actions::step_exists(wire, &fields.step).await?) };
        let held = async {
            let Some(Judged { day, performers, .. }) = Judged::of(status, fields, current) else {
                return Ok(Vec::new());
            };
            let ids: Vec<PractitionerId> = performers.into_iter().map(|(id, _)| id).collect();
            licences_on(wire, organisation, &ids, day).await
        };
        let (step, held) = try_join!(step, held)?;
        Ok(Self { step, held })
    }
}

/// Everything that is wrong with what a visit says, all at once.
pub(super) async fn refuse_invalid(
    tx: &mut Tx<Tenant>,
    status: VisitStatus,
    fields: &VisitFields,
    current: Option<&StoredVisit>,
    known: &Known,
) -> Result<(), Problem> {
    let mut found = rules::check(status, fields);
    if !known.step {
        found.push(not_in_catalogue("/step".to_owned()));
    }
    let stays =
        |subgoal: &str| current.is_some_and(|visit| visit.row.goal_work.0.iter().any(|work| work.subgoal == subgoal));
    let new: Vec<(usize, &str)> = fields.goal_work.iter().map(|work| work.subgoal.as_str()).enumerate().collect();
    let new: Vec<(usize, &str)> = new.into_iter().filter(|(_, subgoal)| !stays(subgoal)).collect();
    if !new.is_empty() {
        let subgoals = catalogue::actions::subgoals(tx).await?;
        let strange = new.into_iter().filter(|(_, subgoal)| subgoals.iter().all(|one| one != subgoal));
        found.extend(strange.map(|(position, _)| not_in_catalogue(format!("/goalWork/{position}/subgoal"))));
    }
    if found.is_empty() { Ok(()) } else { Err(Problem::invalid(found)) }
}

fn not_in_catalogue(pointer: String) -> Violation {
    Violation::body(
        pointer,
        "notInCatalogue",
        "Dit staat niet in de nieuwste editie van de catalogus.",
        "This is not in the newest edition of the catalogue.",
    )
}

/// Practitioners who are new to the visit must be the organisation's, and to plan with, still work there. Performers of
/// what has happened are looked up with their licence.
pub(super) async fn refuse_unknown(
    tx: &mut Tx<Tenant>,
    status: VisitStatus,
    fields: &VisitFields,
    current: Option<&StoredVisit>,
) -> Result<(), Problem> {
    let performs =
        |id: PractitionerId| current.is_some_and(|visit| visit.performers.iter().any(|one| one.practitioner_id == id));
    let observes = |id: PractitionerId| current.is_some_and(|visit| visit.observers.contains(&id));
    let mut performers = pointed(&fields.performer_ids, "performerIds");
    performers.retain(|(id, _)| !rules::has_happened(status) && !performs(*id));
    let mut observers = pointed(&fields.observer_ids, "observerIds");
    observers.retain(|(id, _)| !observes(*id));
    let mut unknown = practitioners_unknown(tx, &performers, true).await?;
    unknown.extend(practitioners_unknown(tx, &observers, false).await?);
    unknown_references(unknown)
}

/// A trajectory that ended takes no new plans and nothing held after its end; a completed one goes on taking the steps of
/// aftercare. What was held before the end may still be registered and corrected.
pub(super) async fn refuse_closed(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    status: VisitStatus,
    fields: &VisitFields,
    current: Option<&StoredVisit>,
) -> Result<(), Problem> {
    let Some(ended_on) = trajectory.ended_on.filter(|_| trajectory.status.is_closed()) else { return Ok(()) };
    let in_time = fields.held_on.is_some_and(|day| rules::has_happened(status) && day <= ended_on);
    let as_it_was = current.is_some_and(|visit| visit.row.status == status && visit.row.held_on == fields.held_on);
    if in_time || as_it_was {
        return Ok(());
    }
    if trajectory.status == TrajectoryStatus::Completed {
        let steps = catalogue::actions::steps(tx.conn()).await?;
        let aftercare =
            |step: &catalogue::StepContent| step.code == fields.step && step.phase == catalogue::StepPhase::Aftercare;
        if steps.iter().any(aftercare) {
            return Ok(());
        }
    }
    Err(closed(trajectory))
}

/// Aftercare comes after completion (gate G3), by the day of the visit. What was recorded already is judged anew only when
/// its day or its step changes, or when it comes back.
pub(super) async fn refuse_before_completion(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    status: VisitStatus,
    fields: &VisitFields,
    current: Option<&StoredVisit>,
) -> Result<(), Problem> {
    let happened = fields.held_on.filter(|_| rules::has_happened(status));
    let Some(day) = happened.filter(|_| rules::is_step_of_aftercare(&fields.step)) else { return Ok(()) };
    let as_it_was = current.is_some_and(|visit| {
        let row = &visit.row;
        rules::has_happened(row.status) && row.held_on == Some(day) && row.step == fields.step
    });
    if as_it_was { Ok(()) } else { guidance::actions::refuse_before_completion(tx, trajectory, day).await }
}

/// The performers as they will be stored. For what has happened: gate G5 for its day, and gate G1. A correction of anything
/// else judges nobody: the licence that a visit was held under stays with it.
pub(super) async fn judge(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    status: VisitStatus,
    fields: &VisitFields,
    current: Option<&StoredVisit>,
    Known { held, .. }: Known,
) -> Result<Vec<Performer>, Problem> {
    let stored = |id: PractitionerId| {
        current.and_then(|visit| visit.performers.iter().find(|one| one.practitioner_id == id)).cloned()
    };
    let minutes = |id| fields.performer_times.iter().find(|time| time.practitioner_id == id).map(|time| time.minutes);
    let plain = |id: PractitionerId| Performer {
        practitioner_id: id,
        minutes: minutes(id),
        licence_id: None,
        licence_period_id: None,
    };
    refuse_closed(tx, trajectory, status, fields, current).await?;
    let Some(Judged { day, is_new_day, performers }) = Judged::of(status, fields, current) else {
        return Ok(fields.performer_ids.iter().map(|id| plain(*id)).collect());
    };
    if is_new_day {
        not_in_future(tx, day, "heldOn")?;
        not_before_start(trajectory, day)?;
    }
    refuse_before_completion(tx, trajectory, status, fields, current).await?;
    refuse_not_valid(&tx.context, &performers, &held, day)?;
    let performer = |id: &PractitionerId| match held.iter().find(|one| one.practitioner_id == *id) {
        Some(held) => Performer { licence_id: held.licence_id, licence_period_id: held.period_id, ..plain(*id) },
        None => Performer { minutes: minutes(*id), ..stored(*id).unwrap_or_else(|| plain(*id)) },
    };
    Ok(fields.performer_ids.iter().map(performer).collect())
}
