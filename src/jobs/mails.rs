//! Mails with a link: invitations and new passwords. The token is made here, when the mail is taken, so that it is nowhere
//! but in the mail; if the mail can't leave, the next attempt makes another one.

use std::fmt;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::post::{Taken, deliver, next_attempt};
use crate::app::AppState;
use crate::context::{Context, Language};
use crate::db::{Tx, Worker};
use crate::mail::{Mail, Mailer};
use crate::problem::Problem;
use crate::schema::{accounts, invitations, organisations, password_resets};
use crate::secrets::Token;

/// A row whose link is mailed, with the hash of the token that it was given for that: one that was given another since
/// is not the one that left.
struct Linked {
    id: Uuid,
    hash: Vec<u8>,
}

impl fmt::Display for Linked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

/// Sends what is due.
pub(super) async fn send_due(state: &AppState, mailer: &Mailer) -> Result<(), Problem> {
    let context = || Context::system("sendMails", &state.clock);
    // These live an hour, and go first.
    let take = async || state.doors.in_worker(context(), async |tx| reset_take(state, tx).await).await;
    let note = async |sent| state.doors.in_worker(context(), async |tx| reset_note(tx, sent).await).await;
    deliver(state, mailer, "a link to a new password", take, note).await?;
    let take = async || state.doors.in_worker(context(), async |tx| invitation_take(state, tx).await).await;
    let note = async |sent| state.doors.in_worker(context(), async |tx| invitation_note(tx, sent).await).await;
    deliver(state, mailer, "an invitation", take, note).await
}

/// The token of an invitation, instead of a mail with it: for the demo, whose people have no mailbox.
pub async fn invitation_token(state: &AppState, user: &str) -> Result<String, Problem> {
    let user = Uuid::try_parse(user).map_err(Problem::internal)?;
    state
        .doors
        .in_worker(Context::system("loadDemo", &state.clock), async |tx| {
            let open = invitations::table.filter(invitations::membership_id.eq(user));
            let id: Uuid = open.select(invitations::id).first(tx.conn()).await?;
            let token = Token::new("sli", id);
            let change = (invitations::token_hash.eq(token.hash.to_vec()), invitations::sent_at.eq(tx.context.now));
            diesel::update(invitations::table.find(id)).set(change).execute(tx.conn()).await?;
            Ok(token.text)
        })
        .await
}

async fn invitation_take(state: &AppState, tx: &mut Tx<Worker>) -> Result<Option<Taken<Linked>>, Problem> {
    let now = tx.context.now;
    type Due = (Uuid, Option<Uuid>, i32, DateTime<Utc>, Uuid);
    let due: Option<Due> = invitations::table
        .filter(invitations::sent_at.is_null())
        .filter(invitations::accepted_at.is_null())
        .filter(invitations::revoked_at.is_null())
        .filter(invitations::expires_at.gt(now))
        .filter(invitations::next_attempt_at.le(now))
        .order(invitations::next_attempt_at)
        .select((
            invitations::id,
            invitations::organisation_id,
            invitations::attempts,
            invitations::expires_at,
            invitations::account_id,
        ))
        .for_update()
        .skip_locked()
        .first(tx.conn())
        .await
        .optional()?;
    let Some((id, organisation, attempts, expires_at, account)) = due else { return Ok(None) };
    let (to, language) = addressee(tx, account).await?;
    let organisation = match organisation {
        Some(id) => organisations::table.find(id).select(organisations::name).first(tx.conn()).await?,
        None => "Stichting Aanzet".to_owned(),
    };
    let token = Token::new("sli", id);
    let link = format!("{}/accept#{}", state.config.public_url, token.text);
    let until = crate::clock::amsterdam_day(expires_at);
    let mail = invitation_mail(language, to, &organisation, &link, &until.to_string());
    let key = Linked { id, hash: token.hash.to_vec() };
    let change = (
        invitations::token_hash.eq(&key.hash),
        invitations::attempts.eq(attempts + 1),
        invitations::next_attempt_at.eq(next_attempt(now, attempts)),
    );
    diesel::update(invitations::table.find(id)).set(change).execute(tx.conn()).await?;
    Ok(Some(Taken { key, mail: Ok(mail), files: Vec::new() }))
}

async fn invitation_note(tx: &mut Tx<Worker>, sent: Linked) -> Result<(), Problem> {
    let row = invitations::table.find(sent.id).filter(invitations::token_hash.eq(sent.hash));
    diesel::update(row).set(invitations::sent_at.eq(tx.context.now)).execute(tx.conn()).await?;
    Ok(())
}

