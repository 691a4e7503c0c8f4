//! An evaluation begun, finished and amended: everything that is judged before it is written.

mod teacher;

pub(crate) use teacher::{locked_answer, locked_conclude, teacher_draft};

use chrono::NaiveDate;

use super::api::{
    AmendedEvaluation, Evaluation, EvaluationAmendment, EvaluationFields, EvaluationKind, EvaluationOutcome,
    EvaluationStatus, MidDecision, NewEvaluation, NewEvaluationStatus,
};
use super::rules::{self, Disorder};
use super::store::{self, EvaluationRow, Frame, Under};
use crate::context::Role;
use crate::db::{Tenant, Trace, Tx};
use crate::features::questionnaires::Questionnaire;
use crate::features::trajectories::TrajectoryRow;
use crate::features::trajectories::actions::{
    closed, focus_children, not_before_start, not_in_future, trajectory_lock, trajectory_touch, unknown_references,
};
use crate::features::{families, guidance, licences, plans, questionnaires};
use crate::ids::{EvaluationId, QuestionnaireVersionId, TrajectoryId};
use crate::problem::{Code, Problem};

/// An evaluation that is about to change, under its trajectory's lock.
pub(crate) struct LockedEvaluation {
    pub trajectory: TrajectoryRow,
    pub row: EvaluationRow,
}

/// Locks the trajectory and reads the evaluation; 404 for what the caller does not see.
pub(crate) async fn evaluation_lock(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    id: EvaluationId,
) -> Result<LockedEvaluation, Problem> {
    let trajectory = trajectory_lock(tx, trajectory).await?;
    let row = store::evaluation_get(tx, trajectory.id, id).await?;
    Ok(LockedEvaluation { trajectory, row })
}

pub(super) async fn evaluation_get(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    id: EvaluationId,
) -> Result<Evaluation, Problem> {
    let row = store::evaluation_get(tx, trajectory, id).await?;
    Ok(shown(tx, row))
}

/// The row of an evaluation of a trajectory; who may see it is settled before.
pub(crate) async fn evaluation_row(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    id: EvaluationId,
) -> Result<EvaluationRow, Problem> {
    store::evaluation_get(tx, trajectory, id).await
}

pub(super) async fn evaluation_list(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    after: Option<EvaluationId>,
    rows: i64,
) -> Result<Vec<Evaluation>, Problem> {
    let list = store::evaluation_list(tx, trajectory, after, rows).await?;
    Ok(list.into_iter().map(|row| shown(tx, row)).collect())
}

pub(super) async fn amendment_list(
    tx: &mut Tx<Tenant>,
    id: EvaluationId,
    after: Option<i32>,
    rows: i64,
) -> Result<Vec<AmendedEvaluation>, Problem> {
    store::amendment_list(tx, id, after, rows).await
}

/// An evaluation as this caller may see it.
fn shown(tx: &Tx<Tenant>, row: EvaluationRow) -> Evaluation {
    let for_people = !tx.context.has(Role::Integration);
    Evaluation {
        id: row.id,
        trajectory_id: row.trajectory_id,
        family_id: row.family_id,
        child_id: row.child_id,
        kind: row.kind,
        questionnaire_version_id: row.questionnaire_version_id,
        status: row.status,
        outcome: row.outcome,
        held_on: row.held_on,
        practitioner_id: row.practitioner_id,
        licence_id: row.licence_id,
        licence_period_id: row.licence_period_id,
        answers: Some(row.answers.0).filter(|_| for_people),
        goal_scores: row.goal_scores.0,
        decision: row.decision,
        extra_visits: row.extra_visits,
        remarks: row.remarks.filter(|_| for_people),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    }
}

/// Begins an evaluation of a locked trajectory, or records one at once.
pub(crate) async fn evaluation_create(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    new: &NewEvaluation,
) -> Result<Evaluation, Problem> {
    let id = new.id.unwrap_or_default();
    let questionnaire = questionnaire(tx, new.questionnaire_version_id).await?;
    let children = focus_children(tx, trajectory.id).await?;
    let mut unknown = Vec::new();
    if questionnaire.code != new.kind.questionnaire() {
        unknown.push("/questionnaireVersionId".to_owned());
    }
    if new.child_id.is_some_and(|child| !children.contains(&child))
        || new.child_id.is_some() != new.kind.is_of_a_child()
    {
        unknown.push("/childId".to_owned());
    }
    unknown_references(unknown)?;
    let status = match new.status {
        NewEvaluationStatus::Draft => EvaluationStatus::Draft,
        NewEvaluationStatus::Final => EvaluationStatus::Final,
    };
    refuse_retired(tx, &questionnaire, new.fields.held_on).await?;
    let judged = Judged { id, kind: new.kind, status, before: None };
    let under = judge(tx, trajectory, &judged, &questionnaire, &new.fields).await?;
    if let Some(id) = new.id
        && store::evaluation_find(tx, id).await? == Some(trajectory.id)
    {
        return Err(Problem::taken(format!("/v1/trajectories/{}/evaluations/{id}", trajectory.id)));
    }
    let frame = Frame { id, kind: new.kind, questionnaire: questionnaire.id, child: new.child_id, status };
    let row = store::evaluation_insert(tx, trajectory, frame, under, &new.fields).await?;
    finish(tx, trajectory, row, Vec::new()).await
}

