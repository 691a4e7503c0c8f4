//! The SQL of consents.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{Consent, ConsentFields, ConsentFilter, ConsentPurpose};
use super::rules::Recorded;
use crate::db::{Tenant, Tx};
use crate::ids::{ConsentId, FamilyId, ParentId};
use crate::problem::Problem;
use crate::schema::consents;

pub(super) async fn consent_list(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    filter: &ConsentFilter,
    after: Option<ConsentId>,
    rows: i64,
) -> Result<Vec<Consent>, Problem> {
    let mut query = consents::table
        .filter(consents::organisation_id.eq(tx.organisation()))
        .filter(consents::family_id.eq(family))
        .order(consents::id)
        .limit(rows)
        .select(Consent::as_select())
        .into_boxed();
    if let Some(parent) = filter.parent_id {
        query = query.filter(consents::parent_id.eq(parent));
    }
    if let Some(purpose) = filter.purpose {
        query = query.filter(consents::purpose.eq(purpose));
    }
    if let Some(after) = after {
        query = query.filter(consents::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// A consent of this family; whether the caller sees the family is settled before.
pub(super) async fn consent_get(tx: &mut Tx<Tenant>, family: FamilyId, id: ConsentId) -> Result<Consent, Problem> {
    let query = consents::table.find((tx.organisation(), id)).filter(consents::family_id.eq(family));
    Ok(query.select(Consent::as_select()).first(tx.conn()).await?)
}

/// What is recorded of a family for one purpose, withdrawn ones too.
pub(super) async fn consents_recorded(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    purpose: ConsentPurpose,
) -> Result<Vec<Recorded>, Problem> {
    let query = consents::table
        .filter(consents::organisation_id.eq(tx.organisation()))
        .filter(consents::family_id.eq(family))
        .filter(consents::purpose.eq(purpose))
        .select((consents::parent_id, consents::given_on, consents::withdrawn_on));
    Ok(query.load(tx.conn()).await?)
}

/// The consents of a family to one purpose that nobody took back.
pub(super) async fn consents_in_force(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    purpose: ConsentPurpose,
) -> Result<Vec<(ParentId, ConsentId)>, Problem> {
    let query = consents::table
        .filter(consents::organisation_id.eq(tx.organisation()))
        .filter(consents::family_id.eq(family))
        .filter(consents::purpose.eq(purpose))
        .filter(consents::withdrawn_on.is_null())
        .select((consents::parent_id, consents::id));
    Ok(query.load(tx.conn()).await?)
}

/// Reads a consent that is about to be withdrawn.
pub(super) async fn consent_lock(tx: &mut Tx<Tenant>, family: FamilyId, id: ConsentId) -> Result<Consent, Problem> {
    let query = consents::table.find((tx.organisation(), id)).filter(consents::family_id.eq(family));
    Ok(query.select(Consent::as_select()).for_update().first(tx.conn()).await?)
}

/// A parent of another family is refused by the key that names the consent's own; a second consent in force of one
/// parent for one purpose by an index.
pub(super) async fn consent_insert(
    tx: &mut Tx<Tenant>,
    family: FamilyId,
    id: ConsentId,
    fields: &ConsentFields,
) -> Result<Consent, Problem> {
    let row = (
        consents::organisation_id.eq(tx.organisation()),
        consents::id.eq(id),
        consents::family_id.eq(family),
        fields,
        consents::version.eq(1),
        consents::created_at.eq(tx.context.now),
        consents::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(consents::table).values(row).returning(Consent::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn consent_withdraw(tx: &mut Tx<Tenant>, id: ConsentId, on: NaiveDate) -> Result<Consent, Problem> {
    let change = (
        consents::withdrawn_on.eq(on),
        consents::version.eq(consents::version + 1),
        consents::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(consents::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(Consent::as_returning()).get_result(tx.conn()).await?)
}
