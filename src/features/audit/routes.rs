//! The operation on the audit.

use actix_web::get;

use super::api::{AuditEvent, AuditFilter};
use super::store;
use crate::db::Trace;
use crate::http::{Answer, Listing, Page, PageQuery, Paging, Permit, Query, Seat, permissions};

permissions! {
    AuditRead = "audit:read" [LicenceHolder, ProjectLeader] Active;
}

/// List audit events
///
/// Who did or saw what, newest first: for a project leader in the own organisation, for the licence holder the acts of
/// its own staff. Ids, never contents. Looking into the audit is itself audited. "Which families did this account see
/// in this period" is `actorId` with `outcome=read`, `from` and `until`; "who saw this dossier" is `familyId` with a
/// period.
#[utoipa::path(tag = "Audit", params(AuditFilter, PageQuery),
    responses((status = 200, description = "A page of audit events", body = Page<AuditEvent>)),
    security(("bearer" = ["audit:read"])), extensions(("x-problem-codes" = json!(["cursor-invalid"]))))]
#[get("/audit-events")]
pub(super) async fn list_audit_events(permit: Permit<AuditRead>, query: Query<Listing<AuditFilter>>) -> Answer {
    let state = permit.state();
    match permit.seat() {
        Seat::Platform => {
            permit
                .platform_read(async |tx| {
                    let paging = Paging::new(&state, tx, &query.0)?;
                    let events = store::own_acts(tx, &query.0.filter, paging.after()?, paging.rows()).await?;
                    tx.trace(Trace::read("audit", None));
                    paging.reply(&paging.page(events, |event| event.id)?)
                })
                .await
        }
        Seat::Organisation(_) => {
            permit
                .read(async |tx| {
                    let paging = Paging::new(&state, tx, &query.0)?;
                    let events = store::event_list(tx, &query.0.filter, paging.after()?, paging.rows()).await?;
                    tx.trace(Trace::read("audit", None));
                    paging.reply(&paging.page(events, |event| event.id)?)
                })
                .await
        }
    }
}
