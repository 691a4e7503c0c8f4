//! POST /families/{familyId}/parents

use actix_web::post;
use actix_web::web::Path;

use super::FamiliesWrite;
use crate::db::Trace;
use crate::features::families::api::{NewParent, Parent};
use crate::features::families::{actions, rules, store};
use crate::http::{Answer, Body, Permit, Reply};
use crate::ids::{FamilyId, ParentId};
use crate::problem::{Code, Problem};

/// Add a parent
///
/// A parent or carer, at most ten in a family (409 `family-full`). Counts as a change of the family.
#[utoipa::path(tag = "Families", params(("familyId" = FamilyId, Path, description = "The family")),
    request_body = NewParent,
    responses((status = 201, description = "The new parent", body = Parent)),
    security(("bearer" = ["families:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "family-full", "subscription-inactive", "organisation-read-only"]))))]
#[post("/families/{familyId}/parents")]
pub(in crate::features::families) async fn create_parent(
    permit: Permit<FamiliesWrite>,
    family: Path<FamilyId>,
    body: Body<NewParent>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            store::family_lock(tx, *family).await?;
            tx.create().await?;
            if let Some(id) = new.chosen() {
                Problem::refuse_taken(store::parent_get(tx, *family, id).await, || {
                    format!("/v1/families/{family}/parents/{id}")
                })?;
            }
            if actions::parents_of(tx, *family).await?.len() >= rules::MOST_PARENTS {
                return Err(Problem::new(Code::FamilyFull).with("maximum", rules::MOST_PARENTS).into());
            }
            let id: ParentId = new.id();
            let parent = store::parent_insert(tx, *family, id, &new.fields).await?.shown_to(&tx.context);
            store::family_bump(tx, *family).await?;
            tx.trace(Trace::done("parent", id.0).families([*family]));
            Ok(Reply::created(format!("/v1/families/{family}/parents/{id}"), &parent)?)
        })
        .await
}
