//! GET /families/{id}

use actix_web::get;
use actix_web::web::Path;

use super::FamiliesRead;
use crate::features::families::api::Family;
use crate::features::families::{actions, store};
use crate::http::{Answer, Permit, Reply};
use crate::ids::FamilyId;

/// Get a family
///
/// One family with its parents and children. A practitioner sees the families of the own trajectories; an integration
/// never sees a secret address. The ETag counts the changes of parents and children too; `group` and `schoolId` of a
/// child follow from the placements and the day. The audit keeps that the dossier was read.
#[utoipa::path(tag = "Families", params(("id" = FamilyId, Path, description = "The family")),
    responses((status = 200, description = "The family", body = Family)), security(("bearer" = ["families:read"])))]
#[get("/families/{id}")]
pub(in crate::features::families) async fn get_family(permit: Permit<FamiliesRead>, id: Path<FamilyId>) -> Answer {
    permit
        .read(async |tx| {
            let family = store::family_get(tx, *id).await?;
            let family = actions::household(tx, family).await?;
            tx.disclose("family", Some(id.0), [*id]);
            Reply::resource(&family)
        })
        .await
}
