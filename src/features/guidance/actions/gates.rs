//! What other features ask of gate G3: whether something may bear a day, by the moves that were made.

use chrono::NaiveDate;

use super::with_unmet;
use crate::db::{Tenant, Tx};
use crate::features::guidance::rules::history;
use crate::features::guidance::rules::transition::{Basis, completion_lacks};
use crate::features::guidance::store;
use crate::features::trajectories::{TrajectoryRow, TrajectoryStatus};
use crate::ids::TrajectoryId;
use crate::problem::{Code, Problem};

/// After a change below a completed trajectory: what the completion rests on is still there, no later than it.
pub(crate) async fn require_still_complete(tx: &mut Tx<Tenant>, row: &TrajectoryRow) -> Result<(), Problem> {
    let Some(on) = row.ended_on.filter(|_| row.status == TrajectoryStatus::Completed) else { return Ok(()) };
    tx.catch_up().await?;
    let facts = store::facts_load(tx, row).await?;
    let lacks = completion_lacks(on, &Basis::of(&facts));
    if lacks.is_empty() {
        return Ok(());
    }
    Err(with_unmet(tx, Problem::new(Code::CompletionRestsOnThis), lacks))
}

/// Aftercare and follow-up come after completion: refuses them on a day on which the guidance was not completed.
pub(crate) async fn refuse_before_completion(
    tx: &mut Tx<Tenant>,
    row: &TrajectoryRow,
    day: NaiveDate,
) -> Result<(), Problem> {
    let moves = store::moves(tx, row.id).await?;
    if history::was_completed_on(&moves, day) {
        return Ok(());
    }
    let problem = Problem::new(Code::AftercareTooEarly)
        .with("currentPhase", row.phase.as_str())
        .with("currentStatus", row.status.as_str());
    Err(match history::completed_on(&moves) {
        Some(completed) => problem.with("earliest", completed.to_string()),
        None => problem,
    })
}

/// What counts as the final evaluation looks back on goal work: refuses it on a day before that began.
pub(crate) async fn refuse_before_goal_work(
    tx: &mut Tx<Tenant>,
    row: &TrajectoryRow,
    day: NaiveDate,
) -> Result<(), Problem> {
    let began = history::goal_work_began_on(&store::moves(tx, row.id).await?);
    if began.is_some_and(|began| began <= day) {
        return Ok(());
    }
    let problem = Problem::new(Code::EvaluationOutOfOrder).with("after", "goal_work");
    Err(match began {
        Some(began) => problem.with("earliest", began.to_string()),
        None => problem,
    })
}

/// The first day that a transition or a departure of a trajectory bears.
pub(crate) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    store::first_day(tx, trajectory).await
}
