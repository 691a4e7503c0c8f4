//! A trajectory moved, its standing judged, and its departures noted.

mod departures;
mod gates;
mod progress;

pub(super) use departures::{departure_add, departure_change, departure_remove};
pub(crate) use gates::{first_day, refuse_before_completion, refuse_before_goal_work, require_still_complete};
pub(super) use progress::{fidelity, steps};

use super::api::{NewTransition, Transition, UnmetRequirement};
use super::rules::transition::{Ask, Basis, TransitionTarget, Unmet, UnmetCode, decide};
use super::store;
use crate::db::{Tenant, Trace, Tx};
use crate::features::trajectories::{TrajectoryRow, TrajectoryStatus};
use crate::features::visits::actions::{planned_visits_cancel, planned_visits_restore};
use crate::features::{catalogue, trajectories, transfers};
use crate::ids::TrajectoryId;
use crate::problem::{Code, Problem, Violation};

/// Moves a locked trajectory. With it, in this transaction: the planned visits that closing cancels and reopening gives
/// back, and the completions that licence B counts.
pub(super) async fn trajectory_move(
    tx: &mut Tx<Tenant>,
    row: &TrajectoryRow,
    ask: &NewTransition,
) -> Result<Transition, Problem> {
    refuse_invalid(tx, ask).await?;
    let facts = store::facts_load(tx, row).await?;
    let has_reason = ask.reason.is_some() || ask.contra_indication.is_some();
    let asked = Ask { to: ask.to, on: ask.on, has_reason };
    let mut basis = Basis::of(&facts);
    let reopens = row.status.is_closed() && ask.to == TransitionTarget::Active;
    let another = if reopens { trajectories::actions::running_of_family(tx, row.family_id).await? } else { None };
    basis.another_runs = another.is_some();
    let next = match decide((row.phase, row.status), asked, &basis) {
        Ok(next) => next,
        Err(unmet) => return Err(refusal(tx, row, unmet, another).await?),
    };
    let before = store::last_transition(tx, row.id).await?;
    let number = before.as_ref().map_or(0, |last| last.number) + 1;
    let transition = store::transition_insert(tx, row, number, ask, next).await?;
    let closed = next.1.is_closed();
    // What a pause between ending and reopening can't be: the last transition of a closed trajectory ended it.
    if row.status.is_closed()
        && let Some(ended) = before
    {
        store::completions_delete(tx, ended.id).await?;
        planned_visits_restore(tx, row.id, ended.id).await?;
        transfers::actions::offer_take_back(tx, row.family_id).await?;
    }
    trajectories::actions::trajectory_move(tx, row.id, next, Some(ask.on).filter(|_| closed)).await?;
    if closed {
        let goes_on = if next.1 == TrajectoryStatus::Completed { aftercare_steps(tx).await? } else { Vec::new() };
        planned_visits_cancel(tx, row.id, transition.id, &goes_on).await?;
    }
    if next.1 == TrajectoryStatus::Completed {
        store::completions_insert(tx, row.id, transition.id, ask.on).await?;
    }
    let changed = ["phase", "status"].map(str::to_owned);
    tx.trace(Trace::done("trajectory", row.id.0).families([row.family_id]).changed(changed));
    Ok(transition)
}

async fn aftercare_steps(tx: &mut Tx<Tenant>) -> Result<Vec<String>, Problem> {
    let steps = catalogue::actions::steps(tx.conn()).await?;
    let aftercare = steps.into_iter().filter(|step| step.phase == catalogue::StepPhase::Aftercare);
    Ok(aftercare.map(|step| step.code).collect())
}

async fn refuse_invalid(tx: &mut Tx<Tenant>, ask: &NewTransition) -> Result<(), Problem> {
    let mut found = Vec::new();
    if let Some(code) = &ask.contra_indication {
        if !matches!(ask.to, TransitionTarget::Paused | TransitionTarget::Discontinued) {
            let (dutch, english) = ("Alleen bij 'paused' en 'discontinued'.", "Only with 'paused' and 'discontinued'.");
            found.push(Violation::body("/contraIndication", "notWithTarget", dutch, english));
        } else if !catalogue::actions::contra_indication_exists(tx, code).await? {
            let (dutch, english) = (
                "Dit staat niet in de nieuwste editie van de catalogus.",
                "This is not in the newest edition of the catalogue.",
            );
            found.push(Violation::body("/contraIndication", "notInCatalogue", dutch, english));
        }
    }
    if let Some(restart) = ask.restart_on {
        if ask.to != TransitionTarget::Paused {
            let (dutch, english) = ("Alleen bij 'paused'.", "Only with 'paused'.");
            found.push(Violation::body("/restartOn", "notWithTarget", dutch, english));
        } else if restart < ask.on {
            found.push(Violation::body("/restartOn", "beforeOn", "Niet voor 'on'.", "Not before 'on'."));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Problem::invalid(found)) }
}

/// A move that is refused, with everything that is unmet. Only gate G4 in the way has a code of its own.
async fn refusal(
    tx: &mut Tx<Tenant>,
    row: &TrajectoryRow,
    unmet: Vec<Unmet>,
    another: Option<TrajectoryId>,
) -> Result<Problem, Problem> {
    let only_another = unmet.iter().all(|one| one.code == UnmetCode::FamilyHasRunningTrajectory);
    let code = if only_another { Code::FamilyHasRunningTrajectory } else { Code::TransitionNotAllowed };
    let problem = with_unmet(tx, Problem::new(code), unmet)
        .with("currentPhase", row.phase.as_str())
        .with("currentStatus", row.status.as_str());
    match another {
        Some(id) => trajectories::actions::naming(tx, problem, id).await,
        None => Ok(problem),
    }
}

fn with_unmet(tx: &Tx<Tenant>, problem: Problem, unmet: Vec<Unmet>) -> Problem {
    let language = tx.context.language;
    let unmet: Vec<_> = unmet.into_iter().map(|one| UnmetRequirement::new(one, language)).collect();
    problem.with("unmet", serde_json::json!(unmet))
}
