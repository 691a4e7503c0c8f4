//! GET /families/{familyId}/parents

use actix_web::get;
use actix_web::web::Path;

use super::FamiliesRead;
use crate::features::families::api::Parent;
use crate::features::families::store;
use crate::http::{Answer, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query};
use crate::ids::FamilyId;

/// List a family's parents
///
/// The parents or carers, oldest record first. An integration never sees a secret address.
#[utoipa::path(tag = "Families", params(("familyId" = FamilyId, Path, description = "The family"), PageQuery),
    responses((status = 200, description = "A page of parents", body = Page<Parent>)),
    security(("bearer" = ["families:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/families/{familyId}/parents")]
pub(in crate::features::families) async fn list_parents(
    permit: Permit<FamiliesRead>,
    family: Path<FamilyId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            store::family_visible(tx, *family).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let parents = store::parent_list(tx, *family, paging.after()?, paging.rows()).await?;
            let parents: Vec<Parent> = parents.into_iter().map(|parent| parent.shown_to(&tx.context)).collect();
            tx.disclose("parent", None, [*family]);
            paging.reply(&paging.page(parents, |parent| parent.id)?)
        })
        .await
}
