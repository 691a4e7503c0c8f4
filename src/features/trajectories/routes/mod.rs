//! The operations on trajectories, assignments and hand-overs.

pub(super) mod assignments;
pub(super) mod handovers;
pub(super) mod trajectories;
