//! PATCH /families/{familyId}/parents/{id}

use actix_web::patch;
use actix_web::web::Path;

use super::FamiliesCorrect;
use crate::context::Role;
use crate::db::Trace;
use crate::features::families::api::{Parent, ParentPatch};
use crate::features::families::store;
use crate::http::{Answer, Body, Permit, Reply};
use crate::ids::{FamilyId, ParentId};
use crate::problem::{Code, Problem};

/// Change a parent
///
/// A merge patch; a correction of personal data, so never blocked by the subscription. A practitioner changes parents
/// of the own families. An integration can't lift the secrecy of an address (403). Counts as a change of the family.
#[utoipa::path(tag = "Families",
    params(("familyId" = FamilyId, Path, description = "The family"), ("id" = ParentId, Path, description = "The parent")),
    request_body = ParentPatch,
    responses((status = 200, description = "The changed parent", body = Parent)),
    security(("bearer" = ["families:write"])))]
#[patch("/families/{familyId}/parents/{id}")]
pub(in crate::features::families) async fn update_parent(
    permit: Permit<FamiliesCorrect>,
    path: Path<(FamilyId, ParentId)>,
    body: Body<ParentPatch>,
) -> Answer {
    let (family, id) = *path;
    permit
        .change(async |tx| {
            store::family_lock(tx, family).await?;
            let parent = store::parent_get(tx, family, id).await?;
            tx.proceed(parent.version).await?;
            let was_secret = parent.address_secret;
            let (fields, changed) = body.apply(&parent.into())?;
            if was_secret && !fields.address_secret && tx.context.has(Role::Integration) {
                return Err(secrecy_stays().into());
            }
            let parent = store::parent_update(tx, id, &fields).await?.shown_to(&tx.context);
            store::family_bump(tx, family).await?;
            tx.trace(Trace::done("parent", id.0).families([family]).changed(changed));
            Ok(Reply::resource(&parent)?)
        })
        .await
}

/// Otherwise an integration could read a secret address by lifting its secrecy first.
fn secrecy_stays() -> Problem {
    Problem::new(Code::Forbidden).detail(
        "Een koppeling kan de geheimhouding van een adres niet opheffen; een projectleider of eigen begeleider wel.",
        "An integration can't lift the secrecy of an address; a project leader or own practitioner can.",
    )
}
