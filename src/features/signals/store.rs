//! The SQL of signals. Every change holds the lock on the trajectory's row, so signals need none of their own.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::{Signal, SignalFields, SignalStatus};
use crate::db::{Tenant, Tx};
use crate::features::trajectories::TrajectoryRow;
use crate::ids::{SignalId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::signals;

pub(super) async fn signal_list(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    status: Option<SignalStatus>,
    after: Option<SignalId>,
    rows: i64,
) -> Result<Vec<Signal>, Problem> {
    let mut query = signals::table
        .filter(signals::organisation_id.eq(tx.organisation()))
        .filter(signals::trajectory_id.eq(trajectory))
        .order(signals::id)
        .limit(rows)
        .select(Signal::as_select())
        .into_boxed();
    if let Some(status) = status {
        query = query.filter(signals::status.eq(status));
    }
    if let Some(after) = after {
        query = query.filter(signals::id.gt(after));
    }
    Ok(query.load(tx.conn()).await?)
}

/// A signal of this trajectory; whether the caller sees the trajectory is settled before.
pub(super) async fn signal_get(tx: &mut Tx<Tenant>, trajectory: TrajectoryId, id: SignalId) -> Result<Signal, Problem> {
    let query = signals::table.find((tx.organisation(), id)).filter(signals::trajectory_id.eq(trajectory));
    Ok(query.select(Signal::as_select()).first(tx.conn()).await?)
}

pub(super) async fn signal_insert(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    id: SignalId,
    fields: &SignalFields,
) -> Result<Signal, Problem> {
    let row = (
        signals::organisation_id.eq(tx.organisation()),
        signals::id.eq(id),
        signals::trajectory_id.eq(trajectory.id),
        signals::family_id.eq(trajectory.family_id),
        fields,
        signals::version.eq(1),
        signals::created_at.eq(tx.context.now),
        signals::updated_at.eq(tx.context.now),
    );
    let insert = diesel::insert_into(signals::table).values(row).returning(Signal::as_returning());
    Ok(insert.get_result(tx.conn()).await?)
}

pub(super) async fn signal_update(tx: &mut Tx<Tenant>, id: SignalId, fields: &SignalFields) -> Result<Signal, Problem> {
    let change = (fields, signals::version.eq(signals::version + 1), signals::updated_at.eq(tx.context.now));
    let update = diesel::update(signals::table.find((tx.organisation(), id))).set(change);
    Ok(update.returning(Signal::as_returning()).get_result(tx.conn()).await?)
}

/// The first day that a signal of a trajectory bears.
pub(super) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    Ok(signals::table
        .filter(signals::organisation_id.eq(tx.organisation()))
        .filter(signals::trajectory_id.eq(trajectory))
        .select(diesel::dsl::min(signals::noticed_on))
        .first(tx.conn())
        .await?)
}
