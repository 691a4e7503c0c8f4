//! The SQL of hand-ins and assessments. A hand-in stays in its organisation; that something was approved goes with the
//! person, by a function that tells kinds and days only.

use chrono::NaiveDate;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{self, Bool};
use diesel_async::RunQueryDsl;

use super::api::{
    Assessment, AssessmentFields, AssessmentResult, HandIn, HandInDocument, HandInFields, HandInJudgement, HandInKind,
    HandInRow, HandInStatus, HandInVerdict, PersonFilter,
};
use crate::context::Scope;
use crate::db::{Platform, Tenant, Tx};
use crate::features::practitioners::people_within;
use crate::http::Upload;
use crate::ids::{AssessmentId, HandInId, OrganisationId, PersonId};
use crate::problem::Problem;
use crate::schema::{assessments, hand_in_documents, hand_ins, practitioners};

/// The hand-ins of a kind within a scope; of a practitioner the own ones.
fn within<'q>(scope: Scope, organisation: OrganisationId, kind: HandInKind) -> hand_ins::BoxedQuery<'q, Pg> {
    let mut query = hand_ins::table.filter(hand_ins::kind.eq(kind)).into_boxed();
    if organisation != OrganisationId::PLATFORM {
        query = query.filter(hand_ins::organisation_id.eq(organisation));
    }
    match scope {
        Scope::Organisation => query,
        Scope::Own(practitioner) => {
            let own = practitioners::table.find((organisation, practitioner)).select(practitioners::person_id);
            query.filter(hand_ins::person_id.eq_any(own))
        }
        Scope::Nothing => query.filter(false.into_sql::<Bool>()),
    }
}

async fn with_documents<D>(tx: &mut Tx<D>, rows: Vec<HandInRow>) -> Result<Vec<HandIn>, Problem> {
    let ids: Vec<HandInId> = rows.iter().map(|row| row.id).collect();
    let documents: Vec<HandInDocument> = hand_in_documents::table
        .filter(hand_in_documents::hand_in_id.eq_any(ids))
        .select(HandInDocument::as_select())
        .load(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| HandIn::new(row, &documents)).collect())
}

pub(super) async fn with_document<D>(tx: &mut Tx<D>, row: HandInRow) -> Result<HandIn, Problem> {
    with_documents(tx, vec![row]).await?.pop().ok_or_else(Problem::not_found)
}

pub(super) async fn hand_in_list<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    (kind, filter): (HandInKind, &PersonFilter),
    after: Option<HandInId>,
    rows: i64,
) -> Result<Vec<HandIn>, Problem> {
    let mut query = within(scope, tx.organisation(), kind).order(hand_ins::id).limit(rows);
    if let Some(person) = filter.person_id {
        query = query.filter(hand_ins::person_id.eq(person));
    }
    if let Some(after) = after {
        query = query.filter(hand_ins::id.gt(after));
    }
    let rows = query.select(HandInRow::as_select()).load(tx.conn()).await?;
    with_documents(tx, rows).await
}

pub(super) async fn hand_in_get<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    (kind, id): (HandInKind, HandInId),
) -> Result<HandIn, Problem> {
    let row = hand_in_row(tx, scope, (kind, id)).await?;
    with_document(tx, row).await
}

/// An id is given once over all organisations, so the licence holder finds what is meant.
async fn hand_in_row<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    (kind, id): (HandInKind, HandInId),
) -> Result<HandInRow, Problem> {
    let query = within(scope, tx.organisation(), kind).filter(hand_ins::id.eq(id));
    Ok(query.select(HandInRow::as_select()).first(tx.conn()).await?)
}

/// Reads a hand-in that is about to change; nobody else changes it before this transaction ends.
pub(super) async fn hand_in_lock<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    (kind, id): (HandInKind, HandInId),
) -> Result<HandInRow, Problem> {
    let found = hand_in_row(tx, scope, (kind, id)).await?;
    let key = (found.organisation_id, id);
    let query = hand_ins::table.find(key).select(HandInRow::as_select()).for_no_key_update();
    // What is approved changes no more, so there is nothing to lock for its author.
    Ok(query.first(tx.conn()).await.optional()?.unwrap_or(found))
}

