//! The SQL of organisations: the same reading for both doors, since the licence holder sees all of them and everybody
//! else one.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{Contact, Organisation, OrganisationFields, OrganisationStatus};
use crate::db::{Platform, Tenant, Tx};
use crate::ids::OrganisationId;
use crate::problem::Problem;
use crate::schema::organisations;

pub(super) async fn organisation_list<D>(
    tx: &mut Tx<D>,
    status: Option<OrganisationStatus>,
    after: Option<OrganisationId>,
    rows: i64,
) -> Result<Vec<Organisation>, Problem> {
    let mut query =
        organisations::table.order(organisations::id).limit(rows).select(Organisation::as_select()).into_boxed();
    if let Some(own) = tx.own() {
        query = query.filter(organisations::id.eq(own));
    }
    if let Some(status) = status {
        query = query.filter(organisations::status.eq(status));
    }
    if let Some(after) = after {
        query = query.filter(organisations::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn organisation_get<D>(tx: &mut Tx<D>, id: OrganisationId) -> Result<Organisation, Problem> {
    let visible = tx.own().unwrap_or(id);
    let query = organisations::table.find(id).filter(organisations::id.eq(visible));
    Ok(query.select(Organisation::as_select()).first(tx.conn()).await?)
}

/// Reads an organisation that is about to change; nobody else changes it before this transaction ends.
pub(super) async fn organisation_lock<D>(tx: &mut Tx<D>, id: OrganisationId) -> Result<Organisation, Problem> {
    let visible = tx.own().unwrap_or(id);
    let query = organisations::table.find(id).filter(organisations::id.eq(visible));
    Ok(query.select(Organisation::as_select()).for_update().first(tx.conn()).await?)
}

pub(super) async fn organisation_insert(
    tx: &mut Tx<Platform>,
    id: OrganisationId,
    fields: &OrganisationFields,
) -> Result<Organisation, Problem> {
    let row = (
        organisations::id.eq(id),
        fields,
        organisations::version.eq(1),
        organisations::created_at.eq(tx.context.now),
        organisations::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(organisations::table).values(row).returning(Organisation::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn organisation_update(
    tx: &mut Tx<Platform>,
    id: OrganisationId,
    fields: &OrganisationFields,
) -> Result<Organisation, Problem> {
    let change =
        (fields, organisations::version.eq(organisations::version + 1), organisations::updated_at.eq(tx.context.now));
    let update = diesel::update(organisations::table.find(id)).set(change);
    Ok(update.returning(Organisation::as_returning()).get_result(tx.conn()).await?)
}

/// Sets the only columns that members of an organisation were granted.
pub(super) async fn contact_update(tx: &mut Tx<Tenant>, contact: &Contact) -> Result<Organisation, Problem> {
    let change = (
        organisations::contact.eq(contact),
        organisations::version.eq(organisations::version + 1),
        organisations::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(organisations::table.find(tx.organisation())).set(change);
    Ok(update.returning(Organisation::as_returning()).get_result(tx.conn()).await?)
}