/// Changes a draft.
pub(crate) async fn locked_change(
    tx: &mut Tx<Tenant>,
    locked: LockedEvaluation,
    fields: &EvaluationFields,
    changed: Vec<String>,
) -> Result<Evaluation, Problem> {
    refuse_unless(&locked.row, EvaluationStatus::Draft)?;
    write(tx, locked, EvaluationStatus::Draft, fields, changed).await
}

/// Makes a draft final.
pub(crate) async fn locked_finalise(tx: &mut Tx<Tenant>, locked: LockedEvaluation) -> Result<Evaluation, Problem> {
    refuse_unless(&locked.row, EvaluationStatus::Draft)?;
    let fields = locked.row.fields();
    write(tx, locked, EvaluationStatus::Final, &fields, vec!["status".to_owned()]).await
}

/// Corrects what is final; what it said before is kept.
pub(super) async fn locked_amend(
    tx: &mut Tx<Tenant>,
    locked: LockedEvaluation,
    amendment: &EvaluationAmendment,
) -> Result<Evaluation, Problem> {
    if locked.row.status == EvaluationStatus::Draft {
        return Err(status_conflict(&locked.row));
    }
    store::amendment_insert(tx, &locked.row, &amendment.reason).await?;
    let amended = write(tx, locked, EvaluationStatus::Amended, &amendment.content, vec!["content".to_owned()]).await;
    amended.map_err(|problem| problem.below("/content"))
}

/// Removes a draft.
pub(super) async fn locked_delete(tx: &mut Tx<Tenant>, locked: LockedEvaluation) -> Result<(), Problem> {
    refuse_unless(&locked.row, EvaluationStatus::Draft)?;
    store::evaluation_delete(tx, locked.row.id).await?;
    tx.trace(Trace::done("evaluation", locked.row.id.0).families([locked.row.family_id]));
    Ok(())
}

fn refuse_unless(row: &EvaluationRow, status: EvaluationStatus) -> Result<(), Problem> {
    if row.status == status { Ok(()) } else { Err(status_conflict(row)) }
}

fn status_conflict(row: &EvaluationRow) -> Problem {
    Problem::new(Code::EvaluationStatusConflict).with("currentStatus", row.status.as_str())
}

async fn write(
    tx: &mut Tx<Tenant>,
    locked: LockedEvaluation,
    status: EvaluationStatus,
    fields: &EvaluationFields,
    changed: Vec<String>,
) -> Result<Evaluation, Problem> {
    let LockedEvaluation { trajectory, row } = locked;
    let questionnaire = questionnaire(tx, row.questionnaire_version_id).await?;
    let judged = Judged { id: row.id, kind: row.kind, status, before: Some(&row) };
    let under = judge(tx, &trajectory, &judged, &questionnaire, fields).await?;
    let row = store::evaluation_update(tx, row.id, status, under, fields).await?;
    finish(tx, &trajectory, row, changed).await
}

async fn finish(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    row: EvaluationRow,
    changed: Vec<String>,
) -> Result<Evaluation, Problem> {
    if row.status != EvaluationStatus::Draft {
        guidance::actions::require_still_complete(tx, trajectory).await?;
        trajectory_touch(tx, trajectory.id);
    }
    tx.trace(Trace::done("evaluation", row.id.0).families([row.family_id]).changed(changed));
    Ok(shown(tx, row))
}

async fn questionnaire(tx: &mut Tx<Tenant>, id: QuestionnaireVersionId) -> Result<Questionnaire, Problem> {
    let found = questionnaires::actions::questionnaire(tx, id).await?;
    found.ok_or_else(|| Problem::unknown_reference("/questionnaireVersionId"))
}

/// A version that was replaced by the day of the evaluation takes no new ones; a device that was offline then may still
/// hand in what was held before.
async fn refuse_retired(
    tx: &mut Tx<Tenant>,
    questionnaire: &Questionnaire,
    held_on: Option<NaiveDate>,
) -> Result<(), Problem> {
    let day = held_on.unwrap_or(tx.context.today);
    if questionnaire.retired_on.is_none_or(|retired| day < retired) {
        return Ok(());
    }
    let current = questionnaires::actions::current(tx, questionnaire.code).await?;
    Err(Problem::new(Code::QuestionnaireVersionRetired).with("currentVersionId", current.id.to_string()))
}

