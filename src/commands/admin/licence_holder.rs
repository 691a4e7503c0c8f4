//! `create-licence-holder`: the first account of an installation, and a new link to one that was not finished.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::app::AppState;
use crate::context::Context;
use crate::db::{Trace, Tx, Worker};
use crate::ids::{AccountId, InvitationId, UserId};
use crate::problem::{Problem, Violation};
use crate::schema::{accounts, invitations, platform_memberships};
use crate::secrets::Token;

/// An invitation for one of the licence holder's staff; gives the token of its link.
pub async fn create_licence_holder(state: &AppState, email: &str, name: &str) -> Result<String, Problem> {
    let email = email.trim().to_lowercase();
    if !email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
        let (dutch, english) = ("Dit is geen e-mailadres.", "This is not an e-mail address.");
        return Err(Problem::invalid(vec![Violation::body("/email", "format", dutch, english)]));
    }
    let (account, user, invitation) = (AccountId::new(), UserId::new(), InvitationId::new());
    let token = Token::new("sli", invitation.0);
    let context = Context::system("createLicenceHolder", &state.clock);
    state
        .doors
        .in_worker(context, async |tx| {
            let now = tx.context.now;
            if let Some((account, user)) = unfinished(tx, &email).await? {
                return renew(tx, account, user, &token, invitation).await;
            }
            let person = (
                accounts::id.eq(account),
                accounts::email.eq(&email),
                accounts::name.eq(name),
                accounts::language.eq("nl"),
                accounts::status.eq("invited"),
                accounts::created_at.eq(now),
                accounts::updated_at.eq(now),
            );
            diesel::insert_into(accounts::table).values(person).execute(tx.conn()).await?;
            let membership = (
                platform_memberships::id.eq(user),
                platform_memberships::account_id.eq(account),
                platform_memberships::status.eq("invited"),
                platform_memberships::version.eq(1),
                platform_memberships::created_at.eq(now),
                platform_memberships::updated_at.eq(now),
            );
            diesel::insert_into(platform_memberships::table).values(membership).execute(tx.conn()).await?;
            invite(tx, account, user, &token, invitation).await
        })
        .await?;
    Ok(token.text)
}

/// A staff member who was invited and has not accepted yet.
async fn unfinished(tx: &mut Tx<Worker>, email: &str) -> Result<Option<(AccountId, UserId)>, Problem> {
    Ok(platform_memberships::table
        .inner_join(accounts::table)
        .filter(accounts::email.eq(email))
        .filter(accounts::status.eq("invited"))
        .filter(platform_memberships::status.eq("invited"))
        .select((accounts::id, platform_memberships::id))
        .first(tx.conn())
        .await
        .optional()?)
}

/// A new link in the place of all earlier ones.
async fn renew(
    tx: &mut Tx<Worker>,
    account: AccountId,
    user: UserId,
    token: &Token,
    invitation: InvitationId,
) -> Result<(), Problem> {
    let open = invitations::table
        .filter(invitations::membership_id.eq(user))
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null());
    diesel::update(open).set(invitations::revoked_at.eq(Some(tx.context.now))).execute(tx.conn()).await?;
    invite(tx, account, user, token, invitation).await
}

async fn invite(
    tx: &mut Tx<Worker>,
    account: AccountId,
    user: UserId,
    token: &Token,
    invitation: InvitationId,
) -> Result<(), Problem> {
    let now = tx.context.now;
    let link = (
        invitations::id.eq(invitation),
        invitations::membership_id.eq(user),
        invitations::account_id.eq(account),
        invitations::token_hash.eq(token.hash.to_vec()),
        invitations::created_at.eq(now),
        invitations::next_attempt_at.eq(now),
        // The link is printed, so no mail is sent.
        invitations::sent_at.eq(now),
        invitations::expires_at.eq(now + TimeDelta::days(7)),
    );
    diesel::insert_into(invitations::table).values(link).execute(tx.conn()).await?;
    tx.trace(Trace::done("user", user.0));
    Ok(())
}
