//! GET /families/{familyId}/children/{id}

use actix_web::get;
use actix_web::web::Path;

use super::FamiliesRead;
use crate::features::families::api::Child;
use crate::features::families::{actions, store};
use crate::http::{Answer, Permit, Reply};
use crate::ids::{ChildId, FamilyId};

/// Get a child
///
/// One child of a family with its placements at school; `group` and `schoolId` follow from them and the day.
#[utoipa::path(tag = "Families",
    params(("familyId" = FamilyId, Path, description = "The family"), ("id" = ChildId, Path, description = "The child")),
    responses((status = 200, description = "The child", body = Child)), security(("bearer" = ["families:read"])))]
#[get("/families/{familyId}/children/{id}")]
pub(in crate::features::families) async fn get_child(
    permit: Permit<FamiliesRead>,
    path: Path<(FamilyId, ChildId)>,
) -> Answer {
    let (family, id) = *path;
    permit
        .read(async |tx| {
            store::family_visible(tx, family).await?;
            let child = actions::child_get(tx, family, id).await?;
            tx.disclose("child", Some(id.0), [family]);
            Reply::resource(&child)
        })
        .await
}
