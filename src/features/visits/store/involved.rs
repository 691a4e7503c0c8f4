//! The SQL of who is involved in a visit: performers, observers and parents.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::try_join;

use super::Performer;
use crate::db::{Wire, kept};
use crate::ids::{FamilyId, OrganisationId, ParentId, PractitionerId, VisitId};
use crate::schema::{visit_observers, visit_parents, visit_performers};

/// Who is involved in a visit, each list in the order of the ids.
#[derive(Default)]
pub(in crate::features::visits) struct Involved {
    pub performers: Vec<Performer>,
    pub observers: Vec<PractitionerId>,
    pub parents: Vec<ParentId>,
}

/// Who is involved in these visits.
pub(super) async fn involved(
    wire: &Wire,
    organisation: OrganisationId,
    ids: &[VisitId],
) -> QueryResult<HashMap<VisitId, Involved>> {
    let (performers, observers, parents) = try_join!(
        performers_of(wire, organisation, ids),
        observers_of(wire, organisation, ids),
        parents_of(wire, organisation, ids),
    )?;
    let mut found: HashMap<VisitId, Involved> = HashMap::with_capacity(ids.len());
    for (visit, performer) in performers {
        found.entry(visit).or_default().performers.push(performer);
    }
    for (visit, observer) in observers {
        found.entry(visit).or_default().observers.push(observer);
    }
    for (visit, parent) in parents {
        found.entry(visit).or_default().parents.push(parent);
    }
    Ok(found)
}

async fn performers_of(
    mut wire: &Wire,
    organisation: OrganisationId,
    ids: &[VisitId],
) -> QueryResult<Vec<(VisitId, Performer)>> {
    visit_performers::table
        .filter(visit_performers::organisation_id.eq(organisation))
        .filter(visit_performers::visit_id.eq_any(ids))
        .order(visit_performers::practitioner_id)
        .select((visit_performers::visit_id, Performer::as_select()))
        .load(&mut wire)
        .await
}

async fn observers_of(
    mut wire: &Wire,
    organisation: OrganisationId,
    ids: &[VisitId],
) -> QueryResult<Vec<(VisitId, PractitionerId)>> {
    visit_observers::table
        .filter(visit_observers::organisation_id.eq(organisation))
        .filter(visit_observers::visit_id.eq_any(ids))
        .order(visit_observers::practitioner_id)
        .select((visit_observers::visit_id, visit_observers::practitioner_id))
        .load(&mut wire)
        .await
}

async fn parents_of(
    mut wire: &Wire,
    organisation: OrganisationId,
    ids: &[VisitId],
) -> QueryResult<Vec<(VisitId, ParentId)>> {
    visit_parents::table
        .filter(visit_parents::organisation_id.eq(organisation))
        .filter(visit_parents::visit_id.eq_any(ids))
        .order(visit_parents::parent_id)
        .select((visit_parents::visit_id, visit_parents::parent_id))
        .load(&mut wire)
        .await
}

pub(in crate::features::visits) async fn performers_insert(
    mut wire: &Wire,
    organisation: OrganisationId,
    visit: VisitId,
    performers: &[Performer],
) -> QueryResult<()> {
    if performers.is_empty() {
        return Ok(());
    }
    let row = |one: &Performer| {
        (
            visit_performers::organisation_id.eq(organisation),
            visit_performers::visit_id.eq(visit),
            visit_performers::practitioner_id.eq(one.practitioner_id),
            visit_performers::minutes.eq(one.minutes),
            visit_performers::licence_id.eq(one.licence_id),
            visit_performers::licence_period_id.eq(one.licence_period_id),
        )
    };
    let rows: Vec<_> = performers.iter().map(row).collect();
    kept(diesel::insert_into(visit_performers::table).values(rows)).execute(&mut wire).await?;
    Ok(())
}

pub(in crate::features::visits) async fn performers_delete(
    mut wire: &Wire,
    organisation: OrganisationId,
    visit: VisitId,
) -> QueryResult<()> {
    let all = visit_performers::table
        .filter(visit_performers::organisation_id.eq(organisation))
        .filter(visit_performers::visit_id.eq(visit));
    diesel::delete(all).execute(&mut wire).await.map(drop)
}

pub(in crate::features::visits) async fn observers_insert(
    mut wire: &Wire,
    organisation: OrganisationId,
    visit: VisitId,
    observers: &[PractitionerId],
) -> QueryResult<()> {
    if observers.is_empty() {
        return Ok(());
    }
    let row = |one: &PractitionerId| {
        (
            visit_observers::organisation_id.eq(organisation),
            visit_observers::visit_id.eq(visit),
            visit_observers::practitioner_id.eq(*one),
        )
    };
    let rows: Vec<_> = observers.iter().map(row).collect();
    kept(diesel::insert_into(visit_observers::table).values(rows)).execute(&mut wire).await?;
    Ok(())
}

pub(in crate::features::visits) async fn observers_delete(
    mut wire: &Wire,
    organisation: OrganisationId,
    visit: VisitId,
) -> QueryResult<()> {
    let all = visit_observers::table
        .filter(visit_observers::organisation_id.eq(organisation))
        .filter(visit_observers::visit_id.eq(visit));
    diesel::delete(all).execute(&mut wire).await.map(drop)
}

/// A parent of another family is refused by the key that names the visit's own.
pub(in crate::features::visits) async fn parents_insert(
    mut wire: &Wire,
    organisation: OrganisationId,
    visit: VisitId,
    family: FamilyId,
    parents: &[ParentId],
) -> QueryResult<()> {
    if parents.is_empty() {
        return Ok(());
    }
    let row = |one: &ParentId| {
        (
            visit_parents::organisation_id.eq(organisation),
            visit_parents::visit_id.eq(visit),
            visit_parents::family_id.eq(family),
            visit_parents::parent_id.eq(*one),
        )
    };
    let rows: Vec<_> = parents.iter().map(row).collect();
    kept(diesel::insert_into(visit_parents::table).values(rows)).execute(&mut wire).await?;
    Ok(())
}

pub(in crate::features::visits) async fn parents_delete(
    mut wire: &Wire,
    organisation: OrganisationId,
    visit: VisitId,
) -> QueryResult<()> {
    let all = visit_parents::table
        .filter(visit_parents::organisation_id.eq(organisation))
        .filter(visit_parents::visit_id.eq(visit));
    diesel::delete(all).execute(&mut wire).await.map(drop)
}
