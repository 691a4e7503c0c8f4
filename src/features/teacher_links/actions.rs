//! The steps of making a link, of proving one by its token, and of what a teacher does through it.

use chrono::TimeDelta;
use serde_json::{Map, Value};

use super::api::{TeacherLink, TeacherLinkFields, TeacherLinkWarning, TeacherOutcome, TeacherQuestionnaire};
use super::store::{self, Link};
use crate::app::AppState;
use crate::db::{Tenant, Trace, Tx};
use crate::features::consents::actions::{consent_standing, refuse_withdrawn};
use crate::features::consents::{ConsentPurpose, ConsentStanding};
use crate::features::evaluations::actions::{
    LockedEvaluation, evaluation_row, locked_answer, locked_conclude, teacher_draft,
};
use crate::features::evaluations::{EvaluationOutcome, EvaluationStatus};
use crate::features::settings::actions::number;
use crate::features::trajectories::TrajectoryRow;
use crate::features::trajectories::actions::{not_in_future, trajectory_lock_without_scope};
use crate::features::{families, questionnaires};
use crate::ids::{EvaluationId, FamilyId, OrganisationId, TeacherLinkId};
use crate::problem::{Code, Problem};
use crate::secrets::{Token, same, sha256};

const PREFIX: &str = "slt";

/// The evaluation is final already. Who makes links sees which one; the teacher sees only how it stands.
fn conflict(status: EvaluationStatus) -> Problem {
    Problem::new(Code::TeacherLinkConflict).with("evaluationStatus", status.as_str())
}

fn conflict_with(id: EvaluationId, status: EvaluationStatus) -> Problem {
    conflict(status).with("evaluationId", id.to_string())
}

fn invalid() -> Problem {
    Problem::new(Code::LinkInvalid)
}

/// The token of a link and the address that it makes. Who has it comes in, so it is made where it is told: here, or in
/// the mail.
pub(crate) fn token_of(state: &AppState, organisation: OrganisationId, id: TeacherLinkId) -> (Token, String) {
    let token = Token::in_organisation(PREFIX, organisation.0, id.0);
    let url = format!("{}/teacher#{}", state.config.public_url, token.text);
    (token, url)
}

/// Makes a link to the teacher's evaluation of a child; earlier ones stop working. It is shown once, or mailed by the
/// job that makes its token. Refused when a parent has taken back the consent to contact with the school.
pub(super) async fn link_create(
    state: &AppState,
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    id: TeacherLinkId,
    fields: &TeacherLinkFields,
) -> Result<TeacherLink, Problem> {
    let evaluation = match teacher_draft(tx, trajectory, fields.child_id).await? {
        (id, EvaluationStatus::Draft) => id,
        (id, status) => return Err(conflict_with(id, status)),
    };
    let today = tx.context.today;
    refuse_withdrawn(tx, trajectory.family_id, ConsentPurpose::SchoolContact, today).await?;
    store::links_revoke(tx, evaluation).await?;
    let shown = fields.mail_to.is_none().then(|| token_of(state, tx.organisation(), id));
    let (hash, url) = shown.map(|(token, url)| (token.hash, url)).unzip();
    let expires_at = tx.context.now + TimeDelta::days(number(tx, "teacher_link_days").await?.into());
    store::link_insert(tx, trajectory, (id, evaluation), fields, (hash, expires_at)).await?;
    tx.trace(Trace::done("teacher_link", id.0).families([trajectory.family_id]));
    let link = store::link_get(tx, trajectory.id, id).await?;
    Ok(TeacherLink { url, ..link_shown(tx, link).await? })
}

/// Links of one family as those see them who make them, the open ones with what stands out about them today.
pub(super) async fn links_shown(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    links: Vec<Link>,
) -> Result<Vec<TeacherLink>, Problem> {
    let (now, today) = (tx.context.now, tx.context.today);
    let mut warnings = Vec::new();
    if links.iter().any(|(row, _)| row.is_open(now)) {
        let standings = consent_standing(tx, family, ConsentPurpose::SchoolContact, today).await?;
        if standings.iter().all(|(_, standing)| *standing == ConsentStanding::NotRecorded) {
            warnings.push(TeacherLinkWarning::SchoolContactNotRecorded);
        }
    }
    let shown = |link: Link| {
        let warnings = if link.0.is_open(now) { warnings.clone() } else { Vec::new() };
        TeacherLink::new(link, warnings)
    };
    Ok(links.into_iter().map(shown).collect())
}

/// One link as those see it who make them.
pub(super) async fn link_shown(tx: &mut Tx<Tenant>, link: Link) -> Result<TeacherLink, Problem> {
    let lost = || Problem::internal(anyhow::anyhow!("a link was lost on its way out"));
    links_shown(tx, link.0.family_id, vec![link]).await?.pop().ok_or_else(lost)
}