pub(super) async fn hand_in_insert(
    tx: &mut Tx<Tenant>,
    (kind, id): (HandInKind, HandInId),
    person: PersonId,
    fields: &HandInFields,
) -> Result<HandInRow, Problem> {
    let row = (
        hand_ins::organisation_id.eq(tx.organisation()),
        hand_ins::id.eq(id),
        hand_ins::kind.eq(kind),
        hand_ins::person_id.eq(person),
        fields,
        hand_ins::submitted_on.eq(tx.context.today),
        hand_ins::status.eq(HandInStatus::Submitted),
        hand_ins::version.eq(1),
        hand_ins::created_at.eq(tx.context.now),
        hand_ins::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(hand_ins::table).values(row).returning(HandInRow::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

/// Changes a hand-in, which submits it again.
pub(super) async fn hand_in_resubmit(
    tx: &mut Tx<Tenant>,
    id: HandInId,
    fields: &HandInFields,
) -> Result<HandInRow, Problem> {
    let change = (
        fields,
        hand_ins::submitted_on.eq(tx.context.today),
        hand_ins::status.eq(HandInStatus::Submitted),
        hand_ins::judged_on.eq(None::<NaiveDate>),
        hand_ins::version.eq(hand_ins::version + 1),
        hand_ins::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(hand_ins::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(HandInRow::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn hand_in_judge(
    tx: &mut Tx<Platform>,
    key: (OrganisationId, HandInId),
    judgement: &HandInJudgement,
) -> Result<HandInRow, Problem> {
    let status = match judgement.verdict {
        HandInVerdict::Approved => HandInStatus::Approved,
        HandInVerdict::Returned => HandInStatus::Returned,
    };
    let change = (
        hand_ins::status.eq(status),
        hand_ins::judged_on.eq(Some(tx.context.today)),
        hand_ins::remarks.eq(judgement.remarks.as_deref()),
        hand_ins::version.eq(hand_ins::version + 1),
        hand_ins::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(hand_ins::table.find(key)).set(change);
    Ok(update.returning(HandInRow::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn document_replace(tx: &mut Tx<Tenant>, hand_in: &HandInRow, upload: &Upload) -> Result<(), Problem> {
    let content = (
        hand_in_documents::media_type.eq(upload.media_type),
        hand_in_documents::bytes.eq(i32::try_from(upload.content.len()).unwrap_or(i32::MAX)),
        hand_in_documents::sha256.eq(upload.sha256.to_vec()),
        hand_in_documents::content.eq(&upload.content),
        hand_in_documents::created_at.eq(tx.context.now),
    );
    diesel::insert_into(hand_in_documents::table)
        .values((
            hand_in_documents::organisation_id.eq(hand_in.organisation_id),
            hand_in_documents::hand_in_id.eq(hand_in.id),
            content.clone(),
        ))
        .on_conflict((hand_in_documents::organisation_id, hand_in_documents::hand_in_id))
        .do_update()
        .set(content)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The document of a hand-in that the caller sees.
pub(super) async fn document_get<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    (kind, id): (HandInKind, HandInId),
) -> Result<(String, Vec<u8>), Problem> {
    let hand_in = hand_in_row(tx, scope, (kind, id)).await?;
    let columns = (hand_in_documents::media_type, hand_in_documents::content);
    Ok(hand_in_documents::table.find((hand_in.organisation_id, id)).select(columns).first(tx.conn()).await?)
}

/// What was approved, as the database function tells it.
#[derive(Debug, QueryableByName)]
pub(super) struct Approved {
    #[diesel(sql_type = sql_types::Uuid)]
    pub person_id: PersonId,
    #[diesel(sql_type = sql_types::Text)]
    pub kind: HandInKind,
    #[diesel(sql_type = sql_types::Date)]
    pub submitted_on: NaiveDate,
}

/// What was approved of these people up to a day, in whatever organisation.
pub(super) async fn approved<D>(
    tx: &mut Tx<D>,
    people: &[PersonId],
    until: NaiveDate,
) -> Result<Vec<Approved>, Problem> {
    let query = diesel::sql_query("SELECT person_id, kind, submitted_on FROM approved_hand_ins($1, $2)")
        .bind::<sql_types::Array<sql_types::Uuid>, _>(people)
        .bind::<sql_types::Date, _>(until);
    Ok(query.load(tx.conn()).await?)
}

/// Those of these people who passed an assessment up to a day, once for every time.
pub(super) async fn passed<D>(tx: &mut Tx<D>, people: &[PersonId], until: NaiveDate) -> Result<Vec<PersonId>, Problem> {
    let query = assessments::table
        .filter(assessments::person_id.eq_any(people))
        .filter(assessments::result.eq(AssessmentResult::Passed))
        .filter(assessments::held_on.le(until));
    Ok(query.select(assessments::person_id).load(tx.conn()).await?)
}

pub(super) async fn assessment_list<D>(
    tx: &mut Tx<D>,
    scope: Scope,
    filter: &PersonFilter,
    after: Option<AssessmentId>,
    rows: i64,
) -> Result<Vec<Assessment>, Problem> {
    let own = assessments_within(tx, scope).await?;
    let mut query = assessments::table.order(assessments::id).limit(rows).select(Assessment::as_select()).into_boxed();
    if let Some(own) = own {
        query = query.filter(assessments::id.eq_any(own));
    }
    if let Some(person) = filter.person_id {
        query = query.filter(assessments::person_id.eq(person));
    }
    if let Some(after) = after {
        query = query.filter(assessments::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// The assessments within a scope, of a practitioner those of the own person; `None` is every one. Which these are is asked
/// for before a page of them: in one statement PostgreSQL would go through everybody's until a page is full.
async fn assessments_within<D>(tx: &mut Tx<D>, scope: Scope) -> Result<Option<Vec<AssessmentId>>, Problem> {
    let Some(people) = people_within(tx, scope).await? else { return Ok(None) };
    let own = assessments::table.filter(assessments::person_id.eq_any(people)).select(assessments::id);
    Ok(Some(own.load(tx.conn()).await?))
}

pub(super) async fn assessment_get<D>(tx: &mut Tx<D>, scope: Scope, id: AssessmentId) -> Result<Assessment, Problem> {
    let found: Assessment = assessments::table.find(id).select(Assessment::as_select()).first(tx.conn()).await?;
    match people_within(tx, scope).await? {
        Some(people) if !people.contains(&found.person_id) => Err(Problem::not_found()),
        _ => Ok(found),
    }
}

pub(super) async fn assessment_lock(tx: &mut Tx<Platform>, id: AssessmentId) -> Result<Assessment, Problem> {
    Ok(assessments::table.find(id).select(Assessment::as_select()).for_update().first(tx.conn()).await?)
}

pub(super) async fn assessment_insert(
    tx: &mut Tx<Platform>,
    id: AssessmentId,
    fields: &AssessmentFields,
) -> Result<Assessment, Problem> {
    let row = (
        assessments::id.eq(id),
        fields,
        assessments::version.eq(1),
        assessments::created_at.eq(tx.context.now),
        assessments::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(assessments::table).values(row).returning(Assessment::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn assessment_update(
    tx: &mut Tx<Platform>,
    id: AssessmentId,
    fields: &AssessmentFields,
) -> Result<Assessment, Problem> {
    let counted = (assessments::version.eq(assessments::version + 1), assessments::updated_at.eq(tx.context.now));
    let update = diesel::update(assessments::table.find(id)).set((fields, counted));
    Ok(update.returning(Assessment::as_returning()).get_result(tx.conn()).await?)
}
