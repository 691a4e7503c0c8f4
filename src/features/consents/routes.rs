//! The operations on consents.

use actix_web::web::Path;
use actix_web::{get, patch, post};

use super::api::{Consent, ConsentFilter, ConsentPatch, NewConsent};
use super::{actions, rules, store};
use crate::db::Trace;
use crate::features::families::family_visible;
use crate::features::trajectories::actions::not_in_future;
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply, permissions};
use crate::ids::{ConsentId, FamilyId};
use crate::problem::Problem;

permissions! {
    ConsentsRead = "families:read" [ProjectLeader, Practitioner, Integration] Active;
    ConsentsWrite = "families:write" [ProjectLeader, Practitioner, Integration] Active;
    /// Taking a consent back is never blocked (gate G2).
    ConsentsWithdraw = "families:write" [ProjectLeader, Practitioner, Integration] Exempt;
}

/// List a family's consents
///
/// What its parents agreed to, withdrawn ones too, oldest record first. A practitioner sees those of the own families.
/// Traced in the access log of the family.
#[utoipa::path(tag = "Consents",
    params(("familyId" = FamilyId, Path, description = "The family"), ConsentFilter, PageQuery),
    responses((status = 200, description = "A page of consents", body = Page<Consent>)),
    security(("bearer" = ["families:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/families/{familyId}/consents")]
pub(super) async fn list_consents(
    permit: Permit<ConsentsRead>,
    family: Path<FamilyId>,
    query: Query<Listing<ConsentFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            family_visible(tx, *family).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let filter = &query.0.filter;
            let consents = store::consent_list(tx, *family, filter, paging.after()?, paging.rows()).await?;
            tx.disclose("consent", None, [*family]);
            paging.reply(&paging.page(consents, |consent| consent.id)?)
        })
        .await
}

/// Record a consent
///
/// That a parent of the family agreed to one purpose, today or earlier, and to which wording. Of one parent at most one
/// consent for a purpose is in force (409 `already-exists`): to agree to a newer wording, the earlier one is withdrawn
/// first.
#[utoipa::path(tag = "Consents", params(("familyId" = FamilyId, Path, description = "The family")),
    request_body = NewConsent,
    responses((status = 201, description = "The new consent", body = Consent)),
    security(("bearer" = ["families:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "date-in-future",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/families/{familyId}/consents")]
pub(super) async fn create_consent(
    permit: Permit<ConsentsWrite>,
    family: Path<FamilyId>,
    body: Body<NewConsent>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            family_visible(tx, *family).await?;
            tx.context.families.push(*family);
            tx.create().await?;
            not_in_future(tx, new.fields.given_on, "givenOn")?;
            if let Some(id) = new.chosen() {
                Problem::refuse_taken(store::consent_get(tx, *family, id).await, || {
                    format!("/v1/families/{family}/consents/{id}")
                })?;
            }
            actions::refuse_superseded(tx, *family, &new.fields).await?;
            let consent = store::consent_insert(tx, *family, new.id(), &new.fields).await?;
            tx.trace(Trace::done("consent", consent.id.0).families([*family]));
            Ok(Reply::created(format!("/v1/families/{family}/consents/{}", consent.id), &consent)?)
        })
        .await
}

/// Get a consent
///
/// One consent of a parent of the family.
#[utoipa::path(tag = "Consents",
    params(("familyId" = FamilyId, Path, description = "The family"),
        ("id" = ConsentId, Path, description = "The consent")),
    responses((status = 200, description = "The consent", body = Consent)), security(("bearer" = ["families:read"])))]
#[get("/families/{familyId}/consents/{id}")]
pub(super) async fn get_consent(permit: Permit<ConsentsRead>, path: Path<(FamilyId, ConsentId)>) -> Answer {
    let (family, id) = *path;
    permit
        .read(async |tx| {
            family_visible(tx, family).await?;
            let consent = store::consent_get(tx, family, id).await?;
            tx.disclose("consent", Some(id.0), [family]);
            Reply::resource(&consent)
        })
        .await
}

/// Withdraw a consent
///
/// A merge patch that sets or corrects `withdrawnOn`, the only member that changes. It is never blocked by the
/// subscription. A withdrawal is not undone: to agree again is a new consent. From then on it refuses what it was for:
/// links to teachers (`school_contact`), feedback to the referrer (`referrer_feedback`), and, once no parent agrees any
/// more, going on with the trajectory (`participation`). The open links to teachers are revoked with it.
#[utoipa::path(tag = "Consents",
    params(("familyId" = FamilyId, Path, description = "The family"),
        ("id" = ConsentId, Path, description = "The consent")),
    request_body = ConsentPatch,
    responses((status = 200, description = "The consent, withdrawn", body = Consent)),
    security(("bearer" = ["families:write"])), extensions(("x-problem-codes" = json!(["date-in-future"]))))]
#[patch("/families/{familyId}/consents/{id}")]
pub(super) async fn update_consent(
    permit: Permit<ConsentsWithdraw>,
    path: Path<(FamilyId, ConsentId)>,
    body: Body<ConsentPatch>,
) -> Answer {
    let (family, id) = *path;
    permit
        .change(async |tx| {
            family_visible(tx, family).await?;
            tx.context.families.push(family);
            let consent = actions::withdrawal_lock(tx, family, id).await?;
            tx.proceed(consent.version).await?;
            let (withdrawal, changed) = body.apply(&(&consent).into())?;
            // The schema asks for it, so it is there.
            let on = withdrawal.withdrawn_on.unwrap_or(tx.context.today);
            rules::check_withdrawal(consent.given_on, on)?;
            not_in_future(tx, on, "withdrawnOn")?;
            let consent = actions::consent_withdraw(tx, &consent, on).await?;
            tx.trace(Trace::done("consent", id.0).families([family]).changed(changed));
            Ok(Reply::resource(&consent)?)
        })
        .await
}
