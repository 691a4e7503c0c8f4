//! PATCH /families/{familyId}/children/{id}

use actix_web::patch;
use actix_web::web::Path;

use super::FamiliesCorrect;
use crate::db::Trace;
use crate::features::families::api::{Child, ChildPatch};
use crate::features::families::{actions, store};
use crate::http::{Answer, Body, Permit, Reply};
use crate::ids::{ChildId, FamilyId};

/// Change a child
///
/// A merge patch; `placements` are replaced as a whole. A correction of personal data, so never blocked by the
/// subscription. A practitioner changes children of the own families. Counts as a change of the family.
#[utoipa::path(tag = "Families",
    params(("familyId" = FamilyId, Path, description = "The family"), ("id" = ChildId, Path, description = "The child")),
    request_body = ChildPatch,
    responses((status = 200, description = "The changed child", body = Child)),
    security(("bearer" = ["families:write"])),
    extensions(("x-problem-codes" = json!(["unknown-reference"]))))]
#[patch("/families/{familyId}/children/{id}")]
pub(in crate::features::families) async fn update_child(
    permit: Permit<FamiliesCorrect>,
    path: Path<(FamilyId, ChildId)>,
    body: Body<ChildPatch>,
) -> Answer {
    let (family, id) = *path;
    permit
        .change(async |tx| {
            store::family_lock(tx, family).await?;
            let child = actions::child_get(tx, family, id).await?;
            tx.proceed(child.version).await?;
            let (fields, changed) = body.apply(&child.into())?;
            let child = actions::child_change(tx, family, id, &fields).await?;
            tx.trace(Trace::done("child", id.0).families([family]).changed(changed));
            Ok(Reply::resource(&child)?)
        })
        .await
}
