//! The operations on transfers, and the permissions that they ask for.

pub(super) mod received;
pub(super) mod sent;

use crate::http::permissions;

permissions! {
    TransfersRead = "transfers:read" [ProjectLeader] Active;
    TransfersWrite = "transfers:write" [ProjectLeader] Active;
    /// Taking access away, and refusing it, is never blocked (gate G2).
    TransfersEnd = "transfers:write" [ProjectLeader] Exempt;
}
