//! What takes several steps: a visit planned or recorded with its performers judged, and every act on one. Used by the
//! routes and by other features.

mod coming;
mod ending;
mod first;
mod handover;
mod judge;
mod series;
mod time;

pub(crate) use coming::{ComingVisit, visits_to_come};
pub(crate) use ending::{planned_visits_cancel, planned_visits_restore};
pub(crate) use first::first_day;
pub(crate) use handover::planned_visits_hand_over;
pub(super) use series::series_plan;
pub(crate) use time::{VisitMinutes, visit_minutes};

use std::collections::HashMap;

use super::api::{
    LicenceFlag, LicenceFlagFilter, LicenceWarning, LicenceWarningReason, NewVisit, Visit, VisitCancellation,
    VisitFields, VisitLicence, VisitNoShow, VisitRecord, VisitStatus,
};
use super::rules::{Act, Standing};
use super::store::{self, Involved, Performer, StoredVisit, VisitRow};
use crate::context::Role;
use crate::db::{Tenant, Trace, Tx, Wire};
use crate::features::guidance::actions::require_still_complete;
use crate::features::trajectories::TrajectoryRow;
use crate::features::trajectories::actions::{trajectory_lock, trajectory_touch};
use crate::ids::VisitId;
use crate::problem::{Code, Problem};
use handover::trajectory_for;
use judge::{Known, judge, refuse_before_completion, refuse_closed, refuse_invalid, refuse_unknown};

/// A visit that is about to change, under its trajectory's lock.
#[derive(Debug)]
pub(crate) struct LockedVisit {
    trajectory: TrajectoryRow,
    visit: StoredVisit,
}

impl LockedVisit {
    pub fn version(&self) -> i32 {
        self.visit.row.version
    }

    /// What a PATCH works on.
    pub fn fields(&self) -> VisitFields {
        self.visit.fields()
    }

    /// How the visit stands after an act; a conflict when that can't be done now.
    fn after(&self, act: Act) -> Result<Standing, Problem> {
        let standing = self.visit.standing();
        standing.after(act).map_err(|allowed| {
            let allowed: Vec<String> = allowed.into_iter().map(|act| act.name().to_owned()).collect();
            Problem::new(Code::VisitStatusConflict)
                .with("currentStatus", standing.status.as_str())
                .with("allowed", allowed)
        })
    }
}

/// Locks the trajectory of a visit that the caller sees and reads the visit; 404 for any other.
pub(crate) async fn visit_lock(tx: &mut Tx<Tenant>, id: VisitId) -> Result<LockedVisit, Problem> {
    let trajectory = store::trajectory_of(tx, id).await?;
    let trajectory = trajectory_lock(tx, trajectory).await?;
    Ok(LockedVisit { trajectory, visit: store::visit_get(tx, id).await? })
}

/// Locks the trajectory of a new visit, and asks beside it what is known of what the visit will say.
pub(super) async fn visit_prepare(tx: &mut Tx<Tenant>, new: &NewVisit) -> Result<(TrajectoryRow, Known), Problem> {
    let ask =
        async |wire: &Wire, organisation| Known::ask(wire, organisation, new.status.into(), &new.fields, None).await;
    let (trajectory, known) = trajectory_for(tx, new, ask).await?;
    Ok((trajectory, known?))
}

/// Plans a visit, or records one at once: gates G1 and G5 for what has happened.
pub(super) async fn visit_plan(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    known: Known,
    new: &NewVisit,
) -> Result<Visit, Problem> {
    let standing = Standing::new(new.status.into());
    let fields = &new.fields;
    refuse_invalid(tx, standing.status, fields, None, &known).await?;
    refuse_unknown(tx, standing.status, fields, None).await?;
    let performers = judge(tx, trajectory, standing.status, fields, None, known).await?;
    if let Some(id) = new.id {
        refuse_taken(tx, id).await?;
    }
    let id = new.id.unwrap_or_default();
    let row = VisitRow::new(id, trajectory, standing, fields, tx.context.now);
    let visit = store::visit_insert(tx, row, involved(performers, fields));
    require_still_complete(tx, trajectory).await?;
    let visit = shown(tx, visit).await?;
    trajectory_touch(tx, trajectory.id);
    tx.trace(Trace::done("visit", id.0).families([trajectory.family_id]));
    Ok(visit)
}

/// Records what happened at a planned visit.
pub(super) async fn locked_record(
    tx: &mut Tx<Tenant>,
    locked: LockedVisit,
    record: VisitRecord,
) -> Result<Visit, Problem> {
    let standing = locked.after(Act::Record)?;
    let fields = record.onto(&locked.fields());
    judged_write(tx, locked, standing, &fields, vec!["status".to_owned()]).await
}

