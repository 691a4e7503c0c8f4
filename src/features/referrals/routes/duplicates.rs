//! Who a referral may be about as well.

use actix_web::get;
use actix_web::web::Path;

use super::ReferralsCompare;
use crate::features::referrals::api::PossibleDuplicates;
use crate::features::referrals::{actions, store};
use crate::http::{Answer, Permit, Reply};
use crate::ids::ReferralId;

/// List possible duplicates of a referral
///
/// Children of the own organisation's families, and other referrals that were not accepted, with the same birth date
/// and a similar name, likeliest first; empty when the referral has no birth date. It is for a person to judge: nothing
/// is merged, and `familyId` of the acceptance joins a family. For project leaders, since it tells of other families;
/// the audit says which.
#[utoipa::path(tag = "Referrals", params(("id" = ReferralId, Path, description = "The referral")),
    responses((status = 200, description = "What may be the same child", body = PossibleDuplicates)),
    security(("bearer" = ["referrals:read"])))]
#[get("/referrals/{id}/possible-duplicates")]
pub(in crate::features::referrals) async fn list_possible_duplicates(
    permit: Permit<ReferralsCompare>,
    id: Path<ReferralId>,
) -> Answer {
    permit
        .read(async |tx| {
            let row = store::referral_get(tx, *id).await?;
            Reply::ok(&actions::possible_duplicates(tx, &row).await?)
        })
        .await
}
