//! What takes several steps: a time entry with its performer and day judged (gates G1 and G5), and the sums of a
//! trajectory.

use chrono::NaiveDate;

use super::api::{NewTimeEntry, TimeEntry, TimeEntryFields, TimeEntryFilter, TrajectoryTime};
use super::store::{self, EntryRow, Licence};
use super::{api::TimeEntryLicence, rules};
use crate::context::{Role, Scope};
use crate::db::{Tenant, Trace, Tx};
use crate::features::settings::actions::number;
use crate::features::trajectories::TrajectoryRow;
use crate::features::trajectories::actions::{not_before_start, not_in_future, trajectory_lock, trajectory_row};
use crate::features::{licences, visits};
use crate::ids::{PractitionerId, TimeEntryId, TrajectoryId};
use crate::problem::{Code, Problem};

/// An entry that is about to change, under its trajectory's lock.
#[derive(Debug)]
pub(super) struct LockedEntry {
    trajectory: TrajectoryRow,
    row: EntryRow,
}

impl LockedEntry {
    pub fn version(&self) -> i32 {
        self.row.version
    }

    /// What a PATCH works on.
    pub fn fields(&self) -> TimeEntryFields {
        self.row.fields()
    }
}

/// Locks the trajectory that a body names, if the caller may see it and write the time of this practitioner there.
pub(super) async fn trajectory_for(tx: &mut Tx<Tenant>, new: &NewTimeEntry) -> Result<TrajectoryRow, Problem> {
    let trajectory = trajectory_lock(tx, new.trajectory_id).await.map_err(|problem| match problem.code {
        Code::NotFound => Problem::unknown_reference("/trajectoryId"),
        _ => problem,
    })?;
    refuse_for_others(tx, trajectory.id, new.practitioner_id).await?;
    Ok(trajectory)
}

/// Locks the trajectory of an entry that the caller sees and may write, and reads the entry; 404 for one out of sight.
pub(super) async fn entry_lock(tx: &mut Tx<Tenant>, id: TimeEntryId) -> Result<LockedEntry, Problem> {
    let trajectory = store::trajectory_of(tx, id).await?;
    let trajectory = trajectory_lock(tx, trajectory).await?;
    let row = store::entry_get(tx, id).await?;
    refuse_for_others(tx, trajectory.id, row.practitioner_id).await?;
    Ok(LockedEntry { trajectory, row })
}

/// A practitioner writes the own time, and that of whoever is or was assigned to the same trajectory.
async fn refuse_for_others(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    practitioner: PractitionerId,
) -> Result<(), Problem> {
    let allowed = match tx.context.scope() {
        Scope::Organisation => true,
        Scope::Own(own) => own == practitioner || store::is_assigned(tx, trajectory, practitioner).await?,
        Scope::Nothing => false,
    };
    if allowed {
        return Ok(());
    }
    Err(Problem::new(Code::Forbidden).detail(
        "U legt alleen uren vast van uzelf en van wie aan dit traject gekoppeld is. Een projectleider kan meer.",
        "You record only your own time and that of those assigned to this trajectory. A project leader can do more.",
    ))
}

/// Adds an entry to a locked trajectory.
pub(super) async fn entry_add(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    new: NewTimeEntry,
) -> Result<TimeEntry, Problem> {
    let id = new.id;
    let fields = TimeEntryFields::from(new);
    let licence = judge(tx, trajectory, &fields).await?;
    if let Some(id) = id {
        Problem::refuse_taken(store::entry_get(tx, id).await, || format!("/v1/time-entries/{id}"))?;
    }
    let row = store::entry_insert(tx, id.unwrap_or_default(), trajectory, &fields, licence).await?;
    tx.trace(Trace::done("time_entry", row.id.0).families([trajectory.family_id]));
    Ok(shown(tx, row))
}

/// Changes a locked entry. Gates are judged when the day or the practitioner is another: the licence that the time was
/// spent under stays with it.
pub(super) async fn entry_change(
    tx: &mut Tx<Tenant>,
    locked: LockedEntry,
    fields: &TimeEntryFields,
    changed: Vec<String>,
) -> Result<TimeEntry, Problem> {
    let LockedEntry { trajectory, row } = locked;
    let other_practitioner = fields.practitioner_id != row.practitioner_id;
    if other_practitioner {
        refuse_for_others(tx, trajectory.id, fields.practitioner_id).await?;
    }
    let licence = if other_practitioner || fields.on != row.spent_on {
        judge(tx, &trajectory, fields).await?
    } else {
        row.licence()
    };
    let row = store::entry_update(tx, row.id, fields, licence).await?;
    tx.trace(Trace::done("time_entry", row.id.0).families([trajectory.family_id]).changed(changed));
    Ok(shown(tx, row))
}

/// Removes a locked entry.
pub(super) async fn entry_remove(tx: &mut Tx<Tenant>, locked: LockedEntry) -> Result<(), Problem> {
    let LockedEntry { trajectory, row } = locked;
    store::entry_delete(tx, row.id).await?;
    tx.trace(Trace::done("time_entry", row.id.0).families([trajectory.family_id]));
    Ok(())
}

/// Gate G5 for the day, and gate G1 for whoever spent the time.
async fn judge(tx: &mut Tx<Tenant>, trajectory: &TrajectoryRow, fields: &TimeEntryFields) -> Result<Licence, Problem> {
    not_in_future(tx, fields.on, "on")?;
    not_before_start(trajectory, fields.on)?;
    let performer = [(fields.practitioner_id, "/practitionerId".to_owned())];
    let held = licences::actions::require_valid(tx, &performer, fields.on).await?;
    Ok(held.first().map_or((None, None), |held| (held.licence_id, held.period_id)))
}

/// An entry that the caller sees.
pub(super) async fn entry_get(tx: &mut Tx<Tenant>, id: TimeEntryId) -> Result<TimeEntry, Problem> {
    let row = store::entry_get(tx, id).await?;
    Ok(shown(tx, row))
}

/// The entries of a page that the caller sees.
pub(super) async fn entry_list(
    tx: &mut Tx<Tenant>,
    filter: &TimeEntryFilter,
    after: Option<TimeEntryId>,
    rows: i64,
) -> Result<Vec<TimeEntry>, Problem> {
    let found = store::entry_list(tx, filter, after, rows).await?;
    Ok(found.into_iter().map(|row| shown(tx, row)).collect())
}

/// The time of a trajectory that the caller sees, against the budget.
pub(super) async fn trajectory_time(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<TrajectoryTime, Problem> {
    let family = trajectory_row(tx, id).await?.family_id;
    let visits = visits::actions::visit_minutes(tx, id).await?;
    let entries = store::entry_sums(tx, id).await?;
    let budget = i64::from(number(tx, "hours_budget").await?) * 60;
    tx.disclose("trajectory", Some(id.0), [family]);
    Ok(rules::summary(budget, &visits, &entries))
}

/// An entry as this caller may see it.
fn shown(tx: &Tx<Tenant>, row: EntryRow) -> TimeEntry {
    let licence = match row.licence() {
        (Some(licence_id), Some(licence_period_id)) => Some(TimeEntryLicence { licence_id, licence_period_id }),
        _ => None,
    };
    TimeEntry {
        id: row.id,
        trajectory_id: row.trajectory_id,
        family_id: row.family_id,
        practitioner_id: row.practitioner_id,
        category: row.category,
        minutes: row.minutes,
        on: row.spent_on,
        note: row.note.filter(|_| !tx.context.has(Role::Integration)),
        licence,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// The first day that a time entry of a trajectory bears.
pub(crate) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    store::first_day(tx, trajectory).await
}
