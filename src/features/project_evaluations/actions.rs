//! What takes several steps: an evaluation with its author settled and its day judged.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::api::{EvaluatedWith, ProjectEvaluation, ProjectEvaluationFields};
use super::store;
use crate::context::Scope;
use crate::db::{Tenant, Tx};
use crate::features::trajectories::actions::{not_in_future, practitioners_unknown, unknown_references};
use crate::ids::ProjectEvaluationId;
use crate::problem::{Code, Problem};

/// When the way of working was last evaluated with each, over the whole organisation; that the caller may know is settled
/// before.
pub(crate) async fn last_held(tx: &mut Tx<Tenant>) -> Result<HashMap<EvaluatedWith, NaiveDate>, Problem> {
    let found = store::last_held(tx).await?;
    Ok(found.into_iter().filter_map(|(held_with, on)| Some((held_with, on?))).collect())
}

/// Adds an evaluation.
pub(super) async fn evaluation_add(
    tx: &mut Tx<Tenant>,
    id: ProjectEvaluationId,
    fields: &ProjectEvaluationFields,
) -> Result<ProjectEvaluation, Problem> {
    judge(tx, fields).await?;
    store::evaluation_insert(tx, id, fields).await
}

/// Changes an evaluation that is locked.
pub(super) async fn evaluation_change(
    tx: &mut Tx<Tenant>,
    id: ProjectEvaluationId,
    fields: &ProjectEvaluationFields,
) -> Result<ProjectEvaluation, Problem> {
    judge(tx, fields).await?;
    store::evaluation_update(tx, id, fields).await
}

/// With its author: a practitioner's own evaluation is the practitioner's, whether that is said or not.
pub(super) fn authored(tx: &Tx<Tenant>, fields: ProjectEvaluationFields) -> Result<ProjectEvaluationFields, Problem> {
    match (tx.context.scope(), fields.practitioner_id) {
        (Scope::Organisation, _) => Ok(fields),
        (Scope::Own(own), None) => Ok(ProjectEvaluationFields { practitioner_id: Some(own), ..fields }),
        (Scope::Own(own), Some(named)) if named == own => Ok(fields),
        (Scope::Own(_) | Scope::Nothing, _) => Err(Problem::new(Code::Forbidden).detail(
            "Noem alleen uzelf in 'practitionerId'. Een projectleider legt evaluaties van anderen vast.",
            "Name only yourself in 'practitionerId'. A project leader records the evaluations of others.",
        )),
    }
}

async fn judge(tx: &mut Tx<Tenant>, fields: &ProjectEvaluationFields) -> Result<(), Problem> {
    let author: Vec<_> = fields.practitioner_id.map(|id| (id, "/practitionerId".to_owned())).into_iter().collect();
    unknown_references(practitioners_unknown(tx, &author, false).await?)?;
    not_in_future(tx, fields.held_on, "heldOn")
}
