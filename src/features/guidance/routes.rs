//! The operations on guidance.

pub(super) mod departures;
pub(super) mod progress;
pub(super) mod transitions;

use crate::http::permissions;

permissions! {
    GuidanceRead = "trajectories:read" [ProjectLeader, Practitioner, Integration] Active;
    /// A running trajectory may be wound down after the subscription's end (gate G2).
    GuidanceWrite = "trajectories:write" [ProjectLeader, Practitioner, Integration] Running;
}
