//! The operations on hand-ins. The three kinds have addresses and texts of their own; what they do is in `shared`.

pub(super) mod assessments;
pub(super) mod intervision_reports;
pub(super) mod portfolios;
mod shared;
pub(super) mod work_assignments;

use crate::http::permissions;

permissions! {
    TrainingRead = "training:read" [LicenceHolder, ProjectLeader, Practitioner] Active;
    /// Handing in is never the licence holder's.
    HandInsWrite = "training:write" [Practitioner] Active;
    Judge = "training:write" [LicenceHolder] Active;
}
