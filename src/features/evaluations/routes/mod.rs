//! The operations on evaluations.

pub(super) mod acts;
pub(super) mod evaluations;

use crate::http::permissions;

permissions! {
    EvaluationsRead = "evaluations:read" [ProjectLeader, Practitioner, Integration] Active;
    /// A running trajectory may be wound down after the subscription's end (gate G2).
    EvaluationsWrite = "evaluations:write" [ProjectLeader, Practitioner, Integration] Running;
}
