//! The steps of handing in and judging.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::api::{
    Assessment, AssessmentFields, HandIn, HandInFields, HandInJudgement, HandInKind, HandInRow, HandInStatus,
};
use super::store;
use crate::db::{Platform, Tenant, Trace, Tx};
use crate::features::{persons, training};
use crate::http::Upload;
use crate::ids::{AssessmentId, HandInId, PersonId};
use crate::problem::{Code, Problem, Violation};

/// What the licence holder approved of a person.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judged {
    pub portfolios: i32,
    pub assessments: i32,
    /// The days on which approved work assignments were handed in.
    pub work_assignments: Vec<NaiveDate>,
    /// The days on which approved reports were handed in.
    pub intervision_reports: Vec<NaiveDate>,
}

/// What was approved and passed of each of these people, up to and including a day.
pub(crate) async fn judged_of<D>(
    tx: &mut Tx<D>,
    people: &[PersonId],
    until: NaiveDate,
) -> Result<HashMap<PersonId, Judged>, Problem> {
    let mut found: HashMap<PersonId, Judged> = HashMap::new();
    for person in store::passed(tx, people, until).await? {
        found.entry(person).or_default().assessments += 1;
    }
    for one in store::approved(tx, people, until).await? {
        let judged = found.entry(one.person_id).or_default();
        match one.kind {
            HandInKind::Portfolio => judged.portfolios += 1,
            HandInKind::WorkAssignment => judged.work_assignments.push(one.submitted_on),
            HandInKind::IntervisionReport => judged.intervision_reports.push(one.submitted_on),
        }
    }
    Ok(found)
}

/// A report is about an intervision of the own organisation; nothing else is about a session.
async fn check(tx: &mut Tx<Tenant>, kind: HandInKind, fields: &HandInFields) -> Result<(), Problem> {
    match (kind, fields.training_session_id) {
        (HandInKind::IntervisionReport, None) => {
            let (dutch, english) = ("Over welke intervisie?", "About which intervision?");
            Err(Problem::invalid(vec![Violation::body("/trainingSessionId", "required", dutch, english)]))
        }
        (HandInKind::IntervisionReport, Some(session)) => training::actions::require_intervision(tx, session).await,
        (_, Some(_)) => {
            let (dutch, english) = ("Dit hoort bij een intervisieverslag.", "This belongs to an intervision report.");
            Err(Problem::invalid(vec![Violation::body("/trainingSessionId", "notWithKind", dutch, english)]))
        }
        (_, None) => Ok(()),
    }
}

/// The caller as the author of something handed in.
async fn author(tx: &mut Tx<Tenant>) -> Result<PersonId, Problem> {
    persons::actions::own_person(tx).await?.ok_or_else(|| {
        Problem::new(Code::Forbidden).detail(
            "Alleen een begeleider levert eigen werk in.",
            "Only a practitioner hands in work of his or her own.",
        )
    })
}

pub(super) async fn hand_in(
    tx: &mut Tx<Tenant>,
    kind: HandInKind,
    id: HandInId,
    fields: &HandInFields,
    location: &str,
) -> Result<HandIn, Problem> {
    let person = author(tx).await?;
    check(tx, kind, fields).await?;
    let row = store::hand_in_insert(tx, (kind, id), person, fields)
        .await
        .map_err(|problem| problem.taken_at(|| location.to_owned()))?;
    tx.trace(Trace::done(kind.as_str(), id.0));
    store::with_document(tx, row).await
}

/// Refuses whoever did not write this; before its version is asked.
pub(super) async fn refuse_others(tx: &mut Tx<Tenant>, row: &HandInRow) -> Result<(), Problem> {
    if author(tx).await? != row.person_id {
        return Err(Problem::new(Code::Forbidden).detail(
            "Alleen wie het schreef, verandert ingeleverd werk.",
            "Only who wrote it changes work that was handed in.",
        ));
    }
    Ok(())
}

fn refuse_approved(row: &HandInRow) -> Result<(), Problem> {
    if row.status == HandInStatus::Approved { Err(Problem::new(Code::HandInJudged)) } else { Ok(()) }
}

/// Changes a hand-in that is locked.
pub(super) async fn hand_in_change(
    tx: &mut Tx<Tenant>,
    row: &HandInRow,
    fields: &HandInFields,
    changed: Vec<String>,
) -> Result<HandIn, Problem> {
    refuse_approved(row)?;
    check(tx, row.kind, fields).await?;
    let row = store::hand_in_resubmit(tx, row.id, fields).await?;
    tx.trace(Trace::done(row.kind.as_str(), row.id.0).changed(changed));
    store::with_document(tx, row).await
}

/// Puts a document with a hand-in that is locked, in the place of an earlier one.
pub(super) async fn document_replace(tx: &mut Tx<Tenant>, row: &HandInRow, upload: &Upload) -> Result<HandIn, Problem> {
    refuse_approved(row)?;
    store::document_replace(tx, row, upload).await?;
    let row = store::hand_in_resubmit(tx, row.id, &row.fields()).await?;
    tx.trace(Trace::done(row.kind.as_str(), row.id.0).changed(["document".to_owned()]));
    store::with_document(tx, row).await
}

/// Judges a hand-in that is locked.
pub(super) async fn judge(
    tx: &mut Tx<Platform>,
    row: &HandInRow,
    judgement: &HandInJudgement,
) -> Result<HandIn, Problem> {
    persons::actions::refuse_own(tx, row.person_id).await?;
    refuse_approved(row)?;
    let row = store::hand_in_judge(tx, (row.organisation_id, row.id), judgement).await?;
    tx.trace(Trace::done(row.kind.as_str(), row.id.0).changed(["status".to_owned()]));
    store::with_document(tx, row).await
}

fn not_in_future<D>(tx: &Tx<D>, fields: &AssessmentFields) -> Result<(), Problem> {
    if fields.held_on > tx.context.today {
        return Err(Problem::new(Code::FutureDate).with("member", "heldOn"));
    }
    Ok(())
}

pub(super) async fn assessment_create(
    tx: &mut Tx<Platform>,
    id: AssessmentId,
    fields: &AssessmentFields,
) -> Result<Assessment, Problem> {
    not_in_future(tx, fields)?;
    persons::actions::refuse_own(tx, fields.person_id).await?;
    let made = store::assessment_insert(tx, id, fields)
        .await
        .map_err(|problem| problem.taken_at(|| format!("/v1/assessments/{id}")))?;
    tx.trace(Trace::done("assessment", id.0));
    Ok(made)
}

pub(super) async fn assessment_change(
    tx: &mut Tx<Platform>,
    before: &Assessment,
    fields: &AssessmentFields,
    changed: Vec<String>,
) -> Result<Assessment, Problem> {
    not_in_future(tx, fields)?;
    for person in [before.person_id, fields.person_id] {
        persons::actions::refuse_own(tx, person).await?;
    }
    let after = store::assessment_update(tx, before.id, fields).await?;
    tx.trace(Trace::done("assessment", before.id.0).changed(changed));
    Ok(after)
}
