//! The SQL of trajectories, their focus children and assignments. Every write below a trajectory holds the lock on the
//! trajectory's row, so what lies below needs none of its own. `FOR NO KEY UPDATE`: it is only ever referred to by key.

mod assigned;
mod handover;

pub(super) use assigned::{
    assignment_delete, assignment_find, assignment_get, assignment_insert, assignment_list, assignment_set_end,
    performers_insert,
};
pub(super) use handover::{assignments_of, families_lock, performed_on, trajectory_lock_for_late_registration};

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;
use futures_util::{join, try_join};

use super::api::{
    Assignment, NewTrajectory, Trajectory, TrajectoryFields, TrajectoryFilter, TrajectoryPhase, TrajectoryStatus,
    VisitCount,
};
use super::rules;
use crate::context::{Context, Scope};
use crate::db::{Tenant, Tx, Wire, kept};
use crate::features::practitioners::PractitionerStatus;
use crate::ids::{ChildId, FamilyId, OrganisationId, PractitionerId, ReceivedTransferId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{assignments, focus_children, practitioners, referrals, trajectories, visits};

/// A trajectory's own row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = trajectories)]
pub(crate) struct TrajectoryRow {
    pub id: TrajectoryId,
    pub family_id: FamilyId,
    pub phase: TrajectoryPhase,
    pub status: TrajectoryStatus,
    pub started_on: NaiveDate,
    pub ended_on: Option<NaiveDate>,
    pub continued_from_id: Option<TrajectoryId>,
    pub continued_from_transfer_id: Option<ReceivedTransferId>,
    pub notes: Option<String>,
    pub folder_handed_out_on: Option<NaiveDate>,
    pub certificates_given_on: Option<NaiveDate>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl TrajectoryRow {
    /// What a PATCH works on.
    pub(super) fn fields(&self, focus_child_ids: Vec<ChildId>) -> TrajectoryFields {
        TrajectoryFields {
            started_on: self.started_on,
            focus_child_ids,
            folder_handed_out_on: self.folder_handed_out_on,
            certificates_given_on: self.certificates_given_on,
            notes: self.notes.clone(),
        }
    }
}

type TrajectoryIds = assignments::BoxedQuery<'static, Pg, sql_types::Uuid>;

/// The trajectories that a practitioner is assigned to, today or later: those that the practitioner sees.
pub(crate) fn in_care_of(
    organisation: OrganisationId,
    practitioner: PractitionerId,
    today: NaiveDate,
) -> TrajectoryIds {
    assignments::table
        .filter(assignments::organisation_id.eq(organisation))
        .filter(assignments::practitioner_id.eq(practitioner))
        .filter(assignments::until_on.is_null().or(assignments::until_on.ge(today)))
        .select(assignments::trajectory_id)
        .into_boxed()
}

/// Narrows a query on trajectories to what the caller may see.
fn in_scope<'a, ST>(
    organisation: OrganisationId,
    context: &Context,
    query: trajectories::BoxedQuery<'a, Pg, ST>,
) -> trajectories::BoxedQuery<'a, Pg, ST> {
    let query = query.filter(trajectories::organisation_id.eq(organisation));
    match context.scope() {
        Scope::Organisation => query,
        Scope::Own(own) => query.filter(trajectories::id.eq_any(in_care_of(organisation, own, context.today))),
        Scope::Nothing => query.filter(false.into_sql::<sql_types::Bool>()),
    }
}

/// How many visits of the trajectory at hand have a status.
macro_rules! visits_with {
    ($status:literal) => {
        visits::table
            .filter(visits::organisation_id.eq(trajectories::organisation_id))
            .filter(visits::trajectory_id.eq(trajectories::id))
            .filter(visits::status.eq($status))
            .count()
            .single_value()
    };
}

/// A trajectory's own row, and how many of its visits are planned and held.
type Counted = (TrajectoryRow, Option<i64>, Option<i64>);

