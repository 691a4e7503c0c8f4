//! What a transition writes: itself, the trajectory's new standing, the planned visits that it cancels or gives back, and
//! the completions that licence B counts.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Tenant, Tx};
use crate::features::guidance::api::{NewTransition, Transition};
use crate::features::guidance::rules::transition::State;
use crate::features::licences::actions::hold_still;
use crate::features::trajectories::TrajectoryRow;
use crate::ids::{PersonId, TrajectoryId, TransitionId};
use crate::problem::Problem;
use crate::schema::{assignments, practitioners, trajectories, trajectory_completions, transitions, visits};

pub(in crate::features::guidance) async fn transition_insert(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    number: i32,
    ask: &NewTransition,
    (phase, status): State,
) -> Result<Transition, Problem> {
    let row = (
        transitions::organisation_id.eq(tx.organisation()),
        transitions::id.eq(TransitionId::new()),
        transitions::trajectory_id.eq(trajectory.id),
        transitions::family_id.eq(trajectory.family_id),
        transitions::number.eq(number),
        transitions::moved_to.eq(ask.to),
        transitions::moved_on.eq(ask.on),
        (
            transitions::from_phase.eq(trajectory.phase),
            transitions::from_status.eq(trajectory.status),
            transitions::to_phase.eq(phase),
            transitions::to_status.eq(status),
        ),
        transitions::reason.eq(ask.reason.as_deref()),
        transitions::contra_indication.eq(ask.contra_indication.as_deref()),
        transitions::restart_on.eq(ask.restart_on),
        transitions::created_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(transitions::table).values(row).returning(Transition::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

/// Gives a trajectory its new standing. A second one under guidance is refused by the family's unique index (gate G4).
pub(in crate::features::guidance) async fn trajectory_move(
    tx: &mut Tx<Tenant>,
    id: TrajectoryId,
    (phase, status): State,
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

/// Cancels the planned visits of a trajectory, but those of the steps that go on.
pub(in crate::features::guidance) async fn planned_cancel(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    transition: TransitionId,
    reason: &str,
    but_steps: &[String],
) -> Result<usize, Problem> {
    let planned = visits::table
        .filter(visits::organisation_id.eq(tx.organisation()))
        .filter(visits::trajectory_id.eq(trajectory))
        .filter(visits::status.eq("planned"))
        .filter(visits::step.ne_all(but_steps));
    let change = (
        visits::status.eq("cancelled"),
        visits::cancelled_from.eq("planned"),
        visits::cancel_reason.eq(reason),
        visits::cancelled_by.eq(Some(transition.0)),
        visits::version.eq(visits::version + 1),
        visits::updated_at.eq(tx.context.now),
    );
    Ok(diesel::update(planned).set(change).execute(tx.conn()).await?)
}

/// Gives back the planned visits that a transition cancelled and that nobody touched since.
pub(in crate::features::guidance) async fn planned_restore(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    transition: TransitionId,
) -> Result<usize, Problem> {
    let cancelled = visits::table
        .filter(visits::organisation_id.eq(tx.organisation()))
        .filter(visits::trajectory_id.eq(trajectory))
        .filter(visits::status.eq("cancelled"))
        .filter(visits::cancelled_by.eq(transition.0));
    let change = (
        visits::status.eq("planned"),
        visits::cancelled_from.eq(None::<String>),
        visits::cancel_reason.eq(None::<String>),
        visits::cancelled_by.eq(None::<uuid::Uuid>),
        visits::version.eq(visits::version + 1),
        visits::updated_at.eq(tx.context.now),
    );
    Ok(diesel::update(cancelled).set(change).execute(tx.conn()).await?)
}

/// Writes a completion for every person who performs on the trajectory that day. It names neither family nor
/// trajectory (`domain.md` §10).
pub(in crate::features::guidance) async fn completions_insert(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    transition: TransitionId,
    on: NaiveDate,
) -> Result<(), Problem> {
    let organisation = tx.organisation();
    let performing = assignments::table
        .filter(assignments::organisation_id.eq(organisation))
        .filter(assignments::trajectory_id.eq(trajectory))
        .filter(assignments::kind.eq("performer"))
        .filter(assignments::from_on.le(on))
        .filter(assignments::until_on.is_null().or(assignments::until_on.ge(on)))
        .select(assignments::practitioner_id);
    let people: Vec<PersonId> = practitioners::table
        .filter(practitioners::organisation_id.eq(organisation))
        .filter(practitioners::id.eq_any(performing))
        .order(practitioners::person_id)
        .select(practitioners::person_id)
        .load(tx.conn())
        .await?;
    // What licences rest on changes: after the trajectory's lock those of the persons, in the order of their ids.
    for person in &people {
        hold_still(tx, *person).await?;
    }
    let now = tx.context.now;
    let row = |person: &PersonId| {
        (
            trajectory_completions::organisation_id.eq(organisation),
            trajectory_completions::id.eq(uuid::Uuid::now_v7()),
            trajectory_completions::person_id.eq(*person),
            trajectory_completions::completed_on.eq(on),
            trajectory_completions::created_at.eq(now),
            trajectory_completions::transition_id.eq(Some(transition.0)),
        )
    };
    let rows: Vec<_> = people.iter().map(row).collect();
    diesel::insert_into(trajectory_completions::table).values(rows).execute(tx.conn()).await?;
    Ok(())
}

/// Takes back the completions that came from a transition.
pub(in crate::features::guidance) async fn completions_delete(
    tx: &mut Tx<Tenant>,
    transition: TransitionId,
) -> Result<(), Problem> {
    let organisation = tx.organisation();
    let own = trajectory_completions::table
        .filter(trajectory_completions::organisation_id.eq(organisation))
        .filter(trajectory_completions::transition_id.eq(transition.0));
    let people = own.order(trajectory_completions::person_id).select(trajectory_completions::person_id);
    let people: Vec<PersonId> = people.load(tx.conn()).await?;
    for person in people {
        hold_still(tx, person).await?;
    }
    diesel::delete(own).execute(tx.conn()).await?;
    Ok(())
}
