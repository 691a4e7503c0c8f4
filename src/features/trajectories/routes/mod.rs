//! The operations on trajectories and assignments.

pub(super) mod assignments;
pub(super) mod trajectories;
