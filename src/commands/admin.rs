//! Acts of the operator, on the command line because nobody is signed in yet or because they concern keys.

use chrono::TimeDelta;
use clap::Subcommand;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::{plain, serve};
use crate::app::AppState;
use crate::config::{DatabaseConfig, ServiceConfig};
use crate::context::Context;
use crate::http::rotate_signing_key;
use crate::ids::{AccountId, InvitationId, UserId};
use crate::problem::Problem;
use crate::schema::{accounts, invitations, platform_memberships};
use crate::secrets::Token;

/// The operator's commands.
#[derive(Subcommand)]
pub enum Admin {
    /// Make an account for the licence holder's staff: prints the link with which it is finished.
    CreateLicenceHolder {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        service: ServiceConfig,
    },
    /// Publish a new signing key; it signs after ten minutes, the old one verifies until its last token ends.
    RotateSigningKey {
        #[command(flatten)]
        database: DatabaseConfig,
        #[command(flatten)]
        service: ServiceConfig,
    },
}

pub(super) async fn run(admin: Admin) -> anyhow::Result<()> {
    match admin {
        Admin::CreateLicenceHolder { email, name, database, service } => {
            let state = serve::state(&database, service).await?;
            let token = create_licence_holder(&state, &email, &name).await.map_err(plain)?;
            println!("{}/accept#{token}", state.config.public_url);
            Ok(())
        }
        Admin::RotateSigningKey { database, service } => {
            let state = serve::state(&database, service).await?;
            let context = Context::system("rotateSigningKey", &state.clock);
            rotate_signing_key(&state.doors, &state.vault, context).await.map_err(plain)?;
            println!("a new key is published; it signs in ten minutes");
            Ok(())
        }
    }
}

/// An invitation for one of the licence holder's staff; gives the token of its link.
pub async fn create_licence_holder(state: &AppState, email: &str, name: &str) -> Result<String, Problem> {
    let email = email.trim().to_lowercase();
    let (account, user, invitation) = (AccountId::new(), UserId::new(), InvitationId::new());
    let token = Token::new("sli", invitation.0);
    let context = Context::system("createLicenceHolder", &state.clock);
    state
        .doors
        .in_worker(context, async |tx| {
            let now = tx.context.now;
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
            Ok(())
        })
        .await?;
    Ok(token.text)
}
