//! The SQL of persons.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{Person, PersonFields, PersonRow, PlaceRow};
use crate::context::Actor;
use crate::db::{Platform, Tx};
use crate::ids::PersonId;
use crate::problem::Problem;
use crate::schema::{accounts, persons, practitioners};

/// The places of these persons, oldest first.
async fn place_list(tx: &mut Tx<Platform>, people: &[PersonId]) -> Result<Vec<PlaceRow>, Problem> {
    let query = practitioners::table
        .filter(practitioners::person_id.eq_any(people))
        .order((practitioners::created_at, practitioners::organisation_id, practitioners::id))
        .select(PlaceRow::as_select());
    Ok(query.load(tx.conn()).await?)
}

async fn with_places(tx: &mut Tx<Platform>, row: PersonRow) -> Result<Person, Problem> {
    let places = place_list(tx, &[row.id]).await?;
    Ok(Person::new(row, &places))
}

pub(super) async fn person_list(
    tx: &mut Tx<Platform>,
    after: Option<PersonId>,
    rows: i64,
) -> Result<Vec<Person>, Problem> {
    let mut query = persons::table.order(persons::id).limit(rows).select(PersonRow::as_select()).into_boxed();
    if let Some(after) = after {
        query = query.filter(persons::id.gt(after));
    }
    let people: Vec<PersonRow> = query.load(tx.conn()).await?;
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let places = place_list(tx, &ids).await?;
    Ok(people.into_iter().map(|person| Person::new(person, &places)).collect())
}

pub(super) async fn person_get(tx: &mut Tx<Platform>, id: PersonId) -> Result<Person, Problem> {
    let row = persons::table.find(id).select(PersonRow::as_select()).first(tx.conn()).await?;
    with_places(tx, row).await
}

/// Reads a person who is about to change; nobody else changes the person before this transaction ends.
pub(super) async fn person_lock(tx: &mut Tx<Platform>, id: PersonId) -> Result<Person, Problem> {
    let row = persons::table.find(id).select(PersonRow::as_select()).for_update().first(tx.conn()).await?;
    with_places(tx, row).await
}

pub(super) async fn person_insert(
    tx: &mut Tx<Platform>,
    id: PersonId,
    fields: &PersonFields,
) -> Result<Person, Problem> {
    let row = (
        persons::id.eq(id),
        fields,
        persons::version.eq(1),
        persons::created_at.eq(tx.context.now),
        persons::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(persons::table).values(row).returning(PersonRow::as_returning());
    Ok(Person::new(insert.get_result(tx.conn()).await?, &[]))
}

pub(super) async fn person_update(
    tx: &mut Tx<Platform>,
    id: PersonId,
    fields: &PersonFields,
) -> Result<Person, Problem> {
    let change = (fields, persons::version.eq(persons::version + 1), persons::updated_at.eq(tx.context.now));
    let update = diesel::update(persons::table.find(id)).set(change);
    let row = update.returning(PersonRow::as_returning()).get_result(tx.conn()).await?;
    with_places(tx, row).await
}

/// The person whose place the caller has in the organisation, if any.
pub(super) async fn person_of_place<D>(tx: &mut Tx<D>) -> Result<Option<PersonId>, Problem> {
    let Some(practitioner) = tx.context.practitioner else { return Ok(None) };
    let own = practitioners::table.find((tx.organisation(), practitioner)).select(practitioners::person_id);
    Ok(own.first(tx.conn()).await.optional()?)
}

/// The address that the caller signs in with; an integration has none.
pub(super) async fn address_of_caller<D>(tx: &mut Tx<D>) -> Result<Option<String>, Problem> {
    let Actor::Person { account, .. } = tx.context.actor else { return Ok(None) };
    Ok(accounts::table.find(account).select(accounts::email).first(tx.conn()).await.optional()?)
}

/// The addresses of these people, of those that the caller's door shows.
pub(super) async fn addresses<D>(tx: &mut Tx<D>, people: &[PersonId]) -> Result<Vec<String>, Problem> {
    Ok(persons::table.filter(persons::id.eq_any(people)).select(persons::email).load(tx.conn()).await?)
}
