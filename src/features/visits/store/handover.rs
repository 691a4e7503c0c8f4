//! The SQL of planned visits that go from one performer to another.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::{Tenant, Tx};
use crate::features::visits::api::VisitStatus;
use crate::ids::{PractitionerId, TrajectoryId, VisitId};
use crate::problem::Problem;
use crate::schema::{visit_observers, visit_performers, visits};

/// The planned visits of a trajectory with this performer, from a moment until before another.
pub(in crate::features::visits) async fn planned_of(
    tx: &mut Tx<Tenant>,
    trajectory: TrajectoryId,
    performer: PractitionerId,
    (from, until): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<Vec<VisitId>, Problem> {
    let organisation = tx.organisation();
    let performed = visit_performers::table
        .filter(visit_performers::organisation_id.eq(organisation))
        .filter(visit_performers::practitioner_id.eq(performer))
        .select(visit_performers::visit_id);
    let mut query = visits::table
        .filter(visits::organisation_id.eq(organisation))
        .filter(visits::trajectory_id.eq(trajectory))
        // What was cancelled can come back as planned; it then names who performs by now.
        .filter(visits::status.eq(VisitStatus::Planned).or(visits::cancelled_from.eq(VisitStatus::Planned)))
        .filter(visits::planned_at.ge(from))
        .filter(visits::id.eq_any(performed))
        .select(visits::id)
        .into_boxed();
    if let Some(until) = until {
        query = query.filter(visits::planned_at.lt(until));
    }
    Ok(query.load(tx.conn()).await?)
}

/// Names one practitioner in the place of another on planned visits, which have no times or licences yet. Who was to
/// perform or come along already is named once.
pub(in crate::features::visits) async fn performer_replace(
    tx: &mut Tx<Tenant>,
    planned: &[VisitId],
    (from, to): (PractitionerId, PractitionerId),
) -> Result<(), Problem> {
    let organisation = tx.organisation();
    let observing = visit_observers::table
        .filter(visit_observers::organisation_id.eq(organisation))
        .filter(visit_observers::visit_id.eq_any(planned))
        .filter(visit_observers::practitioner_id.eq(to));
    diesel::delete(observing).execute(tx.conn()).await?;
    let of = |practitioner: PractitionerId| {
        visit_performers::table
            .filter(visit_performers::organisation_id.eq(organisation))
            .filter(visit_performers::visit_id.eq_any(planned))
            .filter(visit_performers::practitioner_id.eq(practitioner))
    };
    diesel::delete(of(to)).execute(tx.conn()).await?;
    diesel::update(of(from)).set(visit_performers::practitioner_id.eq(to)).execute(tx.conn()).await?;
    let changed = visits::table.filter(visits::organisation_id.eq(organisation)).filter(visits::id.eq_any(planned));
    let change = (visits::version.eq(visits::version + 1), visits::updated_at.eq(tx.context.now));
    diesel::update(changed).set(change).execute(tx.conn()).await?;
    Ok(())
}
