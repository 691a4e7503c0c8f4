//! The SQL of evaluations. Every write holds the lock on the trajectory's row.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::api::{
    AmendedEvaluation, EvaluationFields, EvaluationKind, EvaluationOutcome, EvaluationStatus, GoalScore, MidDecision,
};
use crate::db::columns::jsonb;
use crate::db::{Tenant, Tx};
use crate::features::trajectories::TrajectoryRow;
use crate::ids::{
    ChildId, EvaluationId, FamilyId, LicenceId, LicencePeriodId, PractitionerId, QuestionnaireVersionId, TrajectoryId,
};
use crate::problem::Problem;
use crate::schema::{evaluation_amendments, evaluations};

/// Answers, as the column keeps them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[serde(transparent)]
#[diesel(sql_type = sql_types::Jsonb)]
pub(crate) struct Answers(pub Map<String, Value>);
jsonb!(Answers);

/// Scores, as the column keeps them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[serde(transparent)]
#[diesel(sql_type = sql_types::Jsonb)]
pub(crate) struct GoalScores(pub Vec<GoalScore>);
jsonb!(GoalScores);

/// An evaluation as it is stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = evaluations)]
pub(crate) struct EvaluationRow {
    pub id: EvaluationId,
    pub trajectory_id: TrajectoryId,
    pub family_id: FamilyId,
    pub child_id: Option<ChildId>,
    pub kind: EvaluationKind,
    pub questionnaire_version_id: QuestionnaireVersionId,
    pub status: EvaluationStatus,
    pub outcome: EvaluationOutcome,
    pub held_on: Option<NaiveDate>,
    pub practitioner_id: Option<PractitionerId>,
    pub licence_id: Option<LicenceId>,
    pub licence_period_id: Option<LicencePeriodId>,
    pub answers: Answers,
    pub goal_scores: GoalScores,
    pub decision: Option<MidDecision>,
    pub extra_visits: Option<i32>,
    pub remarks: Option<String>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl EvaluationRow {
    /// What a PATCH works on.
    pub fn fields(&self) -> EvaluationFields {
        EvaluationFields {
            held_on: self.held_on,
            practitioner_id: self.practitioner_id,
            outcome: self.outcome,
            answers: self.answers.0.clone(),
            goal_scores: self.goal_scores.0.clone(),
            decision: self.decision,
            extra_visits: self.extra_visits,
            remarks: self.remarks.clone(),
        }
    }
}

/// The licence that an evaluation was held under.
pub(super) type Under = (Option<LicenceId>, Option<LicencePeriodId>);

/// What a write puts into an evaluation's row.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = evaluations, treat_none_as_null = true, treat_none_as_default_value = false)]
struct EvaluationColumns<'e> {
    status: EvaluationStatus,
    outcome: EvaluationOutcome,
    held_on: Option<NaiveDate>,
    practitioner_id: Option<PractitionerId>,
    licence_id: Option<LicenceId>,
    licence_period_id: Option<LicencePeriodId>,
    answers: Answers,
    goal_scores: GoalScores,
    decision: Option<MidDecision>,
    extra_visits: Option<i32>,
    remarks: Option<&'e str>,
}

impl<'e> EvaluationColumns<'e> {
    fn new(status: EvaluationStatus, (licence_id, licence_period_id): Under, fields: &'e EvaluationFields) -> Self {
        Self {
            status,
            outcome: fields.outcome,
            held_on: fields.held_on,
            practitioner_id: fields.practitioner_id,
            licence_id,
            licence_period_id,
            answers: Answers(fields.answers.clone()),
            goal_scores: GoalScores(fields.goal_scores.clone()),
            decision: fields.decision,
            extra_visits: fields.extra_visits,
            remarks: fields.remarks.as_deref(),
        }
    }
}

