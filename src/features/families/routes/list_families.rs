//! GET /families

use actix_web::get;

use super::FamiliesRead;
use crate::features::families::api::{FamilyFilter, FamilySummary};
use crate::features::families::{actions, store};
use crate::http::{Answer, Listing, Page, PageQuery, Paging, Permit, Query};

/// List families
///
/// The families of the organisation in short, oldest first; a practitioner gets the families of the own trajectories.
/// Search by name or birth date with `POST /families/_search`. The audit says whose dossiers were listed.
#[utoipa::path(tag = "Families", params(FamilyFilter, PageQuery),
    responses((status = 200, description = "A page of families", body = Page<FamilySummary>)),
    security(("bearer" = ["families:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/families")]
pub(in crate::features::families) async fn list_families(
    permit: Permit<FamiliesRead>,
    query: Query<Listing<FamilyFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let status = query.0.filter.trajectory_status.map(|status| status.as_str());
            let families = store::family_list(tx, status, paging.after()?, paging.rows()).await?;
            let families = actions::summaries(tx, families).await?;
            let page = paging.page(families, |family| family.id)?;
            tx.disclose("family", None, page.items.iter().map(|family| family.id));
            paging.reply(&page)
        })
        .await
}
