//! PATCH /families/{id}

use actix_web::patch;
use actix_web::web::Path;

use super::FamiliesCorrect;
use crate::db::Trace;
use crate::features::families::api::{Family, FamilyPatch};
use crate::features::families::{actions, store};
use crate::http::{Answer, Body, Permit, Reply};
use crate::ids::FamilyId;

/// Change a family
///
/// A merge patch on the family's own members; parents and children are changed at their own addresses. A correction of
/// personal data, so never blocked by the subscription. A practitioner changes the own families.
#[utoipa::path(tag = "Families", params(("id" = FamilyId, Path, description = "The family")),
    request_body = FamilyPatch,
    responses((status = 200, description = "The changed family", body = Family)),
    security(("bearer" = ["families:write"])))]
#[patch("/families/{id}")]
pub(in crate::features::families) async fn update_family(
    permit: Permit<FamiliesCorrect>,
    id: Path<FamilyId>,
    body: Body<FamilyPatch>,
) -> Answer {
    permit
        .change(async |tx| {
            let family = store::family_lock(tx, *id).await?;
            tx.proceed(family.version).await?;
            let (fields, changed) = body.apply(&family.into())?;
            let family = store::family_update(tx, *id, &fields).await?;
            let family = actions::household(tx, family).await?;
            tx.trace(Trace::done("family", id.0).families([*id]).changed(changed));
            Ok(Reply::resource(&family)?)
        })
        .await
}
