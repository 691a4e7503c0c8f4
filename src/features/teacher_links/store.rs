//! The SQL of teacher links. Every write but the first opening holds the lock on the trajectory's row.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{LinkRow, TeacherLinkFields};
use crate::db::{Tenant, Tx};
use crate::features::trajectories::TrajectoryRow;
use crate::ids::{ChildId, EvaluationId, FamilyId, TeacherLinkId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{evaluations, organisations, teacher_links};

/// A link and the child that its evaluation is about.
pub(super) type Link = (LinkRow, ChildId);

pub(super) async fn organisation_name(tx: &mut Tx<Tenant>) -> Result<String, Problem> {
    Ok(organisations::table.find(tx.organisation()).select(organisations::name).first(tx.conn()).await?)
}

/// Links with their evaluations.
#[diesel::dsl::auto_type]
fn with_evaluations() -> _ {
    teacher_links::table.inner_join(
        evaluations::table.on(evaluations::organisation_id
            .eq(teacher_links::organisation_id)
            .and(evaluations::id.eq(teacher_links::evaluation_id))),
    )
}

pub(super) async fn link_list(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    after: Option<TeacherLinkId>,
    rows: i64,
) -> Result<Vec<Link>, Problem> {
    let mut query = with_evaluations()
        .filter(teacher_links::organisation_id.eq(tx.organisation()))
        .filter(teacher_links::trajectory_id.eq(trajectory))
        .order(teacher_links::id)
        .limit(rows)
        .select((LinkRow::as_select(), evaluations::child_id.assume_not_null()))
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(teacher_links::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn link_get(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    id: TeacherLinkId,
) -> Result<Link, Problem> {
    let query = with_evaluations()
        .filter(teacher_links::organisation_id.eq(tx.organisation()))
        .filter(teacher_links::id.eq(id))
        .filter(teacher_links::trajectory_id.eq(trajectory))
        .select((LinkRow::as_select(), evaluations::child_id.assume_not_null()));
    Ok(query.first(tx.conn()).await?)
}

/// A link, and the hash that the right token has; none before its mail was taken up.
pub(super) type Proof = (Link, Option<Vec<u8>>);

/// The link that a token names.
pub(super) async fn link_find(tx: &mut Tx<Tenant>, id: TeacherLinkId) -> Result<Option<Proof>, Problem> {
    let query = with_evaluations()
        .filter(teacher_links::organisation_id.eq(tx.organisation()))
        .filter(teacher_links::id.eq(id))
        .select((LinkRow::as_select(), evaluations::child_id.assume_not_null(), teacher_links::token_hash));
    let found: Option<(LinkRow, ChildId, Option<Vec<u8>>)> = query.first(tx.conn()).await.optional()?;
    Ok(found.map(|(link, child, hash)| ((link, child), hash)))
}

pub(super) async fn link_insert(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    (id, evaluation): (TeacherLinkId, EvaluationId),
    fields: &TeacherLinkFields,
    (hash, expires_at): (Option<[u8; 32]>, DateTime<Utc>),
) -> Result<(), Problem> {
    let mailed_from = fields.mail_to.as_ref().map(|_| tx.context.now);
    let row = (
        teacher_links::organisation_id.eq(tx.organisation()),
        teacher_links::id.eq(id),
        teacher_links::trajectory_id.eq(trajectory.id),
        teacher_links::family_id.eq(trajectory.family_id),
        teacher_links::evaluation_id.eq(evaluation),
        teacher_links::token_hash.eq(hash.map(|hash| hash.to_vec())),
        teacher_links::expires_at.eq(expires_at),
        teacher_links::language.eq(fields.language),
        teacher_links::mail_to.eq(fields.mail_to.as_deref()),
        teacher_links::mail_attempts.eq(0),
        teacher_links::mail_next_attempt_at.eq(mailed_from),
        teacher_links::version.eq(1),
        teacher_links::created_at.eq(tx.context.now),
    );
    diesel::insert_into(teacher_links::table).values(row).execute(tx.conn()).await?;
    Ok(())
}

/// The first time that a link was looked at. Two at once count once.
pub(super) async fn link_open(tx: &mut Tx<Tenant>, id: TeacherLinkId) -> Result<(), Problem> {
    let change =
        (teacher_links::opened_at.eq(Some(tx.context.now)), teacher_links::version.eq(teacher_links::version + 1));
    let unopened = teacher_links::table.find((tx.organisation(), id)).filter(teacher_links::opened_at.is_null());
    diesel::update(unopened).set(change).execute(tx.conn()).await?;
    Ok(())
}

pub(super) async fn link_submit(tx: &mut Tx<Tenant>, id: TeacherLinkId) -> Result<(), Problem> {
    let change = (
        teacher_links::submitted_at.eq(Some(tx.context.now)),
        teacher_links::mail_to.eq(None::<String>),
        teacher_links::version.eq(teacher_links::version + 1),
    );
    diesel::update(teacher_links::table.find((tx.organisation(), id))).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// A link that is taken back works no more, and its address is forgotten.
macro_rules! revoked {
    ($tx:expr) => {
        (
            teacher_links::revoked_at.eq(Some($tx.context.now)),
            teacher_links::mail_to.eq(None::<String>),
            teacher_links::version.eq(teacher_links::version + 1),
        )
    };
}

pub(super) async fn link_revoke(tx: &mut Tx<Tenant>, id: TeacherLinkId) -> Result<(), Problem> {
    let change = revoked!(tx);
    diesel::update(teacher_links::table.find((tx.organisation(), id))).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Takes back every link to this evaluation that was neither submitted nor taken back.
pub(super) async fn links_revoke(tx: &mut Tx<Tenant>, evaluation: EvaluationId) -> Result<(), Problem> {
    let change = revoked!(tx);
    let open = teacher_links::table
        .filter(teacher_links::organisation_id.eq(tx.organisation()))
        .filter(teacher_links::evaluation_id.eq(evaluation))
        .filter(teacher_links::submitted_at.is_null())
        .filter(teacher_links::revoked_at.is_null());
    diesel::update(open).set(change).execute(tx.conn()).await?;
    Ok(())
}

/// Takes back every link of a family's trajectories that was neither submitted nor taken back; says which.
pub(super) async fn family_links_revoke(tx: &mut Tx<Tenant>, family: FamilyId) -> Result<Vec<TeacherLinkId>, Problem> {
    let change = revoked!(tx);
    let open = teacher_links::table
        .filter(teacher_links::organisation_id.eq(tx.organisation()))
        .filter(teacher_links::family_id.eq(family))
        .filter(teacher_links::submitted_at.is_null())
        .filter(teacher_links::revoked_at.is_null());
    Ok(diesel::update(open).set(change).returning(teacher_links::id).get_results(tx.conn()).await?)
}
