//! The operations on referrals, and the permissions that they ask for.

pub(super) mod acts;
pub(super) mod duplicates;
pub(super) mod referrals;

use crate::http::permissions;

permissions! {
    ReferralsRead = "referrals:read" [ProjectLeader, Practitioner, Integration] Active;
    ReferralsWrite = "referrals:write" [ProjectLeader, Practitioner, Integration] Active;
    /// Correcting personal data is never blocked (gate G2).
    ReferralsCorrect = "referrals:write" [ProjectLeader, Practitioner, Integration] Exempt;
    /// What was declined is out of a practitioner's sight.
    ReferralsReopen = "referrals:write" [ProjectLeader, Integration] Active;
    /// Nor is erasing it.
    ReferralsErase = "referrals:write" [ProjectLeader, Integration] Exempt;
    /// It tells of other families: for who sees the whole organisation, and is a person.
    ReferralsCompare = "referrals:read" [ProjectLeader] Active;
}
