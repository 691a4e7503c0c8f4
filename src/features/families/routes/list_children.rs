//! GET /families/{familyId}/children

use actix_web::get;
use actix_web::web::Path;

use super::FamiliesRead;
use crate::features::families::api::Child;
use crate::features::families::{actions, store};
use crate::http::{Answer, Listing, NoFilter, Page, PageQuery, Paging, Permit, Query};
use crate::ids::FamilyId;

/// List a family's children
///
/// The children with their placements at school, oldest record first.
#[utoipa::path(tag = "Families", params(("familyId" = FamilyId, Path, description = "The family"), PageQuery),
    responses((status = 200, description = "A page of children", body = Page<Child>)),
    security(("bearer" = ["families:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/families/{familyId}/children")]
pub(in crate::features::families) async fn list_children(
    permit: Permit<FamiliesRead>,
    family: Path<FamilyId>,
    query: Query<Listing<NoFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            store::family_visible(tx, *family).await?;
            let paging = Paging::new(&state, tx, &query.0)?;
            let children = store::child_list(tx, *family, paging.after()?, paging.rows()).await?;
            let children = actions::with_placements(tx, children).await?;
            tx.disclose("child", None, [*family]);
            paging.reply(&paging.page(children, |child| child.id)?)
        })
        .await
}
