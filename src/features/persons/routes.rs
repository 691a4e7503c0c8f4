//! The operations on persons.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::api::{NewPerson, Person, PersonFields, PersonPatch};
use super::{actions, store};
use crate::db::Trace;
use crate::http::{Answer, Body, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::PersonId;

permissions! {
    PersonsRead = "persons:read" [LicenceHolder] Active;
    PersonsWrite = "persons:write" [LicenceHolder] Active;
}

/// List persons
///
/// Everybody whom the licence holder trains and licenses, with their places in organisations, oldest first. There is
/// no search by name: names don't belong in a URL.
#[utoipa::path(tag = "Persons", params(PageQuery),
    responses((status = 200, description = "A page of persons", body = Page<Person>)),
    security(("bearer" = ["persons:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/persons")]
pub(super) async fn list_persons(permit: Permit<PersonsRead>, query: Query<Listing<NoFilter>>) -> Answer {
    let state = permit.state();
    permit
        .platform_read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let people = store::person_list(tx, paging.after()?, paging.rows()).await?;
            paging.reply(&paging.page(people, |person| person.id)?)
        })
        .await
}

/// Add a person
///
/// By the licence holder, before an organisation takes the person on. An organisation that adds a practitioner with
/// this e-mail address joins the same person, so that the licence comes along. The address is unique.
#[utoipa::path(tag = "Persons", request_body = NewPerson,
    responses((status = 201, description = "The new person", body = Person)),
    security(("bearer" = ["persons:write"])), extensions(("x-problem-codes" = json!(["already-exists"]))))]
#[post("/persons")]
pub(super) async fn create_person(permit: Permit<PersonsWrite>, body: Body<NewPerson>) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let id = new.id();
            let person = store::person_insert(tx, id, &new.fields)
                .await
                .map_err(|problem| problem.taken_at(|| format!("/v1/persons/{id}")))?;
            tx.trace(Trace::done("person", person.id.0));
            Ok(Reply::created(format!("/v1/persons/{}", person.id), &person)?)
        })
        .await
}

/// Get a person
///
/// One person, with the places in organisations. Known to the licence holder only.
#[utoipa::path(tag = "Persons", params(("id" = PersonId, Path, description = "The person")),
    responses((status = 200, description = "The person", body = Person)), security(("bearer" = ["persons:read"])))]
#[get("/persons/{id}")]
pub(super) async fn get_person(permit: Permit<PersonsRead>, id: Path<PersonId>) -> Answer {
    permit.platform_read(async |tx| Reply::resource(&store::person_get(tx, *id).await?)).await
}

/// Change a person
///
/// A merge patch by the licence holder. The name that an organisation uses for its practitioner stays its own. The own
/// address is for a colleague to change.
#[utoipa::path(tag = "Persons", params(("id" = PersonId, Path, description = "The person")),
    request_body = PersonPatch,
    responses((status = 200, description = "The changed person", body = Person)),
    security(("bearer" = ["persons:write"])), extensions(("x-problem-codes" = json!(["already-exists", "own-licence"]))))]
#[patch("/persons/{id}")]
pub(super) async fn update_person(permit: Permit<PersonsWrite>, id: Path<PersonId>, body: Body<PersonPatch>) -> Answer {
    permit
        .platform_change(async |tx| {
            let person = store::person_lock(tx, *id).await?;
            tx.proceed(person.version).await?;
            let present = PersonFields::from(person);
            let (fields, changed) = body.apply(&present)?;
            if fields.email != present.email {
                // The address is what tells that a licence is the caller's own.
                actions::refuse_own(tx, *id).await?;
            }
            let person = store::person_update(tx, *id, &fields).await?;
            tx.trace(Trace::done("person", id.0).changed(changed));
            Ok(Reply::resource(&person)?)
        })
        .await
}