pub(super) async fn evaluation_list(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    after: Option<EvaluationId>,
    rows: i64,
) -> Result<Vec<EvaluationRow>, Problem> {
    let mut query = evaluations::table
        .filter(evaluations::organisation_id.eq(tx.organisation()))
        .filter(evaluations::trajectory_id.eq(trajectory))
        .order(evaluations::id)
        .limit(rows)
        .select(EvaluationRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(evaluations::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn evaluation_get(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    id: EvaluationId,
) -> Result<EvaluationRow, Problem> {
    let query = evaluations::table.find((tx.organisation(), id)).filter(evaluations::trajectory_id.eq(trajectory));
    Ok(query.select(EvaluationRow::as_select()).first(tx.conn()).await?)
}

/// The trajectory of an evaluation.
pub(super) async fn evaluation_find(tx: &mut Tx<Tenant>, id: EvaluationId) -> Result<Option<TrajectoryId>, Problem> {
    let row = evaluations::table.find((tx.organisation(), id)).select(evaluations::trajectory_id);
    Ok(row.first(tx.conn()).await.optional()?)
}

/// The teacher's evaluation of a child, and how it stands.
pub(super) async fn of_teacher(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    child: ChildId,
) -> Result<Option<(EvaluationId, EvaluationStatus)>, Problem> {
    let query = evaluations::table
        .filter(evaluations::organisation_id.eq(tx.organisation()))
        .filter(evaluations::trajectory_id.eq(trajectory))
        .filter(evaluations::kind.eq(EvaluationKind::Teacher))
        .filter(evaluations::child_id.eq(child))
        .select((evaluations::id, evaluations::status));
    Ok(query.first(tx.conn()).await.optional()?)
}

/// The other finished evaluations of a trajectory: kind and day.
pub(super) async fn finished(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    but: EvaluationId,
) -> Result<Vec<(EvaluationKind, NaiveDate)>, Problem> {
    Ok(evaluations::table
        .filter(evaluations::organisation_id.eq(tx.organisation()))
        .filter(evaluations::trajectory_id.eq(trajectory))
        .filter(evaluations::id.ne(but))
        .filter(evaluations::status.ne(EvaluationStatus::Draft))
        .filter(evaluations::held_on.is_not_null())
        .select((evaluations::kind, evaluations::held_on.assume_not_null()))
        .load(tx.conn())
        .await?)
}

/// The first day that a finished evaluation of a trajectory bears.
pub(super) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    Ok(evaluations::table
        .filter(evaluations::organisation_id.eq(tx.organisation()))
        .filter(evaluations::trajectory_id.eq(trajectory))
        .filter(evaluations::status.ne(EvaluationStatus::Draft))
        .select(diesel::dsl::min(evaluations::held_on))
        .first(tx.conn())
        .await?)
}

/// What a new evaluation is besides what can be edited.
pub(super) struct Frame {
    pub id: EvaluationId,
    pub kind: EvaluationKind,
    pub questionnaire: QuestionnaireVersionId,
    pub child: Option<ChildId>,
    pub status: EvaluationStatus,
}

pub(super) async fn evaluation_insert(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    frame: Frame,
    under: Under,
    fields: &EvaluationFields,
) -> Result<EvaluationRow, Problem> {
    let row = (
        evaluations::organisation_id.eq(tx.organisation()),
        evaluations::id.eq(frame.id),
        evaluations::trajectory_id.eq(trajectory.id),
        evaluations::family_id.eq(trajectory.family_id),
        evaluations::child_id.eq(frame.child),
        evaluations::kind.eq(frame.kind),
        evaluations::questionnaire_version_id.eq(frame.questionnaire),
        EvaluationColumns::new(frame.status, under, fields),
        evaluations::version.eq(1),
        evaluations::created_at.eq(tx.context.now),
        evaluations::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(evaluations::table).values(row).returning(EvaluationRow::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn evaluation_update(
    tx: &mut Tx<Tenant>,
    id: EvaluationId,
    status: EvaluationStatus,
    under: Under,
    fields: &EvaluationFields,
) -> Result<EvaluationRow, Problem> {
    let change = (
        EvaluationColumns::new(status, under, fields),
        evaluations::version.eq(evaluations::version + 1),
        evaluations::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(evaluations::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(EvaluationRow::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn evaluation_delete(tx: &mut Tx<Tenant>, id: EvaluationId) -> Result<(), Problem> {
    diesel::delete(evaluations::table.find((tx.organisation(), id))).execute(tx.conn()).await?;
    Ok(())
}

/// Keeps what an evaluation said before it is amended.
pub(super) async fn amendment_insert(tx: &mut Tx<Tenant>, before: &EvaluationRow, reason: &str) -> Result<(), Problem> {
    let number: Option<i32> = evaluation_amendments::table
        .filter(evaluation_amendments::organisation_id.eq(tx.organisation()))
        .filter(evaluation_amendments::evaluation_id.eq(before.id))
        .select(diesel::dsl::max(evaluation_amendments::number))
        .first(tx.conn())
        .await?;
    let row = (
        evaluation_amendments::organisation_id.eq(tx.organisation()),
        evaluation_amendments::evaluation_id.eq(before.id),
        evaluation_amendments::number.eq(number.unwrap_or(0) + 1),
        evaluation_amendments::before.eq(serde_json::to_value(before.fields()).map_err(Problem::internal)?),
        evaluation_amendments::reason.eq(reason),
        evaluation_amendments::amended_at.eq(tx.context.now),
    );
    diesel::insert_into(evaluation_amendments::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn amendment_list(
    tx: &mut Tx<Tenant>,
    id: EvaluationId,
    after: Option<i32>,
    rows: i64,
) -> Result<Vec<AmendedEvaluation>, Problem> {
    let found: Vec<(i32, String, Value, DateTime<Utc>)> = evaluation_amendments::table
        .filter(evaluation_amendments::organisation_id.eq(tx.organisation()))
        .filter(evaluation_amendments::evaluation_id.eq(id))
        .filter(evaluation_amendments::number.gt(after.unwrap_or(0)))
        .order(evaluation_amendments::number)
        .limit(rows)
        .select((
            evaluation_amendments::number,
            evaluation_amendments::reason,
            evaluation_amendments::before,
            evaluation_amendments::amended_at,
        ))
        .load(tx.conn())
        .await?;
    let read = |(number, reason, before, amended_at)| {
        let before = serde_json::from_value(before).map_err(Problem::internal)?;
        Ok(AmendedEvaluation { number, reason, before, amended_at })
    };
    found.into_iter().map(read).collect()
}
