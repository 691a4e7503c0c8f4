//! The SQL of referrals.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;
use serde::{Deserialize, Serialize};

use super::api::{
    DeclineReason, ReferralFields, ReferralFilter, ReferralSource, ReferralStatus, ReferredChild, ReferredParent,
    Referrer, Screening,
};
use crate::context::Scope;
use crate::db::columns::jsonb;
use crate::db::{Tenant, Tx};
use crate::features::trajectories;
use crate::ids::{FamilyId, ReferralId, SchoolId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{idempotency_records, referrals};

/// The parents, as the column keeps them.
#[derive(Debug, Clone, Serialize, Deserialize, AsExpression, FromSqlRow)]
#[serde(transparent)]
#[diesel(sql_type = sql_types::Jsonb)]
pub(super) struct ParentList(pub Vec<ReferredParent>);
jsonb!(ParentList);

/// How a referral stands, and since when.
#[derive(Debug, Clone, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = referrals, treat_none_as_null = true)]
pub(super) struct Standing {
    pub status: ReferralStatus,
    pub waiting_since: Option<NaiveDate>,
    pub restart_on: Option<NaiveDate>,
    pub decided_on: Option<NaiveDate>,
    pub decline_reason: Option<DeclineReason>,
    pub referred_to: Option<String>,
    pub family_id: Option<FamilyId>,
    pub trajectory_id: Option<TrajectoryId>,
}

/// A referral's own row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = referrals)]
pub(super) struct ReferralRow {
    pub id: ReferralId,
    pub source: ReferralSource,
    pub school_id: Option<SchoolId>,
    pub received_on: NaiveDate,
    pub parents_agreed_on: NaiveDate,
    pub child: ReferredChild,
    pub parents: ParentList,
    pub referrer: Option<Referrer>,
    pub screening: Screening,
    #[diesel(embed)]
    pub standing: Standing,
    pub feedback_given_on: Option<NaiveDate>,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl ReferralRow {
    /// What a PATCH works on.
    pub fn fields(&self) -> ReferralFields {
        ReferralFields {
            source: self.source,
            school_id: self.school_id,
            received_on: self.received_on,
            parents_agreed_on: self.parents_agreed_on,
            child: self.child.clone(),
            parents: self.parents.0.clone(),
            referrer: self.referrer.clone(),
            screening: self.screening.clone(),
            feedback_given_on: self.feedback_given_on,
        }
    }
}

/// What a creation or a change writes into a referral's row.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = referrals, treat_none_as_null = true, treat_none_as_default_value = false)]
struct ReferralColumns<'r> {
    source: ReferralSource,
    school_id: Option<SchoolId>,
    received_on: NaiveDate,
    parents_agreed_on: NaiveDate,
    child: &'r ReferredChild,
    child_birth_date: Option<NaiveDate>,
    parents: ParentList,
    referrer: Option<&'r Referrer>,
    screening: &'r Screening,
    feedback_given_on: Option<NaiveDate>,
}

impl<'r> ReferralColumns<'r> {
    fn new(fields: &'r ReferralFields) -> Self {
        Self {
            source: fields.source,
            school_id: fields.school_id,
            received_on: fields.received_on,
            parents_agreed_on: fields.parents_agreed_on,
            child: &fields.child,
            child_birth_date: fields.child.birth_date,
            parents: ParentList(fields.parents.clone()),
            referrer: fields.referrer.as_ref(),
            screening: &fields.screening,
            feedback_given_on: fields.feedback_given_on,
        }
    }
}

/// Narrows a query on referrals to what the caller may see: practitioners do the intakes, so they see what is open, and
/// of what was accepted the own trajectories'.
fn in_scope<'a, ST>(tx: &Tx<Tenant>, query: referrals::BoxedQuery<'a, Pg, ST>) -> referrals::BoxedQuery<'a, Pg, ST> {
    let organisation = tx.organisation();
    let query = query.filter(referrals::organisation_id.eq(organisation));
    match tx.context.scope() {
        Scope::Organisation => query,
        Scope::Own(own) => {
            let open = [ReferralStatus::Received, ReferralStatus::Waiting].map(ReferralStatus::as_str);
            let own = trajectories::in_care_of(organisation, own, tx.context.today);
            // Where there is no trajectory this is unknown to SQL, which is as good as not.
            let own = referrals::trajectory_id.assume_not_null().eq_any(own);
            query.filter(referrals::status.eq_any(open).or(own))
        }
        Scope::Nothing => query.filter(false.into_sql::<sql_types::Bool>()),
    }
}

