//! One trajectory, read before it is known who reads it: these statements need no scope, so they can leave together with
//! the one that asks the caller's standing. What came of them stays closed until the reader is known.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::try_join;

use super::{Counted, TrajectoryRow, assignments_by_trajectory, below, visits_with, whole};
use crate::context::{Context, Scope};
use crate::db::Wire;
use crate::features::trajectories::api::Trajectory;
use crate::features::trajectories::rules;
use crate::ids::{OrganisationId, PractitionerId, TrajectoryId};
use crate::problem::Problem;
use crate::schema::{trajectories, visits};

/// What was read of a trajectory, if it is there. There is no other way to it than [`Self::open`]. What is not there is found
/// out only then: whoever gave up asking half-way would leave statements behind that nobody closes.
pub(crate) struct Unseen<T> {
    read: Option<T>,
    /// Who is assigned, today or later: the practitioners who see it.
    in_care_of: Vec<PractitionerId>,
}

impl<T> Unseen<T> {
    /// With what was read beside it.
    pub(crate) fn with<U>(self, beside: U) -> Unseen<(T, U)> {
        Unseen { read: self.read.map(|read| (read, beside)), in_care_of: self.in_care_of }
    }

    /// What was read, for a reader who sees the trajectory; to others it is not there.
    pub(crate) fn open(self, reader: &Context) -> Result<T, Problem> {
        let sees = match reader.scope() {
            Scope::Organisation => true,
            Scope::Own(own) => self.in_care_of.contains(&own),
            Scope::Nothing => false,
        };
        self.read.filter(|_| sees).ok_or_else(Problem::not_found)
    }
}

impl Unseen<Trajectory> {
    /// The trajectory as the reader may have it.
    pub(crate) fn seen_by(self, reader: &Context) -> Result<Trajectory, Problem> {
        Ok(self.open(reader)?.told_to(reader))
    }
}

/// Asks for a trajectory in full.
pub(in crate::features::trajectories) async fn trajectory_ask(
    wire: &Wire,
    organisation: OrganisationId,
    context: &Context,
    id: TrajectoryId,
) -> Result<Unseen<Trajectory>, Problem> {
    let row = async {
        let mut wire = wire;
        let found = trajectories::table.find((organisation, id)).select((
            TrajectoryRow::as_select(),
            visits_with!("planned"),
            visits_with!("held"),
        ));
        found.first::<Counted>(&mut wire).await.optional()
    };
    let ids = std::slice::from_ref(&id);
    let (row, (mut children, mut assigned)) = try_join!(row, below(wire, organisation, ids))?;
    let assigned = assigned.remove(&id).unwrap_or_default();
    let in_care_of = rules::in_care_from(&assigned, context.today);
    let children = children.remove(&id).unwrap_or_default();
    Ok(Unseen { read: row.map(|row| whole(row, children, assigned, context.today)), in_care_of })
}

/// Asks for a trajectory's own row.
pub(in crate::features::trajectories) async fn row_ask(
    wire: &Wire,
    organisation: OrganisationId,
    context: &Context,
    id: TrajectoryId,
) -> Result<Unseen<TrajectoryRow>, Problem> {
    let row = async {
        let mut wire = wire;
        let row = trajectories::table.find((organisation, id)).select(TrajectoryRow::as_select());
        row.first(&mut wire).await.optional()
    };
    let ids = std::slice::from_ref(&id);
    let (read, mut assigned) = try_join!(row, assignments_by_trajectory(wire, organisation, ids))?;
    let in_care_of = rules::in_care_from(&assigned.remove(&id).unwrap_or_default(), context.today);
    Ok(Unseen { read, in_care_of })
}
