//! The operations on referrals themselves.

use actix_web::web::Path;
use actix_web::{delete, get, patch, post};

use super::{ReferralsCorrect, ReferralsErase, ReferralsRead, ReferralsWrite};
use crate::db::Trace;
use crate::features::referrals::api::{NewReferral, Referral, ReferralFilter, ReferralPatch};
use crate::features::referrals::{actions, store};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Query, Reply};
use crate::ids::ReferralId;

/// List referrals
///
/// Oldest first. Project leaders and integrations see the organisation's; a practitioner those that are `received` or
/// `waiting`, and those that became an own trajectory. With `status=waiting` it is the waiting list; `waitingPosition`
/// gives its order.
#[utoipa::path(tag = "Referrals", params(ReferralFilter, PageQuery),
    responses((status = 200, description = "A page of referrals", body = Page<Referral>)),
    security(("bearer" = ["referrals:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/referrals")]
pub(in crate::features::referrals) async fn list_referrals(
    permit: Permit<ReferralsRead>,
    query: Query<Listing<ReferralFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let rows = store::referral_list(tx, &query.0.filter, paging.after()?, paging.rows()).await?;
            let page = paging.page(actions::all_shown(tx, rows).await?, |referral| referral.id)?;
            tx.disclose("referral", None, page.items.iter().filter_map(|referral| referral.family_id));
            Ok(paging.reply(&page)?.in_language(tx.context.language))
        })
        .await
}

/// Register a referral
///
/// As little as possible, before there is a family: who was referred, by whom, and codes in the place of text.
/// `parentsAgreedOn` says when the parents agreed. It starts as `received`. Skills may stay `unknown`: they are
/// assessed at the intake.
#[utoipa::path(tag = "Referrals", request_body = NewReferral,
    responses((status = 201, description = "The new referral", body = Referral)),
    security(("bearer" = ["referrals:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "date-in-future",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/referrals")]
pub(in crate::features::referrals) async fn create_referral(
    permit: Permit<ReferralsWrite>,
    body: Body<NewReferral>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            // Before a replay: what went out of sight is not shown again.
            if let Some(id) = tx.made_before() {
                store::referral_get(tx, ReferralId(id)).await?;
            }
            tx.create().await?;
            let referral = actions::referral_create(tx, &new).await?;
            let location = format!("/v1/referrals/{}", referral.id);
            Ok(Reply::created(location, &referral)?.in_language(tx.context.language))
        })
        .await
}

/// Get a referral
///
/// With its place on the waiting list, and what to do about each contra-indication, in the language of
/// `Accept-Language`.
#[utoipa::path(tag = "Referrals", params(("id" = ReferralId, Path, description = "The referral")),
    responses((status = 200, description = "The referral", body = Referral)),
    security(("bearer" = ["referrals:read"])))]
#[get("/referrals/{id}")]
pub(in crate::features::referrals) async fn get_referral(
    permit: Permit<ReferralsRead>,
    id: Path<ReferralId>,
) -> Answer {
    permit
        .read(async |tx| {
            let row = store::referral_get(tx, *id).await?;
            let referral = actions::shown(tx, row).await?;
            tx.disclose("referral", Some(id.0), referral.family_id);
            Ok(Reply::resource(&referral)?.in_language(tx.context.language))
        })
        .await
}

/// Change a referral
///
/// A merge patch while it is `received` or `waiting`; `feedbackGivenOn`, alone, at any time. A contra-indication that
/// was solved is taken out of `screening.contraIndications`. Correcting personal data is never blocked by the subscription.
/// `allowed` of a `referral-status-conflict` names what is possible: `change` is this PATCH, `give-feedback` this PATCH
/// of `feedbackGivenOn` alone. Once there is a family, no feedback is recorded on a day on which one of its parents had
/// withdrawn the consent `referrer_feedback` and not given it anew (409 `consent-withdrawn`).
#[utoipa::path(tag = "Referrals", params(("id" = ReferralId, Path, description = "The referral")),
    request_body = ReferralPatch,
    responses((status = 200, description = "The changed referral", body = Referral)),
    security(("bearer" = ["referrals:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference", "date-in-future", "referral-status-conflict",
        "consent-withdrawn"]))))]
#[patch("/referrals/{id}")]
pub(in crate::features::referrals) async fn update_referral(
    permit: Permit<ReferralsCorrect>,
    id: Path<ReferralId>,
    body: Body<ReferralPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let row = store::referral_lock(tx, *id).await?;
            tx.proceed(row.version).await?;
            let (fields, changed) = body.apply(&row.fields())?;
            let referral = actions::referral_change(tx, &row, &fields, changed).await?;
            Ok(Reply::resource(&referral)?.in_language(tx.context.language))
        })
        .await
}

/// Erase a referral
///
/// In any status and for good, with the answers that were stored for retries. A family and a trajectory that it became
/// stay. A declined referral goes by itself, as many months later as the setting `declined_referral_months` says.
#[utoipa::path(tag = "Referrals", params(("id" = ReferralId, Path, description = "The referral")),
    responses((status = 204, description = "Erased")), security(("bearer" = ["referrals:write"])))]
#[delete("/referrals/{id}")]
pub(in crate::features::referrals) async fn delete_referral(
    permit: Permit<ReferralsErase>,
    id: Path<ReferralId>,
) -> Answer {
    permit
        .change(async |tx| {
            let row = store::referral_lock(tx, *id).await?;
            tx.proceed(row.version).await?;
            store::referral_delete(tx, *id).await?;
            tx.trace(Trace::done("referral", id.0).families(row.standing.family_id));
            Ok(Reply::no_content())
        })
        .await
}
