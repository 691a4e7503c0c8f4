//! The acts on a referral: accept, decline, place on the waiting list, reopen.

use actix_web::post;
use actix_web::web::Path;

use super::{ReferralsReopen, ReferralsWrite};
use crate::features::referrals::api::{Referral, ReferralAcceptance, ReferralDecline, ReferralWaiting};
use crate::features::referrals::{actions, store};
use crate::features::trajectories::actions::refuse_for_others;
use crate::http::{Answer, Body, Permit, Reply};
use crate::ids::ReferralId;

/// Accept a referral
///
/// Makes the family and starts its trajectory, both or neither; with `familyId` the trajectory is that family's.
/// Parents and child are taken from the referral unless `family` gives others. 409 `referral-not-indicated` names in
/// `unmet` (each with `code` and `detail`) everything that is missing: parents who refer themselves want improvement,
/// of other children the results lag; the child is in group 1 to 4, in the referral and by the placements on `startedOn`; not both skills are sufficient; no
/// contra-indication is left; what a new family needs is known. Each of `practitionerIds` holds licence A on
/// `startedOn`. A practitioner names only oneself (403).
#[utoipa::path(tag = "Referrals", params(("id" = ReferralId, Path, description = "The referral")),
    request_body = ReferralAcceptance,
    responses((status = 200, description = "The referral, accepted", body = Referral)),
    security(("bearer" = ["referrals:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "referral-status-conflict",
        "referral-not-indicated", "date-in-future", "date-before-start", "licence-not-valid",
        "family-has-running-trajectory", "subscription-inactive", "organisation-read-only"]))))]
#[post("/referrals/{id}/accept")]
pub(in crate::features::referrals) async fn accept_referral(
    permit: Permit<ReferralsWrite>,
    id: Path<ReferralId>,
    body: Body<ReferralAcceptance>,
) -> Answer {
    permit
        .change(async |tx| {
            let row = store::referral_lock(tx, *id).await?;
            let acceptance = body.valid()?;
            refuse_for_others(tx, &acceptance.practitioner_ids)?;
            tx.proceed(row.version).await?;
            let referral = actions::referral_accept(tx, &row, acceptance).await?;
            Ok(Reply::resource(&referral)?.in_language(tx.context.language))
        })
        .await
}

/// Decline a referral
///
/// With the reason as a code and, where there is one, the service that suits better. A declined referral can be
/// reopened, and is erased some months after `on` (setting `declined_referral_months`). A practitioner sees it no more.
#[utoipa::path(tag = "Referrals", params(("id" = ReferralId, Path, description = "The referral")),
    request_body = ReferralDecline,
    responses((status = 200, description = "The referral, declined", body = Referral)),
    security(("bearer" = ["referrals:write"])),
    extensions(("x-problem-codes" = json!(["referral-status-conflict", "date-in-future", "date-before-start",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/referrals/{id}/decline")]
pub(in crate::features::referrals) async fn decline_referral(
    permit: Permit<ReferralsWrite>,
    id: Path<ReferralId>,
    body: Body<ReferralDecline>,
) -> Answer {
    permit
        .change(async |tx| {
            let row = store::referral_lock(tx, *id).await?;
            tx.proceed(row.version).await?;
            let decline = body.valid()?;
            let referral = actions::referral_decline(tx, &row, decline).await?;
            Ok(Reply::resource(&referral)?.in_language(tx.context.language))
        })
        .await
}

/// Place a referral on the waiting list
///
/// From a day on, and with `restartOn` when other help comes first. One that waits already keeps the earlier of the two
/// days, so its place on the list; only `restartOn` moves.
#[utoipa::path(tag = "Referrals", params(("id" = ReferralId, Path, description = "The referral")),
    request_body = ReferralWaiting,
    responses((status = 200, description = "The referral, waiting", body = Referral)),
    security(("bearer" = ["referrals:write"])),
    extensions(("x-problem-codes" = json!(["referral-status-conflict", "date-in-future", "date-before-start",
        "subscription-inactive", "organisation-read-only"]))))]
#[post("/referrals/{id}/place-on-waiting-list")]
pub(in crate::features::referrals) async fn place_referral_on_waiting_list(
    permit: Permit<ReferralsWrite>,
    id: Path<ReferralId>,
    body: Body<ReferralWaiting>,
) -> Answer {
    permit
        .change(async |tx| {
            let row = store::referral_lock(tx, *id).await?;
            tx.proceed(row.version).await?;
            let waiting = body.valid()?;
            let referral = actions::referral_wait(tx, &row, &waiting).await?;
            Ok(Reply::resource(&referral)?.in_language(tx.context.language))
        })
        .await
}

/// Reopen a referral
///
/// One that was declined is `received` again, and no longer erased. The decision and an earlier place on the waiting
/// list are gone; placing it there from the earlier day gives the place back.
#[utoipa::path(tag = "Referrals", params(("id" = ReferralId, Path, description = "The referral")),
    responses((status = 200, description = "The referral, received", body = Referral)),
    security(("bearer" = ["referrals:write"])),
    extensions(("x-problem-codes" = json!(["referral-status-conflict", "subscription-inactive",
        "organisation-read-only"]))))]
#[post("/referrals/{id}/reopen")]
pub(in crate::features::referrals) async fn reopen_referral(
    permit: Permit<ReferralsReopen>,
    id: Path<ReferralId>,
) -> Answer {
    permit
        .change(async |tx| {
            let row = store::referral_lock(tx, *id).await?;
            tx.proceed(row.version).await?;
            let referral = actions::referral_reopen(tx, &row).await?;
            Ok(Reply::resource(&referral)?.in_language(tx.context.language))
        })
        .await
}
