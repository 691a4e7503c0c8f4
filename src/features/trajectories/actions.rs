//! What takes several steps, and what visits and the demo use: a trajectory started, its row locked, its references
//! resolved.

mod handover;

pub(super) use handover::{trajectories_hand_over, trajectory_hand_over, trajectory_lock_with_family};

use chrono::NaiveDate;

use super::api::{
    Assignment, AssignmentFields, NewTrajectory, Trajectory, TrajectoryFields, TrajectoryPhase, TrajectoryStatus,
};
use super::rules;
use super::store::{self, TrajectoryRow};
use crate::context::{Context, Scope};
use crate::db::{Tenant, Trace, Tx, Wire};
use crate::features::practitioners::PractitionerStatus;
use crate::features::{evaluations, families, guidance, licences, plans, signals, time_entries, transfers, visits};
use crate::ids::{AssignmentId, ChildId, FamilyId, OrganisationId, PractitionerId, ReceivedTransferId, TrajectoryId};
use crate::problem::{Code, Problem};

/// Reads and locks a trajectory that the caller sees; 404 for any other. First in every write below a trajectory.
pub(crate) async fn trajectory_lock(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<TrajectoryRow, Problem> {
    store::trajectory_lock(tx, id).await
}

/// The same, and behind it in the same breath whatever else is asked.
pub(crate) async fn trajectory_lock_beside<T>(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    beside: impl AsyncFnOnce(&Wire, OrganisationId) -> T,
) -> (Result<TrajectoryRow, Problem>, T) {
    store::trajectory_lock_beside(tx, id, beside).await
}

/// Locks a trajectory of the organisation, whoever asks. Only where something else than a scope has proven that the
/// caller may come here: the token of a teacher's link. Everybody with an account goes through [`trajectory_lock`].
pub(crate) async fn trajectory_lock_without_scope(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
) -> Result<TrajectoryRow, Problem> {
    store::trajectory_lock_without_scope(tx, id).await
}

/// Locks a family's trajectories and tells how they stand; whether the caller may see the family is settled before.
pub(crate) async fn trajectories_lock_of_family(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
) -> Result<Vec<TrajectoryStatus>, Problem> {
    let rows = store::trajectories_lock_of_families(tx, &[family]).await?;
    Ok(rows.into_iter().map(|row| row.status).collect())
}

/// The family's trajectory under guidance, whoever may see it; what is done with it must tell nobody of it.
pub(crate) async fn running_of_family(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Option<TrajectoryId>, Problem> {
    store::running_of_family(tx, family).await
}

/// Names a trajectory that is in the way to a caller who may see it, and to nobody else.
pub(crate) async fn naming(tx: &mut Tx<Tenant>, problem: Problem, id: TrajectoryId) -> Result<Problem, Problem> {
    let hidden = Problem::is_hidden(store::trajectory_row(tx, id).await)?;
    Ok(if hidden { problem } else { problem.with("trajectoryId", id.to_string()) })
}

/// Gate G4, with the trajectory that is in the way. Of two that begin at once the database refuses the second.
async fn refuse_running(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<(), Problem> {
    match store::running_of_family(tx, family).await? {
        Some(id) => Err(naming(tx, Problem::new(Code::FamilyHasRunningTrajectory), id).await?),
        None => Ok(()),
    }
}

/// Locks a trajectory that went out of a practitioner's sight with a hand-over, for a visit of a day on which the
/// practitioner was still assigned (`domain.md` §11). 404 once that is longer ago than the setting
/// `handover_registration_days` says, and for any other. It gives sight of nothing else.
pub(crate) async fn trajectory_lock_for_late_registration(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    held_on: NaiveDate,
) -> Result<TrajectoryRow, Problem> {
    store::trajectory_lock_for_late_registration(tx, id, held_on).await
}

/// The row of a trajectory that the caller sees; 404 for any other.
pub(crate) async fn trajectory_row(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<TrajectoryRow, Problem> {
    store::trajectory_row(tx, id).await
}

/// The row of a trajectory, if the caller sees it; for who asks for more in the same breath.
pub(crate) async fn trajectory_seen(
    wire: &Wire,
    organisation: OrganisationId,
    context: &Context,
    id: TrajectoryId,
) -> Result<Option<TrajectoryRow>, Problem> {
    store::trajectory_seen(wire, organisation, context, id).await
}

/// A trajectory that the caller sees, in full.
pub(crate) async fn trajectory_get(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<Trajectory, Problem> {
    store::trajectory_get(tx, id).await
}

/// Who performed, performs or will perform a trajectory on a day.
pub(crate) fn performers_on(trajectory: &Trajectory, day: NaiveDate) -> Vec<PractitionerId> {
    rules::performers_on(&trajectory.assignments, day)
}

/// Gives a locked trajectory another standing. Whether it may is for guidance to say.
pub(crate) async fn trajectory_move(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    standing: (TrajectoryPhase, TrajectoryStatus),
    ended_on: Option<NaiveDate>,
) -> Result<(), Problem> {
    store::trajectory_move(tx, id, standing, ended_on).await
}

/// Says which received transfer a trajectory goes on with that was made in this transaction: no change of its own.
pub(crate) async fn trajectory_continue(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    transfer: ReceivedTransferId,
) -> Result<(), Problem> {
    store::trajectory_continue(tx, id, transfer).await
}

/// The focus children of a trajectory; whether the caller may see it is settled before.
pub(crate) async fn focus_children(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<Vec<ChildId>, Problem> {
    store::focus_children(tx, id).await
}

/// Counts a change of something below a locked trajectory as a change of it.
pub(crate) fn trajectory_touch(tx: &mut Tx<Tenant>, id: TrajectoryId) {
    store::trajectory_touch(tx, id);
}

/// One problem for all references that lead nowhere, by their pointers.
pub(crate) fn unknown_references(pointers: Vec<String>) -> Result<(), Problem> {
    let problems = pointers.iter().map(|pointer| Problem::unknown_reference(pointer));
    let whole = problems.reduce(|mut whole, next| {
        whole.violations.extend(next.violations);
        whole
    });
    whole.map_or(Ok(()), Err)
}

/// The pointers of those who are no practitioners of the organisation, or have left it where `working` is asked.
pub(crate) async fn practitioners_unknown(
    tx: &mut Tx<Tenant>,
    named: &[(PractitionerId, String)],
    working: bool,
) -> Result<Vec<String>, Problem> {
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<PractitionerId> = named.iter().map(|(id, _)| *id).collect();
    let known = store::practitioners_known(tx, &ids).await?;
    let fits = |id| known.get(id).is_some_and(|status| !working || *status == PractitionerStatus::Active);
    Ok(named.iter().filter(|(id, _)| !fits(id)).map(|(_, pointer)| pointer.clone()).collect())
}

/// Each id with the pointer of its place in an array of the body.
pub(crate) fn pointed<I: Copy>(ids: &[I], member: &str) -> Vec<(I, String)> {
    ids.iter().enumerate().map(|(position, id)| (*id, format!("/{member}/{position}"))).collect()
}

/// A practitioner starts trajectories to perform oneself; only project leaders and integrations do so for others.
pub(crate) fn refuse_for_others(tx: &Tx<Tenant>, performers: &[PractitionerId]) -> Result<(), Problem> {
    match tx.context.scope() {
        Scope::Organisation => Ok(()),
        Scope::Own(own) if performers == [own] => Ok(()),
        Scope::Own(_) | Scope::Nothing => Err(Problem::new(Code::Forbidden).detail(
            "Noem alleen uzelf in 'practitionerIds'. Een projectleider of koppeling start een traject voor anderen.",
            "Name only yourself in 'practitionerIds'. A project leader or client starts a trajectory for others.",
        )),
    }
}

/// Starts a trajectory for a family that the caller must see.
pub(crate) async fn trajectory_create(tx: &mut Tx<Tenant>, new: &NewTrajectory) -> Result<Trajectory, Problem> {
    refuse_hidden_family(tx, new).await?;
    trajectory_begin(tx, new).await
}

/// Refuses a family that the caller does not see, with everything else that leads nowhere.
pub(crate) async fn refuse_hidden_family(tx: &mut Tx<Tenant>, new: &NewTrajectory) -> Result<(), Problem> {
    if !Problem::is_hidden(families::family_visible(tx, new.family_id).await)? {
        return Ok(());
    }
    let mut unknown = vec!["/familyId".to_owned()];
    unknown.extend(others_unknown(tx, new).await?);
    unknown_references(unknown)
}

/// Starts a trajectory: gates G1 (every performer holds licence A on the first day), G4 and G5. Whether the caller sees
/// the family is settled before; one that was made in this transaction (an accepted referral) a practitioner comes to see
/// by this very trajectory.
pub(crate) async fn trajectory_begin(tx: &mut Tx<Tenant>, new: &NewTrajectory) -> Result<Trajectory, Problem> {
    let performers = pointed(&new.practitioner_ids, "practitionerIds");
    let mut unknown = children_unknown(tx, new.family_id, &new.focus_child_ids).await?;
    unknown.extend(others_unknown(tx, new).await?);
    unknown_references(unknown)?;
    not_in_future(tx, new.started_on, "startedOn")?;
    let held = licences::actions::require_valid(tx, &performers, new.started_on).await?;
    if let Some(id) = new.id {
        refuse_taken(tx, id).await?;
    }
    refuse_running(tx, new.family_id).await?;
    let row = store::trajectory_insert(tx, new.id.unwrap_or_default(), new).await?;
    transfers::actions::offer_take_back(tx, row.family_id).await?;
    store::focus_children_insert(tx, &row, &new.focus_child_ids).await?;
    store::performers_insert(tx, &row, new, &held).await?;
    tx.trace(Trace::done("trajectory", row.id.0).families([row.family_id]));
    store::trajectory_get(tx, row.id).await
}

/// The pointers of what a new trajectory names beside its family and children, and what leads nowhere.
async fn others_unknown(tx: &mut Tx<Tenant>, new: &NewTrajectory) -> Result<Vec<String>, Problem> {
    let performers = pointed(&new.practitioner_ids, "practitionerIds");
    let mut unknown = practitioners_unknown(tx, &performers, true).await?;
    if let Some(earlier) = new.continued_from_id {
        let row = store::trajectory_row(tx, earlier).await;
        if row.as_ref().is_ok_and(|row| row.family_id != new.family_id) || Problem::is_hidden(row)? {
            unknown.push("/continuedFromId".to_owned());
        }
    }
    Ok(unknown)
}

/// A chosen id that is taken by something that the caller sees.
async fn refuse_taken(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<(), Problem> {
    Problem::refuse_taken(store::trajectory_row(tx, id).await, || format!("/v1/trajectories/{id}"))
}

/// The pointers of those who are no children of the family.
async fn children_unknown(tx: &mut Tx<Tenant>, family: FamilyId, ids: &[ChildId]) -> Result<Vec<String>, Problem> {
    let known = families::children_of(tx, family).await?;
    let strangers = pointed(ids, "focusChildIds").into_iter().filter(|(id, _)| !known.contains(id));
    Ok(strangers.map(|(_, pointer)| pointer).collect())
}

/// Gate G5 for a day that something happened on.
pub(crate) fn not_in_future(tx: &Tx<Tenant>, day: NaiveDate, member: &str) -> Result<(), Problem> {
    if day > tx.context.today { Err(Problem::new(Code::FutureDate).with("member", member)) } else { Ok(()) }
}

/// Gate G5: nothing below a trajectory happens before it starts.
pub(crate) fn not_before_start(trajectory: &TrajectoryRow, day: NaiveDate) -> Result<(), Problem> {
    not_before(trajectory.started_on, day)
}

fn not_before(earliest: NaiveDate, day: NaiveDate) -> Result<(), Problem> {
    if day >= earliest {
        return Ok(());
    }
    Err(Problem::new(Code::BeforeStart).with("earliest", earliest.to_string()))
}

/// Refuses what a trajectory that is no longer under guidance does not take any more.
pub(crate) fn refuse_closed(trajectory: &TrajectoryRow) -> Result<(), Problem> {
    if trajectory.status.is_closed() { Err(closed(trajectory)) } else { Ok(()) }
}

pub(crate) fn closed(trajectory: &TrajectoryRow) -> Problem {
    Problem::new(Code::TrajectoryClosed).with("currentStatus", trajectory.status.as_str())
}

/// Changes a locked trajectory. What has been recorded under it stays within its days.
pub(super) async fn trajectory_change(
    tx: &mut Tx<Tenant>,
    row: &TrajectoryRow,
    current: &TrajectoryFields,
    fields: &TrajectoryFields,
) -> Result<Trajectory, Problem> {
    let moved = fields.started_on != current.started_on;
    let other_children = !same_set(&fields.focus_child_ids, &current.focus_child_ids);
    if other_children {
        unknown_references(children_unknown(tx, row.family_id, &fields.focus_child_ids).await?)?;
    }
    if row.status.is_closed() && (moved || other_children) {
        return Err(closed(row));
    }
    let handed_out = fields.folder_handed_out_on.map(|day| (day, "folderHandedOutOn"));
    let given = fields.certificates_given_on.map(|day| (day, "certificatesGivenOn"));
    for (day, member) in handed_out.into_iter().chain(given) {
        not_in_future(tx, day, member)?;
        not_before(fields.started_on, day)?;
    }
    let handed_out =
        fields.folder_handed_out_on.filter(|_| fields.folder_handed_out_on != current.folder_handed_out_on);
    let given = fields.certificates_given_on.filter(|_| fields.certificates_given_on != current.certificates_given_on);
    for day in handed_out.into_iter().chain(given) {
        require_licensed_care(tx, row, day).await?;
    }
    if moved {
        not_in_future(tx, fields.started_on, "startedOn")?;
        if let Some(first) = first_record_on(tx, row.id).await?.filter(|first| *first < fields.started_on) {
            return Err(Problem::new(Code::StartAfterVisits).with("latest", first.to_string()));
        }
        if let Some(received) = store::referral_received_on(tx, row.id).await? {
            not_before(received, fields.started_on)?;
        }
    }
    if other_children {
        store::focus_children_replace(tx, row, &fields.focus_child_ids).await?;
    }
    store::trajectory_update(tx, row.id, fields).await?;
    store::trajectory_get(tx, row.id).await
}

/// The first day that anything recorded below a trajectory bears: each feature tells of its own.
async fn first_record_on(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    let days = [
        visits::actions::first_day(tx, id).await?,
        plans::first_day(tx, id).await?,
        evaluations::actions::first_day(tx, id).await?,
        guidance::actions::first_day(tx, id).await?,
        time_entries::actions::first_day(tx, id).await?,
        signals::actions::first_day(tx, id).await?,
    ];
    Ok(days.into_iter().flatten().min())
}

/// Refuses an assignment that overlaps with another one of the same practitioner, with the one that is in the way.
async fn refuse_overlap(tx: &mut Tx<Tenant>, id: TrajectoryId, fields: &AssignmentFields) -> Result<(), Problem> {
    let assignments = store::assignments_of(tx, id).await?;
    match rules::overlapping(&assignments, fields) {
        Some(other) => Err(Problem::new(Code::AssignmentOverlaps)
            .with("assignmentId", other.id.to_string())
            .with("fromOn", other.from_on.to_string())
            .with("untilOn", other.until_on.map(|day| day.to_string()))),
        None => Ok(()),
    }
}

/// Gate G1 for what was handed to the family on a day. It says not by whom: one of those in whose care the family was then
/// holds licence A on it. Of a trajectory that nobody was ever assigned to nobody is judged.
async fn require_licensed_care(tx: &mut Tx<Tenant>, row: &TrajectoryRow, day: NaiveDate) -> Result<(), Problem> {
    let assigned = store::assignments_of(tx, row.id).await?;
    let caring = rules::in_care_on(&assigned, day);
    licences::actions::require_any_valid(tx, &caring, day).await
}

fn same_set(one: &[ChildId], other: &[ChildId]) -> bool {
    one.len() == other.len() && one.iter().all(|id| other.contains(id))
}

/// Assigns somebody to a locked trajectory: gate G1 on the first day.
pub(super) async fn assignment_add(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    id: AssignmentId,
    fields: &AssignmentFields,
) -> Result<Assignment, Problem> {
    let found = rules::check_days(fields);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    let named = [(fields.practitioner_id, "/practitionerId".to_owned())];
    unknown_references(practitioners_unknown(tx, &named, true).await?)?;
    not_before_start(trajectory, fields.from_on)?;
    let held = licences::actions::require_valid(tx, &named, fields.from_on).await?;
    if let Some(other) = store::assignment_find(tx, id).await? {
        // Who assigns sees the whole organisation.
        let location = format!("/v1/trajectories/{other}/assignments/{id}");
        return Err(Problem::taken(location));
    }
    refuse_overlap(tx, trajectory.id, fields).await?;
    let assignment = store::assignment_insert(tx, trajectory.id, id, (fields, held.first())).await?;
    store::trajectory_touch(tx, trajectory.id);
    Ok(assignment)
}

/// Shortens an assignment of a locked trajectory; whoever's last day is past loses sight of it at once.
pub(super) async fn assignment_shorten(
    tx: &mut Tx<Tenant>,
    current: &Assignment,
    until_on: Option<NaiveDate>,
) -> Result<Assignment, Problem> {
    let found = rules::check_end(current, until_on);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    let assignment = store::assignment_set_end(tx, current.id, until_on).await?;
    store::trajectory_touch(tx, current.trajectory_id);
    Ok(assignment)
}

/// Withdraws an assignment of a locked trajectory on its first day at the latest. Later its days are history: it says
/// who had access, and is ended instead.
pub(super) async fn assignment_withdraw(tx: &mut Tx<Tenant>, current: &Assignment) -> Result<(), Problem> {
    if current.from_on < tx.context.today {
        return Err(Problem::new(Code::AssignmentBegun).with("fromOn", current.from_on.to_string()));
    }
    store::assignment_delete(tx, current.id).await?;
    store::trajectory_touch(tx, current.trajectory_id);
    Ok(())
}
