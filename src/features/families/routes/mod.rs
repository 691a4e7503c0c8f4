//! The operations on families, parents and children, one file each, and the permissions that they ask for.

pub(super) mod create_child;
pub(super) mod create_family;
pub(super) mod create_parent;
pub(super) mod delete_child;
pub(super) mod delete_parent;
pub(super) mod get_child;
pub(super) mod get_family;
pub(super) mod get_parent;
pub(super) mod list_children;
pub(super) mod list_families;
pub(super) mod list_parents;
pub(super) mod search_families;
pub(super) mod update_child;
pub(super) mod update_family;
pub(super) mod update_parent;

use crate::http::permissions;

permissions! {
    FamiliesRead = "families:read" [ProjectLeader, Practitioner, Integration] Active;
    FamiliesWrite = "families:write" [ProjectLeader, Integration] Active;
    /// Correcting personal data is never blocked (gate G2); practitioners do it for their own families.
    FamiliesCorrect = "families:write" [ProjectLeader, Practitioner, Integration] Exempt;
    /// Nor is removing it.
    FamiliesRemove = "families:write" [ProjectLeader, Integration] Exempt;
}
