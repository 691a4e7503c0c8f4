//! The operations on training.

pub(super) mod attendances;
pub(super) mod sessions;

use crate::http::permissions;

permissions! {
    TrainingRead = "training:read" [LicenceHolder, ProjectLeader, Practitioner] Active;
    TrainingWrite = "training:write" [LicenceHolder, ProjectLeader, Practitioner] Active;
}
