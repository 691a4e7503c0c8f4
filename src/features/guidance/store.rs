//! The SQL of guidance. Every write holds the lock on the trajectory's row.

mod completion;
mod departures;
mod facts;

pub(super) use completion::{completions_delete, completions_insert, transition_insert};
pub(super) use departures::{
    departure_delete, departure_find, departure_get, departure_insert, departure_list, departure_update,
};
pub(super) use facts::{facts_load, happened_ask, moves};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::api::Transition;
use crate::db::{Tenant, Tx};
use crate::ids::TrajectoryId;
use crate::problem::Problem;
use crate::schema::{departures as departure_rows, transitions};

/// The transitions of a trajectory after a number, oldest first.
pub(super) async fn transition_list(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    after: Option<i32>,
    rows: i64,
) -> Result<Vec<Transition>, Problem> {
    Ok(transitions::table
        .filter(transitions::organisation_id.eq(tx.organisation()))
        .filter(transitions::trajectory_id.eq(trajectory))
        .filter(transitions::number.gt(after.unwrap_or(0)))
        .order(transitions::number)
        .limit(rows)
        .select(Transition::as_select())
        .load(tx.conn())
        .await?)
}

/// The first day that a transition or a departure of a trajectory bears.
pub(super) async fn first_day(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Option<NaiveDate>, Problem> {
    let moved = transitions::table
        .filter(transitions::organisation_id.eq(tx.organisation()))
        .filter(transitions::trajectory_id.eq(trajectory))
        .select(diesel::dsl::min(transitions::moved_on))
        .single_value();
    let noted = departure_rows::table
        .filter(departure_rows::organisation_id.eq(tx.organisation()))
        .filter(departure_rows::trajectory_id.eq(trajectory))
        .select(diesel::dsl::min(departure_rows::noted_on))
        .single_value();
    let days: (Option<NaiveDate>, Option<NaiveDate>) = diesel::select((moved, noted)).get_result(tx.conn()).await?;
    Ok([days.0, days.1].into_iter().flatten().min())
}

/// The last transition of a trajectory.
pub(super) async fn last_transition(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
) -> Result<Option<Transition>, Problem> {
    Ok(transitions::table
        .filter(transitions::organisation_id.eq(tx.organisation()))
        .filter(transitions::trajectory_id.eq(trajectory))
        .order(transitions::number.desc())
        .select(Transition::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}
