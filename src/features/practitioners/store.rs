//! The SQL of practitioners.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types;
use diesel_async::RunQueryDsl;

use super::api::{Practitioner, PractitionerFields, PractitionerFilter, PractitionerStatus};
use crate::context::Scope;
use crate::db::{Platform, Tenant, Tx};
use crate::ids::{OrganisationId, PersonId, PractitionerId, UserId};
use crate::problem::Problem;
use crate::schema::{accounts, memberships, persons, practitioners};

/// The people whose records a reader sees, for statements on tables that are everybody's: of a practitioner the own person,
/// otherwise those with a place in the organisation, who may have left. `None` behind the licence holder's door: everybody.
/// Row level security hides the rest all the same; it gives no way to find these without reading everybody's.
pub(crate) async fn people_within<D>(tx: &mut Tx<D>, scope: Scope) -> Result<Option<Vec<PersonId>>, Problem> {
    let Some(organisation) = tx.own() else { return Ok(None) };
    let mut places = practitioners::table.filter(practitioners::organisation_id.eq(organisation)).into_boxed();
    match scope {
        Scope::Organisation => {}
        Scope::Own(own) => places = places.filter(practitioners::id.eq(own)),
        Scope::Nothing => return Ok(Some(Vec::new())),
    }
    Ok(Some(places.select(practitioners::person_id).load(tx.conn()).await?))
}

diesel::define_sql_function! {
    /// The person with this address, made when there is none; a tenant can't see persons outside the own organisation.
    fn person_for_email(
        new_id: sql_types::Uuid,
        address: sql_types::Text,
        display_name: sql_types::Text,
        at: sql_types::Timestamptz,
    ) -> sql_types::Nullable<sql_types::Uuid>;
}

/// The person with this address. The function does not see one who was added while it ran; a second statement does.
pub(super) async fn person_find_or_add(tx: &mut Tx<Tenant>, email: &str, name: &str) -> Result<PersonId, Problem> {
    let (new, now) = (PersonId::new(), tx.context.now);
    for _ in 0..2 {
        let call = diesel::select(person_for_email(new, email, name, now));
        if let Some(person) = call.get_result::<Option<PersonId>>(tx.conn()).await? {
            return Ok(person);
        }
    }
    Err(Problem::unavailable(anyhow::anyhow!("a person was neither found nor added")))
}

/// Whether a user of the organisation goes by another address than a person; `None` for an unknown user.
pub(super) async fn is_somebody_else(
    tx: &mut Tx<Tenant>,
    user: UserId,
    person: PersonId,
) -> Result<Option<bool>, Problem> {
    let organisation = tx.organisation();
    let address: Option<String> = memberships::table
        .inner_join(accounts::table)
        .filter(memberships::organisation_id.eq(organisation))
        .filter(memberships::id.eq(user))
        .select(accounts::email)
        .first(tx.conn())
        .await
        .optional()?;
    let Some(address) = address else { return Ok(None) };
    let own = persons::table.find(person).filter(persons::email.eq(address));
    Ok(Some(!diesel::select(diesel::dsl::exists(own)).get_result::<bool>(tx.conn()).await?))
}

pub(super) async fn practitioner_list(
    tx: &mut Tx<Tenant>,
    filter: &PractitionerFilter,
    after: Option<PractitionerId>,
    rows: i64,
) -> Result<Vec<Practitioner>, Problem> {
    let mut query = practitioners::table
        .filter(practitioners::organisation_id.eq(tx.organisation()))
        .order(practitioners::id)
        .limit(rows)
        .select(Practitioner::as_select())
        .into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(practitioners::status.eq(status));
    }
    if let Some(after) = after {
        query = query.filter(practitioners::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn practitioner_get(tx: &mut Tx<Tenant>, id: PractitionerId) -> Result<Practitioner, Problem> {
    let key = (tx.organisation(), id);
    Ok(practitioners::table.find(key).select(Practitioner::as_select()).first(tx.conn()).await?)
}

pub(super) async fn practitioner_names(
    tx: &mut Tx<Tenant>,
    ids: &[PractitionerId],
) -> Result<HashMap<PractitionerId, String>, Problem> {
    let rows: Vec<(PractitionerId, String)> = practitioners::table
        .filter(practitioners::organisation_id.eq(tx.organisation()))
        .filter(practitioners::id.eq_any(ids))
        .select((practitioners::id, practitioners::name))
        .load(tx.conn())
        .await?;
    Ok(rows.into_iter().collect())
}

/// Reads a practitioner who is about to change.
pub(super) async fn practitioner_lock(tx: &mut Tx<Tenant>, id: PractitionerId) -> Result<Practitioner, Problem> {
    let key = (tx.organisation(), id);
    Ok(practitioners::table.find(key).select(Practitioner::as_select()).for_update().first(tx.conn()).await?)
}

pub(super) async fn practitioner_insert(
    tx: &mut Tx<Tenant>,
    id: PractitionerId,
    person: PersonId,
    fields: &PractitionerFields,
) -> Result<Practitioner, Problem> {
    let row = (
        practitioners::organisation_id.eq(tx.organisation()),
        practitioners::id.eq(id),
        practitioners::person_id.eq(person),
        fields,
        practitioners::status.eq(PractitionerStatus::Active),
        practitioners::version.eq(1),
        practitioners::created_at.eq(tx.context.now),
        practitioners::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(practitioners::table).values(row).returning(Practitioner::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn practitioner_update(
    tx: &mut Tx<Tenant>,
    id: PractitionerId,
    fields: &PractitionerFields,
) -> Result<Practitioner, Problem> {
    let counted = (practitioners::version.eq(practitioners::version + 1), practitioners::updated_at.eq(tx.context.now));
    let update = diesel::update(practitioners::table.find((tx.organisation(), id))).set((fields, counted));
    Ok(update.returning(Practitioner::as_returning()).get_result(tx.conn()).await?)
}

pub(super) async fn practitioner_set_status(
    tx: &mut Tx<Tenant>,
    id: PractitionerId,
    status: PractitionerStatus,
) -> Result<Practitioner, Problem> {
    let left_on = (status == PractitionerStatus::Left).then_some(tx.context.today);
    let change = (
        practitioners::status.eq(status),
        practitioners::left_on.eq(left_on),
        practitioners::version.eq(practitioners::version + 1),
        practitioners::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(practitioners::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(Practitioner::as_returning()).get_result(tx.conn()).await?)
}

/// Person, organisation, when a place was made, and its last day if there is one.
pub(super) type PlaceRow = (PersonId, OrganisationId, DateTime<Utc>, Option<NaiveDate>);

/// The places of these people, oldest first.
pub(super) async fn place_list(tx: &mut Tx<Platform>, people: &[PersonId]) -> Result<Vec<PlaceRow>, Problem> {
    let query = practitioners::table
        .filter(practitioners::person_id.eq_any(people))
        .order((practitioners::created_at, practitioners::organisation_id))
        .select((
            practitioners::person_id,
            practitioners::organisation_id,
            practitioners::created_at,
            practitioners::left_on,
        ));
    Ok(query.load(tx.conn()).await?)
}

pub(super) async fn active_people(
    tx: &mut Tx<Platform>,
    organisation: OrganisationId,
) -> Result<Vec<PersonId>, Problem> {
    let query = practitioners::table
        .filter(practitioners::organisation_id.eq(organisation))
        .filter(practitioners::status.eq(PractitionerStatus::Active))
        .select(practitioners::person_id);
    Ok(query.load(tx.conn()).await?)
}