/// What is judged.
struct Judged<'r> {
    id: EvaluationId,
    kind: EvaluationKind,
    status: EvaluationStatus,
    before: Option<&'r EvaluationRow>,
}

/// Members, answers, references, gates G1 and G5 and the order of evaluations; gives the licence that it is held under.
async fn judge(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    judged: &Judged<'_>,
    questionnaire: &Questionnaire,
    fields: &EvaluationFields,
) -> Result<Under, Problem> {
    refuse_strangers(tx, trajectory, judged.before, fields).await?;
    let complete = judged.status != EvaluationStatus::Draft;
    let goals = plans::goals_ever_planned(tx, trajectory.id).await?;
    let scale = i64::from(questionnaire.content.scale);
    let found = rules::check(judged.kind, fields, complete, &goals, scale);
    let asked = fields.outcome == EvaluationOutcome::Answered;
    let answers = questionnaires::check_answers(&questionnaire.content, &fields.answers, complete && asked);
    match (found.is_empty(), answers.is_empty()) {
        (true, true) => {}
        (true, false) => return Err(Problem { violations: answers, ..Problem::new(Code::AnswersInvalid) }),
        _ => return Err(Problem::invalid(found.into_iter().chain(answers).collect())),
    }
    let Some(day) = fields.held_on else { return Ok((None, None)) };
    not_in_future(tx, day, "heldOn")?;
    not_before_start(trajectory, day)?;
    if complete {
        // What belongs to the guidance itself is not held after its end.
        if rules::is_of_guidance(judged.kind) && trajectory.ended_on.is_some_and(|ended| day > ended) {
            return Err(closed(trajectory));
        }
        refuse_out_of_order(tx, trajectory, judged, fields, day).await?;
    }
    let Some(practitioner) = fields.practitioner_id.filter(|_| complete) else { return Ok((None, None)) };
    if let Some(before) = judged.before
        && before.status != EvaluationStatus::Draft
        && (before.held_on, before.practitioner_id) == (Some(day), Some(practitioner))
    {
        return Ok((before.licence_id, before.licence_period_id));
    }
    let named = [(practitioner, "/practitionerId".to_owned())];
    let held = licences::actions::require_valid(tx, &named, day).await?;
    Ok(held.first().map_or((None, None), |held| (held.licence_id, held.period_id)))
}

async fn refuse_strangers(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    before: Option<&EvaluationRow>,
    fields: &EvaluationFields,
) -> Result<(), Problem> {
    if fields.goal_scores.is_empty() {
        return Ok(());
    }
    let parents = families::parents_of(tx, trajectory.family_id).await?;
    let strangers = fields.goal_scores.iter().enumerate().filter(|(_, score)| {
        let named_before =
            before.is_some_and(|row| row.goal_scores.0.iter().any(|before| before.given_by == score.given_by));
        !parents.contains(&score.given_by) && !named_before
    });
    unknown_references(strangers.map(|(position, _)| format!("/goalScores/{position}/givenBy")).collect())
}

/// Gate G3 by the day of the evaluation, and the order of mid and final evaluation. What was recorded already is judged
/// anew only when its day or its decision changes.
async fn refuse_out_of_order(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    judged: &Judged<'_>,
    fields: &EvaluationFields,
    day: NaiveDate,
) -> Result<(), Problem> {
    let recorded = judged.before.filter(|before| before.status != EvaluationStatus::Draft);
    if recorded.is_some_and(|before| (before.held_on, before.decision) == (Some(day), fields.decision)) {
        return Ok(());
    }
    if rules::is_of_aftercare(judged.kind) {
        return guidance::actions::refuse_before_completion(tx, trajectory, day).await;
    }
    if rules::counts_as_final(judged.kind, fields.decision == Some(MidDecision::TakeAsFinal)) {
        guidance::actions::refuse_before_goal_work(tx, trajectory, day).await?;
    }
    if !matches!(judged.kind, EvaluationKind::Mid | EvaluationKind::Final) {
        return Ok(());
    }
    let finished = store::finished(tx, trajectory.id, judged.id).await?;
    let problem = Problem::new(Code::EvaluationOutOfOrder);
    match rules::disorder(judged.kind, day, &finished) {
        Some(Disorder::Before(after, earliest)) => {
            Err(problem.with("after", after).with("earliest", earliest.to_string()))
        }
        Some(Disorder::After(before, latest)) => Err(problem.with("before", before).with("latest", latest.to_string())),
        None => Ok(()),
    }
}

/// The first day that a finished evaluation of a trajectory bears.
pub(crate) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    store::first_day(tx, trajectory).await
}