/// Records that a planned visit met nobody.
pub(super) async fn locked_no_show(
    tx: &mut Tx<Tenant>,
    locked: LockedVisit,
    no_show: VisitNoShow,
) -> Result<Visit, Problem> {
    let standing = locked.after(Act::NoShow)?;
    let fields = no_show.onto(&locked.fields());
    judged_write(tx, locked, standing, &fields, vec!["status".to_owned()]).await
}

/// Reschedules a planned visit, or corrects the record of one that was held or missed.
pub(super) async fn locked_change(
    tx: &mut Tx<Tenant>,
    locked: LockedVisit,
    mut fields: VisitFields,
    changed: Vec<String>,
) -> Result<Visit, Problem> {
    let standing = locked.after(Act::Change)?;
    if !changed.iter().any(|member| member == "performerTimes") {
        // Who is taken off the visit takes the own time along.
        let VisitFields { performer_ids, performer_times, .. } = &mut fields;
        performer_times.retain(|time| performer_ids.contains(&time.practitioner_id));
    }
    judged_write(tx, locked, standing, &fields, changed).await
}

/// Cancels a visit; what it was and said stays with it.
pub(super) async fn locked_cancel(
    tx: &mut Tx<Tenant>,
    locked: LockedVisit,
    cancellation: &VisitCancellation,
) -> Result<Visit, Problem> {
    let standing = locked.after(Act::Cancel)?;
    let fields = locked.fields();
    let performers = locked.visit.performers.clone();
    let changed = vec!["status".to_owned()];
    write(tx, locked, standing, Some(&cancellation.reason), &fields, performers, changed).await
}

/// Makes a cancelled visit what it was before. Nothing is judged anew: this only undoes.
pub(super) async fn locked_restore(tx: &mut Tx<Tenant>, locked: LockedVisit) -> Result<Visit, Problem> {
    let standing = locked.after(Act::Restore)?;
    let fields = locked.fields();
    refuse_closed(tx, &locked.trajectory, standing.status, &fields, None).await?;
    refuse_before_completion(tx, &locked.trajectory, standing.status, &fields, None).await?;
    let performers = locked.visit.performers.clone();
    write(tx, locked, standing, None, &fields, performers, vec!["status".to_owned()]).await
}

/// Judges what a visit will say, then writes it.
async fn judged_write(
    tx: &mut Tx<Tenant>,
    locked: LockedVisit,
    standing: Standing,
    fields: &VisitFields,
    changed: Vec<String>,
) -> Result<Visit, Problem> {
    let (organisation, current) = (tx.organisation(), Some(&locked.visit));
    let known = Known::ask(tx.conn(), organisation, standing.status, fields, current).await?;
    refuse_invalid(tx, standing.status, fields, current, &known).await?;
    refuse_unknown(tx, standing.status, fields, current).await?;
    let performers = judge(tx, &locked.trajectory, standing.status, fields, current, known).await?;
    write(tx, locked, standing, None, fields, performers, changed).await
}

async fn write(
    tx: &mut Tx<Tenant>,
    locked: LockedVisit,
    standing: Standing,
    cancel_reason: Option<&str>,
    fields: &VisitFields,
    performers: Vec<Performer>,
    changed: Vec<String>,
) -> Result<Visit, Problem> {
    let LockedVisit { trajectory, mut visit } = locked;
    let before = visit.row.status;
    visit.row = visit.row.after(&trajectory, standing, cancel_reason, fields, tx.context.now);
    store::visit_update(tx, &visit.row).await?;
    involve(tx, &mut visit, involved(performers, fields)).await?;
    require_still_complete(tx, &trajectory).await?;
    let visit = shown(tx, visit).await?;
    if standing.status != before {
        // The trajectory says how many visits are planned and held.
        trajectory_touch(tx, trajectory.id);
    }
    tx.trace(Trace::done("visit", visit.id.0).families([trajectory.family_id]).changed(changed));
    Ok(visit)
}

/// Who will be involved in a visit.
fn involved(mut performers: Vec<Performer>, fields: &VisitFields) -> Involved {
    let (mut observers, mut parents) = (fields.observer_ids.clone(), fields.parent_ids_present.clone());
    performers.sort_by_key(|one| one.practitioner_id);
    observers.sort_unstable();
    parents.sort_unstable();
    Involved { performers, observers, parents }
}