/// A page of trajectories: one statement for the rows with their counts, one for the focus children, one for the
/// assignments.
pub(super) async fn trajectory_list(
    tx: &mut Tx<Tenant>,
    filter: &TrajectoryFilter,
    after: Option<TrajectoryId>,
    rows: i64,
) -> Result<Vec<Trajectory>, Problem> {
    let (organisation, today) = (tx.organisation(), tx.context.today);
    let query = trajectories::table
        .order(trajectories::id)
        .limit(rows)
        .select((TrajectoryRow::as_select(), visits_with!("planned"), visits_with!("held")))
        .into_boxed();
    let mut query = in_scope(organisation, &tx.context, query);
    if let Some(after) = after {
        query = query.filter(trajectories::id.gt(after));
    }
    if let Some(status) = filter.status {
        query = query.filter(trajectories::status.eq(status));
    }
    if let Some(phase) = filter.phase {
        query = query.filter(trajectories::phase.eq(phase));
    }
    if let Some(family) = filter.family_id {
        query = query.filter(trajectories::family_id.eq(family));
    }
    if let Some(from) = filter.started_from {
        query = query.filter(trajectories::started_on.ge(from));
    }
    if let Some(until) = filter.started_until {
        query = query.filter(trajectories::started_on.le(until));
    }
    if let Some(practitioner) = filter.practitioner_id {
        query = query.filter(trajectories::id.eq_any(in_care_of(organisation, practitioner, today)));
    }
    let found: Vec<Counted> = query.load(tx.conn()).await?;
    let ids: Vec<TrajectoryId> = found.iter().map(|(row, ..)| row.id).collect();
    let (wire, context) = tx.split();
    let (mut children, mut assigned) = below(wire, organisation, &ids).await?;
    let whole = |counted: Counted| {
        let id = counted.0.id;
        whole(counted, children.remove(&id).unwrap_or_default(), assigned.remove(&id).unwrap_or_default(), today)
    };
    Ok(found.into_iter().map(whole).map(|trajectory| trajectory.told_to(context)).collect())
}

