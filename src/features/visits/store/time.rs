//! The SQL of the time that visits took.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Tenant, Tx};
use crate::features::visits::api::VisitStatus;
use crate::ids::{PractitionerId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{visit_performers, visits};

/// What one visit took of one performer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct VisitMinutes {
    pub practitioner_id: PractitionerId,
    pub guidance: i32,
    pub travel: i32,
}

/// One row per performer of every visit that was held or missed. Each has the own minutes, or else the visit's; each
/// travelled.
pub(in crate::features::visits) async fn visit_minutes(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
) -> Result<Vec<VisitMinutes>, Problem> {
    type Row = (PractitionerId, Option<i32>, Option<i32>, Option<i32>);
    let same_visit =
        visits::organisation_id.eq(visit_performers::organisation_id).and(visits::id.eq(visit_performers::visit_id));
    let rows: Vec<Row> = visit_performers::table
        .inner_join(visits::table.on(same_visit))
        .filter(visits::organisation_id.eq(tx.organisation()))
        .filter(visits::trajectory_id.eq(trajectory))
        .filter(visits::status.eq_any([VisitStatus::Held, VisitStatus::NoShow]))
        .select((visit_performers::practitioner_id, visit_performers::minutes, visits::minutes, visits::travel_minutes))
        .load(tx.conn())
        .await?;
    let minutes = |(practitioner_id, own, of_visit, travel): Row| VisitMinutes {
        practitioner_id,
        guidance: own.or(of_visit).unwrap_or(0),
        travel: travel.unwrap_or(0),
    };
    Ok(rows.into_iter().map(minutes).collect())
}
