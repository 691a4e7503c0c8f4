//! The SQL of departures.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Tenant, Tx};
use crate::features::guidance::api::{Departure, DepartureFields};
use crate::features::trajectories::TrajectoryRow;
use crate::ids::{DepartureId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::departures;

pub(in crate::features::guidance) async fn departure_list(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    after: Option<DepartureId>,
    rows: i64,
) -> Result<Vec<Departure>, Problem> {
    let mut query = departures::table
        .filter(departures::organisation_id.eq(tx.organisation()))
        .filter(departures::trajectory_id.eq(trajectory))
        .order(departures::id)
        .limit(rows)
        .select(Departure::as_select())
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(departures::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

pub(in crate::features::guidance) async fn departure_get(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    id: DepartureId,
) -> Result<Departure, Problem> {
    let query = departures::table.find((tx.organisation(), id)).filter(departures::trajectory_id.eq(trajectory));
    Ok(query.select(Departure::as_select()).first(tx.conn()).await?)
}

/// The trajectory of a departure.
pub(in crate::features::guidance) async fn departure_find(
    tx: &mut Tx<Tenant>,
    id: DepartureId,
) -> Result<Option<TrajectoryId>, Problem> {
    let row = departures::table.find((tx.organisation(), id)).select(departures::trajectory_id);
    Ok(row.first(tx.conn()).await.optional()?)
}

pub(in crate::features::guidance) async fn departure_insert(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    id: DepartureId,
    fields: &DepartureFields,
) -> Result<Departure, Problem> {
    let row = (
        departures::organisation_id.eq(tx.organisation()),
        departures::id.eq(id),
        departures::trajectory_id.eq(trajectory.id),
        departures::family_id.eq(trajectory.family_id),
        departures::kind.eq(fields.kind),
        departures::code.eq(&fields.code),
        departures::noted_on.eq(fields.noted_on),
        departures::reason.eq(&fields.reason),
        departures::version.eq(1),
        departures::created_at.eq(tx.context.now),
        departures::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(departures::table).values(row).returning(Departure::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(in crate::features::guidance) async fn departure_update(
    tx: &mut Tx<Tenant>,
    id: DepartureId,
    reason: &str,
) -> Result<Departure, Problem> {
    let change = (
        departures::reason.eq(reason),
        departures::version.eq(departures::version + 1),
        departures::updated_at.eq(tx.context.now),
    );
    let update = diesel::update(departures::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(Departure::as_returning()).get_result(tx.conn()).await?)
}

pub(in crate::features::guidance) async fn departure_delete(
    tx: &mut Tx<Tenant>,
    id: DepartureId,
) -> Result<(), Problem> {
    diesel::delete(departures::table.find((tx.organisation(), id))).execute(tx.conn()).await?;
    Ok(())
}
