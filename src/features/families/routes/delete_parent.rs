//! DELETE /families/{familyId}/parents/{id}

use actix_web::delete;
use actix_web::web::Path;

use super::FamiliesRemove;
use crate::db::Trace;
use crate::features::families::{actions, store};
use crate::features::transfers::actions::offers_settle;
use crate::http::{Answer, Permit, Reply};
use crate::ids::{FamilyId, ParentId};
use crate::problem::{Code, Problem};

/// Remove a parent
///
/// Only a parent whom no visit names as present (409 `in-use`), and never the family's last one (409 `last-parent`).
/// Counts as a change of the family.
#[utoipa::path(tag = "Families",
    params(("familyId" = FamilyId, Path, description = "The family"), ("id" = ParentId, Path, description = "The parent")),
    responses((status = 204, description = "Removed")), security(("bearer" = ["families:write"])),
    extensions(("x-problem-codes" = json!(["in-use", "last-parent"]))))]
#[delete("/families/{familyId}/parents/{id}")]
pub(in crate::features::families) async fn delete_parent(
    permit: Permit<FamiliesRemove>,
    path: Path<(FamilyId, ParentId)>,
) -> Answer {
    let (family, id) = *path;
    permit
        .change(async |tx| {
            store::family_lock(tx, family).await?;
            let parent = store::parent_get(tx, family, id).await?;
            tx.proceed(parent.version).await?;
            if actions::parents_of(tx, family).await? == [id] {
                return Err(Problem::new(Code::LastParent).into());
            }
            store::parent_delete(tx, id).await?;
            // With the parent's consents goes what rested on them.
            offers_settle(tx, family).await?;
            store::family_bump(tx, family).await?;
            tx.trace(Trace::done("parent", id.0).families([family]));
            Ok(Reply::no_content())
        })
        .await
}
