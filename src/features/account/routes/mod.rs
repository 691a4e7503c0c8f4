//! The operations on one's own account and on mailed links.

pub(super) mod links;
pub(super) mod me;
pub(super) mod second_factor;

use crate::context::{Actor, Context};
use crate::http::permissions;
use crate::ids::{AccountId, SessionId, UserId};
use crate::problem::Problem;

permissions! {
    /// One's own account: every person, never blocked.
    OwnAccount = "account:own" [LicenceHolder, ProjectLeader, Practitioner] Exempt;
}

/// The person behind a request.
fn person(context: &Context) -> Result<(AccountId, SessionId, UserId), Problem> {
    match context.actor {
        Actor::Person { account, session, user } => Ok((account, session, user)),
        _ => Err(Problem::not_found()),
    }
}
