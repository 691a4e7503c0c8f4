//! What a transition writes: itself, and the completions that licence B counts.

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
use crate::schema::{assignments, practitioners, trajectory_completions, transitions};

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
