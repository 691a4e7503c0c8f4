//! Records whose licence disappeared afterwards.

use actix_web::get;

use super::VisitsRead;
use crate::features::visits::actions;
use crate::features::visits::api::{LicenceFlag, LicenceFlagFilter};
use crate::http::{Answer, Listing, Page, PageQuery, Paging, Permit, Query};

/// List licence flags
///
/// Visits, agreed plans, evaluations and time entries that were recorded under a licence which turned out not to be valid
/// on their day: an attendance was withdrawn, or the licence was suspended or revoked with an earlier date. The records
/// stay as they are; what to do about them is for the project leader. A flag goes by itself when the licence covers the
/// day again. Traced in the access log of the families on the page.
#[utoipa::path(tag = "Visits", params(LicenceFlagFilter, PageQuery),
    responses((status = 200, description = "A page of flags", body = Page<LicenceFlag>)),
    security(("bearer" = ["visits:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/licence-flags")]
pub(in crate::features::visits) async fn list_licence_flags(
    permit: Permit<VisitsRead>,
    query: Query<Listing<LicenceFlagFilter>>,
) -> Answer {
    let state = permit.state();
    permit
        .read(async |tx| {
            let paging = Paging::new(&state, tx, &query.0)?;
            let flags = actions::flag_list(tx, &query.0.filter, paging.after()?, paging.rows()).await?;
            let key = |flag: &LicenceFlag| {
                (flag.record_id, flag.record_kind, flag.plan_version.unwrap_or(0), flag.practitioner_id)
            };
            let page = paging.page(flags, key)?;
            tx.disclose("licence_flag", None, page.items.iter().map(|flag| flag.family_id));
            paging.reply(&page)
        })
        .await
}