/// Takes back every open link of a family: contact with the school is not agreed to any more. The trajectories of the
/// family are locked, so that no link is being made meanwhile.
pub(crate) async fn family_links_revoke(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<(), Problem> {
    for id in store::family_links_revoke(tx, family).await? {
        let changed = ["revokedAt".to_owned()];
        tx.trace(Trace::done("teacher_link", id.0).families([family]).changed(changed));
    }
    Ok(())
}

/// Ends a locked trajectory's evaluation without the teacher's answers, and with it every link to it. That a link has
/// expired or was taken back does not matter: that is when nobody answers.
pub(super) async fn outcome_record(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryRow,
    (link, _): &Link,
    given: &TeacherOutcome,
) -> Result<TeacherLink, Problem> {
    let row = evaluation_row(tx, trajectory.id, link.evaluation_id).await?;
    if row.status != EvaluationStatus::Draft {
        return Err(conflict_with(row.id, row.status));
    }
    not_in_future(tx, given.on, "on")?;
    let locked = LockedEvaluation { trajectory, row };
    locked_conclude(tx, locked, given.on, given.outcome.into(), Map::new()).await?;
    store::links_revoke(tx, link.evaluation_id).await?;
    let changed = ["outcome", "revokedAt"].map(str::to_owned);
    tx.trace(Trace::done("teacher_link", link.id.0).families([link.family_id]).changed(changed));
    let link = store::link_get(tx, link.trajectory_id, link.id).await?;
    link_shown(tx, link).await
}

/// The organisation and the link that a token names. Whether it is right is proven behind that organisation's door.
pub(super) fn named(token: &str) -> Result<(OrganisationId, TeacherLinkId), Problem> {
    let (organisation, link) = Token::row_in_organisation(PREFIX, token).ok_or_else(invalid)?;
    Ok((OrganisationId(organisation), TeacherLinkId(link)))
}

/// The link of the right token, while it works; one whose mail was not taken up yet has none. Whatever is wrong, the answer is
/// the same.
async fn link_proven(tx: &mut Tx<Tenant>, id: TeacherLinkId, token: &str) -> Result<Link, Problem> {
    let found = store::link_find(tx, id).await?;
    let now = tx.context.now;
    let good = found.filter(|((link, _), hash)| {
        let right = hash.as_ref().is_some_and(|hash| same(hash, &sha256(token.as_bytes())));
        right && link.revoked_at.is_none() && link.expires_at > now
    });
    good.map(|(link, _)| link).ok_or_else(invalid)
}

/// What the teacher sees: the questions and the draft so far. What has become final may have been amended since by
/// others, so it is no longer shown.
pub(super) async fn link_inspect(
    tx: &mut Tx<Tenant>,
    id: TeacherLinkId,
    token: &str,
) -> Result<TeacherQuestionnaire, Problem> {
    let (link, child) = link_proven(tx, id, token).await?;
    let evaluation = evaluation_row(tx, link.trajectory_id, link.evaluation_id).await?;
    let version = questionnaires::actions::questionnaire(tx, evaluation.questionnaire_version_id).await?;
    let version = version.ok_or_else(|| Problem::internal(anyhow::anyhow!("an evaluation without a questionnaire")))?;
    let child_given_name = families::child_given_name(tx, link.family_id, child).await?;
    let organisation_name = store::organisation_name(tx).await?;
    if link.opened_at.is_none() {
        store::link_open(tx, id).await?;
    }
    tx.disclose("teacher_link", Some(id.0), [link.family_id]);
    let submitted = evaluation.status != EvaluationStatus::Draft;
    Ok(TeacherQuestionnaire {
        child_given_name,
        organisation_name,
        expires_at: link.expires_at,
        questionnaire: questionnaires::actions::present(version, tx.context.language),
        answers: if submitted { Map::new() } else { evaluation.answers.0 },
        submitted,
    })
}

/// A proven link with its evaluation, under the trajectory's lock.
pub(super) struct LockedLink {
    link: Link,
    evaluation: LockedEvaluation,
}

/// Proves the link, locks the trajectory, and looks again: it may have been taken back meanwhile. The token stands in
/// for a scope.
pub(super) async fn link_lock(tx: &mut Tx<Tenant>, id: TeacherLinkId, token: &str) -> Result<LockedLink, Problem> {
    let (link, _) = link_proven(tx, id, token).await?;
    let trajectory = trajectory_lock_without_scope(tx, link.trajectory_id).await?;
    let link = link_proven(tx, id, token).await?;
    let row = evaluation_row(tx, trajectory.id, link.0.evaluation_id).await?;
    Ok(LockedLink { link, evaluation: LockedEvaluation { trajectory, row } })
}

/// Keeps the answers so far, in the place of those before.
pub(super) async fn draft_save(
    tx: &mut Tx<Tenant>,
    locked: LockedLink,
    answers: Map<String, Value>,
) -> Result<(), Problem> {
    let evaluation = unfinished(locked.evaluation)?;
    locked_answer(tx, evaluation, answers).await
}

/// Submits the answers, complete and for good.
pub(super) async fn evaluation_submit(
    tx: &mut Tx<Tenant>,
    locked: LockedLink,
    answers: Map<String, Value>,
) -> Result<(), Problem> {
    let (link, _) = locked.link;
    let evaluation = unfinished(locked.evaluation)?;
    let today = tx.context.today;
    locked_conclude(tx, evaluation, today, EvaluationOutcome::Answered, answers).await?;
    store::link_submit(tx, link.id).await?;
    let changed = ["submittedAt".to_owned()];
    tx.trace(Trace::done("teacher_link", link.id.0).families([link.family_id]).changed(changed));
    Ok(())
}

fn unfinished(evaluation: LockedEvaluation) -> Result<LockedEvaluation, Problem> {
    let status = evaluation.row.status;
    if status == EvaluationStatus::Draft { Ok(evaluation) } else { Err(conflict(status)) }
}