/// A trajectory with everything that belongs to it.
fn whole(
    (row, planned, held): Counted,
    focus_child_ids: Vec<ChildId>,
    assignments: Vec<Assignment>,
    today: NaiveDate,
) -> Trajectory {
    Trajectory {
        id: row.id,
        family_id: row.family_id,
        focus_child_ids,
        practitioner_ids: rules::performers_on(&assignments, today),
        phase: row.phase,
        status: row.status,
        started_on: row.started_on,
        ended_on: row.ended_on,
        continued_from_id: row.continued_from_id,
        continued_from_transfer_id: row.continued_from_transfer_id,
        folder_handed_out_on: row.folder_handed_out_on,
        certificates_given_on: row.certificates_given_on,
        notes: row.notes,
        assignments,
        visit_count: VisitCount { planned: planned.unwrap_or(0), held: held.unwrap_or(0) },
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

type Below = (HashMap<TrajectoryId, Vec<ChildId>>, HashMap<TrajectoryId, Vec<Assignment>>);

/// The focus children and assignments of trajectories.
async fn below(wire: &Wire, organisation: OrganisationId, ids: &[TrajectoryId]) -> QueryResult<Below> {
    try_join!(children_by_trajectory(wire, organisation, ids), assignments_by_trajectory(wire, organisation, ids))
}

async fn children_by_trajectory(
    mut wire: &Wire,
    organisation: OrganisationId,
    ids: &[TrajectoryId],
) -> QueryResult<HashMap<TrajectoryId, Vec<ChildId>>> {
    let rows: Vec<(TrajectoryId, ChildId)> = focus_children::table
        .filter(focus_children::organisation_id.eq(organisation))
        .filter(focus_children::trajectory_id.eq_any(ids))
        .order(focus_children::child_id)
        .select((focus_children::trajectory_id, focus_children::child_id))
        .load(&mut wire)
        .await?;
    let mut grouped: HashMap<_, Vec<_>> = HashMap::new();
    for (trajectory, child) in rows {
        grouped.entry(trajectory).or_default().push(child);
    }
    Ok(grouped)
}

async fn assignments_by_trajectory(
    mut wire: &Wire,
    organisation: OrganisationId,
    ids: &[TrajectoryId],
) -> QueryResult<HashMap<TrajectoryId, Vec<Assignment>>> {
    let rows: Vec<Assignment> = assignments::table
        .filter(assignments::organisation_id.eq(organisation))
        .filter(assignments::trajectory_id.eq_any(ids))
        .order((assignments::from_on, assignments::id))
        .select(Assignment::as_select())
        .load(&mut wire)
        .await?;
    let mut grouped: HashMap<_, Vec<_>> = HashMap::new();
    for assignment in rows {
        grouped.entry(assignment.trajectory_id).or_default().push(assignment);
    }
    Ok(grouped)
}

/// A trajectory that the caller sees, in full. Whose care it is in is judged from its
/// assignments, which are read anyway, by the same rule as [`in_care_of`].
pub(super) async fn trajectory_get(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<Trajectory, Problem> {
    let organisation = tx.organisation();
    let (wire, context) = tx.split();
    let columns = (TrajectoryRow::as_select(), visits_with!("planned"), visits_with!("held"));
    let row = async {
        let mut wire = wire;
        trajectories::table.find((organisation, id)).select(columns).first::<Counted>(&mut wire).await.optional()
    };
    // Of one that is not found nobody looks at the rest.
    let (row, (mut children, mut assigned)) = try_join!(row, below(wire, organisation, std::slice::from_ref(&id)))?;
    let children = children.remove(&id).unwrap_or_default();
    let assigned = assigned.remove(&id).unwrap_or_default();
    let sees = match context.scope() {
        Scope::Organisation => true,
        Scope::Own(own) => rules::in_care_from(&assigned, context.today).contains(&own),
        Scope::Nothing => false,
    };
    let row = row.filter(|_| sees).ok_or_else(Problem::not_found)?;
    Ok(whole(row, children, assigned, context.today).told_to(context))
}

/// The row of a trajectory, if the caller sees it; for who asks for more in the same breath.
pub(super) async fn trajectory_seen(
    mut wire: &Wire,
    organisation: OrganisationId,
    context: &Context,
    id: TrajectoryId,
) -> Result<Option<TrajectoryRow>, Problem> {
    let query = trajectories::table.filter(trajectories::id.eq(id)).select(TrajectoryRow::as_select()).into_boxed();
    Ok(in_scope(organisation, context, query).first(&mut wire).await.optional()?)
}

/// The row of a trajectory that the caller sees.
pub(super) async fn trajectory_row(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<TrajectoryRow, Problem> {
    let organisation = tx.organisation();
    let (wire, context) = tx.split();
    trajectory_seen(wire, organisation, context, id).await?.ok_or_else(Problem::not_found)
}

/// Reads and locks a trajectory that the caller sees and that is about to change, itself or below.
pub(super) async fn trajectory_lock(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<TrajectoryRow, Problem> {
    trajectory_lock_beside(tx, id, async |_, _| ()).await.0
}

/// The same, and behind it in the same breath whatever else is asked.
pub(super) async fn trajectory_lock_beside<T>(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    beside: impl AsyncFnOnce(&Wire, OrganisationId) -> T,
) -> (Result<TrajectoryRow, Problem>, T) {
    let organisation = tx.organisation();
    let (wire, context) = tx.split();
    let (locked, beside) = join!(locked(wire, organisation, context, id), beside(wire, organisation));
    if let Ok(row) = &locked {
        tx.context.families.push(row.family_id);
    }
    (locked, beside)
}

async fn locked(
    mut wire: &Wire,
    organisation: OrganisationId,
    context: &Context,
    id: TrajectoryId,
) -> Result<TrajectoryRow, Problem> {
    let (everything, own) = match context.scope() {
        Scope::Organisation => (true, None),
        Scope::Own(practitioner) => (false, Some(practitioner)),
        Scope::Nothing => return Err(Problem::not_found()),
    };
    // A boxed query can't be locked; so both scopes are one statement. Only of this trajectory: beside an OR, PostgreSQL would
    // read all assignments of the practitioner.
    let own = assignments::table
        .filter(assignments::organisation_id.eq(organisation))
        .filter(assignments::trajectory_id.eq(id))
        .filter(assignments::practitioner_id.nullable().eq(own))
        .filter(assignments::until_on.is_null().or(assignments::until_on.ge(context.today)))
        .select(assignments::trajectory_id);
    Ok(trajectories::table
        .find((organisation, id))
        .filter(everything.into_sql::<sql_types::Bool>().or(trajectories::id.eq_any(own)))
        .select(TrajectoryRow::as_select())
        .for_no_key_update()
        .first(&mut wire)
        .await?)
}

/// The same lock without a look at the caller's scope.
pub(super) async fn trajectory_lock_without_scope(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
) -> Result<TrajectoryRow, Problem> {
    let row = trajectories::table.find((tx.organisation(), id)).select(TrajectoryRow::as_select());
    let row: TrajectoryRow = row.for_no_key_update().first(tx.conn()).await?;
    tx.context.families.push(row.family_id);
    Ok(row)
}

/// Locks all trajectories of families, in the order of their ids, so that nobody waits in a circle.
pub(super) async fn trajectories_lock_of_families(
    tx: &mut Tx<Tenant>,
    families: &[FamilyId],
) -> Result<Vec<TrajectoryRow>, Problem> {
    let query = trajectories::table
        .filter(trajectories::organisation_id.eq(tx.organisation()))
        .filter(trajectories::family_id.eq_any(families))
        .order(trajectories::id)
        .select(TrajectoryRow::as_select())
        .for_no_key_update();
    Ok(query.load(tx.conn()).await?)
}

/// The family's trajectory under guidance, whoever may see it.
pub(super) async fn running_of_family(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Option<TrajectoryId>, Problem> {
    let running = [TrajectoryStatus::Active, TrajectoryStatus::Paused].map(TrajectoryStatus::as_str);
    let query = trajectories::table
        .filter(trajectories::organisation_id.eq(tx.organisation()))
        .filter(trajectories::family_id.eq(family))
        .filter(trajectories::status.eq_any(running))
        .select(trajectories::id);
    Ok(query.first(tx.conn()).await.optional()?)
}

pub(super) async fn trajectory_insert(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    new: &NewTrajectory,
) -> Result<TrajectoryRow, Problem> {
    let row = (
        trajectories::organisation_id.eq(tx.organisation()),
        trajectories::id.eq(id),
        trajectories::family_id.eq(new.family_id),
        trajectories::phase.eq(TrajectoryPhase::Alignment),
        trajectories::status.eq(TrajectoryStatus::Active),
        trajectories::started_on.eq(new.started_on),
        trajectories::continued_from_id.eq(new.continued_from_id),
        trajectories::notes.eq(new.notes.as_deref()),
        trajectories::version.eq(1),
        trajectories::created_at.eq(tx.context.now),
        trajectories::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(trajectories::table).values(row).returning(TrajectoryRow::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn trajectory_update(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    fields: &TrajectoryFields,
) -> Result<(), Problem> {
    let change = (
        trajectories::started_on.eq(fields.started_on),
        trajectories::folder_handed_out_on.eq(fields.folder_handed_out_on),
        trajectories::certificates_given_on.eq(fields.certificates_given_on),
        trajectories::notes.eq(fields.notes.as_deref()),
        trajectories::version.eq(trajectories::version + 1),
        trajectories::updated_at.eq(tx.context.now),
    );
    diesel::update(trajectories::table.find((tx.organisation(), id))).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Gives a trajectory its new standing. A second one under guidance is refused by the family's unique index (gate G4).
pub(super) async fn trajectory_move(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    (phase, status): (TrajectoryPhase, TrajectoryStatus),
    ended_on: Option<NaiveDate>,
) -> Result<(), Problem> {
    let change = (
        trajectories::phase.eq(phase),
        trajectories::status.eq(status),
        trajectories::ended_on.eq(ended_on),
        trajectories::version.eq(trajectories::version + 1),
        trajectories::updated_at.eq(tx.context.now),
    );
    diesel::update(trajectories::table.find((tx.organisation(), id))).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Says which transfer a trajectory that was made in this transaction goes on with.
pub(super) async fn trajectory_continue(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    transfer: ReceivedTransferId,
) -> Result<(), Problem> {
    let change = trajectories::continued_from_transfer_id.eq(transfer);
    diesel::update(trajectories::table.find((tx.organisation(), id))).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Counts a change of something below the trajectory as a change of the trajectory.
pub(super) fn trajectory_touch(tx: &mut Tx<Tenant>, id: TrajectoryId) {
    let change = (trajectories::version.eq(trajectories::version + 1), trajectories::updated_at.eq(tx.context.now));
    tx.at_last(kept(diesel::update(trajectories::table.find((tx.organisation(), id))).set(change)));
}

/// When the referral came in that became this trajectory: nothing happens before it (gate G5).
pub(super) async fn referral_received_on(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    Ok(referrals::table
        .filter(referrals::organisation_id.eq(tx.organisation()))
        .filter(referrals::trajectory_id.eq(id))
        .select(referrals::received_on)
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn focus_children(tx: &mut Tx<Tenant>, id: TrajectoryId) -> Result<Vec<ChildId>, Problem> {
    let organisation = tx.organisation();
    Ok(children_by_trajectory(tx.conn(), organisation, &[id]).await?.remove(&id).unwrap_or_default())
}

pub(super) async fn focus_children_insert(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    children: &[ChildId],
) -> Result<(), Problem> {
    let organisation = tx.organisation();
    let row = |child: &ChildId| {
        (
            focus_children::organisation_id.eq(organisation),
            focus_children::trajectory_id.eq(trajectory.id),
            focus_children::family_id.eq(trajectory.family_id),
            focus_children::child_id.eq(*child),
        )
    };
    let rows: Vec<_> = children.iter().map(row).collect();
    diesel::insert_into(focus_children::table).values(rows).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn focus_children_replace(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    children: &[ChildId],
) -> Result<(), Problem> {
    // Whoever stays is left alone: evaluations refer to them.
    let before = focus_children(tx, trajectory.id).await?;
    let leaving = focus_children::table
        .filter(focus_children::organisation_id.eq(tx.organisation()))
        .filter(focus_children::trajectory_id.eq(trajectory.id))
        .filter(focus_children::child_id.ne_all(children));
    diesel::delete(leaving).execute(tx.conn()).await?;
    let coming: Vec<ChildId> = children.iter().copied().filter(|child| !before.contains(child)).collect();
    if coming.is_empty() { Ok(()) } else { focus_children_insert(tx, trajectory, &coming).await }
}

/// Which of these are practitioners of the organisation, and whether they still work there.
pub(super) async fn practitioners_known(
    tx: &mut Tx<Tenant>,
    ids: &[PractitionerId],
) -> Result<HashMap<PractitionerId, PractitionerStatus>, Problem> {
    let rows: Vec<(PractitionerId, PractitionerStatus)> = practitioners::table
        .filter(practitioners::organisation_id.eq(tx.organisation()))
        .filter(practitioners::id.eq_any(ids))
        .select((practitioners::id, practitioners::status))
        .load(tx.conn())
        .await?;
    Ok(rows.into_iter().collect())
}
