//! POST /families/{familyId}/children

use actix_web::post;
use actix_web::web::Path;

use super::FamiliesWrite;
use crate::db::Trace;
use crate::features::families::api::{Child, NewChild};
use crate::features::families::{actions, store};
use crate::http::{Answer, Body, Permit, Reply};
use crate::ids::{ChildId, FamilyId};
use crate::problem::Problem;

/// Add a child
///
/// A child with its placements at school, at most fifteen in a family (409 `family-full`). A birth date in the future
/// and a first day that is there twice are refused; whether age and group fit is a guideline and refuses nothing.
/// Counts as a change of the family.
#[utoipa::path(tag = "Families", params(("familyId" = FamilyId, Path, description = "The family")),
    request_body = NewChild,
    responses((status = 201, description = "The new child", body = Child)),
    security(("bearer" = ["families:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "family-full", "unknown-reference", "subscription-inactive", "organisation-read-only"]))))]
#[post("/families/{familyId}/children")]
pub(in crate::features::families) async fn create_child(
    permit: Permit<FamiliesWrite>,
    family: Path<FamilyId>,
    body: Body<NewChild>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            store::family_lock(tx, *family).await?;
            tx.create().await?;
            if let Some(id) = new.chosen() {
                Problem::refuse_taken(store::child_get(tx, *family, id).await, || {
                    format!("/v1/families/{family}/children/{id}")
                })?;
            }
            let id: ChildId = new.id();
            let child = actions::child_add(tx, *family, id, &new.fields).await?;
            tx.trace(Trace::done("child", id.0).families([*family]));
            Ok(Reply::created(format!("/v1/families/{family}/children/{id}"), &child)?)
        })
        .await
}
