//! What a card for the family asks of its visits.

use chrono::{DateTime, Utc};

use crate::db::{Tenant, Tx};
use crate::features::visits::api::{VisitAttendance, VisitFilter, VisitMode, VisitStatus};
use crate::features::visits::store;
use crate::ids::{PractitionerId, TrajectoryId};
use crate::problem::Problem;

/// More than any trajectory plans ahead.
const MOST: i64 = 500;

/// A visit that is planned.
#[derive(Debug, Clone)]
pub(crate) struct ComingVisit {
    pub step: String,
    pub mode: VisitMode,
    pub planned_at: DateTime<Utc>,
    pub planned_minutes: Option<i32>,
    pub attendance: Option<VisitAttendance>,
    pub performer_ids: Vec<PractitionerId>,
}

/// The visits of a trajectory that are planned for today or later, soonest first; none of one that the caller doesn't
/// see.
pub(crate) async fn visits_to_come(tx: &mut Tx<Tenant>, trajectory: TrajectoryId) -> Result<Vec<ComingVisit>, Problem> {
    let filter = VisitFilter {
        trajectory_id: Some(trajectory),
        status: Some(VisitStatus::Planned),
        planned_from: Some(tx.context.today),
        ..VisitFilter::default()
    };
    let rows = store::visit_rows(tx, &filter, None, MOST).await?;
    let found = store::visits_whole(tx, rows).await?;
    let mut coming: Vec<ComingVisit> = found
        .into_iter()
        .filter_map(|visit| {
            Some(ComingVisit {
                planned_at: visit.row.planned_at?,
                step: visit.row.step,
                mode: visit.row.mode,
                planned_minutes: visit.row.planned_minutes,
                attendance: visit.row.attendance,
                performer_ids: visit.performers.into_iter().map(|one| one.practitioner_id).collect(),
            })
        })
        .collect();
    coming.sort_by_key(|visit| visit.planned_at);
    Ok(coming)
}
