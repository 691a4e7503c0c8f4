//! POST /families/_search

use actix_web::post;

use super::FamiliesRead;
use crate::features::families::api::{FamilySearch, FamilySummary};
use crate::features::families::{actions, store};
use crate::http::{Answer, Body, Listing, Page, PageQuery, Paging, Permit, Reply};
use crate::problem::Problem;

/// Search families
///
/// Families by the beginning of a name or by a child's birth date; every criterion given must hold. A practitioner
/// searches the own families only. A POST because names and birth dates do not belong in an address; it changes
/// nothing. For the next page send the same criteria with `nextCursor` as `cursor`. The audit says whose dossiers
/// were found.
#[utoipa::path(tag = "Families", request_body = FamilySearch,
    responses((status = 200, description = "A page of families, oldest first", body = Page<FamilySummary>)),
    security(("bearer" = ["families:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[post("/families/_search")]
pub(in crate::features::families) async fn search_families(
    permit: Permit<FamiliesRead>,
    body: Body<FamilySearch>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let search = body.valid()?;
            let filter = search.criteria().map_err(Problem::invalid)?;
            let listing = Listing { filter, page: PageQuery { cursor: search.cursor, limit: search.limit } };
            let paging = Paging::new(&state, tx, &listing)?;
            let families = store::family_search(tx, listing.filter, paging.after()?, paging.rows()).await?;
            let families = actions::summaries(tx, families).await?;
            let page = paging.page(families, |family| family.id)?;
            tx.disclose("family", None, page.items.iter().map(|family| family.id));
            // No Link: the next page has no address of its own.
            Reply::ok(&page)
        })
        .await
}
