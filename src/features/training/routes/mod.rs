//! The operations on training.

pub(super) mod attendances;
pub(super) mod changes;
pub(super) mod sessions;

use crate::http::permissions;

permissions! {
    TrainingRead = "training:read" [LicenceHolder, ProjectLeader, Practitioner] Active;
    TrainingHistory = "training:read" [LicenceHolder, ProjectLeader] Active;
    TrainingWrite = "training:write" [LicenceHolder, ProjectLeader, Practitioner] Active;
}