pub(super) async fn referral_list(
    tx: &mut Tx<Tenant>,
    filter: &ReferralFilter,
    after: Option<ReferralId>,
    rows: i64,
) -> Result<Vec<ReferralRow>, Problem> {
    let query = referrals::table.order(referrals::id).limit(rows).select(ReferralRow::as_select()).into_boxed();
    let mut query = in_scope(tx, query);
    if let Some(status) = filter.status {
        query = query.filter(referrals::status.eq(status));
    }
    if let Some(source) = filter.source {
        query = query.filter(referrals::source.eq(source));
    }
    if let Some(school) = filter.school_id {
        query = query.filter(referrals::school_id.eq(school));
    }
    if let Some(after) = after {
        query = query.filter(referrals::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// A referral that the caller may see.
pub(super) async fn referral_get(tx: &mut Tx<Tenant>, id: ReferralId) -> Result<ReferralRow, Problem> {
    let query = referrals::table.filter(referrals::id.eq(id)).select(ReferralRow::as_select()).into_boxed();
    Ok(in_scope(tx, query).first(tx.conn()).await?)
}

/// Reads and locks a referral that the caller sees and that is about to change. Two who decide at once come one after
/// the other, and the second meets another version. A boxed query can't be locked, hence the look before.
pub(super) async fn referral_lock(tx: &mut Tx<Tenant>, id: ReferralId) -> Result<ReferralRow, Problem> {
    referral_get(tx, id).await?;
    let key = (tx.organisation(), id);
    let row: ReferralRow =
        referrals::table.find(key).select(ReferralRow::as_select()).for_update().first(tx.conn()).await?;
    tx.context.families.extend(row.standing.family_id);
    Ok(row)
}

pub(super) async fn referral_insert(
    tx: &mut Tx<Tenant>,
    id: ReferralId,
    fields: &ReferralFields,
) -> Result<ReferralRow, Problem> {
    let row = (
        referrals::organisation_id.eq(tx.organisation()),
        referrals::id.eq(id),
        ReferralColumns::new(fields),
        referrals::status.eq(ReferralStatus::Received),
        referrals::version.eq(1),
        referrals::created_at.eq(tx.context.now),
        referrals::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(referrals::table).values(row).returning(ReferralRow::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn referral_update(
    tx: &mut Tx<Tenant>,
    id: ReferralId,
    fields: &ReferralFields,
) -> Result<ReferralRow, Problem> {
    let change = (
        ReferralColumns::new(fields),
        referrals::version.eq(referrals::version + 1),
        referrals::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(referrals::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(ReferralRow::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn referral_stand(
    tx: &mut Tx<Tenant>,
    id: ReferralId,
    standing: &Standing,
) -> Result<ReferralRow, Problem> {
    let change = (standing, referrals::version.eq(referrals::version + 1), referrals::updated_at.eq(tx.context.now));
    let update = diesel::update(referrals::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(ReferralRow::as_returning()).get_result(tx.conn()).await?)
}

/// Removes a referral, and the answers about it that were stored for retries: nothing of it stays behind.
pub(super) async fn referral_delete(tx: &mut Tx<Tenant>, id: ReferralId) -> Result<(), Problem> {
    let organisation = tx.organisation();
    diesel::delete(referrals::table.find((organisation, id))).execute(tx.conn()).await?;
    let answers = idempotency_records::table
        .filter(idempotency_records::organisation_id.eq(organisation.0))
        .filter(idempotency_records::body.like(format!("%{id}%")));
    diesel::delete(answers).execute(tx.conn()).await?;
    Ok(())
}

/// The waiting list of the organisation, in its order.
pub(super) async fn waiting_list(tx: &mut Tx<Tenant>) -> Result<Vec<ReferralId>, Problem> {
    let query = referrals::table
        .filter(referrals::organisation_id.eq(tx.organisation()))
        .filter(referrals::status.eq(ReferralStatus::Waiting))
        .order((referrals::waiting_since, referrals::id))
        .select(referrals::id);
    Ok(query.load(tx.conn()).await?)
}

/// The other referrals of children who were born on this day; one that was accepted has become a family.
pub(super) async fn born_on(
    tx: &mut Tx<Tenant>,
    day: NaiveDate,
    except: ReferralId,
) -> Result<Vec<ReferralRow>, Problem> {
    let query = referrals::table
        .filter(referrals::child_birth_date.eq(day))
        .filter(referrals::id.ne(except))
        .filter(referrals::status.ne(ReferralStatus::Accepted))
        .order(referrals::id)
        .select(ReferralRow::as_select())
        .into_boxed();
    Ok(in_scope(tx, query).load(tx.conn()).await?)
}

/// The children of all referrals of the organisation that became no family, who were born on one of these days.
pub(super) async fn anywhere_born_on(
    tx: &mut Tx<Tenant>,
    days: &[NaiveDate],
) -> Result<Vec<(ReferralId, ReferredChild)>, Problem> {
    let query = referrals::table
        .filter(referrals::organisation_id.eq(tx.organisation()))
        .filter(referrals::child_birth_date.eq_any(days))
        .filter(referrals::status.ne(ReferralStatus::Accepted))
        .select((referrals::id, referrals::child));
    Ok(query.load(tx.conn()).await?)
}
