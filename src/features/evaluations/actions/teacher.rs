//! A teacher's own evaluation: begun for a link, answered through it, and ended (`domain.md` §2).

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::{LockedEvaluation, evaluation_create, locked_change, refuse_unless, write};
use crate::db::{Tenant, Tx};
use crate::features::evaluations::api::{
    EvaluationFields, EvaluationKind, EvaluationOutcome, EvaluationStatus, NewEvaluation, NewEvaluationStatus,
};
use crate::features::evaluations::store;
use crate::features::questionnaires;
use crate::features::trajectories::TrajectoryRow;
use crate::ids::{ChildId, EvaluationId};
use crate::problem::Problem;

/// The evaluation that a teacher fills in for a child of a locked trajectory, and how it stands: the one that is there,
/// or a new draft on the newest version.
pub(crate) async fn teacher_draft(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    child: ChildId,
) -> Result<(EvaluationId, EvaluationStatus), Problem> {
    if let Some(there) = store::of_teacher(tx, trajectory.id, child).await? {
        return Ok(there);
    }
    let kind = EvaluationKind::Teacher;
    let new = NewEvaluation {
        id: None,
        kind,
        questionnaire_version_id: questionnaires::actions::current(tx, kind.questionnaire()).await?.id,
        child_id: Some(child),
        status: NewEvaluationStatus::Draft,
        fields: EvaluationFields {
            held_on: None,
            practitioner_id: None,
            outcome: EvaluationOutcome::Answered,
            answers: Map::new(),
            goal_scores: Vec::new(),
            decision: None,
            extra_visits: None,
            remarks: None,
        },
    };
    let made = evaluation_create(tx, trajectory, &new).await?;
    Ok((made.id, made.status))
}

/// Keeps what a teacher has answered so far.
pub(crate) async fn locked_answer(
    tx: &mut Tx<Tenant>,
    locked: LockedEvaluation,
    answers: Map<String, Value>,
) -> Result<(), Problem> {
    let fields = EvaluationFields { outcome: EvaluationOutcome::Answered, answers, ..locked.row.fields() };
    locked_change(tx, locked, &fields, vec!["answers".to_owned()]).await?;
    Ok(())
}

/// Ends a teacher's draft on a day: answered, or with what came of it instead.
pub(crate) async fn locked_conclude(
    tx: &mut Tx<Tenant>,
    locked: LockedEvaluation,
    on: NaiveDate,
    outcome: EvaluationOutcome,
    answers: Map<String, Value>,
) -> Result<(), Problem> {
    refuse_unless(&locked.row, EvaluationStatus::Draft)?;
    let fields = EvaluationFields { held_on: Some(on), outcome, answers, ..locked.row.fields() };
    let changed = ["status", "outcome", "heldOn", "answers"].map(str::to_owned).to_vec();
    write(tx, locked, EvaluationStatus::Final, &fields, changed).await?;
    Ok(())
}
