//! Hand-overs to a colleague, for good or for a while (`domain.md` §11): in one transaction the assignments, and the
//! visits that are planned from then on. With a trajectory go those of the same family that have ended: the former
//! practitioner loses sight of the family, and the new one sees what came before.

use super::{
    closed, not_before_start, pointed, practitioners_unknown, refuse_overlap, trajectory_lock, unknown_references,
};
use crate::db::{Tenant, Trace, Tx};
use crate::features::licences;
use crate::features::licences::actions::Held;
use crate::features::trajectories::TrajectoryStatus;
use crate::features::trajectories::api::{Assignment, Handover, NewHandover, NewHandovers};
use crate::features::trajectories::rules::{self, handover::Standing};
use crate::features::trajectories::store::{self, TrajectoryRow};
use crate::features::visits::actions::planned_visits_hand_over;
use crate::ids::{AssignmentId, FamilyId, TrajectoryId};
use crate::problem::{Code, Problem};

/// A locked trajectory with everybody who is assigned to it.
struct Assigned {
    row: TrajectoryRow,
    assignments: Vec<Assignment>,
}

impl Assigned {
    async fn load(tx: &mut Tx<Tenant>, row: TrajectoryRow) -> Result<Self, Problem> {
        let assignments = store::assignments_of(tx, row.id).await?;
        Ok(Self { row, assignments })
    }

    fn is_performed(&self, ask: &NewHandover) -> bool {
        rules::performers_on(&self.assignments, ask.on).contains(&ask.from_practitioner_id)
    }
}

/// Hands one locked trajectory over.
pub(in crate::features::trajectories) async fn trajectory_hand_over(
    tx: &mut Tx<Tenant>,
    row: TrajectoryRow,
    ask: &NewHandover,
) -> Result<Handover, Problem> {
    let held = refuse_unfit(tx, ask).await?;
    let assigned = Assigned::load(tx, row).await?;
    if !assigned.is_performed(ask) {
        return Err(performs_nothing());
    }
    hand_over_all(tx, vec![assigned], ask, held).await
}

/// Hands several trajectories over, or none. Those who are not named are those that the practitioner performs.
pub(in crate::features::trajectories) async fn trajectories_hand_over(
    tx: &mut Tx<Tenant>,
    asked: &NewHandovers,
) -> Result<Handover, Problem> {
    let ask = asked.each();
    let held = refuse_unfit(tx, &ask).await?;
    let all = match &asked.trajectory_ids {
        Some(ids) => lock_named(tx, ids, &ask).await?,
        None => lock_performed(tx, &ask).await?,
    };
    hand_over_all(tx, all, &ask, held).await
}

/// Locks a trajectory that the caller sees, and with it all of its family, since those that have ended may go along.
pub(in crate::features::trajectories) async fn trajectory_lock_with_family(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
) -> Result<TrajectoryRow, Problem> {
    store::families_lock(tx, &[id]).await?;
    trajectory_lock(tx, id).await
}

/// Gate G1 for who receives, on the first day: the licence that it is handed over under. Who gives may have left already.
async fn refuse_unfit(tx: &mut Tx<Tenant>, ask: &NewHandover) -> Result<Option<Held>, Problem> {
    let to = [(ask.to_practitioner_id, "/toPractitionerId".to_owned())];
    let mut unknown =
        practitioners_unknown(tx, &[(ask.from_practitioner_id, "/fromPractitionerId".to_owned())], false).await?;
    unknown.extend(practitioners_unknown(tx, &to, true).await?);
    unknown_references(unknown)?;
    let found = rules::handover::check(ask, tx.context.today);
    if !found.is_empty() {
        return Err(Problem::invalid(found));
    }
    Ok(licences::actions::require_valid(tx, &to, ask.on).await?.into_iter().next())
}

fn performs_nothing() -> Problem {
    Problem::unknown_reference("/fromPractitionerId").detail(
        "Deze begeleider voert op 'on' geen traject uit dat kan worden overgedragen.",
        "This practitioner performs no trajectory on 'on' that can be handed over.",
    )
}

/// Locks the trajectories that are named, in the order of their ids.
async fn lock_named(tx: &mut Tx<Tenant>, ids: &[TrajectoryId], ask: &NewHandover) -> Result<Vec<Assigned>, Problem> {
    let mut named = pointed(ids, "trajectoryIds");
    named.sort_by_key(|(id, _)| *id);
    store::families_lock(tx, ids).await?;
    let (mut all, mut unknown) = (Vec::new(), Vec::new());
    for (id, pointer) in named {
        match trajectory_lock(tx, id).await {
            Ok(row) => {
                let assigned = Assigned::load(tx, row).await?;
                if assigned.is_performed(ask) {
                    all.push(assigned);
                } else {
                    unknown.push(pointer);
                }
            }
            Err(problem) if problem.code == Code::NotFound => unknown.push(pointer),
            Err(problem) => return Err(problem),
        }
    }
    unknown_references(unknown)?;
    Ok(all)
}