async fn reset_take(state: &AppState, tx: &mut Tx<Worker>) -> Result<Option<Taken<Linked>>, Problem> {
    let now = tx.context.now;
    let due: Option<(Uuid, i32, Uuid)> = password_resets::table
        .filter(password_resets::sent_at.is_null())
        .filter(password_resets::used_at.is_null())
        .filter(password_resets::expires_at.gt(now))
        .filter(password_resets::next_attempt_at.le(now))
        .order(password_resets::next_attempt_at)
        .select((password_resets::id, password_resets::attempts, password_resets::account_id))
        .for_update()
        .skip_locked()
        .first(tx.conn())
        .await
        .optional()?;
    let Some((id, attempts, account)) = due else { return Ok(None) };
    let (to, language) = addressee(tx, account).await?;
    let token = Token::new("slp", id);
    let link = format!("{}/reset#{}", state.config.public_url, token.text);
    let key = Linked { id, hash: token.hash.to_vec() };
    let change = (
        password_resets::token_hash.eq(&key.hash),
        password_resets::attempts.eq(attempts + 1),
        password_resets::next_attempt_at.eq(next_attempt(now, attempts)),
    );
    diesel::update(password_resets::table.find(id)).set(change).execute(tx.conn()).await?;
    Ok(Some(Taken { key, mail: Ok(reset_mail(language, to, &link)), files: Vec::new() }))
}

async fn reset_note(tx: &mut Tx<Worker>, sent: Linked) -> Result<(), Problem> {
    let row = password_resets::table.find(sent.id).filter(password_resets::token_hash.eq(sent.hash));
    diesel::update(row).set(password_resets::sent_at.eq(tx.context.now)).execute(tx.conn()).await?;
    Ok(())
}

/// Name and address of an account, and the language that it is written to in.
async fn addressee(tx: &mut Tx<Worker>, account: Uuid) -> Result<((String, String), Language), Problem> {
    let columns = (accounts::name, accounts::email, accounts::language);
    let found = accounts::table.find(account).select(columns).first(tx.conn()).await?;
    let (name, email, language): (String, String, String) = found;
    Ok(((name, email), if language == "en" { Language::English } else { Language::Dutch }))
}

fn invitation_mail(language: Language, to: (String, String), organisation: &str, link: &str, until: &str) -> Mail {
    let name = &to.0;
    let (subject, text) = language.of((
        (
            "Uw uitnodiging voor Samen Leren".to_owned(),
            format!(
                "Beste {name},\n\n{organisation} nodigt u uit voor Samen Leren. Via deze link maakt u uw account af. \
                 Houd uw telefoon met een authenticator-app bij de hand.\n\n{link}\n\nDe link werkt één keer, tot en met \
                 {until}. Verwacht u deze mail niet? Dan hoeft u niets te doen.\n\nSamen Leren\n"
            ),
        ),
        (
            "Your invitation to Samen Leren".to_owned(),
            format!(
                "Dear {name},\n\n{organisation} invites you to Samen Leren. Follow this link to finish your account. \
                 Keep your phone with an authenticator app at hand.\n\n{link}\n\nThe link works once, up to and including \
                 {until}. Did you not expect this mail? Then there is nothing to do.\n\nSamen Leren\n"
            ),
        ),
    ));
    Mail { to, subject, text }
}

fn reset_mail(language: Language, to: (String, String), link: &str) -> Mail {
    let name = &to.0;
    let (subject, text) = language.of((
        (
            "Een nieuw wachtwoord voor Samen Leren".to_owned(),
            format!(
                "Beste {name},\n\nVia deze link kiest u een nieuw wachtwoord. Houd uw authenticator-app of een herstelcode \
                 bij de hand.\n\n{link}\n\nDe link werkt één uur. Hebt u dit niet gevraagd? Dan hoeft u niets te doen; uw \
                 wachtwoord blijft zoals het is.\n\nSamen Leren\n"
            ),
        ),
        (
            "A new password for Samen Leren".to_owned(),
            format!(
                "Dear {name},\n\nFollow this link to choose a new password. Keep your authenticator app or a recovery code \
                 at hand.\n\n{link}\n\nThe link works for an hour. Did you not ask for this? Then there is nothing to do; \
                 your password stays as it is.\n\nSamen Leren\n"
            ),
        ),
    ));
    Mail { to, subject, text }
}
