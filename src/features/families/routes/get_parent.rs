//! GET /families/{familyId}/parents/{id}

use actix_web::get;
use actix_web::web::Path;

use super::FamiliesRead;
use crate::features::families::api::Parent;
use crate::features::families::store;
use crate::http::{Answer, Permit, Reply};
use crate::ids::{FamilyId, ParentId};

/// Get a parent
///
/// One parent or carer of a family. An integration never sees a secret address.
#[utoipa::path(tag = "Families",
    params(("familyId" = FamilyId, Path, description = "The family"), ("id" = ParentId, Path, description = "The parent")),
    responses((status = 200, description = "The parent", body = Parent)), security(("bearer" = ["families:read"])))]
#[get("/families/{familyId}/parents/{id}")]
pub(in crate::features::families) async fn get_parent(
    permit: Permit<FamiliesRead>,
    path: Path<(FamilyId, ParentId)>,
) -> Answer {
    let (family, id) = *path;
    permit
        .read(async |tx| {
            store::family_visible(tx, family).await?;
            let parent = store::parent_get(tx, family, id).await?.shown_to(&tx.context);
            tx.disclose("parent", Some(id.0), [family]);
            Reply::resource(&parent)
        })
        .await
}