/// Writes who is involved, where that differs from what is stored.
async fn involve(tx: &mut Tx<Tenant>, visit: &mut StoredVisit, involved: Involved) -> Result<(), Problem> {
    let (id, family, organisation) = (visit.row.id, visit.row.family_id, tx.organisation());
    let Involved { performers, observers, parents } = involved;
    let wire = tx.split().0;
    if performers != visit.performers {
        if !visit.performers.is_empty() {
            store::performers_delete(wire, organisation, id).await?;
        }
        store::performers_insert(wire, organisation, id, &performers).await?;
        visit.performers = performers;
    }
    if observers != visit.observers {
        if !visit.observers.is_empty() {
            store::observers_delete(wire, organisation, id).await?;
        }
        store::observers_insert(wire, organisation, id, &observers).await?;
        visit.observers = observers;
    }
    if parents != visit.parents {
        if !visit.parents.is_empty() {
            store::parents_delete(wire, organisation, id).await?;
        }
        store::parents_insert(wire, organisation, id, family, &parents).await?;
        visit.parents = parents;
    }
    Ok(())
}

/// A chosen id that is taken by something that the caller sees.
async fn refuse_taken(tx: &mut Tx<Tenant>, id: VisitId) -> Result<(), Problem> {
    Problem::refuse_taken(store::visit_get(tx, id).await, || format!("/v1/visits/{id}"))
}

/// A visit that the caller sees.
pub(super) async fn visit_get(tx: &mut Tx<Tenant>, id: VisitId) -> Result<Visit, Problem> {
    let visit = store::visit_get(tx, id).await?;
    shown(tx, visit).await
}

/// The visits of these rows.
pub(super) async fn visits_shown(tx: &mut Tx<Tenant>, rows: Vec<VisitRow>) -> Result<Vec<Visit>, Problem> {
    let visits = store::visits_whole(tx, rows).await?;
    all_shown(tx, visits).await
}

/// The records of a page whose licence does not cover their day any more.
pub(super) async fn flag_list(
    tx: &mut Tx<Tenant>,
    filter: &LicenceFlagFilter,
    after: Option<store::FlagKey>,
    rows: i64,
) -> Result<Vec<LicenceFlag>, Problem> {
    store::flag_list(tx, filter, after, rows).await
}

async fn shown(tx: &mut Tx<Tenant>, visit: StoredVisit) -> Result<Visit, Problem> {
    let lost = || Problem::internal(anyhow::anyhow!("a visit was lost on its way out"));
    all_shown(tx, vec![visit]).await?.pop().ok_or_else(lost)
}

/// Visits as this caller may see them, planned ones with the warnings about their performers' licences.
async fn all_shown(tx: &mut Tx<Tenant>, visits: Vec<StoredVisit>) -> Result<Vec<Visit>, Problem> {
    let planned = visits.iter().filter(|visit| visit.row.status == VisitStatus::Planned);
    let planned: Vec<VisitId> = planned.map(|visit| visit.row.id).collect();
    let mut rows = Vec::new();
    if !planned.is_empty() {
        tx.catch_up().await?;
        rows = store::licence_warnings(tx, &planned).await?;
    }
    let mut warnings: HashMap<VisitId, Vec<LicenceWarning>> = HashMap::new();
    for row in rows {
        let (practitioner_id, reason) = (row.practitioner, row.reason);
        let valid_until = row.ended_on.filter(|_| reason == LicenceWarningReason::Expired);
        warnings.entry(row.visit).or_default().push(LicenceWarning { practitioner_id, reason, valid_until });
    }
    let for_people = !tx.context.has(Role::Integration);
    let show = |visit: StoredVisit| {
        let warnings = warnings.remove(&visit.row.id).unwrap_or_default();
        visit_of(visit, warnings, for_people)
    };
    Ok(visits.into_iter().map(show).collect())
}

fn visit_of(visit: StoredVisit, licence_warnings: Vec<LicenceWarning>, for_people: bool) -> Visit {
    let performer_times = visit.performer_times();
    let licence = |one: &Performer| {
        Some(VisitLicence {
            practitioner_id: one.practitioner_id,
            licence_id: one.licence_id?,
            licence_period_id: one.licence_period_id?,
        })
    };
    let row = visit.row;
    Visit {
        id: row.id,
        trajectory_id: row.trajectory_id,
        family_id: row.family_id,
        step: row.step,
        mode: row.mode,
        communication: row.communication,
        status: row.status,
        planned_at: row.planned_at,
        planned_minutes: row.planned_minutes,
        held_on: row.held_on,
        started_at: row.started_at,
        minutes: row.minutes,
        travel_minutes: row.travel_minutes,
        attendance: row.attendance,
        within_school_hours: row.within_school_hours,
        performer_ids: visit.performers.iter().map(|one| one.practitioner_id).collect(),
        performer_times,
        observer_ids: visit.observers,
        parent_ids_present: visit.parents,
        goal_work: row.goal_work.0,
        notes: row.notes.filter(|_| for_people),
        cancel_reason: row.cancel_reason.filter(|_| for_people),
        cancelled_from: row.cancelled_from,
        licences: visit.performers.iter().filter_map(licence).collect(),
        licence_warnings,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}
