//! The SQL of project evaluations.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use super::api::{EvaluatedWith, ProjectEvaluation, ProjectEvaluationFields};
use crate::context::{Context, Scope};
use crate::db::{Tenant, Tx};
use crate::ids::{PractitionerId, ProjectEvaluationId};
use crate::problem::Problem;
use crate::schema::project_evaluations;

/// Whether the caller sees all of the organisation's, or else whose.
fn reach(context: &Context) -> (bool, Option<PractitionerId>) {
    match context.scope() {
        Scope::Organisation => (true, None),
        Scope::Own(own) => (false, Some(own)),
        Scope::Nothing => (false, None),
    }
}

pub(super) async fn evaluation_list(
    tx: &mut Tx<Tenant>,
    held_with: Option<EvaluatedWith>,
    after: Option<ProjectEvaluationId>,
    rows: i64,
) -> Result<Vec<ProjectEvaluation>, Problem> {
    let (all, own) = reach(&tx.context);
    let mut query = project_evaluations::table
        .filter(project_evaluations::organisation_id.eq(tx.organisation()))
        .filter(all.into_sql::<Bool>().or(project_evaluations::practitioner_id.eq(own)))
        .order(project_evaluations::id)
        .limit(rows)
        .select(ProjectEvaluation::as_select())
        .into_boxed();
    if let Some(held_with) = held_with {
        query = query.filter(project_evaluations::held_with.eq(held_with));
    }
    if let Some(after) = after {
        query = query.filter(project_evaluations::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// An evaluation that the caller sees.
pub(super) async fn evaluation_get(tx: &mut Tx<Tenant>, id: ProjectEvaluationId) -> Result<ProjectEvaluation, Problem> {
    let (all, own) = reach(&tx.context);
    let query = project_evaluations::table
        .find((tx.organisation(), id))
        .filter(all.into_sql::<Bool>().or(project_evaluations::practitioner_id.eq(own)))
        .select(ProjectEvaluation::as_select());
    Ok(query.first(tx.conn()).await?)
}

/// Reads an evaluation that the caller sees and that is about to change.
pub(super) async fn evaluation_lock(
    tx: &mut Tx<Tenant>,
    id: ProjectEvaluationId,
) -> Result<ProjectEvaluation, Problem> {
    let (all, own) = reach(&tx.context);
    let query = project_evaluations::table
        .find((tx.organisation(), id))
        .filter(all.into_sql::<Bool>().or(project_evaluations::practitioner_id.eq(own)))
        .select(ProjectEvaluation::as_select());
    Ok(query.for_update().first(tx.conn()).await?)
}

/// The last day on which the way of working was evaluated with each, over the whole organisation.
pub(super) async fn last_held(tx: &mut Tx<Tenant>) -> Result<Vec<(EvaluatedWith, Option<NaiveDate>)>, Problem> {
    let query = project_evaluations::table
        .filter(project_evaluations::organisation_id.eq(tx.organisation()))
        .group_by(project_evaluations::held_with)
        .select((project_evaluations::held_with, diesel::dsl::max(project_evaluations::held_on)));
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn evaluation_insert(
    tx: &mut Tx<Tenant>,
    id: ProjectEvaluationId,
    fields: &ProjectEvaluationFields,
) -> Result<ProjectEvaluation, Problem> {
    let row = (
        project_evaluations::organisation_id.eq(tx.organisation()),
        project_evaluations::id.eq(id),
        fields,
        project_evaluations::version.eq(1),
        project_evaluations::created_at.eq(tx.context.now),
        project_evaluations::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(project_evaluations::table).values(row);
    Ok(insert.returning(ProjectEvaluation::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn evaluation_update(
    tx: &mut Tx<Tenant>,
    id: ProjectEvaluationId,
    fields: &ProjectEvaluationFields,
) -> Result<ProjectEvaluation, Problem> {
    let change = (
        fields,
        project_evaluations::version.eq(project_evaluations::version + 1),
        project_evaluations::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(project_evaluations::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(ProjectEvaluation::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn evaluation_delete(tx: &mut Tx<Tenant>, id: ProjectEvaluationId) -> Result<(), Problem> {
    diesel::delete(project_evaluations::table.find((tx.organisation(), id))).execute(tx.conn()).await?;
    Ok(())
}