/// Locks the trajectories that the practitioner performs on the day and that did not end early, in the order of their
/// ids. What changed before the lock was there is left out.
async fn lock_performed(tx: &mut Tx<Tenant>, ask: &NewHandover) -> Result<Vec<Assigned>, Problem> {
    let mut all = Vec::new();
    let performed = store::performed_on(tx, ask.from_practitioner_id, ask.on).await?;
    store::families_lock(tx, &performed).await?;
    for id in performed {
        let row = trajectory_lock(tx, id).await?;
        let assigned = Assigned::load(tx, row).await?;
        if assigned.is_performed(ask) && assigned.row.status != TrajectoryStatus::Discontinued {
            all.push(assigned);
        }
    }
    if all.is_empty() { Err(performs_nothing()) } else { Ok(all) }
}

/// Hands these over, with what goes along of their families, in the order of their ids.
async fn hand_over_all(
    tx: &mut Tx<Tenant>,
    handed: Vec<Assigned>,
    ask: &NewHandover,
    held: Option<Held>,
) -> Result<Handover, Problem> {
    for Assigned { row, .. } in &handed {
        if row.status == TrajectoryStatus::Discontinued {
            return Err(about(row, closed(row)));
        }
        not_before_start(row, ask.on).map_err(|problem| about(row, problem))?;
    }
    let mut all = along(tx, &handed, ask).await?;
    all.extend(handed);
    all.sort_by_key(|one| one.row.id);
    let mut items = Vec::new();
    for assigned in &all {
        items.extend(hand_over(tx, assigned, ask, held).await?);
    }
    Ok(Handover { items })
}

/// The trajectories of these families that have ended and would keep the former practitioner in sight of them.
async fn along(tx: &mut Tx<Tenant>, handed: &[Assigned], ask: &NewHandover) -> Result<Vec<Assigned>, Problem> {
    let mut families: Vec<FamilyId> = handed.iter().map(|one| one.row.family_id).collect();
    families.sort_unstable();
    families.dedup();
    let rows = store::trajectories_lock_of_families(tx, &families).await?;
    let mut found = Vec::new();
    for family in families {
        let mut others = Vec::new();
        for row in rows.iter().filter(|row| row.family_id == family) {
            if handed.iter().all(|one| one.row.id != row.id) {
                others.push(Assigned::load(tx, row.clone()).await?);
            }
        }
        let standing = |one: &Assigned| Standing {
            handed: false,
            closed: one.row.status.is_closed(),
            assigned: rules::handover::is_assigned(&one.assignments, ask),
        };
        let mut standings: Vec<Standing> = others.iter().map(standing).collect();
        standings.push(Standing { handed: true, closed: false, assigned: true });
        let gone = rules::handover::along(ask.kind, &standings);
        let goes = others.into_iter().enumerate().filter(|(position, _)| gone.contains(position));
        found.extend(goes.map(|(_, one)| one));
    }
    Ok(found)
}

/// A refusal says which of several trajectories it is about.
fn about(row: &TrajectoryRow, problem: Problem) -> Problem {
    problem.with("trajectoryId", row.id.to_string())
}

/// The assignments of one trajectory first, then its planned visits. Who only stood in gives way to nobody.
async fn hand_over(
    tx: &mut Tx<Tenant>,
    assigned: &Assigned,
    ask: &NewHandover,
    held: Option<Held>,
) -> Result<Option<Assignment>, Problem> {
    let Assigned { row, assignments } = assigned;
    let effect = rules::handover::effect(assignments, ask);
    for (id, last) in effect.cut {
        match last {
            Some(last) => _ = store::assignment_set_end(tx, id, Some(last)).await?,
            None => store::assignment_delete(tx, id).await?,
        }
    }
    let made = if effect.add && assigned.is_performed(ask) {
        let fields = ask.assignment();
        refuse_overlap(tx, row.id, &fields).await.map_err(|problem| about(row, problem))?;
        let insert = store::assignment_insert(tx, row.id, AssignmentId::new(), (&fields, held.as_ref())).await;
        Some(insert.map_err(|problem| about(row, problem))?)
    } else {
        None
    };
    let who = (ask.from_practitioner_id, ask.to_practitioner_id);
    planned_visits_hand_over(tx, row.id, who, (ask.on, ask.until_on)).await?;
    store::trajectory_touch(tx, row.id);
    let trace = Trace::done("trajectory", row.id.0).families([row.family_id]).changed(["assignments".to_owned()]);
    tx.trace(trace);
    Ok(made)
}
