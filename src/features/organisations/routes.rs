//! The operations on organisations.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::api::{NewOrganisation, Organisation, OrganisationFilter, OrganisationPatch};
use super::{actions, store};
use crate::app::AppState;
use crate::db::Tx;
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, Seat, permissions};
use crate::ids::OrganisationId;
use crate::problem::Problem;

permissions! {
    OrganisationsRead = "organisations:read" [LicenceHolder, ProjectLeader, Practitioner, Integration] Exempt;
    OrganisationsRegister = "organisations:write" [LicenceHolder] Exempt;
    /// The project leader's part is correcting contact data, which is never blocked (gate G2).
    OrganisationsCorrect = "organisations:write" [LicenceHolder, ProjectLeader] Exempt;
}

/// List organisations
///
/// Oldest first. The licence holder gets all of them, those that are closed too; everybody else gets the own
/// organisation only.
#[utoipa::path(tag = "Organisations", params(OrganisationFilter, PageQuery),
    responses((status = 200, description = "A page of organisations", body = Page<Organisation>)),
    security(("bearer" = ["organisations:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/organisations")]
pub(super) async fn list_organisations(
    permit: Permit<OrganisationsRead>,
    query: Query<Listing<OrganisationFilter>>,
) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => permit.platform_read(async |tx| page(&state, tx, &query.0).await).await,
        Seat::Organisation(_) => permit.read(async |tx| page(&state, tx, &query.0).await).await,
    }
}

async fn page<D>(state: &AppState, tx: &mut Tx<D>, listing: &Listing<OrganisationFilter>) -> Result<Reply, Problem> {
    let paging = Paging::new(state, tx, listing)?;
    let found = store::organisation_list(tx, listing.filter.status, paging.after()?, paging.rows()).await?;
    paging.reply(&paging.page(found, |organisation| organisation.id)?)
}

/// Register an organisation
///
/// By the licence holder. The organisation can write as soon as a subscription runs (`POST /subscriptions`) and its
/// first project leader has accepted the invitation (`POST /users`). Its KVK number is unique.
#[utoipa::path(tag = "Organisations", request_body = NewOrganisation,
    responses((status = 201, description = "The new organisation", body = Organisation)),
    security(("bearer" = ["organisations:write"])), extensions(("x-problem-codes" = json!(["already-exists"]))))]
#[post("/organisations")]
pub(super) async fn create_organisation(permit: Permit<OrganisationsRegister>, body: Body<NewOrganisation>) -> Answer {
    permit
        .platform_change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let organisation = actions::organisation_create(tx, new.id(), &new.fields).await?;
            Ok(Reply::created(format!("/v1/organisations/{}", organisation.id), &organisation)?)
        })
        .await
}

/// Get an organisation
///
/// Any organisation for the licence holder, closed ones too; the own organisation for its members and integrations.
#[utoipa::path(tag = "Organisations", params(("id" = OrganisationId, Path, description = "The organisation")),
    responses((status = 200, description = "The organisation", body = Organisation)),
    security(("bearer" = ["organisations:read"])))]
#[get("/organisations/{id}")]
pub(super) async fn get_organisation(permit: Permit<OrganisationsRead>, id: Path<OrganisationId>) -> Answer {
    match permit.seat() {
        Seat::Platform => {
            permit.platform_read(async |tx| Reply::resource(&store::organisation_get(tx, *id).await?)).await
        }
        Seat::Organisation(_) => {
            permit.read(async |tx| Reply::resource(&store::organisation_get(tx, *id).await?)).await
        }
    }
}

/// Change an organisation
///
/// A merge patch. The licence holder changes every member; a new `status` takes effect on the members' next request. A
/// project leader changes `contact` of the own organisation, also while it is read-only or without a subscription; a
/// patch that touches anything else is refused as a whole with `forbidden`, which lists those `members`.
#[utoipa::path(tag = "Organisations", params(("id" = OrganisationId, Path, description = "The organisation")),
    request_body = OrganisationPatch,
    responses((status = 200, description = "The changed organisation", body = Organisation)),
    security(("bearer" = ["organisations:write"])), extensions(("x-problem-codes" = json!(["already-exists"]))))]
#[patch("/organisations/{id}")]
pub(super) async fn update_organisation(
    permit: Permit<OrganisationsCorrect>,
    id: Path<OrganisationId>,
    body: Body<OrganisationPatch>,
) -> Answer {
    match permit.seat() {
        Seat::Platform => change_as_licence_holder(permit, *id, body).await,
        Seat::Organisation(_) => correct_as_member(permit, *id, body).await,
    }
}

async fn change_as_licence_holder(
    permit: Permit<OrganisationsCorrect>,
    id: OrganisationId,
    body: Body<OrganisationPatch>,
) -> Answer {
    permit
        .platform_change(async |tx| {
            let organisation = store::organisation_lock(tx, id).await?;
            tx.proceed(organisation.version).await?;
            let (fields, changed) = body.apply(&organisation.into())?;
            Ok(Reply::resource(&actions::organisation_change(tx, id, &fields, changed).await?)?)
        })
        .await
}

async fn correct_as_member(
    permit: Permit<OrganisationsCorrect>,
    id: OrganisationId,
    body: Body<OrganisationPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let organisation = store::organisation_lock(tx, id).await?;
            let version = organisation.version;
            // What one may not do comes before the terms of the change (403 before 428 and 412), and what is wrong
            // with the patch itself after them; so the patch is read once, here, and its violations wait.
            let applied = body.apply(&organisation.into());
            if let Ok((_, touched)) = &applied {
                actions::refuse_beyond_contact(touched)?;
            }
            tx.proceed(version).await?;
            let (fields, changed) = applied?;
            Ok(Reply::resource(&actions::contact_correct(tx, &fields, changed).await?)?)
        })
        .await
}
