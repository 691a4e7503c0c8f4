//! POST /families

use actix_web::post;

use super::FamiliesWrite;
use crate::db::Trace;
use crate::features::families::actions;
use crate::features::families::api::{Family, NewFamily};
use crate::http::{Answer, Body, Permit, Reply};
use crate::ids::FamilyId;

/// Register a family
///
/// A family with its parents or carers and its children in one go. Schools and teachers named in a child's placements
/// are those of the own organisation, a teacher one of the placement's school; an unknown one answers 400
/// `unknown-reference` with its pointer. Ids may be chosen by the caller.
#[utoipa::path(tag = "Families", request_body = NewFamily,
    responses((status = 201, description = "The new family", body = Family)),
    security(("bearer" = ["families:write"])),
    extensions(("x-problem-codes" = json!(["already-exists", "unknown-reference", "subscription-inactive", "organisation-read-only"]))))]
#[post("/families")]
pub(in crate::features::families) async fn create_family(
    permit: Permit<FamiliesWrite>,
    body: Body<NewFamily>,
) -> Answer {
    permit
        .change(async |tx| {
            let new = body.valid()?;
            tx.create().await?;
            let id: FamilyId = new.id();
            let family = actions::family_create(tx, id, &new.fields).await?;
            tx.trace(Trace::done("family", id.0).families([id]));
            Ok(Reply::created(format!("/v1/families/{id}"), &family)?)
        })
        .await
}
