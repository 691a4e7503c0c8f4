//! Transitions, steps, fidelity and departures as callers see them.

mod departures;
mod progress;
mod transitions;

pub use departures::{Departure, DepartureFields, DepartureKind, DeparturePatch, DepartureReason, NewDeparture};
pub use progress::{Fidelity, Steps, TrajectoryStep};
pub use transitions::{NewTransition, Transition, UnmetRequirement};
