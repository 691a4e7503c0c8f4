//! The SQL of who is involved in a visit: performers, observers and parents.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::Performer;
use crate::db::{Tenant, Tx, kept};
use crate::ids::{FamilyId, ParentId, PractitionerId, VisitId};
use crate::problem::Problem;
use crate::schema::{visit_observers, visit_parents, visit_performers};

pub(in crate::features::visits) async fn performers_insert(
    tx: &mut Tx<Tenant>,
    visit: VisitId,
    performers: &[Performer],
) -> Result<(), Problem> {
    let organisation = tx.organisation();
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
    kept(diesel::insert_into(visit_performers::table).values(rows)).execute(tx.conn()).await?;
    Ok(())
}

pub(in crate::features::visits) async fn performers_delete(tx: &mut Tx<Tenant>, visit: VisitId) -> Result<(), Problem> {
    let all = visit_performers::table
        .filter(visit_performers::organisation_id.eq(tx.organisation()))
        .filter(visit_performers::visit_id.eq(visit));
    diesel::delete(all).execute(tx.conn()).await?;
    Ok(())
}

pub(in crate::features::visits) async fn observers_insert(
    tx: &mut Tx<Tenant>,
    visit: VisitId,
    observers: &[PractitionerId],
) -> Result<(), Problem> {
    let organisation = tx.organisation();
    let row = |one: &PractitionerId| {
        (
            visit_observers::organisation_id.eq(organisation),
            visit_observers::visit_id.eq(visit),
            visit_observers::practitioner_id.eq(*one),
        )
    };
    let rows: Vec<_> = observers.iter().map(row).collect();
    kept(diesel::insert_into(visit_observers::table).values(rows)).execute(tx.conn()).await?;
    Ok(())
}

pub(in crate::features::visits) async fn observers_delete(tx: &mut Tx<Tenant>, visit: VisitId) -> Result<(), Problem> {
    let all = visit_observers::table
        .filter(visit_observers::organisation_id.eq(tx.organisation()))
        .filter(visit_observers::visit_id.eq(visit));
    diesel::delete(all).execute(tx.conn()).await?;
    Ok(())
}

/// A parent of another family is refused by the key that names the visit's own.
pub(in crate::features::visits) async fn parents_insert(
    tx: &mut Tx<Tenant>,
    visit: VisitId,
    family: FamilyId,
    parents: &[ParentId],
) -> Result<(), Problem> {
    let organisation = tx.organisation();
    let row = |one: &ParentId| {
        (
            visit_parents::organisation_id.eq(organisation),
            visit_parents::visit_id.eq(visit),
            visit_parents::family_id.eq(family),
            visit_parents::parent_id.eq(*one),
        )
    };
    let rows: Vec<_> = parents.iter().map(row).collect();
    kept(diesel::insert_into(visit_parents::table).values(rows)).execute(tx.conn()).await?;
    Ok(())
}

pub(in crate::features::visits) async fn parents_delete(tx: &mut Tx<Tenant>, visit: VisitId) -> Result<(), Problem> {
    let all = visit_parents::table
        .filter(visit_parents::organisation_id.eq(tx.organisation()))
        .filter(visit_parents::visit_id.eq(visit));
    diesel::delete(all).execute(tx.conn()).await?;
    Ok(())
}
