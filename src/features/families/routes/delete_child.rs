//! DELETE /families/{familyId}/children/{id}

use actix_web::delete;
use actix_web::web::Path;

use super::FamiliesRemove;
use crate::db::Trace;
use crate::features::families::store;
use crate::http::{Answer, Permit, Reply};
use crate::ids::{ChildId, FamilyId};

/// Remove a child
///
/// Only a child that is no trajectory's focus child (409 `in-use`); its placements go with it. Counts as a change of
/// the family.
#[utoipa::path(tag = "Families",
    params(("familyId" = FamilyId, Path, description = "The family"), ("id" = ChildId, Path, description = "The child")),
    responses((status = 204, description = "Removed")), security(("bearer" = ["families:write"])),
    extensions(("x-problem-codes" = json!(["in-use"]))))]
#[delete("/families/{familyId}/children/{id}")]
pub(in crate::features::families) async fn delete_child(
    permit: Permit<FamiliesRemove>,
    path: Path<(FamilyId, ChildId)>,
) -> Answer {
    let (family, id) = *path;
    permit
        .change(async |tx| {
            store::family_lock(tx, family).await?;
            let child = store::child_get(tx, family, id).await?;
            tx.proceed(child.version).await?;
            store::child_delete(tx, id).await?;
            store::family_bump(tx, family).await?;
            tx.trace(Trace::done("child", id.0).families([family]));
            Ok(Reply::no_content())
        })
        .await
}
