//! The SQL of reading the audit.

use std::collections::HashMap;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::api::{AuditActorKind, AuditEvent, AuditFilter, AuditRow};
use crate::db::{Platform, Tenant, Tx};
use crate::ids::{AuditEventId, OrganisationId};
use crate::problem::Problem;
use crate::schema::{accounts, api_clients, audit_events, platform_memberships};

/// The lines of an organisation that a filter asks for, newest first.
fn wanted<'q>(
    organisation: OrganisationId,
    filter: &'q AuditFilter,
    after: Option<AuditEventId>,
    rows: i64,
) -> audit_events::BoxedQuery<'q, Pg> {
    let mut query = audit_events::table
        .filter(audit_events::organisation_id.eq(organisation))
        .order(audit_events::id.desc())
        .limit(rows)
        .into_boxed();
    if let Some(actor) = filter.actor_id {
        query = query.filter(audit_events::actor_id.eq(actor));
    }
    if let Some(object) = filter.object_id {
        query = query.filter(audit_events::object_id.eq(object));
    }
    if let Some(family) = filter.family_id {
        query = query.filter(audit_events::family_ids.contains(vec![family.0]));
    }
    if let Some(action) = &filter.action {
        query = query.filter(audit_events::action.eq(action));
    }
    if let Some(outcome) = filter.outcome {
        query = query.filter(audit_events::outcome.eq(outcome));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_events::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit_events::at.lt(until));
    }
    if let Some(after) = after {
        query = query.filter(audit_events::id.lt(after));
    }
    query
}

/// The actors of a kind on a page.
fn actors(rows: &[AuditRow], kind: AuditActorKind) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = rows.iter().filter(|row| row.actor_kind == kind).filter_map(|row| row.actor_id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// The names of these accounts, as far as the door shows them: looked up per page, by key.
async fn account_names<D>(tx: &mut Tx<D>, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, Problem> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let query = accounts::table.filter(accounts::id.eq_any(ids)).select((accounts::id, accounts::name));
    Ok(query.load::<(Uuid, String)>(tx.conn()).await?.into_iter().collect())
}

/// The lines of the own organisation.
pub(super) async fn event_list(
    tx: &mut Tx<Tenant>,
    filter: &AuditFilter,
    after: Option<AuditEventId>,
    limit: i64,
) -> Result<Vec<AuditEvent>, Problem> {
    let organisation = tx.organisation();
    let query = wanted(organisation, filter, after, limit).select(AuditRow::as_select());
    let rows: Vec<AuditRow> = query.load(tx.conn()).await?;
    let mut names = account_names(tx, &actors(&rows, AuditActorKind::Person)).await?;
    let clients = actors(&rows, AuditActorKind::Integration);
    if !clients.is_empty() {
        let query = api_clients::table
            .filter(api_clients::organisation_id.eq(organisation))
            .filter(api_clients::id.eq_any(clients))
            .select((api_clients::id, api_clients::name));
        names.extend(query.load::<(Uuid, String)>(tx.conn()).await?);
    }
    Ok(rows.into_iter().map(|row| AuditEvent::new(row, &names)).collect())
}

/// The acts of the licence holder's staff, and failed sign-ins on their accounts. Sign-ins of others stand under the same organisation, because nobody knows
/// theirs yet; they are not the licence holder's to see.
pub(super) async fn own_acts(
    tx: &mut Tx<Platform>,
    filter: &AuditFilter,
    after: Option<AuditEventId>,
    limit: i64,
) -> Result<Vec<AuditEvent>, Problem> {
    let staff = || platform_memberships::table.select(platform_memberships::account_id.nullable());
    let by_staff = audit_events::actor_kind.eq(AuditActorKind::Person).and(audit_events::actor_id.eq_any(staff()));
    let on_staff = audit_events::object_type.eq("account").and(audit_events::object_id.eq_any(staff()));
    let query =
        wanted(tx.organisation(), filter, after, limit).filter(by_staff.or(on_staff)).select(AuditRow::as_select());
    let rows: Vec<AuditRow> = query.load(tx.conn()).await?;
    let names = account_names(tx, &actors(&rows, AuditActorKind::Person)).await?;
    Ok(rows.into_iter().map(|row| AuditEvent::new(row, &names)).collect())
}
