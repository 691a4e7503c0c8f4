//! The operations on teacher links: of those who make them, and of the teacher who holds one.

pub(super) mod answers;
pub(super) mod links;

use crate::http::permissions;

permissions! {
    LinksRead = "evaluations:read" [ProjectLeader, Practitioner] Active;
    /// A running trajectory may be wound down after the subscription's end (gate G2).
    LinksWrite = "evaluations:write" [ProjectLeader, Practitioner] Running;
    /// Revoking access is never blocked.
    LinksRevoke = "evaluations:write" [ProjectLeader, Practitioner] Exempt;
}
