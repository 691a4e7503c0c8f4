//! A series of visits, planned at once.

use super::{Known, all_shown, involved, judge, refuse_invalid, refuse_unknown};
use crate::db::{Tenant, Trace, Tx};
use crate::features::school_holidays::actions::holidays_of;
use crate::features::trajectories::TrajectoryRow;
use crate::features::trajectories::actions::trajectory_touch;
use crate::features::visits::api::{NewVisitSeries, VisitFields, VisitSeries, VisitStatus};
use crate::features::visits::rules::{self, Standing};
use crate::features::visits::store::{self, VisitRow};
use crate::ids::VisitId;
use crate::problem::{Code, Problem};

/// Plans the visits of a series below a locked trajectory. They differ in their moment and in whom they are for only, so
/// one is judged for all.
pub(in crate::features::visits) async fn series_plan(
    tx: &mut Tx<Tenant>,
    trajectory: &TrajectoryRow,
    new: &NewVisitSeries,
) -> Result<VisitSeries, Problem> {
    let organisation = tx.organisation();
    let passed_over = match new.skip_holidays {
        true => holidays_of(tx.conn(), organisation, trajectory.id).await?,
        false => Vec::new(),
    };
    let planned = rules::series::plan(new, &passed_over, tx.context.today).map_err(Problem::invalid);
    let common = VisitFields { planned_at: Some(tx.context.now), ..new.common() };
    let known = Known::ask(tx.conn(), organisation, VisitStatus::Planned, &common, None).await?;
    let judged = refuse_invalid(tx, VisitStatus::Planned, &common, None, &known).await;
    let days = match (planned, judged) {
        (Err(mut problem), Err(more)) if more.code == Code::ValidationFailed => {
            problem.violations.extend(more.violations);
            return Err(problem);
        }
        (planned, judged) => {
            judged?;
            planned?
        }
    };
    refuse_unknown(tx, VisitStatus::Planned, &common, None).await?;
    let performers = judge(tx, trajectory, VisitStatus::Planned, &common, None, known).await?;
    let mut visits = Vec::new();
    for (planned_at, attendance) in rules::series::visits(new, &days) {
        let fields = VisitFields { planned_at: Some(planned_at), attendance: Some(attendance), ..common.clone() };
        let standing = Standing::new(VisitStatus::Planned);
        let row = VisitRow::new(VisitId::new(), trajectory, standing, &fields, tx.context.now);
        tx.trace(Trace::done("visit", row.id.0).families([trajectory.family_id]));
        visits.push(store::visit_insert(tx, row, involved(performers.clone(), &fields)));
    }
    trajectory_touch(tx, trajectory.id);
    Ok(VisitSeries { items: all_shown(tx, visits).await? })
}
