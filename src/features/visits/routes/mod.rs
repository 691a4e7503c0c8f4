//! The operations on visits.

pub(super) mod acts;
pub(super) mod flags;
pub(super) mod series;
pub(super) mod visits;

use crate::http::permissions;

permissions! {
    VisitsRead = "visits:read" [ProjectLeader, Practitioner, Integration] Active;
    /// A running trajectory may be wound down after the subscription's end (gate G2).
    VisitsWrite = "visits:write" [ProjectLeader, Practitioner, Integration] Running;
}
